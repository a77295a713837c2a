"""The 114 surahs: how many ayahs each has, and which of them a spelling of a name means.

Nobody agrees on how to write these names in Latin letters, so a name is folded before it is looked up: case, marks,
apostrophes and hyphens go (`fold_latin`), and where the page shows by an article or the word "surah" that a name is
meant, long vowels and doubled letters go too (`loosen`). Without such a hint only the listed spellings count:
loosened, "Room" would be Ar-Rum.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple, TypedDict

from normaliser.errors import InputError
from normaliser.skeleton import fold_skeleton

_ARTICLES = "al el ul il ar as ash at an az ad adh ath ur us ush ut un uz ud udh uth"
ARTICLES = frozenset(_ARTICLES.split())
"""The article in Latin letters: plain, assimilated to the next consonant, and after a case vowel (Surat ul-Baqarah)."""

MAX_WORDS = 6
"""No name has more words: `Alif Lam Mim Sajdah`, `Those Who Set the Ranks`."""

# Below this share of equal letters a misread name is nobody's: two letters wrong in a long name, one in a short one.
# Of the 23,157 words of the published English translations, 18 then pass for a misread name, most of them names.
_MIN_SIMILARITY = 0.74
_MIN_BARE_SIMILARITY = 0.8  # no article shows that it is a name at all
_MIN_LEAD = 0.06  # ahead of the best other surah
_MIN_LETTERS = 5

_NOT_LETTERS = re.compile("[^a-z]+")
_LONG = str.maketrans("oe", "ui")
_DOUBLED = re.compile(r"(th|dh|sh|gh|kh)\1|([a-z])\2+")
_ASSIMILATING = re.compile("th|dh|sh|[tdrznls]")
_MISREAD = str.maketrans("|10", "llo")
_LOOKS_LIKE = str.maketrans("ijg", "llq")
_APART = re.compile(r"[\s-]+")


class SurahNames(NamedTuple):
    """How messages call a surah."""

    latin: str
    arabic: str
    english: str


class Found(NamedTuple):
    """A surah a name means. `marked` when an article or the word "surah" shows that a name was meant."""

    surah: int
    marked: bool


@dataclass(frozen=True, slots=True)
class _Table:
    ayahs: tuple[int, ...]
    names: tuple[SurahNames, ...]
    listed: dict[str, int]  # spellings as listed, article off
    loose: dict[str, int]  # the same, loosened
    joined: dict[str, int]  # article and name in one word, loosened
    arabic: dict[str, int]
    titles: dict[str, int]  # English titles
    openings: set[str]  # every beginning of a name or title, loosened
    last_words: set[str]  # loosened


def fold_latin(word: str) -> str:
    """Lower-case letters a-z of a word, marks and apostrophes gone, final -ah as -a; for comparing only.

    >>> fold_latin("A\u02bfr\u0101f"), fold_latin("Baqarah")
    ('araf', 'baqara')
    """
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    word = _NOT_LETTERS.sub("", word.lower())
    return word[:-1] if word.endswith("ah") else word


@lru_cache(maxsize=16384)
def loosen(key: str) -> str:
    """A folded name with long vowels and doubled letters as single ones; for comparing only.

    >>> loosen("yaseen"), loosen("muddaththir")
    ('yasin', 'mudathir')
    """
    key = _undouble(key.translate(_LONG))
    return _undouble(key.replace("au", "aw").replace("ai", "ay"))  # Baiyinah, Bayyinah


def _undouble(key: str) -> str:
    return _DOUBLED.sub(lambda m: m[1] or m[2], key)


def _join(keys: Iterable[str]) -> str:
    return "".join([key for key in keys if key not in ARTICLES])


def _joined_spellings(base: str) -> list[str]:
    first = _ASSIMILATING.match(base)
    prefixes = ["al", "el", "ul"] + (["a" + first[0], "u" + first[0]] if first else [])
    return [loosen(prefix + base) for prefix in prefixes]


class _Row(TypedDict):
    ayahs: int
    latin: list[str]
    arabic: list[str]
    english: list[str]


@cache
def _rows() -> list[_Row]:
    rows: list[_Row] = json.loads(resources.files("normaliser").joinpath("data/surahs.json").read_text("utf-8"))
    return rows


@cache
def _table() -> _Table:
    rows = _rows()
    table = _Table(
        ayahs=tuple(row["ayahs"] for row in rows),
        names=tuple(SurahNames(r["latin"][0], r["arabic"][0], (r["english"] or r["latin"])[0]) for r in rows),
        listed={}, loose={}, joined={}, arabic={}, titles={}, openings=set(), last_words=set(),
    )  # fmt: skip
    for surah, row in enumerate(rows, start=1):
        for name in row["latin"]:
            _add_latin(table, surah, [fold_latin(w) for w in _APART.split(name)], listed=name == row["latin"][0])
        for name in row["arabic"]:
            keys = [fold_skeleton(word) for word in name.split()]
            table.arabic[" ".join(keys)] = surah
            table.openings.update(beginnings(" ".join(keys)), beginnings(" ".join(keys).removeprefix("ال")))
            table.last_words.add(keys[-1])
        for title in row["english"]:
            keys = [fold_latin(w) for w in _APART.split(title)]
            table.titles[_join_title(keys)] = surah
            table.openings.update(beginnings(loosen("".join(keys))), beginnings(loosen(_join_title(keys))))
            table.last_words.add(loosen(keys[-1]))
    table.last_words.update(table.joined, table.loose)
    return table


def _add_latin(table: _Table, surah: int, keys: list[str], *, listed: bool) -> None:
    articled = keys[0] in ARTICLES
    base = _join(keys[1:] if articled else keys)
    table.loose[loosen(base)] = surah
    if listed or not articled:
        table.listed[base] = surah  # "Ar-Room" must not make "Room" a name
    joined = _joined_spellings(base) if articled else []
    table.joined.update(dict.fromkeys(joined, surah))
    for spelling in (loosen(base), *joined):
        table.openings.update(beginnings(spelling))
    table.last_words.add(loosen(keys[-1]))


def beginnings(key: str) -> list[str]:
    """Every beginning of a string, itself and the empty one included.

    >>> beginnings("ab")
    ['', 'a', 'ab']
    """
    return [key[:length] for length in range(len(key) + 1)]


def _join_title(keys: Iterable[str]) -> str:
    return "".join(key for key in keys if key != "the")


def _require(surah: int) -> None:
    if not 1 <= surah <= 114:
        raise InputError(f"there is no surah {surah}; try 1 to 114")


def surah_names(surah: int) -> SurahNames:
    """The customary names of a surah, for messages.

    >>> surah_names(2).latin
    'Al-Baqarah'
    """
    _require(surah)
    return _table().names[surah - 1]


def ayah_count(surah: int) -> int:
    """How many ayahs a surah has in the counting of Kufa, which nearly all printed copies follow.

    >>> ayah_count(2)
    286
    """
    _require(surah)
    return _table().ayahs[surah - 1]


def find_surah(keys: Sequence[str], *, named: bool = False) -> Found | None:
    """The surah whose name these words are, all of them, folded; `named` when the word "surah" stands before them.

    >>> find_surah(["al", "anaam"]), find_surah(["room"]), find_surah(["ar", "room"])
    (Found(surah=6, marked=True), None, Found(surah=30, marked=True))
    """
    table = _table()
    first = keys[0]
    if not first.isascii():
        key = " ".join(keys)
        surah = table.arabic.get(key) or (table.arabic.get("ال" + key) if named else None)
        return Found(surah, marked=named or len(key) > 1) if surah else None
    if len(keys) > 1 and first in ARTICLES:
        surah = table.loose.get(loosen(_join(keys)))
        return Found(surah, marked=True) if surah else None
    if surah := table.listed.get(_join(keys)):
        return Found(surah, marked=named)
    if surah := table.joined.get(loosen("".join(keys))) or (table.loose.get(loosen(_join(keys))) if named else None):
        return Found(surah, marked=True)
    return None


def find_title(keys: Sequence[str]) -> int | None:
    """The surah whose English title these words are, folded.

    >>> find_title(["the", "cow"])
    2
    """
    return _table().titles.get(_join_title(keys))


def opens_name(keys: Sequence[str]) -> bool:
    """Whether a name or title of a surah may begin with these words, folded.

    >>> opens_name(["ali"]), opens_name(["bridge"])
    (True, False)
    """
    return (loosen(_join(keys)) if keys[0].isascii() else " ".join(keys)) in _table().openings


def ends_name(key: str) -> bool:
    """Whether a name or title of a surah may end with this word, folded.

    >>> ends_name("imran"), ends_name("bridge")
    (True, False)
    """
    return (loosen(key) if key.isascii() else key) in _table().last_words


def _fold_misread(words: Iterable[str]) -> str:
    """Letters that optical recognition takes for one another made one."""
    return "".join(fold_latin(w.translate(_MISREAD)).translate(_LOOKS_LIKE) for w in words)


@cache
def _spellings() -> tuple[dict[str, int], dict[str, int]]:
    """All names, and those that are written without an article and have letters enough to be known when misread."""
    whole: dict[str, int] = {}
    bare: dict[str, int] = {}
    for surah, row in enumerate(_rows(), start=1):
        for name in row["latin"]:
            words = _APART.split(name)
            whole[_fold_misread(words)] = surah
            if fold_latin(words[0]) not in ARTICLES and len(_fold_misread(words)) >= _MIN_LETTERS:
                bare[_fold_misread(words)] = surah
    return whole, bare


@lru_cache(maxsize=4096)
def guess_surah(words: tuple[str, ...]) -> tuple[int, float] | None:
    """The surah a misread name most likely means, with how alike the letters are (0-1).

    Only for places where a name is expected: in brackets, before a number.

    >>> guess_surah(("Al", "Bagarah"))
    (2, 1.0)
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    key = _fold_misread(words)
    articled = len(words) > 1 and len(words[0]) <= 3
    spellings = _spellings()[0 if articled else 1]
    floor = _MIN_SIMILARITY if articled else _MIN_BARE_SIMILARITY
    if not _MIN_LETTERS <= len(key) < 25:
        return None
    best: dict[int, float] = {}
    for name, score, _ in process.extract(
        key, spellings.keys(), scorer=Levenshtein.normalized_similarity, score_cutoff=floor - _MIN_LEAD, limit=12
    ):
        best.setdefault(spellings[name], score)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < floor or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MIN_LEAD):
        return None
    return ranked[0]
