"""Text folded for comparing, never for output, with maps back to the text it came from.

Two folds. The *skeleton* keeps dots and folds what writers leave out or mix up: marks, hamza seats, alef forms, ya and
alef maqsura, ta marbuta and ha, Persian look-alikes. The *rasm* drops the dots and the alefs as well: in damaged text
space is the least trustworthy character, dots come next, then alef and hamza, so search runs on rasm without spaces.
"""

import codecs
import re
from collections.abc import Iterable

from normaliser.script import INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, TATWEEL

# One rasm class per letter shape. The tooth stands for every letter drawn as one (ba, ta, tha, nun, ya).
# Alef in all its forms and the bare hamza have no class: they are dropped.
_CLASSES: tuple[str, ...] = (
    "بتثنيىئٹپٺیےں" + "\N{ARABIC LETTER DOTLESS BEH}",
    "جحخچ",
    "دذڈ",
    "رزژڑ",
    "سش",
    "صض",
    "طظ",
    "عغ",
    "فقڤ" + "\N{ARABIC LETTER DOTLESS FEH}\N{ARABIC LETTER DOTLESS QAF}",
    "كکگڪ",
    "ل",
    "م",
    "هةہھۀەۃ",
    "وؤۆۇۋ",
)
RASM_CLASSES = len(_CLASSES)
"""How many rasm codes there are; codes run from 1 to this number, so four bits hold one."""

RASM_CODE: dict[str, int] = {letter: code for code, letters in enumerate(_CLASSES, start=1) for letter in letters}

_SKELETON: dict[str, str] = {
    **dict.fromkeys("اأإآٱٲٳ", "ا"),
    **dict.fromkeys("يىئیے", "ي"),
    **dict.fromkeys("وؤۆۇۋ", "و"),
    **dict.fromkeys("هةہھۀەۃ", "ه"),
    **dict.fromkeys("كکگڪ", "ك"),
    **{c: c for c in "بتثجحخدذرزسشصضطظعغفقلمن"},
    "\N{ARABIC LETTER DOTLESS BEH}": "ب",
    "\N{ARABIC LETTER DOTLESS FEH}": "ف",
    "\N{ARABIC LETTER DOTLESS QAF}": "ق",
    "پ": "ب",
    "ٹ": "ت",
    "ٺ": "ت",
    "چ": "ج",
    "ڈ": "د",
    "ڑ": "ر",
    "ژ": "ز",
    "ڤ": "ف",
    "ں": "ن",
}
SKELETON_LETTERS = frozenset(_SKELETON)
"""Every character that leaves a letter in the skeleton; the bare hamza does not."""


# A built character map into 256 slots, then a table of what each slot stands for: several times faster than
# `str.translate`. The map is a fast table only when slot 0 is NUL; U+FFFE marks a slot as unused.
def _slots(letters: Iterable[str]) -> str:
    return ("\0" + "".join(letters)).ljust(256, "\ufffe")


_RASM_MAP = codecs.charmap_build(_slots(RASM_CODE))
_RASM_OF_SLOT = bytes([0, *RASM_CODE.values()]).ljust(256, b"\0")
# The line end parts the words that are folded together; its slot comes after those of the letters.
_SKELETON_MAP = codecs.charmap_build(_slots([*_SKELETON, "\n"]))
_SKELETON_OF_SLOT = _slots([*_SKELETON.values(), "\n"])
_DROPPED = bytes([0, _SKELETON_OF_SLOT.index("\n")])


# After an alef: the article's lam, or a hamza that stands there as a mark.
_NO_HAMZA = ("ل", "\N{ARABIC HAMZA ABOVE}", "\N{ARABIC HAMZA BELOW}")


def fold_rasm(text: str) -> bytes:
    """One byte (1 to `RASM_CLASSES`) for each letter that has a rasm class; everything else is dropped.

    >>> fold_rasm("بِسْمِ اللَّهِ") == fold_rasm("يسم ألله")
    True
    """
    return codecs.charmap_encode(text, "ignore", _RASM_MAP)[0].translate(_RASM_OF_SLOT, b"\0")


