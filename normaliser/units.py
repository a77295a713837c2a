"""Arabic words cut into letters with their marks: what spellings are compared by."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from normaliser.script import (
    ALEF,
    ALEF_WASLA,
    DAGGER_ALEF,
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    INVISIBLE_CLASS,
    KASRA,
    KASRATAN,
    SHADDA,
    SUKUN,
    TATWEEL,
    VOWELS,
)

ALEF_MAQSURA = "\N{ARABIC LETTER ALEF MAKSURA}"
YA = "\N{ARABIC LETTER YEH}"
HAMZA = "\N{ARABIC LETTER HAMZA}"
HAMZA_ABOVE = "\N{ARABIC HAMZA ABOVE}"
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08ff"
MARK = re.compile(f"[{_MARKS}]")
# Signs of recitation: pause marks, small letters, the rounded zeros. Never part of how a word is spelt.
_RECITATION = f"\u0610-\u061a\u0653\u0658-\u065f\u06d6-\u06ed\u08ca-\u08ef\u08f3-\u08ff{TATWEEL}{INVISIBLE_CLASS}"
RECITATION = re.compile(f"[{_RECITATION}]")
_CLUSTER = re.compile(f".[{_MARKS}{_RECITATION}]*", re.DOTALL)  # a letter and all that is written on it
# Marks of South Asian and of open-tanwin printing, as the plain marks they stand for.
MARK_FOLD = {
    "\N{ARABIC SUBSCRIPT ALEF}": KASRA,  # not always: see _read_open_tanwin
    "\N{ARABIC INVERTED DAMMA}": DAMMA,
    "\N{ARABIC OPEN FATHATAN}": FATHATAN,
    "\N{ARABIC OPEN DAMMATAN}": DAMMATAN,
    "\N{ARABIC OPEN KASRATAN}": KASRATAN,
}
# What the printed mushaf of Medina uses the two of them for.
_TANWIN = {"\N{ARABIC SUBSCRIPT ALEF}": KASRATAN, "\N{ARABIC INVERTED DAMMA}": FATHATAN}
# Tanwin read as m: the mushaf of Medina writes one vowel and a small meem.
_MEEM = "\N{ARABIC SMALL HIGH MEEM ISOLATED FORM}\N{ARABIC SMALL LOW MEEM}"
_BEFORE_MEEM = {FATHA: FATHATAN, DAMMA: DAMMATAN, KASRA: KASRATAN}
# The mushaf seats a hamza that has no letter of its own on a stroke.
_SEATED_HAMZA = re.compile(f"{TATWEEL}[\u064b-\u0653\u0670]*{HAMZA_ABOVE}")
URDU = str.maketrans({"ک": "ك", "گ": "ك", "ہ": "ه", "ھ": "ه", "ۃ": "ة", "ۀ": "ة", "ے": "ي", ALEF_WASLA: ALEF})
_BARE_ALEF = str.maketrans("أإآ", "ااا")
FARSI_YA = "\N{ARABIC LETTER FARSI YEH}"
_SILENT = (ALEF, ALEF_MAQSURA, YA, FARSI_YA)
_LATE = ({FATHA}, {FATHATAN}, {SHADDA, FATHA})  # what an alef may carry for the letter before it


Marks = frozenset[str]
"""The marks on a letter, dagger alef aside."""

_BARE: Marks = frozenset()


class Units(NamedTuple):
    """The letters of a word, the marks on each and where each begins, in code points, with where the word ends.

    A letter and its marks are a unit. They are kept in columns, which are quicker made and compared than a value each.
    """

    letters: str
    marks: tuple[Marks, ...]
    bounds: tuple[int, ...]  # one more than letters


def plain_letters(text: str) -> str:
    """The word without marks, tatweel and controls, alef wasla as alef, Urdu letters as Arabic ones.

    >>> plain_letters("ٱلرَّحْمَـٰنِ")
    'الرحمن'
    """
    return cut_units(text).letters


def bare_alefs(text: str) -> str:
    """The letters of `plain_letters`, every alef without its hamza.

    >>> bare_alefs("إِلَى الأَرْضِ")
    'الى الارض'
    """
    return plain_letters(text).translate(_BARE_ALEF)


def clip_word(word: str) -> str:
    """The word without its first letter and that letter's marks.

    >>> clip_word("وَمَنْ")
    'مَنْ'
    """
    units = cut_units(word)
    return word[units.bounds[1] :] if len(units.letters) > 1 else word


@lru_cache(maxsize=8192)
def cut_units(word: str) -> Units:
    """Letters with their marks; a mark written on the alef after its letter counts on the letter (لاَ as لَا)."""
    letters: list[str] = []
    marks: list[Marks] = []
    bounds: list[int] = []
    at = 0
    for cluster in _CLUSTER.findall(word):
        for letter, on_it, start in _cut_cluster(cluster):
            letters.append(letter)
            marks.append(on_it)
            bounds.append(at + start)
        at += len(cluster)
    bounds.append(at)
    if not _TANWIN.keys().isdisjoint(word):
        marks = [_read_open_tanwin(letters, marks, i) for i in range(len(letters))]
    _resolve(letters, marks)
    return Units("".join(letters), tuple(marks), tuple(bounds))


@lru_cache(maxsize=8192)
def _cut_cluster(cluster: str) -> tuple[tuple[str, Marks, int], ...]:
    """A letter with what is written on it, and any hamza on a stroke, and where each begins.

    A few clusters make up all words.
    """
    units: list[tuple[str, Marks, int]] = []
    for i, written in enumerate(cluster):
        char = written if written in _TANWIN else MARK_FOLD.get(written, written)
        if char == TATWEEL and _SEATED_HAMZA.match(cluster, i):
            units.append((HAMZA, _BARE, i))
        elif MARK.match(char) or RECITATION.match(char):
            if units:
                units[-1] = _put_on(char, *units[-1])
        else:
            units.append((char.translate(URDU), _BARE, i))
    return tuple(units)


def _put_on(char: str, letter: str, marks: Marks, start: int) -> tuple[str, Marks, int]:
    """A unit with one more mark or sign of recitation."""
    if char in _MEEM:
        return letter, frozenset([_BEFORE_MEEM.get(m, m) for m in marks]), start
    if char == DAGGER_ALEF or RECITATION.match(char) or (char == HAMZA_ABOVE and letter == HAMZA):
        return letter, marks, start
    composed = unicodedata.normalize("NFC", letter + char)
    if len(composed) == 1:  # a combining hamza
        return composed, marks, start
    return letter, marks | {char}, start


def _read_open_tanwin(letters: Sequence[str], marks: Sequence[Marks], i: int) -> Marks:
    """The marks on a letter with the plain mark that one of two ambiguous ones stands for.

    At the end of a word, or before its silent alef or ya, it is tanwin; on a final ha, which South Asian printing so
    lengthens, it may be either and counts for nothing; elsewhere it is the long vowel of that printing.
    """
    read = set(marks[i])
    last = len(letters) - 1
    for mark, tanwin in _TANWIN.items():
        if mark in read:
            read.remove(mark)
            silent = i == last - 1 and letters[last] in _SILENT and not marks[last]
            if silent or (i == last and letters[i] != "ه"):
                read.add(tanwin)
            elif i < last:
                read.add(MARK_FOLD[mark])
    return frozenset(read)


def _resolve(letters: list[str], marks: list[Marks]) -> None:
    """Move a mark from a bare alef to the letter before it; tell Farsi ya from alef maqsura by the vowel before it."""
    for i, letter in enumerate(letters):
        if letter == ALEF:
            if i and marks[i] and _is_late(marks[i], letters[i - 1]) and not marks[i - 1] & _excluded_by(marks[i]):
                marks[i - 1] |= marks[i]
                marks[i] = _BARE
        elif letter == ALEF_MAQSURA:
            if i and marks[i] == {FATHA} and FATHA in marks[i - 1]:
                marks[i] = _BARE  # for a dagger alef
        elif letter == FARSI_YA:
            maqsura = 0 < i == len(letters) - 1 and FATHA in marks[i - 1] and not marks[i]
            letters[i] = ALEF_MAQSURA if maqsura else YA


def _is_late(marks: Marks, before: str) -> bool:
    """Whether the marks on an alef are those of the letter before it: a vowel, or the shadda of a ligated lam."""
    return marks in _LATE or (before == "ل" and marks == {SHADDA})


def _excluded_by(marks: Marks) -> Marks:
    """The marks that a letter cannot hold together with these: a vowel beside another, anything beside sukun."""
    return marks | {SUKUN} | (_BARE if marks == {SHADDA} else frozenset(VOWELS))
