"""Runs over files that end in the middle, taken up again: what is done is not done again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Invoke
from running import GARBLED, REPAIRED, texts_below, write
from stub import StubNormaliser

from normaliser import batch, cli


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
