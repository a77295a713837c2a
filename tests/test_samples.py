"""The golden pages: every quotation of `samples/` is found, named, repaired and paired exactly as written down."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import normaliser
from normaliser.model import Quotation, Report

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(p for p in (ROOT / "samples").iterdir() if p.suffix in {".txt", ".md"})

if not hasattr(normaliser, "repair"):
    pytest.skip("normaliser.repair is not there yet", allow_module_level=True)


@dataclass(frozen=True, slots=True)
class Expected:
    """One quotation of a page as a person has written it down. `refs` of a hadith name books, any of which will do."""

    original: str
    repaired: str
    also_right: tuple[str, ...]
    kind: str
    refs: tuple[str, ...]
    status: str
    english: str | None

    def names(self, refs: tuple[str, ...]) -> bool:
        """Whether `refs` names the passage: the verses exactly, or a narration of one of the books."""
        if self.kind != "hadith":
            return refs == self.refs
        return any(ref.startswith(f"{book}:") for ref in refs for book in self.refs)

    def accepts(self, repaired: str) -> bool:
        return repaired in (self.repaired, *self.also_right)


@dataclass(frozen=True, slots=True)
class Golden:
    """What a page should come to. `outside` holds (old, new) for garble undone outside the quotations."""

    quotations: tuple[Expected, ...]
    english_only: tuple[tuple[str, tuple[str, ...]], ...]
    outside: tuple[tuple[str, str], ...]


def load_golden(page: Path) -> Golden:
    data = json.loads((page.parent / "expected" / f"{page.stem}.json").read_text(encoding="utf-8"))
    quotations = tuple(
        Expected(**{**q, "also_right": tuple(q["also_right"]), "refs": tuple(q["refs"])}) for q in data["quotations"]
    )
    english_only = tuple((e["text"], tuple(e["refs"])) for e in data["english_only"])
    return Golden(quotations, english_only, tuple((old, new) for old, new in data.get("outside", ())))


def read_page(page: Path) -> str:
    return page.read_bytes().decode("utf-8")


@cache
def repaired_page(page: Path) -> Report:
    return normaliser.repair(read_page(page))


def gaps(text: str, pieces: list[str]) -> Iterator[str]:
    """The parts of `text` between `pieces`, which stand in it in this order."""
    pos = 0
    for piece in pieces:
        at = text.index(piece, pos)
        yield text[pos:at]
        pos = at + len(piece)
    yield text[pos:]


page_by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@page_by_page
def test_the_expected_quotations_stand_on_the_page_in_this_order(page: Path) -> None:
    golden, text = load_golden(page), read_page(page)
    assert len(list(gaps(text, [q.original for q in golden.quotations]))) == len(golden.quotations) + 1
    assert all(q.status != "sound" or q.original == q.repaired for q in golden.quotations)
    assert unicodedata.is_normalized("NFC", text)


@page_by_page
def test_every_quotation_comes_out_as_written_down(page: Path) -> None:
    golden, report = load_golden(page), repaired_page(page)
    assert [q.original for q in report.quotations] == [e.original for e in golden.quotations]
    for got, want in zip(report.quotations, golden.quotations, strict=True):
        assert (got.kind, got.status) == (want.kind, want.status), want.original
        assert want.accepts(got.repaired), (got.repaired, want.repaired)
        assert want.names(tuple(got.refs)), (got.refs, want.refs)
        assert (got.translation.text if got.translation else None) == want.english


@page_by_page
def test_english_without_arabic_is_reported_and_nothing_else(page: Path) -> None:
    golden, report = load_golden(page), repaired_page(page)
    assert [(e.text, tuple(e.refs)) for e in report.english_only] == list(golden.english_only)


@page_by_page
def test_nothing_outside_the_quotations_moves(page: Path) -> None:
    golden, report, text = load_golden(page), repaired_page(page), read_page(page)
    between = list(gaps(text, [q.original for q in golden.quotations]))
    for old, new in golden.outside:
        between = [part.replace(old, new) for part in between]
    applied = [q.original if q.status == "suggested" else q.repaired for q in report.quotations]
    assert report.text == "".join(part + q for part, q in zip(between, [*applied, ""], strict=True))


@page_by_page
def test_edits_replay_undo_and_settle(page: Path) -> None:
    from normaliser import edits

    report, text = repaired_page(page), read_page(page)
    assert edits.apply(text, report.edits) == report.text
    assert edits.apply(report.text, edits.invert(report.edits)) == text
    assert normaliser.repair(report.text).text == report.text


def right(got: Quotation | None, want: Expected) -> bool:
    return got is not None and want.accepts(got.repaired) and got.status == want.status


def test_precision_and_recall_stay_above_their_floors() -> None:
    floors = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))
    expected = found = applied = applied_right = pairs = paired = 0
    for page in PAGES:
        by_original = {q.original: q for q in repaired_page(page).quotations}
        wanted = load_golden(page).quotations
        expected += len(wanted)
        found += sum(right(by_original.get(e.original), e) for e in wanted)
        applied += sum(q.status == "repaired" for q in by_original.values())
        applied_right += sum(right(by_original.get(e.original), e) for e in wanted if e.status == "repaired")
        pairs += sum(e.english is not None for e in wanted)
        for e in wanted:
            got = by_original.get(e.original)
            paired += (
                e.english is not None
                and got is not None
                and got.translation is not None
                and (got.translation.text == e.english)
            )
    measured = {"precision": applied_right / applied, "recall": found / expected, "paired": paired / pairs}
    assert {name: value for name, value in measured.items() if value < floors[name]} == {}
