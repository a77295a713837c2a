"""One word against its accepted forms: is it written wrongly, and how would this quoter write it rightly?

What is style and what is damage follows DESIGN.md: marks merely absent, sukun, dagger alef, the alef that carries its
neighbour's vowel, a pausal ending are style; letters that fit no form and marks that contradict every form are damage.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from normaliser.script import (
    ALEF,
    ALEF_MADDA,
    ALEF_WASLA,
    DAGGER_ALEF,
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    INVISIBLE_CLASS,
    KASRA,
    KASRATAN,
    LETTERS_CLASS,
    SHADDA,
    SUKUN,
    TATWEEL,
    VOWELS,
)
from normaliser.skeleton import bare_words, fold_skeleton

ALEF_MAQSURA = "\N{ARABIC LETTER ALEF MAKSURA}"
YA = "\N{ARABIC LETTER YEH}"
HAMZA = "\N{ARABIC LETTER HAMZA}"
HAMZA_ABOVE = "\N{ARABIC HAMZA ABOVE}"
_MARK = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff]")
# Signs of recitation: pause marks, small letters, the rounded zeros. Never part of how a word is spelt.
_RECITATION = re.compile(
    f"[\u0610-\u061a\u0653\u0658-\u065f\u06d6-\u06ed\u08ca-\u08ef\u08f3-\u08ff{TATWEEL}{INVISIBLE_CLASS}]"
)
# Marks of South Asian and of open-tanwin printing, as the plain marks they stand for.
_MARK_FOLD = {
    "\N{ARABIC SUBSCRIPT ALEF}": KASRA,
    "\N{ARABIC INVERTED DAMMA}": DAMMA,
    "\N{ARABIC OPEN FATHATAN}": FATHATAN,
    "\N{ARABIC OPEN DAMMATAN}": DAMMATAN,
    "\N{ARABIC OPEN KASRATAN}": KASRATAN,
}
# The mushaf seats a hamza that has no letter of its own on a stroke.
_SEATED_HAMZA = re.compile(f"{TATWEEL}[\u064b-\u0653\u0670]*{HAMZA_ABOVE}")
_SHADDA_VOWEL = re.compile(f"({SHADDA})([{VOWELS}])")
_VOWEL_SHADDA = re.compile(f"[{VOWELS}]{SHADDA}")
_ENDS = f"[^{LETTERS_CLASS}]*(?:\\s|$|ء)"
_DOTTED_YA = re.compile(f"{YA}{_ENDS}")
_DOTLESS_YA = re.compile(f"{ALEF_MAQSURA}{_ENDS}")
_SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")
_URDU = str.maketrans({"ک": "ك", "گ": "ك", "ہ": "ه", "ھ": "ه", "ۃ": "ة", "ۀ": "ة", "ے": "ي", ALEF_WASLA: ALEF})
_FARSI_YA = "\N{ARABIC LETTER FARSI YEH}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A letter and the marks on it, dagger alef aside."""

    letter: str
    marks: frozenset[str]
    start: int  # code points in the word the unit was cut from
    end: int

    @property
    def vowels(self) -> frozenset[str]:
        return self.marks & frozenset(VOWELS)


def plain_letters(text: str) -> str:
    """The word without marks, tatweel and controls, alef wasla as alef, Urdu letters as Arabic ones.

    >>> plain_letters("ٱلرَّحْمَـٰنِ")
    'الرحمن'
    """
    return "".join([unit.letter for unit in cut_units(text)])


