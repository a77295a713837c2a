"""The stretch of a text that renders a stretch of another, from what each of its words says for being inside.

Every word has a gain: above 0 where it renders the stretch that is asked for, below where it renders what stands beside
that. The best stretch has the greatest sum, and begins and ends where a clause does rather than in the middle of one.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_CLAUSE = 0.5  # words' worth that a stretch gains at an end of a sentence or clause,
_COMMA = 0.3  # and at a comma or bracket
_IDLE = 0.01  # what a word costs that speaks neither for nor against
_STRONG = re.compile(r"[.;:!?\u061b\u061f\u06d4]|[\u2013\u2014]|--")
_WEAK = re.compile('[,()\\[\\]"\u201c\u201d\u060c\u06d6-\u06dc]')


def borders(text: str, words: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """What a stretch gains by an end before each word and behind the last: by the punctuation that stands there.

    `words` are the starts and ends of the words in `text`, in code points.
    """
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(words)]
    inner = [_CLAUSE if _STRONG.search(gap) else _COMMA if _WEAK.search(gap) else 0.0 for gap in gaps]
    return np.array([_CLAUSE, *inner, _CLAUSE])


def best_stretch(gains: NDArray[np.float64], ends: NDArray[np.float64]) -> tuple[int, int] | None:
    """The words of the best stretch, half open; None when no stretch gains anything by its words alone.

    >>> best_stretch(np.array([-1.0, 2.0, -0.5, 1.0]), np.zeros(5))
    (1, 4)
    """
    sums = np.concatenate((np.zeros(1), np.cumsum(gains - _IDLE)))
    best, found = -np.inf, None
    for first in range(len(gains)):
        by_words = sums[first + 1 :] - sums[first]
        values = np.where(by_words > 0, by_words + ends[first] + ends[first + 1 :], -np.inf)
        last = int(values.argmax())
        if values[last] > best:
            best, found = values[last], (first, first + 1 + last)
    return found
