"""What a user sees of `repair` and `identify`: which words change, and what is said of each quotation."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import normaliser
from normaliser import Kind, Normaliser, Options, Quotation, Report, Status
from normaliser.corpora import QuranShelf
from normaliser.script import DAGGER_ALEF, FATHA, FATHATAN, MARKS_CLASS, SHADDA, SUKUN, TATWEEL, VOWELS

CASES = Path(__file__).parent / "cases" / "repair.json"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a quotation should come to; a field the case leaves out is None and is not looked at.

    `refs` are the first ones named, in order; one that ends in a colon stands for any narration of that book.
    """

    arabic: str | None = None
    kind: str | None = None
    refs: tuple[str, ...] | None = None
    status: str | None = None
    warnings: tuple[str, ...] | None = None
    rivals: bool | None = None
    english: str | None = None

    def check(self, got: Quotation) -> None:
        assert self.arabic in (None, got.original)
        assert self.kind in (None, got.kind), (got.kind, got.refs)
        assert self.status in (None, got.status), (got.status, got.confidence, got.edits)
        assert self.refs is None or self.names(got.refs), got.refs
        assert self.rivals is None or bool(got.rivals) == self.rivals
        assert self.english is None or (got.translation and got.translation.text == self.english), got.translation
        if self.warnings is not None:
            assert len(got.warnings) == len(self.warnings), got.warnings
            assert all(part in text for part, text in zip(self.warnings, got.warnings, strict=True)), got.warnings

    def names(self, refs: tuple[str, ...]) -> bool:
        assert self.refs is not None
        if not self.refs:
            return not refs
        if self.refs[0].endswith(":"):
            return any(ref.startswith(self.refs[0]) for ref in refs)
        return refs[: len(self.refs)] == self.refs


@dataclass(frozen=True, slots=True)
class Case:
    """A page. `change` are the words that change, as (wrong, right); `proposes` those that change or only would."""

    label: str
    origin: str
    text: str
    quotations: tuple[Expected, ...]
    change: tuple[tuple[str, str], ...]
    proposes: tuple[tuple[str, str], ...]
    comment: str

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        if self.origin != "known-failure":
            return []
        return [pytest.mark.xfail(strict=True, reason=self.comment or "known failure")]


def load_expected(data: dict[str, Any]) -> Expected:
    fields = Expected.__dataclass_fields__
    known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k in fields}
    return Expected(**known)


def load_case(data: dict[str, Any]) -> Case:
    expected = map(load_expected, data.get("quotations", [data]))
    pairs = {name: tuple((old, new) for old, new in data.get(name, ())) for name in ("change", "proposes")}
    comment = data.get("comment", "")
    return Case(data["label"], data["origin"], data["text"], tuple(expected), comment=comment, **pairs)


ALL = [load_case(data) for data in json.loads(CASES.read_text(encoding="utf-8"))]


