"""Words that no corpus has, looked up with camel-tools: what needs it runs only where the extra is installed."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from camel_database import WORDS, write_catalogue, write_data
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from normaliser import cli, morphology
from normaliser.edits import apply
from normaliser.errors import OptionError
from normaliser.model import Edit, Kind, Quotation, Ref, Span, Status
from normaliser.morphology import COMMAND, Analyser, Analysis, check_words, rank_spellings
from normaliser.options import Options
from normaliser.pipeline import Normaliser

ROOT = Path(__file__).resolve().parent.parent
needs_camel = pytest.mark.skipif(find_spec("camel_tools") is None, reason="the extra [camel] is not installed")


class WordList:
    """A stand-in for the analyser: it knows some bare words, the first of them best."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def analyse(self, word: str) -> Analysis | None:
        return Analysis(True, -float(self.words.index(word))) if word in self.words else None


def nowhere(word: str) -> int:
    return 0


def quotation(
    text: str, kind: Kind = Kind.OTHER, status: Status = Status.SOUND, refs: tuple[Ref, ...] = ()
) -> Quotation:
    return Quotation(Span(10, 10 + len(text)), text, text, kind, refs, status, 0.5, "stands in no corpus")


# without the extra


def test_the_base_package_never_imports_it() -> None:
    code = (
        "import sys, normaliser.pipeline, normaliser.morphology as m; m.find_spec('camel_tools'); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.startswith(("camel_tools", "torch"))]


def test_asking_for_it_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(morphology, "find_spec", lambda name: None)
    with pytest.raises(OptionError, match=r"pip install 'normaliser\[camel\]'"):
        Normaliser(Options(morphology=True))
    result = CliRunner().invoke(cli.program, ["check", "--morphology", "-"], input="text")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "normaliser[camel]" in result.stderr


def test_asking_for_it_without_the_database_says_what_downloads_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(morphology, "find_spec", lambda name: object())
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    with pytest.raises(OptionError, match=COMMAND):
        Normaliser(Options(morphology=True))


def test_one_slip_is_dots_or_hamza_or_an_alef() -> None:
    known = WordList("كالنقش", "الانسان", "سماء", "مسؤول", "سماوات", "مدرسة", "اقرأ")
    for wrong, right in (
        ("كالنفش", "كالنقش"), ("الانشان", "الانسان"), ("سما", "سماء"), ("مسئول", "مسؤول"), ("سموات", "سماوات"),
        ("سمااوات", "سماوات"), ("مدرسه", "مدرسة"), ("اقرا", "اقرأ"), ("أقرأ", "اقرأ"),
    ):  # fmt: skip
        assert rank_spellings(wrong, known, nowhere) == (right,), wrong


def test_other_letters_and_two_slips_are_out_of_reach() -> None:
    known = WordList("كالنقش", "مدرسة")
    assert rank_spellings("كالنمش", known, nowhere) == ()
    assert rank_spellings("كالتفش", known, nowhere) == ()
    assert rank_spellings("مدةسة", known, nowhere) == ()


def test_marks_stay_on_their_letters() -> None:
    word = "نَفْش"
    assert rank_spellings(word, WordList("نقش"), nowhere) == ("نَقْش",)
    assert rank_spellings("سَمَوَات", WordList("سماوات"), nowhere) == ("سَمَاوَات",)
    assert rank_spellings("سَمَااوَات", WordList("سماوات"), nowhere) == ("سَمَاوَات",)


def test_what_the_corpora_have_comes_first_then_what_the_analyser_finds_likelier() -> None:
    known = WordList("نفس", "نقش")
    assert rank_spellings("نفش", known, nowhere) == ("نفس", "نقش")
    assert rank_spellings("نفش", known, lambda w: int(w == "نقش")) == ("نقش", "نفس")


def test_very_short_words_are_left_alone() -> None:
    assert rank_spellings("قي", WordList("في"), nowhere) == ()


def test_a_respelling_is_suggested_with_its_reason() -> None:
    text = "العلم في الصغر كالنفش في الحجر"
    found = check_words(quotation(text), WordList("كالنقش", "العلم", "الصغر", "الحجر", "في"), nowhere)
    assert (found.status, found.repaired) == (Status.SUGGESTED, text.replace("كالنفش", "كالنقش"))
    (edit,) = found.edits
    assert (edit.by, edit.span) == (("morphology",), Span(25, 31))
    assert edit.because == "كالنفش is in no corpus and has no analysis, but كالنقش has"
    assert found.confidence == edit.confidence == 0.5


def test_more_spellings_are_less_certain() -> None:
    words = ("العلم", "في", "الصغر")
    few = check_words(quotation("العلم في الصغر نفش"), WordList(*words, "نقش"), nowhere)
    many = check_words(quotation("العلم في الصغر نفش"), WordList(*words, "نقش", "نفس"), nowhere)
    assert many.confidence < few.confidence


def test_a_word_nobody_knows_and_nothing_is_near_is_only_mentioned() -> None:
    found = check_words(quotation("كتب زيلنسكي في الصيف"), WordList("كتب", "في", "الصيف"), nowhere)
    assert (found.status, found.repaired, found.edits) == (Status.SOUND, found.original, ())
    assert found.warnings == ("in no corpus and without analysis: زيلنسكي",)


def test_words_of_the_corpora_need_no_analysis() -> None:
    sound = quotation("العلم في الصغر كالنفش")
    assert check_words(sound, WordList("كالنقش"), lambda w: 1) == sound


def test_another_language_is_left_alone() -> None:
    persian = quotation("توانا بود هر که دانا بود")
    assert check_words(persian, WordList("دابا", "توابا", "هز"), nowhere) == persian


@pytest.mark.parametrize(
    "known",
    [
        quotation("العلم في كالنفش", kind=Kind.HADITH),
        quotation("العلم في كالنفش", refs=(Ref("quran:1:1"),)),
        quotation("العلم في كالنفش", status=Status.REPAIRED),
        quotation("العلم في كالنفش", status=Status.UNRESOLVED),
    ],
    ids=["hadith", "known", "repaired", "unresolved"],
)
def test_only_sound_quotations_of_no_known_source_are_looked_up(known: Quotation) -> None:
    assert check_words(known, WordList("كالنقش", "العلم", "في"), nowhere) == known


@given(
    st.lists(st.sampled_from(["علم", "في", "نفش", "كحتث", "سَما", "الأشلاك", "،", "\n", "زيلنسكي"]), max_size=8).map(
        " ".join
    )
)
def test_suggestions_are_edits_that_make_what_is_proposed(text: str) -> None:
    found = check_words(quotation(text), WordList("علم", "في", "نقش", "سماء", "الأسلاك"), nowhere)
    local = [Edit(e.span.shift(-10), e.old, e.new, e.by, e.because) for e in found.edits]
    assert apply(text, local) == found.repaired
    assert (found.status is Status.SUGGESTED) == bool(found.edits)


# with it


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """camel-tools reads its catalogue once a process, so all tests in this one share a folder."""
    folder = write_data(tmp_path_factory.mktemp("camel"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMELTOOLS_DATA", str(folder))
        patch.setenv("HOME", str(folder))
        yield folder


def analyse_elsewhere(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Look a word up in a process of its own, whose data folder is another."""
    code = """
import sys
from normaliser.errors import NormaliserError
from normaliser.morphology import Analyser
try:
    print(Analyser().analyse("علم"))
except NormaliserError as error:
    print(type(error).__name__, error)
"""
    environment = {**os.environ, "CAMELTOOLS_DATA": str(folder), "HOME": str(folder), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )


@needs_camel
@pytest.mark.usefixtures("data")
def test_the_database_is_read() -> None:
    analyser = Analyser()
    assert analyser.analyse("علم") == Analysis(True, -3.0)
    assert analyser.analyse("العلم") == Analysis(True, -3.0)
    assert analyser.analyse("الافلاك") == Analysis(False, -6.0), "hamza left away"
    assert analyser.analyse("كحتث") is None


@needs_camel
@pytest.mark.usefixtures("data")
def test_the_analyser_travels_to_other_processes() -> None:
    copy = pickle.loads(pickle.dumps(Analyser()))
    assert copy.analyse("علم") == Analysis(True, -3.0)


@needs_camel
@pytest.mark.usefixtures("data")
def test_its_analyses_rank_the_spellings() -> None:
    analyser = Analyser()
    assert rank_spellings("نفش", analyser, nowhere) == ("نفس", "نقش")
    assert rank_spellings("الأشلاك", analyser, nowhere) == ("الأسلاك",)
    assert rank_spellings("السما", analyser, nowhere) == ("السماء",)
    assert rank_spellings("مسئول", analyser, nowhere) == ("مسؤول",)


@needs_camel
@pytest.mark.usefixtures("data")
def test_a_page_gets_suggestions_and_keeps_its_text() -> None:
    text = "He wrote: «كمبيوتر في علم الأشلاك» on the wall."
    fixer = Normaliser(Options(corpora=("quran",), morphology=True))
    for report in (fixer.repair(text), *fixer.repair_many([text] * 2, jobs=2)):
        (found,) = report.quotations
        assert (report.text, report.edits) == (text, ())
        assert (found.status, found.repaired) == (Status.SUGGESTED, "كمبيوتر في علم الأسلاك")
    identified = fixer.identify("كمبيوتر في علم الأشلاك")
    assert identified.repaired == "كمبيوتر في علم الأسلاك"
    (plain,) = Normaliser(Options(corpora=("quran",))).repair(text).quotations
    assert plain.status is Status.SOUND


@needs_camel
def test_a_missing_database_is_said(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    said = analyse_elsewhere(tmp_path).stdout
    assert said.startswith("OptionError") and COMMAND in said


@needs_camel
@pytest.mark.parametrize("words", [{}, {"علم": WORDS["علم"]}], ids=["empty", "cut short"])
def test_a_database_without_common_words_is_refused(tmp_path: Path, words: Mapping[str, tuple[str, float]]) -> None:
    said = analyse_elsewhere(write_data(tmp_path, words)).stdout
    assert said.startswith("CorpusError") and COMMAND in said


@needs_camel
@pytest.mark.parametrize("damage", ["rubbish", "\udcff", "###DEFINES###\n", ""])
def test_a_damaged_database_is_refused(tmp_path: Path, damage: str) -> None:
    (database,) = write_data(tmp_path).rglob("morphology.db")
    database.write_bytes(damage.encode("utf-8", "surrogateescape"))
    said = analyse_elsewhere(tmp_path).stdout
    assert said.startswith("CorpusError") and COMMAND in said


@needs_camel
def test_a_damaged_catalogue_is_refused(tmp_path: Path) -> None:
    write_data(tmp_path)
    (tmp_path / "catalogue.json").write_text("{", encoding="utf-8")
    assert analyse_elsewhere(tmp_path).stdout.startswith("CorpusError")
