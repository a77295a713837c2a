"""The folder of the index: nothing that happens to it changes an answer."""

import multiprocessing
import os
import threading
import time
from pathlib import Path

import pytest
from packages import quran_of

from normaliser.corpora import Library, QuranShelf, Shelf
from normaliser.corpora import index as index_module
from normaliser.corpora.cache import LEFTOVER_AGE, UNUSED_AGE, index_folder, load_sums
from normaliser.errors import CorpusError
from normaliser.options import Options


def open_quran(folder: Path) -> QuranShelf:
    return quran_of(Library(Options(index_dir=folder)))


def entries(folder: Path) -> list[str]:
    return sorted(path.name.split("-")[0] for path in folder.iterdir() if path.is_dir())


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