@lru_cache(maxsize=32768)
def cut_units(word: str) -> tuple[Unit, ...]:
    """Letters with their marks; a vowel written on the alef after its letter counts on the letter (لاَ as لَا)."""
    units: list[Unit] = []
    for i, written in enumerate(word):
        char = _MARK_FOLD.get(written, written)
        if char == TATWEEL and _SEATED_HAMZA.match(word, i):
            units.append(Unit(HAMZA, frozenset(), i, i + 1))
        elif char == HAMZA_ABOVE and units and units[-1].letter == HAMZA:
            units[-1] = Unit(HAMZA, units[-1].marks, units[-1].start, i + 1)
        elif _RECITATION.match(char):
            if units:
                units[-1] = Unit(units[-1].letter, units[-1].marks, units[-1].start, i + 1)
        elif _MARK.match(char):
            if units:
                last = units[-1]
                composed = unicodedata.normalize("NFC", last.letter + char)
                if len(composed) == 1:  # a combining hamza
                    units[-1] = Unit(composed, last.marks, last.start, i + 1)
                else:
                    marks = last.marks if char == DAGGER_ALEF else last.marks | {char}
                    units[-1] = Unit(last.letter, marks, last.start, i + 1)
        else:
            units.append(Unit(_fold_letter(char), frozenset(), i, i + 1))
    return tuple(_resolve(units))


def _fold_letter(char: str) -> str:
    return char.translate(_URDU)


def _resolve(units: list[Unit]) -> list[Unit]:
    """Move a vowel from a bare alef to the letter before it; tell Farsi ya from alef maqsura by the vowel before it."""
    for i, unit in enumerate(units):
        before = units[i - 1] if i else None
        if before and _carries_late_vowel(unit) and not before.marks & (unit.marks | {SUKUN} | frozenset(VOWELS)):
            units[i - 1] = Unit(before.letter, before.marks | unit.marks, before.start, before.end)
            units[i] = Unit(unit.letter, frozenset(), unit.start, unit.end)
        elif unit.letter == _FARSI_YA:
            final = i == len(units) - 1
            maqsura = final and before is not None and FATHA in before.marks and not unit.marks
            units[i] = Unit(ALEF_MAQSURA if maqsura else YA, unit.marks, unit.start, unit.end)
    return units


def _carries_late_vowel(unit: Unit) -> bool:
    return unit.letter == ALEF and unit.marks in ({FATHA}, {FATHATAN}, {SHADDA, FATHA})


def is_same(word: str, form: str) -> bool:
    """Whether the word stands as the form has it, or as the form without its marks."""
    return word == form or word == "".join(bare_words(form))


def same_letters(word: str, form: str, dotless_ya: bool = False) -> bool:
    """Whether the letters agree, hamza seats and all.

    Many hadith editions write every final ya without dots: such a form is a ya all the same. `dotless_ya` says that the
    quoter does so too.
    """
    a, b = cut_units(word), cut_units(form)
    if len(a) != len(b):
        return False
    pairs = enumerate(zip(a, b, strict=True))
    return all(
        x.letter == y.letter or _same_ya(x, y, b[i - 1] if i else None) or (dotless_ya and _same_ya(y, x, None))
        for i, (x, y) in pairs
    )


def _same_ya(unit: Unit, form: Unit, before: Unit | None) -> bool:
    """Whether the form's alef maqsura is a ya: it is marked, or a kasra precedes it."""
    if unit.letter != YA or form.letter != ALEF_MAQSURA:
        return False
    return bool(form.marks or before is None or KASRA in before.marks)


@lru_cache(maxsize=32768)
def dot_ya(form: str) -> str:
    """The form with its dots under every ya that the mushaf writes without them.

    >>> dot_ya("فِى"), dot_ya("عَلَىٰ")
    ('فِي', 'عَلَىٰ')
    """
    if ALEF_MAQSURA not in form:
        return form
    text = list(form)
    units = cut_units(form)
    for i, unit in enumerate(units):
        if unit.letter == ALEF_MAQSURA and (unit.marks or (i and KASRA in units[i - 1].marks)):
            text[unit.start] = YA
    return "".join(text)


def contradictions(word: str, form: str, last: bool = False, spotty: bool = False) -> tuple[int, ...]:
    """Indices of the units of `word` whose marks contradict `form`; the letters of the two must agree.

    `last`: the word ends a quotation or verse, where a pausal sukun is at home. `spotty`: the form comes from an
    edition that leaves out marks at random, so that a letter it leaves bare contradicts nothing.
    """
    have, want = cut_units(word), cut_units(form)
    wrong = _wrong_units(have, want)
    if last and wrong and wrong[-1] == len(have) - 1 and have[-1].marks == {SUKUN}:
        wrong.pop()
    return tuple(i for i in wrong if want[i].marks or not spotty or _impossible(have[i]))


