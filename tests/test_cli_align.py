"""`normaliser align`: which pairs become rows, and where they are written."""

import json
from pathlib import Path

from conftest import Invoke
from running import write

from normaliser.options import Options

PAIRED = "﴿فَاللَّهُ أَحَقُ أَن تَخْشَوْهُ﴾ “fear Him”\n"


def test_align_writes_pairs(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt")
    rows = [json.loads(line) for line in invoke("align", "a.txt", "b.txt").stdout.splitlines()]
    assert [(row["path"], row["english"]) for row in rows] == [("a.txt", "fear Him"), ("b.txt", "fear Him")]
    assert invoke("align", "--format", "tmx", "-o", "pairs.tmx", "a.txt").stdout == ""
    assert "Tanzil" in Path("pairs.tmx").read_text(encoding="utf-8")


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


def test_editions_are_chosen_by_name(invoke: Invoke, opened: list[Options]) -> None:
    write("a.txt", PAIRED)
    invoke("align", "--translations", "en.sahih, en.itani", "a.txt")
    invoke("align", "a.txt")
    assert [options.translations for options in opened] == [("en.sahih", "en.itani"), None]
