"""Passages as words: those of a row, those around a place, and the name of what they are."""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count, repeat
from typing import TYPE_CHECKING, NamedTuple

from normaliser.model import Kind, Ref
from normaliser.search import find_exact
from normaliser.skeleton import fold_rasm
from normaliser.words import Line, read_line

if TYPE_CHECKING:
    from normaliser.corpora import Shelf

_SLACK = 24  # code points on both sides of where letters are guessed to stand
_DRIFT = 20  # and this part of the text, by which the guess may be wrong
_ROOM = 2  # code points a letter takes with its marks and spaces


class Target(NamedTuple):
    """A word of a passage: its row on the shelf, its place among the row's words, and how the passage writes it."""

    row: int
    place: int
    text: str
    skeleton: str
    clipped: bool = False  # its leading "and" or "so" is left away: quotations often begin after it


@lru_cache(maxsize=1024)
def read_row(shelf: "Shelf", row: int) -> Line:
    """The words of a row of a shelf."""
    return read_line(shelf.text(row))


def targets_of(shelf: "Shelf", row: int, first: int, last: int) -> tuple[Target, ...]:
    """The words of a row from `first`, or its beginning, up to `last`."""
    first, line = max(0, first), read_row(shelf, row)
    return tuple(map(Target, repeat(row), count(first), line.texts[first:last], line.skeletons[first:last]))


def lines_with(shelf: "Shelf", rasm: bytes) -> Iterator[Line]:
    """The rows that have these rasm letters; of one that has them once, the words about them.

    Narrations are long: reading the words about a place takes a third of the time.
    """
    places: dict[int, list[int]] = {}
    for start, _ in find_exact(shelf, rasm):
        places.setdefault(shelf.row_at(start), []).append(start)
    for row, starts in sorted(places.items()):
        part = _part_with(shelf, row, starts[0], rasm) if len(starts) == 1 else ""
        yield read_line(part) if part else read_row(shelf, row)


def _part_with(shelf: "Shelf", row: int, start: int, rasm: bytes) -> str:
    """The part of a row that has the letters which stand at `start`; "" where the guess at it fails.

    Marks and spaces are spread evenly, more or less, so that letters stand where their share of the row says.
    """
    text, origin = shelf.text(row), shelf.starts[row]
    place = (start - origin) * len(text) // (shelf.starts[row + 1] - origin)
    slack = _SLACK + len(text) // _DRIFT
    begin = text.rfind(" ", 0, max(0, place - slack)) + 1
    end = text.find(" ", place + slack + _ROOM * len(rasm))
    part = text[begin : end if end >= 0 else len(text)]
    return part if rasm in fold_rasm(part) else ""


class Window(NamedTuple):
    """The words around a place, from one row or from several that follow each other."""

    parts: tuple[tuple[int, int, int], ...]  # each row, and which of its words: `[first, last)`
    skeletons: tuple[str, ...]


def targets_in(shelf: "Shelf", window: Window, first: int, last: int) -> tuple[Target, ...]:
    """The words `[first, last)` of a window."""
    found: list[Target] = []
    for row, low, high in window.parts:
        if first < high - low and last > 0:
            found += targets_of(shelf, row, low + max(0, first), min(high, low + last))
        first, last = first - (high - low), last - (high - low)
    return tuple(found)


