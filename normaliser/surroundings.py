"""What the layout says about a quotation and an English passage: distance, what stands between, citation, length."""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from normaliser.english import is_foreign
from normaliser.model import Citation, Kind, Quotation, Ref, Span
from normaliser.quotemarks import Cue, EnglishSpan

# Points, on the scale of `Likeness.score`: 0 is the line between a pair and none, and layout alone can reach about 1.5.
_CUES = {
    Cue.QUOTED: 0.3,
    Cue.LABEL: 0.3,
    Cue.CELL: 0.2,
    Cue.BRACKETED: 0.1,
    Cue.OPEN: -0.1,
    Cue.LINE: -0.2,
    Cue.TAIL: -0.5,
}
_CERTAIN = 2.5  # likeness beside which the cue counts for half
_BROKEN_OFF = 1.0
_WORD_BETWEEN = 0.3  # lost for each word between the two that belongs to neither
_WORDS_BETWEEN = 8  # more than this do not make it worse
_WORDS_AFTER = 5  # nor more than this where a paragraph ends between
_PARAGRAPH_BETWEEN = 0.45
_PARAGRAPHS_BETWEEN = 4
_LED_IN = 4  # words that a label may have
_LEAD_IN = 0.5  # words that lead in to the English count for half
_LINE_END = 0.05  # between the two
_BLANK_LINE = 0.25
_QUOTATION_BETWEEN = 0.9
_NOT_ASSIGNED = 0.5
_INNER = 1.5
_BEFORE = 0.1  # English first is a little rarer than Arabic first
_CITED = 0.5
_MISCITED = 0.8
_ATTRIBUTED = 1.2
_PROSE = 0.8  # words before Arabic on its line, or running on after it, are mostly a lead-in and a comment

_USUAL_LENGTH = 0.75  # log of English code points to Arabic letters: about 2.1 to 1
_LENGTH_SLACK = 0.7  # half or double is nothing to wonder at
_LENGTH_WEIGHT = 1.5

