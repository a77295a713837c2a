"""Titles that a page gives again: twice in a row, once more below, or at the end of a breadcrumb."""

import re
from collections.abc import Iterator

from normaliser.cleaning.lines import Found, each_line, has_arabic
from normaliser.model import Span

_LONGEST = 160
_WORDS = 4
"""Words from which a line that comes again further down is no chance."""


def find_repeated(text: str) -> Found:
    """A line that stands twice in a row, and every further line that is the page's first."""
    before = first = ""
    for span, line in _titles(text):
        if line == before or (line == first and len(line.split()) >= _WORDS):
            yield span, ""
        before, first = line, first or line


def find_breadcrumbs(text: str) -> Found:
    """Lines that begin with "Home" and end with a title of the page."""
    seen: set[str] = set()
    for span, line in _titles(text):
        words = line.split()
        if words[0].lower() == "home" and any(" ".join(words[i:]) in seen for i in range(1, len(words) - _WORDS + 1)):
            yield span, ""
        seen.add(line)


def _titles(text: str) -> Iterator[tuple[Span, str]]:
    """Lines that may be titles: short, with letters, without a sentence's end and without Arabic.

    Other lines come as something that no title is, and so part what stands before and after them; blank ones do not.
    """
    for span, line in each_line(text):
        fits = len(line) <= _LONGEST and line[-1] not in ".!?:;,\"'\u201d" and not has_arabic(line)
        yield span, line if fits and re.search("[A-Za-z]{3}", line) else f"\0{span.start}"
