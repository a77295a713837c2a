"""Arabic text cut into words, with their places: what alignment and repair work on."""

import re
from dataclasses import dataclass

from normaliser.script import INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, TATWEEL
from normaliser.skeleton import fold_skeleton

_WORD = re.compile(
    f"[{MARKS_CLASS}{TATWEEL}]*[{LETTERS_CLASS}][{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}{INVISIBLE_CLASS}]*"
)
_NO_LETTER = re.compile(f"[{INVISIBLE_CLASS}]+$")

# Honorifics that copies of one text write out, abbreviate or leave out: ignored in comparison, left as written.
# As skeletons of whole words, longest first.
_FORMULAS: tuple[tuple[str, ...], ...] = tuple(
    sorted(
        (
            tuple(fold_skeleton(word) for word in formula.split())
            for formula in (
                "صلى الله عليه وسلم",
                "صلى الله عليه وآله وسلم",
                "صلى الله عليه و سلم",
                "صلى الله تعالى عليه وسلم",
                "رضي الله عنه",
                "رضي الله عنها",
                "رضي الله عنهما",
                "رضي الله عنهم",
                "رضى الله تعالى عنه",
                "عليه السلام",
            )
        ),
        key=len,
        reverse=True,
    )
)
_FORMULA_STARTS = frozenset(formula[0] for formula in _FORMULAS)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its span (code points of the text it was cut from), its characters, its skeleton."""

    start: int
    end: int
    text: str
    skeleton: str


def split_words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The Arabic words of `text[start:end]`; a trailing invisible control is left outside the word.

    >>> [w.text for w in split_words("قال: «نعم» (yes)")]
    ['قال', 'نعم']
    """
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        if word[-1] > "\u06ff" or word[-1] == "\u061c" or word[-1] == "\u00ad":
            word = _NO_LETTER.sub("", word)
        found.append(Word(match.start(), match.start() + len(word), word, fold_skeleton(word)))
    return tuple(found)


def without_formulas(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words less the honorific formulas, which say nothing about what is quoted.

    >>> [w.text for w in without_formulas(split_words("قال النبي صلى الله عليه وسلم نعم"))]
    ['قال', 'النبي', 'نعم']
    """
    if not any(w.skeleton in _FORMULA_STARTS for w in words):
        return words
    kept: list[Word] = []
    i = 0
    while i < len(words):
        if words[i].skeleton in _FORMULA_STARTS:
            for formula in _FORMULAS:
                if tuple(w.skeleton for w in words[i : i + len(formula)]) == formula:
                    i += len(formula)
                    break
            else:
                kept.append(words[i])
                i += 1
        else:
            kept.append(words[i])
            i += 1
    return tuple(kept)
