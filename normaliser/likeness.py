"""How like the published translations of a passage a stretch of the page is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from normaliser.english import (
    FUNCTION_WORDS,
    Alignment,
    align,
    content_words,
    coverage,
    fold_english,
)
from normaliser.english_page import Page
from normaliser.model import Span


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the translations say about a stretch: `score` is above 0 when it renders the passage, below when not.

    `core` is the part of the stretch that the edition accounts for; `edition` is None when no known edition fits and
    the words alone speak for it.
    """

    score: float
    core: Span
    edition: str | None
    precision: float  # how much of the stretch the edition accounts for
    recall: float  # how much of the edition is in the stretch

    def extent(self, bounded: Span) -> Span:
        """What to take of a stretch that quote marks or the like bound: all of it, or the core.

        The bounds have the last word, unless most of what they enclose is something else than a whole translation.
        """
        return bounded if self.precision >= _MOST or self.recall < _NAMED else self.core


EXACT = 4.0
"""Score of a whole published translation, to the letter."""

_MOST = 0.6  # least share of a bounded stretch that must be the edition's
_DENSE = 0.7  # least share of equal words in an alignment that says "this edition"
_NAMED = 0.85  # least share to name the edition
_LONG = 2.5  # an edition this many times longer than the stretch is compared by its best window
_TYPOGRAPHY = str.maketrans("\u201c\u201d\u2018\u2019\u2013\u2014", "\"\"''--")
_HEAD = re.compile(r"[^0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]*")
_TAIL = re.compile(r"[^0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]*\Z")


