"""What a person may decide about a report: repairs, suggestions, quotations that nothing fits, garbles around them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from normaliser.edits import apply
from normaliser.model import Edit, Kind, Quotation, Ref, Report, Span, Status
from normaliser.report import edits_outside, is_sound

_WORD = 40
"""Code points by which an edit is widened at most; what is longer is no word."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place, what stands there and what is proposed. Spans count in the text that the report is about."""

    span: Span
    before: str
    after: str  # equals `before` where there is nothing to propose
    edits: tuple[Edit, ...]  # these turn the one into the other
    status: Status
    kind: Kind | None  # None: outside every quotation
    refs: tuple[Ref, ...]
    confidence: float
    because: str
    quotation: Quotation | None = None

    @property
    def makers(self) -> tuple[str, ...]:
        """Who has a hand in it: "reference", or names of garbles."""
        return tuple(dict.fromkeys(name for edit in self.edits for name in edit.by))


_AROUND = 40
"""Code points on either side by which a place is known again."""


def around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after a place.

    >>> around("one wrd here", Span(4, 7))
    ('one ', ' here')
    """
    return text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]


def find_proposals(report: Report) -> tuple[Proposal, ...]:
    """Everything in a report that is not sound, in order of appearance; edits outside quotations by whole words.

    >>> edit = Edit(Span(4, 7), "wrd", "word", ("example",), "why")
    >>> [(p.before, p.after) for p in find_proposals(Report("one wrds here", "one words here", (edit,), ()))]
    [('wrds', 'words')]
    """
    inside = [_of_quotation(report.original, q) for q in report.quotations if not is_sound(q)]
    taken = sorted([p.span for p in inside] + [q.span for q in report.quotations])
    outside = [_of_words(report.original, span, edits) for span, edits in _words(report, taken)]
    return tuple(sorted([*inside, *outside], key=lambda proposal: proposal.span))


def widen_to_word(text: str, span: Span, within: Span) -> Span:
    """The span and what stands beside it without a space between, as far as `within` goes.

    >>> widen_to_word("one wrds here", Span(4, 7), Span(0, 13))
    Span(start=4, end=8)
    """
    start, end = span.start, span.end
    while start > max(within.start, span.start - _WORD) and not text[start - 1].isspace():
        start -= 1
    while end < min(within.end, span.end + _WORD) and not text[end].isspace():
        end += 1
    return Span(start, end)


def _of_quotation(text: str, quotation: Quotation) -> Proposal:
    span = hull([quotation.span, *(edit.span for edit in quotation.edits)])
    return Proposal(
        span=span,
        before=span.of(text),
        after=_changed(text, span, quotation.edits),
        edits=quotation.edits,
        status=quotation.status,
        kind=quotation.kind,
        refs=quotation.refs,
        confidence=quotation.confidence,
        because=quotation.because,
        quotation=quotation,
    )


def _of_words(text: str, span: Span, edits: Sequence[Edit]) -> Proposal:
    return Proposal(
        span=span,
        before=span.of(text),
        after=_changed(text, span, edits),
        edits=tuple(edits),
        status=Status.REPAIRED,
        kind=None,
        refs=(),
        confidence=min(edit.confidence for edit in edits),
        because="; ".join(dict.fromkeys(edit.because for edit in edits)),
    )


def _words(report: Report, taken: Sequence[Span]) -> Iterator[tuple[Span, list[Edit]]]:
    """The words outside quotations that change, each with its edits; a word ends where a quotation begins."""
    text = report.original
    starts, ends = sorted(span.start for span in taken), sorted(span.end for span in taken)
    together: list[Edit] = []
    word = Span(0, 0)
    for edit in edits_outside(report):
        before, after = bisect_right(ends, edit.span.start), bisect_left(starts, edit.span.end)
        room = Span(ends[before - 1] if before else 0, starts[after] if after < len(starts) else len(text))
        wide = widen_to_word(text, edit.span, room)
        if together and wide.start < word.end:
            word = hull([word, wide])
            together.append(edit)
            continue
        if together:
            yield word, together
        word, together = wide, [edit]
    if together:
        yield word, together


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that covers all of them."""
    all_ = tuple(spans)
    return Span(min(span.start for span in all_), max(span.end for span in all_))


def _changed(text: str, span: Span, edits: Sequence[Edit]) -> str:
    return apply(span.of(text), [replace(edit, span=edit.span.shift(-span.start)) for edit in edits])
