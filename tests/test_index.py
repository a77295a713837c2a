"""The search index: it finds every gram there is, and nothing that happens to its folder changes an answer."""

import json
import multiprocessing
import os
import threading
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
from normaliser.corpora.cache import LEFTOVER_AGE, UNUSED_AGE, index_folder, load_sums
from normaliser.corpora.index import build_table, choose_bits, hash_grams
from normaliser.errors import CorpusError
from normaliser.options import Options
from normaliser.skeleton import fold_rasm


@pytest.fixture(scope="session")
def quran(tmp_path_factory: pytest.TempPathFactory) -> QuranShelf:
    return open_quran(tmp_path_factory.mktemp("index"))


def open_quran(folder: Path) -> QuranShelf:
    shelf = Library(Options(index_dir=folder)).shelf("quran")
    assert isinstance(shelf, QuranShelf)
    return shelf


def postings(shelf: Shelf, bucket: int) -> list[int]:
    found: list[int] = shelf.postings[shelf.buckets[bucket] : shelf.buckets[bucket + 1]].tolist()
    return found


def entries(folder: Path) -> list[str]:
    return sorted(path.name.split("-")[0] for path in folder.iterdir() if path.is_dir())


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


# The folder


def test_the_folder_is_chosen_by_option_then_environment_then_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NORMALISER_INDEX", str(tmp_path / "b"))
    assert index_folder(tmp_path / "a") == tmp_path / "a"
    assert index_folder(None) == tmp_path / "b"
    monkeypatch.setenv("NORMALISER_INDEX", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    assert index_folder(None) == tmp_path / "c" / "normaliser"


def test_only_what_is_asked_for_is_built_and_progress_is_told_once(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    for _ in range(2):
        library = Library(Options(index_dir=tmp_path), progress=lambda *step: told.append(step))
        assert not told or told == [("Qur'an", 0, 1), ("quran", 1, 1)]
        library.shelf("quran")
    assert entries(tmp_path) == ["quran"]
    Library(Options(corpora=("quran",), index_dir=tmp_path)).build()
    assert entries(tmp_path) == ["english", "english", "quran"]  # the texts, and the search by words


def test_threads_share_one_shelf(tmp_path: Path) -> None:
    library = Library(Options(index_dir=tmp_path))
    found: list[Shelf | None] = []
    texts: list[str] = []

    def work() -> None:
        shelf = library.shelf("quran")
        found.append(shelf)
        if shelf is not None:
            texts.append(shelf.text(0) + "".join(text for _, text in shelf.english(0)))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(shelf) for shelf in found}) == 1
    assert len(texts) == 8
    assert len(set(texts)) == 1


def _open_in_process(folder: str) -> tuple[str, tuple[str, ...]]:
    library = Library(Options(index_dir=Path(folder)))
    shelf = library.shelf("quran")
    return (shelf.text(7) if shelf else ""), library.warnings


