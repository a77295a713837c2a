"""Edits as values: apply them, undo them, melt two rounds into one, map offsets across them. Knows no Arabic.

A list of edits is in order and its spans do not overlap; insertions (empty spans) may stand at one place, and then the
order of the list is the order of the text. Everything here is linear in edits and text, or a bisection.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from normaliser.errors import EditError
from normaliser.model import Edit, Quotation, Span, Status


def apply(text: str, edits: Sequence[Edit], within: Span | None = None) -> str:
    """The text, or the part of it `within` a span, with every edit made; spans count code points of `text`.

    Raises `EditError` when an edit's `old` does not stand where its span says, or when edits overlap or are out of
    order.

    >>> edit = Edit(Span(1, 3), "bc", "X", ("example",), "why")
    >>> apply("abcd", [edit]), apply("abcd", [edit], within=Span(1, 4))
    ('aXd', 'Xd')
    """
    _check_order(edits)
    pieces: list[str] = []
    done, end = (0, len(text)) if within is None else (within.start, within.end)
    for edit in edits:
        if edit.span.of(text) != edit.old or edit.span.end > end or edit.span.start < done:
            raise EditError(
                f"an edit at {_place(edit)} expects {_brief(edit.old)}, but {_brief(edit.span.of(text))} stands there; "
                "were the edits made for another text, or applied already?"
            )
        pieces += (text[done : edit.span.start], edit.new)
        done = edit.span.end
    pieces.append(text[done:end])
    return "".join(pieces)


def invert(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that undo these: they count in the new text and give the old one back, byte for byte.

    >>> undo = invert([Edit(Span(1, 3), "bc", "X", ("example",), "why")])
    >>> apply("aXd", undo)
    'abcd'
    """
    spans = _spans_after(edits)
    return tuple(replace(e, span=span, old=e.new, new=e.old) for e, span in zip(edits, spans, strict=True))


def _spans_after(edits: Sequence[Edit]) -> list[Span]:
    """Where what each edit puts in stands in the new text."""
    _check_order(edits)
    spans = []
    grown = 0  # how much longer the new text is so far
    for edit in edits:
        start = edit.span.start + grown
        spans.append(Span(start, start + len(edit.new)))
        grown += len(edit.new) - len(edit.old)
    return spans


