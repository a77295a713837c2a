"""`normaliser repair`: what it writes, where, and what it leaves alone."""

import json
import stat
from pathlib import Path

import pytest
from conftest import Invoke
from running import GARBLED, REPAIRED, SOUND, write
from stub import RIGHT, WRONG, StubNormaliser

from normaliser import cli
from normaliser.options import Options


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


def test_options_reach_the_normaliser(invoke: Invoke, opened: list[Options]) -> None:
    write("one.jsonl", "{}"), write("two.jsonl", "{}")
    invoke("check", "--corpus", "one.jsonl", "--corpus", "two.jsonl", "--keep-spelling", "--words", stdin=SOUND)
    assert opened == [Options(own=(Path("one.jsonl"), Path("two.jsonl")), keep_spelling=True, words=True)]


def test_jobs_do_not_change_the_output(invoke: Invoke) -> None:
    for number in range(20):
        write(f"d/{number:02}.txt", GARBLED * (20 - number))
    one, two = (invoke("repair", "--format", "jsonl", "--jobs", jobs, "d") for jobs in ("1", "2"))
    assert one.stdout_bytes == two.stdout_bytes
    assert one.stdout_bytes.count(b"\n") == 20
