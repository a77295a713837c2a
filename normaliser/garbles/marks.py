"""Vowel marks in places where no Arabic has them: after a space, before their letter, doubled, on an alef madda.

What it looks like: a tanwin set apart after a space, a fatha before the letter it belongs to or at the head of a word,
the same mark twice on one letter, a fatha on an alef madda; a dammatan and a shadda where an alef with hamza was meant.

How it happens: PDF files place marks by themselves, and extractors put a space or the next letter between a mark and
its letter; OCR sees a mark twice; old fonts drew the hamza of an alef with the code of another sign.

How we know: a mark cannot begin a word; where several do, they stand before their letters. No letter has the same mark
twice, an alef madda bears no fatha. Where a mark goes follows from what its neighbours already bear: no letter has two
vowels. Whether the space before it was meant is asked of letter statistics.

What we might get wrong: a text about vowel marks shows them by themselves; marks between bare words are left alone. A
doubled vowel at the end of a word may stand for a tanwin and is left to the reference text.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise

from normaliser.garbles.plausibility import weigh
from normaliser.model import Edit, Span
from normaliser.script import (
    ALEF,
    ALEF_MADDA,
    DAGGER_ALEF,
    DAMMATAN,
    FATHA,
    FATHATAN,
    LETTERS_CLASS,
    MARKS_CLASS,
    SHADDA,
    SUKUN,
    VOWELS,
)

_T = "[\u064b-\u0652\u0670]"
_MARK = re.compile(_T)
_IN_WORD = f"{LETTERS_CLASS}{MARKS_CLASS}"
_LETTER = f"[{LETTERS_CLASS}]"
_ON_MADDA = re.compile(f"(?<={ALEF_MADDA}){FATHA}(?![\u064b-\u0652])")
_HAMZA = re.compile(f"{ALEF}(?:{DAMMATAN}{SHADDA}|{SHADDA}{DAMMATAN})(?={_LETTER})")
_DOUBLED = re.compile("([\u064b-\u0652])\\1++")
# A short vowel twice at the end of a word may be a tanwin; inside, and for the other marks, it is a slip.
_SHORT_VOWEL = re.compile("[\u064e-\u0650]")
_INSIDE = re.compile(f"{SHADDA}?{_LETTER}")
_CIRCLE = re.compile(f"(?<=[{_IN_WORD}])\N{DOTTED CIRCLE}(?={_T})")
_NO_LETTER_BEFORE = f"(?<![{_IN_WORD}\u0640\u200c-\u200f\u25cc])(?<![{_IN_WORD}] )"
_BEFORE_LETTER = re.compile(f"{_NO_LETTER_BEFORE}({_T}{{1,2}})({_LETTER})({_T}*)")
_AFTER_SPACE = re.compile(f"(?<=[{_IN_WORD}])(?:[ \u00a0]+{_T}+)+")
_WORD_BEFORE = re.compile(f"[{_IN_WORD}]+$")
_WORD_AFTER = re.compile(f"[{_IN_WORD}]*")
_CLUSTER = re.compile(f"({_LETTER})([{MARKS_CLASS}]*)")
_SPACES = " \u00a0"
# How far back a word may begin, in code points; the longest vocalised words have about thirty.
_LONGEST_WORD = 60
# Nats in favour of joining: among other marks, spaces before a mark are nearly always the extractor's; among bare words
# the two pieces must clearly be one word.
_JOIN_BIAS = 3.0

# Sound text is passed over quickly, as bytes: each common mark is one of its own, the two alefs are "a" and "m", other
# letters and marks "w", the rest "o". What is not mapped counts as "o" too: at worst the text is looked at in vain.
_TASHKEEL = VOWELS + SHADDA + SUKUN + DAGGER_ALEF
_REST = "\0" + "".join(map(chr, range(0x20, 0x7F))) + "\n\t\u00a0«»“”’،؛؟"
_WORD_CHARS = "ءأؤإئبةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱیکہھ\u0640" + "".join(map(chr, range(0x06D6, 0x06EE)))
_SLOTS = _REST + _WORD_CHARS + ALEF + ALEF_MADDA + _TASHKEEL
_MAP = codecs.charmap_build(_SLOTS.ljust(256, "\ufffe"))
_CLASSES = (b"o" * len(_REST) + b"w" * len(_WORD_CHARS) + b"am" + bytes(range(1, 1 + len(_TASHKEEL)))).ljust(256, b"o")
_ANY_MARK = bytes.maketrans(bytes(range(1, 1 + len(_TASHKEEL))), b"t" * len(_TASHKEEL))


def _code(mark: str) -> bytes:
    return bytes([1 + _TASHKEEL.index(mark)])


_SLIPS = (
    b"m" + _code(FATHA),
    b"a" + _code(DAMMATAN) + _code(SHADDA),
    b"a" + _code(SHADDA) + _code(DAMMATAN),
    *(2 * _code(mark) for mark in VOWELS + SHADDA + SUKUN),
)


def _is_suspect(text: str) -> bool:
    """Whether a mark stands after no letter, or one of the slips may be there."""
    codes = codecs.charmap_encode(text, "replace", _MAP)[0].translate(_CLASSES)
    if b"ot" in b"o" + codes.translate(_ANY_MARK):
        return True
    arabic = codes.translate(None, b"o")  # no mark follows any of these, so what comes together here is no slip
    return any(slip in arabic for slip in _SLIPS)


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each slip; spans count code points of `text`.

    >>> from normaliser.edits import apply
    >>> apply("آَمَنَ", find_edits("آَمَنَ"))
    'آمَنَ'
    """
    if not _MARK.search(text) or not _is_suspect(text):
        return ()
    edits = [_edit(match, "", "an alef madda bears no fatha") for match in _ON_MADDA.finditer(text)]
    edits += [_edit(match, "أ", "dammatan and shadda drawn for a hamza") for match in _HAMZA.finditer(text)]
    edits += [
        _edit(match, match.group(1), "the same mark twice")
        for match in _DOUBLED.finditer(text)
        if not _SHORT_VOWEL.match(match.group()) or _INSIDE.match(text, match.end())
    ]
    edits += [_edit(match, "", "dotted circle under a mark") for match in _CIRCLE.finditer(text)]
    edits += _swap(text)
    edits += _close_gaps(text)
    edits.sort(key=lambda edit: edit.span)
    return tuple(b for a, b in pairwise([None, *edits]) if b is not None and (a is None or a.span.end <= b.span.start))