def _window(shelf: "Shelf", start: int, end: int, slack: int) -> Window:
    """The words of the region `[start, end)` and `slack` rasm letters on both sides, within one surah or narration."""
    first = shelf.row_at(start)
    last = first if end <= shelf.starts[first + 1] else shelf.row_at(end - 1)
    low = high = middle = first if first == last else shelf.row_at((start + end) // 2)
    while low > first and _same_text(shelf, low - 1, middle):
        low -= 1
    while high < last and _same_text(shelf, high + 1, middle):
        high += 1
    parts: list[tuple[int, int, int]] = []
    skeletons: list[str] = []
    for row in range(low, high + 1):
        line, origin = read_row(shelf, row), shelf.starts[row]
        word = max(0, bisect_right(line.begins, start - slack - origin) - 1)  # one that ends there is outside
        beyond = bisect_left(line.begins, end + slack - origin)
        if word < beyond:
            parts.append((row, word, beyond))
            skeletons += line.skeletons[word:beyond]
    return Window(tuple(parts), tuple(skeletons))


def opening_of(shelf: "Shelf", window: Window) -> Window:
    """The words of a window that are of the basmala which opens a surah."""
    return of_rows(shelf, window, {row for row, *_ in window.parts if is_basmala(shelf, row)})


def of_rows(shelf: "Shelf", window: Window, rows: Container[int]) -> Window:
    """The words of a window that are of certain rows."""
    parts = tuple([part for part in window.parts if part[0] in rows])
    return Window(parts, tuple([s for row, low, high in parts for s in read_row(shelf, row).skeletons[low:high]]))


def _same_text(shelf: "Shelf", row: int, other: int) -> bool:
    """Whether a quotation may run from one row into the other: only verses of one surah, in one spelling."""
    if shelf.kind is not Kind.QURAN:
        return False
    same_surah = shelf.key(row)[0] == shelf.key(other)[0]
    return same_surah and shelf.spelling(row) == shelf.spelling(other)  # type: ignore[attr-defined]


def windows(shelf: "Shelf", regions: Iterable[tuple[int, int]], skeletons: Sequence[str]) -> Iterator[Window]:
    """The words around each region, each passage once, verses in the spelling that is more like the quotation.

    `skeletons` are the quoted words. The k-grams of one spelling may find what those of the other miss. Where the
    everyday spelling has the quoted letters as they are, the other is only read to know it again.
    """
    quoted = "".join(skeletons)
    seen: set[tuple[tuple[int, int, int], ...]] = set()
    twins: set[tuple[int, int, int]] = set()
    unread: list[tuple[int, int, int]] = []  # twins that nobody had to look at yet
    for start, end in regions:
        slack = 4 + (end - start) // 8
        if (start, end, slack) in twins:
            continue
        window = _window(shelf, start, end, slack)
        seen.update([_window(shelf, *twin).parts for twin in unread])
        unread.clear()
        if not window.parts or window.parts in seen:
            continue
        seen.add(window.parts)
        if shelf.kind is Kind.QURAN:
            twin = (*shelf.twin(start, end), slack)  # type: ignore[attr-defined]  # only the Qur'an has two spellings
            twins.add(twin)
            if _is_everyday(shelf, window) and quoted in "".join(window.skeletons):
                unread.append(twin)
            elif (other := _window(shelf, *twin)).parts:
                seen.add(other.parts)
                window = _nearer(window, other, quoted)
        yield window


def _is_everyday(shelf: "Shelf", window: Window) -> bool:
    return shelf.spelling(window.parts[0][0]) == "simple"  # type: ignore[attr-defined,no-any-return]


def _nearer(window: Window, other: Window, quoted: str) -> Window:
    """Of one stretch in two spellings the one whose letters, alefs included, are more like the quotation's.

    The everyday spelling, which stands in lower rows, is preferred.
    """
    simple, mushaf = sorted((window, other))
    everyday = "".join(simple.skeletons)
    if quoted in everyday or everyday == (written := "".join(mushaf.skeletons)):
        return simple
    from rapidfuzz import fuzz

    like = fuzz.partial_ratio(quoted, everyday)
    return simple if like >= fuzz.partial_ratio(quoted, written, score_cutoff=like) else mushaf


def is_basmala(shelf: "Shelf", row: int) -> bool:
    """Whether a row is a basmala that opens a surah: a row of its own, and in the first surah verse 1."""
    surah, ayah = shelf.key(row)
    return ayah == 0 or (surah, ayah) == (1, 1)


def ref_of(shelf: "Shelf", targets: tuple[Target, ...]) -> Ref:
    """The name of the passage that the words stand in; a basmala that opens a surah is 1:1 when it stands alone."""
    if shelf.kind is not Kind.QURAN:
        return shelf.ref(targets[0].row)
    (surah, first), (_, last) = shelf.key(targets[0].row), shelf.key(targets[-1].row)
    if not last:
        return Ref("quran:1:1")
    return Ref(f"quran:{surah}:{first or 1}" + (f"-{last}" if last > max(first, 1) else ""))
