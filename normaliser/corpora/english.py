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
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.cache import index_folder
from normaliser.corpora.coded import CodedEditions, code_editions
from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.sources import load_corpora
from normaliser.corpora.store import Plan, Sources, Store
from normaliser.corpora.translations import Editions, load_translations, read_translation
from normaliser.english import Alphabet, Vocabulary, align, fold_english
from normaliser.model import Ref
from normaliser.options import Options
from normaliser.published import Published

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.corpora.entry import Entry

_VERSION = 3  # raised whenever the same editions would make another index, as with other function words
_VERSE_BITS = 13  # 6,236 verses; beside the 32 bits of a word's hash
_COMMONEST = 1500  # verses; a word that a quarter of the Qur'an has finds nothing
_UNKNOWN = 0.25  # what a word or pair that no edition has counts against a verse: OCR and other translators have many
_PAIR = 1.5  # what a pair of words counts for, against a word of the same rarity
_CANDIDATES = 6  # verses compared word by word
_PIECE = 40  # words; of more, no single verse may have enough to stand out
_PIECES = 6  # pieces of a long passage that are searched for
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
    """The English editions, searchable. Opening maps a few arrays; searching takes a fraction of a millisecond."""

    def __init__(self, entry: "Entry", editions: Editions) -> None:
        self._entry = entry
        self._surah, self._ayah = entry.array("surah"), entry.array("ayah")
        self._editions = editions
        self._coded = CodedEditions(entry)
        self.vocabulary = Vocabulary(self._coded.words)

    @cached_property
    def _table(self) -> "tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint16]]":
        """Keys, where the verses of each start, and the verses; to look a verse up takes none of them, nor numpy."""
        import numpy as np

        keys, starts, verses = map(self._entry.array, ("keys", "key_starts", "verses"))
        return np.asarray(keys), np.asarray(starts), np.asarray(verses)

    def published(self, verses: Sequence[int]) -> Published:
        """The editions of verses that follow each other; they count from 0 through the whole Qur'an."""
        names, one = self._editions.names, self._editions.read_one
        if len(verses) == 1:
            verse = verses[0]
            coded, content = tuple(self._coded.read(verse)), self._coded.content(verse)
            return Published(names, lambda place: one(verse, names[place]), coded, content)
        coded = tuple(map("".join, zip(*map(self._coded.read, verses), strict=True)))
        return Published(names, lambda place: " ".join([one(verse, names[place]) for verse in verses]), coded)

    def search(self, words: Sequence[str], limit: int = 10) -> list[tuple[int, int, float]]:
        """The likeliest verses as (surah, ayah, score), best first; `words` as `fold_english` gives them.

        The score is the share of the words' weight that the verse has in any edition, 0 to 1.
        """
        verses, shares = self._ranked(words, limit)
        return [(self._surah[v], self._ayah[v], s) for v, s in zip(verses, shares, strict=True)]

    def verses_with(self, word: str) -> frozenset[tuple[int, int]]:
        """The verses, as (surah, ayah), that some edition renders with a word; none for the commonest words."""
        _, lows, sizes = self._postings(_hashes([word]))
        verses = self._table[2][lows[0] : lows[0] + sizes[0]].tolist()
        return frozenset([(self._surah[verse], self._ayah[verse]) for verse in verses])

    def _postings(self, keys: "NDArray[np.uint32]") -> "tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]":
        """Which keys an edition has, where their verses start, how many those are: 0 for unknown and common keys."""
        import numpy as np

        every, starts, _ = self._table
        places = np.minimum(every.searchsorted(keys), len(every) - 1)
        known = every[places] == keys
        lows = starts[places].astype(np.int64)
        return known, lows, np.where(known, starts[places + 1].astype(np.int64) - lows, 0)

    def _ranked(self, words: Sequence[str], limit: int) -> tuple[list[int], list[float]]:
        import numpy as np

        if not words:
            return [], []
        hashes = _hashes(words)
        keys = np.unique(np.concatenate((hashes, _pairs(hashes))))
        known, lows, sizes = self._postings(keys)
        weights = np.log(len(self._surah) / (np.maximum(sizes, 1) + 0.5)) * np.where(np.isin(keys, hashes), 1.0, _PAIR)
        weights[~known] *= _UNKNOWN
        weights[known & (sizes == 0)] = 0.0
        firsts = np.cumsum(sizes) - sizes
        at = np.arange(int(sizes.sum())) + np.repeat(lows - firsts, sizes)
        votes = np.bincount(self._table[2][at], weights=np.repeat(weights, sizes), minlength=len(self._surah))
        limit = min(limit, int(np.count_nonzero(votes)))
        if not limit:
            return [], []
        best = np.argpartition(-votes, limit - 1)[:limit]
        best = best[np.lexsort((best, -votes[best]))]
        total = float(weights.sum())
        return [int(v) for v in best], [float(votes[v]) / total for v in best]

    def identify_english(self, text: str, least: float = _LEAST) -> tuple[Rendering, ...]:
        """The verses whose translation `text` is, or is part of, likeliest first; a run of verses as one ref.

        Empty when nothing is near: no verse has `least` of the weight of the words. Verses that say the same are all
        returned, with equal scores.
        """
        words = fold_english(text)
        if not words:
            return ()
        code = Alphabet(self.vocabulary).code(words)
        found: dict[Ref, Rendering] = {}
        for verse in self._candidates(words, least):
            rendering = self._compare(code, verse)
            if rendering and (rendering.ref not in found or rendering.same > found[rendering.ref].same):
                found[rendering.ref] = rendering
        return tuple(sorted(found.values(), key=lambda r: (-r.score, -r.same)))

    def _candidates(self, words: Sequence[str], least: float) -> list[int]:
        """The verses worth comparing, likeliest first; a long passage is asked for piece by piece."""
        step = max(_PIECE, -(-len(words) // _PIECES))
        verses: dict[int, float] = {}
        for start in range(0, len(words), step):
            piece = words[start : start + step][:_PIECE]
            if start and len(piece) < _PIECE // 2:
                break
            ranked, shares = self._ranked(piece, _CANDIDATES)
            for verse, share in zip(ranked, shares, strict=True):
                if share >= max(least, _NEARLY * shares[0]):
                    verses[verse] = max(share, verses.get(verse, 0.0))
        return sorted(verses, key=lambda v: (-verses[v], v))[:_CANDIDATES]

    def _compare(self, code: str, verse: int) -> Rendering | None:
        """The passage against one verse, and against its neighbours too when it has more to say than the verse."""
        best = None
        for place, coded in enumerate(self._coded.read(verse)):
            found = align(code, coded)
            if found and (best is None or found.same > best[0].same):
                best = (found, place, coded)
        if best is None:
            return None
        found, place, coded = best
        first = last = verse
        if found.width < len(code) and (found.there[0] == 0 or found.there[1] == len(coded)):
            first, last, same = self._run(code, verse, place)
        else:
            same = found.same
        ref = f"quran:{self._surah[first]}:{self._ayah[first]}" + (f"-{self._ayah[last]}" if last > first else "")
        return Rendering(Ref(ref), same / len(code), self._editions.names[place], same)

    def _run(self, code: str, verse: int, edition: int) -> tuple[int, int, int]:
        """The run of verses around one that a longer passage renders, and how many words they share."""
        reach = 2 + min(_AROUND, len(code) // 6)
        low = max(0, verse - reach)
        while self._surah[low] != self._surah[verse]:
            low += 1
        ends, joined = [], ""
        for v in range(low, min(len(self._surah), verse + reach + 1)):
            if self._surah[v] != self._surah[verse]:
                break
            joined += self._coded.read(v)[edition]
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
    words = list(codes)
    draft.columns |= code_editions(words, packed)
    hashes = _hashes(words)
    table = np.concatenate([_pack(hashes[ids], counts) for ids, counts in packed])
    table.sort()
    table = table[np.flatnonzero(np.diff(table, prepend=np.uint64(0xFFFFFFFFFFFFFFFF)))]
    every = (table >> np.uint64(_VERSE_BITS)).astype(np.uint32)
    first = np.flatnonzero(np.diff(every, prepend=~every[:1]))
    counted = np.diff(first, append=len(every))
    kept = counted <= _COMMONEST
    sizes = np.where(kept, counted, 0)  # the commonest stay as keys, so that they are not taken for unknown
    verses = (table[np.repeat(kept, counted)] & np.uint64((1 << _VERSE_BITS) - 1)).astype(np.uint16)
    starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))).astype(np.uint32)
    draft.columns["keys"] = array("I", every[first].tobytes())
    draft.columns["key_starts"] = array("I", starts.tobytes())
    draft.columns["verses"] = array("H", verses.tobytes())
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


def _hashes(words: Sequence[str]) -> "NDArray[np.uint32]":
    import numpy as np

    return np.array([zlib.crc32(w.encode()) for w in words], dtype=np.uint32)


def _pairs(hashes: "NDArray[np.uint32]") -> "NDArray[np.uint32]":
    """A hash for each pair of neighbouring words."""
    import numpy as np

    pairs: NDArray[np.uint32] = (hashes[:-1] * np.uint32(0x9E3779B1)) ^ (hashes[1:] * np.uint32(0x85EBCA77))  # wraps
    return pairs


def _pack(hashes: "NDArray[np.uint32]", counts: "NDArray[np.int64]") -> "NDArray[np.uint64]":
    """Hash and verse of every word and pair in an edition; a pair does not cross from verse to verse."""
    import numpy as np

    verse = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    inside = verse[:-1] == verse[1:]
    keys = np.concatenate((hashes, _pairs(hashes)[inside])).astype(np.uint64)
    packed: NDArray[np.uint64] = (keys << np.uint64(_VERSE_BITS)) | np.concatenate((verse, verse[:-1][inside]))
    return packed
