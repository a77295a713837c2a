"""Places in a text as editors name them, and messages that keep to one line."""

from bisect import bisect_right


class Lines:
    """Where the lines of a text begin, to name places the way editors do. Lines end at LF alone, as for `grep -n`."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0]
        while at := text.find("\n", self._starts[-1]) + 1:
            self._starts.append(at)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1; the column counts code points.

        >>> Lines("ab\\ncd").place(4)
        (2, 2)
        """
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._starts[line - 1]


def one_line(message: str) -> str:
    """A message without anything that could break the line or steer the terminal.

    >>> one_line("a\\nb")
    'a\\\\nb'
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)