def minimise(edit: Edit) -> Edit:
    """The same edit without what both sides share at either end, but never cut between a character and its mark.

    >>> minimise(Edit(Span(10, 14), "abcd", "abXd", ("example",), "why")).span
    Span(start=12, end=13)
    """
    old, new = edit.old, edit.new
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    while head and (_is_mark(old[head : head + 1]) or _is_mark(new[head : head + 1])):
        head -= 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while tail and _is_mark(old[len(old) - tail]):
        tail -= 1
    span = Span(edit.span.start + head, edit.span.end - tail)
    return replace(edit, span=span, old=old[head : len(old) - tail], new=new[head : len(new) - tail])


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One list that does what `first` and then `second` do. `second` counts in the text after `first`.

    Edits that meet (share a code point of the text between, or stand at the same empty place in it) melt into one,
    which names everybody who had a hand in it and is as sure as the least sure of them. What comes to nothing is left
    out.

    >>> one = [Edit(Span(0, 2), "ab", "xyz", ("a",), "first")]
    >>> two = [Edit(Span(2, 4), "zc", "!", ("b",), "second", 0.9)]
    >>> compose(one, two)
    (Edit(span=Span(start=0, end=3), old='abc', new='xy!', by=('a', 'b'), because='first; second', confidence=0.9),)
    """
    _check_order(second)
    # Each of the first edits with the span it has in the text between.
    between = list(zip(_spans_after(first), first, strict=True))
    net: list[Edit] = []
    grown = i = j = 0
    while i < len(between) or j < len(second):
        from_i, from_j = i, j
        if j == len(second) or (i < len(between) and between[i][0] <= second[j].span):
            i += 1
        else:
            j += 1
        while True:  # take in whatever meets the last one taken from the other list
            if i < len(between) and j > from_j and _meet(between[i][0], second[j - 1].span):
                i += 1
            elif j < len(second) and i > from_i and _meet(between[i - 1][0], second[j].span):
                j += 1
            else:
                break
        edit, growth = _melt(between[from_i:i], second[from_j:j], grown)
        grown += growth
        if edit.old != edit.new:
            net.append(edit)
    return tuple(net)


def suggest(quotation: Quotation, net: Sequence[Edit], proposed: Sequence[Edit]) -> Quotation:
    """The quotation with edits that are suggested, not made: no surer than the least sure of them.

    `net` are edits of `quotation.original`, in code points of it; `proposed` the same before they were melted with what
    was undone already, whose reasons and confidences count.
    """
    return replace(
        quotation,
        repaired=apply(quotation.original, net),
        status=Status.SUGGESTED,
        confidence=min(e.confidence for e in proposed),
        because="; ".join(dict.fromkeys([quotation.because, *(e.because for e in proposed)])),
        edits=tuple(replace(e, span=e.span.shift(quotation.span.start)) for e in net),
    )


def _melt(ours: Sequence[tuple[Span, Edit]], theirs: Sequence[Edit], grown: int) -> tuple[Edit, int]:
    """The net edit of two runs of edits that meet, and by how much the first run lengthens the text."""
    growth = sum(len(edit.new) - len(edit.old) for _, edit in ours)
    if not theirs:
        return ours[0][1], growth
    if not ours:
        return replace(theirs[0], span=theirs[0].span.shift(-grown)), 0
    spans = [span for span, _ in ours] + [edit.span for edit in theirs]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    middle = _fill(start, [(span, edit.new) for span, edit in ours] + [(edit.span, edit.old) for edit in theirs])
    edits = [edit for _, edit in ours] + list(theirs)
    net = Edit(
        span=Span(start - grown, end - grown - growth),
        old=_put(middle, start, ((span, edit.old) for span, edit in ours)),
        new=_put(middle, start, ((edit.span, edit.new) for edit in theirs)),
        by=tuple(dict.fromkeys(name for edit in edits for name in edit.by)),
        because="; ".join(dict.fromkeys(reason for edit in edits for reason in edit.because.split("; ") if reason)),
        confidence=min(edit.confidence for edit in edits),
    )
    return net, growth


def _fill(start: int, known: Iterable[tuple[Span, str]]) -> str:
    """The stretch of text from `start` on that overlapping pieces of it spell out together."""
    text = ""
    for span, piece in sorted(known, key=lambda item: item[0]):
        shared = len(text) - (span.start - start)
        overlap = text[span.start - start : span.start - start + len(piece)]
        if not piece.startswith(overlap):
            raise EditError(
                f"an edit at {span.start}-{span.end} of the text between expects {_brief(piece)}, "
                f"but the first edits leave {_brief(overlap)} there; compose takes edits in the order they were made"
            )
        text += piece[shared:]
    return text


def _put(text: str, start: int, pieces: Iterable[tuple[Span, str]]) -> str:
    """`text`, which begins at `start`, with the pieces in place of their spans."""
    out: list[str] = []
    done = start
    for span, piece in pieces:
        out += (text[done - start : span.start - start], piece)
        done = span.end
    return "".join(out) + text[done - start :]


def _meet(one: Span, other: Span) -> bool:
    return one.touches(other) or one == other


class OffsetMap:
    """Spans carried over a list of edits, in both directions, by bisection.

    What a span maps to is the smallest span on the other side that holds everything it shows: a border inside a
    replaced stretch moves outward to the edit's border, and what was inserted or deleted right at a border stays out.
    An empty span at a deletion maps to all that was deleted there.

    >>> offsets = OffsetMap([Edit(Span(2, 4), "cd", "XYZ", ("example",), "why")])
    >>> offsets.to_original(Span(3, 6)), offsets.to_new(Span(0, 3))
    (Span(start=2, end=5), Span(start=0, end=5))
    """

    __slots__ = ("_backward", "_forward")

    def __init__(self, edits: Sequence[Edit]) -> None:
        old = [edit.span for edit in edits]
        new = _spans_after(edits)
        self._forward = _OneWay(old, new)
        self._backward = _OneWay(new, old)

    def to_new(self, span: Span) -> Span:
        """Where a span of the original text lies in the new text."""
        return self._forward.carry(span)

    def to_original(self, span: Span) -> Span:
        """Where a span of the new text lies in the original text."""
        return self._backward.carry(span)


class _OneWay:
    """One direction of an offset map. Both lists of spans are in order and run in step."""

    __slots__ = ("_ends", "_gain", "_starts", "_there")

    def __init__(self, here: Sequence[Span], there: Sequence[Span]) -> None:
        self._starts = [span.start for span in here]
        self._ends = [span.end for span in here]
        self._there = there
        self._gain = [0]  # by how much the first n edits shift what follows them
        for span, other in zip(here, there, strict=True):
            self._gain.append(self._gain[-1] + len(other) - len(span))

    def carry(self, span: Span) -> Span:
        opened = bisect_left(self._starts, span.end)  # edits that begin before the end
        closed = bisect_right(self._ends, span.start)  # edits that end at the start or before
        if opened and self._ends[opened - 1] > span.end:
            end = self._there[opened - 1].end
        else:
            end = span.end + self._gain[opened if len(span) else closed]
        if closed < len(self._starts) and self._starts[closed] < span.start:
            return Span(self._there[closed].start, end)
        return Span(span.start + self._gain[closed if len(span) else min(opened, closed)], end)


def _check_order(edits: Sequence[Edit]) -> None:
    for edit in edits:
        if not 0 <= edit.span.start <= edit.span.end or len(edit.span) != len(edit.old):
            raise EditError(f"an edit at {_place(edit)} cannot replace {_brief(edit.old)}, which has another length")
    for one, other in pairwise(edits):
        if other.span.start < one.span.end:
            places = f"{_place(one)} and {_place(other)}"
            raise EditError(f"edits at {places} overlap or are out of order; sort them by span")


def _is_mark(character: str) -> bool:
    return character != "" and unicodedata.category(character).startswith("M")


def _place(edit: Edit) -> str:
    return f"{edit.span.start}-{edit.span.end}"


def _brief(text: str, limit: int = 40) -> str:
    return ascii(text if len(text) <= limit else text[:limit] + "...") if text else "nothing"