_FAR = 2_000  # code points; everything further is equally far
_NOT_ENGLISH = 1.0
_WORDS = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff][\w'\u2019-]*")
_SAYING = (
    r"(?:said|says|told|tells|wrote|writes|asked|asks|added|adds|replied|explained|noted|remarked|announced|recalled"
    r"|insisted|warned|joked|shouted|answered|complained)"
)
_BLANK = re.compile(r"\n[ \t\r>]*\n")
_ATTRIBUTION = re.compile(rf"[\"'\u201d\u2019,* ]{{0,6}}(?:[A-Za-z.'\u2019-]+ +){{0,4}}?{_SAYING}\b", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:asked|told|replied to)\b[^.\n]{0,40}$", re.IGNORECASE)
_NEXT_TO = 40  # code points, at most, between a passage and the citation beside it
_TO_CITATION = re.compile(
    r"[\W_]{0,16}(?:(?:references?|ref|source|the|holy|noble|qur['\u2019]?an|surah?t?|verse|ayah|cited|see|from)[\W_]{1,6}){0,3}",
    re.IGNORECASE,
)
_NEXT_LINE = re.compile(r"[ \t]*\n[ \t>]*[a-z]")
_RUNS_ON = re.compile(r"[\"'\u201d\u2019*]{1,4},? *[a-z]")
_ENDS = ".!?)]\"'\u201d\u2019"  # what a sentence of its own may end with
_SEPARATOR = re.compile(r"[:=|\n\u2013\u2014\u2192\u2190]|\s-\s")
_REF = re.compile(r"quran:(\d+):(\d+)(?:-(\d+))?")


_Gap = tuple[int, int]
"""From where to where the text between two places reaches; empty or less where they touch."""


class Surroundings:
    """A page's quotations and citations, ready to be asked what stands between two places."""

    def __init__(self, text: str, quotations: Sequence[Quotation], citations: Sequence[Citation]) -> None:
        self.text = text
        self._citations = sorted(citations, key=lambda c: c.span)
        self._cite_starts = [c.span.start for c in self._citations]
        self._quotation_starts = sorted(q.span.start for q in quotations)

    def worth(self, quotation: Quotation, offer: EnglishSpan, *, like: float, counterpart: bool | None) -> float:
        """What it is worth to pair the two: what the translations say, and points for how they stand to each other.

        `like` is what the translations say, which lengths must not outdo; English that renders something else speaks
        against the pair only as far as the passage is certain. For a `counterpart`, by number or order, distance does
        not matter; False says that the quotation has another, None that it has none. What is worth nothing even if
        it were cited is looked at no further.
        """
        weight = like if like > 0 else like * quotation.confidence
        cited = _CITED if self._citations else 0.0
        span, after = offer.span, offer.span.start >= quotation.span.end
        points = 1.0 + _CUES[offer.cue] * (1.0 if like < _CERTAIN else 0.5) - _BEFORE * (not after)
        points -= _INNER * offer.inner + _BROKEN_OFF * self._broken_off(offer)
        if weight + (points + cited) <= 0:
            return weight + points
        gap = (quotation.span.end, span.start) if after else (span.end, quotation.span.start)
        if counterpart:
            points -= _BLANK_LINE
        else:
            points -= self._distance_points(gap, after, offer.cue)
            points -= _QUOTATION_BETWEEN * min(2, self._quotations_between(gap))
            points -= _NOT_ASSIGNED * (counterpart is False)
        if weight + (points + cited) <= 0:
            return weight + points
        points += self._citation_points(quotation, offer, gap) if cited else 0.0
        points -= self._length_points(quotation, span, like)
        if like < 1.5:
            points -= self._prose_points(offer, gap, after)
        return weight + points

    def _broken_off(self, offer: EnglishSpan) -> bool:
        """Whether a line ends in the middle of a sentence that the next one goes on with."""
        end = offer.span.end
        return (
            offer.cue in (Cue.LINE, Cue.TAIL, Cue.OPEN)
            and self.text[end - 1].isalnum()
            and _NEXT_LINE.match(self.text, end, end + 8) is not None
        )

    def _distance_points(self, gap: _Gap, after: bool, cue: Cue) -> float:
        """Words of the same paragraph that stand between, and whole paragraphs."""
        start, end = gap
        if end - start > _FAR:
            return _WORD_BETWEEN * _WORDS_BETWEEN + _PARAGRAPH_BETWEEN
        broken = self.text.find("\n", start, end) >= 0
        blanks = [m.span() for m in _BLANK.finditer(self.text, start, end)] if broken else []
        if not blanks:
            led_in = _LED_IN if cue is Cue.LABEL else 0
            words = self._words_between(gap, _WORDS_BETWEEN + led_in) - led_in
            return _LINE_END * broken + _WORD_BETWEEN * max(0, words)
        before, beyond = (start, blanks[0][0]), (blanks[-1][1], end)
        own, lead = (before, beyond) if after else (beyond, before)
        points = _WORD_BETWEEN * self._words_between(own, _WORDS_AFTER)
        points += _WORD_BETWEEN * self._words_between(lead, _WORDS_AFTER) * (_LEAD_IN if after else 1.0)
        return points + _BLANK_LINE + _PARAGRAPH_BETWEEN * min(_PARAGRAPHS_BETWEEN, len(blanks) - 1)

    def _words_between(self, gap: _Gap, most: int) -> int:
        """How many words stand between, but for citations and lines in another language; `most` are enough."""
        start, end = gap
        cited = self._citations_in(gap) if self._citations else ()
        if not cited and self.text.find("\n", start, end) < 0:
            return len(list(islice(_WORDS.finditer(self.text, start, end), most)))
        words = len(_WORDS.findall(self.text, start, end))
        if words >= 5 and "\n" in (between := self.text[start:end]):
            words -= sum(len(_WORDS.findall(line)) for line in between.split("\n") if is_foreign(line))
        for citation in cited if words else ():
            words -= len(_WORDS.findall(self.text, max(start, citation.span.start), citation.span.end))
        return min(words, most)

    def _quotations_between(self, gap: _Gap) -> int:
        starts = self._quotation_starts
        return bisect_left(starts, gap[1]) - bisect_left(starts, gap[0])

    def _citations_in(self, gap: _Gap) -> Sequence[Citation]:
        low = bisect_left(self._cite_starts, gap[0])
        return self._citations[low : bisect_left(self._cite_starts, gap[1], low)]

    def citation_beside(self, span: Span) -> Citation | None:
        """The citation next to a passage, after it or else before it, with nothing but punctuation between."""
        low = bisect_left(self._cite_starts, span.end)
        if low < len(self._citations) and self._bare(span.end, self._cite_starts[low]):
            return self._citations[low]
        low = bisect_left(self._cite_starts, span.start) - 1
        if low >= 0 and self._bare(end := self._citations[low].span.end, span.start):
            return None if "\n\n" in self.text[end : span.start] else self._citations[low]
        return None

    def may_cite(self, block: Span) -> bool:
        """Whether there may be a `citation_beside` a passage within a block."""
        first = bisect_left(self._cite_starts, block.start)
        if first < len(self._citations) and self._cite_starts[first] <= block.end + _NEXT_TO:
            return True
        if not first:
            return False
        end = self._citations[first - 1].span.end
        return end >= block.start - _NEXT_TO and "\n\n" not in self.text[end : block.start]

    def _bare(self, start: int, end: int) -> bool:
        return 0 <= end - start <= _NEXT_TO and _TO_CITATION.fullmatch(self.text, start, end) is not None

    def _citation_points(self, quotation: Quotation, offer: EnglishSpan, gap: _Gap) -> float:
        beside = self.citation_beside(offer.span)
        if beside is None:
            between = self._citations_in(gap)
            beside = between[0] if len(between) == 1 else None
        if beside is None:
            return 0.0
        if not quotation.refs:
            return -_CITED if quotation.kind is Kind.OTHER else 0.0
        agrees = [names(beside, ref) for ref in quotation.refs]
        if any(agrees):
            return _CITED
        return -_MISCITED if None not in agrees else 0.0

    def _length_points(self, quotation: Quotation, span: Span, like: float) -> float:
        off = math.log(len(span) / (_letters(quotation.repaired) or 1)) - _USUAL_LENGTH
        if off > 0 and like > 0:
            off /= 2  # a part of a verse often stands beside the translation of the whole
        return min(0.6 if like > 1.5 else 2.0, _LENGTH_WEIGHT * max(0.0, abs(off) - _LENGTH_SLACK))

    def _prose_points(self, offer: EnglishSpan, gap: _Gap, after: bool) -> float:
        span, text = offer.span, self.text
        points = _PROSE * offer.mixed + _NOT_ENGLISH * is_foreign(span.of(text))
        if offer.cue in (Cue.QUOTED, Cue.OPEN):
            if _ATTRIBUTION.match(text, span.end, span.end + 60):
                points += _ATTRIBUTED
            elif _RUNS_ON.match(text, span.end, span.end + 8) or _ASKING.search(text, span.start - 60, span.start):
                points += _ATTRIBUTED / 2
        if offer.cue in (Cue.TAIL, Cue.LINE):
            if not after:
                leads_in = text[span.end - 1] == ":" or text[span.end : span.end + 1] == ":"
                points += 2 * _PROSE * leads_in + _PROSE / 2 * (
                    offer.cue is Cue.TAIL or text[span.end - 1] not in _ENDS
                )
            elif not _SEPARATOR.search(text, *gap):
                points += _PROSE
            if text[span.start].islower():
                points += _PROSE
        return points


@lru_cache(maxsize=64)
def _letters(text: str) -> int:
    """Asked for each passage that a quotation may be paired with."""
    return sum(map(str.isalpha, text))


def names(citation: Citation, ref: Ref) -> bool | None:
    """Whether a citation names a passage; None when the two cannot be compared.

    >>> names(Citation(Span(0, 7), "(2:255)", Kind.QURAN, "quran", 2, (255, 255)), Ref("quran:2:255"))
    True
    """
    match = _REF.fullmatch(ref)
    if match and citation.surah is not None:
        if int(match[1]) != citation.surah:
            return False
        if citation.ayahs is None:
            return True
        first, last = int(match[2]), int(match[3] or match[2])
        return citation.ayahs[0] <= last and first <= citation.ayahs[1]
    if ref.startswith("hadith:") and citation.kind is Kind.HADITH:
        return citation.book == ref.split(":")[1] if citation.book else None
    return False if match and citation.kind is Kind.HADITH else None
