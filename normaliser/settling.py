"""A second look at what was repaired, so that to repair the result changes nothing.

A repair takes damage away that other words were judged by: how the quoter writes, which passage is nearest, whether a
garble can be told. Only quotations that were repaired are looked at again, each by itself; the rest of a page is as it
was.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from normaliser.edits import OffsetMap, apply, compose
from normaliser.garbles import undo_garbles
from normaliser.model import Edit, Kind, Quotation, Ref, Span, Status
from normaliser.runs import LEAD, Found
from normaliser.skeleton import bare_words
from normaliser.words import split_words

_LOOKS = 3  # each at what the one before has left
_LINE = 400  # code points of a long line, to either side of a quotation, in which garbles are looked for

Decide = Callable[[str, Found], Quotation]
"""What `decide` makes of a quotation that stands in a text."""

TextsOf = Callable[[Ref], list[str]]
"""The Arabic behind a ref."""


def look_again(text: str, found: Found, first: Quotation, decide: Decide, texts_of: TextsOf) -> Quotation:
    """The quotation as it reads once nothing more is to be changed; `first` is what it was first repaired to.

    Spans count in `text`. Only a stretch of it around the quotation is given to `decide`.
    """
    told = first
    for _ in range(_LOOKS):
        if told.status is not Status.REPAIRED or _is_settled(told, texts_of):
            break
        second = _decide_again(text, found, told, decide)
        if second.status is not Status.REPAIRED:
            break
        told = _join(text, told, second)
    return told


def _is_settled(told: Quotation, texts_of: TextsOf) -> bool:
    """Whether a repair has nothing that it could reveal: every word has the letters that the passage has.

    What is put off until the damage is gone comes with a warning, in the mushaf's hand, or in the marks of narrations,
    whose books differ. Of some 5,000 repaired pages none like that changed at a second look.
    """
    from normaliser.hand import has_marks, writes_as_mushaf

    if told.warnings or (has_marks if told.kind is Kind.HADITH else writes_as_mushaf)(told.original):
        return False
    known = {word for ref in told.refs[:1] for text in texts_of(ref) for word in bare_words(text)}
    return known.issuperset(bare_words(told.repaired))


def _decide_again(text: str, found: Found, told: Quotation, decide: Decide) -> Quotation:
    """The same quotation in the text as repaired; the spans of the answer count in that text."""
    start = max(0, found.span.start - LEAD)
    near = text[start : found.span.end + LEAD]
    edits = [replace(e, span=e.span.shift(-start)) for e in told.edits]
    span = OffsetMap(edits).to_new(found.span.shift(-start))
    after = apply(near, edits)
    words = split_words(after, span.start, span.end)
    if not words:
        return replace(told, status=Status.SOUND)
    second = decide(after, replace(found, span=span, words=words))
    return replace(
        second,
        span=second.span.shift(start),
        edits=tuple(replace(e, span=e.span.shift(start)) for e in second.edits),
    )


def _join(text: str, first: Quotation, second: Quotation) -> Quotation:
    """Two repairs of one quotation, one after the other, as one; it is as sure as the less sure of them."""
    edits = compose(first.edits, second.edits)
    there = OffsetMap(first.edits).to_original(second.span)
    span = Span(min(first.span.start, there.start), max(first.span.end, there.end))
    return replace(
        second,
        span=span,
        original=span.of(text),
        repaired=apply(text, edits, within=span),
        status=Status.REPAIRED if edits else Status.SOUND,
        confidence=min(first.confidence, second.confidence),
        because=first.because,
        edits=edits,
        translation=first.translation,
    )


def find_revealed(text: str, quotations: Sequence[Quotation]) -> tuple[tuple[Edit, ...], tuple[Quotation, ...]]:
    """Garbles that could not be told before these repairs: edits, and the quotations with those inside their repairs.

    `text` is what all spans count in. What can be undone before the repairs is, and the text should then be read anew;
    where there is nothing, what remains stands in the place of repairs and is undone with them.
    """
    repaired = [q for q in quotations if q.status is Status.REPAIRED]
    if not repaired:
        return (), tuple(quotations)
    applied = sorted((e for q in repaired for e in q.edits), key=lambda e: e.span)
    offsets = OffsetMap(applied)
    after = apply(text, applied)
    if not any(undo_garbles(line)[0] for line in _lines(after, [offsets.to_new(q.span) for q in repaired])):
        return (), tuple(quotations)
    changed = [offsets.to_new(e.span) for e in applied]
    found = undo_garbles(after)[0]
    inside = [e for e in found if any(span.touches(e.span) or span == e.span for span in changed)]
    outside = tuple(replace(e, span=offsets.to_original(e.span)) for e in found if e not in inside)
    return outside, tuple(_with_undone(text, q, offsets.to_new(q.span), inside) for q in quotations)


def _with_undone(text: str, quotation: Quotation, after: Span, undone: Sequence[Edit]) -> Quotation:
    """A repaired quotation with those garbles undone that lie in its span in the text `after` all repairs."""
    mine = [e for e in undone if after.covers(e.span)]
    if not mine or quotation.status is not Status.REPAIRED:
        return quotation
    by = quotation.span.start - after.start
    edits = compose(quotation.edits, [replace(e, span=e.span.shift(by)) for e in mine])
    return replace(quotation, edits=edits, repaired=apply(text, edits, within=quotation.span))


def _lines(text: str, spans: Sequence[Span]) -> list[str]:
    """The lines that the spans, in order, stand on, each once."""
    lines = []
    done = 0
    for span in spans:
        if span.end <= done:
            continue
        start = max(text.rfind("\n", 0, span.start) + 1, span.start - _LINE)
        end = text.find("\n", span.end)
        done = min(end if end >= 0 else len(text), span.end + _LINE)
        lines.append(text[start:done])
    return lines
