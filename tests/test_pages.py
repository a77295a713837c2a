"""Pairs on pages of our own making, in every layout, with what people say in between (`benchmarks/bilingual.py`)."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the scripts are no part of the package

from benchmarks.bilingual import pages
from benchmarks.page_pairs import judge, rates, run, run_held_out
from benchmarks.page_writer import MARKS, Gold, Page
from benchmarks.quoted import Shelves
from normaliser.corpora import Library
from normaliser.model import Report, Span
from normaliser.options import Options
from normaliser.pipeline import Normaliser


@pytest.fixture(scope="module")
def shelves() -> Shelves:
    return Shelves(Library(Options()))


def test_pages_are_repeatable_and_true_to_their_own_account(shelves: Shelves) -> None:
    made = list(pages(shelves, seed=5, count=80))
    assert made == list(pages(shelves, seed=5, count=80))
    assert all(3 <= len(page.gold) <= 6 for page in made)
    assert {gold.marks for page in made for gold in page.gold} == set(MARKS)
    assert len({gold.layout for page in made for gold in page.gold}) == 13
    for page in made:
        spans = sorted([g.arabic for g in page.gold] + [g.english for g in page.gold if g.english])
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(g.english is None or len(g.english.of(page.text).split()) > 2 for g in page.gold)


def test_a_page_nobody_pairs_has_no_recall_and_a_wrong_pair_costs_precision() -> None:
    page = Page("«ا ب» “one two three.” four", (Gold(Span(1, 4), Span(7, 21), "same line", "curly"),))
    assert rates(judge(page, Report(page.text, page.text, (), ()))) == (0.0, 0.0)


@pytest.mark.slow
def test_pairs_on_five_hundred_pages(shelves: Shelves) -> None:
    precision, recall = rates(list(run(shelves, seed=1, count=500)))
    assert precision >= 0.99 and recall >= 0.99


@pytest.mark.slow
def test_pairs_on_pages_in_an_edition_that_is_not_there(shelves: Shelves) -> None:
    precision, recall = rates(list(run_held_out(shelves, seed=1, count=320)))
    assert precision >= 0.95 and recall >= 0.95


@pytest.mark.slow
def test_sound_pages_come_back_as_they_were(shelves: Shelves) -> None:
    fixer = Normaliser()
    changed = [page for page in pages(shelves, seed=1, count=500) if fixer.repair(page.text).text != page.text]
    assert changed == []
