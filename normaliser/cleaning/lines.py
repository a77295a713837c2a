"""Whole lines that a site puts on every page, each such a line from end to end; no line with Arabic is one.

What they look like is in `data/leftovers.json`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.resources import files

from normaliser.model import Span

Found = Iterator[tuple[Span, str]]

_BLANKS = re.compile("[ \t\N{NO-BREAK SPACE}]+")
_ENDS = " \t\r\n\N{NO-BREAK SPACE}"
_LINE = re.compile(r"^[^\S\n]*\S[^\n]*\n?", re.MULTILINE)
_ARABIC = re.compile("[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]")
_MOST = 300
"""Code points of a line; what is longer is a paragraph."""

_BETWEEN = re.compile(r"\s*(?:[|/\u00b7\u2022\u00bb>]|\s[-\u2013]\s)\s*")
_END = re.compile(r"[.!?]")
_WORDS = 6
"""Words of an item in a menu at the most."""


def each_line(text: str) -> Iterator[tuple[Span, str]]:
    """Every line that is not blank, with its end, and what stands on it: one space for several and none at its ends."""
    for line in _LINE.finditer(text):
        yield Span(*line.span()), _BLANKS.sub(" ", line.group().strip(_ENDS))


def has_arabic(line: str) -> bool:
    """Whether there is an Arabic letter on a line."""
    return _ARABIC.search(line) is not None


def find_menus(text: str) -> Found:
    """Links in a row, of which two at least are such as every site has; and headings of menus."""
    for span, line in _short(text):
        table = line.startswith("|")  # of Markdown
        if (_is_row(_items(line)) and not table) or _is("menu", line):
            yield span, ""


def _is_row(items: Sequence[str]) -> bool:
    others = [item for item in items if not _is("navigation", item)]
    links = all(len(item.split()) <= _WORDS and not _END.search(item) for item in others)
    return len(items) >= 3 and len(items) - len(others) >= 2 and links


def find_sharing(text: str) -> Found:
    """Names of places to share a page in, with nothing else on the line."""
    for span, line in _short(text):
        items = _items(line)
        items = items if len(items) > 1 else line.split()  # "Facebook Twitter WhatsApp"
        if _is("share", line) or (len(items) > 1 and all(_is("sharing", item) for item in items)):
            yield span, ""


def _find(name: str, text: str) -> Found:
    return ((span, "") for span, line in _short(text) if _is(name, line))


find_comments = partial(_find, "comments")
find_cookies = partial(_find, "cookies")
find_clocks = partial(_find, "clock")
find_page_numbers = partial(_find, "page-number")
"""Of page numbers only those that say so: a number alone on a line may be anything."""


def _short(text: str) -> Iterator[tuple[Span, str]]:
    return ((s, line) for s, line in each_line(text) if len(line) <= _MOST and not has_arabic(line))


def _items(line: str) -> list[str]:
    return [item.strip(" :") for item in _BETWEEN.split(line) if item.strip(" :")]


def _is(name: str, text: str) -> bool:
    return _patterns()[name].fullmatch(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = json.loads(files("normaliser").joinpath("data", "leftovers.json").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(patterns), re.IGNORECASE) for name, patterns in table.items()}
