"""English quotations of a known passage with no Arabic beside them.

A quotation is claimed when the page cites the passage and the words bear it out, or when an edition has nearly all of
its words in order. People's own words in quote marks are never claimed: no edition has them.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence

from normaliser.english_page import Page, page_of
from normaliser.layout import Layout
from normaliser.likeness import Known, Likeness
from normaliser.model import Citation, EnglishOnly, Kind, Ref, Span
from normaliser.published import Lookup
from normaliser.quotemarks import Cue, EnglishSpan, may_quote
from normaliser.surroundings import Surroundings, names

_CITED_QUOTED = 1.0  # likeness that bears out a citation beside a passage in quote marks: most of its content
_CITED_PLAIN = 1.8  # and beside one that nothing sets apart
_CITED_SHARE = 0.7  # share of its words in order, where the citation names no more than the surah
_ALONE = 0.9  # where nothing is cited
_ALONE_WORDS = 8  # fewer words than this stand in some translation by chance
_CITED_WORDS = 4
_SURE = 2.5  # likeness of a passage that some edition has nearly word for word


def locate_english_only(
    text: str, taken: Sequence[Span], *, citations: Sequence[Citation], lookup: Lookup
) -> tuple[EnglishOnly, ...]:
    """The passages in English that belong to no Arabic quotation, in order of appearance.

    `taken` are the spans of the Arabic quotations and of their translations; spans count in `text`.
    """
    layout = Layout(text, taken, [c.span for c in citations])
    surroundings = Surroundings(text, (), citations)

    def may_claim(block: Span) -> bool:
        """Whether quote marks or a citation may set something apart in a block."""
        return may_quote(text, block) or surroundings.may_cite(block)

    reader = _Reader(page_of(text, lookup.vocabulary), lookup)
    claimed: list[tuple[Span, EnglishOnly]] = []
    for offer in sorted(layout.within(may_claim), key=_outermost_first):
        cited = surroundings.citation_beside(offer.span)
        marked = offer.cue is Cue.QUOTED and not offer.mixed
        if (cited or marked) and not _touches(claimed, offer.span):
            found = reader.claim(offer, marked, cited)
            if found is not None and not _touches(claimed, found.span):
                insort(claimed, (found.span, found), key=lambda c: c[0])
    return tuple(found for _, found in claimed)


def _outermost_first(offer: EnglishSpan) -> tuple[bool, bool, int, Span]:
    return offer.cue is not Cue.QUOTED or offer.mixed, offer.inner, -len(offer.span), offer.span


def _touches(claimed: Sequence[tuple[Span, EnglishOnly]], span: Span) -> bool:
    place = bisect_left(claimed, span, key=lambda c: c[0])
    return any(other.touches(span) for other, _ in claimed[max(0, place - 1) : place + 1])


class _Reader:
    """Judges one passage after another."""

    def __init__(self, page: Page, lookup: Lookup) -> None:
        self._page = page
        self._lookup = lookup

    def claim(self, offer: EnglishSpan, marked: bool, cited: Citation | None) -> EnglishOnly | None:
        """What the passage renders, if that is beyond doubt."""
        if cited is not None and (ref := _ref(cited)) is not None:
            like = self._like(offer.span, ref)
            if like is not None and like.score >= (_CITED_QUOTED if marked else _CITED_PLAIN):
                confidence = 0.99 if like.score >= _SURE else 0.95
                return self._made(like.extent(offer.span) if marked else like.core, (ref,), like.edition, confidence)
        return self._identified(offer.span, cited) if marked else None

    def _identified(self, span: Span, cited: Citation | None) -> EnglishOnly | None:
        """By the index alone; a citation of the right surah makes up for a few words."""
        words = len(self._page.words(span).code)
        if words < (_CITED_WORDS if cited else _ALONE_WORDS):
            return None
        found = self._lookup.identify(span.of(self._page.text), _CITED_SHARE if cited else _ALONE)
        if cited is not None and (agreeing := [f for f in found if f[1] >= _CITED_SHARE and names(cited, f[0])]):
            found = agreeing
        elif words < _ALONE_WORDS:
            return None
        else:
            found = [f for f in found if f[1] >= _ALONE]
        best = [f for f in found if f[1] >= found[0][1]]
        return self._made(span, tuple(f[0] for f in best), best[0][2], 0.97) if best else None

    def _like(self, span: Span, ref: Ref) -> Likeness | None:
        known = Known(self._page, [self._lookup.translations_of(ref)])
        return known.like(span) if known.editions else None

    def _made(self, span: Span, refs: tuple[Ref, ...], edition: str | None, confidence: float) -> EnglishOnly:
        return EnglishOnly(span, span.of(self._page.text), refs, edition, confidence)


def _ref(citation: Citation) -> Ref | None:
    """The ref a citation spells out, or None when it names no more than a surah or a book."""
    if citation.surah is not None and citation.ayahs is not None:
        first, last = citation.ayahs
        return Ref(f"quran:{citation.surah}:{first}" + (f"-{last}" if last > first else ""))
    if citation.kind is Kind.HADITH and citation.book and citation.number:
        return Ref(f"hadith:{citation.book}:{citation.number}")
    return None
