"""Which words of a passage the scraps of a line stand for: probabilities over all stretches of all candidate passages.

Each word of the passage left one scrap as a rule; some were lost, some broke in two, some ran together, and some
scraps are dirt. An Arabic scrap is compared letter by letter, of a Latin one only its length counts. The chances of
every way to deal the scraps out to a stretch are summed, not the best one taken: with most letters lost no single
way is worth much. All numbers are likelihoods against dirt, so that passages and choices of lines can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from normaliser.latin_scraps import Forms, compare_latin, forms_of
from normaliser.letters import shape_of
from normaliser.scrap_runs import Scrap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each thing happens to a word."""

    one: float  # one scrap for the word
    lost: float  # none
    split: float  # two
    run_on: float  # one for it and the next word together,
    run_on_3: float  # or for three
    dirt: float  # a scrap that stands for nothing, at each place


# First estimates from samples; they matter by their order of magnitude. Some lines are tidy, some are not, and each
# says by itself which it is: the longer, the better.
_TIDY = Rates(one=0.93, lost=0.02, split=0.02, run_on=0.025, run_on_3=0.005, dirt=0.01)
_MESSY = Rates(one=0.76, lost=0.08, split=0.07, run_on=0.08, run_on_3=0.01, dirt=0.04)
_LOST_OUTSIDE = 0.05  # as often beyond a quote mark
_COMMON_LENGTH = 3.3  # letters of a word that is split as often as the rates say, but one
_STRANGE = 0.1  # an Arabic scrap whose letters have nothing to do with the word's
_AGREE = 2.6  # bits for every letter that agrees: what a letter of Arabic text says, less what it errs
_DIFFER = 1.8  # bits against for every letter that does not, on top of the bits it does not bring
_WIDTHS = (0.6, 0.8, 1.0)  # letters of a Latin scrap for each of the word's: fonts differ, a page has one scale
_SPREAD = 0.16  # give or take so many, and
_LEAST_SPREAD = 0.9
_LEAST_WIDTH = 0.3
_HEARD = 0.6  # of the bits that characters say count: those of one word are misread together
_KINDS = tuple((rates, width) for rates in (_TIDY, _MESSY) for width in _WIDTHS)
"""The kinds of lines there are, all as likely."""
_DOT = 0.5  # a wrong dot counts so much of a wrong letter
_DIRT_LETTERS = 2.5  # letters of a scrap of dirt on average


class Table:
    """Every scrap of some lines against every word of the candidate passages, worked out once."""

    def __init__(self, lines: Sequence[Sequence[Scrap]], passages: Sequence[Sequence[str]]) -> None:
        import numpy as np

        scraps = [s for line in lines for s in line]
        self._opens, self._closes = [s.opens for s in scraps], [s.closes for s in scraps]
        words = [w for passage in passages for w in passage]
        self._firsts = np.cumsum([0, *map(len, lines)])
        sizes = np.array([len(p) for p in passages])
        self._ends = np.repeat(np.cumsum(sizes), sizes)
        doubles = [a + b for a, b in pairwise(words)]
        triples = [a + b + c for a, b, c in zip(words, words[1:], words[2:], strict=False)]
        pairs = [_join(a, b) for a, b in pairwise(scraps)]
        forms = [forms_of(w) for w in words]
        two_forms = [a + b for a, b in pairwise(forms)]
        three_forms = [a + b for a, b in zip(two_forms, forms[2:], strict=False)]
        one = _often("one") * _likelihood(scraps, words, forms)
        # Each scrap in units of its likeliest word, so that long lines neither overflow nor vanish.
        unit = np.maximum(one.max(axis=(0, 2)), 1.0)
        self._bits = np.log2(unit)
        self._one = one / unit[:, None]
        often = _often("split") * _likely_to_split(words)
        self._split = often * _likelihood(pairs, words, forms) / (unit[:-1] * unit[1:])[:, None]
        self._two = _often("run_on") * _likelihood(scraps, doubles, two_forms) / unit[:, None]
        self._three = _often("run_on_3") * _likelihood(scraps, triples, three_forms) / unit[:, None]

    def weigh(self, use: Sequence[int], width: int) -> "tuple[NDArray[np.float64], float]":
        """How likely the scraps of the lines in `use` stand for each stretch of at most `width` words.

        Row n, column k: the words `[k, k + n)` of all passages one after the other. The number returned beside it is
        the power of two by which all of it is to be multiplied to give likelihoods over dirt.
        """
        import numpy as np

        chosen = np.concatenate([np.arange(self._firsts[i], self._firsts[i + 1]) for i in use])
        count, words = len(chosen), len(self._ends)
        dirt, lost = _dirt(self._bits[chosen]), _often("lost")
        split = np.where(np.diff(chosen)[:, None] == 1, self._split[:, chosen[:-1]], 0.0).swapaxes(1, 2)
        one, two, three = (t[:, chosen].swapaxes(1, 2) for t in (self._one, self._two, self._three))
        out = np.zeros((width + 1, words))
        state = np.zeros((len(_KINDS), words, count + 1))
        state[:, :, 0] = 1.0
        before = [state @ dirt]  # what is left to read after fewer words, for each first word
        for length in range(1, min(width, words) + 1):
            rows = words - length + 1  # first words that have so many after them
            state = before[-1][:, :rows] * lost
            state[:, :, 1:] += before[-1][:, :rows, :-1] * one[:, length - 1 :]
            state[:, :, 2:] += before[-1][:, :rows, :-2] * split[:, length - 1 :]
            if length > 1:
                state[:, :, 1:] += before[-2][:, :rows, :-1] * two[:, length - 2 :]
            if length > 2:
                state[:, :, 1:] += before[-3][:, :rows, :-1] * three[:, length - 3 :]
            # Nothing is lost beyond a scrap that a bracket is glued to.
            state[:, :, 0] *= _LOST_OUTSIDE if self._opens[chosen[0]] else 1.0
            if self._closes[chosen[-1]]:
                state[:, :, -1] -= before[-1][:, :rows, -1] * lost[:, 0] * (1.0 - _LOST_OUTSIDE)
            state[:, np.arange(rows) + length > self._ends[:rows]] = 0.0
            state = state @ dirt
            before = [*before[-2:], state]
            out[length, :rows] = state[:, :, -1].mean(axis=0)
        return out, float(self._bits[chosen].sum())


