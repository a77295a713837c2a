"""Letters folded for comparing: what counts as the same, and where each folded letter stands."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.script import DAGGER_ALEF, LETTERS_CLASS, MARKS_CLASS, TATWEEL
from normaliser.skeleton import (
    RASM_CLASSES,
    RASM_CODE,
    SKELETON_LETTERS,
    bare_words,
    fold_rasm,
    fold_skeleton,
    skeleton_offsets,
)

SAME_SKELETON = [
    ("أحمد إلى آدم", "احمد الى ادم"),
    ("رحمة", "رحمه"),
    ("على", "علي"),
    ("شيئا", "شييا"),
    ("مؤمن", "مومن"),
    ("ٱلرَّحْمَـٰنِ", "الرحمن"),
    ("کتاب یہ", "كتاب يه"),
    ("ماء", "ما"),
    ("محـــمد", "محمد"),
    ("رَ\u200cبِّ", "رب"),
]
SAME_RASM = [*SAME_SKELETON, ("بيت", "تنت"), ("خير", "حبر"), ("قال", "فل"), ("شمس", "سمش"), ("كتاب", "كتب")]
OTHER_RASM = [("سلم", "سله"), ("حمد", "حمر"), ("قلب", "كلب"), ("نور", "نار")]

mixed = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئءٱیکہ\u064e\u0651\u0670\u0640\u200f a1🙂", max_size=40)


@pytest.mark.parametrize(("one", "other"), SAME_SKELETON)
def test_look_alikes_share_a_skeleton(one: str, other: str) -> None:
    assert fold_skeleton(one) == fold_skeleton(other)


@pytest.mark.parametrize(("one", "other"), SAME_RASM)
def test_dots_and_alefs_do_not_count_in_rasm(one: str, other: str) -> None:
    assert fold_rasm(one) == fold_rasm(other)


@pytest.mark.parametrize(("one", "other"), OTHER_RASM)
def test_other_letters_have_another_rasm(one: str, other: str) -> None:
    assert fold_rasm(one) != fold_rasm(other)


@given(mixed)
def test_folds_drop_the_spaces_and_say_where_each_letter_stands(text: str) -> None:
    assert len(fold_skeleton(text)) == len(skeleton_offsets(text))
    assert fold_skeleton("".join(text[i] for i in skeleton_offsets(text))) == fold_skeleton(text)


@given(mixed, mixed)
def test_folds_of_joined_texts_are_joined_folds(one: str, other: str) -> None:
    assert fold_rasm(one + other) == fold_rasm(one) + fold_rasm(other)
    assert fold_skeleton(one + other) == fold_skeleton(one) + fold_skeleton(other)


@given(st.text(max_size=40))
def test_rasm_is_that_of_a_plain_loop(text: str) -> None:
    assert fold_rasm(text) == bytes(RASM_CODE[c] for c in text if c in RASM_CODE)
    assert all(1 <= code <= RASM_CLASSES < 16 for code in fold_rasm(text))


@given(mixed)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold_skeleton(fold_skeleton(text)) == fold_skeleton(text)
    assert fold_rasm(fold_skeleton(text)) == fold_rasm(text)


@given(mixed)
def test_composing_and_decomposing_make_no_difference(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold_rasm(composed) == fold_rasm(unicodedata.normalize("NFD", composed))


def test_every_everyday_letter_has_a_skeleton() -> None:
    letters = {chr(code) for code in range(0x621, 0x64B) if re.match(f"[{LETTERS_CLASS}]", chr(code))}
    assert letters - SKELETON_LETTERS == {"ء"}


@pytest.mark.parametrize("mark", [DAGGER_ALEF, TATWEEL, "\u064e", "\u0651", "\u06d6", "\u06e5", "\u0653"])
def test_marks_leave_nothing(mark: str) -> None:
    assert fold_skeleton(f"ب{mark}") == "ب" and mark not in SKELETON_LETTERS
    assert mark == TATWEEL or re.match(f"[{MARKS_CLASS}]", mark)


def test_bare_words_keep_hamza_and_lose_marks() -> None:
    assert bare_words("قَالَ: «إِلَىٰ ٱلصَّلَوٰةِ» yes\u200f") == ["قال", "إلى", "الصلوة"]
    assert bare_words("") == []


@given(st.text(alphabet=st.characters(max_codepoint=0x7FF) | st.sampled_from("\u200b\u200f\ufeff“”…«ﷺ\0"), max_size=30))
def test_bare_words_are_the_same_among_rare_characters(text: str) -> None:
    assert bare_words(text) == bare_words(f"{text} 🙂")  # which no table of common ones has
