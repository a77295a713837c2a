"""Arabic text cut into words, and the honorific formulas left out of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.skeleton import fold_skeleton
from normaliser.words import begins_with_remains, split_words, without_formulas

CUTS = {
    "spaces and line ends": ("إن الله\nمع\tالصابرين", ["إن", "الله", "مع", "الصابرين"]),
    "punctuation": ("قال: «نعم، لا؛ بلى؟»", ["قال", "نعم", "لا", "بلى"]),
    "Latin and digits": ("في 2010 (yes) وفي١٢عام", ["في", "وفي", "عام"]),
    "marks stay on": ("إِنَّ اللَّهَ", ["إِنَّ", "اللَّهَ"]),
    "marks of the mushaf": ("ٱلَّذِينَ ءَامَنُوا۟ ۖ وَلَا", ["ٱلَّذِينَ", "ءَامَنُوا۟", "وَلَا"]),
    "joining strokes": ("محـــمد ـ رسول", ["محـــمد", "رسول"]),
    "invisible characters inside": ("رَ\u200cبِّ شَيْ\u200fءٌ", ["رَ\u200cبِّ", "شَيْ\u200fءٌ"]),
    "invisible characters at the end": ("نعم\u200f لا\u200e", ["نعم", "لا"]),
    "a mark before its letter": ("\u064eقال", ["\u064eقال"]),
    "marks alone": ("\u064e \u0651", []),
    "astral characters": ("🙂نعم𐎀", ["نعم"]),
    "nothing": ("", []),
}


@pytest.mark.parametrize("name", CUTS)
def test_text_is_cut_into_words(name: str) -> None:
    text, expected = CUTS[name]
    assert [word.text for word in split_words(text)] == expected


def test_only_the_stretch_asked_for_is_cut() -> None:
    text = "إن الله مع الصابرين"
    assert [word.text for word in split_words(text, 3, 10)] == ["الله", "مع"]


@given(st.text(alphabet="النصء\u064e\u0651\u0640\u200f\u200c\ufeff \na1,", max_size=60))
def test_words_are_slices_in_order_with_their_skeletons(text: str) -> None:
    words = split_words(text)
    for word in words:
        assert text[word.start : word.end] == word.text != ""
        assert word.skeleton == fold_skeleton(word.text)
    assert all(one.end <= other.start for one, other in pairwise(words))
    assert "".join(word.skeleton for word in words) == fold_skeleton(text)


FORMULAS = {
    "spelt out": "قال النبي صلى الله عليه وسلم نعم",
    "vocalised": "قَالَ النَّبِيُّ صَلَّى اللَّهُ عَلَيْهِ وَسَلَّمَ نَعَمْ",
    "with the family": "قال النبي صلى الله عليه وآله وسلم نعم",
    "waw apart": "قال النبي صلى الله عليه و سلم نعم",
    "damaged": "قال النبي صلى اله عليه وسلم نعم",
    "merged": "قال النبي صلى اللهعليه وسلم نعم",
    "run together with the word before": "قال النبيصلى الله عليه وسلم نعم",
    "run together with the word after": "قال النبي صلى الله عليه وسلمنعم",
    "with another first letter": "قال النبي طلى الله عليه وسلم نعم",
    "of a companion": "قال النبي رضي الله عنه نعم",
    "peace": "قال النبي عليه السلام نعم",
    "twice": "قال صلى الله عليه وسلم النبي صلى الله عليه وسلم نعم",
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_left_out(name: str) -> None:
    kept = without_formulas(split_words(FORMULAS[name]))
    assert [word.skeleton for word in kept] == ["قال", "النبي", "نعم"]


@given(st.lists(st.sampled_from(["قال", "الله", "عليه", "وسلمق", "وسلم", "صلى", "على", "رسولصلى"]), max_size=9))
def test_what_is_kept_are_parts_of_the_words_in_order(words: list[str]) -> None:
    text = " ".join(words)
    kept = without_formulas(split_words(text))
    assert all(text[w.start : w.end] == w.text and w.skeleton == fold_skeleton(w.text) != "" for w in kept)
    assert all(one.end <= other.start for one, other in pairwise(kept))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("صلى الله عليه وسلم", False),
        ("رضي الله عنه قال", False),
        ("صلى الله غليه وسلم", True),
        ("الله عليه وسلم قال", True),
        ("قال نعم", False),
        ("", False),
    ],
)
def test_remains_of_a_formula_are_told(text: str, expected: bool) -> None:
    assert begins_with_remains(text) == expected


@pytest.mark.parametrize("text", ["صلى العصر ثم خرج", "الله أكبر", "إن الله مع الصابرين", "عليه دين", "رضي به"])
def test_words_that_begin_like_a_formula_stay(text: str) -> None:
    words = split_words(text)
    assert without_formulas(words) == words
