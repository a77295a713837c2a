"""Comma- or tab-separated values: each cell is text of its own, on a line of its own, each row a paragraph.

Where columns are named, as the first row calls them, no others are read.
"""

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from normaliser.model import Span
from normaliser.sources.markup import Reading, Segment, Text

if TYPE_CHECKING:
    from normaliser.sources import Intake

_PAIR = re.compile('""')
_NO_SEPARATORS = re.compile(r'"[^"\n]*"|&#?\w+;')  # what stands between quotation marks, and entities
_SEPARATORS = ("\t", ",", ";", "|")
_CELL, _ROW = "\n\t", "\n\n"  # what separators and line ends are shown as


def read(text: str, field: str) -> Iterator[Text]:
    """The table as one text; spans of its report count in the source with its separators."""
    separator = _find_separator(text)
    quoted: list[Span] = []
    segments = list(_segments(text, separator, quoted))
    if field:
        segments = list(_only(_columns(text, separator, field).values(), segments, len(text)))
    starts = [span.start for span in quoted]

    def escape(new: str, at: int) -> str | None:
        """New text in a cell: anything between quotation marks, nothing that would end the cell without them."""
        before = bisect_right(starts, at) - 1
        if before >= 0 and at <= quoted[before].end:
            return new.replace('"', '""')
        return None if any(sign in new for sign in (separator, "\n", "\r", '"')) else new

    yield Text(text, Reading(text, segments, escape) if segments else None)


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of a table that has not what was asked for."""
    columns = _columns(text, _find_separator(text), intake.field) if intake.field else {}
    return tuple(f'has no column "{name}"; --column names others' for name, at in columns.items() if at is None)


def _find_separator(text: str) -> str:
    """The separator that the first line has most of."""
    first = _NO_SEPARATORS.sub("", text.partition("\n")[0])
    return max(_SEPARATORS, key=first.count)


def _segments(text: str, separator: str, quoted: list[Span]) -> Iterator[Segment]:
    """Separators, line ends and quotation marks; `quoted` takes the insides of quoted cells."""
    wall = re.compile(rf"{re.escape(separator)}|\r?\n")
    cell = re.compile(rf'"((?:[^"]|"")*+)"(?={wall.pattern}|\Z)')
    at = 0
    while at < len(text):
        if whole := cell.match(text, at):
            inside = Span(*whole.span(1))
            quoted.append(inside)
            yield Segment(Span(at, inside.start), "")
            yield from (Segment(Span(*p.span()), '"', fixed=False) for p in _PAIR.finditer(text, *whole.span(1)))
            yield Segment(Span(inside.end, whole.end()), "")
            at = whole.end()
        found = wall.search(text, at)
        if not found:
            return
        yield Segment(Span(*found.span()), _CELL if found.group() == separator else _ROW)
        at = found.end()


def _columns(text: str, separator: str, field: str) -> dict[str, int | None]:
    """The columns named, and which of the first row they are."""
    line = text.removeprefix("\ufeff").partition("\n")[0].rstrip("\r")
    try:
        first = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # a cell beyond all measure
        first = []
    names = [name.strip() for name in field.split(",")]
    return {name: first.index(name) if name in first else None for name in names}


def _only(columns: Iterable[int | None], segments: Iterable[Segment], size: int) -> Iterator[Segment]:
    """The segments with the first row, and every cell outside the columns, fixed and not shown."""
    wanted = frozenset(columns)
    held: list[Segment] = []  # of the cell that has begun at `start`
    row = column = start = 0
    for segment in [*segments, Segment(Span(size, size), _ROW)]:
        if segment.shown not in (_CELL, _ROW):
            held.append(segment)
            continue
        if row and column in wanted:
            yield from held
            start = segment.span.start
        hidden = Span(start, segment.span.end)
        if len(hidden):
            keep = segment.shown == _ROW or hidden == segment.span
            yield Segment(hidden, segment.shown if keep else "")
        held, start = [], segment.span.end
        row, column = (row + 1, 0) if segment.shown == _ROW else (row, column + 1)
