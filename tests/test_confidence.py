"""Confidence is what was measured: the file says what the script writes, the package goes by it, and it holds."""

import json
import math
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normaliser
import normaliser.calibration as calibration
from normaliser import Normaliser, Options, Status
from normaliser.calibration import calibrated, interpolate
from normaliser.corpora import Library
from normaliser.options import Calibration, load_calibration

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the scripts are no part of the package

from benchmarks.calibrate import measure
from benchmarks.confidence import FILE, MOST_WRONG, fit_shares, lowest_edge, render, table, upper
from benchmarks.garble import documents
from benchmarks.quoted import Shelves

TOLD = json.loads(FILE.read_text(encoding="utf-8"))
DAMAGED = "He read «فَإِنَّ مَعَ الْعُسْرُ يُسْرًا» [94:5]"


def test_the_file_is_as_the_script_writes_it() -> None:
    assert FILE.read_text(encoding="utf-8") == render(TOLD)
    assert set(TOLD) == {"fitted", "confidence", "repaired", "measured"}
    fitted, measured = TOLD["fitted"], TOLD["measured"]
    assert (fitted["half"], measured["half"]) == ("fit", "held")
    assert fitted["seed"] != measured["seed"]
    assert [row["what"] for row in measured["changed"]] == [row["what"] for row in table([])]


def test_what_is_weighed_more_is_surer() -> None:
    weighed, shares = zip(*TOLD["confidence"], strict=True)
    assert list(weighed) == sorted(set(weighed)) and list(shares) == sorted(set(shares))
    assert all(0 < share < 1 for share in shares)


def test_the_sums_of_the_table_are_right() -> None:
    for row in TOLD["measured"]["changed"]:
        assert row["right"] + row["left"] + row["wrong"] == row["pages"]
        assert row["wrong_at_most"] == round(upper(row["wrong"], row["pages"]), 5)


def test_at_most_one_page_in_a_thousand_was_made_worse() -> None:
    """Of at least 3,000 that were changed, in verses, books and seeds that nothing was fitted on."""
    rows = {row["what"]: row for row in TOLD["measured"]["changed"]}
    assert rows["all"]["pages"] >= 3000
    assert rows["all"]["wrong"] <= MOST_WRONG * rows["all"]["pages"]
    assert rows["quran"]["wrong"] <= MOST_WRONG * rows["quran"]["pages"]


def test_the_package_goes_by_the_file() -> None:
    assert Options().min_confidence == TOLD["repaired"]
    assert all(calibrated(weighed) == pytest.approx(share) for weighed, share in TOLD["confidence"])


def test_what_the_file_says_is_the_confidence_of_a_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    level = ((0.0, 0.4), (1.0, 0.4))
    assert normaliser.repair(DAMAGED).quotations[0].status is Status.REPAIRED
    monkeypatch.setattr(calibration, "load_calibration", lambda: Calibration(level, 0.9))
    (quotation,) = Normaliser(Options(min_confidence=0.9)).repair(DAMAGED).quotations
    assert (quotation.status, quotation.confidence) == (Status.SUGGESTED, 0.4)


def test_the_file_is_read_once() -> None:
    assert load_calibration() is load_calibration()


@given(st.floats(-1, 2))
def test_between_two_points_the_line_is_straight(x: float) -> None:
    assert interpolate(x, [(0.2, 0.1), (0.6, 0.5), (0.7, 0.9)]) == pytest.approx(
        0.1 if x <= 0.2 else x - 0.1 if x <= 0.6 else 4 * x - 1.9 if x <= 0.7 else 0.9
    )


@given(st.lists(st.tuples(st.floats(0.3, 1.0), st.booleans()), min_size=1))
def test_fitted_shares_only_rise(points: list[tuple[float, bool]]) -> None:
    weighed, shares = zip(*fit_shares(points), strict=True)
    assert list(weighed) == sorted(weighed) and list(shares) == sorted(shares)
    assert all(0 < share < 1 for share in shares)


def test_fitted_shares_are_what_was_seen() -> None:
    points = [(0.55, True)] * 60 + [(0.55, False)] * 40 + [(0.95, True)] * 99 + [(0.95, False)]
    assert fit_shares(points) == [[0.55, round(60.5 / 101, 4)], [0.95, round(99.5 / 101, 4)]]


def test_the_threshold_leaves_one_in_a_thousand_wrong() -> None:
    assert lowest_edge([(0.95, False)] * 2000 + [(0.9, True)] * 2 + [(0.83, True)]) == 0.86
    assert lowest_edge([(0.95, False)] * 900 + [(0.9, True)]) == 0.92


def test_the_bound_is_wilsons() -> None:
    assert math.isclose(upper(0, 3000), 0.00128, rel_tol=0.01)
    assert math.isclose(upper(5, 100), 0.1118, rel_tol=0.01)
    assert upper(0, 0) == 1.0


@pytest.mark.slow
def test_confidence_holds_on_other_pages() -> None:
    fixer = Normaliser()
    pages = documents(Shelves(Library(Options()), "held"), seed=77, count=700)
    outcomes = measure(pages, fixer, Shelves(fixer.library), math.inf)
    changed = [o for o in outcomes if o.altered]
    applied = [o for o in outcomes if o.status is Status.REPAIRED and o.quotation and o.changes]
    assert len(changed) > 200
    assert sum(o.verdict == "worse" for o in changed) <= 2
    mean = sum(o.quotation.confidence for o in applied if o.quotation) / len(applied)
    assert abs(sum(o.borne_out for o in applied) / len(applied) - mean) < 0.015


def test_the_readme_says_what_was_measured() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert f"{TOLD['measured']['pages']:,} pages" in readme
    for row in TOLD["measured"]["changed"]:
        counts = " | ".join(f"{row[name]:,}" for name in ("pages", "right", "left", "wrong"))
        assert f"| {counts} | {1000 * row['wrong_at_most']:.1f} |" in readme
    assert f"({Options().min_confidence} unless you say otherwise)" in readme
