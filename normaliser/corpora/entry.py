"""The search index on disk: one array file a shelf, mapped into memory, never read whole.

A shelf's rows are one string of rasm codes. The k-gram table says where each k-gram of it stands: the grams are hashed
into 2**bits buckets, `postings` lists the positions bucket by bucket in ascending order, and those of bucket b are
`postings[buckets[b]:buckets[b + 1]]`. Other grams with the same hash may be among them: the reader compares letters.

Arrays are given as views that need no numpy, so that what stands in the index as it is is found without loading it.
"""

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from normaliser.errors import CorpusError

ODD = 2654435769
"""2**32 / golden ratio, Knuth's multiplier: spreads the low bits over the high ones."""

_CODES: dict[str, Literal["B", "H", "I", "Q", "i", "q", "f", "d"]] = {
    "u1": "B", "u2": "H", "u4": "I", "u8": "Q", "i4": "i", "i8": "q", "f4": "f", "f8": "d"
}  # fmt: skip
"""Types of arrays, as numpy calls them in the file and as the standard library does."""


def hash_gram(nibbles: str, bits: int) -> int:
    """The bucket of one k-gram, given as a hexadecimal digit for each letter; `index.hash_grams` does many at once.

    >>> hash_gram("12", 8)
    31
    """
    return (int(nibbles, 16) * ODD & 0xFFFFFFFF) >> (32 - bits)


class Entry:
    """A shelf's arrays, mapped. Opening takes a fraction of a millisecond whatever the size."""

    def __init__(self, folder: Path) -> None:
        try:
            meta = json.loads((folder / "meta.json").read_bytes())
            with (folder / "arrays.bin").open("rb") as file:
                self._view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
                letters = int(meta["arrays"]["rasm"][1])
                self.rasm_map = mmap.mmap(file.fileno(), letters, access=mmap.ACCESS_READ) if letters else b""
            self.folder = folder
            self.gram = int(meta["gram"])
            self.bits = int(meta["bits"])
            self.size = int(meta["size"])
            self.names: tuple[str, ...] = tuple(meta["names"])
            self.warnings: tuple[str, ...] = tuple(meta["warnings"])
            self._table: Mapping[str, tuple[str, int, int]] = meta["arrays"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"cannot read the index in {folder} ({error}); delete that folder") from error

    def array(self, name: str) -> "memoryview[Any]":
        """One of the arrays, read only."""
        kind, length, offset = self._table[name]
        code = _CODES[kind[1:]]
        return self._view[offset : offset + length * int(kind[2:])].cast(code)
