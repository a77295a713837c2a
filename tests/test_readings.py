"""Other readings of the Qur'an than that of Hafs are no damage: they stay, and the report names them."""

import json
from collections.abc import Iterator
from importlib import resources

import pytest

import normaliser
from normaliser.corpora import Library, QuranShelf
from normaliser.options import Options
from normaliser.readings import is_other_reading
from normaliser.skeleton import bare_words, fold_skeleton
from normaliser.spelling import contradictions, same_letters


@pytest.fixture(scope="module")
def quran() -> QuranShelf:
    shelf = Library(Options(corpora=("quran",))).shelf("quran")
    assert isinstance(shelf, QuranShelf)
    return shelf


def listed() -> Iterator[tuple[int, int, str, str]]:
    """Surah, ayah, the word as Hafs has it, and as others read it."""
    text = resources.files("normaliser").joinpath("data/readings.json").read_text(encoding="utf-8")
    for verse, words in json.loads(text).items():
        surah, ayah = map(int, verse.split(":"))
        yield from ((surah, ayah, word, other) for word, others in words.items() for other in others)


def places(quran: QuranShelf, surah: int, ayah: int, word: str) -> tuple[list[str], list[int]]:
    words = quran.forms(surah, ayah)[0].split()
    return words, [i for i, own in enumerate(words) if fold_skeleton(own) == fold_skeleton(word)]


def test_every_listed_word_stands_in_its_verse_and_is_read_otherwise(quran: QuranShelf) -> None:
    for surah, ayah, word, other in listed():
        words, found = places(quran, surah, ayah, word)
        assert found, (surah, ayah, word)
        differs = [not same_letters(other, words[i]) or contradictions(other, words[i]) for i in found]
        assert any(differs), (surah, ayah, other)
        assert is_other_reading(surah, ayah, fold_skeleton(word), other)


@pytest.mark.slow
@pytest.mark.parametrize("bare", [False, True])
def test_verses_quoted_in_another_reading_stay_as_they_are(quran: QuranShelf, bare: bool) -> None:
    """A few words around each reading, in marks, said to be the Qur'an."""
    fixer = normaliser.Normaliser()
    changed, asked = [], 0
    for surah, ayah, word, other in listed():
        words, found = places(quran, surah, ayah, word)
        if len(words) < 4:
            continue
        quoted = [*words[max(0, found[0] - 4) : found[0]], other, *words[found[0] + 1 : found[0] + 5]]
        text = " ".join(quoted)
        asked += 1
        report = fixer.repair(f"Allah says: «{' '.join(bare_words(text)) if bare else text}» and so it is.")
        if report.edits:
            changed.append((surah, ayah, [(e.old, e.new) for e in report.edits]))
    assert asked > 1000
    assert len(changed) <= asked // 200, changed


def test_a_reading_among_damage_is_damage() -> None:
    report = normaliser.repair("Allah says: «وانظز إلي العطام كيف ننشرها ثم نكسوهأ لحما قلما تببن له فال» and so.")
    assert "ننشزها" in report.quotations[0].repaired


def test_a_reading_beside_one_damaged_word_stays() -> None:
    report = normaliser.repair("Allah says: «وانظر إلى العطام كيف ننشرها ثم نكسوها لحما» and so.")
    assert [(e.old, e.new) for e in report.edits] == [("العطام", "العظام")]
    assert report.quotations[0].warnings == ("a reading other than that of Hafs: the reference has ننشزها for ننشرها",)
