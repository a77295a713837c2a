"""Where quotations stand, and what the words before them claim they are."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.locate import locate_quotations, whole_quotation
from normaliser.model import Kind, Span

CASES = Path(__file__).parent / "cases" / "locate.json"


@dataclass(frozen=True, slots=True)
class Case:
    """`expect` holds each quotation's words as the page prints them, and the kind that its lead-in claims."""

    label: str
    origin: str
    text: str
    expect: tuple[tuple[str, str | None], ...]


def load_case(data: dict[str, Any]) -> Any:
    case = Case(data["label"], data["origin"], data["text"], tuple((text, claim) for text, claim in data["expect"]))
    known = pytest.mark.xfail(reason=data.get("comment", "known failure"))
    return pytest.param(case, id=case.label, marks=known if case.origin == "known-failure" else ())


@pytest.mark.parametrize("case", [load_case(data) for data in json.loads(CASES.read_text(encoding="utf-8"))])
def test_quotations_are_located(case: Case) -> None:
    found = locate_quotations(case.text)
    assert [(item.span.of(case.text), item.claim) for item in found] == list(case.expect)


def test_spans_count_code_points_after_astral_characters() -> None:
    (found,) = locate_quotations("🙂𐎀 «إن الله مع الصابرين»")
    assert found.span == Span(4, 23)
    assert [word.text for word in found.words] == ["إن", "الله", "مع", "الصابرين"]


def test_an_unbalanced_bracket_belongs_to_the_quotation_it_ends() -> None:
    text = "He said إن الله مع الصابرين والمساكين﴾ there."
    (found,) = locate_quotations(text)
    assert found.stray and found.span.of(text).endswith("﴾") and not found.enclosed


def test_a_run_in_brackets_is_enclosed_and_one_without_is_not() -> None:
    inside, outside = locate_quotations("«إن الله مع الصابرين» and:\n\nإن الله مع الصابرين")
    assert inside.enclosed and not outside.enclosed


def test_a_quotation_by_itself_is_all_its_arabic() -> None:
    text = " (إن الله) and مع الصابرين. "
    found = whole_quotation(text, Kind.QURAN)
    assert (found.span.of(text), found.claim) == ("إن الله) and مع الصابرين", Kind.QURAN)
    assert whole_quotation("no Arabic", None).span == Span(0, 9)


@given(st.text(alphabet="اللهمن\u064e\u0651\u0640 \n\r«»﴿﴾()[]\"'*|.:…1٣a\u200f\U0001f642", max_size=80))
def test_quotations_stand_apart_in_order_and_hold_their_words(text: str) -> None:
    found = locate_quotations(text)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    for item in found:
        assert item.words and item.span.start == item.words[0].start
        assert all(item.span.covers(Span(word.start, word.end)) for word in item.words)
        assert all(text[word.start : word.end] == word.text for word in item.words)


@given(st.text(max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(item.span.of(text) for item in locate_quotations(text))
