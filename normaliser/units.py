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
_SILENT = (ALEF, ALEF_MAQSURA, YA, "\N{ARABIC LETTER FARSI YEH}")
FARSI_YA = "\N{ARABIC LETTER FARSI YEH}"
_VOWELS = frozenset(VOWELS)
_LATE = ({FATHA}, {FATHATAN}, {SHADDA, FATHA})  # what an alef may carry for the letter before it


class Unit(NamedTuple):
    """A letter and the marks on it, dagger alef aside."""

    letter: str
    marks: frozenset[str]
    start: int  # code points in the word the unit was cut from
    end: int

    @property
    def vowels(self) -> frozenset[str]:
        return self.marks & _VOWELS


def plain_letters(text: str) -> str:
    """The word without marks, tatweel and controls, alef wasla as alef, Urdu letters as Arabic ones.

    >>> plain_letters("ٱلرَّحْمَـٰنِ")
    'الرحمن'
    """
    return "".join([unit.letter for unit in cut_units(text)])


def clip_word(word: str) -> str:
    """The word without its first letter and that letter's marks.

    >>> clip_word("وَمَنْ")
    'مَنْ'
    """
    units = cut_units(word)
    return word[units[1].start :] if len(units) > 1 else word


@lru_cache(maxsize=8192)
def cut_units(word: str) -> tuple[Unit, ...]:
    """Letters with their marks; a mark written on the alef after its letter counts on the letter (لاَ as لَا)."""
    units = [
        Unit(letter, marks, cluster.start() + start, cluster.start() + end)
        for cluster in _CLUSTER.finditer(word)
        for letter, marks, start, end in _cut_cluster(cluster.group())
    ]
    if any(mark in word for mark in _TANWIN):
        units = [_read_open_tanwin(unit, units[i + 1 :]) for i, unit in enumerate(units)]
    return tuple(_resolve(units))


@lru_cache(maxsize=8192)
def _cut_cluster(cluster: str) -> tuple[Unit, ...]:
    """A letter with what is written on it, and any hamza on a stroke; a few clusters make up all words."""
    units: list[Unit] = []
    for i, written in enumerate(cluster):
        char = written if written in _TANWIN else MARK_FOLD.get(written, written)
        if char == TATWEEL and _SEATED_HAMZA.match(cluster, i):
            units.append(Unit(HAMZA, frozenset(), i, i + 1))
        elif char == HAMZA_ABOVE and units and units[-1].letter == HAMZA:
            units[-1] = Unit(HAMZA, units[-1].marks, units[-1].start, i + 1)
        elif RECITATION.match(char):
            if units:
                last = units[-1]
                marks = frozenset([_BEFORE_MEEM.get(m, m) for m in last.marks]) if char in _MEEM else last.marks
                units[-1] = Unit(last.letter, marks, last.start, i + 1)
        elif MARK.match(char):
            if units:
                last = units[-1]
                composed = unicodedata.normalize("NFC", last.letter + char)
                if len(composed) == 1:  # a combining hamza
                    units[-1] = Unit(composed, last.marks, last.start, i + 1)
                else:
                    marks = last.marks if char == DAGGER_ALEF else last.marks | {char}
                    units[-1] = Unit(last.letter, marks, last.start, i + 1)
        else:
            units.append(Unit(char.translate(URDU), frozenset(), i, i + 1))
    return tuple(units)


def _read_open_tanwin(unit: Unit, after: Sequence[Unit]) -> Unit:
    """The unit with the plain mark that one of two ambiguous marks stands for.

    At the end of a word, or before its silent alef or ya, it is tanwin; on a final ha, which South Asian printing so
    lengthens, it may be either and counts for nothing; elsewhere it is the long vowel of that printing.
    """
    marks = set(unit.marks)
    for mark, tanwin in _TANWIN.items():
        if mark in marks:
            marks.remove(mark)
            silent = len(after) == 1 and after[0].letter in _SILENT and not after[0].marks
            if silent or (not after and unit.letter != "ه"):
                marks.add(tanwin)
            elif after:
                marks.add(MARK_FOLD[mark])
    return Unit(unit.letter, frozenset(marks), unit.start, unit.end)


def _resolve(units: list[Unit]) -> list[Unit]:
    """Move a mark from a bare alef to the letter before it; tell Farsi ya from alef maqsura by the vowel before it."""
    for i, unit in enumerate(units):
        before = units[i - 1] if i else None
        if before and _carries_late_mark(unit, before.letter) and not before.marks & _excluded_by(unit.marks):
            units[i - 1] = Unit(before.letter, before.marks | unit.marks, before.start, before.end)
            units[i] = Unit(unit.letter, frozenset(), unit.start, unit.end)
        elif unit.letter == ALEF_MAQSURA and unit.marks == {FATHA} and before and FATHA in before.marks:
            units[i] = Unit(unit.letter, frozenset(), unit.start, unit.end)  # for a dagger alef
        elif unit.letter == FARSI_YA:
            final = i == len(units) - 1
            maqsura = final and before is not None and FATHA in before.marks and not unit.marks
            units[i] = Unit(ALEF_MAQSURA if maqsura else YA, unit.marks, unit.start, unit.end)
    return units


def _carries_late_mark(unit: Unit, before: str) -> bool:
    """Whether the marks on an alef are those of the letter before it: a vowel, or the shadda of a ligated lam."""
    return unit.letter == ALEF and (unit.marks in _LATE or (before == "ل" and unit.marks == {SHADDA}))


def _excluded_by(marks: frozenset[str]) -> frozenset[str]:
    """The marks that a letter cannot hold together with these: a vowel beside another, anything beside sukun."""
    return marks | {SUKUN} | (frozenset() if marks == {SHADDA} else frozenset(VOWELS))
