"""Files that cannot be read or written: every other is done, and none is lost or half written."""

import os
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Invoke
from running import GARBLED, REPAIRED, SOUND, texts_below, write

from normaliser import batch
from normaliser.errors import OutputError

# Many files


def test_little_is_kept_of_each_file_that_waits(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / f"{number}.txt").touch()
    batch.find_inputs([str(tmp_path)], None, pytest.fail)
    tracemalloc.start()
    inputs = batch.find_inputs([str(tmp_path)], None, pytest.fail)
    batch.plan_outputs(inputs, tmp_path / "out")
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept / len(inputs) < 200 + sys.getsizeof(inputs[0].path)


def test_an_input_is_not_replaced_through_a_link(invoke: Invoke) -> None:
    write("d/a.txt")
    Path("out").symlink_to("d")
    result = invoke("repair", "-o", "out", "d")
    assert (result.exit_code, "is an input and would be replaced" in result.stderr) == (2, True)
    Path("out").unlink()
    write("out/b.txt")
    Path("out/a.txt").symlink_to("../d/a.txt")
    assert invoke("repair", "-o", "out", "d").exit_code == 2
    assert Path("d/a.txt").read_bytes().decode() == GARBLED


# One bad file


def test_a_bad_file_is_said_and_the_rest_goes_on(invoke: Invoke) -> None:
    write("d/a.txt"), write("d/c.txt")
    Path("d/b.docx").write_bytes(b"no document")
    result = invoke("repair", "--in-place", "d")
    assert result.exit_code == 2
    assert [line for line in result.stderr.splitlines() if line.startswith("normaliser: d/b.docx: ")]
    assert [Path(f"d/{name}.txt").read_bytes().decode() for name in "ac"] == [REPAIRED, REPAIRED]


def test_links_out_of_the_tree_are_not_followed(invoke: Invoke) -> None:
    outside = write("outside/a.txt")
    write("d/b.txt")
    Path("d/link.txt").symlink_to(outside.resolve())
    Path("d/folder").symlink_to(outside.parent.resolve())
    Path("d/inner.txt").symlink_to("b.txt")
    assert invoke("repair", "--in-place", "d").exit_code == 0
    assert outside.read_bytes().decode() == GARBLED
    assert Path("d/b.txt").read_bytes().decode() == REPAIRED and Path("d/inner.txt").is_symlink()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), batch.write_atomically(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    with pytest.raises(OutputError, match="No space left"), batch.write_atomically(path):
        raise OSError(28, "No space left on device")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("old", [path])


def test_a_new_file_has_the_mode_the_umask_says(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        with batch.write_atomically(tmp_path / "a.txt") as file:
            file.write(b"new")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own in a folder; skips where none may be mounted."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_every_file_whole(invoke: Invoke, tmp_path: Path) -> None:
    with small_disk(tmp_path / "d", "size=64k"):
        for number in range(10):
            write(f"d/{number}.txt")
        with Path("d/filler").open("wb", buffering=0) as file, pytest.raises(OSError):
            while True:
                file.write(b"x" * 1024)
        before = texts_below("d")
        result = invoke("repair", "--in-place", "d")
        assert (result.exit_code, result.stderr.count("No space left on device")) == (2, 10)
        assert texts_below("d") == before
        Path("d/filler").unlink()
        assert invoke("repair", "--in-place", "--resume", "d").exit_code == 0
        assert set(texts_below("d").values()) == {REPAIRED}


def test_a_write_error_leaves_every_file_whole(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.txt"), write("d/b.txt")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        result = invoke("repair", "--in-place", "d")
    assert (result.exit_code, result.stderr.count("No space left on device; what stood there is untouched")) == (2, 2)
    assert texts_below("d") == {"a.txt": GARBLED, "b.txt": GARBLED}


def test_a_read_only_folder_is_one_line_a_file(invoke: Invoke, tmp_path: Path) -> None:
    with small_disk(tmp_path / "d", "size=64k"):
        write("d/a.txt"), write("d/b.txt", SOUND)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "d")], check=True)
        result = invoke("repair", "--in-place", "d")
        assert (result.exit_code, result.stderr.count("Read-only file system")) == (2, 1)
        assert texts_below("d") == {"a.txt": GARBLED, "b.txt": SOUND}


def test_a_folder_without_leave_to_write_is_one_line(invoke: Invoke) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    write("d/a.txt")
    Path("d").chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        result = invoke("repair", "--in-place", "d")
    finally:
        Path("d").chmod(stat.S_IRWXU)
    assert (result.exit_code, result.stderr.count("Permission denied")) == (2, 1)
    assert texts_below("d") == {"a.txt": GARBLED}