def replaced(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, (old, text)
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("case", [pytest.param(c, marks=c.marks, id=c.label) for c in ALL])
def test_a_page_comes_out_as_the_case_says(case: Case) -> None:
    report = normaliser.repair(case.text)
    applied = any(q.status is Status.REPAIRED for q in report.quotations)
    assert report.text == replaced(case.text, case.change or (case.proposes if applied else ()))
    assert len(report.quotations) == len(case.quotations), [q.original for q in report.quotations]
    for got, expected in zip(report.quotations, case.quotations, strict=True):
        expected.check(got)
    if case.proposes:
        assert report.quotations[0].repaired == replaced(report.quotations[0].original, case.proposes)


def test_labels_are_told_apart_and_negatives_ask_for_no_change() -> None:
    assert len({case.label for case in ALL}) == len(ALL)
    assert all(not case.change for case in ALL if case.origin == "negative")
    assert {case.origin for case in ALL} <= {"wild", "synthetic", "negative", "known-failure"}


# Sound scripture in every edition and every style of printing.


@cache
def quran() -> QuranShelf:
    shelf = Normaliser().library.shelf("quran")
    assert isinstance(shelf, QuranShelf)
    return shelf


def verses(step: int) -> list[tuple[int, int]]:
    """Every so many verses of the Qur'an."""
    count = quran().rows() // 2
    keys = dict.fromkeys(quran().key(row) for row in range(0, count, step))
    return [(surah, ayah) for surah, ayah in keys if ayah]


_ANY_MARK = re.compile(f"[{MARKS_CLASS}{TATWEEL}]")

STYLES: dict[str, Callable[[str], str]] = {
    "as it is": lambda t: t,
    "bare": lambda t: _ANY_MARK.sub("", t),
    "no sukun": lambda t: t.replace(SUKUN, ""),
    "no dagger alef": lambda t: t.replace(TATWEEL + DAGGER_ALEF, "").replace(DAGGER_ALEF, ""),
    "vowel after its alef": lambda t: re.sub(f"([{FATHA}{FATHATAN}])ا", r"ا\1", t),
    "vowel before shadda": lambda t: re.sub(f"({SHADDA})([{VOWELS}])", r"\2\1", t),
    "no assimilation": lambda t: re.sub(rf"(\s\w){SHADDA}", r"\1", t),
    "shadda alone": lambda t: "".join(c for c in t if c == SHADDA or not _ANY_MARK.match(c)),
    "every other word bare": lambda t: " ".join(_ANY_MARK.sub("", w) if i % 2 else w for i, w in enumerate(t.split())),
    "composed": lambda t: unicodedata.normalize("NFC", t),
}
MUSHAF_COMPOSED = "the alef of the mushaf with its madda composed into one code point is taken for a wrong letter"


def altered(edition: int, style: str, step: int) -> list[tuple[str, str]]:
    """(verse, what it became) for sound verses that did not come back as they were."""
    wrong = []
    for surah, ayah in verses(step):
        text = STYLES[style](quran().forms(surah, ayah)[edition])
        page = f"Allah says: «{text}» ({surah}:{ayah})."
        report = normaliser.repair(page)
        if report.text != page or any(q.status is Status.SUGGESTED for q in report.quotations):
            wrong.append((f"{surah}:{ayah}", report.text))
    return wrong


@pytest.mark.parametrize("style", STYLES)
def test_sound_verses_stay_as_they_are_in_every_style(style: str) -> None:
    assert altered(0, style, step=83) == []


@pytest.mark.parametrize("edition", [1, 2, 3])
def test_sound_verses_stay_as_they_are_in_every_edition(edition: int) -> None:
    assert altered(edition, "as it is", step=83) == []


@pytest.mark.xfail(strict=True, reason=MUSHAF_COMPOSED)
def test_the_mushaf_stays_as_it_is_in_composed_form() -> None:
    assert altered(2, "composed", step=83) == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", [0, 1, 2, 3])
def test_every_verse_stays_as_it_is(edition: int) -> None:
    assert altered(edition, "as it is", step=1) == []


# One quotation without a page.


def test_identify_names_the_passage_of_a_quotation_alone() -> None:
    found = normaliser.identify("إنا أعطيناك الكوثر فصل لربك وانخر")
    assert (found.kind, found.refs) == (Kind.QURAN, ("quran:108:1-2",))
    assert found.repaired == "إنا أعطيناك الكوثر فصل لربك وانحر"


def test_a_citation_chooses_among_repeated_verses() -> None:
    refrain = "فبأي آلاء ربكما تكذبان"
    assert normaliser.identify(refrain).refs[0] == "quran:55:13"
    assert normaliser.identify(refrain, citation="55:40").refs[0] == "quran:55:40"
    assert normaliser.identify(refrain, citation="Ar-Rahman: 40").refs[0] == "quran:55:40"


def test_a_citation_of_another_verse_is_reported() -> None:
    found = normaliser.identify("إنا أعطيناك الكوثر", citation="2:255")
    assert found.refs == ("quran:108:1",) and found.status is Status.SOUND
    assert any("2:255" in warning for warning in found.warnings)


def test_a_citation_raises_confidence_and_nonsense_does_not_break() -> None:
    quote = "إنا أعطيناك الكوثر"
    alone = normaliser.identify(quote)
    assert normaliser.identify(quote, citation="108:1").confidence >= alone.confidence
    assert normaliser.identify(quote, citation="see above").refs == alone.refs


def test_the_translation_speaks_for_a_garbled_quotation() -> None:
    garbled = "وابتغ في ما انال الله الذار الاخزة"
    alone = normaliser.identify(garbled)
    english = "But seek, through that which Allah has given you, the home of the Hereafter"
    helped = normaliser.identify(garbled, translation=english)
    assert helped.refs == ("quran:28:77",)
    assert helped.confidence >= alone.confidence or alone.refs != helped.refs


def test_kind_is_a_claim_that_something_must_fit() -> None:
    invented = "اجلس على الكرسي الأزرق واكتب الرسالة إلى صديقك القديم"
    assert normaliser.identify(invented).status is Status.SOUND
    for kind in (Kind.QURAN, Kind.HADITH):
        found = normaliser.identify(invented, kind=kind)
        assert (found.kind, found.status, found.refs) == (kind, Status.UNRESOLVED, ())


def test_a_kind_may_be_given_as_a_plain_string_and_is_not_in_question() -> None:
    verse, narration = "قل هو الله أحد الله الصمد لم يلد ولم يولد", "إنما الأعمال بالنيات وإنما لكل امرئ ما نوى"
    assert normaliser.identify(verse, kind="quran").status is Status.SOUND  # type: ignore[arg-type]
    assert normaliser.identify(narration, kind="quran").status is Status.UNRESOLVED  # type: ignore[arg-type]
    assert normaliser.identify(narration, kind=Kind.HADITH).status is Status.SOUND


def test_a_single_word_said_to_be_a_verse_is_looked_up_as_a_word() -> None:
    assert normaliser.identify("الصمد", kind=Kind.QURAN).refs == ("quran:112:2",)
    assert normaliser.identify("الصمد").refs == ()
    assert normaliser.identify("جسرا", kind=Kind.QURAN).status is Status.UNRESOLVED


@pytest.mark.parametrize(
    ("quote", "status"),
    [
        ("المسلم من سلم المسلمون من لسانه ويده", Status.SOUND),
        ("إنما الأعمال بالنية وإنما لكل امرئ ما نوى فمن كانت هجرته إلى الله ورسوله", Status.SOUND),  # of two wordings
        ("لا يؤمن أحدكم حتى يحب لأخيه ما يحب لنفسه، من كان يؤمن بالله واليوم الآخر فليكرم ضيفه", Status.SOUND),
        ("المسلم من سلم الناس من لسانه وعينه، والمهاجر من هجر ما نهى الله عنه", Status.SOUND),  # with a warning
        ("المسلم من سلم المسلمون من لسانه ويده وقلبه ورجله وماله", Status.SUGGESTED),
        ("المسلم من سلم الناس من قلبه ويده، والمهاجر من هجر ما كره الجيران", Status.UNRESOLVED),
    ],
)
def test_a_narration_is_sound_in_an_attested_wording_or_one_like_it(quote: str, status: Status) -> None:
    found = normaliser.identify(quote, kind=Kind.HADITH)
    assert found.status is status, (found.refs, found.confidence, found.edits)
    assert bool(found.edits) == (status is Status.SUGGESTED)


def test_passages_run_together_and_damaged_are_put_as_the_main_one() -> None:
    quote = "وَلَقَدْ خَلَقْنَا الْإِنسَانَ وَنَعْلَمُ مَا تُخْفِي بِهِ نَفْسُهُ وَنَحْنُ أَقْرَبُ إِلَيْهِ مِن كُلِّ جَارٍ إِنَّا إِلَيْنَا إِيَابُهُمْ"
    found = normaliser.identify(quote, kind=Kind.QURAN)
    assert (found.status, found.refs) == (Status.SUGGESTED, ("quran:50:16",))


@pytest.mark.parametrize("quote", ["ياأيها الناس اعبدوا ربكم الذي خلقكم", "يا أيها الناس اعبدوا ربكم الذي خلقكم"])
def test_a_calling_particle_may_be_joined_to_its_word(quote: str) -> None:
    found = normaliser.identify(quote)
    assert (found.status, found.edits) == (Status.SOUND, ())


@pytest.mark.parametrize("quote", ["", " ", "hello", "؟", "ا", "\u064e", "\ud800", "﴿﴾"])
def test_what_quotes_nothing_is_other_and_stays(quote: str) -> None:
    found = normaliser.identify(quote)
    assert (found.kind, found.refs, found.repaired) == (Kind.OTHER, (), quote)


def test_spans_of_identify_count_in_the_quotation() -> None:
    quote = "  «إنا أعطيناك الكوثر فصل لربك وانخر» 🙂"
    found = normaliser.identify(quote)
    assert found.span.of(quote) == found.original
    assert all(edit.span.of(quote) == edit.old for edit in found.edits)


def test_passages_are_looked_up_when_asked_for() -> None:
    found = normaliser.identify("إنا أعطيناك الكوثر")
    (passage,) = found.passages
    assert passage.ref == "quran:108:1" and passage.text == quran().forms(108, 1)[0]
    assert any(edition == "en.sahih" for edition, _ in passage.translations)


# Options.

PAGE = "Allah says «إنا أعطيناك الكوثر فصل لربك وانخر» (108:1-2)."
RIGHT = PAGE.replace("وانخر", "وانحر")


def repaired(text: str, **chosen: Any) -> Report:
    return Normaliser(Options(**chosen)).repair(text)


def test_min_confidence_turns_repairs_into_suggestions() -> None:
    assert repaired(PAGE, min_confidence=0.5).text == RIGHT
    report = repaired(PAGE, min_confidence=1.0)
    assert report.text == PAGE and report.edits == ()
    (quotation,) = report.quotations
    assert quotation.status is Status.SUGGESTED and "وانحر" in quotation.repaired


def test_keep_spelling_leaves_hamza_and_still_mends_letters() -> None:
    page = "Allah says «لا اكراه في الدين قد تبين الرسد من الغي» (2:256)."
    assert repaired(page).text == page.replace("اكراه", "إكراه").replace("الرسد", "الرشد")
    assert repaired(page, keep_spelling=True).text == page.replace("الرسد", "الرشد")


def test_one_corpus_alone_knows_nothing_of_the_other() -> None:
    both = f"{PAGE}\n\nThe Prophet ﷺ said: «من كذب علي متعمدا فليتبوأ مقعده من النار»"
    assert [q.kind for q in repaired(both).quotations] == [Kind.QURAN, Kind.HADITH]
    report = repaired(both, corpora=("quran",))
    verse, saying = report.quotations
    assert verse.refs == ("quran:108:1-2",)
    assert (saying.status, saying.refs) == (Status.UNRESOLVED, ())


def test_the_users_own_corpus_is_quoted_and_mended(tmp_path: Path) -> None:
    own = tmp_path / "poems.jsonl"
    line = "سأحمل روحي على راحتي وألقي بها في مهاوي الردى"
    row = {"ref": "poem:1", "arabic": line, "english": "I shall carry my soul upon my palm"}
    own.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    page = "The poet wrote «سأحمل روحي على راختي وألقي بها في مهاوي الردى»."
    report = repaired(page, corpora=(), own=(own,), index_dir=tmp_path, min_confidence=0.5)
    (quotation,) = report.quotations
    assert quotation.refs[0].endswith("poem:1") and "راحتي" in quotation.repaired
    assert repaired(page.replace("راختي", "راحتي"), corpora=(), own=(own,), index_dir=tmp_path).text.count("راحتي") == 1
