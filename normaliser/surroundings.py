"""What the layout says about a quotation and an English passage: distance, what stands between, citation, length."""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence

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
_WORD_BETWEEN = 0.3  # lost for each word between the two that belongs to neither
_WORDS_BETWEEN = 8  # more than this do not make it worse
_QUOTATION_BETWEEN = 0.9
_INNER = 1.5
_BEFORE = 0.1  # English first is a little rarer than Arabic first
_CITED = 0.5
_MISCITED = 0.8
_ATTRIBUTED = 1.0
_PROSE = 0.8  # words before Arabic on its line, or running on after it, are mostly a lead-in and a comment

_USUAL_LENGTH = 0.75  # log of English code points to Arabic letters: about 2.1 to 1
_LENGTH_SLACK = 0.7  # half or double is nothing to wonder at
_LENGTH_WEIGHT = 1.5

NEVER = -9.0

_WORDS = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff][\w'\u2019-]*")
_SAYING = (
    r"(?:said|says|told|tells|wrote|writes|asked|asks|added|adds|replied|explained|noted|remarked|announced|recalled"
    r"|insisted|warned|joked|shouted|answered|complained)"
)
_ATTRIBUTION = re.compile(rf"[^\w\n]{{0,6}}(?:[A-Za-z.'\u2019-]+ +){{0,4}}?{_SAYING}\b", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:asked|told|replied to)\b[^.\n]{0,40}$", re.IGNORECASE)
_SEPARATOR = re.compile(r"[:=|\n\u2013\u2014\u2192\u2190]|\s-\s|\(|\[")
_REF = re.compile(r"quran:(\d+):(\d+)(?:-(\d+))?")


class Surroundings:
    """A page's quotations and citations, ready to be asked what stands between two places."""

    def __init__(self, text: str, quotations: Sequence[Quotation], citations: Sequence[Citation]) -> None:
        self.text = text
        self._citations = sorted(citations, key=lambda c: c.span)
        self._cite_starts = [c.span.start for c in self._citations]
        self._quotation_starts = sorted(q.span.start for q in quotations)

    def fit(self, quotation: Quotation, offer: EnglishSpan, like: float) -> float:
        """Points for the two belonging together; `like` is what the translations say, which lengths must not outdo."""
        span, after = offer.span, offer.span.start >= quotation.span.end
        gap = Span(quotation.span.end, span.start) if after else Span(span.end, quotation.span.start)
        points = 1.0 + _CUES[offer.cue] - _INNER * offer.inner - _BEFORE * (not after)
        points -= _WORD_BETWEEN * self._words_between(gap, offer.cue)
        points -= _QUOTATION_BETWEEN * min(2, self._quotations_between(gap))
        points += self._citation_points(quotation, offer, gap)
        points -= self._length_points(quotation, span, like)
        if like < 1.5:
            points -= self._prose_points(offer, gap, after)
        return points

    def _words_between(self, gap: Span, cue: Cue) -> int:
        if len(gap) > 400:
            return _WORDS_BETWEEN
        words = len(_WORDS.findall(self.text, gap.start, gap.end))
        if words:
            for citation in self._citations_in(gap):
                words -= len(_WORDS.findall(self.text, max(gap.start, citation.span.start), citation.span.end))
            words -= 4 if cue is Cue.LABEL else 0
        return max(0, min(words, _WORDS_BETWEEN))

    def _quotations_between(self, gap: Span) -> int:
        starts = self._quotation_starts
        return bisect_left(starts, gap.end) - bisect_left(starts, gap.start)

    def _citations_in(self, gap: Span) -> Sequence[Citation]:
        low = bisect_left(self._cite_starts, gap.start)
        return self._citations[low : bisect_left(self._cite_starts, gap.end, low)]

    def citation_beside(self, span: Span) -> Citation | None:
        """The citation next to a passage, after it or else before it, with nothing but punctuation between."""
        low = bisect_left(self._cite_starts, span.end)
        if low < len(self._citations) and self._bare(span.end, self._cite_starts[low]):
            return self._citations[low]
        low = bisect_left(self._cite_starts, span.start) - 1
        if low >= 0 and self._bare(end := self._citations[low].span.end, span.start):
            return None if "\n\n" in self.text[end : span.start] else self._citations[low]
        return None

    def _bare(self, start: int, end: int) -> bool:
        return 0 <= end - start <= 16 and not any(map(str.isalnum, self.text[start:end]))

    def _citation_points(self, quotation: Quotation, offer: EnglishSpan, gap: Span) -> float:
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
        letters = sum(map(str.isalpha, quotation.repaired)) or 1
        off = math.log(len(span) / letters) - _USUAL_LENGTH
        if off > 0 and like > 0:
            off /= 2  # a part of a verse often stands beside the translation of the whole
        return min(0.6 if like > 1.5 else 2.0, _LENGTH_WEIGHT * max(0.0, abs(off) - _LENGTH_SLACK))

    def _prose_points(self, offer: EnglishSpan, gap: Span, after: bool) -> float:
        span, text = offer.span, self.text
        points = _PROSE * offer.mixed
        if _ATTRIBUTION.match(text, span.end, span.end + 60) and offer.cue in (Cue.QUOTED, Cue.OPEN):
            points += _ATTRIBUTED
        elif offer.cue is Cue.QUOTED and _ASKING.search(text, max(0, span.start - 60), span.start - 1):
            points += _ATTRIBUTED / 2
        if offer.cue in (Cue.TAIL, Cue.LINE):
            if not after:
                points += _PROSE / 2 + _PROSE * (text[span.end - 1] == ":" or text[span.end : span.end + 1] == ":")
                points += _PROSE / 2 * (offer.cue is Cue.TAIL)
            elif not _SEPARATOR.search(text, gap.start, gap.end):
                points += _PROSE
            if text[span.start].islower():
                points += _PROSE
        return points


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
