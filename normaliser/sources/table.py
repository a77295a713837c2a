"""Comma- or tab-separated values: each cell is text of its own, on a line of its own, each row a paragraph."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from normaliser.model import Span
from normaliser.sources.markup import Reading, Segment, Text

_PAIR = re.compile('""')
_SEPARATORS = ("\t", ",", ";", "|")


def read(text: str, field: str) -> Iterator[Text]:
    """The table as one text; spans of its report count in the source with its separators."""
    separator = _find_separator(text)
    quoted: list[Span] = []
    segments = list(_segments(text, separator, quoted))
    starts = [span.start for span in quoted]

    def escape(new: str, at: int) -> str | None:
        """New text in a cell: anything between quotation marks, nothing that would end the cell without them."""
        before = bisect_right(starts, at) - 1
        if before >= 0 and at <= quoted[before].end:
            return new.replace('"', '""')
        return None if any(sign in new for sign in (separator, "\n", "\r", '"')) else new

    yield Text(text, Reading(text, segments, escape) if segments else None)


def _find_separator(text: str) -> str:
    """The separator that the first line has most of."""
    first = re.sub('"[^"\n]*"', "", text.partition("\n")[0])
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
        yield Segment(Span(*found.span()), "\n\t" if found.group() == separator else "\n\n")
        at = found.end()
