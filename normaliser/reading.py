"""Read a run of quoted words as one passage or several: two verses in one bracket, or a verse with a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normaliser.matching import Hints, Match, Weigh, find_matches
from normaliser.words import Word, without_formulas

if TYPE_CHECKING:
    from normaliser.corpora import Library

_LEFT_OVER = 10  # letters beyond one passage that are worth looking up as another; fewer say too little
_LOOSE = 0.4  # share of wrong letters from which words at an end may belong to another passage that has them better
_MOST_PASSAGES = 8  # in one quotation: keeps adversarial text linear


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of quoted words and the passages it may be read as, best first."""

    words: tuple[Word, ...]
    matches: tuple[Match, ...]


def read_words(
    words: Sequence[Word], library: "Library", hints: Hints, weigh: Weigh, accept: float
) -> tuple[Reading, ...]:
    """One reading for each stretch of `words` that quotes a passage, in order; one alone when nothing is accepted.

    Honorific formulas are left out of the readings: they are not compared and stay as written.
    """
    return _read(tuple(words), library, hints, (weigh, accept), _MOST_PASSAGES)


def _read(
    words: tuple[Word, ...], library: "Library", hints: Hints, judge: tuple[Weigh, float], budget: int
) -> tuple[Reading, ...]:
    weigh, accept = judge
    written, words = words, without_formulas(words)
    if not words:
        return ()
    matches = find_matches(written, library, hints, weigh, told=words)
    whole = (Reading(words, matches),)
    if budget <= 1 or not matches or weigh(matches[0]) < accept:
        return whole
    first, last = matches[0].extent(_LOOSE)
    start, end = matches[0].extent()
    beyond = words[:start], words[end:]
    parts: list[Reading] = []
    for piece, outside in zip((words[:first], words[last:]), beyond, strict=True):
        if len(piece) > 1 and sum(len(w.skeleton) for w in piece) >= _LEFT_OVER:
            found = _read(piece, library, hints, judge, budget // 2)
            found = tuple(r for r in found if r.matches and weigh(r.matches[0]) >= accept)
            parts += [r for r in found if piece == outside or r.matches[0].similarity > 1 - _LOOSE]
    if not parts:
        return whole
    start = max((words.index(r.words[-1]) + 1 for r in parts if r.words[-1].end <= words[first].start), default=0)
    end = min((words.index(r.words[0]) for r in parts if r.words[0].start >= words[last - 1].end), default=len(words))
    middle = Reading(words[start:end], find_matches(words[start:end], library, hints, weigh))
    return tuple(sorted((*parts, middle), key=lambda r: r.words[0].start))
