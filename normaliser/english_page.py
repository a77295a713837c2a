"""The English of a page as coded words: where any words of it in a row stand."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from normaliser.english import Alphabet, Vocabulary, function_words_alone, words_of
from normaliser.model import Span

_GRAM = 4
_PLACES = 8  # of a gram that stands more often on the page only the first places are kept: a formula finds nothing
_BAND = 8  # words an alignment may drift and still vote for the same place
_FEW = 3  # times fewer grams than an edition has words are looked for in it one by one


class Stretch(NamedTuple):
    """Words of the page in a row: folded, coded with one character each, and where each starts and ends."""

    keys: Sequence[str]
    code: str
    starts: Sequence[int]
    ends: Sequence[int]
    whole: bool = True  # no word of the page is cut at either end

    def span(self, low: int, high: int) -> Span:
        """From the start of word `low` to the end of word `high - 1`."""
        return Span(self.starts[low], self.ends[high - 1])


class Page:
    """A page's English as coded words, paragraph by paragraph as it is asked for."""

    def __init__(self, text: str, vocabulary: Callable[[], Vocabulary] = function_words_alone) -> None:
        self.text = text
        self._vocabulary = vocabulary
        self._read: dict[tuple[int, int], Stretch] = {}
        self._last = (1, 0)  # where the paragraphs are that were read last

    @cached_property
    def _alphabet(self) -> Alphabet:
        return Alphabet(self._vocabulary())

    def encode(self, words: Sequence[str]) -> str:
        """Other words in the page's alphabet."""
        return self._alphabet.code(words)

    def words(self, span: Span) -> Stretch:
        """The words that start in a span."""
        keys, code, starts, ends, _ = self._around(span)
        low = bisect_left(starts, span.start)
        high = bisect_left(starts, span.end, low)
        whole = (not low or ends[low - 1] <= span.start) and (low == high or ends[high - 1] <= span.end)
        return Stretch(keys[low:high], code[low:high], starts[low:high], ends[low:high], whole)

    def _around(self, span: Span) -> Stretch:
        """The words of the paragraphs that a span lies in; no word reaches over a line's end."""
        start, end = self._last
        if not start <= span.start <= span.end <= end:
            self._last = start, end = self._bounds(span.start, span.end)
        return self._paragraphs(start, end)

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        """A stretch made longer at both ends, to where a paragraph begins and one ends."""
        stop = self.text.find("\n\n", end)
        return self.text.rfind("\n\n", 0, start) + 1, stop if stop >= 0 else len(self.text)

    def _paragraphs(self, start: int, end: int) -> Stretch:
        if (start, end) not in self._read:
            words = words_of(self.text, start, end)
            self._read[start, end] = Stretch(words.keys, self.encode(words.keys), words.starts, words.ends)
        return self._read[start, end]

    @cached_property
    def _grams(self) -> dict[str, list[int]]:
        """Where any four words of the page in a row stand."""
        grams: dict[str, list[int]] = {}
        code = self._whole.code
        for i in range(len(code) - _GRAM + 1):
            places = grams.setdefault(code[i : i + _GRAM], [])
            if len(places) < _PLACES:
                places.append(i)
        return grams

    @cached_property
    def _whole(self) -> Stretch:
        """The words of all paragraphs, most of which have been read when somebody looks so far."""
        keys: list[str] = []
        starts, ends = array("i"), array("i")
        code, place = "", 0
        while place <= len(self.text):
            bounds = self._bounds(place, place)
            words = self._paragraphs(*bounds)
            keys += words.keys
            starts.extend(words.starts)
            ends.extend(words.ends)
            code += words.code
            place = bounds[1] + 2
        return Stretch(keys, code, starts, ends)

    def seek(self, editions: Sequence[str]) -> set[Span]:
        """Where on the page the words of coded editions stand, roughly: where most runs of four words line up."""
        every = "\0".join(editions)
        if _FEW * len(self._grams) < len(every):
            shared = [gram for gram in self._grams if gram in every]
        else:
            shared = list({every[i : i + _GRAM] for i in range(len(every))} & self._grams.keys())
        return {place for edition in editions if (place := self._seek(edition, shared))} if shared else set()

    def _seek(self, edition: str, grams: Sequence[str]) -> Span | None:
        votes: dict[int, int] = {}
        for gram in grams:
            i = edition.find(gram)
            while i >= 0:
                for place in self._grams[gram]:
                    band = (place - i) // _BAND
                    votes[band] = votes.get(band, 0) + 1
                i = edition.find(gram, i + 1)
        if not votes:
            return None
        band = max(votes, key=lambda b: (votes[b] + votes.get(b + 1, 0), -b))
        whole = self._whole
        low = max(0, band * _BAND - _BAND)
        high = min(len(whole.code), (band + 2) * _BAND + len(edition) + _BAND)
        return whole.span(low, high) if votes[band] > 1 or len(edition) <= _GRAM + 1 else None


@lru_cache(maxsize=1)
def page_of(text: str, vocabulary: Callable[[], Vocabulary]) -> Page:
    """The page of a text; the stages that read the English of one text do so one after the other."""
    return Page(text, vocabulary)
