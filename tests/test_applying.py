"""Decisions done to files: what was decided and nothing else, byte for byte, and all of it back again."""

import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from reviewing import Card, accept, decide, page_data, write_decisions
from stub import RIGHT, WRONG, StubNormaliser

from normaliser import batch, cli

BEFORE = f"فَاللَّهُ {WRONG} أَن تَخْشَوْهُ"
AFTER = BEFORE.replace(WRONG, RIGHT)
GARBLED = f"He said\r\n﴿{BEFORE}﴾ “fear Him”\r\nØ§Ø§x\r\n"

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Invoke:
    """The command line over the stub, in an empty folder."""
    monkeypatch.setattr(cli, "open_normaliser", lambda options, talk: StubNormaliser(options))
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Result:
        return CliRunner().invoke(cli.program, args, catch_exceptions=False)

    return run


def write(name: str, text: str = GARBLED, encoding: str = "utf-8") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def review(invoke: Invoke, *args: str, answer: Callable[[Card], Card | None] = accept) -> dict[str, Any]:
    """Review, decide, write decisions.json."""
    assert invoke("review", *args, "-o", "review.html").exit_code == 0
    decisions = decide(Path("review.html").read_text(encoding="utf-8"), answer)
    write_decisions(decisions)
    return decisions


def test_accepting_everything_is_repairing_in_place(invoke: Invoke) -> None:
    for name in ("d/a.txt", "d/b.txt"):
        write(name)
    write("d/page.html", f"<p>&#1602; <b>﴿{BEFORE}</b>﴾ &amp; Ø§</p>")
    write("d/rows.jsonl", "".join(json.dumps({"id": i, "text": f"﴿{BEFORE}﴾"}) + "\n" for i in range(3)))
    assert invoke("repair", "d", "-o", "repaired").exit_code == 0
    review(invoke, "d")
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 0, result.stderr
    assert "d/a.txt: 2 changed\n" in result.stderr and "d/rows.jsonl: 3 changed\n" in result.stderr
    for path in Path("d").iterdir():
        assert path.read_bytes() == Path("repaired", path.name).read_bytes(), path


def test_what_is_rejected_stays_and_what_is_written_stands(invoke: Invoke) -> None:
    path = write("a.txt")

    def answer(card: Card) -> Card:
        return {"decision": "reject"} if card["kind"] == "around" else {"decision": "edit", "text": "قل <b>هو</b>"}

    review(invoke, "a.txt", answer=answer)
    result = invoke("apply", "decisions.json")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "a.txt: 1 changed, 1 left as it was")
    assert path.read_bytes().decode() == GARBLED.replace(BEFORE, "قل <b>هو</b>")


def test_markup_in_what_a_person_writes_is_text(invoke: Invoke) -> None:
    path = write("a.html", f"<p>﴿{BEFORE}﴾</p>")
    review(invoke, "a.html", answer=lambda card: {"decision": "edit", "text": "قل <b>هو</b>"})
    assert invoke("apply", "decisions.json").exit_code == 0
    assert path.read_bytes().decode() == "<p>﴿قل &lt;b&gt;هو&lt;/b&gt;﴾</p>"


def test_what_was_decided_for_one_place_is_done_there_alone(invoke: Invoke) -> None:
    write("d/a.txt"), write("d/b.txt")
    decisions = review(invoke, "d")
    (card,) = [c for c in page_data(Path("review.html").read_text("utf-8"))["cards"] if "".join(c["before"]) == BEFORE]
    (row,) = [row for row in decisions["decisions"] if row["before"] == BEFORE]
    (*_, before, after, _), there = card["places"][1], row["places"].pop()
    apart = {**row, "decision": "reject", "alone": True, "places": [{**there, "around": [before, after]}]}
    decisions["decisions"].insert(0, apart)
    write_decisions(decisions)
    result = invoke("apply", "decisions.json")
    assert (result.exit_code, "refused" in result.stderr) == (0, False)
    assert [BEFORE in Path(f"d/{name}.txt").read_text("utf-8") for name in "ab"] == [False, True]
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0
    write("d/b.txt", f"Preface.\r\n{GARBLED}")
    assert invoke("repair", "--in-place", "--decisions", "decisions.json", "d").exit_code == 0
    assert [BEFORE in Path(f"d/{name}.txt").read_text("utf-8") for name in "ab"] == [False, True]
    assert invoke("check", "--decisions", "decisions.json", "d").exit_code == 0
    assert invoke("review", "d", "--decisions", "decisions.json", "-o", "review.html").exit_code == 0
    (card,) = page_data(Path("review.html").read_text("utf-8"))["cards"]
    assert [place[-1] for place in card["places"]] == ["reject"]


