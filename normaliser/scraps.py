"""Quotations that mixed-script OCR left in scraps: which verse they are by what stands beside them, which words of it
by what is left of them.

The English and the citation name the verse. The scraps say which stretch of it the line holds (`scrap_reading`). Where
one stretch is far likelier than all others together it is put in the place of the lines; else it is only suggested.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from normaliser.alignment import shape_of
from normaliser.evidence import verses_of
from normaliser.hand import Hand, render_word
from normaliser.locate import Found
from normaliser.model import Citation, Edit, Kind, Quotation, Ref, Rival, Span, Status
from normaliser.options import Options
from normaliser.scrap_lines import LEFT_TO_RIGHT, RIGHT_TO_LEFT, Line, Row, Scrap, ScrapLine, locate_scraps
from normaliser.script import TASHKEEL
from normaliser.words import split_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.corpora import Library, QuranShelf

Identify = Callable[[str, float], Sequence[tuple[Ref, float, str | None]]]
"""The passages an English text renders, with the share of its words and the edition, likeliest first."""

_LEAST_ENGLISH = 0.4  # share of the English that a verse must have
_CITED = 9.0  # bits that a citation says for its verse,
_RENDERED = 12.0  # and English every word of which an edition has
_SURAH = 5.0  # and a citation of the surah alone
_LONGEST_RANGE = 12  # verses of one citation
_CANDIDATES = 6  # passages looked at
_WHOLE = 0.45  # of quotations are whole passages,
_OPENING = 0.1  # begin one and leave the end out,
_CLOSING = 0.1  # or the other way round
_CHOICES = 6  # ways to tell lines of text from rows of marks that are tried
_BEST = 16  # stretches compared
_MISREAD = 0.45  # of a scrap's letters may be wrong in a word that is read at all
_SURE_LETTERS = 4  # letters that must agree before anything is applied,
_ALONE_LETTERS = 8  # and more than go astray where only the English, or only a citation, names the verse,
_NAMED = 9.0  # unless a lead-in precedes and the witness is so sure: then it may be offered
_LEAST_WORDS = 4  # of English; fewer render any number of verses
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
    read = ((_read(text, line, shelf, identify, options), line.span) for line in located)
    return tuple(Scraped(quotation, lines) for quotation, lines in read if quotation is not None)


def outside_scraps(found: Sequence[Found], scraps: Sequence[Scraped]) -> list[Found]:
    """What was located by its Arabic alone and lies in no line of scraps; both in order of appearance."""
    starts = [s.lines.start for s in scraps]
    kept = []
    for item in found:
        place = bisect_left(starts, item.span.end) - 1
        if place < 0 or not scraps[place].lines.touches(item.span):
            kept.append(item)
    return kept


@dataclass(frozen=True, slots=True)
class _Passage:
    """Verses that the page names: their words as skeletons, and the bits that say so."""

    ref: Ref
    words: tuple[str, ...]
    forms: tuple[str, ...]
    bits: float
    cited: bool
    rendered: bool


def _read(
    text: str, line: ScrapLine, shelf: "QuranShelf", identify: Identify, options: Options
) -> Quotation | None:
    passages = _name(text, line, shelf, identify)
    if not passages:
        return None
    reading = _Reading(line.lines, passages)
    found = reading.settle()
    return _quotation(text, line, reading, found, options) if found else None


def _name(text: str, line: ScrapLine, shelf: "QuranShelf", identify: Identify) -> list[_Passage]:
    """The passages that the English and the citation beside the lines name, likeliest first."""
    bits: dict[Ref, float] = {}
    cited: set[Ref] = set()
    rendered: set[Ref] = set()
    for citation in line.citations:
        for ref in _cited_refs(citation):
            bits[ref] = bits.get(ref, 0.0) + _CITED * citation.confidence
            cited.add(ref)
    surahs = {c.surah for c in line.citations if c.kind is Kind.QURAN}
    for english in line.english:
        said = english.of(text)
        found = identify(said, _LEAST_ENGLISH) if said.count(" ") + 1 >= _LEAST_WORDS else ()
        for ref, score, _ in found[:_CANDIDATES]:
            for part in dict.fromkeys((ref, *(Ref(f"quran:{s}:{a}") for s, a in sorted(verses_of(ref))))):
                near = _SURAH * any(s in surahs for s, _ in verses_of(part)) * (part not in cited)
                bits[part] = max(bits.get(part, 0.0), near + bits.get(part, 0.0) * (part in cited) + _RENDERED * score)
                rendered.add(part)
        if found:
            break
    named = []
    for ref in sorted(bits, key=lambda r: (-bits[r], r))[:_CANDIDATES]:
        words = [w for row in shelf.rows_of(ref) for w in split_words(shelf.text(row)) if w.skeleton]
        if words:
            skeletons, forms = tuple(w.skeleton for w in words), tuple(w.text for w in words)
            named.append(_Passage(ref, skeletons, forms, bits[ref], ref in cited, ref in rendered))
    return named


def _cited_refs(citation: Citation) -> Iterator[Ref]:
    """A citation's verses one by one, and together."""
    if citation.surah and citation.ayahs:
        first, last = citation.ayahs
        for ayah in range(first, min(last, first + _LONGEST_RANGE) + 1):
            yield Ref(f"quran:{citation.surah}:{ayah}")
        if last > first:
            yield Ref(f"quran:{citation.surah}:{first}-{last}")


