"""Which verses an English passage renders: an index of the words of every English edition.

Words and pairs of neighbouring words vote for the verses that have them in any edition, rare ones more; the few best
verses are then compared word by word. A translation nobody has published is found too, as translators share most of
their words, and so is one in which OCR has spoilt a word here and there.
"""

import re
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.cache import index_folder
from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.sources import load_corpora
from normaliser.corpora.store import Plan, Sources, Store
from normaliser.corpora.translations import Editions, load_translations, read_translation
from normaliser.english import Alphabet, align, fold_english
from normaliser.model import Ref
from normaliser.options import Options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.corpora.index import Entry

_VERSION = 1  # raised whenever the same editions would make another index
BITS = 19
"""Buckets for words and pairs, as a power of two; with the 13 bits of a verse's number they fill 32."""

_VERSE_BITS = 13  # 6,236 verses
_COMMONEST = 1500  # verses; a word that a quarter of the Qur'an has finds nothing
_PAIR = 1.5  # what a pair of words counts for, against a word of the same rarity
_CANDIDATES = 6  # verses compared word by word
_AROUND = 40  # verses on each side that a long passage may reach to
_NEARLY = 0.6  # share of the best verse's votes that makes another worth comparing
_LEAST = 0.35  # share of the weight of a passage's words; below it a verse is not worth comparing


@dataclass(frozen=True, slots=True)
class Rendering:
    """What an English passage renders. `score` is the share of its words that the edition has in this order, 0 to 1."""

    ref: Ref
    score: float
    edition: str
    same: int  # words in common


