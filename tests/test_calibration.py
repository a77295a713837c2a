"""The generator of garbled quotations: repeatable, and true to its own account."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the scripts are no part of the package

from benchmarks.garble import SINGLES, Document, confuse_letters, damage_once, documents, grade
from benchmarks.judge import letter_distance, spelling_distance
from benchmarks.quoted import Shelves, cut_narration, fold_letters, half_of
from normaliser.corpora import Library
from normaliser.model import Kind
from normaliser.options import Options

WORDS = ["إِنَّمَا", "الْأَعْمَالُ", "بِالنِّيَّاتِ", "وَإِنَّمَا", "لِكُلِّ", "امْرِئٍ", "مَا", "نَوَى"]


@pytest.fixture(scope="module")
def pages() -> tuple[Document, ...]:
    return tuple(documents(Shelves(Library(Options())), seed=5, count=120))


@pytest.mark.parametrize("name", SINGLES)
def test_single_damage_is_repeatable_and_leaves_words(name: str) -> None:
    once = damage_once(WORDS, name, random.Random(3))
    assert once == damage_once(WORDS, name, random.Random(3))
    assert once and all(fold_letters(w) or w for w in once)


def test_damage_in_marks_and_spelling_keeps_the_letters() -> None:
    for seed in range(50):
        for name in ("marks", "spelling"):
            damaged = damage_once(WORDS, name, random.Random(seed)) or []
            assert fold_letters("".join(damaged)) == fold_letters("".join(WORDS))


def test_stronger_damage_is_further_from_the_truth() -> None:
    def mean(strength: int) -> float:
        damaged = [" ".join(grade(WORDS, strength, random.Random(seed))) for seed in range(60)]
        return sum(letter_distance(d, " ".join(WORDS)) for d in damaged) / 60

    assert 0 == mean(0) == mean(1) < mean(2) < mean(3) < mean(5)


def test_rate_zero_changes_nothing() -> None:
    assert confuse_letters(WORDS, 0.0, random.Random(1)) == WORDS


def test_absent_marks_are_no_distance_and_wrong_marks_are() -> None:
    assert spelling_distance("الاعمال", "الاعمالُ") == 0
    assert spelling_distance("الاعمالَ", "الاعمالُ") == 1
    assert spelling_distance("الاعمال", "الأعمال") == 1
    assert spelling_distance("الأعمال", "الاعمال") == 0  # a book that writes no hamza
    assert spelling_distance("الأعمال أ", "الاعمال إ") == 2
    assert letter_distance("الأعمال", "الاعمال") == 0


def test_documents_are_the_same_in_slices(pages: tuple[Document, ...]) -> None:
    shelves = Shelves(Library(Options()))
    assert tuple(documents(shelves, seed=5, count=20, first=30)) == pages[30:50]


def test_spans_hold_the_arabic(pages: tuple[Document, ...]) -> None:
    for page in pages:
        stood = page.span.of(page.text)
        assert fold_letters(stood)
        if page.sound:
            assert stood == page.targets[0]


def test_halves_hold_only_their_own_passages() -> None:
    shelves = Shelves(Library(Options()), "held")
    rng = random.Random(2)
    drawn = [shelves.draw(rng) for _ in range(40)]
    assert {q.half for q in drawn} == {"held"}
    assert {half_of(f"quran:2:{ayah}") for ayah in range(1, 20)} == {"fit", "held"}


@pytest.mark.parametrize("kind", [Kind.QURAN, Kind.HADITH])
def test_one_kind_alone_is_drawn(kind: Kind) -> None:
    shelves = Shelves(Library(Options()), "held", kind)
    pages = tuple(documents(shelves, seed=5, count=60))
    assert {page.quoted.kind for page in pages if page.quoted} == {kind}
    assert any(page.quoted is None for page in pages)
    assert {page.quoted.half for page in pages if page.quoted} == {"held"}
    assert tuple(documents(shelves, seed=5, count=10, first=20)) == pages[20:30]


def test_documents_of_a_seed_stay_what_they_were() -> None:
    """Figures that were published name their seeds."""
    pages = documents(Shelves(Library(Options()), "held"), seed=2026, count=6)
    assert [(page.damage, page.quoted and page.quoted.refs[0]) for page in pages] == [
        ("cut end", "quran:78:23"),
        ("cut end", "hadith:silsila-sahiha:508"),
        ("strength 2", "hadith:mujam-saghir:785"),
        ("end replaced", "quran:6:135"),
        ("letters", "hadith:bukhari:4477"),
        ("markov", None),
    ]


def test_parts_of_narrations_come_from_behind_the_chain() -> None:
    text = "حدثنا علي، عن زيد، يقول إنما الأعمال بالنيات وإنما لكل امرئ ما نوى، فمن كانت هجرته إلى دنيا"
    part = cut_narration(text, random.Random(1))
    assert part and part in text and "حدثنا" not in part and "زيد" not in part
