"""Shelves: searchable corpora. Each row is a passage; all rows together are one string of rasm codes."""

import mmap
from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.draft import hash_word
from normaliser.corpora.entry import Entry, hash_gram
from normaliser.model import Kind, Ref

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

English = tuple[tuple[str, str], ...]
"""Pairs of edition and text."""


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


class Shelf:
    """One searchable corpus. The arrays are maps of the index file, read only.

    `rasm` holds the codes of all rows, row r's being `rasm[starts[r]:starts[r + 1]]`; `rasm_bytes` is the same as an
    object with `find`. `buckets` and `postings` are the k-gram table (see `corpora.index`), of `gram` letters a gram.
    """

    kind = Kind.OTHER

    def __init__(self, name: str, entry: Entry) -> None:
        self.name = name
        self.gram = entry.gram
        self._bits = entry.bits
        self.rasm = entry.array("rasm")
        self.starts = entry.array("starts")
        self.buckets = entry.array("buckets")
        self.postings = entry.array("postings")
        self.rasm_bytes: bytes | mmap.mmap = entry.rasm_map
        self._words = entry.array("word")
        self._word_counts = entry.array("word.count")

    def rows(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    def row_at(self, position: int) -> int:
        """The row that holds the rasm letter at `position`."""
        return bisect_right(self.starts, position) - 1

    def word_count(self, word: str) -> int:
        """How often the corpus has `word`, one of `skeleton.bare_words`."""
        key = hash_word(word)
        place = bisect_left(self._words, key)
        if place == len(self._words) or self._words[place] != key:
            return 0
        return int(self._word_counts[place])

    def hash_grams(self, rasm: bytes) -> "NDArray[np.uint32]":
        """The bucket of each k-gram of a query, in order; empty when the query is shorter than one gram."""
        from normaliser.corpora.index import hash_grams

        return hash_grams(rasm, self.gram, self._bits)

    def bucket(self, nibbles: str, at: int) -> tuple[int, int]:
        """The postings `[low, high)` of one k-gram of a query, given as a hexadecimal digit for each letter."""
        bucket = hash_gram(nibbles[at : at + self.gram], self._bits)
        return self.buckets[bucket], self.buckets[bucket + 1]

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
