"""Small things inside lines: hyphens of broken lines, spaces that stand for one, quotation marks of two kinds."""

import re
from collections.abc import Iterator

from normaliser.cleaning.lines import Found, has_arabic
from normaliser.lines import Lines
from normaliser.model import Span

_NEAR = 3
"""Code points beside a space in which there may be Arabic with a bracket or a mark."""

_BROKEN = re.compile(r"(?<![A-Za-z])([A-Za-z]{2,})(-\r?\n[ \t]*)([a-z]{2,})")
_SOFT = re.compile("\N{SOFT HYPHEN}(\r?\n[ \t]*)?(?=[A-Za-z])")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_SPACES = re.compile("[ \N{NO-BREAK SPACE}]+")
_CURLY_OPEN = re.compile('\u201c[^\u201c\u201d"\\n]{1,300}(")')
_CURLY_CLOSED = re.compile('(")[^\u201c\u201d"\\n]{1,300}\u201d')


def find_hyphens(text: str) -> Found:
    """Hyphens at line ends, in words that the text has elsewhere in one piece; soft hyphens always."""
    words = {word.lower() for word in _WORD.findall(text)}
    for found in _BROKEN.finditer(text):
        one = f"{found[1]}{found[3]}".lower()
        if one in words and f"{found[1]}-{found[3]}".lower() not in words:
            yield Span(*found.span(2)), ""
    for found in _SOFT.finditer(text):
        if found.start() and text[found.start() - 1].isascii() and text[found.start() - 1].isalpha():
            yield Span(*found.span()), ""


def find_hard_spaces(text: str) -> Found:
    """Spaces that do not break: one space inside a line, nothing at its ends."""
    for run in _SPACES.finditer(text):
        if "\N{NO-BREAK SPACE}" in run.group() and not _beside_arabic(text, run):
            inside = text[max(0, run.start() - 1) : run.start()] not in ("", "\n") and text[
                run.end() : run.end() + 1
            ] not in ("", "\r", "\n")
            yield Span(*run.span()), " " if inside else ""


def find_double_spaces(text: str) -> Found:
    """Several spaces between words, where no line beside has them end in the same column."""
    lines = Lines(text)
    runs = [(run, *lines.place(run.end())) for run in _SPACES.finditer(text) if len(run.group()) > 1]
    ends = {(line, column) for _, line, column in runs}
    aligned = {line for line, column in ends if (line - 1, column) in ends or (line + 1, column) in ends}
    for run, line, _ in runs:
        if line not in aligned and _are_words(text, run) and not _beside_arabic(text, run):
            yield Span(*run.span()), " "


def _beside_arabic(text: str, run: re.Match[str]) -> bool:
    return has_arabic(text[max(0, run.start() - _NEAR) : run.end() + _NEAR])


def _are_words(text: str, run: re.Match[str]) -> bool:
    if not run.start() or run.end() == len(text):
        return False
    before, after = text[run.start() - 1], text[run.end()]
    return (before.isalpha() or before in ".,;:!?)'\u2019\u201d") and (after.isalnum() or after in "('\u2018\u201c")


def find_quote_marks(text: str) -> Iterator[tuple[Span, str]]:
    """Straight quotation marks that close what a curly one opened, or open what a curly one closes, on one line."""
    found = [(Span(*m.span(1)), "\u201d") for m in _CURLY_OPEN.finditer(text)]
    taken = {span for span, _ in found}
    found += [(Span(*m.span(1)), "\u201c") for m in _CURLY_CLOSED.finditer(text) if Span(*m.span(1)) not in taken]
    return iter(found)
