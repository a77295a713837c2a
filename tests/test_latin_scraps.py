"""What the Latin letters of a scrap say for an Arabic word: forms of letters, and sums over all ways to read them."""

import random
from collections.abc import Sequence
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normaliser.latin_scraps import LETTERS, MOST, OTHER, characters_of, compare_latin, forms_of, misread
from normaliser.skeleton import fold_skeleton

ALEF, LAM, HEH, QAF = (4 * LETTERS.index(letter) for letter in "الهق")
ALONE, BEGINS, ENDS, INSIDE = range(4)


def test_letters_have_the_forms_they_are_printed_in() -> None:
    assert forms_of("الله") == (ALEF + ALONE, LAM + BEGINS, LAM + INSIDE, HEH + ENDS)
    assert forms_of("قال") == (QAF + BEGINS, ALEF + ENDS, LAM + ALONE)
    assert forms_of("پ") == (OTHER,)


def test_the_table_has_a_row_for_every_form() -> None:
    table = misread()
    assert table.ratios.shape == (OTHER + 1, len(table.characters))
    assert table.counts.shape == (OTHER + 1, MOST + 1)
    assert np.allclose(table.counts.sum(axis=1), 1.0, atol=0.03)


def test_characters_are_read_from_the_right() -> None:
    assert characters_of("abc»", "cba") == [0, 1, 2]


def plainly(codes: Sequence[int], forms: Sequence[int], *, heard: bool) -> float:
    """The sum over all ways to deal the characters out, way by way; any characters where they are not heard."""
    table = misread()
    if not forms:
        return float(not codes)
    total = 0.0
    for number in range(min(MOST, len(codes)) + 1):
        said = float(np.prod([table.ratios[forms[0], c] for c in codes[:number]])) if heard else 1.0
        total += float(table.counts[forms[0], number]) * said * plainly(codes[number:], forms[1:], heard=heard)
    return total


WORDS = st.text(alphabet="الهقمنوي", min_size=1, max_size=4)
SCRAPS = st.text(alphabet="aliJSgo5", min_size=1, max_size=5)


@given(st.lists(SCRAPS, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_bits_are_the_sum_over_every_way(scraps: list[str], words: list[str]) -> None:
    bits = compare_latin(scraps, [forms_of(word) for word in words])
    for row, scrap in zip(bits, scraps, strict=True):
        for said, word in zip(row, words, strict=True):
            codes, forms = characters_of(scrap, misread().characters), forms_of(word)
            heard, any_of_them = plainly(codes, forms, heard=True), plainly(codes, forms, heard=False)
            assert said == pytest.approx(log2(heard / any_of_them) if heard else 0.0, abs=1e-9)


@pytest.mark.parametrize("scrap", ["", "«»", "l" * 400, "\u0416"])
def test_what_is_no_scrap_of_a_word_says_nothing(scrap: str) -> None:
    assert not compare_latin([scrap, "al"], [forms_of("الله")])[0].any()


@pytest.mark.parametrize(
    ("scrap", "word", "other"),
    [("al", "الله", "من"), ("Jal", "أهل", "يوم"), ("Go", "من", "لا"), ("3", "ذ", "ل"), ("Loy", "وما", "شيء")],
)
def test_scraps_say_more_for_their_word_than_for_another(scrap: str, word: str, other: str) -> None:
    for_word, for_other = compare_latin([scrap], [forms_of(fold_skeleton(w)) for w in (word, other)])[0]
    assert for_word > for_other


def test_nothing_to_compare_is_no_trouble() -> None:
    assert compare_latin([], []).shape == (0, 0)
    assert compare_latin(["al"], []).shape == (1, 0)


def test_the_fit_finds_what_each_form_comes_out_as() -> None:
    from benchmarks.fit_scraps import fit

    said = {"ا": "l", "ل": "J", "ه": "a", "م": "p", "ن": "o", "و": "g"}
    rng = random.Random(1)
    words = ["".join(rng.choices(list(said), k=rng.randint(2, 6))) for _ in range(300)]
    table = fit([("".join(said[letter] for letter in reversed(word) if rng.random() > 0.2), word) for word in words])
    for form in {form for word in words for form in forms_of(word)}:
        likeliest = table.characters[int(table.ratios[form].argmax())]
        assert likeliest == said[LETTERS[form // 4]]
        assert table.counts[form, 1] > table.counts[form, 0] > table.counts[form, 2]
