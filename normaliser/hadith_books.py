"""Which hadith book a name means: the compiler's (`at-Tirmidhi`) or the book's own (`Mishkat al-Masabih`)."""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple, TypedDict

from normaliser.skeleton import fold_skeleton
from normaliser.surahs import ARTICLES, beginnings, fold_latin, loosen

_APART = re.compile(r"[\s-]+")


class Book(NamedTuple):
    """A hadith book.

    `short` is its short name in refs, None for a book outside the corpora and for what two books agree upon.
    `common` marks names that are everyday words or personal names (Muslim, Ahmad): alone in prose they name nothing.
    """

    short: str | None
    common: bool = False
    agreed: bool = False


class _Row(TypedDict, total=False):
    book: str | None
    common: bool
    agreed: bool
    latin: list[str]
    arabic: list[str]


def _join(keys: Iterable[str]) -> str:
    return "".join([key for key in keys if key not in ARTICLES])


class _Table(NamedTuple):
    exact: dict[str, Book]
    loose: dict[str, Book]  # distinctive names, loosened
    openings: set[str]  # every beginning of a name, loosened


@cache
def _table() -> _Table:
    rows: list[_Row] = json.loads(resources.files("normaliser").joinpath("data/hadith_books.json").read_text("utf-8"))
    table = _Table({}, {}, set())
    for row in rows:
        book = Book(row["book"], row.get("common", False), row.get("agreed", False))
        for name in row["latin"]:
            keys = [fold_latin(word) for word in _APART.split(name)]
            joined = loosen("".join(keys))  # "Attirmidhi"
            table.exact[_join(keys)] = book
            if not book.common:  # loosened, "Moslem" would be a book
                table.loose[loosen(_join(keys))] = table.loose[joined] = book
            table.openings.update(beginnings(joined), beginnings(loosen(_join(keys))))
        for name in row["arabic"]:
            key = " ".join(map(fold_skeleton, name.split()))
            table.exact[key] = book
            table.openings.update(beginnings(key))
    return table


def find_book(keys: Sequence[str]) -> Book | None:
    """The book whose name these words are, all of them, folded.

    >>> find_book(["at", "tirmidhi"])
    Book(short='tirmidhi', common=False, agreed=False)
    """
    table = _table()
    if not keys[0].isascii():
        return table.exact.get(" ".join(keys))
    key = _join(keys)
    return table.exact.get(key) or table.loose.get(loosen(key)) if key else None


def opens_book(keys: Sequence[str]) -> bool:
    """Whether a book's name may begin with these words, folded.

    >>> opens_book(["ibn"]), opens_book(["bridge"])
    (True, False)
    """
    return (loosen(_join(keys)) if keys[0].isascii() else " ".join(keys)) in _table().openings
