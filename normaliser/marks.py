"""Which quotation marks and brackets of an Arabic page belong together.

Beside English, a mark next to Arabic encloses it. On a page of Arabic the mark that closes one quotation stands next to
the prose that follows, so marks are paired first, over the whole page.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from normaliser.model import Span

# What pairs with what. Straight marks pair with themselves.
_FAMILIES = (
    "“”",
    "«»",
    "{}",
    "()",
    "[]",
    "‹›",
    "❝❞",
    "‘’",
    '""',
    "\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS}",
)
_MARK = re.compile("[" + re.escape("".join(_FAMILIES)) + "„]")
_FAMILY = {mark: i for i, family in enumerate(_FAMILIES) for mark in family} | {"„": 0}
_BRACKETS = frozenset("()[]")  # marks of asides as much as of quotations
_UNOPENED = re.compile(r"[}”][\s*]*[\[({][^\])}\n]*[0-9\u0660-\u0669]")  # a closing mark with a citation after it
_BESIDE = frozenset("*_`")  # emphasis, which stands between a mark and its text
_PARAGRAPH = re.compile("\n[ \t\r]*\n")
_STRAIGHT = '"'
_NUMBERED = re.compile("[0-9\u0660-\u0669]")
_STOP = re.compile("[\\[({\N{ORNATE LEFT PARENTHESIS}\N{ORNATE RIGHT PARENTHESIS}]")
_ASIDE = 60  # code points of an aside inside quote marks
_REACH = 3000  # code points that a mark without a partner may reach over
_DEEPEST = 3  # marks that may stand open when another opens
_EMPHASIS = 8  # marks of emphasis in a row


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What a pair of marks encloses, the marks not included; `whole` when both of them stand there.

    Without a closing mark it ends with its line, or before the bracket that follows; `broken_off` says that the text
    ends there too.
    """

    span: Span
    marks: str
    whole: bool = True
    broken_off: bool = False


def locate_enclosures(text: str) -> tuple[Enclosure, ...]:
    """Every stretch between two marks of a page of Arabic, in order; asides inside quote marks are left out.

    >>> [e.span.of("قال (نعم) ثم (لا)") for e in locate_enclosures("قال (نعم) ثم (لا)")]
    ['نعم', 'لا']
    """
    places: dict[int, list[int]] = {}
    for mark in _MARK.finditer(text):
        places.setdefault(_FAMILY[mark.group()], []).append(mark.start())
    found = [enclosure for at in places.values() for enclosure in _Pairing(text, at).pairs()]
    found.sort(key=lambda e: (e.span.start, -e.span.end))
    return tuple(_without_asides(text, found))


def owners(enclosures: Sequence[Enclosure], starts: Iterable[int]) -> list[int]:
    """For each place, in order, the innermost enclosure that holds it, as an index; -1 where none does."""
    open_now: list[int] = []
    found, upcoming = [], 0
    for start in starts:
        while upcoming < len(enclosures) and enclosures[upcoming].span.start <= start:
            open_now.append(upcoming)
            upcoming += 1
        open_now = [i for i in open_now if enclosures[i].span.end > start]
        found.append(open_now[-1] if open_now else -1)
    return found


def _without_asides(text: str, found: Sequence[Enclosure]) -> list[Enclosure]:
    kept: list[Enclosure] = []
    around: list[Enclosure] = []
    for enclosure in found:
        around = [e for e in around if e.span.end >= enclosure.span.end]
        quoted = around and around[-1].marks[0] not in _BRACKETS
        aside = quoted and enclosure.marks[0] in _BRACKETS and len(enclosure.span) <= _ASIDE
        if aside and not _NUMBERED.search(enclosure.span.of(text)):
            continue
        if around and around[-1].marks == enclosure.marks and len(around[-1].span) - len(enclosure.span) <= 4:
            continue  # doubled brackets
        kept.append(enclosure)
        around.append(enclosure)
    return kept


class _Pairing:
    """Pairs the marks of one family, from left to right."""

    def __init__(self, text: str, places: Sequence[int]) -> None:
        self._text, self._places = text, places
        self._straight = text[places[0]] == _STRAIGHT
        self._waiting: list[tuple[int, int]] = []  # opening marks and where their lines start
        self._found: list[Enclosure] = []
        self._last = len(text.rstrip())

    def pairs(self) -> list[Enclosure]:
        text, line, before, swapped = self._text, -1, 0, False
        for i, at in enumerate(self._places):
            start = max(line, text.rfind("\n", before, at) + 1)
            if start > line:
                line, swapped = start, not self._straight and not self._waiting and self._is_swapped(i)
            if _PARAGRAPH.search(text, before, at):
                self._give_up()
            before = at
            waiting = bool(self._waiting)
            role = _straight_role(text, at, waiting) if self._straight else _role(text[at]) * (-1 if swapped else 1)
            if role > 0:
                if waiting and self._waiting[-1][1] != line:
                    self._give_up()
                self._waiting = [*self._waiting[-_DEEPEST:], (at, line)]
            elif role < 0 and waiting:
                opened = self._waiting.pop()[0]
                self._found.append(Enclosure(Span(opened + 1, at), text[opened] + text[at]))
            elif role < 0 and _UNOPENED.match(text, at):
                self._found.append(Enclosure(Span(line, at), text[at] * 2, whole=False))
        self._give_up()
        return self._found

    def _is_swapped(self, i: int) -> bool:
        """Whether a line has the marks the wrong way round: it begins by closing and ends by opening."""
        end = self._text.find("\n", self._places[i])
        on_line = list(takewhile(lambda at: end < 0 or at < end, islice(self._places, i, None)))
        return len(on_line) % 2 == 0 and _role(self._text[on_line[0]]) < 0 < _role(self._text[on_line[-1]])

    def _give_up(self) -> None:
        """Nothing will close the marks that are open: they reach to the next bracket, or to the end of their line.

        One that quotes speech in marks of the same kind shares its closing mark.
        """
        text = self._text
        for at, _ in self._waiting:
            shared = self._found[-1] if self._found else None
            if (
                shared
                and shared.whole
                and shared.span.start > at
                and "\n" not in text[at : min(shared.span.start, at + _REACH)]
            ):
                self._found[-1] = Enclosure(Span(at + 1, shared.span.end), shared.marks)
                continue
            end = text.find("\n", at, at + _REACH)
            end = min(self._last, end if end >= 0 else at + _REACH)
            stop = _STOP.search(text, at + 1, end)
            end = max(at + 1, stop.start() if stop else end)
            self._found.append(Enclosure(Span(at + 1, end), text[at] * 2, False, end == self._last))
        self._waiting = []


def _role(mark: str) -> int:
    """1 opens, -1 closes, as its glyph says."""
    return 1 if mark == "„" or mark == _FAMILIES[_FAMILY[mark]][0] else -1


def _straight_role(text: str, at: int, waiting: bool) -> int:
    """1 opens, -1 closes, 0 neither: by its neighbours first, then by whether one is open."""
    before, after = at - 1, at + 1
    while before >= 0 and at - before < _EMPHASIS and text[before] in _BESIDE:
        before -= 1
    while after < len(text) and after - at < _EMPHASIS and text[after] in _BESIDE:
        after += 1
    left, right = text[before] if before >= 0 else "\n", text[after] if after < len(text) else "\n"
    leads = left.isspace() or left in ":([{،"
    trails = right.isspace() or right in ".,:،؛!؟)]}"
    if not waiting:
        return 0 if trails and not leads else 1
    return 1 if leads and not trails else -1