def test_only_what_was_decided_is_done(invoke: Invoke) -> None:
    path = write("a.txt")
    review(invoke, "a.txt", answer=lambda card: accept(card) if card["kind"] == "around" else None)
    assert invoke("apply", "decisions.json").exit_code == 0
    assert path.read_bytes().decode() == GARBLED.replace("Ø§Ø§", "اا")


def test_the_encoding_of_a_file_stays(invoke: Invoke) -> None:
    text = "ثم كتب إليهم كتابا طويلا"
    path = write("a.txt", text, "cp1256")
    facts = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "encoding": "windows-1256"}
    place = {"path": "a.txt", "text": 0, "start": len(text) - 5, "end": len(text)}
    row = {"decision": "accept", "before": "طويلا", "after": "قصيرا", "places": [place]}
    write_decisions({"schema": 1, "files": {"a.txt": facts}, "decisions": [row]})
    assert invoke("apply", "decisions.json").exit_code == 0
    assert path.read_bytes() == text.replace("طويلا", "قصيرا").encode("cp1256")
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0
    write_decisions({"schema": 1, "files": {"a.txt": facts}, "decisions": [{**row, "after": "漢字"}]})
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2 and "which Windows-1256 has not" in result.stderr
    assert path.read_bytes() == text.encode("cp1256")


def test_a_file_that_changed_is_refused_and_the_rest_goes_on(invoke: Invoke) -> None:
    changed, gone, good = write("a.txt"), write("b.txt"), write("c.txt")
    review(invoke, "a.txt", "b.txt", "c.txt")
    changed.write_bytes(b"new\n" + changed.read_bytes())
    gone.unlink()
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2
    assert "a.txt: is not as it was when it was reviewed, left alone; review it again\n" in result.stderr
    assert "b.txt: no such file" in result.stderr
    assert changed.read_bytes().startswith(b"new\n") and BEFORE in changed.read_bytes().decode()
    assert AFTER in good.read_bytes().decode()


def test_a_decision_about_another_text_is_refused(invoke: Invoke) -> None:
    path = write("a.txt")
    decisions = review(invoke, "a.txt")
    row = next(row for row in decisions["decisions"] if row["refs"])
    place = row["places"][0]
    row["places"] = [{**place, "start": place["start"] + 1, "end": place["end"] + 1}, {**place, "text": 7}]
    write_decisions(decisions)
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2
    assert "a.txt:2:3: holds another text than the one that was reviewed" in result.stderr
    assert "a.txt: holds no text number 7" in result.stderr
    assert "a.txt: 1 changed\n" in result.stderr
    assert path.read_bytes().decode() == GARBLED.replace("Ø§Ø§", "اا")


def test_of_two_decisions_that_overlap_the_second_is_refused(invoke: Invoke) -> None:
    write("a.txt", "abcdef")
    decisions = review(invoke, "a.txt")
    file = page_data(Path("review.html").read_text(encoding="utf-8"))["files"][0]
    decisions["files"] = {"a.txt": {"sha256": file["sha256"]}}
    for start, before in ((1, "bcd"), (3, "de")):
        place = {"path": "a.txt", "start": start, "end": start + len(before)}
        decisions["decisions"].append({"decision": "accept", "before": before, "after": "X", "places": [place]})
    write_decisions(decisions)
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2 and "a.txt:1:4: overlaps what another decision changes" in result.stderr
    assert Path("a.txt").read_bytes() == b"aXef"


def test_what_a_file_cannot_hold_is_refused(invoke: Invoke) -> None:
    path = write("a.csv", f"1,﴿{BEFORE}﴾\n")
    review(invoke, "--input-format", "table", "a.csv", answer=lambda card: {"decision": "edit", "text": "قل, هو"})
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2 and "a.csv:1:4: cannot be written so without breaking the file" in result.stderr
    assert path.read_bytes().decode() == f"1,﴿{BEFORE}﴾\n"


def test_decisions_without_files_can_only_be_remembered(invoke: Invoke) -> None:
    path = write("a.txt")
    decisions = review(invoke, "a.txt", answer=lambda card: {"decision": "reject"})
    del decisions["files"]
    write_decisions(decisions)
    assert invoke("apply", "decisions.json").exit_code == 2
    assert path.read_bytes().decode() == GARBLED
    assert invoke("check", "--decisions", "decisions.json", "a.txt").exit_code == 0


def test_a_review_of_standard_input_cannot_be_applied(invoke: Invoke) -> None:
    assert CliRunner().invoke(cli.program, ["review", "-o", "r.html"], input=GARBLED.encode()).exit_code == 0
    write_decisions(decide(Path("r.html").read_text(encoding="utf-8"), accept))
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2 and "-: there is no file to apply decisions to" in result.stderr


# undo


