"""The published translations of a passage: their words coded, and their texts when those are asked for.

Most English on a page has nothing to do with an edition, which coded words tell; a text is read only where it matters.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from normaliser.english import Vocabulary, function_words_alone
from normaliser.model import Ref

Identified = tuple[Ref, float, str | None]
"""A ref, the share of the passage's words that the edition has in order (0 to 1), and the edition."""


class Published(NamedTuple):
    """The translations of one passage, the preferred edition first."""

    editions: tuple[str, ...]
    read: Callable[[int], str]  # the text of one of them, by its place
    codes: tuple[str, ...] | None = None  # the words of each in the characters of the vocabulary; None: not coded yet
    content: int | None = None  # how many content words they have, counted once for every edition; None: not counted


def published(translations: Sequence[tuple[str, str]]) -> Published:
    """Pairs of edition and text; those that say nothing are left out.

    >>> published([("en.sahih", "Read!"), ("en.itani", " ")]).editions
    ('en.sahih',)
    """
    texts = [(edition, text) for edition, text in translations if text and not text.isspace()]
    return Published(tuple([edition for edition, _ in texts]), lambda place: texts[place][1])


def _nothing(text: str, least: float) -> Sequence[Identified]:
    return ()


class Lookup(NamedTuple):
    """What is known about English, handed in: the translations of a passage, and the passages an English text renders.

    `identify` takes a text and the least score worth reporting, and answers likeliest first.
    """

    translations_of: Callable[[Ref], Published]
    identify: Callable[[str, float], Sequence[Identified]] = _nothing
    vocabulary: Callable[[], Vocabulary] = function_words_alone  # in which `Published.codes` are coded
