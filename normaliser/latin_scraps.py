"""What the Latin letters that a scanner wrote for an Arabic word say about the word.

A scanner that takes an Arabic word for Latin still sees its strokes: alef comes out as l or I, waw as g or 9, an ain
inside a word as a. It reads them from the left, the word's last letter first. How often each form of a letter comes out
as which character, and as how many, is counted on scanned pages by `benchmarks/fit_scraps.py`.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
"""The letters of skeletons. Each has four forms: standing alone, joined to the next, to the one before, to both."""

_APART = frozenset("ادذرزو")  # letters that are never joined to the next

OTHER = 4 * len(LETTERS)
"""The form of every other letter."""

MOST = 3
"""Characters that one letter may come out as."""

_LONGEST = 24  # characters of a scrap: longer ones are no word

Forms = tuple[int, ...]
"""A word as the forms of its letters: four times the place in `LETTERS`, and 1 and 2 for what they are joined to."""


class Misread(NamedTuple):
    """What forms come out as; a row a form, `OTHER` the last."""

    characters: str
    ratios: "NDArray[np.float64]"  # how much likelier each character is for the form than for any
    counts: "NDArray[np.float64]"  # how often the form comes out as 0, 1 ... `MOST` characters


@lru_cache(maxsize=4096)
def forms_of(skeleton: str) -> Forms:
    """The letters of one word in the forms that they are printed in."""
    return tuple(_forms(skeleton))


def _forms(skeleton: str) -> Iterator[int]:
    joined = False
    for i, letter in enumerate(skeleton):
        joins = letter not in _APART and i + 1 < len(skeleton)
        place = LETTERS.find(letter)
        yield 4 * place + joins + 2 * joined if place >= 0 else OTHER
        joined = joins


def characters_of(scrap: str, known: str) -> list[int]:
    """The known characters of a scrap as places in `known`, in the order of Arabic; others are left out."""
    return [place for c in reversed(scrap) if (place := known.find(c)) >= 0]


def compare_latin(scraps: Sequence[str], words: Sequence[Forms]) -> "NDArray[np.float64]":
    """What the characters of scraps say for words, in bits, their number aside: a row a scrap, a column a word.

    Summed over all ways to deal the characters out to the letters in order. Very long scraps say nothing.
    """
    import numpy as np

    table = misread()
    read = [characters_of(scrap, table.characters) for scrap in scraps]
    read = [codes if len(codes) <= _LONGEST else [] for codes in read]
    most, longest = max(map(len, read), default=0), max(map(len, words), default=0)
    if not most or not longest:
        return np.zeros((len(scraps), len(words)))
    codes = np.array([[*codes, *[-1] * (most - len(codes))] for codes in read])
    forms = np.array([[*word, *[OTHER + 1] * (longest - len(word))] for word in words])
    counts = np.vstack((table.counts, np.eye(1, MOST + 1)))  # beyond the end of a word nothing comes out
    said = np.vstack((table.ratios, np.zeros((1, len(table.characters)))))
    chances = np.zeros((len(scraps) + 1, len(words), most + 1))  # the last row for any characters
    chances[:, :, 0] = 1.0
    for place in range(longest):
        once = np.concatenate((said[forms[:, place]][:, codes].swapaxes(0, 1), np.ones((1, len(words), most))))
        chances = _emit(chances, once, counts[forms[:, place]])
    ends = [len(codes) for codes in read]
    found = chances[range(len(scraps)), :, ends]
    any_of_them = chances[-1][:, ends].T
    bits: NDArray[np.float64] = np.log2(np.where(found > 0, found, 1.0) / np.where(found > 0, any_of_them, 1.0))
    return bits


def _emit(
    before: "NDArray[np.float64]", once: "NDArray[np.float64]", counts: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """The chances of having read so many characters after one more letter of each word."""
    after: NDArray[np.float64] = before * counts[:, 0, None]
    run = once
    for number in range(1, min(MOST, once.shape[2]) + 1):
        after[:, :, number:] += before[:, :, :-number] * run * counts[:, number, None]
        run = run[:, :, :-1] * once[:, :, number:]
    return after


@cache
def misread() -> Misread:
    """The table of the package."""
    import numpy as np

    table = json.loads(resources.files("normaliser").joinpath("data/latin_scraps.json").read_text("utf-8"))
    bits = np.array([[(ord(c) - ord("M")) / 2 for c in row] for row in table["bits"]])
    return Misread(table["characters"], np.exp2(bits), np.array(table["counts"], dtype=float) / 100)
