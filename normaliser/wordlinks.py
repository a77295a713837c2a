"""Which words of a translation render which words of a text, and which stretch of one renders a stretch of the other.

Both directions of the model are asked: from which Arabic word does each English word come, and the reverse. A pair of
words that the two together find likely enough is a link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from normaliser.hmm import jump_table, posteriors

if TYPE_CHECKING:
    from normaliser.corpora.renderings import Renderings

Floats = NDArray[np.float32]

_NOWHERE = np.float32(0.2)  # share of words that render nothing; chosen with _LINKED on the development lines
_MOST_CELLS = (
    400_000  # morphs times words; more, a whole surah say, would take seconds and gigabytes, and is not linked
)
_LINKED = 0.42  # mean chance of the two directions from which two words are linked


@dataclass(frozen=True, slots=True)
class Table:
    """For each English word (row) and Arabic word (column) the chance that they render one another, 0 to 1.

    `english` is the chance that the English word comes from the Arabic one; `both` that and the reverse, averaged.
    """

    english: Floats
    both: Floats

    def of(self, english: tuple[int, int], arabic: tuple[int, int]) -> "Table":
        """The part of the table for a stretch of words on each side, half open."""
        rows, columns = slice(*english), slice(*arabic)
        return Table(self.english[rows, columns], self.both[rows, columns])

    def links(self) -> list[tuple[int, int, float]]:
        """The links as (Arabic word, English word, confidence), in the order of the Arabic."""
        rows, columns = np.nonzero(self.both >= _LINKED)
        found = zip(columns.tolist(), rows.tolist(), self.both[rows, columns].tolist(), strict=True)
        return sorted(found)


def align_words(model: "Renderings", skeletons: Sequence[str], keys: Sequence[str]) -> Table:
    """Align the words of two texts; `skeletons` as `split_words` gives them, `keys` as `words_of` does."""
    morphs, owners = model.number_arabic(skeletons)
    words = model.number_english(keys)
    if not 0 < len(morphs) * len(words) <= _MOST_CELLS:
        none = np.broadcast_to(np.float32(0), (len(keys), len(skeletons)))
        return Table(none, none)
    given_arabic, given_english = model.chances(morphs, words)
    arabic_share, english_share = model.shares(morphs, words)
    from_arabic = _direction(given_arabic, english_share, model.jumps[0])
    from_english = _direction(given_english.T, arabic_share, model.jumps[1]).T
    english = np.zeros((len(keys), len(skeletons)), np.float32)
    missed = np.ones_like(english)
    np.add.at(english.T, owners, from_arabic.T)
    np.multiply.at(missed.T, owners, 1 - from_english.T)
    return Table(english, (english + (1 - missed)) / np.float32(2))


def _direction(chances: Floats, shares: Floats, jumps: NDArray[np.float64]) -> Floats:
    """The chance that each word (row) comes from each place (column)."""
    places = chances.shape[1]
    start = np.full((1, places), 1 / places, np.float32)
    emissions = np.ascontiguousarray(chances)[None] * (1 - _NOWHERE)
    found: Floats = posteriors(emissions, _NOWHERE * shares[None], jump_table(jumps, places), start)[0]
    return found
