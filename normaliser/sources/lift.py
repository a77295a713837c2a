"""A report on what a reader sees, carried back to the source with its markup."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from normaliser.edits import apply
from normaliser.model import Edit, Quotation, Report, Span, Status
from normaliser.sources.markup import Reading

_NOT_WRITTEN = "a repair that cannot be written here without breaking the file is left out"


def lift(report: Report, reading: Reading) -> Report:
    """`report` was made of `reading.view`; the result counts in `reading.text` and changes nothing but text there."""
    edits, written = _write_all(report.edits, reading)
    quotations = tuple(_lift_quotation(quotation, reading, written) for quotation in report.quotations)
    english = tuple(
        replace(found, span=(span := reading.to_source(found.span)), text=span.of(reading.text))
        for found in report.english_only
    )
    left_out = any(not written[edit] for edit in report.edits)
    return Report(
        original=reading.text,
        text=apply(reading.text, edits),
        edits=tuple(edits),
        quotations=quotations,
        english_only=english,
        warnings=(*report.warnings, _NOT_WRITTEN) if left_out else report.warnings,
    )


def _write_all(edits: Iterable[Edit], reading: Reading) -> tuple[list[Edit], dict[Edit, tuple[Edit, ...]]]:
    """Every edit as edits of the source, and which became which; one that would overlap the one before is left out."""
    all_: list[Edit] = []
    written: dict[Edit, tuple[Edit, ...]] = {}
    for edit in edits:
        found = reading.write(edit) or ()
        if found and all_ and found[0].span.start < all_[-1].span.end:
            found = ()
        written[edit] = found
        all_ += found
    return all_, written


def _lift_quotation(quotation: Quotation, reading: Reading, written: dict[Edit, tuple[Edit, ...]]) -> Quotation:
    if quotation.status is Status.SUGGESTED:
        edits, _ = _write_all(quotation.edits, reading)
    else:
        edits = [one for edit in quotation.edits for one in written.get(edit, ())]
    span = _hull(reading.to_source(quotation.span), edits)
    moved = [replace(edit, span=edit.span.shift(-span.start)) for edit in edits]
    lost = quotation.edits and not edits
    lifted = replace(
        quotation,
        span=span,
        original=span.of(reading.text),
        repaired=apply(span.of(reading.text), moved),
        edits=tuple(edits),
        status=Status.UNRESOLVED if lost else quotation.status,
        warnings=(*quotation.warnings, _NOT_WRITTEN) if lost else quotation.warnings,
    )
    if not quotation.translation:
        return lifted
    return lifted.with_translation(quotation.translation.carried(reading.to_source, reading.text))


def _hull(span: Span, edits: Sequence[Edit]) -> Span:
    """The span widened to what its edits touch: an entity is replaced as a whole."""
    starts, ends = [edit.span.start for edit in edits], [edit.span.end for edit in edits]
    return Span(min([span.start, *starts]), max([span.end, *ends]))
