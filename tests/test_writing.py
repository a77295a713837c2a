"""Runs over files: whatever happens in the middle, no file is lost or half written, and the run can be taken up."""

import os
import pty
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Invoke
from stub import RIGHT, WRONG, StubNormaliser

from normaliser import batch, cli
from normaliser.errors import OutputError

ROOT = Path(__file__).resolve().parent.parent
GARBLED = f"He said ﴿فَاللَّهُ {WRONG} أَن تَخْشَوْهُ﴾ “fear Him”\n"
REPAIRED = GARBLED.replace(WRONG, RIGHT)
SOUND = "Nothing to do here.\n"


def write(name: str, text: str = GARBLED) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def texts_below(folder: str | Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_bytes().decode() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def repaired_with(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are repaired from now on."""
    seen: list[str] = []

    class Watched(StubNormaliser):
        def repair(self, text: str):  # type: ignore[no-untyped-def]
            seen.append(text)
            return super().repair(text)

        def repair_many(self, texts, jobs=1, **more):  # type: ignore[no-untyped-def]
            return map(self.repair, texts)

    monkeypatch.setattr(cli, "open_normaliser", lambda options, talk: Watched(options))
    return seen


# Taken up again


@pytest.mark.parametrize("how", [("--in-place",), ("-o", "out"), ("-o", "out", "--format", "jsonl")], ids=" ".join)
def test_what_is_done_is_not_done_again(invoke: Invoke, monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]) -> None:
    for name in ("a", "b", "c"):
        write(f"d/{name}.txt", f"{name} {GARBLED}")
    real = batch.write_atomically

    @contextmanager
    def fail(path: Path, like: Path | None = None) -> Iterator[object]:
        if path.name.startswith("b"):
            raise KeyboardInterrupt
        with real(path, like) as file:
            yield file

    with monkeypatch.context() as patched:
        patched.setattr(batch, "write_atomically", fail)
        assert invoke("repair", *how, "d").exit_code == 130
    seen = repaired_with(monkeypatch)
    result = invoke("repair", *how, "--resume", "d")
    assert (result.exit_code, [text[0] for text in seen]) == (0, ["b", "c"])
    assert "1 of 3 files were done before" in result.stderr
    assert len(texts_below(how[1] if len(how) > 1 else "d")) == 3
    seen.clear()
    invoke("repair", *how, "--resume", "d")
    assert len(seen) == 3  # a run that ends well leaves nothing to take up


def test_what_has_changed_since_is_done_again(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.txt"), write("d/b.txt"), write("d/c.txt")
    args = ("repair", "-o", "out", "d", "nope.txt")
    assert invoke(*args).exit_code == 2  # one bad file: the rest is done and noted
    write("d/a.txt", f"new {GARBLED}")
    write("out/b.txt", "lost")
    seen = repaired_with(monkeypatch)
    invoke(*args, "--resume")
    assert seen == [f"new {GARBLED}", GARBLED]
    assert set(texts_below("out").values()) == {f"new {REPAIRED}", REPAIRED}
    seen.clear()
    invoke(*args, "--resume", "--min-confidence", "0.5")
    assert len(seen) == 3  # told another thing


def test_resume_asks_for_files_and_no_consensus(invoke: Invoke) -> None:
    for args in (("--resume",), ("--resume", "--in-place", "--consensus")):
        result = invoke("repair", *args, "a.txt")
        assert (result.exit_code, "--resume goes with" in result.stderr) == (2, True)


def test_leftovers_of_killed_runs_are_removed_and_those_of_others_not(invoke: Invoke) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as done:
        pass
    write("d/a.txt")
    dead, alive = write(f"d/.normaliser-{done.pid}-0.part"), write(f"d/.normaliser-{os.getpid()}-0.part")
    invoke("repair", "--in-place", "--resume", "d")
    assert (dead.exists(), alive.exists()) == (False, True)


def test_a_journal_that_cannot_be_written_is_said_once(invoke: Invoke, state: Path) -> None:
    (state / "normaliser").write_text("in the way")
    write("d/a.txt"), write("d/b.txt")
    result = invoke("repair", "--in-place", "d")
    assert (result.exit_code, result.stderr.count("--resume will not know")) == (0, 1)


def test_a_link_that_was_done_is_not_done_again(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    write("outside/a.txt"), write("d/b.txt")
    Path("link.txt").symlink_to("outside/a.txt")
    assert invoke("repair", "--in-place", "link.txt", "d", "nope.txt").exit_code == 2
    seen = repaired_with(monkeypatch)
    invoke("repair", "--in-place", "--resume", "link.txt", "d", "nope.txt")
    assert not seen and Path("link.txt").is_symlink()


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


# Talk


def test_a_run_ends_with_its_sum_unless_quiet(invoke: Invoke) -> None:
    write("d/a.txt"), write("d/b.txt", SOUND)
    assert "normaliser: 2 of 2 files, 1 quotations, 1 repaired\n" in invoke("repair", "d", "-o", "out").stderr
    assert invoke("repair", "--quiet", "d", "-o", "out").stderr == ""


def test_a_shell_completes_commands_and_options() -> None:
    words = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "_NORMALISER_COMPLETE": "bash_complete",
        "COMP_WORDS": "normaliser repair --in-p",
    }
    command = [sys.executable, "-c", "from normaliser.cli import program; program(prog_name='normaliser')"]
    done = subprocess.run(command, env={**words, "COMP_CWORD": "2"}, capture_output=True, text=True, check=True)
    assert done.stdout == "plain,--in-place\n"


def test_a_terminal_gets_a_bar_with_files_quotations_and_repairs(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(GARBLED.encode())
    main, terminal = pty.openpty()
    command = [sys.executable, str(ROOT / "tests" / "stub.py"), "repair", "-o", "out", "."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=terminal, stdout=terminal) as process:
        os.close(terminal)
        shown = b""
        with open(main, "rb", buffering=0) as screen:  # noqa: PTH123  # a handle, not a path
            while True:
                try:
                    chunk = screen.read(4096)
                except OSError:  # the other end is closed
                    break
                if not chunk:
                    break
                shown += chunk
    assert process.returncode == 0
    text = shown.decode()
    assert "3 of 3 files, 3 quotations, 3 repaired" in text
    assert "\x1b[?25l" in text and text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")  # the cursor is back
    assert "./1.txt: 1 repaired" in text or "1.txt: 1 repaired" in text


# Killed


def start(folder: Path, *more: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(ROOT / "tests" / "stub.py"), "repair", "--quiet", "--in-place", *more, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_until_rewritten(path: Path, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a file is another, or the run is over."""
    before = path.stat().st_ino
    while process.poll() is None and path.stat().st_ino == before:
        time.sleep(0.0005)


@pytest.mark.slow
def test_a_run_killed_at_any_moment_loses_nothing_and_can_be_taken_up(tmp_path: Path) -> None:
    """Fifty kills -9 over 500 files, one in eight of which is rewritten."""
    originals = tmp_path / "originals"
    for number in range(500):
        path = originals / f"{number % 7}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((SOUND if number % 8 else f"{number} {GARBLED}" * (1 + number % 5)).encode())
    wanted = {name: text.replace(WRONG, RIGHT) for name, text in texts_below(originals).items()}
    before = texts_below(originals)
    work = tmp_path / "work"
    shutil.copytree(originals, work)
    begun = time.perf_counter()
    assert start(work).wait(timeout=60) == 0
    whole = time.perf_counter() - begun
    assert texts_below(work) == wanted
    moments = random.Random(13)
    changing = [name for name in before if before[name] != wanted[name]]
    killed_midway = 0
    for number in range(50):
        shutil.rmtree(work)
        shutil.copytree(originals, work)
        jobs = ("--jobs", "2") if number % 5 == 0 else ()
        with start(work, *jobs) as process:
            if number % 2:
                time.sleep(moments.uniform(0.1, 1.0) * whole)
            else:
                wait_until_rewritten(work / moments.choice(changing), process)
            process.send_signal(signal.SIGKILL)
        found = {name: text for name, text in texts_below(work).items() if not name.endswith(".part")}
        assert found.keys() == before.keys()
        assert all(text in (before[name], wanted[name]) for name, text in found.items())
        killed_midway += before != found != wanted
        with start(work, "--resume", *jobs) as process:
            assert process.wait(timeout=60) == 0
        assert texts_below(work) == wanted
    assert killed_midway >= 15


@pytest.mark.slow
def test_workers_end_when_the_main_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom normaliser.parallel import map_ordered\nfrom test_writing import start_naming\n"
        "for pid in map_ordered(start_naming, iter('abcdefgh'), jobs=2):\n"
        "    print(pid, flush=True)\n    sys.stdin.read()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("a worker lives on")


def start_naming():  # type: ignore[no-untyped-def]
    """What a worker starts with: it answers with its number."""
    return lambda item: os.getpid()
