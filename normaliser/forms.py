"""The accepted forms of each word of a match: every spelling in which the references write it."""

import re
from collections.abc import Sequence
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
from normaliser.words import Line, read_line

if TYPE_CHECKING:
    from normaliser.corpora import QuranShelf


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
        written = _spellings(_editions(shelf, row)[place], uthmani, by_mushaf)
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
    """Whether a marked `word` is letter for letter and mark for mark as the mushaf writes the target, of a verse."""
    if not has_marks(word):
        return False
    skeleton = fold_skeleton(word)
    mushaf = _variants(_editions(match.shelf, target.row)[target.place][-1])
    return any(skeleton == fold_skeleton(form) and _in_full(word) == _in_full(form) for form in mushaf)


def _in_full(word: str) -> tuple[str, tuple[Marks, ...], int]:
    letters, marks, _ = cut_units(word)
    return letters, marks, word.count(DAGGER_ALEF)


_Editions = tuple[str, ...]
"""How simple, simple-plain and uthmani write a word; "" where one splits or merges it.

The fourth edition, simple-clean, has the letters of simple and says nothing of how they are marked.
"""


@lru_cache(maxsize=8192)
def _spellings(editions: _Editions, uthmani: bool, by_mushaf: bool) -> tuple[str, ...]:
    """A word in everyday spelling, in the mushaf's or in both, as `accepted_forms` says; words come again and again."""
    simple, plain, mushaf = map(_variants, editions)
    everyday = simple if simple == plain else (*simple, *plain)
    everyday = (*everyday, *_with_maddas(everyday, mushaf))
    if uthmani:
        return tuple(dict.fromkeys([*mushaf, *everyday]))
    return tuple(dict.fromkeys(map(dot_ya, [*everyday, *mushaf] if by_mushaf else everyday)))


@lru_cache(maxsize=1024)
def _editions(shelf: "QuranShelf", row: int) -> tuple[_Editions, ...]:
    """How the editions write each word of the row."""
    own, twin = read_row(shelf, row), read_row(shelf, shelf.twin_row(row))
    simple, mushaf = (own, twin) if shelf.spelling(row) == "simple" else (twin, own)
    written, plain, *_ = shelf.forms(*shelf.key(row))
    lines = (simple, simple if plain == written else read_line(plain), mushaf)
    return tuple(zip(*[_in_place(line, own) for line in lines], strict=True))


def _in_place(line: Line, own: Line) -> tuple[str, ...]:
    """The words of one spelling of a verse in the places of those of another."""
    if len(line.texts) == len(own.texts):
        return line.texts
    blocks = align_words(own.skeletons, line.skeletons)
    single = {b.q0: line.texts[b.p0] for b in blocks if b.q1 - b.q0 == b.p1 - b.p0 == 1}
    return tuple([single.get(place, "") for place in range(len(own.texts))])


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


@lru_cache(maxsize=8192)
def _variants(form: str) -> tuple[str, ...]:
    """A form and other spellings of it; none of none. Editions mostly write a word alike, and words come again."""
    if not form or not _VARIED.search(form):
        return (form,) if form else ()
    return (form, *[variant.sub(new, form) for variant, new in _VARIANTS if variant.search(form)])


def _with_maddas(everyday: Sequence[str], mushaf: Sequence[str]) -> list[str]:
    """Everyday spelling with the madda that the mushaf writes on an alef, where that is all they differ in."""
    composed = [text.replace(ALEF + _MADDA, ALEF_MADDA) for text in mushaf]
    forms = [dot_ya(RECITATION.sub("", text)) for text in composed if ALEF_MADDA in text]
    return [form for form in forms if any(same_letters(form.replace(ALEF_MADDA, ALEF), plain) for plain in everyday)]