def fold_skeleton(text: str) -> str:
    """Letters only, dots kept, look-alikes folded, no spaces.

    >>> fold_skeleton("إِلَى الصَّلَاةِ")
    'اليالصلاه'
    """
    slots = codecs.charmap_encode(text, "ignore", _SKELETON_MAP)[0].translate(None, _DROPPED)
    return codecs.charmap_decode(slots, "strict", _SKELETON_OF_SLOT)[0]


def fold_lines(words: Iterable[str]) -> str:
    """The skeletons of words, which hold no line end, one a line: many are folded in one go.

    >>> fold_lines(["إِلَى", "الصَّلَاةِ"])
    'الي\\nالصلاه'
    """
    slots = codecs.charmap_encode("\n".join(words), "ignore", _SKELETON_MAP)[0].translate(None, b"\0")
    return codecs.charmap_decode(slots, "strict", _SKELETON_OF_SLOT)[0]


def fold_skeletons(words: Iterable[str]) -> list[str]:
    """The skeleton of each word.

    >>> fold_skeletons(["إِلَى", "الصَّلَاةِ"])
    ['الي', 'الصلاه']
    """
    return fold_lines(words).split("\n")


def keep_hamzas(text: str, written: str) -> str:
    """The text with the hamza on each bare alef of its that `written`, with the same letters, has there.

    >>> keep_hamzas("قال اين", "قالأين")
    'قال أين'
    """
    if fold_skeleton(text) != fold_skeleton(written):
        return text
    kept = list(text)
    for at, there in zip(skeleton_offsets(text), skeleton_offsets(written), strict=True):
        bare = text[at] == "ا" and text[at + 1 : at + 2] not in _NO_HAMZA
        if bare and written[there] in "أإآ":
            kept[at] = written[there]
    return "".join(kept)


def skeleton_offsets(text: str) -> list[int]:
    """Where each character of `fold_skeleton(text)` stands in `text`, in code points."""
    return [i for i, c in enumerate(text) if c in _SKELETON]


def _everyday_letters() -> dict[int, str | None]:
    """Marks, tatweel and controls dropped; alef wasla and the Persian and Urdu letters as everyday Arabic ones."""
    dropped = re.compile(f"[{MARKS_CLASS}{INVISIBLE_CLASS}{TATWEEL}]")
    table: dict[int, str | None] = {code: None for code in range(0x10000) if dropped.match(chr(code))}
    table.update({ord(a): b for a, b in zip("ٱیکگہھۃۀے", "ايككههةهي", strict=True)})
    return table


_EVERYDAY = _everyday_letters()
_LETTERS = re.compile(f"[{LETTERS_CLASS}]+")

# What nearly all text is made of has a slot each: as above, an Arabic letter stands for its everyday one, a mark for
# nothing, and all else for a space.
_COMMON = "".join(
    map(chr, (*range(0x20, 0x7F), *range(0x621, 0x63B), *range(0x640, 0x656), 0x670, *range(0x6D6, 0x6EE)))
)
_COMMON += "\n\r\t\u00a0«»،؛؟“”‘’–—…ٱپٹچڈڑژکگںھہۃۀیے\u200b\u200c\u200d\u200e\u200f\ufeff"
_COMMON_MAP = codecs.charmap_build(_slots(dict.fromkeys(_COMMON)))
_BARE = [_EVERYDAY.get(ord(c), c if _LETTERS.match(c) else " ") for c in dict.fromkeys(_COMMON)]
_BARE_OF_SLOT = (" " + "".join([letter or " " for letter in _BARE])).ljust(256, "\ufffe")
_MARKS = bytes([slot for slot, letter in enumerate(_BARE, start=1) if letter is None])


def bare_words(text: str) -> list[str]:
    """The words of `text` without marks, hamza seats and dots kept: what a vocabulary counts.

    >>> bare_words("إِلَى الصَّلَاةِ، ٱللَّهِ")
    ['إلى', 'الصلاة', 'الله']
    """
    try:
        slots = codecs.charmap_encode(text, "strict", _COMMON_MAP)[0].translate(None, _MARKS)
    except UnicodeEncodeError:  # a rarer character
        return _LETTERS.findall(text.translate(_EVERYDAY))
    return codecs.charmap_decode(slots, "strict", _BARE_OF_SLOT)[0].split()
