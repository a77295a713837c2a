"""One printed line as a mixed-script scanner wrote it: its scraps, in reading order.

The scanner writes a run of either script from left to right on the page. Where it took the whole line for a
left-to-right one, its runs are to be read backwards; the words inside a Latin run stand backwards always.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from normaliser.model import Span
from normaliser.script import LETTERS_CLASS
from normaliser.words import split_words

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
SIDES = LEFT_TO_RIGHT + RIGHT_TO_LEFT
_QUOTES = "«»\N{ORNATE LEFT PARENTHESIS}\N{ORNATE RIGHT PARENTHESIS}"
QUOTE = re.compile(f"[{_QUOTES}]")
"""Quote marks of Arabic, whichever way round the scanner put them."""

ARABIC, LATIN = re.compile(f"[{LETTERS_CLASS}]"), re.compile("[A-Za-z0-9]")
"""A letter of either script, or a digit, which counts as Latin."""

LATIN_LETTER = re.compile("[A-Za-z]")
_BRACKET = re.compile(f"[][(){{}}|{_QUOTES}]")
_SIDE = re.compile(f"[{SIDES}]")
_ARABIC_SET_APART = re.compile(f"{RIGHT_TO_LEFT}[^\\w\\s{LEFT_TO_RIGHT}]*[{LETTERS_CLASS}]")
_LATIN_SET_APART = re.compile(f"{LEFT_TO_RIGHT}[^\\w\\s{RIGHT_TO_LEFT}]*[A-Za-z0-9]")
_ARABIC_RUN = re.compile(f"{RIGHT_TO_LEFT}[^{SIDES}]*(?:{LEFT_TO_RIGHT}|$)")
_LATIN_RUN = re.compile(f"{LEFT_TO_RIGHT}[^{SIDES}]*(?:{RIGHT_TO_LEFT}|$)")
_QUOTE_BEFORE = re.compile(f"[{_QUOTES}(][^\\w\\s]*$")  # and nothing but marks up to the first letter of Arabic,
_QUOTE_AFTER = re.compile(f"[^\\w\\s]*?[{_QUOTES})]")  # or from the last one on


class Row(StrEnum):
    """What a line is."""

    BLANK = "blank"
    ENGLISH = "english"
    ARABIC = "arabic"  # and nothing else
    RUBBISH = "rubbish"  # Latin letters and digits that are no English
    SCRAPS = "scraps"  # both


@dataclass(frozen=True, slots=True)
class Scrap:
    """What the scanner made of a word, or of part of one; `skeleton` is empty for Latin letters and digits."""

    text: str
    skeleton: str
    letters: int
    opens: bool = False  # a bracket or quote mark is glued to it where it begins,
    closes: bool = False  # or where it ends


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its span, its scraps in reading order, and in the other order where nothing tells which."""

    span: Span
    text: str
    kind: Row
    scraps: tuple[Scrap, ...]
    reversed_scraps: tuple[Scrap, ...] | None = None


def read_line(text: str, span: Span, kind: Row) -> Line:
    """The scraps of a line in reading order, without what stands outside quote marks around its Arabic."""
    span = _inside_quotes(text, span)
    line = span.of(text)
    runs = _runs(line)
    ahead = tuple(scrap for _, run in runs for scrap in run)
    back = tuple(scrap for _, run in reversed(runs) for scrap in run)
    if _is_backward(line):
        return Line(span, line, kind, back)
    if LEFT_TO_RIGHT in line or len(runs) < 2:
        return Line(span, line, kind, ahead)
    return Line(span, line, kind, back, ahead)


def _inside_quotes(text: str, span: Span) -> Span:
    line = span.of(text)
    letters = [m.start() for m in ARABIC.finditer(line)]
    if not letters:
        return span
    before, after = _QUOTE_BEFORE.search(line, 0, letters[0]), _QUOTE_AFTER.match(line, letters[-1] + 1)
    if _is_backward(line) and not (before and after):
        return span  # what stands beside the first word is beyond the last one
    start = span.start + before.start() if before else span.start
    return Span(start, span.start + after.end() if after else span.end)


def is_set_apart(line: str) -> bool:
    """Whether every run of one script on a line stands between marks of direction."""
    if not LATIN_LETTER.search(line):
        return False
    arabic = _LATIN_RUN.sub("", line)
    latin = _ARABIC_RUN.sub("", line)
    return not (LATIN.search(arabic) and ARABIC.search(latin)) and (arabic != line or latin != line)


def _is_backward(line: str) -> bool:
    """Whether the runs of a line are to be read from the last to the first.

    A right-to-left mark straight before Arabic says so, and a left-to-right mark before Latin the contrary; where both
    stand, the one that opens the line is right.
    """
    forward = line.lstrip().startswith(RIGHT_TO_LEFT) and _LATIN_SET_APART.search(line)
    return not forward and bool(_ARABIC_SET_APART.search(line))


def _runs(line: str) -> list[tuple[bool, tuple[Scrap, ...]]]:
    """Runs of Arabic and of Latin, in the order of the line: parted by marks of direction, else by script."""
    if _SIDE.search(line):
        runs = [(any(s.skeleton for s in scraps), scraps) for scraps in map(_cut, _SIDE.split(line))]
    else:
        runs = _by_script(_cut(line))
    return [(arabic, tuple(run if arabic else run[::-1])) for arabic, run in runs if run]


def _by_script(scraps: Sequence[Scrap]) -> list[tuple[bool, list[Scrap]]]:
    runs: list[tuple[bool, list[Scrap]]] = []
    for scrap in scraps:
        arabic = bool(scrap.skeleton)
        if not runs or runs[-1][0] is not arabic:
            runs.append((arabic, []))
        runs[-1][1].append(scrap)
    return runs


def _cut(part: str) -> list[Scrap]:
    """The scraps of a stretch as they stand; digits glued to Arabic are brackets misread and count for nothing."""
    scraps = []
    for chunk in part.split():
        words = [w for w in split_words(chunk) if w.skeleton]
        left, right = (bool(_BRACKET.match(c)) for c in (chunk[0], chunk[-1]))
        if words:
            last = len(words) - 1
            scraps += [
                Scrap(w.text, w.skeleton, len(w.skeleton), left and i == 0, right and i == last)
                for i, w in enumerate(words)
            ]
        elif letters := len(LATIN.findall(chunk)):
            scraps.append(Scrap(chunk, "", letters, right, left))
    return scraps