def test_undo_gives_every_byte_back(invoke: Invoke) -> None:
    files = [write("a.txt"), write("b.html", f"<p>﴿&#1601;{BEFORE[1:]}﴾ &eacute; Ø§</p>")]
    files[0].chmod(0o640)
    before = [path.read_bytes() for path in files]
    review(invoke, *map(str, files))
    assert invoke("apply", "decisions.json").exit_code == 0
    assert [path.read_bytes() for path in files] != before
    result = invoke("apply", "--undo", "decisions.json")
    assert result.exit_code == 0 and "a.txt: 1 undone" in result.stderr
    assert [path.read_bytes() for path in files] == before
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o640
    assert not Path("decisions.json.undo").exists()
    assert invoke("apply", "--undo", "decisions.json").exit_code == 2


def test_applying_twice_refuses_and_can_still_be_undone(invoke: Invoke) -> None:
    path = write("a.txt")
    review(invoke, "a.txt")
    assert invoke("apply", "decisions.json").exit_code == 0
    assert invoke("apply", "decisions.json").exit_code == 2
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0
    assert path.read_bytes().decode() == GARBLED
    assert invoke("apply", "decisions.json").exit_code == 0


def test_runs_are_undone_one_by_one(invoke: Invoke) -> None:
    path = write("a.txt")
    steps = [path.read_bytes()]
    for kind in ("around", "quran"):
        review(invoke, "a.txt", answer=lambda card, kind=kind: accept(card) if card["kind"] == kind else None)  # type: ignore[misc]
        assert invoke("apply", "decisions.json").exit_code == 0
        steps.append(path.read_bytes())
    assert len(set(steps)) == 3
    for before in (steps[1], steps[0]):
        assert invoke("apply", "--undo", "decisions.json").exit_code == 0
        assert path.read_bytes() == before


def test_a_file_changed_after_it_was_applied_is_not_undone(invoke: Invoke) -> None:
    path, other = write("a.txt"), write("b.txt")
    review(invoke, "a.txt", "b.txt")
    assert invoke("apply", "decisions.json").exit_code == 0
    applied = path.read_bytes()
    path.write_bytes(applied + b"more")
    result = invoke("apply", "--undo", "decisions.json")
    assert result.exit_code == 2 and "a.txt: has changed since the decisions were applied" in result.stderr
    assert (path.read_bytes(), other.read_bytes().decode()) == (applied + b"more", GARBLED)
    path.write_bytes(applied)
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0
    assert path.read_bytes().decode() == GARBLED


def test_a_journal_cut_short_loses_nothing(invoke: Invoke) -> None:
    path = write("a.txt")
    review(invoke, "a.txt")
    Path("decisions.json.undo").write_bytes(b'{"run": 1, "path": "a.t')
    assert invoke("apply", "decisions.json").exit_code == 0
    assert invoke("apply", "--undo", "decisions.json").exit_code == 0
    assert path.read_bytes().decode() == GARBLED


def test_what_was_done_before_a_run_was_killed_can_be_undone(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [write(f"{name}.txt") for name in "abc"]
    review(invoke, *map(str, files))

    def die(name: str, data: bytes, *, read: bytes, backup: bool = False) -> None:
        if name == "b.txt":
            raise SystemExit(137)
        batch.rewrite(name, data, read=read, backup=backup)

    monkeypatch.setattr("normaliser.applying.rewrite", die)
    assert invoke("apply", "decisions.json").exit_code == 137
    assert files[0].read_bytes().decode() != GARBLED == files[1].read_bytes().decode()
    result = invoke("apply", "--undo", "decisions.json")
    assert (result.exit_code, "b.txt: 1 left as it was" in result.stderr) == (0, True)
    assert {path.read_bytes().decode() for path in files} == {GARBLED}


def test_a_journal_that_cannot_be_written_stops_the_file(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt")
    review(invoke, "a.txt")

    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("normaliser.applying.os.fsync", fail)
    result = invoke("apply", "decisions.json")
    assert result.exit_code == 2 and "No space left on device; a.txt is left alone" in result.stderr
    assert path.read_bytes().decode() == GARBLED


def test_a_journal_that_is_a_folder_stops_everything(invoke: Invoke) -> None:
    path = write("a.txt")
    review(invoke, "a.txt")
    Path("decisions.json.undo").mkdir()
    result = invoke("apply", "decisions.json")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert path.read_bytes().decode() == GARBLED


def test_decisions_fill_in_a_later_review(invoke: Invoke) -> None:
    write("a.txt")
    review(invoke, "a.txt", answer=lambda card: {"decision": "edit", "text": "قل"} if card["refs"] else None)
    assert invoke("review", "--decisions", "decisions.json", "a.txt", "-o", "again.html").exit_code == 0
    cards = page_data(Path("again.html").read_text(encoding="utf-8"))["cards"]
    assert [card["decided"] for card in cards if card["refs"]] == [{"decision": "edit", "text": "قل"}]
    assert [card["decided"] for card in cards if not card["refs"]] == [None]
