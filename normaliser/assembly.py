"""From what was read on the undone page to a report on the original: spans carried back, edits composed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from normaliser.edits import OffsetMap, apply, compose
from normaliser.model import Edit, EnglishOnly, Quotation, Report, Span, Status


@dataclass(frozen=True, slots=True)
class Findings:
    """What the stages found on one page; spans count in the text they were given."""

    quotations: tuple[Quotation, ...] = ()
    english_only: tuple[EnglishOnly, ...] = ()


def assemble(text: str, view: str, garbled: Sequence[Edit], findings: Findings, warnings: tuple[str, ...]) -> Report:
    """The report on `text`. `garbled` turns it into `view`, in which the spans of `findings` count."""
    applied = sorted(
        (e for q in findings.quotations if q.status is Status.REPAIRED for e in q.edits), key=lambda e: e.span
    )
    if not garbled:
        return Report(text, apply(text, applied), tuple(applied), findings.quotations, findings.english_only, warnings)
    back = _Back(text, view, garbled, compose(garbled, applied))
    return Report(
        text,
        apply(view, applied),
        back.net,
        tuple(map(back.quotation, findings.quotations)),
        tuple(map(back.english_only, findings.english_only)),
        warnings,
    )


class _Back:
    """Carries what counts in the view back to the original."""

    def __init__(self, text: str, view: str, garbled: Sequence[Edit], net: tuple[Edit, ...]) -> None:
        self.text, self.view, self.garbled, self.net = text, view, garbled, net
        self.map = OffsetMap(garbled)

    def quotation(self, quotation: Quotation) -> Quotation:
        span = self.map.to_original(quotation.span)
        here = self.map.to_new(span)  # a border inside an edit went outward
        before, after = self.view[here.start : quotation.span.start], self.view[quotation.span.end : here.end]
        undone = tuple(e for e in self.garbled if _inside(e, span))
        edits = self._edits(quotation, undone, span)
        changed = replace(
            quotation,
            span=span,
            original=span.of(self.text),
            repaired=before + quotation.repaired + after,
            edits=edits,
        )
        if quotation.translation:
            carried = quotation.translation.carried(self.map.to_original, self.text)
            changed = changed.with_translation(carried)
        if undone and quotation.status is Status.SOUND:
            names = ", ".join(dict.fromkeys(name for e in undone for name in e.by))
            confidence = min(e.confidence for e in undone)
            return replace(
                changed, status=Status.REPAIRED, confidence=confidence, because=f"{names} undone; {quotation.because}"
            )
        return changed

    def _edits(self, quotation: Quotation, undone: tuple[Edit, ...], span: Span) -> tuple[Edit, ...]:
        if quotation.status is Status.SUGGESTED:
            return tuple(e for e in compose(self.garbled, quotation.edits) if _inside(e, span))
        if quotation.status is Status.REPAIRED:
            return tuple(e for e in self.net if _inside(e, span))
        return undone

    def english_only(self, found: EnglishOnly) -> EnglishOnly:
        span = self.map.to_original(found.span)
        return replace(found, span=span, text=span.of(self.text))


def _inside(edit: Edit, span: Span) -> bool:
    return span.start <= edit.span.start and edit.span.end <= span.end