def _likely_to_split(words: Sequence[str]) -> "NDArray[np.float64]":
    """How much more often than words of common length each word is read as two."""
    import numpy as np

    return np.array([(len(word) - 1) / _COMMON_LENGTH for word in words])


def _join(first: Scrap, then: Scrap) -> Scrap:
    """Two scraps as one: Latin is read from the left, so that what comes later stands before."""
    return Scrap(f"{then.text}{first.text}", first.skeleton + then.skeleton, first.letters + then.letters)


def _often(what: str) -> "NDArray[np.float64]":
    """How often something happens, for each kind of line."""
    import numpy as np

    return np.array([getattr(rates, what) for rates, _ in _KINDS], dtype=float)[:, None, None]


def _dirt(bits: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The chance of passing over scraps as dirt: from each place among the scraps to every later one, for each kind."""
    import numpy as np

    step = np.log2(_often("dirt")[:, :, 0]) - bits
    passed = np.concatenate((np.zeros((len(_KINDS), 1)), np.cumsum(step, axis=1)), axis=1)
    return np.triu(np.exp2(np.minimum(passed[:, None, :] - passed[:, :, None], 0.0)))


def _likelihood(scraps: Sequence[Scrap], words: Sequence[str], forms: Sequence[Forms]) -> "NDArray[np.float64]":
    """How much likelier each scrap is as a reading of each word than as dirt, for each kind of line."""
    import numpy as np
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    if not scraps or not words:
        return np.zeros((len(_KINDS), len(scraps), len(words)))
    long = np.array([len(w) for w in words], dtype=float)
    size = np.array([s.letters for s in scraps], dtype=float)[:, None]
    mean, spread = (
        _LEAST_WIDTH + np.array([width for _, width in _KINDS])[:, None, None] * long,
        _LEAST_SPREAD + _SPREAD * long,
    )
    fit: NDArray[np.float64] = np.exp(-0.5 * ((size - mean) / spread) ** 2) / (spread * 2.5066)
    like: NDArray[np.float64] = fit * np.exp(size / _DIRT_LETTERS) * _DIRT_LETTERS
    latin = [i for i, s in enumerate(scraps) if not s.skeleton]
    if latin:
        like[:, latin] *= np.exp2(_HEARD * compare_latin([scraps[i].text for i in latin], forms))
    arabic = [i for i, s in enumerate(scraps) if s.skeleton]
    if arabic:
        read = [scraps[i].skeleton for i in arabic]
        shapes = cdist([shape_of(s) for s in read], [shape_of(w) for w in words], scorer=Levenshtein.distance)
        dots = cdist(read, list(words), scorer=Levenshtein.distance)
        differ = shapes + _DOT * np.maximum(0, dots - shapes)
        agree = np.maximum(np.array([len(s) for s in read], dtype=float)[:, None], long) - differ
        near: NDArray[np.float64] = np.exp2(_AGREE * agree - _DIFFER * differ)
        like[:, arabic] = _STRANGE * like[:, arabic] + (1 - _STRANGE) * near
    return like
