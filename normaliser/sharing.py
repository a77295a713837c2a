"""Quotations that share one translation: it belongs to the one it was given to, and the other says where it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from normaliser.model import Quotation, Span

if TYPE_CHECKING:
    from normaliser.published import Lookup

_RENDERS = 1.5  # likeness to an edition, word by word: of a few words alone, any verse may have most
_REFS = 6  # of many places with the same words, so many are asked for translations


def note_shared(text: str, quotations: Sequence[Quotation], lookup: "Lookup") -> list[Quotation]:
    """The quotations, in order; one without English whose neighbour's English renders it too has a warning.

    Spans count in `text`. Nothing is looked up where every quotation has its own English, or none has.
    """
    noted = list(quotations)
    for i, quotation in enumerate(quotations):
        if quotation.translation is None and quotation.refs:
            beside = [
                other for other in (*quotations[max(0, i - 1) : i], *quotations[i + 1 : i + 2]) if other.translation
            ]
            shared = next((other for other in beside if _renders(text, other, quotation, lookup)), None)
            if shared:
                whose = ", ".join(shared.refs[:1]) or "a quotation of no known source"
                warning = f"shares the English of {whose} beside it"
                noted[i] = replace(quotation, warnings=(*quotation.warnings, warning))
    return noted


def _renders(text: str, other: Quotation, quotation: Quotation, lookup: "Lookup") -> bool:
    from normaliser.english_page import Page
    from normaliser.likeness import Known

    if other.translation is None:
        return False
    english = other.translation.span.of(text)
    known = Known(Page(english, lookup.vocabulary), [lookup.translations_of(ref) for ref in quotation.refs[:_REFS]])
    like = known.like(Span(0, len(english))) if known.editions else None
    return like is not None and like.precision > 0 and like.score >= _RENDERS
