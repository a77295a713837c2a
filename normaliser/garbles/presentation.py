"""Letters stored as shapes: `ﻗﺎﻝ` for `قال`, one code for each form a letter takes in a word.

What it looks like: text that reads well but cannot be searched; lam and alef are one code, and `الله` may be one too.

How it happens: PDF files and old programs store what was drawn, not what was written.

How we know: U+FE70-FEFC have no other use. Two of them, or one beside Arabic letters, are undone; U+FB50-FDCF only in
their company, because fonts of Qur'an pages use those codes for whole words of their own. Signs such as ﷺ stay, and so
does the code for `الله` by itself in Urdu, which writes it on purpose.

What we might get wrong: a mark after a lam-alef no longer says which of the two bore it. An alef bears no vowel, so the
mark goes to the lam; where the alef has a hamza or there are two marks, they are dealt out as the spelling demands, and
a fatha and a damma together are guessed. The code for `الله` after an alef was drawn for `لله`, and is undone as that.
"""

import re

from normaliser.garbles.letter_forms import ALLAH, FORMS_A, FORMS_B, letters_of
from normaliser.garbles.neighbours import is_persian_typing_around
from normaliser.model import Edit, Span
from normaliser.script import (
    ALEF,
    ALEF_MADDA,
    ALEF_WASLA,
    DAMMA,
    DAMMATAN,
    FATHA,
    FATHATAN,
    KASRA,
    KASRATAN,
    LETTERS_CLASS,
    MARKS_CLASS,
    SHADDA,
    SUKUN,
    TATWEEL,
    VOWELS,
)

_ANY = f"{FORMS_B}{FORMS_A}"
_SUSPECT = re.compile(f"[{FORMS_B}{ALLAH}]")
_WORD = f"[{_ANY}{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}]+"
_STRETCH = re.compile(f"{_WORD}(?:[ \u00a0،؛]+{_WORD})*")
_FORM_B, _FORM_A, _LETTER = (re.compile(f"[{chars}]") for chars in (FORMS_B, FORMS_A, LETTERS_CLASS))
# Shapes of marks with no letter anywhere near are spoken of, not written.
_SPELT = re.compile(f"[\ufe80-\ufefc{LETTERS_CLASS}]")
# A form with the marks after it. What stands before says how the code for Allah was meant.
_FORM = re.compile(f"([{_ANY}])([{MARKS_CLASS}]*)")
_BEFORE_ALLAH = re.compile(f"([{LETTERS_CLASS}{_ANY}])[{MARKS_CLASS}{TATWEEL}]*$")
_RUN = re.compile(f"(?:[{_ANY}][{MARKS_CLASS}]*)+")
_LAM = "ل"
_ON_ALEF = {"أ": FATHA + DAMMA + SUKUN + FATHATAN + DAMMATAN, "إ": KASRA + KASRATAN, ALEF_MADDA: "", ALEF: ""}
"""What each second half of a lam-alef can bear."""


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run of forms within a word; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("\ufed7\ufe8e\ufedd")]
    ['قال']
    """
    if not _SUSPECT.search(text):
        return ()
    edits: list[Edit] = []
    for stretch in _STRETCH.finditer(text):
        shapes = len(_FORM_B.findall(stretch.group())) if _SPELT.search(stretch.group()) else 0
        others = len(_FORM_A.findall(stretch.group()))
        letters = _LETTER.search(stretch.group()) is not None
        allah = ALLAH in stretch.group() and not is_persian_typing_around(text, *stretch.span())
        if shapes > 1 or (letters and (shapes or allah)):
            edits += _undo(text, stretch, all_forms=shapes >= others)
    return tuple(edits)


def _undo(text: str, stretch: re.Match[str], *, all_forms: bool) -> list[Edit]:
    edits = []
    for run in _RUN.finditer(text, *stretch.span()):
        before = _BEFORE_ALLAH.search(text, max(stretch.start(), run.start() - 8), run.start())
        spelt = _spell(run.group(), before.group(1) if before else "", all_forms=all_forms)
        if spelt != run.group():
            because = "letters stored as shapes"
            edits.append(Edit(Span(*run.span()), run.group(), spelt, ("presentation",), because, 0.999))
    return edits


def _spell(run: str, before: str, *, all_forms: bool) -> str:
    """The letters of a run of forms; `before` is the letter or form before it, or nothing."""
    out: list[str] = []
    for form, marks in _FORM.findall(run):
        letters = letters_of(form)
        if form == ALLAH:
            out.append(_spell_allah(before, marks))
        elif _FORM_A.match(form) and not all_forms:
            out.append(form + marks)
        elif len(letters) == 2 and letters[1] in _ON_ALEF and letters[0] == _LAM:
            on_lam, on_alef = _deal(letters[1], marks, article=before in (ALEF, ALEF_WASLA))
            out.append(_LAM + on_lam + letters[1] + on_alef)
        else:
            out.append(letters + marks)
        before = letters[-1]
    return "".join(out)


def _spell_allah(before: str, marks: str) -> str:
    """The word behind its ligature: after an alef or a lam, the part of it that is still missing."""
    on_lam = ""
    if SHADDA in marks:
        marks = marks.replace(SHADDA, "", 1)
        on_lam = SHADDA
    if on_lam and FATHA in marks:
        marks = marks.replace(FATHA, "", 1)
        on_lam = FATHA + SHADDA
    before = letters_of(before)[-1:] if before else ""
    start = "" if before == _LAM else _LAM if before in (ALEF, ALEF_WASLA) else ALEF + _LAM
    return f"{start}{_LAM}{on_lam}ه{marks}"


def _deal(alef: str, marks: str, *, article: bool) -> tuple[str, str]:
    """The marks after a lam-alef dealt out between its letters; `article` when an alef stands before the lam."""
    vowels = [mark for mark in marks if mark in VOWELS + SUKUN]
    others = "".join(mark for mark in marks if mark not in VOWELS + SUKUN + SHADDA)
    shadda = SHADDA if SHADDA in marks else ""
    fitting = [mark for mark in vowels if mark in _ON_ALEF[alef]]
    if len(vowels) > 1 and len(fitting) > 1:  # the vowel goes to the hamza before a sukun does, damma before fatha
        fitting = [max(fitting, key=lambda mark: (mark != SUKUN, mark == DAMMA))]
    if len(vowels) == 1 and fitting == [SUKUN] and article:
        fitting = []
    if len(vowels) > 1 and not fitting:
        fitting = vowels[1:]
    on_alef = "".join(fitting)
    for mark in fitting:
        vowels.remove(mark)
    return "".join(vowels) + shadda, on_alef + others
