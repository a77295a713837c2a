"""Quote marks and what they enclose."""

import re
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from normaliser.model import Span


class Cue(StrEnum):
    """What offers a passage."""

    QUOTED = "quoted"  # quote marks on both sides
    OPEN = "open"  # an opening quote mark and nothing that closes it
    LABEL = "label"  # after "Translation:", "which means"
    CELL = "cell"  # a cell of a table, or columns set apart by tabs
    BRACKETED = "bracketed"  # the whole of a round or square bracket
    LINE = "line"  # one line, or several that follow each other
    TAIL = "tail"  # what stands on the same line as Arabic, before or after it


class EnglishSpan(NamedTuple):
    """A stretch of the page that may be a passage in English.

    `inner` says that quote marks enclose it further out, `mixed` that some of it is in quote marks and some is not.
    """

    span: Span
    cue: Cue
    inner: bool = False
    mixed: bool = False


# Quote marks: the family that pairs with itself, and what the glyph alone says (1 opens, -1 closes, 0 either).
_MARKS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(['"', "&quot;", "&#34;"], ("double", 0)),
    **dict.fromkeys(["\u201c", "\u201e", "\u275d", "``", "&ldquo;", "&#8220;"], ("double", 1)),
    **dict.fromkeys(["\u201d", "\u275e", "''", "&rdquo;", "&#8221;"], ("double", -1)),
    "'": ("single", 0),
    **dict.fromkeys(["\u2018", "\u201a", "&lsquo;", "&#8216;"], ("single", 1)),
    **dict.fromkeys(["\u2019", "&rsquo;", "&#8217;"], ("single", -1)),
    **dict.fromkeys(["\u00ab", "\u2039", "&laquo;"], ("guillemet", 1)),
    **dict.fromkeys(["\u00bb", "\u203a", "&raquo;"], ("guillemet", -1)),
    **dict.fromkeys("\ufd3e\ufd3f", ("ornate", 0)),
}
_MARK = re.compile("|".join(sorted(map(re.escape, _MARKS), key=len, reverse=True)))
_MAY = re.compile(f"[{re.escape(''.join({mark[0] for mark in _MARKS}))}]")
_RUN = "\"'`*_\u2018\u2019\u201c\u201d"  # what may stand between a quote mark and the text it belongs to
_LEADS = " \t\r\n([{<>|/=:,;-\u2013\u2014\u00a0\u200e\u200f"
_TRAILS = " \t\r\n)]}<|/=:,;.!?-\u2013\u2014\u00a0\u200e\u200f"

_SPLIT = 1500  # code points that a passage in several pairs of quote marks may reach over
_CLOSING_ARABIC = re.compile(
    r"(?<=[^\s])[.\u060c\u061b ]{0,2}(?:&\w+;|[\"'\u201c\u201d\u2019\u00ab\u00bb\ufd3e\ufd3f]){1,2}(?=[\s*_:.,)\]|<]|$)"
)
_RUNS_ON = re.compile(r"[,.;:]?[ ]+\w")
_BEFORE_CITATION = re.compile(r"[\s*_.,;:)\u2013\u2014-]*")


def may_quote(text: str, block: Span) -> bool:
    """Whether there is a quote mark in a stretch of text at all."""
    return _MAY.search(text, block.start, block.end) is not None


def locate_quoted(text: str, block: Span, citations: Sequence[Span]) -> list[EnglishSpan]:
    """Pairs of quote marks in a paragraph, and where they do not balance every pair that makes sense.

    `citations` are those inside the block, in order. An opening mark that nothing closes reaches to the last closing
    mark before a citation or the paragraph's end.

    >>> text = '"They say, "Our Lord, forgive us!"'
    >>> [o.span.of(text) for o in locate_quoted(text, Span(0, len(text)), [])]
    ['Our Lord, forgive us!', 'They say, "Our Lord, forgive us!']
    """
    return _Reader(text, block, citations).read() if may_quote(text, block) else []