class Known:
    """The published translations of what a quotation quotes."""

    def __init__(self, page: Page, texts: Sequence[tuple[str, str]]) -> None:
        self.texts = [(edition, text.strip()) for edition, text in texts if text and not text.isspace()]
        self._page = page

    @cached_property
    def _folded(self) -> list[list[str]]:
        return [fold_english(text) for _, text in self.texts]

    @cached_property
    def coded(self) -> list[str]:
        """The editions as coded words, in the page's alphabet."""
        return [self._page.encode(words) for words in self._folded]

    @cached_property
    def vocabulary(self) -> set[str]:
        """The content words of the editions."""
        return set().union(*self._folded) - FUNCTION_WORDS

    @cached_property
    def _frequency(self) -> Counter[str]:
        """The same words, and how many editions have each."""
        return Counter(w for words in self._folded for w in content_words(words))

    def exact(self, span: Span) -> Likeness | None:
        """Likeness of a stretch that is an edition's whole text to the letter."""
        edition = self._by_text.get(span.of(self._page.text))
        return Likeness(EXACT, span, edition, 1.0, 1.0) if edition else None

    @cached_property
    def _by_text(self) -> dict[str, str]:
        return {text: edition for edition, text in reversed(self.texts)}

    def part(self, span: Span) -> Likeness | None:
        """Likeness of a stretch that is part of an edition's text to the letter."""
        raw = span.of(self._page.text)
        if len(raw) < _SHORTEST_PART:
            return None
        for edition, text in self.texts:
            at = text.find(raw)
            end = at + len(raw)
            if at >= 0 and not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                recall = len(raw) / len(text)
                return Likeness(_score(1.0, recall, raw.count(" ") + 1), span, edition, 1.0, recall)
        return None

    def compare(self, span: Span, loose: bool = False) -> Likeness | None:
        """Likeness of any stretch by the edition that fits best, or the words of all; a `loose` one has no bounds."""
        if found := self.exact(span) or self.part(span):
            return found
        low, high = self._page.within(span)
        if low == high:
            return None
        code = self._page.code[low:high]
        keys = self._page.words[0][low:high]
        share = coverage(keys, self.vocabulary)
        best = Likeness(self._by_words(keys, share), span, None, 0.0, 0.0)
        if share < _HOPELESS and len(code) < 3 * max(map(len, self._folded)):
            return best
        most = 0.0
        for place in self._ranked(code):
            aligned = align(code, self.coded[place])
            if aligned is None or aligned.same < _DENSE * aligned.width:
                continue
            explained = aligned.same - 0.5 * (aligned.width - aligned.same)
            like = self._aligned(span, low, high, place, aligned)
            if explained > most and like.score > best.score - (0.0 if most else _ALIGNED):
                best, most = like, explained
        if loose and not most and best.score > 0:
            return replace(best, core=self._without_remarks(span))  # what is said after the translation may be in it
        return best

    def _by_words(self, keys: Sequence[str], share: float) -> float:
        """A translation nobody has published still says what the passage says.

        Measured on held-out editions of the Qur'an: nineteen in twenty share 0.46 or more of their content with the
        other fifteen, nineteen in twenty wrong verses 0.25 or less. What the editions agree on should be there, too.
        """
        content = content_words(keys)
        if not content or not self.vocabulary:
            return 0.0
        editions = len(self.texts)
        wanted = 0.4 if editions >= 8 else 0.25 + 0.15 * editions / 8
        points = 5.0 * (share - wanted) * min(1.0, len(content) / 4)
        if points > 0:
            shared = sum(self._frequency[w] for w in content) / self._frequency.total()
            return 0.8 * points + shared
        # One translation that says something else proves little: a collection's English may belong to another chain.
        return points * min(1.0, (editions + 1) / 8)

    def _ranked(self, code: str) -> list[int]:
        """The two editions that share most with the stretch, if it is worth aligning at all."""
        from rapidfuzz import fuzz
        from rapidfuzz.distance import LCSseq

        best: list[tuple[int, int]] = []
        for place, coded in enumerate(self.coded):
            shorter = min(len(code), len(coded))
            if not shorter:
                continue
            least = max((shorter + 1) // 2, 1 - best[-1][0] if len(best) == 2 else 0)
            if max(len(code), len(coded)) > _LONG * shorter:
                ratio = fuzz.partial_ratio(code, coded, score_cutoff=max(0.0, 100 * (least - 0.51) / shorter))
                count = round(ratio / 100 * shorter)
            else:
                count = LCSseq.similarity(code, coded, score_cutoff=least)
            if count >= least:
                best = sorted([*best, (-count, place)])[:2]
        return [place for _, place in best]

    def _aligned(self, span: Span, low: int, high: int, place: int, found: Alignment) -> Likeness:
        """Likeness by one edition. Words beside the alignment belong if the other editions have them."""
        edition, text = self.texts[place]
        same, length = found.same, len(self.coded[place])
        share, precision, recall = same / found.width, same / (high - low), same / length
        first, last = low + found.here[0], low + found.here[1]
        core = _settle(self._page, (first, last), text, (found.there[0] == 0, found.there[1] == length))
        exact = share >= _EXACTLY and recall >= _EXACTLY
        if not exact:
            complete = share >= _NAMED and recall >= _NAMED
            core = self._widened(span, core, _RENDERS_MORE if complete else _RENDERS)
        core = Span(max(core.start, span.start), min(core.end, span.end))
        named = share >= _NAMED and (precision >= _NAMED or exact or (recall >= _NAMED and len(core) < 1.3 * len(text)))
        score = max(_score(precision, recall, same), _score(share, recall, same) - _TRIMMED * (not exact))
        return Likeness(score, core, edition if named else None, precision, recall)

    def _widened(self, span: Span, core: Span, least: float) -> Span:
        """Out to where a sentence starts and ends, and on, sentence by sentence, while it renders the passage too."""
        text, start, end = self._page.text, span.start, span.end
        starts = [m.end() for m in _BOUNDARY.finditer(text, span.start, core.start)]
        if starts and not self.belongs(Span(start, starts[-1]), least):
            before = pairwise([span.start, *starts])
            start = max(high for low, high in before if not self.belongs(Span(low, high), least) or high == starts[0])
        stops = [m.end() for m in _BOUNDARY.finditer(text, max(core.end - 1, span.start), span.end)]
        if stops and stops[0] < end and not self.belongs(Span(stops[0], end), least):
            after = pairwise([*stops, span.end])
            end = min(low for low, high in after if not self.belongs(Span(low, high), least) or low == stops[-1])
        while end > core.end and text[end - 1].isspace():
            end -= 1
        return Span(start, end)

    def _without_remarks(self, span: Span) -> Span:
        """The stretch without the sentences at its end that have hardly a word of the passage."""
        text, end = self._page.text, span.end
        stops = [m.end() for m in _SENTENCE.finditer(text, span.start, end)]
        for stop in stops[: -_REMARKS - 1 : -1]:
            low, high = self._page.within(Span(stop, end))
            if coverage(self._page.words[0][low:high], self.vocabulary) >= _RENDERS_MORE:
                break
            end = stop
        while text[end - 1].isspace():
            end -= 1
        return Span(span.start, end)

    def belongs(self, beside: Span, least: float | None = None) -> bool:
        """Whether words beside a part of the passage render the passage too, as far as the editions know.

        `least` is the share of content words that they must have. Few words are looked for among the first and last
        words of the editions: "Say:" is a lead-in to most verses.
        """
        low, high = self._page.within(beside)
        keys = self._page.words[0][low:high]
        if len(keys) > _FEW:
            return coverage(keys, self.vocabulary) >= (_RENDERS if least is None else least)
        return coverage(keys, self._edges) >= _RENDERS_FEW

    def begins(self, span: Span) -> bool:
        """Whether a stretch starts as some editions do: with what they say first."""
        low, high = self._page.within(span)
        return self._agree(self._page.words[0][low : min(high, low + 3)], [words[:4] for words in self._folded])

    def ends(self, span: Span) -> bool:
        """Whether a stretch ends as some editions do: with what they say last."""
        low, high = self._page.within(span)
        last = self._page.words[0][max(low, high - 3) : high]
        return self._agree(last, [words[:-5:-1] for words in self._folded])

    def _agree(self, few: Sequence[str], editions: Sequence[Sequence[str]]) -> bool:
        outermost = (next((w for w in words if w not in FUNCTION_WORDS), None) for words in editions)
        return 4 * sum(word in few for word in outermost) >= len(editions)

    @cached_property
    def _edges(self) -> frozenset[str]:
        return frozenset(w for words in self._folded for w in (*words[:8], *words[-8:]))


_ALIGNED = 0.5  # points an alignment is ahead of mere words: it says where the passage starts and ends
_HOPELESS = 0.15  # share of known content words below which a stretch cannot be an edition's with a few words more
_SHORTEST_PART = 12  # code points; a shorter stretch is in some edition by chance
_RENDERS = 0.25  # least share of content words known to the editions
_RENDERS_MORE = 0.5  # the same beside a stretch that is complete as it is
_FEW = 6
_RENDERS_FEW = 0.5  # the same, where there are only a few words
_SENTENCE = re.compile(r"[.!?][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]*[A-Z])")
_REMARKS = 2  # sentences at most
_BOUNDARY = re.compile(r"[.:;!?][\"'\u201d\u2019)\]]*(?:\s+|$)|\n")
_EXACTLY = 0.95  # share of an edition that leaves no doubt that it is the one, so that words beside it are not its own
_TRIMMED = 0.4  # what a stretch loses that holds other words beside the passage's


def _score(share: float, recall: float, same: int) -> float:
    """Full marks for a whole edition; a few words that an edition happens to have are worth little."""
    score = 1.5 * share + 2.0 * recall + 0.5
    return score if recall >= 0.5 or same >= 5 else score * same / 5


def _settle(page: Page, words: tuple[int, int], edition: str, whole: tuple[bool, bool]) -> Span:
    """The span of aligned words with the punctuation at its ends that is the edition's own.

    `whole` says at which ends the alignment reaches the edition's end; there the page keeps what the edition has.
    """
    span = page.span(*words)
    start, end, text = span.start, span.end, page.text
    if whole[0]:
        head = _HEAD.match(edition)
        for mark in reversed(head.group() if head else ""):
            if not start or text[start - 1].translate(_TYPOGRAPHY) != mark.translate(_TYPOGRAPHY):
                break
            start -= 1
    else:
        start -= text[start - 1 : start] in ("[", "(") and not _balanced(text[start:end])
    if whole[1]:
        tail = _TAIL.search(edition)
        for mark in tail.group() if tail else "":
            if text[end : end + 1].translate(_TYPOGRAPHY) != mark.translate(_TYPOGRAPHY):
                break
            end += 1
    else:
        end += text[end : end + 1] in ("]", ")") and not _balanced(text[start:end])
        end += text[end : end + 1] in (".", "!", "?")
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count("[") == text.count("]")
