"""Word links between a quotation and its English, and the part of one that renders a part of the other.

A page that quotes half a verse often prints the translation of all of it, or the reverse. The side that lacks something
is set back into its passage, so that what it lacks can draw away the words that render it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from normaliser.edits import OffsetMap
from normaliser.english import Alphabet, align, words_of
from normaliser.model import Passage, Quotation, Ref, Span, Translation, WordLink
from normaliser.stretches import best_stretch, borders
from normaliser.wordlinks import Floats, Table, align_words
from normaliser.words import Word, split_words

if TYPE_CHECKING:
    from normaliser.corpora.renderings import Renderings

PassagesOf = Callable[[Iterable[Ref]], Sequence[Passage]]
"""Looks the passages behind refs up: `Library.passages`."""

_BESIDE = 60  # words of a passage on each side of the quoted ones that are looked at: narrations are long
_LEAST = 0.5  # share of a side's words that must stand in the passage for the rest of it to count
_SPARE = 2  # words that a part may lack at an end and still count as the whole


@dataclass(frozen=True, slots=True)
class _Side:
    """Words as they stand among others: those of the page are `start` to `end`."""

    words: tuple[str, ...]
    start: int
    end: int

    @property
    def extended(self) -> bool:
        return len(self.words) > self.end - self.start


def link_words(quotation: Quotation, model: "Renderings", *, passages_of: PassagesOf) -> Quotation:
    """The quotation with the words of its translation linked to its own; spans count where its own span does."""
    translation = quotation.translation
    if translation is None:
        return quotation
    pair = _Pair(quotation, translation)
    if not pair.arabic or not pair.english.keys:
        return quotation.with_translation(replace(translation, words=()))
    passages = passages_of(quotation.refs[:1])
    verse, edition = pair.verse(passages), pair.edition(passages)
    table = align_words(model, verse.words, edition.words)
    ours = table.of((edition.start, edition.end), (verse.start, verse.end))
    part = pair.part(table.english[edition.start : edition.end].T, verse) if verse.extended else None
    rendered = pair.rendered(table.both[:, verse.start : verse.end], edition) if edition.extended else None
    return quotation.with_translation(replace(translation, words=pair.links(ours), part=part, rendered=rendered))


class _Pair:
    """A quotation and its English, cut into words that know where they stand."""

    def __init__(self, quotation: Quotation, translation: Translation) -> None:
        self._quotation, self._translation = quotation, translation
        self.arabic: tuple[Word, ...] = split_words(quotation.repaired)
        self.english = words_of(translation.text)
        back = OffsetMap(quotation.edits if quotation.repaired != quotation.original else ())
        self._places = [back.to_original(Span(w.start, w.end).shift(quotation.span.start)) for w in self.arabic]

    def _english(self, first: int, last: int) -> Span:
        return Span(self.english.starts[first], self.english.ends[last - 1]).shift(self._translation.span.start)

    def verse(self, passages: Sequence[Passage]) -> _Side:
        """The quotation's words with those of the passage that stand beside them."""
        own = tuple(word.skeleton for word in self.arabic)
        for passage in passages:
            if side := _set_into(own, tuple(word.skeleton for word in split_words(passage.text))):
                return side
        return _Side(own, 0, len(own))

    def edition(self, passages: Sequence[Passage]) -> _Side:
        """The English words with those that the edition, if it is a known one, has beside them."""
        own = self.english.keys
        for text in (text for p in passages for name, text in p.translations if name == self._translation.edition):
            if side := _set_into(own, words_of(text).keys):
                return side
        return _Side(own, 0, len(own))

    def links(self, table: Table) -> tuple[WordLink, ...]:
        """The links, less those of words that stand nowhere on the page: a repair would put them there."""
        return tuple(
            WordLink(place, self._english(english, english + 1), confidence)
            for arabic, english, confidence in table.links()
            if len(place := self._places[arabic])
        )

    def part(self, chances: Floats, verse: _Side) -> Span | None:
        """The span of the English that renders the quoted words; None when all of it does."""
        gains = _gains(chances, verse)
        words = list(zip(self.english.starts, self.english.ends, strict=True))
        found = best_stretch(gains, borders(self._translation.text, words))
        return None if found is None or _is_all(found, len(gains)) else self._english(*found)

    def rendered(self, chances: Floats, edition: _Side) -> Span | None:
        """The span of the quotation that the English on the page renders; None when it renders all of it."""
        gains = _gains(chances, edition)
        words = [(word.start, word.end) for word in self.arabic]
        found = best_stretch(gains, borders(self._quotation.repaired, words))
        if found is None or _is_all(found, len(gains)):
            return None
        return Span(self._places[found[0]].start, self._places[found[1] - 1].end)


def _gains(chances: Floats, side: _Side) -> NDArray[np.float64]:
    """For each column what the rows of the page say for it, less what those beside them do."""
    here = chances[side.start : side.end].sum(0)
    gains: NDArray[np.float64] = (2 * here - chances.sum(0)).astype(np.float64)
    return gains


def _set_into(own: tuple[str, ...], there: tuple[str, ...]) -> _Side | None:
    """`own` with what `there` has before and behind it; None when too little of it stands there."""
    alphabet = Alphabet()
    found = align(alphabet.code(own), alphabet.code(there))
    if found is None or found.same < _LEAST * len(own):
        return None
    first, last = found.there[0] - found.here[0], found.there[1] + len(own) - found.here[1]
    before, behind = there[max(0, first - _BESIDE) : max(0, first)], there[last : last + _BESIDE]
    return _Side((*before, *own, *behind), len(before), len(before) + len(own))


def _is_all(found: tuple[int, int], count: int) -> bool:
    return found[1] - found[0] + _SPARE > count
