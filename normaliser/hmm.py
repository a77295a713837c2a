"""Forward and backward through sentences whose words are each rendered from one place of another sentence, or none.

The hidden Markov model of word alignment (Vogel, Ney and Tillmann 1996), for many sentence pairs of one shape at once.
A word that comes from nowhere leaves the place where it was.

Sums over places are `einsum`, never a matrix product: that may go to several threads, which for such small matrices is
many times slower, and makes the last digits depend on how many there are.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

REACH = 15
"""How far a jump is told from others; all that are longer count as equally likely."""

FIRST_JUMPS = np.exp(-0.5 * np.abs(np.arange(-REACH, REACH + 1) - 1.0)) + 0.01
"""The weights of jumps from -REACH to REACH before anything is learnt: one word onward is likeliest."""


def jump_table(jumps: NDArray[np.float64], places: int) -> Floats:
    """The chance of going from each place (row) to each (column), for a sentence of so many."""
    distance = np.arange(places)[None, :] - np.arange(places)[:, None]
    table = jumps[np.clip(distance, -REACH, REACH) + REACH]
    result: Floats = (table / table.sum(1, keepdims=True)).astype(np.float32)
    return result


def posteriors(emissions: Floats, none: Floats, table: Floats, start: Floats) -> Floats:
    """The chance that each word comes from each place.

    `emissions` is (sentences, words, places): the chance of the word, given the place; `none` (sentences, words): the
    chance of the word from nowhere; both with their prior shares multiplied in. `start` is (sentences, places).
    Of shape (sentences, words, places); what is missing to 1 is the chance of nowhere.
    """
    reached, expected = _forward(emissions, none, table, start)
    return _backward(emissions, none, table, (start, reached, expected))


def _forward(emissions: Floats, none: Floats, table: Floats, start: Floats) -> tuple[Floats, Floats]:
    reached, expected = np.empty_like(emissions), np.empty_like(emissions)
    at = start
    for word in range(emissions.shape[1]):
        expected[:, word] = np.einsum("bi,ij->bj", at, table) if word else at
        at = expected[:, word] * emissions[:, word] + none[:, word, None] * at
        at = at / _positive(at.sum(1, keepdims=True))
        reached[:, word] = at
    return reached, expected


def _backward(emissions: Floats, none: Floats, table: Floats, forward: tuple[Floats, Floats, Floats]) -> Floats:
    start, reached, expected = forward
    result = np.empty_like(emissions)
    rest = np.ones_like(start)
    for word in range(emissions.shape[1] - 1, -1, -1):
        rendered, skipped = emissions[:, word] * rest, none[:, word, None] * rest
        here = expected[:, word] * rendered
        nowhere = (reached[:, word - 1] if word else start) * skipped
        result[:, word] = here / _positive((here + nowhere).sum(1, keepdims=True))
        rest = np.einsum("bj,ij->bi", rendered, table) + skipped
        rest = rest / _positive(rest.max(1, keepdims=True))
    return result


def _positive(values: Floats) -> Floats:
    return np.maximum(values, np.float32(1e-30))


def add_jumps(found: Floats, jumps: NDArray[np.float64]) -> None:
    """Count the jumps between neighbouring words in what `posteriors` gave; long ones by how many places they reach."""
    places = found.shape[2]
    together = np.einsum("bji,bjk->ik", found[:, :-1], found[:, 1:])
    for distance in range(1 - places, places):
        share = 1.0 if abs(distance) < REACH else max(1.0, places - REACH)
        jumps[max(-REACH, min(REACH, distance)) + REACH] += np.trace(together, distance) / share