class EnglishIndex:
    """The English editions, searchable. Opening maps two arrays; searching takes a fraction of a millisecond."""

    def __init__(self, entry: "Entry", editions: Editions) -> None:
        self._buckets: NDArray[np.uint32] = entry.array("buckets")
        self._verses: NDArray[np.uint16] = entry.array("verses")
        self._surah: NDArray[np.uint8] = entry.array("surah")
        self._ayah: NDArray[np.uint16] = entry.array("ayah")
        self._editions = editions

    def search(self, words: Sequence[str], limit: int = 10) -> list[tuple[int, int, float]]:
        """The likeliest verses as (surah, ayah, score), best first; `words` as `fold_english` gives them.

        The score is the share of the words' weight that the verse has in any edition, 0 to 1.
        """
        verses, shares = self._ranked(words, limit)
        return [(int(self._surah[v]), int(self._ayah[v]), s) for v, s in zip(verses, shares, strict=True)]

    def verses_with(self, word: str) -> frozenset[tuple[int, int]]:
        """The verses, as (surah, ayah), that some edition renders with a word; none when a quarter of all verses are.

        One in many is wrong: words share buckets.
        """
        import numpy as np

        keys, _ = _keys(np.array([zlib.crc32(word.encode())], dtype=np.uint32))
        verses = self._verses[int(self._buckets[keys[0]]) : int(self._buckets[int(keys[0]) + 1])]
        return frozenset(zip(self._surah[verses].tolist(), self._ayah[verses].tolist(), strict=True))

    def _ranked(self, words: Sequence[str], limit: int) -> tuple[list[int], list[float]]:
        import numpy as np

        keys, kinds = _keys(np.array([zlib.crc32(w.encode()) for w in words], dtype=np.uint32))
        keys, places = np.unique(keys, return_index=True)
        lows, highs = self._buckets[keys].astype(np.int64), self._buckets[keys + np.uint32(1)].astype(np.int64)
        sizes = highs - lows
        weights = np.log(len(self._surah) / (sizes + 0.5)) * np.where(kinds[places], _PAIR, 1.0)
        weights[sizes == 0] = 0.0  # unknown words, as OCR and other translators leave them, are no evidence against
        total = float(weights.sum())
        if not total:
            return [], []
        firsts = np.cumsum(sizes) - sizes
        at = np.arange(int(sizes.sum())) + np.repeat(lows - firsts, sizes)
        votes = np.bincount(self._verses[at], weights=np.repeat(weights, sizes), minlength=len(self._surah))
        limit = min(limit, len(votes))
        best = np.argpartition(-votes, limit - 1)[:limit]
        best = best[np.lexsort((best, -votes[best]))]
        return [int(v) for v in best], [float(votes[v]) / total for v in best]

    def identify_english(self, text: str, least: float = _LEAST) -> tuple[Rendering, ...]:
        """The verses whose translation `text` is, or is part of, likeliest first; a run of verses as one ref.

        Empty when nothing is near: no verse has `least` of the weight of the words. Verses that say the same are all
        returned, with equal scores.
        """
        words = fold_english(text)
        if not words:
            return ()
        alphabet = Alphabet()
        code = alphabet.code(words)
        verses, shares = self._ranked(words, _CANDIDATES)
        found: dict[Ref, Rendering] = {}
        for verse, share in zip(verses, shares, strict=True):
            if share < max(least, _NEARLY * shares[0]):
                break
            rendering = self._compare(alphabet, code, verse)
            if rendering and rendering.ref not in found:
                found[rendering.ref] = rendering
        return tuple(sorted(found.values(), key=lambda r: (-r.score, -r.same)))

    def _compare(self, alphabet: Alphabet, code: str, verse: int) -> Rendering | None:
        """The passage against one verse, and against its neighbours too when it has more to say than the verse."""
        best = None
        for edition, text in self._editions.read(verse, None):
            coded = alphabet.code(fold_english(text))
            found = align(code, coded)
            if found and (best is None or found.same > best[0].same):
                best = (found, edition, coded)
        if best is None:
            return None
        found, edition, coded = best
        first = last = verse
        if found.width < len(code) and (found.there[0] == 0 or found.there[1] == len(coded)):
            first, last, same = self._run(alphabet, code, verse, edition)
        else:
            same = found.same
        ref = f"quran:{self._surah[first]}:{self._ayah[first]}" + (f"-{self._ayah[last]}" if last > first else "")
        return Rendering(Ref(ref), same / len(code), edition, same)

    def _run(self, alphabet: Alphabet, code: str, verse: int, edition: str) -> tuple[int, int, int]:
        """The run of verses around one that a longer passage renders, and how many words they share."""
        reach = 2 + min(_AROUND, len(code) // 6)
        low = max(0, verse - reach)
        while self._surah[low] != self._surah[verse]:
            low += 1
        ends, joined = [], ""
        for v in range(low, min(len(self._surah), verse + reach + 1)):
            if self._surah[v] != self._surah[verse]:
                break
            joined += alphabet.code(fold_english(self._editions.read(v, (edition,))[0][1]))
            ends.append(len(joined))
        found = align(code, joined)
        if found is None:
            return verse, verse, 0
        start, end = found.there
        inside = [
            low + i
            for i, stop in enumerate(ends)
            if min(end, stop) - max(start, ends[i - 1] if i else 0) >= max(2, (stop - (ends[i - 1] if i else 0)) // 3)
        ] or [verse]
        return inside[0], inside[-1], found.same


def open_english(options: Options, warn: Callable[[str], None]) -> EnglishIndex | None:
    """The index of the editions that `options.translations` names, built if need be; None when none is installed."""
    corpus = load_corpora()["english"]
    store = Store(index_folder(options.index_dir), warn)
    sources = store.find_sources(corpus, all_needed=False)
    if sources is None:
        return None
    names = [n for n in sources.paths if options.translations is None or n in options.translations]
    chosen = Sources({n: sources.paths[n] for n in names}, {n: sources.sums[n] for n in names}, sources.altered)
    plan = Plan(
        name=f"english-words-{_VERSION}",
        sources=chosen,
        gram=0,
        draft=partial(load_english, chosen.paths),
        steps=("words of the English translations",),
        notice=corpus.notice,
        requirement=corpus.requirement,
    )
    entry = store.entry(plan)
    return EnglishIndex(entry, Editions(entry, chosen.paths)) if entry else None


_SURAH = re.compile(rb'<sura\s+index="(\d+)"|<aya\s+index="(\d+)"')


def load_english(paths: Mapping[str, Path], step: Step = lambda done: None) -> Draft:
    """Where each verse stands in each edition, and which verses have which words and pairs of words."""
    import numpy as np

    draft = load_translations(paths, step)
    codes: defaultdict[str, int] = defaultdict()
    codes.default_factory = codes.__len__
    packed = []
    for name in draft.names:
        ids, counts = _read_words(paths[name], draft.columns[f"offset.{name}"], draft.columns[f"length.{name}"], codes)
        packed.append((ids, counts))
    hashes = np.array([zlib.crc32(w.encode()) for w in codes], dtype=np.uint32)
    table = np.concatenate([_pack(hashes[ids], counts) for ids, counts in packed])
    table.sort()
    table = table[np.flatnonzero(np.diff(table, prepend=np.uint32(0xFFFFFFFF)))]
    keys = table >> np.uint32(_VERSE_BITS)
    sizes = np.bincount(keys, minlength=1 << BITS)
    kept = sizes <= _COMMONEST
    verses = (table[kept[keys]] & np.uint32((1 << _VERSE_BITS) - 1)).astype(np.uint16)
    buckets = np.zeros((1 << BITS) + 1, dtype=np.uint32)
    np.cumsum(np.where(kept, sizes, 0), out=buckets[1:])
    draft.columns["verses"] = array("H", verses.tobytes())
    draft.columns["buckets"] = array("I", buckets.tobytes())
    draft.columns["surah"], draft.columns["ayah"] = _read_numbers(paths[draft.names[0]]) if draft.names else (
        array("B"), array("H"))  # fmt: skip
    return draft


def _read_words(
    path: Path, offsets: "array[int]", lengths: "array[int]", codes: Mapping[str, int]
) -> "tuple[NDArray[np.uint32], NDArray[np.int64]]":
    """The numbers of an edition's words, one after the other, and how many each verse has."""
    import numpy as np

    raw = path.read_bytes()
    ids, counts = array("I"), array("q")
    for offset, length in zip(offsets, lengths, strict=True):
        words = fold_english(read_translation(raw[offset : offset + length]))
        ids.extend(map(codes.__getitem__, words))
        counts.append(len(words))
    return np.frombuffer(ids, dtype=np.uint32), np.frombuffer(counts, dtype=np.int64)


def _read_numbers(path: Path) -> "tuple[array[int], array[int]]":
    surahs, ayahs, surah = array("B"), array("H"), 0
    for match in _SURAH.finditer(path.read_bytes()):
        if match[1]:
            surah = int(match[1])
        else:
            surahs.append(surah)
            ayahs.append(int(match[2]))
    return surahs, ayahs


def _keys(hashes: "NDArray[np.uint32]") -> "tuple[NDArray[np.uint32], NDArray[np.bool_]]":
    """The buckets of words and then of pairs of neighbours, and which are pairs."""
    import numpy as np

    pairs = (hashes[:-1] * np.uint32(0x9E3779B1)) ^ (hashes[1:] * np.uint32(0x85EBCA77))  # wraps, as intended
    pairs = (pairs * np.uint32(0xC2B2AE3D)) >> np.uint32(32 - BITS)
    words = (hashes * np.uint32(0x27D4EB2F)) >> np.uint32(32 - BITS)
    keys = np.concatenate((words, pairs))
    return keys, np.arange(len(keys)) >= len(words)


def _pack(hashes: "NDArray[np.uint32]", counts: "NDArray[np.int64]") -> "NDArray[np.uint32]":
    """Bucket and verse of every word and pair in an edition; a pair does not cross from verse to verse."""
    import numpy as np

    verse = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    keys, _ = _keys(hashes)
    inside = np.concatenate((np.ones(len(hashes), dtype=np.bool_), verse[:-1] == verse[1:]))
    packed: NDArray[np.uint32] = ((keys << np.uint32(_VERSE_BITS)) | np.concatenate((verse, verse[:-1])))[inside]
    return packed
