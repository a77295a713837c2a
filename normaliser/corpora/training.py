"""Which word of one language renders which of the other, learnt from sentence pairs by expectation maximisation.

First by IBM model 1, then by the hidden Markov model, in both directions. What is seen once or twice is held close to
how common a word is anyway, or rare words would seem to render whatever stands beside them. Nothing is random.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from normaliser.hmm import FIRST_JUMPS, add_jumps, jump_table, posteriors

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]

_MODEL_1 = 3  # rounds
_HMM = 5
ROUNDS = _MODEL_1 + _HMM

_BACKOFF = 30.0  # times a word is taken to have been seen with words as common as they are
_NOWHERE = 0.1  # share of words that render nothing
_JUMPING = 4  # every so many batches jumps are counted: they are few numbers, and many cells to count
_CELLS = 400_000  # words times words that are worked on at a time
_CHUNK = 2_000_000  # the same, counted at a time
_ALIKE = 4  # words by which the sentences worked on together may differ in length
_LEAST = 1e-4  # chance below which a pair of words is not worth keeping
_LIFT = 4.0  # times likelier than by how common a word is, for a pair to be kept


@dataclass(frozen=True, slots=True)
class Learned:
    """The model. Words are numbered from 1 on each side; 0 is no word.

    `keys` are arabic * len(english share) + english in rising order, `to_english` the chance of the English word given
    the Arabic one, `to_arabic` the reverse. `arabic` and `english` say how often each word was seen to render one.
    """

    keys: NDArray[np.int64]
    to_english: Floats
    to_arabic: Floats
    arabic: Floats
    english: Floats
    arabic_share: Floats
    english_share: Floats
    jumps_english: NDArray[np.float64]
    jumps_arabic: NDArray[np.float64]


@dataclass(slots=True)
class _Batch:
    """Sentence pairs whose Arabic sides are of one length; the English ones are padded with 0."""

    arabic: Ids
    english: Ids


def emission(seen: Floats, total: Floats, share: Floats) -> Floats:
    """The chance of a word given another: from how often both were seen, the other was, and how common the word is."""
    result: Floats = (seen + np.float32(_BACKOFF) * share) / (total + np.float32(_BACKOFF))
    return result


def train(
    arabic: Sequence[Ids], english: Sequence[Ids], sizes: tuple[int, int], step: Callable[[int], None]
) -> Learned:
    """Learn from sentence pairs of word numbers; `sizes` are the highest number on each side and one."""
    return _Trainer(arabic, english, sizes).learn(step)


class _Trainer:
    def __init__(self, arabic: Sequence[Ids], english: Sequence[Ids], sizes: tuple[int, int]) -> None:
        self.sizes = sizes
        self.shares = _shares(arabic, sizes[0]), _shares(english, sizes[1])
        self.batches = list(_batch(arabic, english))
        self.keys, self.places = self._index()
        self.arabic_of = (self.keys // sizes[1]).astype(np.int32)
        self.english_of = (self.keys % sizes[1]).astype(np.int32)
        self.jumps = [FIRST_JUMPS, FIRST_JUMPS]
        together = sum(np.bincount(places, minlength=len(self.keys)) for places in self.places)
        self._set(np.asarray(together, dtype=np.float64), np.asarray(together, dtype=np.float64))

    def _index(self) -> tuple[NDArray[np.int64], list[Ids]]:
        """Every pair of words that stand in one sentence pair, and which of them each cell is, chunk by chunk."""
        found: list[tuple[NDArray[np.int64], Ids]] = []
        for chunk in self._chunks():
            cells = [
                (b.arabic[:, None, :].astype(np.int64) * self.sizes[1] + b.english[:, :, None]).ravel() for b in chunk
            ]
            keys, places = np.unique(np.concatenate(cells), return_inverse=True)
            found.append((keys, places.astype(np.int32).ravel()))
        every = np.sort(np.concatenate([keys for keys, _ in found]))
        every = every[np.flatnonzero(np.diff(every, prepend=-1))]
        return every, [every.searchsorted(keys).astype(np.int32)[places] for keys, places in found]

    def _chunks(self) -> Iterator[list[_Batch]]:
        chunk: list[_Batch] = []
        cells = 0
        for batch in self.batches:
            chunk.append(batch)
            cells += batch.arabic.size * batch.english.shape[1]
            if cells >= _CHUNK:
                yield chunk
                chunk, cells = [], 0
        if chunk:
            yield chunk

    def _set(self, to_english: NDArray[np.float64], to_arabic: NDArray[np.float64]) -> None:
        """New chances from expected counts."""
        pad = self.english_of == 0
        to_english[pad] = to_arabic[pad] = 0
        arabic = np.bincount(self.arabic_of, weights=to_english, minlength=self.sizes[0]).astype(np.float32)
        english = np.bincount(self.english_of, weights=to_arabic, minlength=self.sizes[1]).astype(np.float32)
        self.totals = arabic, english
        shares = self.shares[1][self.english_of], self.shares[0][self.arabic_of]
        self.to_english = emission(to_english.astype(np.float32), arabic[self.arabic_of], shares[0])
        self.to_arabic = emission(to_arabic.astype(np.float32), english[self.english_of], shares[1])
        self.to_english[pad] = self.to_arabic[pad] = 0

    def learn(self, step: Callable[[int], None]) -> Learned:
        for number in range(ROUNDS):
            step(number)
            self._round(hidden=number >= _MODEL_1, jumping=number >= _MODEL_1 - 1)
        return self._kept()

    def _round(self, hidden: bool, jumping: bool) -> None:
        counts = np.zeros(len(self.keys)), np.zeros(len(self.keys))
        jumps = np.zeros_like(FIRST_JUMPS), np.zeros_like(FIRST_JUMPS)
        for chunk, places in zip(self._chunks(), self.places, strict=True):
            weights = np.empty(len(places), np.float32), np.empty(len(places), np.float32)
            start = 0
            for number, batch in enumerate(chunk):
                shape = (*batch.english.shape, batch.arabic.shape[1])
                end = start + batch.english.size * shape[2]
                given = [chance[places[start:end]].reshape(shape) for chance in (self.to_english, self.to_arabic)]
                found = self._hidden(batch, given) if hidden else self._model_1(batch, given)
                for side, one in enumerate(found):
                    weights[side][start:end] = one.ravel()
                    if jumping and number % _JUMPING == 0:
                        add_jumps(one if side == 0 else one.transpose(0, 2, 1), jumps[side])
                start = end
            for side in (0, 1):
                counts[side][:] += np.bincount(places, weights=weights[side], minlength=len(self.keys))
        if jumping:
            self.jumps = [counted / counted.sum() + 1e-4 for counted in jumps]
        self._set(*counts)

    def _model_1(self, batch: _Batch, given: Sequence[Floats]) -> tuple[Floats, Floats]:
        (words, places), (arabic, english) = given[0].shape[1:], self.shares
        none = _NOWHERE * places * english[batch.english][:, :, None] + np.float32(1e-30)
        none_arabic = _NOWHERE * words * arabic[batch.arabic][:, None, :]
        return (
            given[0] / (given[0].sum(2, keepdims=True) + none),
            given[1] / (given[1].sum(1, keepdims=True) + none_arabic),
        )

    def _hidden(self, batch: _Batch, given: Sequence[Floats]) -> tuple[Floats, Floats]:
        words, places = given[0].shape[1:]
        there = batch.english > 0
        nowhere = np.float32(_NOWHERE)
        none = np.where(there, nowhere * self.shares[1][batch.english], np.float32(1))
        anywhere = np.full((len(there), places), 1 / places, np.float32)
        first = posteriors(given[0] * (1 - nowhere), none, jump_table(self.jumps[0], places), anywhere)
        start = (there / there.sum(1, keepdims=True)).astype(np.float32)
        second = posteriors(
            np.ascontiguousarray(given[1].transpose(0, 2, 1)) * (1 - nowhere),
            nowhere * self.shares[0][batch.arabic],
            jump_table(self.jumps[1], words),
            start,
        )
        return np.where(there[:, :, None], first, np.float32(0)), second.transpose(0, 2, 1)

    def _kept(self) -> Learned:
        """The model without the pairs that say no more than how common the words are."""
        shares = self.shares[1][self.english_of], self.shares[0][self.arabic_of]
        telling = (self.to_english >= np.maximum(_LEAST, _LIFT * shares[0])) | (
            self.to_arabic >= np.maximum(_LEAST, _LIFT * shares[1])
        )
        kept = np.flatnonzero(telling & (self.english_of > 0))
        return Learned(
            self.keys[kept],
            self.to_english[kept],
            self.to_arabic[kept],
            *self.totals,
            *self.shares,
            *self.jumps,
        )


def _shares(sentences: Sequence[Ids], size: int) -> Floats:
    counts = np.bincount(np.concatenate(sentences), minlength=size).astype(np.float64)
    counts[0] = 0
    shares: Floats = (counts / counts.sum()).astype(np.float32)
    return shares


def _batch(arabic: Sequence[Ids], english: Sequence[Ids]) -> Iterator[_Batch]:
    order = sorted(range(len(arabic)), key=lambda n: (len(arabic[n]), len(english[n]), n))
    batch: list[int] = []
    for n in order:
        if batch and not _fits(arabic, english, (batch, n)):
            yield _pad(arabic, english, batch)
            batch = []
        batch.append(n)
    if batch:
        yield _pad(arabic, english, batch)


def _fits(arabic: Sequence[Ids], english: Sequence[Ids], what: tuple[list[int], int]) -> bool:
    batch, n = what
    first = batch[0]
    return (
        len(arabic[n]) == len(arabic[first])
        and len(english[n]) < len(english[first]) + _ALIKE
        and (len(batch) + 1) * len(arabic[n]) * len(english[n]) <= _CELLS
    )


def _pad(arabic: Sequence[Ids], english: Sequence[Ids], batch: Sequence[int]) -> _Batch:
    padded = np.zeros((len(batch), max(len(english[n]) for n in batch)), np.int32)
    for row, n in enumerate(batch):
        padded[row, : len(english[n])] = english[n]
    return _Batch(np.array([arabic[n] for n in batch], np.int32), padded)
