"""Leftovers of a scrape: only they go, each by a named rule, and every sentence stays."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub import WRONG

import normaliser
from normaliser.cleaning import RULES, clean_text
from normaliser.cleaning.lines import has_arabic
from normaliser.edits import apply, invert
from normaliser.options import Options
from normaliser.pipeline import Normaliser

ROOT = Path(__file__).resolve().parent.parent
OPEN, CLOSE = "\N{ORNATE RIGHT PARENTHESIS}", "\N{ORNATE LEFT PARENTHESIS}"
CASES = json.loads((ROOT / "tests" / "cases" / "cleaning.json").read_text(encoding="utf-8"))
SAMPLES = sorted((ROOT / "samples").glob("*.[tm][xd]*"))
pieces = st.sampled_from(
    ["Main menu", "Home | News | Contact", "Leave a comment", "Rain fell.", "The Bridge at the Mill", "trans-\nlation",
     "translation", "lat\N{SOFT HYPHEN}er", "\N{NO-BREAK SPACE}", "  ", "\n", "\r\n", "\u201cyes\"", "\"", "\u201d",
     " ", "a", "Home ", "3 comments", f"{OPEN}{WRONG}"]
)  # fmt: skip
pages = st.lists(pieces, max_size=14).map("".join)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['label']}")
def test_a_case_comes_out_as_expected(case: dict[str, str]) -> None:
    report = clean_text(case["text"])
    assert report.text == (case["text"] if case["expect"] is None else case["expect"])
    assert case["expect"] is None or case["rule"] in {name for edit in report.edits for name in edit.by}


def test_every_rule_has_cases_for_and_against_it() -> None:
    counts = Counter((case["rule"], case["expect"] is None) for case in CASES)
    names = [rule.name for rule in RULES]
    assert {rule for rule, _ in counts} == {*names} and len(names) == len(set(names))
    assert all(counts[name, False] and counts[name, True] >= 2 for name in names)


@given(pages)
def test_cleaning_keeps_its_promises(text: str) -> None:
    report = clean_text(text)
    assert apply(text, report.edits) == report.text
    assert apply(report.text, invert(report.edits)) == text
    assert "".join(report.text.split()).count("Rainfell.") == "".join(text.split()).count("Rainfell.")


@given(st.text())
def test_any_text_at_all_can_be_cleaned(text: str) -> None:
    report = clean_text(text)
    assert apply(report.text, invert(report.edits)) == text


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["a", " ", "\n", "\N{NO-BREAK SPACE} ", "trans-\n", '\u201ca"', "Home | News | Blog\n", "- "]
)
def test_long_texts_take_time_with_their_length(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    start = time.monotonic()
    clean_text(text)
    assert time.monotonic() - start < 5


@given(pages)
def test_what_is_clean_stays(text: str) -> None:
    once = clean_text(text).text
    assert clean_text(once).text == once


@given(pages)
def test_arabic_and_the_space_around_it_are_left_alone(text: str) -> None:
    quoted = f"{OPEN}نص  {WRONG}\N{NO-BREAK SPACE}نص{CLOSE}"
    assert quoted in clean_text(f"{text} {quoted}  {text}\n{quoted}\n{text}").text
    assert all(not has_arabic(edit.old) for edit in clean_text(f"{text}{quoted}{text}").edits)


def test_no_leftover_is_taken_for_a_translation() -> None:
    text = f"He read\n\n{OPEN}قل هو الله أحد{CLOSE}\n\nLeave a comment\n"
    quotation = Normaliser(Options(clean=True)).repair(text).quotations[0]
    assert quotation.translation is None and quotation.span.of(text) == quotation.original == "قل هو الله أحد"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_of_the_samples_only_whole_leftover_lines_go(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    gone = [edit.old.strip() for edit in clean_text(text).edits if edit.new == ""]
    assert all(line in LEFTOVERS for line in gone), gone


LEFTOVERS = (
    "Time now: (local)",
    "Main menu",
    "Leave a comment",
    "Make sure you enter the (*) required information where indicated. HTML code is not allowed.",
    "Site Categories",
    "Evening Courses",
    "Home notices Tram Line 4 Closed at Night Between the Gasworks and the Zoo",
)


def test_it_is_off_unless_asked_for() -> None:
    text = f"Main menu\nHe read {OPEN}قل هو اللة احد{CLOSE} [Al-Ikhlas: 1].\nLeave a comment\n"
    assert "Main menu" in normaliser.repair(text).text
    report = Normaliser(Options(clean=True)).repair(text)
    assert report.text == f"He read {OPEN}قل هو الله أحد{CLOSE} [Al-Ikhlas: 1].\n"
    assert [edit.by for edit in report.edits if edit.new == ""] == [("menu",), ("comments",)]


def test_markup_stays_where_text_goes(tmp_path: Path) -> None:
    from normaliser.batch import repair_all
    from normaliser.report import repaired_text
    from normaliser.sources import read_source

    page = tmp_path / "page.html"
    page.write_text("<ul><li>Main menu</li></ul><p>Rain fell.</p><p>Leave a <b>comment</b></p>", encoding="utf-8")
    documents = list(repair_all(Normaliser(Options(clean=True)), [read_source(str(page))]))
    assert repaired_text(documents) == "<ul><li></li></ul><p>Rain fell.</p><p><b></b></p>"
