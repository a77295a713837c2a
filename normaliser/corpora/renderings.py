"""Which English words render which Arabic words: a model learnt from the Qur'an and the hadith with their translations.

Built on this machine from the installed texts, kept beside the search index, and mapped when word links are asked for.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from normaliser.corpora.cache import load_sums
from normaliser.corpora.draft import Draft, Step, hash_word
from normaliser.corpora.hadith import HadithShelf
from normaliser.corpora.quran import QuranShelf
from normaliser.corpora.shelves import Shelf
from normaliser.corpora.sources import load_corpora, locate_files
from normaliser.corpora.store import Plan, Sources, Store
from normaliser.corpora.training import ROUNDS, Learned, emission, train
from normaliser.english import fold_english
from normaliser.morphs import count_forms, cut_word, stem_english
from normaliser.words import split_words

if TYPE_CHECKING:
    from normaliser.corpora.entry import Entry

_VERSION = 1  # raised whenever the same texts would make another model
_EDITIONS = 4  # translations of a verse that are learnt from, and others of the next verse; all take four times as long
_LONG_VERSE = 30  # words; of longer verses one translation is learnt from
_MOST_ARABIC = 25  # words of a narration behind its chain, and of its English: longer ones are slow, and teach less
_MOST_ENGLISH = 40
_TELLING = "حدثنا اخبرنا حدثني اخبرني ثنا انبانا نا وحدثنا عن حدثه وحدثني انا نبانا"
_CHAIN = frozenset(_TELLING.split())
_LINK = 12  # words within which a chain goes on

Floats = NDArray[np.float32]
Lines = list[tuple[list[str], list[str]]]


class Renderings:
    """The model, mapped. Words are asked for as skeletons (`Word.skeleton`) and as keys (`english.words_of`)."""

    def __init__(self, entry: "Entry") -> None:
        def column(name: str) -> NDArray[Any]:
            return np.asarray(entry.array(name))

        self._forms, self._counts = column("word"), column("word.count")
        self._morphs, self._stems = column("morph"), column("stem")
        self._keys: NDArray[np.uint64] = column("pair")
        self._pairs: tuple[Floats, Floats] = column("to_english"), column("to_arabic")
        self._totals: tuple[Floats, Floats] = column("seen.arabic"), column("seen.english")
        self._shares: tuple[Floats, Floats] = column("share.arabic"), column("share.english")
        self.jumps: tuple[NDArray[np.float64], NDArray[np.float64]] = column("jumps.english"), column("jumps.arabic")
        self._cut = lru_cache(maxsize=65536)(self._cut_anew)

    def _cut_anew(self, skeleton: str) -> tuple[int, ...]:
        return tuple(_number(self._morphs, morph) for morph in cut_word(skeleton, self._count))

    def _count(self, form: str) -> int:
        place = _number(self._forms, form)
        return int(self._counts[place - 1]) if place else 0

    def number_arabic(self, skeletons: Sequence[str]) -> tuple[list[int], list[int]]:
        """The numbers of the morphs, 0 for one never seen, and for each which word it is part of."""
        cut = [self._cut(skeleton) for skeleton in skeletons]
        return [number for one in cut for number in one], [word for word, one in enumerate(cut) for _ in one]

    def number_english(self, keys: Sequence[str]) -> list[int]:
        """The number of each word, 0 for one never seen."""
        return [_number(self._stems, stem_english(key)) for key in keys]

    def chances(self, arabic: Sequence[int], english: Sequence[int]) -> tuple[Floats, Floats]:
        """For each English word (row) and morph (column): the chance of the word given the morph, and the reverse."""
        here, there = np.asarray(arabic, dtype=np.int64), np.asarray(english, dtype=np.int64)
        keys = (here[None, :] * len(self._shares[1]) + there[:, None]).astype(np.uint64)
        places = np.minimum(self._keys.searchsorted(keys), len(self._keys) - 1)
        known = self._keys[places] == keys
        shares = self.shares(arabic, english)
        unseen = (
            emission(np.zeros(1, np.float32), self._totals[0][here][None, :], shares[1][:, None]),
            emission(np.zeros(1, np.float32), self._totals[1][there][:, None], shares[0][None, :]),
        )
        return (
            np.where(known, self._pairs[0][places], unseen[0]),
            np.where(known, self._pairs[1][places], unseen[1]),
        )

    def shares(self, arabic: Sequence[int], english: Sequence[int]) -> tuple[Floats, Floats]:
        """How common each morph is, and each English word."""
        rare = np.float32(1e-6)
        return np.maximum(self._shares[0][list(arabic)], rare), np.maximum(self._shares[1][list(english)], rare)


def _number(hashes: NDArray[np.uint32], word: str) -> int:
    """The place of a word among sorted hashes, counted from 1; 0 when it is not there."""
    key = hashes.dtype.type(hash_word(word))
    place = int(hashes.searchsorted(key))
    return place + 1 if place < len(hashes) and hashes[place] == key else 0


def open_renderings(
    store: Store, quran: QuranShelf, hadith: HadithShelf | None, *, wanted: tuple[str, ...] | None
) -> Renderings | None:
    """The model learnt from the shelves, built if need be; `wanted` are the editions that the Qur'an's shelf reads."""
    paths: dict[str, Path] = {}
    for corpus in load_corpora().values():
        if corpus.name != "hadith" or hadith:
            files = locate_files(corpus).items()
            paths |= {n: p for n, p in files if corpus.name != "english" or wanted is None or n in wanted}
    plan = Plan(
        name=f"renderings-{_VERSION}",
        sources=Sources(paths, load_sums(store.folder, paths)),
        gram=0,
        draft=partial(load_renderings, quran, hadith),
        steps=("words of the parallel texts", *(f"word alignment, round {n + 1}" for n in range(ROUNDS))),
        requirement="normaliser",
    )
    entry = store.entry(plan)
    return Renderings(entry) if entry else None


def load_renderings(quran: QuranShelf, hadith: HadithShelf | None, step: Step) -> Draft:
    """Read the parallel texts, cut their words, learn the model."""
    step(0)
    lines = parallel_lines(quran, hadith)
    vocabulary = Counter(word for arabic, _ in lines for word in arabic)
    forms = count_forms(vocabulary)
    cut = lru_cache(maxsize=None)(lambda word: cut_word(word, forms.__getitem__))
    arabic = [[morph for word in words for morph in cut(word)] for words, _ in lines]
    english = [[stem_english(word) for word in words] for _, words in lines]
    morphs, stems = _hashes(arabic), _hashes(english)
    sizes = len(morphs) + 1, len(stems) + 1
    learned = train(_numbered(arabic, morphs), _numbered(english, stems), sizes, lambda number: step(number + 1))
    draft = Draft(vocabulary=forms)
    draft.columns["morph"], draft.columns["stem"] = array("I", morphs), array("I", stems)
    draft.columns |= _columns(learned)
    return draft


def _columns(learned: Learned) -> "dict[str, array[int]]":
    """The model as columns. The type of a draft's columns says int; these hold fractions, which are stored as well."""
    columns: dict[str, array[int]] = {"pair": array("Q", learned.keys.astype(np.uint64).tobytes())}
    fractions = {
        "to_english": learned.to_english,
        "to_arabic": learned.to_arabic,
        "seen.arabic": learned.arabic,
        "seen.english": learned.english,
        "share.arabic": learned.arabic_share,
        "share.english": learned.english_share,
    }
    for name, values in fractions.items():
        columns[name] = array("f", values.tobytes())  # type: ignore[assignment]
    columns["jumps.english"] = array("d", learned.jumps_english.tobytes())  # type: ignore[assignment]
    columns["jumps.arabic"] = array("d", learned.jumps_arabic.tobytes())  # type: ignore[assignment]
    return columns