class _Reader:
    """Reads the quote marks of one paragraph from left to right."""

    def __init__(self, text: str, block: Span, citations: Sequence[Span]) -> None:
        self._text, self._block = text, block
        self._stops = [c.start for c in citations]
        self._found: list[EnglishSpan] = []
        self._open: list[tuple[str, int]] = []  # family, and where what it encloses starts
        self._count: defaultdict[str, int] = defaultdict(int)  # how many of each family are open
        self._closed: dict[str, int] = {}  # where each family was closed last
        self._last = ("", Span(-1, -1))  # the last outermost pair: its family, and from its inside to after its mark
        self._first = -1  # where the first outermost pair since the last citation starts

    def read(self) -> list[EnglishSpan]:
        """Everything the marks may enclose."""
        stop = 0
        for mark in _MARK.finditer(self._text, _after_arabic(self._text, self._block), self._block.end):
            while stop < len(self._stops) and self._stops[stop] < mark.start():
                stop, self._first = stop + 1, -1
            family, glyph = _MARKS[mark.group()]
            role = _role(self._text, mark, glyph, self._count[family] > 0 or mark.start() == self._last[1].end)
            if role > 0:
                self._open.append((family, mark.end()))
                self._count[family] += 1
            elif role < 0 and self._count[family]:
                self._close(family, mark)
                beside = _BEFORE_CITATION.match(self._text, mark.end(), self._block.end)
                if self._open and stop < len(self._stops) and beside and beside.end() >= self._stops[stop]:
                    self._reach(mark.start(), mark.start())
            elif role < 0 and family == self._last[0]:
                self._close_again(family, mark, glyph)
            elif role < 0 and family != "single" and not stop:
                self._close_unopened(mark)
        end = self._stops[0] if self._stops else self._block.end
        self._reach(None, max(end, self._open[-1][1]) if self._open else end)
        return self._found

    def _close(self, family: str, mark: re.Match[str]) -> None:
        """A mark closes the nearest open one of its family; marks still open inside are stray."""
        level = next(i for i in range(len(self._open) - 1, -1, -1) if self._open[i][0] == family)
        start = self._open[level][1]
        self._closed[family] = mark.start()
        self._found.append(EnglishSpan(Span(start, mark.start()), Cue.QUOTED, level > 0))
        kept = level + (family == "single" and self._text[mark.start() - 1] == "s")  # "the servants' reward"
        for stray, _ in self._open[kept:]:
            self._count[stray] -= 1
        del self._open[kept:]
        if level == 0:
            far = self._first < 0 or start - self._first > _SPLIT or "\n" in self._text[self._first : start]
            self._first = start if far else self._first
            if not far:
                self._found.append(EnglishSpan(Span(self._first, mark.start()), Cue.QUOTED, mixed=True))
            self._last = (family, Span(start, mark.end()))

    def _close_again(self, family: str, mark: re.Match[str], glyph: int) -> None:
        """Nothing is open: the mark before this one was the edition's own, opened verses ago; this is the page's."""
        inside = self._last[1]
        if mark.start() == inside.end and glyph < 0:
            self._found[-1] = self._found[-1]._replace(inner=True)
        self._found.append(EnglishSpan(Span(inside.start, mark.start()), Cue.QUOTED))
        self._last = (family, Span(inside.start, mark.end()))

    def _close_unopened(self, mark: re.Match[str]) -> None:
        """Nothing was opened: what stands before the first such mark, where words follow it that are none of it."""
        start = _after_arabic(self._text, self._block)
        first = not any(found.span.start == start for found in self._found)
        if first and start < mark.start() and _RUNS_ON.match(self._text, mark.end(), self._block.end):
            self._found.append(EnglishSpan(Span(start, mark.start()), Cue.OPEN))

    def _reach(self, close: int | None, end: int) -> None:
        """What the marks still open enclose: up to `close`, or the last mark that can close them, else up to `end`."""
        for level, (family, start) in enumerate(self._open):
            last = self._closed.get(family, -1) if close is None else close
            if last > start:
                self._found.append(EnglishSpan(Span(start, last), Cue.QUOTED, level > 0))
            elif family != "single" and end > start:
                self._found.append(EnglishSpan(Span(start, end), Cue.OPEN, level > 0))
        self._open.clear()
        self._count.clear()


def _after_arabic(text: str, block: Span) -> int:
    """Where the marks that close the Arabic before a block end."""
    beside = _CLOSING_ARABIC.match(text, block.start, block.end) if block.start else None
    return beside.end() if beside else block.start


def _role(text: str, mark: re.Match[str], glyph: int, open_already: bool) -> int:
    """1 opens, -1 closes, 0 neither, by the characters on both sides first and the glyph second."""
    before, after = mark.start() - 1, mark.end()
    if mark.group() in "'\u2019" and text[before : before + 1].isalnum() and text[after : after + 1].isalnum():
        return 0  # an apostrophe
    while before >= 0 and text[before] in _RUN and mark.start() - before < 8:
        before -= 1
    while after < len(text) and text[after] in _RUN and after - mark.end() < 8:
        after += 1
    left, right = text[before] if before >= 0 else "\n", text[after] if after < len(text) else "\n"
    leads, trails = left in _LEADS, right in _TRAILS
    if leads and trails and left.isspace() != right.isspace():
        leads, trails = left.isspace(), right.isspace()  # of two doubtful neighbours, space says more than a colon
    if leads != trails:
        return 1 if leads else -1
    if glyph:
        return glyph
    return -1 if open_already else 1
