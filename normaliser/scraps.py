"""Quotations that mixed-script OCR left in scraps: which verse they are by what stands beside them, which words of it
by what is left of them.

The English and the citation name the verse. The scraps say which stretch of it the line holds (`scrap_reading`). Where
one stretch is far likelier than all others together it is put in the place of the lines; else it is only suggested.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from normaliser.alignment import find_whole
from normaliser.hand import Hand, render_word
from normaliser.latin_scraps import compare_latin, forms_of
from normaliser.letters import shape_distance
from normaliser.model import Citation, Edit, Kind, Quotation, Rival, Span, Status
from normaliser.options import Options
from normaliser.runs import Found
from normaliser.scrap_extent import Settled, settle
from normaliser.scrap_lines import ScrapLine, locate_scraps
from normaliser.scrap_passages import Identify, name_passages
from normaliser.scrap_runs import LATIN, SIDES, Scrap
from normaliser.script import TASHKEEL
from normaliser.words import Word, split_words

if TYPE_CHECKING:
    from normaliser.corpora import Library

_ROUND = "()"
_MISREAD = 0.45  # of a scrap's letters may be wrong in a word that is read at all
_BOTH, _ONE = 0.999, 0.99  # the chance that the passage is meant which both name, or one of them
_VOCALISED = 0.15  # of the marks: scanners lose most of them


@dataclass(frozen=True, slots=True)
class Scraped:
    """A quotation in scraps, and all the lines it was read from, rows of vowel marks included."""

    quotation: Quotation
    lines: Span


def read_scraps(
    text: str, citations: Sequence[Citation], library: "Library", identify: Identify, options: Options
) -> tuple[Scraped, ...]:
    """The quotations in scraps, in order of appearance; spans count in `text`.

    Where there are none the cost is that of looking at the lines.
    """
    located = locate_scraps(text, citations)
    if not located:
        return ()
    from normaliser.corpora import QuranShelf

    shelf = library.shelf("quran") if "quran" in options.corpora else None
    if not isinstance(shelf, QuranShelf):
        return ()
    read = []
    for line in located:
        found = settle(line, name_passages(text, line, shelf, identify))
        if found is None:
            continue
        is_intact = _is_intact(text, found)
        if is_intact and not line.scanned:
            continue  # where no scanner broke the line, what is beside sound words is no part of them
        quotation = _quotation(text, line, found, options, sure=not is_intact or _is_accounted_for(found, options))
        if quotation:
            read.append(Scraped(quotation, line.span))
    return tuple(read)


def outside_scraps(found: Sequence[Found], scraps: Sequence[Scraped]) -> list[Found]:
    """What was located by its Arabic alone and lies in no line of scraps; both in order of appearance."""
    starts = [s.lines.start for s in scraps]
    kept = []
    for item in found:
        place = bisect_left(starts, item.span.end) - 1
        if place < 0 or not scraps[place].lines.touches(item.span):
            kept.append(item)
    return kept


def _quotation(text: str, line: ScrapLine, found: Settled, options: Options, *, sure: bool) -> Quotation | None:
    """What is to stand in the place of the lines; only offered if not `sure`, None when all is Arabic."""
    scraps = [scrap for printed in found.lines for scrap in printed.scraps]
    arabic = [s for s in scraps if s.skeleton]
    passage = found.passage
    if len(arabic) == len(scraps) or (not arabic and not (passage.cited and passage.rendered)):
        return None
    forms = passage.forms[found.start : found.end]
    hand = _hand(arabic, forms)
    printed = _printed(text, found)
    if not printed:
        return None
    span, marks = _frame(text, printed)
    written = [render_word(form, hand) for form in forms]
    ends = (0, *found.breaks, len(written))
    parts = [" ".join(written[a:b]) for a, b in pairwise(ends)]
    breaks = [text[a.span.end : b.span.start] for a, b in pairwise(found.lines)]
    new = marks[:1] + parts[0] + "".join(map(str.__add__, map(_line_break, breaks), parts[1:])) + marks[1:]
    old = span.of(text)
    confidence = round(found.share * (_BOTH if passage.cited and passage.rendered else _ONE), 6)
    if new == old:
        return None
    because = f"{passage.ref}: {len(arabic)} of {found.end - found.start} words left in scraps"
    status = _status(line, found, options, sure and bool(arabic) and confidence >= options.min_confidence)
    if status is None:
        return None
    return Quotation(
        span=span,
        original=old,
        repaired=new,
        kind=Kind.QURAN,
        refs=found.refs,
        status=status,
        confidence=confidence,
        because=because,
        edits=(Edit(span, old, new, ("reference",), because, confidence),),
        rivals=tuple(Rival(ref, round(share, 3)) for ref, share in found.rivals),
    )


def _line_break(between: str) -> str:
    """What parts two printed lines: blank lines stay, lines that are left out go."""
    return "\n" if between.strip() else between


def _printed(text: str, found: Settled) -> Span | None:
    """What the scanner made of the quotation; None where it is sound, or is whole and only stands beside Latin."""
    span = Span(found.lines[0].span.start, found.lines[-1].span.end)
    words = split_words(text, span.start, span.end)
    stretch = found.passage.words[found.start : found.end]
    if any(_says_all(text, part, stretch) for part in (span, *(printed.span for printed in found.lines))):
        return None
    if words and _opens_and_closes(words, stretch):
        span = _without_latin_edges(text, span, words)
        return span if LATIN.search(span.of(text)) else None
    return span


def _says_all(text: str, span: Span, stretch: tuple[str, ...]) -> bool:
    """Whether the words of the stretch stand in the span, in order and no other."""
    return tuple(w.skeleton for w in split_words(text, span.start, span.end)) == stretch


def _is_intact(text: str, found: Settled) -> bool:
    """Whether the Arabic is in no scraps: it is sound, or nothing stands between its first word and its last.

    It may lack words at its ends, and what Latin stands there may have been those; but by itself nothing says so.
    """
    words = split_words(text, found.lines[0].span.start, found.lines[-1].span.end)
    if not words:
        return False
    stretch = found.passage.words[found.start : found.end]
    parted = any(LATIN.search(text, a.end, b.start) for a, b in pairwise(words))
    whole = not parted and 2 * len(words) >= len(stretch)
    return len(words) > 1 and (whole or find_whole(tuple(w.skeleton for w in words), stretch) >= 0)


def _is_accounted_for(found: Settled, options: Options) -> bool:
    """Whether what Latin stands beside the Arabic says the words of the stretch that the Arabic lacks."""
    scraps = [scrap for printed in found.lines for scrap in printed.scraps]
    stretch = found.passage.words[found.start : found.end]
    arabic = [place for place, scrap in enumerate(scraps) if scrap.skeleton]
    if not arabic or len(arabic) <= arabic[-1] - arabic[0]:
        return False
    size = len(arabic)
    if size >= len(stretch):
        return True
    words = [scraps[place].skeleton for place in arabic]
    first = min(range(len(stretch) - size + 1), key=lambda at: sum(map(shape_distance, words, stretch[at : at + size])))
    before, after = (scraps[: arabic[0]], stretch[:first]), (scraps[arabic[-1] + 1 :], stretch[first + size :])
    return all(_says(latin, lost) >= options.evidence.scraps_said for latin, lost in (before, after) if lost)


def _says(latin: Sequence[Scrap], words: Sequence[str]) -> float:
    """How much the letters of Latin scraps in a row say for words in a row, in bits."""
    text = " ".join([scrap.text for scrap in reversed(latin)])
    return float(compare_latin([text], [tuple(form for word in words for form in forms_of(word))])[0, 0])


def _opens_and_closes(words: Sequence[Word], passage: Sequence[str]) -> bool:
    """Whether the first and the last word of the stretch stand there in Arabic, where the line begins and ends."""
    pairs = ((words[0], passage[0]), (words[-1], passage[-1]))
    return all(shape_distance(w.skeleton, p) <= _MISREAD * max(len(w.skeleton), len(p)) for w, p in pairs)


def _without_latin_edges(text: str, span: Span, words: Sequence[Word]) -> Span:
    """The span without the Latin before its first Arabic word and after its last."""
    start, end = words[0].start, words[-1].end
    before, after = text[span.start : start], text[end : span.end]
    while before and not LATIN.match(before[-1]):
        before = before[:-1]
    while after and not LATIN.match(after[0]):
        after = after[1:]
    return Span(span.start + len(before), span.end - len(after))


def _status(line: ScrapLine, found: Settled, options: Options, sure: bool) -> Status | None:
    """Whether the passage may be put into the page, or only offered; None where nothing is to be said."""
    passage, least = found.passage, options.evidence
    if found.bits < least.scraps_against:
        return None
    borne_out = found.bits >= least.scraps_bits
    named = passage.cited and passage.rendered
    if not (named or borne_out or (line.led and passage.bits >= least.scraps_named)):
        return None  # one witness alone may speak of another verse
    return Status.REPAIRED if sure and borne_out and found.share >= least.scraps else Status.SUGGESTED


def _hand(arabic: Sequence[Scrap], forms: Sequence[str]) -> Hand:
    """Bare or vocalised, as what is left of the line is; the finer habits do not survive a scanner."""
    could = sum(c in TASHKEEL for form in forms for c in form) / max(1, sum(len(w) for w in map(_letters, forms)))
    does = sum(c in TASHKEEL for s in arabic for c in s.text) / max(1, sum(s.letters for s in arabic))
    vocalised = could > 0 and does >= _VOCALISED * could
    return Hand(1.0 if vocalised else 0.0, True, False, False, False, False, 0)


def _letters(form: str) -> str:
    return "".join(w.skeleton for w in split_words(form))


def _frame(text: str, span: Span) -> tuple[Span, str]:
    """The span of what is replaced, and the quote marks to write around it: those that do not stand in their place."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in SIDES):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in SIDES):
        end -= 1
    if text[start] in _ROUND and text[end - 1] in _ROUND and end - start > 2:
        return Span(start + 1, end - 1), ""
    for opening, closing in ("«»", "\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS}"):
        if text[start] == opening and text[end - 1] == closing and end - start > 2:
            return Span(start + 1, end - 1), ""
        if opening in text[start:end] or closing in text[start:end]:
            return Span(start, end), opening + closing
    return Span(start, end), ""
