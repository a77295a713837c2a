"""Runs that are killed at any moment: no file is lost or half written, and the run can be taken up."""

import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import GARBLED, SOUND, environment, stub_command, texts_below
from stub import RIGHT, WRONG


def start(folder: Path, *more: str) -> "subprocess.Popen[bytes]":
    command = stub_command("repair", "--quiet", "--in-place", *more, str(folder))
    return subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


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
