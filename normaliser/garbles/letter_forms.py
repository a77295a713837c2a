"""Presentation forms: which letters a glyph code stands for, and what it says about the letters beside it.

The facts come from the Unicode character database. U+FE70-FEFC are one code for each shape of a letter, as fonts of the
1990s and PDF files have them. U+FB50-FDFF hold the shapes of Persian and Urdu letters and ligatures; Qur'an page fonts
use the same codes for whole words of their own, so those count only in the company of the others.
"""

import re
import unicodedata
from enum import IntFlag
from functools import cache

FORMS_B = "\ufe70-\ufe74\ufe76-\ufefc"
"""Inside a class: shapes of Arabic letters and marks, never used for anything else."""

FORMS_A = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdcf\ufdf0-\ufdf9"
"""Inside a class: shapes of other letters and ligatures, or codes of a Qur'an page font."""

ALLAH = "\N{ARABIC LIGATURE ALLAH ISOLATED FORM}"


class Joins(IntFlag):
    """On which sides a shape is drawn joined to its neighbour, in reading order."""

    NEITHER = 0
    BEFORE = 1
    AFTER = 2


_JOINS = {
    "<isolated>": Joins.NEITHER,
    "<final>": Joins.BEFORE,
    "<initial>": Joins.AFTER,
    "<medial>": Joins.BEFORE | Joins.AFTER,
}


@cache
def letters_of(form: str) -> str:
    """The letters or marks a form stands for, and any other character itself; a mark drawn on a stroke is the mark.

    >>> letters_of("\N{ARABIC LIGATURE LAM WITH ALEF FINAL FORM}")
    'لا'
    """
    shape, *codes = unicodedata.decomposition(form).split() or [""]
    letters = "".join(chr(int(code, 16)) for code in codes) if shape.startswith("<") else form
    return letters.lstrip(" \N{ARABIC TATWEEL}") or letters


@cache
def joins_of(form: str) -> Joins | None:
    """How a form joins; None for marks and for what is no form."""
    parts = unicodedata.decomposition(form).split()
    if len(parts) < 2 or parts[0] not in _JOINS or parts[1] in ("0020", "0640"):
        return None
    return _JOINS[parts[0]]


_ONE = f"[{FORMS_B}\ufb50-\ufbb1\ufbd3-\ufbff]"
_PAIR = re.compile(f"({_ONE})[\u064b-\u0652\u0670]*(?=({_ONE}))")


def order_of(text: str) -> tuple[int, int]:
    """How many neighbouring forms join as in reading order, and how many as on the screen from left to right.

    >>> order_of("\ufedb\ufe98\ufe8e\ufe8f"), order_of("\ufe8f\ufe8e\ufe98\ufedb")
    ((2, 0), (0, 2))
    """
    reading = screen = 0
    for one, other in _PAIR.findall(text):
        left, right = joins_of(one), joins_of(other)
        if left is None or right is None:
            continue
        forwards = bool(left & Joins.AFTER and right & Joins.BEFORE)
        backwards = bool(left & Joins.BEFORE and right & Joins.AFTER)
        reading += forwards and not backwards
        screen += backwards and not forwards
    return reading, screen
