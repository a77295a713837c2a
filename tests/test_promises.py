"""The promises every result keeps: replay, undo, settled, hands off, do no harm, and that a report agrees with itself.

One runner holds them against every case of every case file and every page of `samples/`; Hypothesis against pages made
of verses and narrations in every state of damage.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import normaliser
from normaliser import Edit, Normaliser, Quotation, Report, Span, Status
from normaliser.edits import apply, invert

ROOT = Path(__file__).resolve().parent.parent
KNOWN = {
    "garbles/visual_order: Latin words inside": "two quotations inside one edit are both reported as the whole of it",
}
ONCE_UNSETTLED = {
    "a joiner is told once the word beside it is sound": (
        "Allah says: «اوإ\u200c قلنا للملايكه اسجذوا لاذم فسجدوا الا ابليس» and so on.\n"
    ),
    "so are Persian letters, in repaired words too": "He then read: “واتوا الزکاه وارکعوا”\nThe talk then turned.",
    "a small waw told the mushaf's hand from that of others": (
        "In the words of the Almighty: ﴿مَنْ أُوتِى كِتَـٰبَهِۥ﴾ [Qur'an 21:21]"
    ),
    "marks, then letters": "«ٱذْهَبْ أَنتَ وَأَخُوكَ بِـِٔايَـٰتى وَلَا تَنِيَا فِى ذِكْرِى» (20:42)",
    "a space, then a hamza": "He then read: (إلا من قوتها وا لاجر بينهما)\n(Sunan Abi Dawud) and so on.",
    "only the English lets it be told": (
        '“لّلْكَـٰفِرِينَ لَيْسَ لَمُۥ دَافِعٌ”\n"(a chastisement meant) for the unbelievers, one which none can avert;"'
    ),
    "another book is nearer then": "(أَنَّ رَسُودَ اللَّةِ صَلَّى اللَّهُ عَلَيْهِ وَسلّــَمَ أَخَذَهَا مِنْ مَـــجِوسِـ هَجٌرَ) and so on.",
    "a bare word keeps no stroke for a dagger alef": "«Ù…ÙÙˆÙ‡ÙÙ†Ù ÙƒÙŽÙŠÙ’Ø¯Ù Ù±Ù„Ù’ÙƒÙŽÙ€Ù°ÙÙØ±ÙÙŠ Ù†ÙŽ»\n[8:18]",
}


def check_promises(text: str) -> Report:
    """Repair `text` and hold the result against every promise; returns the report for more to be asked of it."""
    report = normaliser.repair(text)
    assert report.original == text
    assert apply(text, report.edits) == report.text, "replay"
    assert apply(report.text, invert(report.edits)) == text, "undo"
    again = normaliser.repair(report.text)
    assert again.text == report.text, "settled"
    assert again.edits == (), "settled"
    check_edits(report)
    check_quotations(report)
    return report


def check_edits(report: Report) -> None:
    """Edits stand in order, change something, say why, and put words in nowhere but inside a quotation."""
    assert all(one.span.end <= other.span.start for one, other in pairwise(report.edits))
    for edit in report.edits:
        assert edit.old == edit.span.of(report.original) != edit.new
        assert edit.by and edit.because and 0.0 < edit.confidence <= 1.0
        if "reference" in edit.by:
            assert any(q.span.covers(edit.span) for q in report.quotations), edit


def check_quotations(report: Report) -> None:
    """Quotations stand in order and apart, and each agrees with its status, its edits and the page."""
    assert all(one.span.end <= other.span.start for one, other in pairwise(report.quotations))
    for quotation in report.quotations:
        assert quotation.original == quotation.span.of(report.original)
        assert 0.0 <= quotation.confidence <= 1.0 and quotation.because
        assert bool(quotation.passages) == bool(quotation.refs)
        check_status(quotation, report.edits)
        translation = quotation.translation
        assert translation is None or translation.text == translation.span.of(report.original)
    for found in report.english_only:
        assert found.text == found.span.of(report.original) and found.refs


def check_status(quotation: Quotation, applied: tuple[Edit, ...]) -> None:
    """What is applied inside a quotation is what its status and its own edits say."""
    moved = [shift(edit, -quotation.span.start) for edit in quotation.edits]
    assert apply(quotation.original, moved) == quotation.repaired
    inside = tuple(edit for edit in applied if quotation.span.covers(edit.span))
    if quotation.status is Status.SOUND:
        assert quotation.repaired == quotation.original and not quotation.edits
    if quotation.status is Status.REPAIRED:
        assert quotation.repaired != quotation.original and quotation.edits == inside
    if quotation.status is Status.SUGGESTED:
        assert quotation.repaired != quotation.original
    if quotation.status is Status.UNRESOLVED:
        assert not quotation.refs
    if quotation.status is not Status.REPAIRED:
        assert not any("reference" in edit.by for edit in inside)


def shift(edit: Edit, by: int) -> Edit:
    return Edit(edit.span.shift(by), edit.old, edit.new, edit.by, edit.because, edit.confidence)


def all_texts() -> Iterator[tuple[str, str]]:
    """(name, text) of every case of every case file and of every sample page."""
    folder = ROOT / "tests" / "cases"
    for path in sorted(folder.rglob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for case in data if isinstance(data, list) and "text" in data[0] else ():
            yield f"{path.relative_to(folder).with_suffix('')}: {case['label']}", case["text"]
    for path in sorted(p for p in (ROOT / "samples").iterdir() if p.suffix in {".txt", ".md"}):
        yield f"samples: {path.name}", path.read_bytes().decode("utf-8")


def with_known_failures(name: str, text: str) -> Any:
    marks = [pytest.mark.xfail(reason=KNOWN[name])] if name in KNOWN else []
    return pytest.param(text, id=name, marks=marks)


@pytest.mark.parametrize("text", [with_known_failures(name, text) for name, text in all_texts()])
def test_every_case_keeps_the_promises(text: str) -> None:
    check_promises(text)


@pytest.mark.parametrize("name", ONCE_UNSETTLED)
def test_what_a_repair_reveals_is_done_too(name: str) -> None:
    assert check_promises(ONCE_UNSETTLED[name]).edits


def test_sound_lines_of_many_languages_are_left_alone() -> None:
    languages = json.loads((ROOT / "tests" / "cases" / "sound_lines.json").read_text(encoding="utf-8"))
    for language in languages.values():
        for frame in language["frames"]:
            text = frame.replace("{}", language["words"][0])
            assert check_promises(text).edits == ()


# Pages that nobody has written down.

FRAMES = [
    "Allah says: «{}» and so on.\n",
    "He recited ({}) [{cited}].\n",
    "﴿{}﴾\n\n“An English sentence that renders something.” ({cited})\n",
    "The Prophet ﷺ said:\n\n{}\n\n",
    "قال تعالى: {}\n",
    "> **{}**\r\n",
    '<p>He said "{}"</p>',
    "{}",
]
PROSE = ["The bridge opened in 1893. ", "🙂 ", "(2:255) and [Al-Anfal: 72].\n\n", "أعلنت ذلك.\n", "\r\n", "Â£5 "]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوية"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
STRAY = " \u0640\u200f\u200c\u00a0()*…\n\ufffd1"


@cache
def passages() -> tuple[str, ...]:
    """Verses in all four spellings and narrations of several books, at even steps."""
    fixer = Normaliser()
    quran, hadith = fixer.library.shelf("quran"), fixer.library.shelf("hadith")
    assert quran is not None and hadith is not None
    verses = [quran.text(row) for row in range(0, quran.rows(), 41)]
    return (*verses, *(hadith.text(row) for row in range(0, hadith.rows(), 1499)))


@st.composite
def quoted(draw: st.DrawFn) -> str:
    """Some words of a passage, with nothing or a few things wrong."""
    words = draw(st.sampled_from(passages())).split()
    start = draw(st.integers(0, max(0, len(words) - 3)))
    text = " ".join(words[start : start + draw(st.integers(1, 14))])
    for _ in range(draw(st.sampled_from([0, 0, 1, 2, 5]))):
        at = draw(st.integers(0, max(0, len(text) - 1)))
        into = draw(st.sampled_from(["", *LETTERS, *MARKS, *STRAY]))
        text = text[:at] + into + text[at + draw(st.integers(0, 2)) :]
    if draw(st.integers(0, 3)) == 0:
        text = "".join(c for c in text if c not in MARKS)
    return text


@st.composite
def pages(draw: st.DrawFn) -> str:
    """One to four framed quotations with prose between them."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        parts.append(draw(st.sampled_from(["", *PROSE])))
        cited = f"{draw(st.integers(1, 114))}:{draw(st.integers(1, 9))}"
        parts.append(draw(st.sampled_from(FRAMES)).replace("{cited}", cited).replace("{}", draw(quoted())))
    return "".join(parts)


# The same pages on every run: a change of a threshold should not fail on somebody else's machine for the first time.
steady = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ODD = "الهمنو\u064e\u0651\u0640 \n\r«»﴿﴾()[]:12.*aZ&;#\\%=\u200f\ufffd\ud800\U0001f642Øâ€\u0600\ufb50\ufeff"


@steady
@given(pages())
def test_pages_of_damaged_quotations_keep_the_promises(text: str) -> None:
    check_promises(text)


@steady
@given(st.text(alphabet=ODD, max_size=60))
def test_any_characters_keep_the_promises(text: str) -> None:
    check_promises(text)


@steady
@given(quoted(), st.sampled_from(["🙂 ", "\r\n", "\ufeff", "x" * 50 + "\n\n"]))
def test_text_before_a_page_only_shifts_spans(quote: str, before: str) -> None:
    page = f"He said: «{quote}» to them."
    alone, shifted = normaliser.repair(page), normaliser.repair(before + page)
    assert shifted.text == before + alone.text
    by = len(before)
    assert [q.span for q in shifted.quotations] == [Span(q.span.start + by, q.span.end + by) for q in alone.quotations]
    assert [q.refs for q in shifted.quotations] == [q.refs for q in alone.quotations]
