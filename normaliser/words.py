"""Arabic text cut into words, with their places: what alignment and repair work on."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from normaliser.letters import levenshtein
from normaliser.script import ALEF, INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, TATWEEL
from normaliser.skeleton import fold_lines, fold_skeleton, fold_skeletons, skeleton_offsets

# Stray marks before a word's first letter are few: without a bound a long run of marks alone takes quadratic time.
# A pattern that begins with a class passes over other scripts four times as fast as one that begins with a choice.
_IN_WORD = f"{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}"
_WORD = re.compile(
    f"[{_IN_WORD}](?:(?<=[{LETTERS_CLASS}])|[{MARKS_CLASS}{TATWEEL}]{{0,15}}[{LETTERS_CLASS}])"
    f"[{_IN_WORD}{INVISIBLE_CLASS}]*"
)
_INVISIBLE = re.compile(f"[{INVISIBLE_CLASS}]")
_NO_LETTER = re.compile(f"[{INVISIBLE_CLASS}]+$")

# Honorifics that copies of one text write out, abbreviate or leave out, and what a reciter closes with: ignored in
# comparison, left as written.
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
                "الله عليه وسلم",  # cut off at its start
                "رضي الله عنه",
                "رضي الله عنها",
                "رضي الله عنهما",
                "رضي الله عنهم",
                "رضى الله تعالى عنه",
                "عليه السلام",
                "عليه الصلاة والسلام",
                "صدق الله العظيم",
                "صدق الله العلي العظيم",
            )
        ),
        key=len,
        reverse=True,
    )
)
# "The verse", "and so on": what stands at the end for the rest of a passage.
_AND_SO_ON = frozenset(fold_skeleton(word) for word in ("الآية", "إلخ"))
_JOINED = tuple(dict.fromkeys("".join(formula) for formula in _FORMULAS))
_FORMULA_LETTERS = frozenset(formula[0] for formula in _JOINED)
_BEGUN = frozenset(formula[:size] for formula in _JOINED for size in range(len(formula) + 1))
_BEGINS, *_BETWEEN, _ENDS = fold_skeletons(("صلى", "الله", "عليه", "وسلم"))
_SHORTEST_FORMULA, _LONGEST_FORMULA = min(map(len, _JOINED)), max(map(len, _JOINED))
_FORMULA_SLIPS = 2  # letters that may be wrong in a formula; the shortest has nine
_FORMULA_WORDS = 7  # words one may be split into
_BEGINNING = 7  # letters by which formulas are looked for where nothing is damaged


def _pieces(count: int) -> tuple[tuple[str, int], ...]:
    """The formulas cut into so many pieces each, with the letters before each piece.

    With one letter fewer wrong than there are pieces, one of them stands there as it is.
    """
    cuts = ((f, i * len(f) // count, (i + 1) * len(f) // count) for f in _JOINED for i in range(count))
    return tuple(dict.fromkeys((formula[low:high], low) for formula, low, high in cuts))


# Formulas begin alike, so undamaged ones are looked for by a few beginnings.
_PIECES = {
    0: tuple({formula[:_BEGINNING]: 0 for formula in _JOINED}.items()),
    _FORMULA_SLIPS: _pieces(_FORMULA_SLIPS + 1),
}


class Word(NamedTuple):
    """One word: its span (code points of the text it was cut from), its characters, its skeleton.

    A named tuple, as they are made by the hundred for every page.
    """

    start: int
    end: int
    text: str
    skeleton: str


def split_words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The Arabic words of `text[start:end]`; a trailing invisible control is left outside the word.

    >>> [w.text for w in split_words("قال: «نعم» (yes)")]
    ['قال', 'نعم']
    """
    matches = list(_WORD.finditer(text, start, len(text) if end is None else end))
    texts = _without_controls([match.group() for match in matches])
    starts = [match.start() for match in matches]
    ends = map(int.__add__, starts, map(len, texts))
    return tuple(map(Word, starts, ends, texts, fold_skeletons(texts)))


def _without_controls(words: list[str]) -> list[str]:
    if _INVISIBLE.search("".join(words)):
        return [_NO_LETTER.sub("", word) for word in words]
    return words


class Line(NamedTuple):
    """The words of a passage less the honorific formulas: as written, as skeletons, and the letters before each.

    Those are counted as in the rasm. Passages are read by the dozen for every quotation: three columns are quicker
    made than a value for each word.
    """

    texts: tuple[str, ...]
    skeletons: tuple[str, ...]
    begins: tuple[int, ...]


def read_line(text: str) -> Line:
    """The words of a passage of the reference texts, in which formulas are undamaged.

    >>> read_line("قال ﷺ نعم").begins
    (0, 2)
    """
    texts = _without_controls(_WORD.findall(text))
    if not texts:
        return Line((), (), ())
    folded = fold_lines(texts)
    skeletons = folded.split("\n")
    sizes = map(len, folded.replace(ALEF, "").split("\n"))  # alefs have no rasm
    begins = list(accumulate(sizes, initial=0))
    del begins[-1]
    for first, last in reversed(_formulas(skeletons, 0)):
        del texts[first:last], skeletons[first:last], begins[first:last]
    return Line(tuple(texts), tuple(skeletons), tuple(begins))


