"""Where the layout of a page offers an English passage: in quote marks, in a cell, after a label, on a line of its own.

A passage here is a span and the cue that offers it, the same text often several times: straight quote marks inside
straight quote marks cannot be paired with certainty, so every reading that makes sense is offered and `pairing` weighs
them. The span is the passage alone: no quote marks, label, list mark or citation.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from normaliser.english import is_foreign
from normaliser.model import Span
from normaliser.quotemarks import Cue, EnglishSpan, locate_quoted
from normaliser.words import split_words, without_formulas

LONGEST = 12_000
"""Longest passage offered, in code points: several times the longest verse, so that one stray mark costs little."""

_BLANK = re.compile(r"\n[ \t\r>]*\n")
_ARABIC_CLASS = "\u0600-\u06ff\ufb50-\ufdf9\ufe70-\ufefc"
_ARABIC = rf"[{_ARABIC_CLASS}]{{3}}[{_ARABIC_CLASS}\u200c\u200e\u200f ]*"  # fewer are a misread letter or a sign
_LONGEST_HONORIFIC = 60  # code points, with marks
_ARABIC_WORD = re.compile(_ARABIC)
# One class in front, which `re` skips to; tried branch by branch at each letter, the same takes four times as long.
_CUT = re.compile(
    rf"[\n|\t<{_ARABIC_CLASS}](?:(?<=[\n|\t])|(?<=<)[/a-zA-Z][^<>\n]{{0,200}}>"
    rf"|(?<=[{_ARABIC_CLASS}])[{_ARABIC_CLASS}]{{2}}[{_ARABIC_CLASS}\u200c\u200e\u200f ]*)"
)
_WALLS = {"\n": "\n", "|": "|", "\t": "|", "<": "|"}
_LETTERS = r"A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LETTERS}]{{2}}")
_WORD_START = re.compile(rf"(?<![{_LETTERS}])[{_LETTERS}]{{2}}")
_LABEL_WORD = (
    r"(?:english|translations?|translated|meanings?|interpretation|rendering|gloss|sense|trans?\.?|eng?\.?"
    r"|sahih international|pickthall|yusuf ali|shakir|arberry)"
)
_LABEL = re.compile(
    rf"(?:(?:the|in|its|approximate|rough)\s+)*{_LABEL_WORD}"
    rf"(?:\s+{_LABEL_WORD}|\s+of the (?:verse|meaning|hadith|ayah))*"
    r"(?:\s*\([^()\n]{1,40}\))?[\s*_]*[:=\u2013\u2014-][\s*_]*",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"\b(?:(?:that|this|it|which) (?:means|translates (?:as|to)|is to say)|that is(?=[,:])|meaning|i\.\s?e\."
    r"|translated as)[\s,:]+",
    re.IGNORECASE,
)
_MEANING_WORDS = ("mean", "transl", "to say", "that is", ".e.", ". e.", ".\u00a0e.")  # one of them is in all of these
_LEAD = re.compile(
    r"(?:[\s>#*_|.,;:=\u2013\u2014\u2022\u00b7\u25cf\u2026~)\]}\u00bb\u201d\ufd3e\ufd3f\u200e\u200f-]"
    r"|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}(?=\s)|\(?(?:\d{1,3}|[ivx]{1,4}|[a-h])[.)](?=\s)|\[\d{1,3}\](?=\s)|[\"'](?=[\s*_:.,]))+"
)
_KEY = re.compile(rf"{_LABEL_WORD}\b[^.\n]{{0,40}}:|[A-Z][\w' ]{{0,24}}:?\s*$", re.IGNORECASE)
_LISTED = re.compile(r"[\s>]*(?:[-*\u2013\u2014\u2022]\s|\(?\d{1,3}[.)]\s|\[\d{1,3}\]\s)")
_TRAIL = " \t\r\n*_|\u200e\u200f\u2013\u2014([{-=~#>\u00ab\ufd3e\ufd3f"
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*(?=\s+[A-Z\"\u201c]|\s*$)", re.MULTILINE)
_EDGE = re.compile(r"(?:[\s*_\u200e\u200f]|</?[a-zA-Z][^<>\n]{0,40}>)+")
_SENTENCES = 8  # that a translation announced within a paragraph may have
_BRACKETS = {"(": ")", "[": "]"}


@lru_cache(maxsize=1)
def _offers_of(text: str) -> dict[tuple[Span, ...], dict[Span, list[EnglishSpan]]]:
    """What the blocks of a text offer, as far as it is known; by citations and block."""
    return {}


class Layout:
    """The passages that a page offers, each span once, worked out block by block where they are asked for.

    `quotations` are the spans of the Arabic, `citations` of the citations; passages hold neither. The work grows with
    the length of the text asked for and the number of spans, whatever the text.
    """

    def __init__(self, text: str, quotations: Sequence[Span], citations: Sequence[Span]) -> None:
        self._text = text
        self._cited = sorted(citations)
        self._cite_starts = [c.start for c in self._cited]
        blocks = _blocks(text, sorted(quotations))
        self._blocks = [b for b in blocks if _WORD.search(text, b.start, b.end)]  # thousands of others may lie between
        self._block_starts = [b.start for b in self._blocks]
        self._offers = _offers_of(text).setdefault(tuple(self._cited), {})  # other layouts have the same blocks

    def after(self, place: int) -> Iterator[EnglishSpan]:
        """The passages that start at a place or after it, in order."""
        first = max(0, bisect_right(self._block_starts, place) - 1)
        for block in range(first, len(self._blocks)):
            yield from (offer for offer in self._of(block) if offer.span.start >= place)

    def before(self, place: int) -> Iterator[EnglishSpan]:
        """The passages that start before a place, the last one first."""
        for block in range(bisect_left(self._block_starts, place) - 1, -1, -1):
            yield from (offer for offer in reversed(self._of(block)) if offer.span.start < place)

    def within(self, wanted: Callable[[Span], bool]) -> Iterator[EnglishSpan]:
        """The passages of the blocks (paragraphs and parts of them) that are wanted, in order."""
        for i, block in enumerate(self._blocks):
            if wanted(block):
                yield from self._of(i)

    def _of(self, number: int) -> list[EnglishSpan]:
        block = self._blocks[number]
        if block not in self._offers:
            self._offers[block] = self._read(block)
        return self._offers[block]

    def _read(self, block: Span) -> list[EnglishSpan]:
        text = self._text
        inside = self._cited[bisect_left(self._cite_starts, block.start) : bisect_left(self._cite_starts, block.end)]
        quoted = locate_quoted(text, block, inside)
        outer = sorted([o.span for o in quoted if o.cue is Cue.QUOTED and not o.inner])
        stretches = _ARABIC_WORD.finditer(text, block.start, block.end) if quoted else ()
        arabic = [m.start() for m in stretches if not _is_honorific(m.group())]
        quoted = [o._replace(mixed=True) if _holds(arabic, o.span) else o for o in quoted]
        found: dict[Span, EnglishSpan] = {}
        unquoted = _unquoted(text, block, inside)
        for offer in (*quoted, *([_told_mixed(o, outer) for o in unquoted] if outer else unquoted)):
            if len(offer.span) <= LONGEST and _holds_word(text, offer.span, block):
                span = _stripped(text, offer.span, inside)
                if span is offer.span:
                    found.setdefault(span, offer)
                elif _holds_word(text, span, block):
                    found.setdefault(span, offer._replace(span=span))
        return [found[s] for s in sorted(found)]


def locate_english(text: str, quotations: Sequence[Span], citations: Sequence[Span]) -> tuple[EnglishSpan, ...]:
    """Every passage of a page (see `Layout`), in order of appearance.

    >>> page = 'He said: "Read!" (96:1)'
    >>> [p.span.of(page) for p in locate_english(page, [], [Span(17, 23)]) if p.cue is Cue.QUOTED]
    ['Read!']
    """
    return tuple(Layout(text, quotations, citations).after(0))


def _holds(places: Sequence[int], span: Span) -> bool:
    """Whether one of the places, in order, lies in a span."""
    place = bisect_left(places, span.start)
    return place < len(places) and places[place] < span.end


def _holds_word(text: str, span: Span, block: Span) -> bool:
    """Whether one of the words of a block starts in a span."""
    if span.start == block.start and _WORD.match(text, block.start, block.end):
        return True
    return _WORD_START.search(text, span.start, min(span.end + 1, block.end)) is not None


def _stripped(text: str, span: Span, citations: Sequence[Span]) -> Span:
    """Without markup and space at the ends, nor a citation that stands inside the quote marks with the passage."""
    start, end = span.start, span.end
    last = bisect_left(citations, Span(end, end)) - 1 if citations else -1
    if last >= 0 and citations[last].start > start and not _WORD.search(text, citations[last].end, end):
        end = citations[last].start
        while end > start and text[end - 1] in _TRAIL:
            end -= 1
    if edge := _EDGE.match(text, start, end):
        start = edge.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_\u200e\u200f"):
        end -= 1
    return span if start == span.start and end == span.end else Span(start, end)


def _told_mixed(offer: EnglishSpan, quoted: Sequence[Span]) -> EnglishSpan:
    """The same offer, marked as mixed when a good part of it stands in quote marks."""
    place = bisect_left(quoted, Span(offer.span.start, 0))
    inside = quoted[place : place + 1]
    if inside and inside[0].end <= offer.span.end and len(inside[0]) * 4 > len(offer.span) and inside[0] != offer.span:
        return offer._replace(mixed=True)
    return offer


def _blocks(text: str, quotations: Sequence[Span]) -> Iterator[Span]:
    """Paragraphs without the Arabic: blank lines and quotations part them."""
    start = 0
    for wall in (*quotations, Span(len(text), len(text))):
        end = max(start, wall.start)
        for blank in _BLANK.finditer(text, start, end):
            if blank.start() > start:
                yield Span(start, blank.start())
            start = blank.end()
        if end > start:
            yield Span(start, end)
        start = max(start, wall.end)


def _unquoted(text: str, block: Span, citations: Sequence[Span]) -> Iterator[EnglishSpan]:
    """Cells, labelled passages, brackets, lines, and runs of lines."""
    run: list[Span] = []  # lines that follow each other
    soft: list[Span] = []  # the same, begun anew at what looks like a list mark, a label, a transliteration
    for piece, left, right in _pieces(text, block, citations):
        core = _trimmed(text, piece)
        if left != "\n" or not core:
            yield from _joined(run, soft)
            run, soft = [], []
        if core:
            foreign = "\n" in (left, right) and is_foreign(core.of(text))
            if foreign or _LISTED.match(text, piece.start, piece.end) or _KEY.match(text, core.start, core.end):
                yield from _joined([], soft)
                soft = []
            readings = list(_readings(text, core, _cue(text, piece, left, right)))
            yield from readings
            run.append(core)
            if not foreign:
                soft += [o.span for o in readings[-1:]]
        if right != "\n":
            yield from _joined(run, soft)
            run, soft = [], []
    yield from _joined(run, soft)


def _joined(run: Sequence[Span], soft: Sequence[Span]) -> Iterator[EnglishSpan]:
    """A passage broken over several lines, which may begin after a lead-in of one line."""
    if len(run) < 2 and len(soft) < 2:
        return
    for lines in (soft, run):
        mixed = lines is run and len(soft) < len(run)
        for first in lines[: len(lines) - 1][:2]:
            yield EnglishSpan(Span(first.start, lines[-1].end), Cue.LINE, mixed=mixed)


def _pieces(text: str, block: Span, citations: Sequence[Span]) -> Iterator[tuple[Span, str, str]]:
    """The block cut at line ends, cell walls and citations, each piece with what cuts it on the left and right."""
    marks = _CUT.finditer(text, block.start, block.end)
    found = ((m, _WALLS.get(text[m.start()], "arabic")) for m in marks)
    cuts = [(m.start(), m.end(), wall) for m, wall in found if wall != "arabic" or not _is_honorific(m.group())]
    cuts += [(c.start, min(c.end, block.end), "cite") for c in citations]
    cuts.sort()
    start, left = block.start, ""
    for cut_start, cut_end, what in (*cuts, (block.end, block.end, "")):
        if cut_start >= start:
            if cut_start > start:
                yield Span(start, cut_start), left, what
            start, left = cut_end, what


def _is_honorific(arabic: str) -> bool:
    """Whether a stretch of Arabic is one that belongs to the English around it: "the Prophet (...) said"."""
    if len(arabic) > _LONGEST_HONORIFIC:
        return False
    words = split_words(arabic)
    return bool(words) and not without_formulas(words)


def _cue(text: str, piece: Span, left: str, right: str) -> Cue:
    if "|" in (left, right):
        return Cue.CELL
    beside = (
        "arabic" in (left, right)
        or (not left and piece.start and text[piece.start - 1] != "\n")
        or (not right and piece.end < len(text) and text[piece.end] != "\n")
    )
    return Cue.TAIL if beside else Cue.LINE


def _trimmed(text: str, piece: Span) -> Span | None:
    """Without list marks, markup and the marks that belong to the Arabic or the citation next to it."""
    lead = _LEAD.match(text, piece.start, piece.end)
    start, end = lead.end() if lead else piece.start, piece.end
    while end > start and text[end - 1] in _TRAIL:
        end -= 1
    return Span(start, end) if end > start and _WORD.search(text, start, end) else None


def _readings(text: str, core: Span, cue: Cue) -> Iterator[EnglishSpan]:
    """What one piece may offer: itself, or what follows its label, or what stands in its bracket."""
    label = _LABEL.match(text, core.start, core.end)
    if label and label.end() == core.end:
        return
    if label:
        core, cue = Span(label.end(), core.end), Cue.LABEL
    elif meaning := _meaning(text, core):
        for stop in islice(_SENTENCE_END.finditer(text, meaning.end(), core.end), _SENTENCES):
            yield EnglishSpan(Span(meaning.end(), stop.end()), Cue.LABEL)
        yield EnglishSpan(Span(meaning.end(), core.end), Cue.TAIL)
    inside = _bracket(text, core)
    if inside and (cue is Cue.TAIL or len(inside) + 2 == len(core)):
        yield EnglishSpan(inside, Cue.LABEL if cue is Cue.LABEL else Cue.BRACKETED)
    yield EnglishSpan(core, cue)


def _meaning(text: str, core: Span) -> re.Match[str] | None:
    """Where a piece says that it tells the meaning; to look for the words first takes a tenth of the pattern's time."""
    folded = core.of(text).casefold()
    return _MEANING.search(text, core.start, core.end) if any(map(folded.__contains__, _MEANING_WORDS)) else None


def _bracket(text: str, core: Span) -> Span | None:
    """The inside of the bracket that opens or closes the piece."""
    if close := _BRACKETS.get(text[core.start]):
        end = _closing(text, core, text[core.start] + close)
        return Span(core.start + 1, end) if end > core.start + 1 else None
    if text[core.end - 1] in ")]":
        start = text.rfind("(" if text[core.end - 1] == ")" else "[", core.start, core.end)
        return Span(start + 1, core.end - 1) if core.start <= start < core.end - 2 else None
    return None


def _closing(text: str, core: Span, brackets: str) -> int:
    """Where the bracket that opens a piece closes, or the last one that may close it where they do not balance."""
    depth, end = 0, -1
    for mark in re.compile(f"[{re.escape(brackets)}]").finditer(text, core.start, core.end):
        depth += 1 if mark.group() == brackets[0] else -1
        end = mark.start() if mark.group() == brackets[1] else end
        if not depth:
            break
    return end
