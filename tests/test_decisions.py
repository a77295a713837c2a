"""Decisions and the memory of them: what a person said once is done, and not asked again."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub import RIGHT, VERSE, WRONG, StubNormaliser

from normaliser.decisions import Choice, Decision, Place, load_decisions
from normaliser.edits import apply, invert
from normaliser.errors import InputError, OptionError
from normaliser.memory import Memory
from normaliser.model import Edit, Kind, Quotation, Ref, Report, Span, Status
from normaliser.proposals import Proposal, around, find_proposals

BEFORE, AFTER = f"فَاللَّهُ {WRONG} أَن", f"فَاللَّهُ {RIGHT} أَن"
PAGE = f"He said ﴿{BEFORE}﴾ and left, Ø§."
pieces = st.sampled_from([f"﴿{BEFORE}﴾", f"﴿{BEFORE}~﴾", "﴿نص؟ ?﴾", "Ø§Ø§", " word ", "﴿نص﴾", "\n", f"x﴿{BEFORE} Ø§﴾y"])
pages = st.lists(pieces, max_size=8).map("".join)


def repair(text: str) -> Report:
    return StubNormaliser().repair(text)


def about(proposal: Proposal, choice: Choice, text: str | None = None) -> Decision:
    return Decision(choice, proposal.before, proposal.after, proposal.refs, text)


def recalled(text: str, *decisions: Decision) -> Report:
    return Memory(decisions).recall(repair(text))


def verse(choice: Choice, text: str | None = None, refs: Sequence[str] = (VERSE.ref,)) -> Decision:
    return Decision(choice, BEFORE, AFTER, tuple(map(Ref, refs)), text)


# what may be decided


def test_words_around_quotations_are_proposed_whole() -> None:
    found = [(p.before, p.after, p.kind) for p in find_proposals(repair("say Ø§Ø§x. ﴿نص﴾Ø§"))]
    assert found == [("Ø§Ø§x.", "ااx.", None), ("﴾Ø§", "﴾ا", None)]


@given(pages)
def test_proposals_make_what_the_report_made(text: str) -> None:
    report = repair(text)
    for proposal in find_proposals(report):
        assert proposal.span.of(text) == proposal.before
        moved = [Edit(e.span.shift(-proposal.span.start), e.old, e.new, e.by, e.because) for e in proposal.edits]
        assert apply(proposal.before, moved) == proposal.after
    made = [edit for p in find_proposals(report) if p.status is Status.REPAIRED for edit in p.edits]
    assert apply(text, made) == report.text


# memory


def test_a_rejected_repair_is_not_made_and_not_reported() -> None:
    report = recalled(PAGE, verse(Choice.REJECT))
    assert BEFORE in report.text and report.quotations[0].status is Status.SOUND
    assert report.quotations[0].because.startswith("left as it is by decision; ")


def test_an_accepted_suggestion_is_made() -> None:
    text = PAGE.replace(" أَن", " ~أَن")
    (proposal,) = [p for p in find_proposals(repair(text)) if p.kind]
    assert proposal.status is Status.SUGGESTED
    report = recalled(text, about(proposal, Choice.ACCEPT))
    quotation = report.quotations[0]
    assert (quotation.status, quotation.confidence, RIGHT in report.text) == (Status.REPAIRED, 1.0, True)
    assert quotation.edits[0].by == ("reference", "decision")


def test_what_a_person_wrote_stands_and_stays() -> None:
    wrote = verse(Choice.EDIT, f"فَاللَّهُ {WRONG} أَلَّا")
    report = recalled(PAGE, wrote)
    assert wrote.text and wrote.text in report.text
    again = recalled(report.text, wrote)
    assert again.text == report.text and again.quotations[0].status is Status.SOUND


def test_an_unresolved_quotation_may_be_right_or_stay_open() -> None:
    text = "﴿نص ?﴾"
    (proposal,) = find_proposals(repair(text))
    assert recalled(text, about(proposal, Choice.ACCEPT)).quotations[0].status is Status.SOUND
    assert recalled(text, about(proposal, Choice.REJECT)).quotations[0].status is Status.UNRESOLVED
    assert recalled(text, about(proposal, Choice.EDIT, "قول")).text == "﴿قول﴾"


def test_another_passage_is_another_question() -> None:
    assert recalled(PAGE, verse(Choice.REJECT, refs=["quran:1:1"])).text == repair(PAGE).text
    assert BEFORE in recalled(PAGE, verse(Choice.REJECT, refs=[])).text
    assert BEFORE in recalled(PAGE, verse(Choice.REJECT, refs=["quran:1:1", VERSE.ref])).text


def test_the_later_decision_counts() -> None:
    assert BEFORE in recalled(PAGE, verse(Choice.ACCEPT), verse(Choice.REJECT)).text
    assert AFTER in recalled(PAGE, verse(Choice.REJECT), verse(Choice.ACCEPT)).text


def test_a_decision_that_would_cut_an_edit_in_two_is_left_out() -> None:
    long = Edit(Span(0, 4), "abcd", "xy", ("example",), "why")
    inside = Edit(Span(1, 3), "bc", "!", ("example",), "why")
    quotation = Quotation(Span(1, 3), "bc", "!", Kind.QURAN, (), Status.SUGGESTED, 0.5, "why", (inside,))
    report = Report("abcd", "xy", (long,), (quotation,))
    assert Memory([Decision(Choice.ACCEPT, "bc", "!")]).recall(report) == report


@given(pages, st.data())
def test_a_report_recalled_keeps_its_promises_and_asks_no_more(text: str, data: st.DataObject) -> None:
    asked = find_proposals(repair(text))
    choices = st.sampled_from([Choice.ACCEPT, Choice.REJECT])
    decisions = [about(p, data.draw(choices)) for p in asked]
    memory = Memory(decisions)
    report = memory.recall(repair(text))
    assert apply(text, report.edits) == report.text
    assert apply(report.text, invert(report.edits)) == text
    assert all(q.original == q.span.of(text) for q in report.quotations)
    left = [p for p in find_proposals(report) if p.status is not Status.REPAIRED]
    refused = {d.before for d in decisions if d.choice is Choice.REJECT}
    assert all(p.status is Status.UNRESOLVED and p.before in refused for p in left)
    assert memory.recall(repair(report.text)).text == report.text


# one place alone

TWICE = f"One day ﴿{BEFORE}﴾ was read.\n\nThe other day ﴿{BEFORE}﴾ was sung.\n"


def alone(choice: Choice, text: str, number: int, path: str = "a.txt") -> Decision:
    """A decision about one of the places in a text."""
    proposal = find_proposals(repair(text))[number]
    place = Place(path, 0, proposal.span, around(text, proposal.span))
    return Decision(choice, proposal.before, proposal.after, proposal.refs, places=(place,), alone=True)


def test_a_place_alone_goes_before_what_holds_for_all() -> None:
    memory = Memory([verse(Choice.ACCEPT), alone(Choice.REJECT, TWICE, 1), verse(Choice.ACCEPT)])
    assert memory.recall(repair(TWICE), "a.txt").text == TWICE.replace(BEFORE, AFTER, 1)
    assert memory.recall(repair(TWICE), "b.txt").text == TWICE.replace(BEFORE, AFTER)
    assert memory.recall(repair(TWICE), "a.txt", 1).text == TWICE.replace(BEFORE, AFTER)
    other = Memory([verse(Choice.REJECT), alone(Choice.ACCEPT, TWICE, 0)])
    assert other.recall(repair(TWICE), "a.txt").text == TWICE.replace(BEFORE, AFTER, 1)


def test_a_place_alone_is_known_again_when_the_text_has_moved() -> None:
    memory = Memory([verse(Choice.ACCEPT), alone(Choice.REJECT, TWICE, 1)])
    for moved in (
        f"Preface.\n{TWICE}",
        TWICE.replace("was read", "was not read"),
        TWICE.replace("sung", "loudly sung"),
    ):
        assert memory.recall(repair(moved), "a.txt").text == moved.replace(BEFORE, AFTER, 1)
    done = memory.recall(repair(TWICE), "a.txt").text
    assert memory.recall(repair(done), "a.txt").text == done


def test_places_with_the_same_around_are_told_apart_while_nothing_has_moved() -> None:
    text = f"Read: ﴿{BEFORE}﴾.\n" * 20
    memory = Memory([verse(Choice.ACCEPT), alone(Choice.REJECT, text, 10)])
    report = memory.recall(repair(text), "a.txt")
    assert [q.because.startswith("left as it is") for q in report.quotations].index(True) == 10
    assert report.text.count(BEFORE) == 1


def test_a_place_alone_is_accepted_elsewhere_only_where_all_around_is_the_same() -> None:
    memory = Memory([alone(Choice.ACCEPT, TWICE.replace(BEFORE, f"{BEFORE} ~"), 1)])
    moved = "Preface.\n" + TWICE.replace(BEFORE, f"{BEFORE} ~")
    assert memory.recall(repair(moved), "a.txt").text.count(AFTER) == 1
    assert memory.recall(repair(moved.replace("sung", "not sung")), "a.txt").text.count(AFTER) == 0


def test_without_decisions_nothing_changes() -> None:
    report = repair(PAGE)
    assert Memory().recall(report) is report


# the file


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


PLACE = {"path": "a", "start": 0, "end": 1}
ROW = {"decision": "accept", "before": "a", "after": "b"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "the file is a list and should be an object"),
        ({"schema": 3}, 'the file has no "schema": 2'),
        ({"schema": 1}, "decisions is missing and should be a list"),
        ({"schema": 1, "decisions": [{**ROW, "decision": "maybe"}]}, "decisions[0] decides 'maybe'"),
        ({"schema": 1, "decisions": [{**ROW, "before": 3}]}, "decisions[0].before is a whole number"),
        ({"schema": 1, "decisions": [{**ROW, "decision": "edit"}]}, "decisions[0].text is missing"),
        ({"schema": 1, "decisions": [{**ROW, "refs": [None]}]}, "decisions[0].refs[0] is missing"),
        ({"schema": 1, "decisions": [{**ROW, "places": [{"path": "a", "start": 2, "end": 1}]}]}, "counts backwards"),
        ({"schema": 2, "decisions": [{**ROW, "places": [{**PLACE, "around": ["x"]}]}]}, "places[0].around is not what"),
        ({"schema": 1, "decisions": [], "files": {"a": {"sha256": None}}}, "files['a'].sha256 is missing"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, value: object, said: str) -> None:
    with pytest.raises(InputError) as error:
        load_decisions(write(tmp_path / "d.json", value))
    assert said in str(error.value) and "export the decisions again" in str(error.value)


def test_a_file_that_is_no_json_or_not_there_is_refused(tmp_path: Path) -> None:
    for data in (b"{", b"\xff", b"[" * 100_000):
        (tmp_path / "d.json").write_bytes(data)
        with pytest.raises(InputError, match="holds no JSON"):
            load_decisions(tmp_path / "d.json")
    with pytest.raises(InputError, match="cannot be read"):
        load_decisions(tmp_path / "none.json")


def test_a_reviewed_file_in_no_known_format_is_refused(tmp_path: Path) -> None:
    files = {"a": {"sha256": "", "format": "runes"}}
    with pytest.raises(OptionError, match="runes"):
        load_decisions(write(tmp_path / "d.json", {"schema": 1, "files": files, "decisions": []}))
