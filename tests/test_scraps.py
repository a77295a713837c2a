"""Lines that mixed-script OCR left in scraps: where they are seen, in which order read, what is made of them."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import normaliser
from normaliser import Normaliser, Options, Status
from normaliser.citations import locate_citations
from normaliser.edits import apply
from normaliser.model import Span
from normaliser.scrap_lines import locate_scraps
from normaliser.scrap_reading import Table
from normaliser.scrap_runs import LEFT_TO_RIGHT, RIGHT_TO_LEFT, Row, Scrap

CASES = Path(__file__).parent / "cases" / "scraps.json"


@dataclass(frozen=True, slots=True)
class Case:
    """A page, and what its last quotation in scraps comes to; nothing in a negative."""

    label: str
    origin: str
    text: str
    status: str | None = None
    refs: tuple[str, ...] = ()
    repaired: str | None = None
    comment: str = ""


def _case(raw: dict[str, Any]) -> Case:
    return Case(**{**raw, "refs": tuple(raw.get("refs", ()))})


ALL = [_case(raw) for raw in json.loads(CASES.read_text(encoding="utf-8"))]


@cache
def fixer() -> Normaliser:
    return Normaliser(Options(corpora=("quran",)))


def nfc(text: str) -> str:
    """One order of the marks on a letter: case files and references differ in it."""
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("case", [pytest.param(c, id=c.label) for c in ALL if c.origin != "negative"])
def test_a_quotation_in_scraps_comes_to_what_the_case_says(case: Case) -> None:
    report = fixer().repair(case.text)
    assert apply(case.text, report.edits) == report.text
    quotation = report.quotations[-1]
    assert (quotation.status, quotation.refs) == (case.status, case.refs), (quotation.confidence, quotation.rivals)
    assert case.repaired is None or nfc(quotation.repaired) == nfc(case.repaired)
    assert (quotation.repaired in report.text) is (quotation.status is Status.REPAIRED)


@pytest.mark.parametrize("case", [pytest.param(c, id=c.label) for c in ALL if c.status == "repaired"])
def test_what_is_put_right_stays_as_it_is(case: Case) -> None:
    once = fixer().repair(case.text).text
    assert fixer().repair(once).text == once


@pytest.mark.parametrize("case", [pytest.param(c, id=c.label) for c in ALL if c.origin == "negative"])
def test_other_lines_stay_as_they_are(case: Case) -> None:
    report = fixer().repair(case.text)
    assert report.text == case.text
    assert not any("left in scraps" in q.because for q in report.quotations)


def test_the_english_is_paired_with_it() -> None:
    report = fixer().repair(ALL[0].text)
    assert [p.refs for p in report.pairs] == [ALL[0].refs]
    assert report.pairs[0].english.startswith("Indeed, I am Allah")


def test_a_stroke_alone_is_no_quotation() -> None:
    scraps, english = (line for line in ALL[0].text.splitlines()[1:3])
    page = f"He said:\n{scraps}\n\n-\n\n{english}\n"
    assert fixer().repair(page).quotations


# --- reading order ------------------------------------------------------------------------------------------------


def _scraps(line: str) -> list[str]:
    page = f'He said:\n{line}\n"It was said." [20:14]'
    (found,) = locate_scraps(page, locate_citations(page))
    return [s.text for s in found.lines[0].scraps]


def test_runs_are_read_backwards_where_the_line_was_taken_for_english() -> None:
    line = f"{RIGHT_TO_LEFT}جيم دال{LEFT_TO_RIGHT} Sx Ww {RIGHT_TO_LEFT}الف باء{LEFT_TO_RIGHT} gq"
    assert _scraps(line) == ["gq", "الف", "باء", "Ww", "Sx", "جيم", "دال"]


def test_runs_keep_their_order_where_the_line_was_taken_for_arabic() -> None:
    line = f"الف {LEFT_TO_RIGHT}Sx Ww{RIGHT_TO_LEFT} باء جيم"
    assert _scraps(line) == ["الف", "Ww", "Sx", "باء", "جيم"]


def test_both_orders_are_kept_where_nothing_tells() -> None:
    page = 'He said:\nالف Sx باء\n"It was said." [20:14]'
    (found,) = locate_scraps(page, locate_citations(page))
    assert [s.text for s in found.lines[0].scraps] == ["باء", "Sx", "الف"]
    assert [s.text for s in found.lines[0].reversed_scraps or ()] == ["الف", "Sx", "باء"]


def test_a_citation_is_no_part_of_the_line() -> None:
    page = 'He said:\nالف Sxw باء جيم [20:14]\n"It was said."'
    (found,) = locate_scraps(page, locate_citations(page))
    assert found.span.of(page).strip() == "الف Sxw باء جيم"


LINES = st.sampled_from(
    [
        "He said:",
        "",
        f"{RIGHT_TO_LEFT}الله{LEFT_TO_RIGHT} Sxw gq 5",
        "الله Sxw",
        "ee er 2",
        "The people of the town were there.",
        "[20:14]",
        "| الله | x |",
        "قال الله تعالى",
        '"It was said."',
    ]
)


@given(st.lists(LINES, max_size=14))
@settings(max_examples=150, deadline=None)
def test_lines_lie_inside_the_text_and_apart(lines: list[str]) -> None:
    text = "\n".join(lines)
    last = 0
    for found in locate_scraps(text, locate_citations(text)):
        assert last <= found.span.start < found.span.end <= len(text)
        assert any(line.kind in (Row.SCRAPS, Row.RUBBISH) for line in found.lines)
        assert all(Span(0, len(text)).covers(english) for english in found.english)
        last = found.span.end


@given(st.text(alphabet='Sx5 \n:[]"«»|.\u200e\u200fالله', max_size=80))
@settings(max_examples=150, deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    locate_scraps(text, locate_citations(text))


# --- sums over alignments -----------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(["من", "الله", "الذين", "قال", "يوم"]), min_size=1, max_size=4)
SCRAPS = st.lists(
    st.sampled_from([Scrap("alll", "", 4), Scrap("S", "", 1), Scrap("من", "من", 2), Scrap("الذبن", "الذبن", 5)]),
    min_size=1,
    max_size=4,
)


def _plainly(table: Table, kind: int, scraps: int, words: Sequence[int]) -> float:
    """The same sum, way by way: every scrap is dirt or goes to a word, every word is read, broken, joined or lost."""
    import normaliser.scrap_reading as reading

    rates = reading._KINDS[kind][0]
    one, split, two, three = table._one[kind], table._split[kind], table._two[kind], table._three[kind]

    def ways(s: int, w: int) -> float:
        if s == scraps and w == len(words):
            return 1.0
        total = 0.0
        if s < scraps:
            total += rates.dirt / 2.0 ** float(table._bits[s]) * ways(s + 1, w)
        if w < len(words):
            total += rates.lost * ways(s, w + 1)
            if s < scraps:
                total += float(one[s, words[w]]) * ways(s + 1, w + 1)
            if s + 1 < scraps:
                total += float(split[s, words[w]]) * ways(s + 2, w + 1)
            if s < scraps and w + 1 < len(words):
                total += float(two[s, words[w]]) * ways(s + 1, w + 2)
            if s < scraps and w + 2 < len(words):
                total += float(three[s, words[w]]) * ways(s + 1, w + 3)
        return total

    return ways(0, 0)


@given(SCRAPS, WORDS)
@settings(max_examples=60, deadline=None)
def test_the_sum_is_that_over_every_way(scraps: list[Scrap], words: list[str]) -> None:
    import normaliser.scrap_reading as reading

    table = Table([scraps], [words])
    out, _ = table.weigh((0,), len(words))
    kinds = len(reading._KINDS)
    for first in range(len(words)):
        for length in range(1, len(words) - first + 1):
            stretch = range(first, first + length)
            plain = sum(_plainly(table, kind, len(scraps), stretch) for kind in range(kinds)) / kinds
            assert out[length, first] == pytest.approx(plain, rel=1e-9, abs=1e-300)


def test_no_stretch_runs_from_one_passage_into_the_next() -> None:
    out, _ = Table([[Scrap("alll", "", 4)]], [["من", "الله"], ["قال"]]).weigh((0,), 3)
    assert out[2, 0] > 0 and out[2, 1] == 0 and out[3, 0] == 0


def test_a_page_without_scraps_costs_no_library() -> None:
    assert locate_scraps("He said: قال الله تعالى (2:255)", ()) == ()
    assert normaliser.repair("Nothing here.").quotations == ()
