"""The development benchmarks, which are kept outside the project: NORMALISER_BENCH names their folder.

Floors stand below what was measured when they were set; they may rise, and drop only by hand.
"""

import importlib.util
import json
import os
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import normaliser
from normaliser import Normaliser, Report
from normaliser.report import as_dict

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the scripts are no part of the package

FOLDER = Path(os.environ.get("NORMALISER_BENCH") or "no such folder")
PLAIN_PAGE = "002_baaa9c15dd6aea82.txt"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="NORMALISER_BENCH names no folder")


def load(name: str) -> list[dict[str, Any]]:
    path = FOLDER / name
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]  # lines hold U+0085


@cache
def seed(name: str) -> tuple[str, Report]:
    text = (FOLDER.parent / "seeds" / name).read_bytes().decode("utf-8")
    return text, normaliser.repair(text)


@cache
def scorer() -> ModuleType:
    """`score.py` of the benchmark folder, imported by its path."""
    spec = importlib.util.spec_from_file_location("bench_score", FOLDER / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def scores(name: str) -> dict[str, "Counter[str]"]:
    """The scorer's counts for each kind of damage of a benchmark, and for ALL."""
    documents = load(name)
    if not documents:
        pytest.skip(f"NORMALISER_BENCH has no {name}")
    reports = Normaliser().repair_many(document["text"] for document in documents)
    table, _, _ = scorer().score(documents, [as_dict(report) for report in reports])
    return dict(table)


def percent(counts: "Counter[str]", column: str) -> float:
    of = counts[scorer().DENOMINATOR[column]]
    return 100 * counts[column] / of if of else 0.0


# Scraped pages with what a correct run does to each quotation.

SEEDS = load("seeds_gold.jsonl")


@pytest.mark.parametrize("gold", SEEDS, ids=[f"{g['file'][:3]}:{g['start'] or g['en_start']}" for g in SEEDS])
def test_a_quotation_of_a_scraped_page_comes_out_right(gold: dict[str, Any]) -> None:
    text, report = seed(gold["file"])
    if gold["original"] is None:
        check_english_only(gold, report)
        return
    assert text[gold["start"] : gold["end"]] == gold["original"]
    (found,) = [q for q in report.quotations if q.span.start < gold["end"] and gold["start"] < q.span.end]
    assert (found.span.start, found.span.end) == (gold["start"], gold["end"])
    assert found.status in ("sound", "repaired")
    assert found.repaired in (gold["repaired"], *gold.get("also_right", ()))
    assert found.kind == gold["kind"]
    assert not gold["refs"] or any(ref.startswith(wanted) for ref in found.refs for wanted in gold["refs"])
    if gold["english"] is None:
        assert found.translation is None
        return
    assert found.translation is not None
    assert (found.translation.span.start, found.translation.span.end) == (gold["en_start"], gold["en_end"])
    assert found.translation.text == gold["english"]


def check_english_only(gold: dict[str, Any], report: Report) -> None:
    """English of a known passage that has no Arabic beside it."""
    (found,) = [e for e in report.english_only if e.span.start < gold["en_end"] and gold["en_start"] < e.span.end]
    assert (found.span.start, found.span.end) == (gold["en_start"], gold["en_end"])
    assert found.text == gold["english"]
    assert set(gold["refs"]) & set(found.refs)


@pytest.mark.skipif(not SEEDS, reason="no seeds_gold.jsonl")
def test_scraped_pages_report_nothing_else() -> None:
    for name in {gold["file"] for gold in SEEDS}:
        _, report = seed(name)
        wanted = [gold for gold in SEEDS if gold["file"] == name]
        assert len(report.quotations) == sum(gold["original"] is not None for gold in wanted)
        assert len(report.english_only) == sum(gold["original"] is None for gold in wanted)
        assert all(any(q.span.covers(edit.span) for q in report.quotations) for edit in report.edits)


def test_the_page_without_arabic_comes_back_as_it_was() -> None:
    text, report = seed(PLAIN_PAGE)
    assert report.text == text
    assert (report.edits, report.quotations, report.english_only) == ((), (), ())


# Quotations in English sentences, at four levels of damage.

# Percent; `right` is exact or offered, `wrong` of the repairs at most so many.
LEVELS = {
    "level-a": {"found": 99.8, "ref": 99.5, "exact": 99.5, "right": 99.5, "words": 99, "wrong": 0.3},
    "level-b": {"found": 99.8, "ref": 99.5, "exact": 99.5, "right": 99.5, "words": 97, "wrong": 0.3},
    "level-c": {"found": 99.5, "ref": 99.5, "exact": 99, "right": 99.5, "words": 98, "wrong": 0.3},
    "level-d": {"found": 99.5, "ref": 96, "exact": 77, "right": 88, "words": 97, "wrong": 2},
}
SCANNED = {"found": 98, "ref": 98, "exact": 66, "right": 87, "words": 99, "wrong": 0.5}
NARRATIONS = {"found": 99, "ref": 99, "exact": 88, "right": 98, "wrong": 0.7}


def check(counts: "Counter[str]", floors: dict[str, float]) -> None:
    measured = {name: percent(counts, name) for name in floors if name != "right"}
    measured["right"] = percent(counts, "exact") + percent(counts, "offered")
    low = {n: v for n, v in measured.items() if n != "wrong" and v < floors[n]}
    assert (low, measured["wrong"] <= floors["wrong"]) == ({}, True), measured


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_quotations_are_found_and_repaired(level: str) -> None:
    check(scores("quotes_dev.jsonl")[level], LEVELS[level])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "floors"), [("ocr_dev.jsonl", SCANNED), ("hadith_dev.jsonl", NARRATIONS)])
def test_scanned_pages_and_narrations_are_repaired(name: str, floors: dict[str, float]) -> None:
    counts = scores(name)["ALL"]
    check(counts, floors)
    assert (counts["broken"], counts["moved"], counts["harmed"]) == (0, 0, 0)


@pytest.mark.slow
def test_sound_quotations_and_plain_pages_are_left_alone() -> None:
    table = scores("quotes_dev.jsonl")
    assert table["level-a"]["harmed"] == 0 < table["level-a"]["good"]
    assert table["ALL"]["broken"] == 0
    assert (table["ALL"]["claimed"], table["ALL"]["altered"]) == (0, 0)
    assert table["ALL"]["plain"] == 200


@pytest.mark.slow
def test_sound_pages_are_paired_and_left_alone() -> None:
    counts = scores("docs_dev.jsonl")["none"]
    assert percent(counts, "found") >= 98
    assert percent(counts, "paired") >= 90
    assert (counts["broken"], counts["moved"], counts["harmed"]) == (0, 0, 0)


HELD_OUT = ("en.itani", "en.pickthall", "en.sahih", "en.yusufali")  # the editions that these pages use


@pytest.mark.slow
@pytest.mark.parametrize("edition", HELD_OUT)
def test_pages_are_paired_without_the_edition_they_use(edition: str) -> None:
    from benchmarks.held_out import run

    pages = load("docs_dev.jsonl")
    if not pages:
        pytest.skip("NORMALISER_BENCH has no docs_dev.jsonl")
    items = list(run(pages, edition))
    of_it = [item.paired for item in items if item.edition == edition]
    assert len(of_it) > 300 and sum(of_it) >= 0.98 * len(of_it)
    assert sum(item.paired for item in items) >= 0.98 * len(items)
