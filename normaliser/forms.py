"""The accepted forms of each word of a match: every spelling in which the references write it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from normaliser.alignment import align_words
from normaliser.hand import has_marks
from normaliser.matching import Match
from normaliser.model import Kind
from normaliser.passages import Target, read_row
from normaliser.script import ALEF, ALEF_MADDA, DAGGER_ALEF
from normaliser.skeleton import fold_skeleton
from normaliser.spelling import dot_ya, same_letters
from normaliser.units import RECITATION, Marks, clip_word, cut_units
from normaliser.words import read_line

if TYPE_CHECKING:
    from normaliser.corpora import QuranShelf

_EDITIONS = ("simple", "simple-plain", "uthmani")
# The editions of a verse, in the order of `QuranShelf.forms`. What comes after them, simple-clean, is simple without
# its marks: the same letters, and nothing of how they are marked.


def accepted_forms(match: Match, target: Target, uthmani: bool) -> tuple[str, ...]:
    """The forms of a target, the one to write first.

    A verse is attested in several spellings; a narration in every book that holds the same words. `uthmani` says that
    the quoter writes as the mushaf does. From anyone else its spelling is accepted only where the match was found by
    it, and its final ya without dots never.
    """
    same = _same_letters(match, target)
    if match.shelf.kind is not Kind.QURAN:
        return tuple(dict.fromkeys([t.text for t in same]))
    shelf: QuranShelf = match.shelf  # type: ignore[assignment]  # the shelf of that kind
    by_mushaf = uthmani or shelf.spelling(target.row) == "uthmani"
    column: list[str] = []
    for row, place, _, _, clipped in same:
        everyday, mushaf = _spellings(shelf, row, place)
        written = (*mushaf, *everyday) if uthmani else (*everyday, *mushaf) if by_mushaf else everyday
        written = written if uthmani else tuple(map(dot_ya, written))
        # Where one verse has "and" before the word, another with the same letters may not.
        column += map(clip_word, written) if clipped else written
    return tuple(dict.fromkeys(column if column and not by_mushaf else (*column, target.text)))


def _same_letters(match: Match, target: Target) -> Sequence[Target]:
    """The target, and where it stands in other passages that have the quoted words in the same letters."""
    if len(match.variants) <= 1 or target not in match.targets:
        return (target,)
    place = match.targets.index(target)
    return tuple(dict.fromkeys((target, *[variant[place] for variant in match.variants])))


def is_copied(match: Match, target: Target, word: str) -> bool:
    """Whether a marked `word` is letter for letter and mark for mark as the mushaf writes the target."""
    if match.shelf.kind is not Kind.QURAN or not has_marks(word):
        return False
    skeleton = fold_skeleton(word)
    _, mushaf = _spellings(match.shelf, target.row, target.place)
    return any(skeleton == fold_skeleton(form) and _in_full(word) == _in_full(form) for form in mushaf)


def _in_full(word: str) -> tuple[str, tuple[Marks, ...], int]:
    letters, marks, _ = cut_units(word)
    return letters, marks, word.count(DAGGER_ALEF)


Spellings = tuple[tuple[str, ...], tuple[str, ...]]
"""How a word is written in everyday spelling, and how the mushaf writes it."""


@lru_cache(maxsize=8192)
def _spellings(shelf: "QuranShelf", row: int, place: int) -> Spellings:
    """The spellings of a word of a verse; an edition that splits or merges it has none."""
    everyday: list[str] = []
    mushaf: list[str] = []
    for name, texts, places in _editions(shelf, row):
        if place in places:
            form = texts[places[place]]
            written = mushaf if name == "uthmani" else everyday
            written.append(form)
            if _VARIED.search(form):
                written += [variant.sub(new, form) for variant, new in _VARIANTS if variant.search(form)]
    return tuple(dict.fromkeys((*everyday, *_with_maddas(everyday, mushaf)))), tuple(dict.fromkeys(mushaf))


@lru_cache(maxsize=1024)
def _editions(shelf: "QuranShelf", row: int) -> tuple[tuple[str, tuple[str, ...], Mapping[int, int]], ...]:
    """The words of a verse in each edition, and which of them stands for which word of the row."""
    own, own_text = read_row(shelf, row), shelf.text(row)
    editions = []
    for name, text in zip(_EDITIONS, shelf.forms(*shelf.key(row)), strict=False):
        line = own if text == own_text else read_line(text)
        editions.append((name, line.texts, _pairs(own.skeletons, line.skeletons)))
    return tuple(editions)


def _pairs(own: tuple[str, ...], other: tuple[str, ...]) -> Mapping[int, int]:
    """Which words of two spellings of one verse stand for each other, one for one."""
    if len(own) == len(other):
        return dict(enumerate(range(len(own))))
    blocks = align_words(own, other)
    return {b.q0: b.p0 for b in blocks if b.q1 - b.q0 == b.p1 - b.p0 == 1}


def _name(before: str, after: str) -> re.Pattern[str]:
    """A name with an alef between the letters given, marked or not."""
    marks = "[\u064b-\u0652]*"
    return re.compile(f"({marks.join(before)}{marks})ا(?={marks.join(after)})")


# Spellings that careful printers use side by side: the hamza before a long u on its own, on ya or on waw; the heavens
# with one alef or two; names with or without the alef that the mushaf does not write.
_VARIANTS = (
    (re.compile("[ءئ](?=\u064f?و)"), "ؤ"),
    (re.compile("ا(?=و\u064e?ات)"), ""),
    *((_name(*name), r"\1") for name in (("إسح", "ق"), ("إسم", "عيل"), ("إبر", "هيم"), ("ه", "رون"), ("سليم", "ن"))),
)
_VARIED = re.compile("|".join(variant.pattern for variant, _ in _VARIANTS))
_MADDA = "\N{ARABIC MADDAH ABOVE}"


def _with_maddas(everyday: Sequence[str], mushaf: Sequence[str]) -> list[str]:
    """Everyday spelling with the madda that the mushaf writes on an alef, where that is all they differ in."""
    composed = [text.replace(ALEF + _MADDA, ALEF_MADDA) for text in mushaf]
    forms = [dot_ya(RECITATION.sub("", text)) for text in composed if ALEF_MADDA in text]
    return [form for form in forms if any(same_letters(form.replace(ALEF_MADDA, ALEF), plain) for plain in everyday)]