def test_processes_that_build_at_once_end_with_one_entry(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.map(_open_in_process, [str(tmp_path)] * 3, chunksize=1)
    assert len(set(found)) == 1
    assert found[0][1] == ()
    assert entries(tmp_path) == ["quran"]


def test_the_loser_of_a_race_uses_the_winners_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = index_module.write_entry

    def slow(*arguments: object) -> None:
        monkeypatch.setattr(index_module, "write_entry", real)
        open_quran(tmp_path)  # somebody else is faster
        real(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(index_module, "write_entry", slow)
    assert open_quran(tmp_path).rows() > 12_000
    assert entries(tmp_path) == ["quran"]


@pytest.mark.parametrize("spoil", ["cut short", "no description", "bad description", "a file in its place"])
def test_a_broken_entry_is_replaced(tmp_path: Path, spoil: str) -> None:
    open_quran(tmp_path)
    (entry,) = tmp_path.glob("quran-*")
    match spoil:
        case "cut short":
            os.truncate(entry / "arrays.bin", 1000)
        case "no description":
            (entry / "meta.json").unlink()
        case "bad description":
            (entry / "meta.json").write_text("{")
        case _:
            for path in entry.iterdir():
                path.unlink()
    library = Library(Options(index_dir=tmp_path))
    shelf = library.shelf("quran")
    assert shelf is not None
    assert shelf.rows() > 12_000
    assert library.warnings == ()
    assert entries(tmp_path) == ["quran"]


def fail_to_write(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full so many times."""
    real, left = index_module.write_entry, [times]

    def write_entry(*arguments: object) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError(28, "No space left on device")
        real(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(index_module, "write_entry", write_entry)


@pytest.mark.parametrize("obstacle", ["no folder", "full disk"])
def test_a_folder_that_cannot_be_written_is_said_and_survived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, obstacle: str
) -> None:
    fine = open_quran(tmp_path / "fine")
    folder = tmp_path / "index"
    if obstacle == "no folder":
        folder.write_text("a file")
    else:
        fail_to_write(1, monkeypatch)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    library = Library(Options(index_dir=folder))
    shelf = library.shelf("quran")
    assert shelf is not None
    assert shelf.text(0) == fine.text(0)
    assert shelf.postings.tolist() == fine.postings.tolist()
    (warning,) = library.warnings
    assert warning.startswith(f"quran: the index cannot be kept in {folder} (")
    assert "NORMALISER_INDEX" in warning
    assert not list(tmp_path.glob("normaliser-*"))
    assert obstacle == "no folder" or entries(folder) == []


def test_an_index_that_can_be_written_nowhere_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_to_write(2, monkeypatch)
    with pytest.raises(CorpusError, match=r"cannot be written anywhere .*set NORMALISER_INDEX"):
        open_quran(tmp_path)


def test_old_leftovers_go_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    key = "0123456789abcdef0123"
    ours_old = [f"building-quran-{key}-x1", f"hadith-{key}"]
    ours_new = [f"building-hadith-{key}-x2", f"own-{key}"]
    foreign = ["photos", "meta", f"Other-{key}", "quran-1"]
    for name in (*ours_old, *ours_new, *foreign):
        (tmp_path / name).mkdir()
        (tmp_path / name / "meta.json").write_text("{}")
    (tmp_path / ours_old[1] / "letter.txt").write_text("the user put this here")
    (tmp_path / "sums-2020.json").write_text("{}")
    past = time.time() - max(LEFTOVER_AGE, UNUSED_AGE) - 100
    for name in (*ours_old, *foreign, "sums-2020.json"):
        os.utime(tmp_path / name, (past, past))
    open_quran(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert ours_old[0] not in left
    assert {*ours_new, *foreign, "sums-2020.json"} <= left
    assert (tmp_path / ours_old[1] / "letter.txt").exists()
    assert all((tmp_path / name / "meta.json").exists() for name in foreign)


def test_an_entry_in_use_does_not_grow_old(tmp_path: Path) -> None:
    open_quran(tmp_path)
    (entry,) = tmp_path.glob("quran-*")
    past = time.time() - UNUSED_AGE - 100
    os.utime(entry, (past, past))
    open_quran(tmp_path)
    assert entry.stat().st_mtime > past + UNUSED_AGE


# Checksums


def test_checksums_are_remembered_until_a_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"one")
    os.utime(path, (1000, 1000))
    index = tmp_path / "index"
    first = load_sums(index, {"text": path})
    path.write_bytes(b"two")
    os.utime(path, (1000, 1000))  # a change that cannot be seen is not seen
    assert load_sums(index, {"text": path}) == first
    os.utime(path, (1001, 1001))
    assert load_sums(index, {"text": path}) != first


def test_a_file_changed_just_now_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"one")
    first = load_sums(tmp_path / "index", {"text": path})
    stamp = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert load_sums(tmp_path / "index", {"text": path}) != first


@pytest.mark.parametrize("memory", ["{", "[]", '{"text": 3}', '{"text": [3]}', '{"text": ["a", "b", "c"]}', "\xff"])
def test_a_spoilt_memory_is_forgotten(tmp_path: Path, memory: str) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"one")
    os.utime(path, (1000, 1000))
    first = load_sums(tmp_path / "index", {"text": path})
    (sums,) = (tmp_path / "index").iterdir()
    sums.write_text(memory, encoding="latin-1")
    assert load_sums(tmp_path / "index", {"text": path}) == first


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