def without_formulas(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words less what says nothing about what is quoted: honorific formulas, damaged ones too, and "and so on".

    >>> [w.text for w in without_formulas(split_words("قال النبي صلى الله عليه وسلم نعم"))]
    ['قال', 'النبي', 'نعم']
    """
    kept = _unglued(words)
    for first, last in reversed(_formulas([w.skeleton for w in kept], _FORMULA_SLIPS)):
        before = kept[first - 1] if first and kept[first].skeleton.startswith(ALEF) else None
        del kept[first:last]
        if before and levenshtein().distance(before.skeleton[-len(_BEGINS) :], _BEGINS) <= 1:
            size = len(before.skeleton) - len(_BEGINS)
            kept[first - 1 : first] = _cut(before, size)[:1] if size > 0 else ()
    if len(kept) > 1 and kept[-1].skeleton in _AND_SO_ON:
        del kept[-1]
    return tuple(kept)


def holds_blessing(words: tuple[Word, ...]) -> bool:
    """Whether one of the formulas among the words is a blessing on somebody, damaged perhaps.

    >>> holds_blessing(split_words("قال رسول الله صلى الله عليه وسلم"))
    True
    """
    upon = [word.start for word in words if levenshtein().distance(word.skeleton, _BETWEEN[-1]) <= 1]
    return bool(upon) and not {word.start for word in without_formulas(words)}.issuperset(upon)


def _unglued(words: Sequence[Word]) -> list[Word]:
    """The words, what was run together with the last word of the blessing on the Prophet cut from it."""
    parts = list(words)
    for i in range(len(words) - 1, 1, -1):
        word, before = words[i].skeleton, [words[i - 2].skeleton, words[i - 1].skeleton]
        if before == _BETWEEN and word.startswith(_ENDS) and word != _ENDS:
            parts[i : i + 1] = _cut(words[i], len(_ENDS))
    return parts


def _cut(word: Word, size: int) -> tuple[Word, Word]:
    """A word cut in two, the first with so many letters."""
    at = skeleton_offsets(word.text)[size]
    first = Word(word.start, word.start + at, word.text[:at], word.skeleton[:size])
    return first, Word(word.start + at, word.end, word.text[at:], word.skeleton[size:])


def begins_with_remains(text: str) -> bool:
    """Whether a text begins with an honorific formula some of whose letters are wrong or lost.

    >>> begins_with_remains("صلى الله عليه وسلم"), begins_with_remains("صلى الله عليه وسلمق")
    (False, True)
    """
    if len(text) < _SHORTEST_FORMULA:
        return False
    skeletons = [word.skeleton for word in split_words(text)]
    first, end = next(iter(_formulas(skeletons, _FORMULA_SLIPS)), (1, 1))
    joined = "".join(skeletons[first:end])
    return first == 0 and (joined not in _JOINED or joined.startswith(ALEF))


def _formulas(skeletons: Sequence[str], most_slips: int) -> list[tuple[int, int]]:
    """Which words `[first, last)` are formulas with at most so many letters wrong, in order."""
    found: list[tuple[int, int]] = []
    if not (places := _formula_places("".join(skeletons), most_slips)):
        return found
    begins = [0, *accumulate(map(len, skeletons[:-1]))]
    end = 0
    for place in sorted(places.intersection(begins)):
        first = bisect_right(begins, place) - 1  # of words without letters, which begin there too, the last
        if first >= end and (length := _formula_at(skeletons, first, most_slips)):
            end = first + length
            found.append((first, end))
    return found


def _formula_places(joined: str, most_slips: int) -> set[int]:
    """Where among the letters a formula with at most so many wrong may begin: near where a piece of it stands."""
    places: set[int] = set()
    for piece, offset in _PIECES[most_slips]:
        at = joined.find(piece)
        while at >= 0:
            places.update(range(at - offset - most_slips, at - offset + most_slips + 1))
            at = joined.find(piece, at + 1)
    return places


def _formula_at(skeletons: Sequence[str], i: int, most_slips: int) -> int:
    """How many words from `i` are a formula with at most so many letters wrong; 0 when none begins there."""
    if skeletons[i][:1] not in _FORMULA_LETTERS:
        return 0
    joined = ""
    best, length = most_slips + 1, 0
    for n, skeleton in enumerate(skeletons[i : i + _FORMULA_WORDS], start=1):
        joined += skeleton
        if len(joined) > _LONGEST_FORMULA + _FORMULA_SLIPS or not (most_slips or joined in _BEGUN):
            break
        slips = _slips(joined)
        if slips < best or (slips == best and slips == 0):
            best, length = slips, n
    return length


@lru_cache(maxsize=4096)
def _slips(joined: str) -> int:
    """How many letters the nearest formula differs by; many when none is near, or more of it may follow."""
    if joined in _JOINED:
        return 0
    if len(joined) < _SHORTEST_FORMULA - _FORMULA_SLIPS or joined in _BEGUN:
        return _FORMULA_SLIPS + 1
    distance = levenshtein().distance
    slips: list[int] = [distance(joined, formula, score_cutoff=_FORMULA_SLIPS) for formula in _JOINED]
    return min(slips)