def _wrong_units(have: Sequence[Unit], want: Sequence[Unit]) -> list[int]:
    full = _fully_marked(have, want)
    return [
        i
        for i, (x, y) in enumerate(zip(have, want, strict=True))
        if _contradicts(x, y, i == 0) or (full and _lacks_shadda(x, y, i, want))
    ]


def _contradicts(have: Unit, want: Unit, first: bool) -> bool:
    vowels = have.vowels
    if _impossible(have):
        return True
    if SHADDA in have.marks and SHADDA not in want.marks and not first:
        return True
    if SUKUN in have.marks:
        return bool(want.vowels)
    if vowels and vowels != want.vowels:
        return bool(want.vowels or SUKUN in want.marks) or not (first and have.letter == ALEF)
    return False


def _impossible(unit: Unit) -> bool:
    """Marks that no Arabic text holds together."""
    vowels = unit.vowels
    return len(vowels) > 1 or (unit.letter == ALEF_MADDA and bool(unit.marks)) or (SUKUN in unit.marks and bool(vowels))


def _fully_marked(have: Sequence[Unit], want: Sequence[Unit]) -> bool:
    """Every letter that the form vowels carries a vowel in the word too, so that a missing shadda is no style."""
    vowelled = [(x, y) for x, y in zip(have, want, strict=True) if y.vowels]
    return len(vowelled) > 1 and all(x.vowels for x, _ in vowelled)


def _lacks_shadda(have: Unit, want: Unit, i: int, form: Sequence[Unit]) -> bool:
    """A shadda that tells words apart: not the assimilation of a first letter or after the article, nor the Name's."""
    if SHADDA not in want.marks or SHADDA in have.marks or i == 0:
        return False
    after_article = form[i - 1].letter == "ل" and not form[i - 1].marks and want.letter in _SUN_LETTERS
    return not after_article and "".join(u.letter for u in form[-3:]) != "لله"


@dataclass(frozen=True, slots=True)
class Hand:
    """How this quoter writes, read off the words that are in order."""

    degree: float  # vowel marks written, of those the forms carry: 0 bare, 1 fully vocalised
    sukun: bool  # writes sukun
    late_fatha: bool  # writes a fatha or tanwin on the alef after its letter
    seat: bool  # writes dagger alef on a tatweel
    wasla: bool  # writes alef wasla
    vowel_first: bool  # writes the vowel before the shadda, as Unicode normal forms order them
    dotless_ya: int  # words that end in ya without its dots, when none has them; else 0


def read_hand(quotation: str, forms: Iterable[str]) -> Hand:
    """The quoter's habits in `quotation`; `forms`, the words of the passage, say what might have been marked."""
    could = sum(map(_marks_on, forms))
    does = _marks_on(quotation)
    return Hand(
        degree=does / could if could else 0.0,
        sukun=SUKUN in quotation or does < 8,
        late_fatha=any(ALEF + mark in quotation for mark in (FATHA, FATHATAN))
        and not any(mark + ALEF in quotation for mark in (FATHA, FATHATAN)),
        seat=TATWEEL + DAGGER_ALEF in quotation,
        wasla=ALEF_WASLA in quotation,
        dotless_ya=0 if _DOTTED_YA.search(quotation) else len(_DOTLESS_YA.findall(quotation)),
        vowel_first=bool(_VOWEL_SHADDA.search(quotation)) and not _SHADDA_VOWEL.search(quotation),
    )


def nearest_form(forms: Sequence[str], written: str) -> str:
    """Of a word's forms the one nearest to what stands there, in the conventions of its printing too."""
    from rapidfuzz.distance import Levenshtein

    marked = marked_forms(forms)
    return marked[0] if len(marked) == 1 else min(marked, key=lambda form: Levenshtein.distance(form, written))


