"""Text inside markup: what a reader sees of it, and how a change to that is written so that the markup stays.

A format says which stretches of its source are no text (tags, code, quote marks of a table: fixed segments, shown as a
space or a line end or not at all) and which stand for other characters (entities, escapes: replaced as a whole when an
edit touches them). Everything else is text. An edit that reaches over a fixed segment is cut there, so that what stands
on either side of it changes and the segment does not.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from normaliser.edits import minimise
from normaliser.model import Edit, Span

Escape = Callable[[str, int], str | None]
"""New text as it is written at an offset of the source; None when it cannot stand there."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the source that is not shown as it stands."""

    span: Span  # of the source
    shown: str
    fixed: bool = True  # stays whatever happens around it; otherwise it stands for what is shown


@dataclass(frozen=True, slots=True)
class Text:
    """One text to repair in a source."""

    text: str  # what spans count in
    reading: "Reading | None" = None  # how it is read; None: as it stands
    coding: "Reading | None" = None  # how it is written in its source; None: as it stands
    start: int = 0  # where it is written, in code points of the source's text
    line: int | None = None  # of its source, from 1, when that holds several texts
    part: str = ""  # what its source calls it, when that is no text but holds some

    @property
    def view(self) -> str:
        """What a reader sees."""
        return self.reading.view if self.reading else self.text

    def name_in(self, path: str) -> str:
        """What the text is called: the path of its source, and which of its texts this is.

        >>> Text("x", line=3).name_in("a.jsonl"), Text("x").name_in("a.txt")
        ('a.jsonl:3', 'a.txt')
        """
        which = self.part if self.line is None else str(self.line)
        return f"{path}:{which}" if which else path

    def write(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Edits of `text` as edits of the source's text."""
        for edit in edits:
            written = self.coding.write(edit) if self.coding else (edit,)
            for one in written or ():
                yield replace(one, span=one.span.shift(self.start))


class Reading:
    """A source, what it shows, and the way back.

    >>> reading = Reading("a<b>b</b>c", [Segment(Span(1, 4), ""), Segment(Span(5, 9), "")], lambda new, at: new)
    >>> reading.view
    'abc'
    >>> [(e.span, e.new) for e in reading.write(Edit(Span(0, 3), "abc", "xbz", ("example",), "why"))]
    [(Span(start=0, end=1), 'x'), (Span(start=9, end=10), 'z')]
    """

    __slots__ = ("_ends", "_escape", "_starts", "segments", "text", "view")

    def __init__(self, text: str, segments: Sequence[Segment], escape: Escape) -> None:
        self.text = text
        self.segments = segments
        self._escape = escape
        pieces: list[str] = []
        self._starts: list[int] = []  # of the segments, in the view
        self._ends: list[int] = []
        done = size = 0
        for segment in segments:
            before = text[done : segment.span.start]
            pieces += (before, segment.shown)
            size += len(before)
            self._starts.append(size)
            size += len(segment.shown)
            self._ends.append(size)
            done = segment.span.end
        self.view = "".join(pieces) + text[done:]

    def to_source(self, span: Span) -> Span:
        """Where a span of the view stands in the source; markup at its borders stays out."""
        if not len(span):
            return Span(self._before(span.start), self._before(span.start))
        start, end = self._widen(span)
        return Span(self._after(start), self._before(end))

    def write(self, edit: Edit) -> tuple[Edit, ...] | None:
        """An edit of the view as edits of the source, in order; None when its new text cannot stand there."""
        edit = self._pad(edit)
        start, end = edit.span.start, edit.span.end
        inside = range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        walls = [i for i in inside if self.segments[i].fixed]
        if not walls:
            span = self._place(edit)
            new = self._escape(edit.new, span.start)
            return None if new is None else (replace(edit, span=span, old=span.of(self.text), new=new),)
        cuts = [Span(self._starts[i] - start, self._ends[i] - start) for i in walls]
        written: list[Edit] = []
        at = start
        for old, new, wall in zip(*_deal(edit.old, edit.new, cuts), [*walls, None], strict=True):
            if old != new:
                piece = minimise(replace(edit, span=Span(at, at + len(old)), old=old, new=new))
                found = self.write(piece)
                if found is None:
                    return None
                written += found
            at = self._ends[wall] if wall is not None else at
        return tuple(written)

    def _pad(self, edit: Edit) -> Edit:
        """The edit widened to whole segments, where it begins or ends inside one."""
        start, end = self._widen(edit.span)
        before, after = self.view[start : edit.span.start], self.view[edit.span.end : end]
        return replace(edit, span=Span(start, end), old=before + edit.old + after, new=before + edit.new + after)

    def _widen(self, span: Span) -> tuple[int, int]:
        """A span of the view widened to whole segments."""
        start, end = span.start, span.end
        first = bisect_right(self._ends, start)
        if first < len(self._starts) and self._starts[first] < start:
            start = self._starts[first]
        last = bisect_left(self._starts, end) - 1
        if last >= 0 and self._ends[last] > end:
            end = self._ends[last]
        return start, end

    def _place(self, edit: Edit) -> Span:
        """The stretch of source to replace; what is inserted beside markup goes to the word it continues."""
        start, end = edit.span.start, edit.span.end
        if start == end and start and not self.view[start - 1].isspace():
            return Span(self._before(start), self._before(start))
        after = self._after(start)
        return Span(after, after if start == end else self._before(end))

    def _after(self, offset: int) -> int:
        """Where an offset of the view is in the source, after the markup that stands there."""
        last = bisect_right(self._ends, offset) - 1
        return self.segments[last].span.end + offset - self._ends[last] if last >= 0 else offset

    def _before(self, offset: int) -> int:
        """The same, before the markup that stands there."""
        last = bisect_left(self._starts, offset) - 1
        return self.segments[last].span.end + offset - self._ends[last] if last >= 0 else offset


def _deal(old: str, new: str, cuts: Sequence[Span]) -> tuple[list[str], list[str]]:
    """Old and new text dealt out between walls; `cuts` are what the walls show, in code points of `old`."""
    moves = find_moves(old, new)
    olds: list[str] = []
    news: list[str] = []
    old_at = new_at = 0
    for cut in cuts:
        start, end = (max(new_at, _follow(moves, offset, new)) for offset in (cut.start, cut.end))
        olds.append(old[old_at : cut.start])
        news.append(new[new_at:start])
        old_at = cut.end
        shown = new[start:end]
        new_at = end if not shown.strip() or shown == cut.of(old) else start
    return [*olds, old[old_at:]], [*news, new[new_at:]]


def find_moves(old: str, new: str) -> list[tuple[Span, Span]]:
    """Stretches of the old text and what they became: kept and changed ones by turns."""
    from rapidfuzz.distance import Levenshtein

    moves: list[tuple[Span, Span]] = []
    was_kept = True
    for op in Levenshtein.opcodes(old, new):
        kept = op.tag == "equal"
        before, after = Span(op.src_start, op.src_end), Span(op.dest_start, op.dest_end)
        if moves and not kept and not was_kept:
            first, second = moves.pop()
            before, after = Span(first.start, before.end), Span(second.start, after.end)
        moves.append((before, after))
        was_kept = kept
    return moves


def _follow(moves: Sequence[tuple[Span, Span]], offset: int, new: str) -> int:
    """Where an offset of the old text is in the new, never between a letter and its mark.

    In a changed stretch that is as far along as before; what was put in at the offset belongs to the text before it.
    """
    place = 0
    for before, after in moves:
        if before.start <= offset:
            share = min(1.0, (offset - before.start) / len(before)) if len(before) else 1.0
            place = after.start + round(share * len(after))
    while place < len(new) and unicodedata.category(new[place]) == "Mn":
        place += 1
    return place
