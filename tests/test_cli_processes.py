"""The command line as a process: pipes, signals, a full disk, whatever encoding the terminal asks for."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import GARBLED, REPAIRED, environment, stub_command

LONG = (b"x" * 99 + b"\n") * 50_000


def in_ascii(**more: str) -> dict[str, str]:
    """The variables of a process that is asked to write in ASCII."""
    return environment(PYTHONIOENCODING="ascii", **more)


def test_the_module_runs_and_writes_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(GARBLED.encode())
    done = subprocess.run(
        stub_command("repair", "a.txt"), cwd=tmp_path, env=in_ascii(LC_ALL="C"), capture_output=True, check=True
    )
    assert done.stdout.decode() == REPAIRED


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_all_of_a_long_text_goes_through_a_pipe(tmp_path: Path, unbuffered: str) -> None:
    (tmp_path / "a.txt").write_bytes(LONG)
    with subprocess.Popen(
        stub_command("repair", "--quiet", "a.txt"), cwd=tmp_path, env=in_ascii(PYTHONUNBUFFERED=unbuffered),
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.read() == LONG


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_stops_early_is_no_error(tmp_path: Path, unbuffered: str) -> None:
    (tmp_path / "a.txt").write_bytes(LONG)
    with subprocess.Popen(
        stub_command("repair", "--quiet", "a.txt"), cwd=tmp_path, env=in_ascii(PYTHONUNBUFFERED=unbuffered),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_is_quiet_and_leaves_every_file_whole(tmp_path: Path, number: int, code: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(GARBLED.encode())
    with subprocess.Popen(
        stub_command("align", "--quiet", "a.txt", "-", "-o", "pairs.jsonl"), cwd=tmp_path, env=in_ascii(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # some shells ignore it in what they start
    ) as process:  # fmt: skip
        assert process.stdin and process.stderr
        process.stdin.write(b"x" * 200_000)  # more than a pipe holds: it is reading, then, with its output half done
        time.sleep(0.2)  # so that the signal finds it waiting; one that comes just before a read is seen after it
        process.send_signal(number)
        assert process.wait(timeout=20) == code
        assert process.stderr.read() == b""
    assert path.read_bytes().decode() == GARBLED
    assert list(tmp_path.iterdir()) == [path]


def test_standard_output_appended_to_an_input_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(GARBLED.encode())
    with path.open("ab") as out:
        done = subprocess.run(
            stub_command("repair", "a.txt"), cwd=tmp_path, env=in_ascii(), stdout=out, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert path.read_bytes().decode() == GARBLED


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    (tmp_path / "a.txt").write_bytes(GARBLED.encode())
    with Path("/dev/full").open("wb") as out:
        done = subprocess.run(
            stub_command("repair", "--quiet", "a.txt"), cwd=tmp_path, env=in_ascii(), stdout=out, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (2, b"normaliser: No space left on device\n")
