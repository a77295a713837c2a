"""The search index: it finds every gram there is, and no other."""

import json
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from normaliser.corpora import Library, QuranShelf, Shelf
from normaliser.corpora import index as index_module
from normaliser.corpora.index import build_table, choose_bits, hash_grams
from normaliser.options import Options
from normaliser.skeleton import fold_rasm


def postings(shelf: Shelf, bucket: int) -> list[int]:
    found: list[int] = shelf.postings[shelf.buckets[bucket] : shelf.buckets[bucket + 1]].tolist()
    return found


# The table

stretches = st.lists(st.binary(max_size=30).map(lambda data: bytes(b % 14 + 1 for b in data)), max_size=6)


@given(stretches, st.integers(2, 8), st.integers(1, 12))
def test_the_table_is_that_of_a_plain_loop(parts: list[bytes], gram: int, bits: int) -> None:
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64) if parts else np.zeros(1, dtype=np.int64)
    whole = b"".join(parts)
    expected = defaultdict(list)
    start = 0
    for part in parts:
        for place in range(len(part) - gram + 1):
            packed = 0
            for code in part[place : place + gram]:
                packed = packed << 4 | code
            expected[(packed * 2654435769 % 2**32) >> (32 - bits)].append(start + place)
        start += len(part)
    buckets, found = build_table(np.frombuffer(whole, dtype=np.uint8), ends, gram, bits)
    assert len(buckets) == 2**bits + 1
    assert (str(buckets.dtype), str(found.dtype)) == ("uint32", "int32")
    for bucket in range(2**bits):
        assert found[buckets[bucket] : buckets[bucket + 1]].tolist() == expected[bucket]


def test_tables_longer_than_a_slice_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: NDArray[np.uint8] = np.random.default_rng(1).integers(1, 15, 1000, dtype=np.uint8)
    ends = np.array([300, 301, 640, 1000], dtype=np.int64)
    whole = build_table(codes, ends, 6, 8)
    monkeypatch.setattr(index_module, "_SLICE", 64)
    sliced = build_table(codes, ends, 6, 8)
    assert (whole[0] == sliced[0]).all()
    assert (whole[1] == sliced[1]).all()


@given(st.binary(max_size=12), st.integers(1, 8))
def test_a_query_shorter_than_a_gram_has_no_grams(rasm: bytes, gram: int) -> None:
    assert len(hash_grams(rasm, gram, 8)) == max(0, len(rasm) - gram + 1)


def test_bits_follow_the_size() -> None:
    assert [choose_bits(letters) for letters in (0, 1, 10_000, 10**6, 10**9)] == [10, 10, 12, 18, 22]


# The Qur'an in it


@given(row=st.integers(0, 12_695), data=st.data())
def test_every_stretch_of_a_verse_is_found(quran: QuranShelf, row: int, data: st.DataObject) -> None:
    low, high = int(quran.starts[row]), int(quran.starts[row + 1])
    start = data.draw(st.integers(low, high))
    end = data.draw(st.integers(start, high))
    query = quran.rasm[start:end].tobytes()
    for offset, bucket in enumerate(quran.hash_grams(query).tolist()):
        assert start + offset in postings(quran, bucket)
    assert bytes(quran.rasm_bytes[start:end]) == query
    assert low <= quran.rasm_bytes.find(query, low, high) <= start


def test_a_quotation_over_two_verses_is_found(quran: QuranShelf) -> None:
    query = fold_rasm("قل هو الله أحد الله الصمد")
    row = quran.row_of(112, 1)
    assert row is not None
    start = int(quran.starts[row])
    assert all(start + i in postings(quran, b) for i, b in enumerate(quran.hash_grams(query).tolist()))


def test_no_gram_runs_from_one_spelling_into_the_other(quran: QuranShelf) -> None:
    border = int(quran.starts[quran.rows() // 2])
    places = set(quran.postings.tolist())
    crossing = {border - back for back in range(1, quran.gram)}
    assert not places & crossing
    assert places == set(range(len(quran.rasm) - quran.gram + 1)) - crossing


@given(position=st.integers(0, 543_386))
def test_a_position_lies_in_its_row(quran: QuranShelf, position: int) -> None:
    row = quran.row_at(position)
    assert quran.starts[row] <= position < quran.starts[row + 1]


def test_grams_of_an_own_corpus_stay_inside_their_entries(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    words = ["سبحان الذي سخر لنا هذا", "لا", "غفرانك ربنا وإليك المصير"]
    path.write_text("\n".join(json.dumps({"ref": w, "arabic": w}) for w in words))
    shelf = Library(Options(own=(path,), index_dir=tmp_path / "index")).shelf("own")
    assert shelf is not None
    lengths = [len(fold_rasm(w)) for w in words]
    expected = [
        start + i for start, n in zip(shelf.starts.tolist(), lengths, strict=False) for i in range(n - shelf.gram + 1)
    ]
    assert sorted(shelf.postings.tolist()) == expected


def test_the_maps_are_read_only(quran: QuranShelf) -> None:
    for array in (quran.rasm, quran.starts, quran.buckets, quran.postings):
        with pytest.raises(TypeError, match="read-only"):
            array[0] = 0


@pytest.mark.slow
def test_all_hadith_are_built_within_bounds(tmp_path: Path) -> None:
    started = time.perf_counter()
    shelf = Library(Options(index_dir=tmp_path)).shelf("hadith")
    assert time.perf_counter() - started < 60
    assert shelf is not None
    assert sum(path.stat().st_size for path in tmp_path.rglob("*")) < 300 << 20
    for row in range(0, shelf.rows(), 997):
        low, high = shelf.starts[row : row + 2].tolist()
        rasm = shelf.rasm[low:high].tobytes()
        assert rasm == fold_rasm(shelf.text(row))
        for offset, bucket in list(enumerate(shelf.hash_grams(rasm).tolist()))[:50:7]:
            start, end = shelf.buckets[bucket : bucket + 2].tolist()
            place = np.searchsorted(shelf.postings[start:end], np.int32(low + offset))
            assert shelf.postings[start + place] == low + offset
