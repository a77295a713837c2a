"""Passages as words: those of a row, those around a place, and the name of what they are."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count, repeat
from typing import TYPE_CHECKING, NamedTuple

from normaliser.model import Kind, Ref
from normaliser.words import Line, read_line

if TYPE_CHECKING:
    from normaliser.corpora import Shelf


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


def _window(shelf: "Shelf", start: int, end: int, slack: int) -> tuple[Target, ...]:
    """The words of the region `[start, end)` and `slack` rasm letters on both sides, within one surah or narration."""
    first, last = shelf.row_at(start), shelf.row_at(max(start, end - 1))
    low = high = middle = shelf.row_at((start + end) // 2)
    while low > first and _same_text(shelf, low - 1, middle):
        low -= 1
    while high < last and _same_text(shelf, high + 1, middle):
        high += 1
    found: list[Target] = []
    for row in range(low, high + 1):
        begins, origin = read_row(shelf, row).begins, shelf.starts[row]
        word = bisect_right(begins, start - slack - origin) - 1  # one that ends there is outside
        found += targets_of(shelf, row, word, bisect_left(begins, end + slack - origin))
    return tuple(found)


def _same_text(shelf: "Shelf", row: int, other: int) -> bool:
    """Whether a quotation may run from one row into the other: only verses of one surah, in one spelling."""
    if shelf.kind is not Kind.QURAN:
        return False
    same_surah = shelf.key(row)[0] == shelf.key(other)[0]
    return same_surah and shelf.spelling(row) == shelf.spelling(other)  # type: ignore[attr-defined]


def windows(
    shelf: "Shelf", regions: Iterable[tuple[int, int]], skeletons: Sequence[str]
) -> Iterator[tuple[Target, ...]]:
    """The words around each region, each passage once, verses in the spelling that is more like the quotation.

    `skeletons` are the quoted words. The k-grams of one spelling may find what those of the other miss.
    """
    seen = set()
    for start, end in regions:
        slack = 4 + (end - start) // 8
        window = _window(shelf, start, end, slack)
        if not window or (window[0], window[-1]) in seen:
            continue
        seen.add((window[0], window[-1]))
        if shelf.kind is Kind.QURAN:
            low, high = shelf.twin(start, end)  # type: ignore[attr-defined]  # only the Qur'an has two spellings
            if other := _window(shelf, low, high, slack):
                seen.add((other[0], other[-1]))
                window = _nearer(window, other, "".join(skeletons))
        yield window


def _nearer(window: tuple[Target, ...], other: tuple[Target, ...], quoted: str) -> tuple[Target, ...]:
    """Of one stretch in two spellings the one whose letters, alefs included, are more like the quotation's.

    The everyday spelling, which stands in lower rows, is preferred.
    """
    simple, mushaf = sorted((window, other))
    everyday = "".join([t.skeleton for t in simple])
    if quoted in everyday:
        return simple
    from rapidfuzz import fuzz

    written = "".join([t.skeleton for t in mushaf])
    return simple if fuzz.partial_ratio(quoted, everyday) >= fuzz.partial_ratio(quoted, written) else mushaf


def is_basmala(shelf: "Shelf", target: Target) -> bool:
    """Whether the word is of a basmala that opens a surah: a row of its own, and in the first surah verse 1."""
    return shelf.key(target.row)[1] == 0 or shelf.key(target.row) == (1, 1)


def ref_of(shelf: "Shelf", targets: tuple[Target, ...]) -> Ref:
    """The name of the passage that the words stand in; a basmala that opens a surah is 1:1 when it stands alone."""
    rows = [t.row for t in targets]
    if shelf.kind is not Kind.QURAN:
        return shelf.ref(rows[0])
    surah = shelf.key(rows[0])[0]
    ayahs = [ayah for _, ayah in map(shelf.key, dict.fromkeys(rows)) if ayah]
    if not ayahs:
        return Ref("quran:1:1")
    return Ref(f"quran:{surah}:{ayahs[0]}" + (f"-{ayahs[-1]}" if ayahs[-1] != ayahs[0] else ""))