def marked_forms(forms: Sequence[str]) -> list[str]:
    """The forms that carry vowel marks, if any do: a bare one says nothing about marks."""
    most = max(_marks_on(form) for form in forms)
    return [form for form in forms if 2 * _marks_on(form) >= most]


def has_marks(word: str) -> bool:
    """Whether the word carries a vowel mark or shadda."""
    return _marks_on(word) > 0


def _marks_on(word: str) -> int:
    return sum(1 for c in word if c in VOWELS or c == SHADDA)


def render_word(form: str, hand: Hand, written: str = "") -> str:
    """`form` as this quoter would write it; `written` is the damaged word it replaces, which settles doubtful cases.

    Between bare and vocalised, a word is marked when the damaged one was.
    """
    text = _clean(form, hand)
    marks = _marks_on(written)
    marked = hand.degree > 0.6 or (hand.degree > 0.15 and marks >= 0.3 * max(1, len(plain_letters(written))))
    if not marked:
        return _MARK.sub("", text)
    if hand.vowel_first:
        text = _SHADDA_VOWEL.sub(r"\2\1", text)
    if not hand.sukun:
        text = text.replace(SUKUN, "")
    if hand.late_fatha:
        text = re.sub(f"([{FATHA}{FATHATAN}]){ALEF}", rf"{ALEF}\1", text)
    return text


def _clean(form: str, hand: Hand) -> str:
    """The form without recitation signs, in everyday letters (alef wasla only for a quoter who uses it)."""
    seated = TATWEEL + DAGGER_ALEF in form and hand.seat
    text = _RECITATION.sub("", "".join([_MARK_FOLD.get(c, c) for c in form]))
    if seated:
        text = text.replace(DAGGER_ALEF, TATWEEL + DAGGER_ALEF)
    if _FARSI_YA in text:
        units = cut_units(text)
        for unit in units:
            if text[unit.start] == _FARSI_YA:
                text = text[: unit.start] + unit.letter + text[unit.start + 1 :]
    if not hand.wasla:
        text = text.replace(ALEF_WASLA, ALEF)
    return text.translate({k: v for k, v in _URDU.items() if chr(k) != ALEF_WASLA})


def mend_word(word: str, form: str, hand: Hand) -> str:
    """`word` put right after `form` with as little change as the damage allows.

    Where the words have letter for letter the same length and look-alike letters, only the wrong letters and marks
    change; otherwise the whole word is written anew in the quoter's hand.
    """
    have, want = cut_units(word), cut_units(form)
    if len(have) != len(want) or fold_skeleton(word) != fold_skeleton(form):
        return render_word(form, hand, word)
    pieces, at = [], 0
    wrong = set(_wrong_units(have, want))
    for i, unit in enumerate(have):
        respelt = unit.letter != want[i].letter and not _same_ya(unit, want[i], want[i - 1] if i else None)
        if i in wrong:
            pieces += [word[at : unit.start], want[i].letter if respelt else word[unit.start], _marks(want[i], hand)]
            pieces.append(DAGGER_ALEF if DAGGER_ALEF in word[unit.start : unit.end] else "")
            at = unit.end
            if _has_late_vowel(word, at, have, want, i + 1):
                pieces.append(word[at])  # the vowel stood on the alef that follows
                at += 2
        elif respelt:
            pieces += [word[at : unit.start], want[i].letter]
            at = unit.start + 1
    return "".join(pieces) + word[at:]


def _has_late_vowel(word: str, at: int, have: Sequence[Unit], want: Sequence[Unit], i: int) -> bool:
    """Whether the vowel of the unit before `i` is written on the alef at `at`, and the form has an alef there too."""
    if i >= len(have) or have[i].marks or want[i].letter != ALEF:
        return False
    return word[at + 1 : at + 2] in (FATHA, FATHATAN)


def _marks(unit: Unit, hand: Hand) -> str:
    """The unit's marks, shadda first, as this quoter writes them."""
    wanted = SHADDA + VOWELS + (SUKUN if hand.sukun else "")
    marks = "".join(m for m in wanted if m in unit.marks)
    return _SHADDA_VOWEL.sub(r"\2\1", marks) if hand.vowel_first else marks