@dataclass(frozen=True, slots=True)
class _Settled:
    """A stretch of a passage, the lines that hold it, and how sure that is."""

    passage: _Passage
    start: int
    end: int
    lines: tuple[int, ...]
    share: float  # of all stretches of all passages, those with the same letters counted together
    bits: float  # of likelihood over dirt
    rivals: tuple[tuple[Ref, float], ...]
    refs: tuple[Ref, ...]


class _Reading:
    """The lines of one quotation against the passages that may stand in them."""

    def __init__(self, lines: Sequence[Line], passages: Sequence[_Passage]) -> None:
        self.lines, self.passages = lines, passages
        self.scraps = [line.scraps for line in lines]
        self._firsts = [0]
        for passage in passages:
            self._firsts.append(self._firsts[-1] + len(passage.words))

    def settle(self) -> _Settled | None:
        """The likeliest stretch."""
        import numpy as np

        from normaliser.scrap_reading import Table

        prior = self._prior(min(max(map(len, (p.words for p in self.passages))), _width(self.scraps)))
        weighed = []
        orders = [self.scraps]
        other = [line.reversed_scraps or line.scraps for line in self.lines]
        if other != self.scraps:
            orders.append(other)
        for scraps in orders:
            table = Table(scraps, [p.words for p in self.passages])
            for use, chance in choose_lines(self.lines):
                likely, power = table.weigh(use, len(prior) - 1)
                weighed.append((likely * prior * chance, power, use))
        most = max(power for _, power, _ in weighed)
        shares = [(w * 2.0 ** (power - most), use) for w, power, use in weighed]
        total = sum(w for w, _ in shares)
        if not isinstance(total, np.ndarray) or not total.sum():
            return None
        best = [int(i) for i in np.argsort(total, axis=None)[::-1][:_BEST]]
        lines = max(shares, key=lambda s: float(s[0].flat[best[0]]))[1]
        return self._settled(total, best, lines, most + float(np.log2(total.sum())))

    def _settled(
        self, total: "NDArray[np.float64]", best: Sequence[int], lines: tuple[int, ...], bits: float
    ) -> _Settled:
        words = total.shape[1]
        whole = float(total.sum())
        groups: dict[str, list[tuple[_Passage, int, int, float]]] = {}
        for place in best:
            length, first = divmod(place, words)
            which = max(i for i, f in enumerate(self._firsts[:-1]) if f <= first)
            passage, start = self.passages[which], first - self._firsts[which]
            letters = "".join(passage.words[start : start + length])
            groups.setdefault(letters, []).append((passage, start, start + length, float(total.flat[place]) / whole))
        ranked = sorted(groups.values(), key=lambda g: -sum(x[3] for x in g))
        passage, start, end, _ = ranked[0][0]
        rivals = tuple((g[0][0].ref, sum(x[3] for x in g)) for g in ranked[1:4])
        refs = tuple(dict.fromkeys(x[0].ref for x in ranked[0] if x[3] > 0.001 or x[0] is passage))
        return _Settled(passage, start, end, lines, sum(x[3] for x in ranked[0]), bits, rivals, refs)

    def _prior(self, width: int) -> "NDArray[np.float64]":
        """How likely each stretch is quoted before its scraps are looked at: row n, column k as in `Table.weigh`."""
        import numpy as np

        total = sum(2.0**p.bits for p in self.passages)
        prior = np.zeros((width + 1, self._firsts[-1]))
        for passage, first in zip(self.passages, self._firsts, strict=False):
            n, share = len(passage.words), 2.0**passage.bits / total
            inner = 1 - _WHOLE - _OPENING - _CLOSING
            for length in range(1, min(n, width) + 1):
                if length == n:
                    prior[length, first] = share * (_WHOLE if n > 1 else 1.0)
                    continue
                prior[length, first : first + n - length + 1] = share * inner / max(1, (n - 1) * (n - 2) // 2)
                prior[length, first] = share * _OPENING / (n - 1)
                prior[length, first + n - length] = share * _CLOSING / (n - 1)
        return prior


def _width(lines: Sequence[Sequence[Scrap]]) -> int:
    """Words that so many scraps may stand for at most."""
    return 3 + 3 * sum(map(len, lines)) // 2


_LOW, _TALL = frozenset("acemnorsuvwxz"), frozenset("bdfghijklpqtyABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SIDES = LEFT_TO_RIGHT + RIGHT_TO_LEFT
_QUOTE = re.compile("[«»\N{ORNATE LEFT PARENTHESIS}\N{ORNATE RIGHT PARENTHESIS}]")


def choose_lines(lines: Sequence[Line]) -> list[tuple[tuple[int, ...], float]]:
    """Which lines are text and which are rows of vowel marks: the likeliest choices, and how likely each is."""
    choices: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    for place, line in enumerate(lines):
        chance = _is_text(line, place, len(lines))
        choices = [
            (use, weight)
            for before, weight_before in choices
            for use, weight in ((((*before, place)), weight_before * chance), (before, weight_before * (1 - chance)))
            if weight > 0
        ]
        choices = sorted(choices, key=lambda c: -c[1])[: 2 * _CHOICES]
    kept = [(use, weight) for use, weight in choices if any(lines[i].scraps for i in use)]
    return kept[:_CHOICES]


def _is_text(line: Line, place: int, count: int) -> float:
    """How likely a line is text rather than the row of marks above one, or dirt."""
    if not line.scraps or sum(s.letters for s in line.scraps) < 3:
        return 0.02
    if count == 1:
        return 1.0
    if line.kind is Row.ARABIC or _QUOTE.search(line.text):
        return 0.97
    last = place == count - 1
    bits = {(Row.SCRAPS, True): 4.0, (Row.SCRAPS, False): 0.0, (Row.RUBBISH, True): 1.0, (Row.RUBBISH, False): -2.0}[
        line.kind, last
    ]
    latin = "".join(s.text for s in line.scraps if not s.skeleton)
    low, tall = sum(c in _LOW for c in latin), sum(c in _TALL for c in latin)
    bits += max(-4.0, min(4.0, 0.4 * (1.4 * tall - 1.1 * low)))
    marked = sum(any(c in TASHKEEL for c in s.text) for s in line.scraps)
    bits += min(4.0, 1.5 * marked)
    chance: float = 1.0 / (1.0 + 2.0**-bits)
    return chance


def _quotation(
    text: str, line: ScrapLine, reading: _Reading, found: _Settled, options: Options
) -> Quotation | None:
    """What is to stand in the place of the lines; None when they hold no scrap but Arabic."""
    used = [reading.lines[i] for i in found.lines]
    scraps = [s for used_line in used for s in used_line.scraps]
    arabic = [s for s in scraps if s.skeleton]
    passage = found.passage
    if len(arabic) == len(scraps) or (not arabic and not (passage.cited and passage.rendered)):
        return None
    forms = passage.forms[found.start : found.end]
    hand = _hand(arabic, forms)
    span, marks = _frame(text, Span(used[0].span.start, used[-1].span.end))
    parts = [" ".join(render_word(form, hand) for form in forms)]
    new = marks[:1] + "\n".join(parts) + marks[1:]
    old = span.of(text)
    confidence = round(found.share * (0.999 if passage.cited and passage.rendered else 0.99), 6)
    if new == old:
        return None
    because = f"{passage.ref}: {len(arabic)} of {found.end - found.start} words left in scraps"
    agree, astray = compare_letters(arabic, passage.words[found.start : found.end])
    borne_out = agree - astray >= _ALONE_LETTERS
    named = passage.cited and passage.rendered
    if not (named or borne_out or (line.led and passage.bits >= _NAMED)):
        return None  # one witness alone may speak of another verse
    sure = (borne_out or (named and agree >= _SURE_LETTERS)) and confidence >= options.min_confidence
    status = Status.REPAIRED if sure else Status.SUGGESTED
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


def compare_letters(arabic: Sequence[Scrap], words: Sequence[str]) -> tuple[int, int]:
    """Letters of scraps that agree with words of a stretch, and letters of scraps that are none of its words."""
    from rapidfuzz.distance import Levenshtein

    targets = [shape_of(w) for w in (*words, *(a + b for a, b in pairwise(words)))]
    agree = astray = 0
    for scrap in arabic:
        shape = shape_of(scrap.skeleton)
        nearest = min(Levenshtein.distance(shape, t) for t in targets)
        if nearest <= _MISREAD * len(shape):
            agree += len(shape) - nearest
        else:
            astray += len(shape)
    return agree, astray


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
    while start < end and (text[start].isspace() or text[start] in _SIDES):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _SIDES):
        end -= 1
    for opening, closing in ("«»", "\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS}"):
        if text[start] == opening and text[end - 1] == closing and end - start > 2:
            return Span(start + 1, end - 1), ""
        if opening in text[start:end] or closing in text[start:end]:
            return Span(start, end), opening + closing
    return Span(start, end), ""
