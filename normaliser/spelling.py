"""One word against its accepted forms: is it written wrongly?

What is style and what is damage follows DESIGN.md: marks merely absent, sukun, dagger alef, the alef that carries its
neighbour's vowel, a pausal ending are style; letters that fit no form and marks that contradict every form are damage.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from normaliser.script import ALEF, ALEF_MADDA, FATHATAN, KASRA, SHADDA, SUKUN, VOWELS
from normaliser.skeleton import bare_words
from normaliser.units import ALEF_MAQSURA, FARSI_YA, MARK, YA, Marks, Units, cut_units

_VOWELS = frozenset(VOWELS)
_BARE_TANWIN = ("ة", "ء", ALEF, ALEF_MAQSURA)  # letters that bear it with no alef behind them
_OMITTED = re.compile(f"[{VOWELS}{SUKUN}]+")
_SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")


def is_same(word: str, form: str) -> bool:
    """Whether the word stands as the form has it, or as the form without its marks."""
    return word == form or (word.isalpha() and word == "".join(bare_words(form)))


def lacks_vowels(word: str, form: str) -> bool:
    """Whether the word is the form less some of its vowel marks and sukuns, which is style.

    The same is not said of words with a Farsi ya, as vowels tell which letter that is.

    >>> lacks_vowels("مثَلًا", "مَثَلًا"), lacks_vowels("أَحَقُ", "أَحَقُّ")
    (True, False)
    """
    if len(word) >= len(form) or FARSI_YA in form or _OMITTED.sub("", word) != _OMITTED.sub("", form):
        return False
    rest = iter(form)
    return all(mark in rest for mark in word)


def same_letters(word: str, form: str, dotless_ya: bool = False) -> bool:
    """Whether the letters agree, hamza seats and all.

    Many hadith editions write every final ya without dots: such a form is a ya all the same. `dotless_ya` says that the
    quoter does so too.
    """
    have, want = cut_units(word), cut_units(form)
    if have.letters == want.letters:
        return True
    if len(have.letters) != len(want.letters):
        return False
    return all(
        x == y or same_ya(x, want, i) or (dotless_ya and (x, y) == (ALEF_MAQSURA, YA))
        for i, (x, y) in enumerate(zip(have.letters, want.letters, strict=True))
    )


def lacks_its_start(word: str) -> bool:
    """Whether a word begins with the mark of a letter that is lost."""
    return MARK.match(word) is not None


def lacks_its_end(word: str) -> bool:
    """Whether a word has lost the alef behind its tanwin.

    >>> lacks_its_end("أَرْبَعً"), lacks_its_end("أَرْبَعًا"), lacks_its_end("رَحْمَةً")
    (True, False, False)
    """
    return word.endswith(FATHATAN) and cut_units(word).letters[-1:] not in _BARE_TANWIN


def marked_like(word: str, forms: Sequence[str]) -> list[str]:
    """The forms that are marked as the word is, of which only the last letter may differ.

    >>> marked_like("يَرْضَي", ["يَرْضَى", "يَرْمَى", "يُرْضِي"])
    ['يَرْضَى']
    """
    letters = cut_units(word).letters
    alike = [
        f for f in forms if len(cut_units(f).letters) == len(letters) and cut_units(f).letters[:-1] == letters[:-1]
    ]
    return [form for form in alike if not contradictions(word, form, True, True)]


def same_ya(letter: str, form: Units, i: int) -> bool:
    """Whether the letter is a ya and so is the form's alef maqsura at `i`: it is marked, or a kasra precedes it."""
    if letter != YA or form.letters[i] != ALEF_MAQSURA:
        return False
    return i == 0 or bool(form.marks[i]) or KASRA in form.marks[i - 1]


@lru_cache(maxsize=32768)
def dot_ya(form: str) -> str:
    """The form with its dots under every ya that the mushaf writes without them.

    >>> dot_ya("فِى"), dot_ya("عَلَىٰ")
    ('فِي', 'عَلَىٰ')
    """
    if ALEF_MAQSURA not in form:
        return form
    text = list(form)
    letters, marks, bounds = cut_units(form)
    for i, letter in enumerate(letters):
        if letter == ALEF_MAQSURA and (marks[i] or (i and KASRA in marks[i - 1])):
            text[bounds[i]] = YA
    return "".join(text)