def parallel_lines(quran: QuranShelf, hadith: HadithShelf | None) -> Lines:
    """What is learnt from: the words of verses and narrations, as skeletons, and of their English, as keys."""
    return [*_verses(quran), *(_narrations(hadith) if hadith else ())]


def _verses(shelf: QuranShelf) -> Iterator[tuple[list[str], list[str]]]:
    for verse in range(shelf.rows() // 2):
        words = [word.skeleton for word in split_words(shelf.text(verse))]
        texts = shelf.english(verse) if shelf.key(verse)[1] else ()
        wanted = min(len(texts), _EDITIONS if len(words) <= _LONG_VERSE else 1)
        for number in range(wanted):
            _, text = texts[(verse + number * len(texts) // wanted) % len(texts)]
            if words and (english := fold_english(text)):
                yield words, english


def _narrations(shelf: Shelf) -> Iterator[tuple[list[str], list[str]]]:
    for row in range(shelf.rows()):
        for _, text in shelf.english(row):
            english = fold_english(text)
            if not 2 < len(english) <= _MOST_ENGLISH:
                continue
            words = _without_chain([word.skeleton for word in split_words(shelf.text(row))])
            if 2 < len(words) <= _MOST_ARABIC:
                yield words, english


def _without_chain(words: list[str]) -> list[str]:
    """From the last teller that the chain names: English texts leave the others out."""
    last = 0
    for place, word in enumerate(words):
        if place - last > _LINK:
            break
        if word in _CHAIN:
            last = place
    return words[last:]


def _hashes(lines: Sequence[Sequence[str]]) -> list[int]:
    return sorted({hash_word(word) for word in {word for line in lines for word in line}})


def _numbered(lines: Sequence[Sequence[str]], hashes: Sequence[int]) -> list[NDArray[np.int32]]:
    """The lines as numbers of words, which are places among the sorted hashes, counted from 1."""
    numbers = {hash_: number for number, hash_ in enumerate(hashes, start=1)}
    number_of = lru_cache(maxsize=None)(lambda word: numbers[hash_word(word)])
    return [np.array([number_of(word) for word in line], dtype=np.int32) for line in lines]
