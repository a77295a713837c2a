"""How this quoter writes, and a word put right in that hand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from normaliser.script import (
    ALEF,
    ALEF_WASLA,
    DAGGER_ALEF,
    FATHA,
    FATHATAN,
    LETTERS_CLASS,
    SHADDA,
    SUKUN,
    TATWEEL,
    VOWELS,
)
from normaliser.skeleton import fold_skeleton
from normaliser.spelling import same_ya, wrong_units
from normaliser.units import (
    ALEF_MAQSURA,
    FARSI_YA,
    HAMZA_ABOVE,
    MARK,
    MARK_FOLD,
    RECITATION,
    URDU,
    YA,
    Unit,
    cut_units,
    plain_letters,
)

_SHADDA_VOWEL = re.compile(f"({SHADDA})([{VOWELS}])")
_VOWEL_SHADDA = re.compile(f"[{VOWELS}]{SHADDA}")
# Signs of recitation, but for the stroke that a hamza of the mushaf sits on.
_SIGNS = re.compile(f"(?!{TATWEEL}[{VOWELS}{SHADDA}{SUKUN}]*{HAMZA_ABOVE}){RECITATION.pattern}")
_ENDS = f"[^{LETTERS_CLASS}]*(?:\\s|$|ء)"
_DOTTED_YA = re.compile(f"{YA}{_ENDS}")
_DOTLESS_YA = re.compile(f"{ALEF_MAQSURA}{_ENDS}")
_LAYERS = 3  # of damage in one word, that one hides from another
# Alef wasla and the signs that only the mushaf's spelling has.
_MUSHAF = re.compile("[\u0671\u0653\u06df\u06e1\u06e2\u06e5\u06e6\u06e8\u06ed]|\u0621\u064e?\u0627")


def writes_as_mushaf(text: str) -> bool:
    """Whether somebody writes as the mushaf does.

    >>> writes_as_mushaf("ٱلرَّحْمَٰنِ"), writes_as_mushaf("الرَّحْمَٰنِ")
    (True, False)
    """
    return _MUSHAF.search(text) is not None


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
        return MARK.sub("", text.replace(TATWEEL + DAGGER_ALEF, ""))
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
    text = _SIGNS.sub("", "".join([MARK_FOLD.get(c, c) for c in form]))
    if seated:
        text = text.replace(DAGGER_ALEF, TATWEEL + DAGGER_ALEF)
    if FARSI_YA in text:
        units = cut_units(text)
        for unit in units:
            if text[unit.start] == FARSI_YA:
                text = text[: unit.start] + unit.letter + text[unit.start + 1 :]
    if not hand.wasla:
        text = text.replace(ALEF_WASLA, ALEF)
    return text.translate({k: v for k, v in URDU.items() if chr(k) != ALEF_WASLA})


def mend_word(word: str, form: str, hand: Hand) -> str:
    """`word` put right after `form` with as little change as the damage allows.

    Where the words have letter for letter the same length and look-alike letters, only the wrong letters and marks
    change; otherwise the whole word is written anew in the quoter's hand. Some damage shows only once the rest is put
    right: a missing shadda, among letters that all bear their vowels.
    """
    if not _is_letter_for_letter(word, form):
        return render_word(form, hand, word)
    for _ in range(_LAYERS):
        damaged, word = word, _mend_units(word, form, hand)
        if word == damaged or not _is_letter_for_letter(word, form):
            break
    return word


def _is_letter_for_letter(word: str, form: str) -> bool:
    return len(cut_units(word)) == len(cut_units(form)) and fold_skeleton(word) == fold_skeleton(form)


def _mend_units(word: str, form: str, hand: Hand) -> str:
    """The word with each letter and its marks put right that are seen to be wrong."""
    have, want = cut_units(word), cut_units(form)
    pieces, at = [], 0
    wrong = set(wrong_units(have, want))
    for i, unit in enumerate(have):
        respelt = unit.letter != want[i].letter and not same_ya(unit, want[i], want[i - 1] if i else None)
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
