"""Markdown: its text with the signs in it, but no code, no link targets, no HTML tags or comments."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from normaliser.model import Span
from normaliser.sources.html import COMMENT, ENTITY, RAW, escape, segment_of, spell
from normaliser.sources.markup import Reading, Segment, Text

__all__ = ["read", "spell"]

_FENCE = re.compile(r"^[ >]*(?:[-*+] |\d{1,3}[.)] )?(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t\r>]*\n")
# Only what looks like an address: `[Al-Baqarah](2:255)` cites.
_TARGET = (
    r"(?<=\])\((?=[^()\s]{0,2000}[/#.@]|mailto:|tel:)[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200}){0,5}"
    r"(?:\s{1,10}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s{0,10}\)"
)
_DEFINITION = r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*(?:<[^>\n]*>|\S*[/#.@]\S*)[^\n]*"
_TAG = r"</?(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,20})(?:[ \t\n/][^<>]{0,2000})?>"
_ADDRESS = r"<[a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^<>\s]{0,2000}>"
_TOKEN = re.compile(
    rf"(?P<ticks>`+)|(?P<target>{_TARGET}|{_DEFINITION})|{RAW}|{COMMENT}|{_TAG}|{_ADDRESS}|{ENTITY}",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)


def read(text: str, field: str) -> Iterator[Text]:
    """The page as one text; spans of its report count in the source with its markup."""
    segments = sorted(_segments(text), key=lambda segment: segment.span)
    yield Text(text, Reading(text, segments, escape) if segments else None)


def _segments(text: str) -> Iterator[Segment]:
    start = 0
    for fence in [*_fences(text), Span(len(text), len(text))]:
        if len(fence):
            yield Segment(fence, "\n")
        yield from _inline(text, Span(start, fence.start))
        start = fence.end


def _fences(text: str) -> Iterator[Span]:
    """Fenced blocks, from fence to fence; the last one may lack its end."""
    opened: re.Match[str] | None = None
    for line in _FENCE.finditer(text):
        if opened is None:
            if "`" not in line[2]:
                opened = line
        elif line[1].startswith(opened[1]) and not line[2].strip():
            yield Span(opened.start(), line.end())
            opened = None
    if opened:
        yield Span(opened.start(), len(text))


def _inline(text: str, block: Span) -> Iterator[Segment]:
    code = _Code(text, block)
    at = block.start
    while token := _TOKEN.search(text, at, block.end):
        at = token.end()
        if token["ticks"]:
            if closing := code.closing(token):
                yield Segment(Span(token.start(), closing), " ")
                at = closing
        elif token["target"]:
            yield Segment(Span(*token.span()), "")
        elif segment := segment_of(token):
            yield segment


class _Code:
    """Where rows of backticks stand, by their length, and where paragraphs end."""

    def __init__(self, text: str, block: Span) -> None:
        self._rows: dict[int, list[int]] = defaultdict(list)
        for row in re.compile("`+").finditer(text, block.start, block.end):
            self._rows[len(row.group())].append(row.start())
        self._blanks = [blank.start() for blank in _BLANK.finditer(text, block.start, block.end)]

    def closing(self, opening: re.Match[str]) -> int | None:
        """Where the code span ends that a row of backticks opens; None when nothing in its paragraph closes it."""
        width = len(opening.group())
        rows = self._rows[width]
        following = bisect_right(rows, opening.start())
        blank = bisect_left(self._blanks, opening.end())
        limit = self._blanks[blank] if blank < len(self._blanks) else None
        if following == len(rows) or (limit is not None and rows[following] > limit):
            return None
        return rows[following] + width
