"""Making the search index: the k-gram table of a shelf, and its arrays written to one file (see `corpora.entry`)."""

import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from normaliser.corpora.draft import Draft
from normaliser.corpora.entry import ODD

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SLICE = 1 << 22  # positions handled at a time, so that scratch arrays stay below 40 MB
_ALIGN = 64  # bytes; a cache line


def hash_grams(rasm: bytes, gram: int, bits: int) -> "NDArray[np.uint32]":
    """The bucket of each k-gram of `rasm`, in order; empty when it is shorter than one gram.

    A gram has at most eight letters: of four bits each, they fill the 32-bit word that is hashed.

    >>> len(hash_grams(bytes([1, 2, 3, 4]), 3, 8))
    2
    """
    return _hash(np.frombuffer(rasm, dtype=np.uint8), gram, bits)


def _hash(codes: "NDArray[np.uint8]", gram: int, bits: int) -> "NDArray[np.uint32]":
    if len(codes) < gram:
        return np.empty(0, dtype=np.uint32)
    packed: NDArray[np.uint32] = np.correlate(codes, _places(gram))
    packed *= np.uint32(ODD)  # wraps modulo 2**32, as intended
    packed >>= np.uint32(32 - bits)
    return packed


@cache
def _places(gram: int) -> "NDArray[Any]":
    """What the code of each letter of a gram counts for in a 32-bit word."""
    return np.array([16**place for place in reversed(range(gram))], dtype=np.uint32)


def build_table(
    codes: "NDArray[np.uint8]", ends: "NDArray[np.int64]", gram: int, bits: int
) -> "tuple[NDArray[np.uint32], NDArray[np.int32]]":
    """`buckets` and `postings` of all k-grams that lie inside one stretch; `ends` are where the stretches end."""
    total = max(0, len(codes) - gram + 1)
    inside = _inside(len(codes), ends, gram)
    packed = np.empty(int(np.count_nonzero(inside)), dtype=np.uint64)
    sizes = np.zeros(1 << bits, dtype=np.int64)
    filled = 0
    for low in range(0, total, _SLICE):
        high = min(low + _SLICE, total)
        keep = np.flatnonzero(inside[low:high])
        keys = _hash(codes[low : high + gram - 1], gram, bits)[keep]
        sizes += np.bincount(keys, minlength=1 << bits)
        part = packed[filled : filled + len(keep)]
        part[:] = keys
        part <<= np.uint64(32)
        part |= (keep + low).astype(np.uint64)
        filled += len(keep)
    packed.sort()  # by bucket, then by position; several times faster than a stable argsort of the keys
    packed &= np.uint64(0xFFFFFFFF)
    buckets = np.zeros((1 << bits) + 1, dtype=np.uint32)
    np.cumsum(sizes, out=buckets[1:])
    return buckets, packed.astype(np.int32)


def _inside(length: int, ends: "NDArray[np.int64]", gram: int) -> "NDArray[np.bool_]":
    """For each position whether the gram that starts there ends before its stretch does."""
    inside = np.ones(length, dtype=np.bool_)
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1]))
    for back in range(1, gram):
        last = ends - back
        inside[last[last >= starts]] = False
    return inside


def choose_bits(letters: int) -> int:
    """How many bits of hash a shelf of so many letters wants: about four positions a bucket, within limits.

    >>> choose_bits(480_000), choose_bits(25_000_000)
    (17, 22)
    """
    return max(10, min(22, (letters // 4).bit_length()))


def write_entry(folder: Path, draft: Draft, gram: int, notice: str) -> None:
    """Write a shelf's arrays and their description; with gram 0 there is nothing to search and no table is made."""
    arrays: dict[str, NDArray[Any]] = {"rasm": np.frombuffer(draft.rasm, dtype=np.uint8)}
    arrays["starts"] = np.frombuffer(draft.starts, dtype=np.int64)
    bits = choose_bits(len(draft.rasm)) if gram else 0
    if gram:
        ends = arrays["starts"][1:] if draft.borders is None else np.frombuffer(draft.borders, dtype=np.int64)
        arrays["buckets"], arrays["postings"] = build_table(arrays["rasm"], ends, gram, bits)
    for name, column in (draft.columns | draft.vocabulary_columns()).items():
        arrays[name] = np.frombuffer(column, dtype=np.dtype(column.typecode))
    table: dict[str, tuple[str, int, int]] = {}
    with (folder / "arrays.bin").open("wb") as file:
        for name, values in arrays.items():
            file.write(bytes(-file.tell() % _ALIGN))
            table[name] = (values.dtype.str, len(values), file.tell())
            values.tofile(file)
        size = file.tell()
        _flush(file.fileno())
    meta = {"size": size, "gram": gram, "bits": bits, "names": draft.names, "warnings": draft.warnings}
    with (folder / "meta.json").open("w", encoding="utf-8") as description:
        json.dump({**meta, "arrays": table, "notice": notice}, description, ensure_ascii=False, indent=1)
        description.flush()
        _flush(description.fileno())


def _flush(handle: int) -> None:
    os.fsync(handle)  # or a power cut could leave a whole-looking entry of zeros behind the rename