def contradictions(word: str, form: str, last: bool = False, spotty: bool = False) -> tuple[int, ...]:
    """Indices of the units of `word` whose marks contradict `form`; the letters of the two must agree.

    `last`: the word ends a quotation or verse, where a pausal sukun is at home. `spotty`: the form comes from an
    edition that leaves out marks at random, so that a letter it leaves bare contradicts nothing, and that may end any
    word in a sukun.
    """
    have, want = cut_units(word), cut_units(form)
    wrong = wrong_units(word, form)
    if (last or spotty) and wrong and wrong[-1] == len(have.letters) - 1 and have.marks[-1] == {SUKUN}:
        wrong = wrong[:-1]
    return tuple([i for i in wrong if not spotty or want.marks[i] or _is_impossible(have.letters[i], have.marks[i])])


def without_slips(forms: Sequence[str], last: bool) -> list[str]:
    """The forms of a narration's word, with the same letters, less those that most of them contradict."""
    against = [sum([bool(contradictions(form, other, last, True)) for other in forms]) for form in forms]
    return [form for form, others in zip(forms, against, strict=True) if 2 * others <= len(forms)]


@lru_cache(maxsize=1024)
def wrong_units(word: str, form: str) -> tuple[int, ...]:
    """Indices of the units of `word` whose marks contradict those of as many in `form`.

    Kept, as what is found wrong is put right next.
    """
    have, want = cut_units(word), cut_units(form)
    pairs = enumerate(zip(have.letters, have.marks, want.marks, strict=True))
    wrong = [i for i, (letter, x, y) in pairs if _contradicts(letter, x, y, i == 0)]
    lacking = _lacking_shaddas(have, want)
    return tuple(sorted({*wrong, *lacking}) if lacking and _is_fully_marked(have, want) else wrong)


@lru_cache(maxsize=4096)
def _contradicts(letter: str, have: Marks, want: Marks, first: bool) -> bool:
    """Whether a letter's marks contradict what the form has on it; a few pairs of marks make up all words."""
    vowels, wanted = have & _VOWELS, want & _VOWELS
    if _is_impossible(letter, have):
        return True
    if SHADDA in have and SHADDA not in want and not first:
        return True
    if SUKUN in have:
        return bool(wanted)
    if vowels and vowels != wanted:
        return bool(wanted or SUKUN in want) or not (first and letter == ALEF)
    return False


def _is_impossible(letter: str, marks: Marks) -> bool:
    """Marks that no Arabic text holds together."""
    vowels = len(marks & _VOWELS)
    return vowels > 1 or (letter == ALEF_MADDA and bool(marks)) or (SUKUN in marks and vowels > 0)


def _is_fully_marked(have: Units, want: Units) -> bool:
    """Every letter that the form vowels carries a vowel in the word too, so that a missing shadda is no style."""
    vowelled = [x for x, y in zip(have.marks, want.marks, strict=True) if y & _VOWELS]
    return len(vowelled) > 1 and not any(map(_VOWELS.isdisjoint, vowelled))


def _lacking_shaddas(have: Units, want: Units) -> list[int]:
    """The units without a shadda that tells words apart.

    It is not the assimilation of a first letter or after the article, nor the Name's.
    """
    lacking = [i for i, marks in enumerate(want.marks) if SHADDA in marks and SHADDA not in have.marks[i]]
    if not lacking or want.letters.endswith("لله"):
        return []
    return [i for i in lacking if i and not _is_assimilated(want, i)]


def _is_assimilated(form: Units, i: int) -> bool:
    """Whether a unit after the first follows the article, whose lam goes into it."""
    return form.letters[i - 1] == "ل" and not form.marks[i - 1] and form.letters[i] in _SUN_LETTERS
