"""Verses in the codes of a Qur'an page font are named where the page names them, and never turned into letters."""

import pytest

import normaliser
from normaliser.model import Kind, Report, Status

ENGLISH = "“For indeed, with hardship will be ease.”"


def codes(number: int, first: int = 0xFB51) -> str:
    return " ".join(chr(first + i) for i in range(number))


def repair(text: str) -> Report:
    report = normaliser.repair(text)
    assert (report.text, report.edits) == (text, ())
    assert any("page font" in warning for warning in report.warnings)
    return report


@pytest.mark.parametrize("number", [4, 5])  # words, and a code for the end of the verse
@pytest.mark.parametrize("first", [0xFB51, 0xE001])
def test_a_cited_verse_with_as_many_words_is_suggested(number: int, first: int) -> None:
    text = f"He read:\n\n{codes(number, first)}\n[Ash-Sharh: 5]\n"
    (quotation,) = repair(text).quotations
    assert (quotation.status, quotation.kind, quotation.refs) == (Status.SUGGESTED, Kind.QURAN, ("quran:94:5",))
    assert quotation.span.of(text) == quotation.original == codes(number, first)
    assert quotation.repaired == quotation.passages[0].text
    assert [edit.new for edit in quotation.edits] == [quotation.repaired]


def test_a_verse_known_by_its_english_is_suggested() -> None:
    (quotation,) = repair(f"He read:\n\n{codes(5)}\n\n{ENGLISH}\n").quotations
    assert (quotation.status, quotation.refs[0][:9]) == (Status.SUGGESTED, "quran:94:")
    assert quotation.translation and quotation.translation.text in ENGLISH


def test_a_verse_with_other_words_is_left_unresolved() -> None:
    (quotation,) = repair(f"He read:\n\n{codes(9)}\n[Ash-Sharh: 5]\n").quotations
    assert (quotation.status, quotation.refs, quotation.edits) == (Status.UNRESOLVED, (), ())
    assert quotation.repaired == quotation.original


def test_private_use_codes_without_a_citation_are_no_quotation() -> None:
    assert repair(f"Menu {codes(6, 0xF001)} here.").quotations == ()


def test_lines_of_one_verse_are_one_quotation() -> None:
    text = f"“{codes(4)}\n{codes(4, 0xFB60)}” (94:5-6)"
    (quotation,) = repair(text).quotations
    assert quotation.refs == ("quran:94:5-6",)
