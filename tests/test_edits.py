"""Edits keep their promises: replay, undo, composition, hands off, offsets."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.edits import OffsetMap, apply, compose, invert, minimise
from normaliser.errors import EditError
from normaliser.model import Edit, Span

LETTERS = "abc\N{ARABIC LETTER BEH}\N{ARABIC FATHA}\N{ARABIC SHADDA}\n"
TEXTS = st.text(LETTERS, max_size=14)


def edit(start: int, old: str, new: str, by: str = "test", because: str = "why", confidence: float = 1.0) -> Edit:
    return Edit(Span(start, start + len(old)), old, new, (by,), because, confidence)


@st.composite
def edits_on(draw: st.DrawFn, text: str, by: str) -> tuple[Edit, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [Span(one, other) for one, other in list(pairwise(cuts))[:: draw(st.sampled_from((1, 2)))]]
    return tuple(
        Edit(span, span.of(text), draw(st.text(LETTERS, max_size=4)), (by,), draw(st.sampled_from("xyz")), 0.9)
        for span in spans
    )


@st.composite
def rounds(draw: st.DrawFn, count: int) -> tuple[str, list[tuple[Edit, ...]]]:
    """A text and rounds of edits on it, each counting in the text after the one before."""
    text = now = draw(TEXTS)
    chain = []
    for number in range(count):
        chain.append(draw(edits_on(now, str(number))))
        now = apply(now, chain[-1])
    return text, chain


@given(rounds(1))
def test_inverting_gives_the_text_back(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    text, [edits] = case
    assert apply(apply(text, edits), invert(edits)) == text
    assert invert(invert(edits)) == edits


@given(rounds(1))
def test_what_lies_outside_the_edits_stays(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    text, [edits] = case
    new = apply(text, edits)
    borders = [(0, 0), *((e.span.end, undo.span.end) for e, undo in zip(edits, invert(edits), strict=True))]
    starts = [*((e.span.start, undo.span.start) for e, undo in zip(edits, invert(edits), strict=True))]
    for (old_from, new_from), (old_to, new_to) in zip(borders, [*starts, (len(text), len(new))], strict=True):
        assert text[old_from:old_to] == new[new_from:new_to]


@given(rounds(1), TEXTS, TEXTS)
def test_edits_within_a_span_are_those_of_its_text(
    case: tuple[str, list[tuple[Edit, ...]]], before: str, after: str
) -> None:
    text, [edits] = case
    span = Span(len(before), len(before) + len(text))
    there = [replace(e, span=e.span.shift(span.start)) for e in edits]
    assert apply(before + text + after, there, within=span) == apply(text, edits)


def test_an_edit_outside_the_span_is_refused() -> None:
    with pytest.raises(EditError):
        apply("abc", [edit(0, "a", "x")], within=Span(1, 3))


@given(rounds(2))
def test_composing_equals_applying_one_after_the_other(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    text, [first, second] = case
    net = compose(first, second)
    assert apply(text, net) == apply(apply(text, first), second)
    assert apply(apply(text, net), invert(net)) == text
    assert all(e.old != e.new for e in net)


@given(rounds(3))
def test_composition_is_associative_in_effect(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    text, [first, second, third] = case
    left, right = compose(compose(first, second), third), compose(first, compose(second, third))
    assert apply(text, left) == apply(text, right)


@given(rounds(1))
def test_composing_with_the_inverse_leaves_nothing(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    _, [edits] = case
    assert compose(edits, invert(edits)) == ()
    assert compose(edits, ()) == compose((), edits) == tuple(e for e in edits if e.old != e.new)


@given(rounds(2))
def test_a_net_edit_covers_no_more_than_the_edits_it_is_made_of(case: tuple[str, list[tuple[Edit, ...]]]) -> None:
    _, [first, second] = case
    back = OffsetMap(first)
    allowed = {i for e in first for i in range(e.span.start, e.span.end)}
    for e in second:
        original = back.to_original(e.span)
        allowed |= set(range(original.start, original.end))
    assert {i for e in compose(first, second) for i in range(e.span.start, e.span.end)} <= allowed


def test_edits_that_meet_name_everybody_once() -> None:
    first = [edit(0, "Ø§", "ا", by="mojibake", because="UTF-8 read as cp1252", confidence=0.99)]
    second = [edit(0, "ا", "أ", by="reference", because="quran:2:255", confidence=0.95)]
    third = [edit(0, "أ", "آ", by="mojibake", because="quran:2:255", confidence=0.97)]
    (net,) = compose(compose(first, second), third)
    assert net == Edit(Span(0, 2), "Ø§", "آ", ("mojibake", "reference"), "UTF-8 read as cp1252; quran:2:255", 0.95)


def test_edits_that_only_touch_stay_apart() -> None:
    net = compose([edit(2, "cd", "xy")], [edit(0, "ab", "A"), edit(4, "ef", "E")])
    assert [e.span for e in net] == [Span(0, 2), Span(2, 4), Span(4, 6)]


def test_a_deletion_and_an_insertion_at_one_place_are_a_replacement() -> None:
    (net,) = compose([edit(1, "bc", "")], [edit(1, "", "X")])
    assert (net.span, net.old, net.new) == (Span(1, 3), "bc", "X")


def test_compose_refuses_rounds_in_the_wrong_order() -> None:
    with pytest.raises(EditError, match="the order they were made"):
        compose([edit(0, "a", "xyz")], [edit(1, "Q", "")])


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([edit(1, "x", "y")], "expects 'x', but 'b' stands there"),
        ([edit(3, "d", "y")], "expects 'd', but nothing stands there"),
        ([edit(0, "ab", "y"), edit(1, "b", "z")], "0-2 and 1-2 overlap"),
        ([edit(2, "c", "y"), edit(0, "a", "z")], "out of order"),
        ([Edit(Span(0, 1), "ab", "", ("t",), "")], "another length"),
        ([Edit(Span(-1, 0), "a", "", ("t",), "")], "another length"),
        ([Edit(Span(2, 1), "", "", ("t",), "")], "another length"),
    ],
)
def test_edits_that_do_not_fit_are_refused(edits: list[Edit], message: str) -> None:
    with pytest.raises(EditError, match=message):
        apply("abc", edits)


def test_an_error_message_holds_no_raw_control_characters() -> None:
    with pytest.raises(EditError) as caught:
        apply("\N{RIGHT-TO-LEFT MARK}\x1b", [edit(0, "\n\n", "")])
    assert str(caught.value).isascii()


def slow_map(here: list[Span], there: list[Span], span: Span) -> Span | None:
    """The smallest span over there that holds all that a non-empty span shows, character by character."""
    shown: set[int] = set()
    edges: list[int] = []
    for position in range(span.start, span.end):
        gain = 0
        for one, other in zip(here, there, strict=True):
            if one.start <= position < one.end:
                edges += [other.start, other.end]
                break
            if one.end <= position:
                gain += len(other) - len(one)
        else:
            shown |= {position + gain, position + gain + 1}
    for one, other in zip(here, there, strict=True):
        if len(one) == 0 and span.start < one.start < span.end:
            edges += [other.start, other.end]
    known = [*shown, *edges]
    return Span(min(known), max(known)) if known else None


@given(rounds(1), st.data())
def test_offset_maps_agree_with_a_walk_over_the_characters(
    case: tuple[str, list[tuple[Edit, ...]]], data: st.DataObject
) -> None:
    text, [edits] = case
    new = apply(text, edits)
    offsets = OffsetMap(edits)
    old_spans, new_spans = [e.span for e in edits], [e.span for e in invert(edits)]
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(new)), st.integers(0, len(new)))))
    span = Span(start, end)
    original = offsets.to_original(span)
    assert 0 <= original.start <= original.end <= len(text)
    if len(span):
        assert original == slow_map(new_spans, old_spans, span)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    forward = offsets.to_new(Span(start, end))
    assert 0 <= forward.start <= forward.end <= len(new)
    if end > start:
        assert forward == slow_map(old_spans, new_spans, Span(start, end))


def test_an_empty_span_at_a_deletion_maps_to_what_was_deleted() -> None:
    offsets = OffsetMap([edit(1, "bc", ""), edit(5, "f", "FF")])
    assert offsets.to_original(Span(1, 1)) == Span(1, 3)
    assert offsets.to_original(Span(0, 1)) == Span(0, 1)  # what was deleted at a border stays out
    assert offsets.to_original(Span(1, 2)) == Span(3, 4)
    assert offsets.to_original(Span(4, 4)) == Span(5, 6)  # inside a replaced stretch, outward
    assert offsets.to_original(Span(5, 5)) == Span(6, 6)


@given(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=8), TEXTS)
def test_minimising_keeps_the_effect(old: str, new: str, before: str) -> None:
    whole = edit(len(before), old, new)
    small = minimise(whole)
    assert apply(before + old, [small]) == apply(before + old, [whole])
    assert whole.span.covers(small.span)


def test_minimising_keeps_a_mark_with_its_letter() -> None:
    kasra, fatha = "\N{ARABIC KASRA}", "\N{ARABIC FATHA}"
    small = minimise(edit(0, f"ab{kasra}c", f"ab{fatha}c"))
    assert (small.span, small.old, small.new) == (Span(1, 3), f"b{kasra}", f"b{fatha}")
    small = minimise(edit(0, "abc", f"ab{fatha}c"))
    assert (small.old, small.new) == ("b", f"b{fatha}")


def test_a_hundred_thousand_edits_take_no_time_to_speak_of() -> None:
    text = "abcdefgh" * 100_000
    first = tuple(edit(i, "cd", "XYZ") for i in range(2, len(text), 8))
    between = apply(text, first)
    second = (Edit(Span(0, len(between)), between, "gone", ("test",), "why"),)
    assert apply(text, compose(first, second)) == "gone"
    third = tuple(edit(i, "Z", "") for i in range(4, len(between), 9))
    assert apply(text, compose(first, third)) == apply(between, third)
    offsets = OffsetMap(first)
    assert all(offsets.to_original(Span(i, i + 1)) == Span(i // 9 * 8, i // 9 * 8 + 1) for i in range(0, 90_000, 9))
