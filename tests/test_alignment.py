"""Which quoted words stand for which words of a passage."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.alignment import _align_piece, align_words, run_bits
from normaliser.letters import close, distances, letter_distance, levenshtein, shape_distance, shape_of
from normaliser.moves import lose, one_for_one
from normaliser.skeleton import fold_skeleton

PASSAGE = "احسب الناس ان يتركوا ان يقولوا امنا وهم لا يفتنون"


def aligned(quoted: str, passage: str = PASSAGE) -> list[tuple[str, str]]:
    """(quoted words, passage words) of each block."""
    ours, theirs = fold_words(quoted), fold_words(passage)
    return [(" ".join(ours[b.q0 : b.q1]), " ".join(theirs[b.p0 : b.p1])) for b in align_words(ours, theirs)]


def fold_words(text: str) -> list[str]:
    return [fold_skeleton(word) for word in text.split()]


def differences(quoted: str, passage: str = PASSAGE) -> list[tuple[str, str]]:
    return [(ours, theirs) for ours, theirs in aligned(quoted, passage) if ours != theirs]


CASES = {
    "the same": (PASSAGE, []),
    "a wrong letter": (PASSAGE.replace("يفتنون", "يفتدون"), [("يفتدون", "يفتنون")]),
    "wrong dots": (PASSAGE.replace("الناس", "التاس"), [("التاس", "الناس")]),
    "a split word": (PASSAGE.replace("يقولوا", "يقو لوا"), [("يقو لوا", "يقولوا")]),
    "merged words": (PASSAGE.replace("وهم لا", "وهملا"), [("وهملا", "وهم لا")]),
    "another word": (PASSAGE.replace("الناس", "القوم"), [("القوم", "الناس")]),
    "a lost word": (PASSAGE.replace("الناس ", ""), [("", "الناس")]),
    "an added word": (PASSAGE.replace("الناس", "الناس جميعا"), [("جميعا", "")]),
    "a part": ("ان يقولوا امنا", []),
    "a part with a wrong letter": ("ان يفولوا امنا وهم", [("يفولوا", "يقولوا")]),
    "a re-divided pair": (PASSAGE.replace("الناس ان", "النا سان"), [("النا سان", "الناس ان")]),
}


@pytest.mark.parametrize("name", CASES)
def test_words_are_aligned(name: str) -> None:
    quoted, expected = CASES[name]
    assert differences(quoted) == expected


def test_ends_are_soft_and_cost_nothing() -> None:
    blocks = align_words(fold_words("ان يقولوا امنا"), fold_words(PASSAGE))
    assert sum(block.cost for block in blocks) == 0
    assert (blocks[0].p0, blocks[-1].p1) == (4, 7)


def test_letters_in_one_run_say_the_same_however_they_are_spaced() -> None:
    passage = "ان يقولوا امنا وهم لا يفتنون".replace(" ", "")
    assert run_bits("يقولواامنا", passage) > run_bits("يقولوااسنا", passage) > run_bits("يقولوارجعنا", passage) > 0


@pytest.mark.parametrize("word", ["لاادخله", "ادخلهلا", "الادخله", "ادخلهل"])
def test_a_bracket_read_as_letters_is_no_word_of_its_own(word: str) -> None:
    opened = word.endswith("ادخله")
    quoted = [word, "الله", "الجنه"] if opened else ["الجنه", "الله", word]
    passage = ["ثم", "قال", "ادخله", *quoted[1:]] if opened else [*quoted[:-1], "ادخله", "قال", "ثم"]
    first = next(b for b in align_words(quoted, passage) if b.q0 <= quoted.index(word) < b.q1)
    assert passage[first.p0 : first.p1] == ["ادخله"]


def test_a_word_that_ran_into_the_first_one_is_read_all_the_same() -> None:
    (first, *_) = align_words(["قلادخله", "الله", "الجنه"], ["ثم", "قال", "ادخله", "الله", "الجنه"])
    assert (first.p0, first.p1) == (1, 3)


def test_words_beyond_the_passage_stand_for_nothing() -> None:
    assert aligned("قال ربكم احسب الناس ان يتركوا ثم ذهب بعيدا")[:2] == [("قال", ""), ("ربكم", "")]


def test_distances_count_dots_half_and_shapes_not() -> None:
    assert letter_distance("بيت", "بيت") == 0 == shape_distance("بيت", "تنت")
    assert 0 < letter_distance("بيت", "بنت") < letter_distance("بيت", "بسيت")


words = st.lists(st.text(alphabet="ابتثجسلمنهوي", min_size=1, max_size=6), min_size=1, max_size=9)


@given(words, words)
def test_blocks_cover_every_quoted_word_once_and_in_order(quoted: list[str], passage: list[str]) -> None:
    blocks = align_words(quoted, passage)
    assert [i for block in blocks for i in range(block.q0, block.q1)] == list(range(len(quoted)))
    assert all(one.p1 <= other.p0 for one, other in pairwise(blocks) if one.p0 < one.p1 and other.p0 < other.p1)
    assert all(0 <= block.p0 <= block.p1 <= len(passage) and block.cost >= 0 for block in blocks)


@pytest.mark.parametrize("many", [1, 10_000])  # pairs from which on a table is made as one
@given(ours=words, theirs=words)
def test_many_words_are_compared_as_one_by_one(many: int, ours: list[str], theirs: list[str]) -> None:
    distance, share = levenshtein().distance, levenshtein().normalized_distance
    places = [(i, j) for i in range(len(ours)) for j in range(len(theirs))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("normaliser.letters._MANY", many)
        patch.setattr("normaliser.letters._VERY_MANY", many)
        assert distances(ours, theirs) == [[distance(a, b) for b in theirs] for a in ours]
        assert close(ours, theirs, 1) == [(i, j) for i, j in places if distance(ours[i], theirs[j]) <= 1]
        shared = [(i, j) for i, j in places if share(ours[i], theirs[j]) <= 0.401]
        assert close(ours, theirs, 0.401, share=True) == shared


@given(words, words, st.booleans(), st.booleans())
def test_no_way_word_by_word_has_more_evidence(ours: list[str], theirs: list[str], start: bool, end: bool) -> None:
    n, m = len(ours), len(theirs)
    best = {(0, 0): 0.0}
    for i in range(n + 1):
        for j in range(m + 1):
            free = (start and i == 0) or (end and i == n)
            here = [best[i, j]] if (i, j) in best else []
            if i:
                here.append(best[i - 1, j] + lose([len(ours[i - 1])])[1])
            if j:
                here.append(best[i, j - 1] + (0 if free else lose([len(theirs[j - 1])])[1]))
            if i and j:
                a, b = ours[i - 1], theirs[j - 1]
                here.append(best[i - 1, j - 1] + one_for_one(a, b, shape_of(a), shape_of(b))[3])
            best[i, j] = max(here)
    steps = _align_piece(tuple(ours), tuple(theirs), (start, end))
    assert sum(step[3] for step in steps) >= best[n, m] - 1e-6
    assert (sum(step[0] for step in steps), sum(step[1] for step in steps)) == (n, m)


@given(words)
def test_a_text_aligned_with_itself_differs_nowhere(quoted: list[str]) -> None:
    assert sum(block.cost for block in align_words(quoted, quoted)) == 0


def test_a_long_damaged_text_is_cut_and_aligned_quickly() -> None:
    rng = random.Random(7)
    passage = ["".join(rng.choice("ابتجدرسعفقكلمنهوي") for _ in range(rng.randint(2, 7))) for _ in range(2_000)]
    quoted = [word if rng.random() > 0.1 else word[:-1] + "ز" for word in passage]
    start = time.process_time()
    blocks = align_words(quoted, passage)
    assert time.process_time() - start < 3
    assert sum(block.q1 - block.q0 == block.p1 - block.p0 == 1 for block in blocks) > 1_900


@pytest.mark.parametrize(("quoted", "passage"), [(3, 300), (5, 200), (300, 3), (40, 2000)])
def test_texts_of_very_different_length_are_aligned(quoted: int, passage: int) -> None:
    few, many = ["بتثج"] * quoted, ["دذرز"] * passage
    blocks = align_words(few, many)
    assert [q for b in blocks for q in range(b.q0, b.q1)] == list(range(quoted))
    assert all(b.q0 < b.q1 or b.p0 < b.p1 for b in blocks)
