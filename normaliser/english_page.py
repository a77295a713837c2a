"""The English of a page as coded words: where any words of it in a row stand."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache

from normaliser.english import Alphabet, words_of
from normaliser.model import Span
from normaliser.quotemarks import EnglishSpan

_GRAM = 4
_PLACES = 8  # of a gram that stands more often on the page only the first places are kept: a formula finds nothing
_BAND = 8  # words an alignment may drift and still vote for the same place


class Page:
    """A page's English as coded words, and where any four of them in a row stand; worked out when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offers: dict[tuple[Span, ...], dict[Span, list[EnglishSpan]]] = {}  # see `layout`; by citations and block

    @cached_property
    def words(self) -> tuple[Sequence[str], Sequence[int], Sequence[int]]:
        """Keys, starts and ends of the words."""
        words = words_of(self.text)
        return words.keys, words.starts, words.ends

    @cached_property
    def _coded(self) -> tuple[Alphabet, str]:
        alphabet = Alphabet()
        return alphabet, alphabet.code(self.words[0])

    @property
    def code(self) -> str:
        """The words coded, one character each."""
        return self._coded[1]

    def encode(self, words: Sequence[str]) -> str:
        """Other words in the same alphabet; all that are not on the page are one character, which it does not have."""
        return self._coded[0].code_known(words)

    @cached_property
    def _known_runs(self) -> re.Pattern[str]:
        """Runs of words, at least a gram long, that all stand on the page: only there can a gram of it be."""
        codes = sorted(set(self.code))
        return re.compile(f"[{codes[0]}-{codes[-1]}]{{{_GRAM},}}" if codes else "(?!)")

    @cached_property
    def _grams(self) -> dict[str, list[int]]:
        grams: dict[str, list[int]] = {}
        code = self.code
        for i in range(len(code) - _GRAM + 1):
            places = grams.setdefault(code[i : i + _GRAM], [])
            if len(places) < _PLACES:
                places.append(i)
        return grams

    def within(self, span: Span) -> tuple[int, int]:
        """The numbers of the words in a span, half open."""
        starts = self.words[1]
        low = bisect_left(starts, span.start)
        return low, bisect_left(starts, span.end, low)

    def span(self, low: int, high: int) -> Span:
        """From the start of word `low` to the end of word `high - 1`."""
        return Span(self.words[1][low], self.words[2][high - 1])

    def seek(self, edition: str) -> Span | None:
        """Where on the page an edition's words stand, roughly: where most of its runs of four words line up."""
        votes: dict[int, int] = {}
        for run in self._known_runs.finditer(edition):
            for i in range(run.start(), run.end() - _GRAM + 1):
                for place in self._grams.get(edition[i : i + _GRAM], ()):
                    band = (place - i) // _BAND
                    votes[band] = votes.get(band, 0) + 1
        if not votes:
            return None
        band = max(votes, key=lambda b: (votes[b] + votes.get(b + 1, 0), -b))
        low = max(0, band * _BAND - _BAND)
        high = min(len(self.code), (band + 2) * _BAND + len(edition) + _BAND)
        return self.span(low, high) if votes[band] > 1 or len(edition) <= _GRAM + 1 else None


@lru_cache(maxsize=1)
def page_of(text: str) -> Page:
    """The page of a text; the stages that read the English of one text do so one after the other."""
    return Page(text)
