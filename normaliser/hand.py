"""How this quoter writes, and a word put right in that hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normaliser.letters import levenshtein
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
    Marks,
    Units,
    cut_units,
    plain_letters,
)

_MARKED = re.compile(f"[{VOWELS}{SHADDA}]")
_SHADDA_VOWEL = re.compile(f"({SHADDA})([{VOWELS}])")
_VOWEL_SHADDA = re.compile(f"[{VOWELS}]{SHADDA}")
# Signs of recitation, but for the stroke that a hamza of the mushaf sits on.
_SIGNS = re.compile(f"(?!{TATWEEL}[{VOWELS}{SHADDA}{SUKUN}]*{HAMZA_ABOVE}){RECITATION.pattern}")
_AFTER_ALEF = re.compile(f"{ALEF}[{FATHA}{FATHATAN}]")
_BEFORE_ALEF = re.compile(f"([{FATHA}{FATHATAN}]){ALEF}")
_PLAIN_MARKS = str.maketrans(MARK_FOLD)
_EVERYDAY = {code: letter for code, letter in URDU.items() if code != ord(ALEF_WASLA)}
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


def read_hand(quotation: str, forms: Sequence[str]) -> Hand:
    """The quoter's habits in `quotation`; `forms`, the words of the passage, say what might have been marked."""
    could = _marks_on("".join(forms))
    does = _marks_on(quotation)
    return Hand(
        degree=does / could if could else 0.0,
        sukun=SUKUN in quotation or does < 8,
        late_fatha=bool(_AFTER_ALEF.search(quotation)) and not _BEFORE_ALEF.search(quotation),
        seat=TATWEEL + DAGGER_ALEF in quotation,
        wasla=ALEF_WASLA in quotation,
        dotless_ya=0 if _DOTTED_YA.search(quotation) else len(_DOTLESS_YA.findall(quotation)),
        vowel_first=bool(_VOWEL_SHADDA.search(quotation)) and not _SHADDA_VOWEL.search(quotation),
    )


def nearest_form(forms: Sequence[str], written: str) -> str:
    """Of a word's forms the one nearest to what stands there, in the conventions of its printing too."""
    marked = marked_forms(forms)
    if len(marked) == 1:
        return marked[0]
    distance = levenshtein().distance
    return min(marked, key=lambda form: distance(form, written))


def marked_forms(forms: Sequence[str]) -> Sequence[str]:
    """The forms that carry vowel marks, if any do: a bare one says nothing about marks."""
    if len(forms) == 1:
        return forms
    marks = list(map(_marks_on, forms))
    most = max(marks)
    return [form for form, count in zip(forms, marks, strict=True) if 2 * count >= most]


def has_marks(word: str) -> bool:
    """Whether the word carries a vowel mark or shadda."""
    return _MARKED.search(word) is not None


def _marks_on(text: str) -> int:
    return len(_MARKED.findall(text))


def render_word(form: str, hand: Hand, written: str = "") -> str:
    """`form` as this quoter would write it; `written` is the damaged word it replaces, which settles doubtful cases.

    Between bare and vocalised, a word is marked when the damaged one was.
    """
    text = _clean(form, hand)
    if not _is_marked(hand, written):
        return MARK.sub("", text.replace(TATWEEL + DAGGER_ALEF, ""))
    if hand.vowel_first:
        text = _SHADDA_VOWEL.sub(r"\2\1", text)
    if not hand.sukun:
        text = text.replace(SUKUN, "")
    if hand.late_fatha:
        text = _BEFORE_ALEF.sub(rf"{ALEF}\1", text)
    return text


def _is_marked(hand: Hand, written: str) -> bool:
    """Whether the quoter would mark the word in the place of what is `written`."""
    if hand.degree > 0.6:
        return True
    return hand.degree > 0.15 and _marks_on(written) >= 0.3 * max(1, len(plain_letters(written)))


def _clean(form: str, hand: Hand) -> str:
    """The form without recitation signs, in everyday letters (alef wasla only for a quoter who uses it)."""
    seated = TATWEEL + DAGGER_ALEF in form and hand.seat
    text = _SIGNS.sub("", form.translate(_PLAIN_MARKS))
    if seated:
        text = text.replace(DAGGER_ALEF, TATWEEL + DAGGER_ALEF)
    if FARSI_YA in text:
        units = cut_units(text)
        for letter, start in zip(units.letters, units.bounds, strict=False):
            if text[start] == FARSI_YA:
                text = text[:start] + letter + text[start + 1 :]
    if not hand.wasla:
        text = text.replace(ALEF_WASLA, ALEF)
    return text.translate(_EVERYDAY)


def mend_word(word: str, form: str, hand: Hand) -> str:
    """`word` put right after `form` with as little change as the damage allows.

    Where the words have letter for letter the same length and look-alike letters, only the wrong letters and marks
    change; otherwise the whole word is written anew in the quoter's hand. Some damage shows only once the rest is put
    right: a missing shadda, among letters that all bear their vowels; a mark, on what was taken for an alef.
    """
    if not _is_letter_for_letter(word, form):
        return render_word(form, hand, word)
    for _ in range(_LAYERS):
        damaged, word = word, _mend_units(word, form, hand)
        if word == damaged or _hides_nothing(damaged, form) or not _is_letter_for_letter(word, form):
            break
    return word


def _hides_nothing(word: str, form: str) -> bool:
    return SHADDA not in form and cut_units(word).letters == cut_units(form).letters


def _is_letter_for_letter(word: str, form: str) -> bool:
    if fold_skeleton(word) != fold_skeleton(form):
        return False
    return len(cut_units(word).letters) == len(cut_units(form).letters)


def _mend_units(word: str, form: str, hand: Hand) -> str:
    """The word with each letter and its marks put right that are seen to be wrong."""
    have, want = cut_units(word), cut_units(form)
    pieces, at = [], 0
    wrong = wrong_units(word, form)
    for i, (letter, start, end) in enumerate(zip(have.letters, have.bounds, have.bounds[1:], strict=False)):
        respelt = letter != want.letters[i] and not same_ya(letter, want, i)
        if i in wrong:
            pieces += [word[at:start], want.letters[i] if respelt else word[start], _marks(want.marks[i], hand)]
            pieces.append(DAGGER_ALEF if DAGGER_ALEF in word[start:end] else "")
            at = end
            if _has_late_vowel(word, at, have, want, i + 1):
                pieces.append(word[at])  # the vowel stood on the alef that follows
                at += 2
        elif respelt:
            pieces += [word[at:start], want.letters[i]]
            at = start + 1
    return "".join(pieces) + word[at:]


def _has_late_vowel(word: str, at: int, have: Units, want: Units, i: int) -> bool:
    """Whether the vowel of the unit before `i` is written on the alef at `at`, and the form has an alef there too."""
    if i >= len(have.letters) or have.marks[i] or want.letters[i] != ALEF:
        return False
    return word[at + 1 : at + 2] in (FATHA, FATHATAN)


def _marks(marks: Marks, hand: Hand) -> str:
    """The marks, shadda first, as this quoter writes them."""
    wanted = SHADDA + VOWELS + (SUKUN if hand.sukun else "")
    written = "".join([m for m in wanted if m in marks])
    return _SHADDA_VOWEL.sub(r"\2\1", written) if hand.vowel_first else written