def _edit(match: re.Match[str], new: str, because: str) -> Edit:
    return Edit(Span(*match.span()), match.group(), new, ("marks",), because, 0.99)


def _swap(text: str) -> Iterator[Edit]:
    """Marks that begin a word go behind its first letter, where that has room for them.

    One alone may as well have lost a letter before it.
    """
    heads = list(_BEFORE_LETTER.finditer(text))
    for match in heads if len(heads) > 1 else ():
        marks, letter, own = match.groups()
        if _fit(own + marks):
            yield _edit(match, letter + marks + own, "mark before its letter")


def _fit(marks: str) -> bool:
    """Whether one letter can bear all of these: one vowel or sukun, one shadda, one dagger alef."""
    vowels = sum(mark in VOWELS + SUKUN for mark in marks)
    return vowels <= 1 and len(set(marks)) == len(marks) and not {SHADDA, SUKUN} <= set(marks)


def _close_gaps(text: str) -> Iterator[Edit]:
    """Marks after a space go back to the letter before it, or on to the letter after them."""
    word, end = "", -1  # the word that earlier gaps have been closed in, and where its known part ends
    for gap in _AFTER_SPACE.finditer(text):
        begun = _WORD_BEFORE.search(text, max(0, gap.start() - _LONGEST_WORD), gap.start())
        before = begun.group() if begun else ""
        if begun and begun.start() == end:
            before = word + before
        rest = _WORD_AFTER.match(text, gap.end())
        after = rest.group() if rest else ""
        new = _settle(before, gap.group(), after)
        if new is not None:
            yield Edit(Span(*gap.span()), gap.group(), new, ("marks",), "space before a mark", 0.98)
            if new[-1] not in _SPACES:
                word, end = (before + new)[-_LONGEST_WORD:], gap.end()


def _settle(before: str, gap: str, after: str) -> str | None:
    """What stands in place of spaces and marks between two pieces of words; None when nothing is sure."""
    marks = re.sub(f"[{_SPACES}]", "", gap)
    letter, own = _CLUSTER.findall(before)[-1] if _CLUSTER.search(before) else ("", "")
    fits = bool(letter) and _fit(own + marks) and _may_bear(letter, marks, first=len(_CLUSTER.findall(before)) == 1)
    if not fits:
        return None
    if not after or not re.match(_LETTER, after):
        return marks if re.search(_T, before) else None
    joined, apart = weigh(before + after).gain, weigh(f"{before} {after}").gain
    vocalised = re.search(_T, before + after) is not None
    if joined - apart > (-_JOIN_BIAS if vocalised else _JOIN_BIAS):
        return marks
    # Two words: a letter that begins one is never without a vowel, but an alef may be.
    if not after.startswith(ALEF) and _fit(_CLUSTER.findall(after)[0][1] + marks):
        return None
    return marks + gap[0] if vocalised else None


def _may_bear(letter: str, marks: str, *, first: bool) -> bool:
    """Whether a letter bears such marks: an alef inside a word bears a tanwin at most."""
    return letter != ALEF or first or marks == FATHATAN
