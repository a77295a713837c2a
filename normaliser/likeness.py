"""How like the published translations of a passage a stretch of the page is."""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from normaliser.english import FIRST_CONTENT, Alignment, align, count_content, coverage, fold_english
from normaliser.english_page import Page, Stretch
from normaliser.model import Span
from normaliser.published import Published


class Likeness(NamedTuple):
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

    def __init__(self, page: Page, passages: Sequence[Published]) -> None:
        self.editions = [edition for passage in passages for edition in passage.editions]
        self._places = [(passage, place) for passage in passages for place in range(len(passage.editions))]
        self._passages = passages
        self._page = page

    @cached_property
    def coded(self) -> list[str]:
        """The editions as coded words, in the page's alphabet."""
        coded: list[str] = []
        for passage in self._passages:
            texts = map(passage.read, range(len(passage.editions))) if passage.codes is None else ()
            coded += passage.codes or [self._page.encode(fold_english(text)) for text in texts]
        return coded

    @cached_property
    def _every(self) -> str:
        """The words of all editions, coded. To look for a word takes less time here than to make a set takes."""
        return "\0".join(self.coded)

    def _text(self, place: int) -> str:
        """An edition as it was published."""
        passage, number = self._places[place]
        return passage.read(number).strip()

    @cached_property
    def _agreement(self) -> int:
        """How many content words the editions have, each counted once for every edition that has it."""
        counts = [passage.content for passage in self._passages]
        return sum(map(count_content, self.coded)) if None in counts else sum([count or 0 for count in counts])

    def like(self, span: Span, loose: bool = False) -> Likeness | None:
        """Likeness of any stretch; a `loose` one has no bounds."""
        words = self._page.words(span)
        return self.exact(span, words) or self.compare(span, words, loose)

    def exact(self, span: Span, words: Stretch) -> Likeness | None:
        """Likeness of a stretch, and its words, that is an edition's whole text to the letter."""
        if words.whole and words.code not in self.coded:
            return None
        raw = span.of(self._page.text)
        for place, coded in enumerate(self.coded):
            if (coded == words.code or not words.whole) and self._text(place) == raw:
                return Likeness(EXACT, span, self.editions[place], 1.0, 1.0)
        return None

    def places(self, around: Span) -> list[Span]:
        """Where whole editions stand to the letter, those that begin or end within a stretch at least."""
        found = []
        for text in set(map(self._text, range(len(self.editions)))):
            at = self._page.text.find(text, max(0, around.start - len(text)), around.end + len(text))
            while at >= 0:
                found.append(Span(at, at + len(text)))
                at = self._page.text.find(text, at + 1, around.end + len(text))
        return found

    def _part(self, span: Span, words: Stretch) -> Likeness | None:
        """Likeness of a stretch that is part of an edition's text to the letter."""
        raw, inner = span.of(self._page.text), words.code[1:-1]  # words at the ends may be cut
        if len(raw) < _SHORTEST_PART or inner not in self._every:
            return None
        for place, coded in enumerate(self.coded):
            text = self._text(place) if inner in coded else ""
            at = text.find(raw)
            end = at + len(raw)
            if at >= 0 and not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
                recall = len(raw) / len(text)
                return Likeness(_score(1.0, recall, raw.count(" ") + 1), span, self.editions[place], 1.0, recall)
        return None

    def compare(self, span: Span, words: Stretch, loose: bool) -> Likeness | None:
        """Likeness of a stretch that is not `exact` by the edition that fits best, or the words of all."""
        if found := self._part(span, words):
            return found
        if not words.code:
            return None
        share = coverage(words.keys, words.code, self._every)
        best = Likeness(self._by_words(words.code, share), span, None, 0.0, 0.0)
        if share < _HOPELESS and len(words.code) < 3 * max(map(len, self.coded)):
            return best
        most = 0.0
        for place in self._ranked(words.code):
            aligned = align(words.code, self.coded[place])
            if aligned is None or aligned.same < _DENSE * aligned.width:
                continue
            explained = aligned.same - 0.5 * (aligned.width - aligned.same)
            like = self._aligned(span, words, place, aligned)
            if explained > most and like.score > best.score - (0.0 if most else _ALIGNED):
                best, most = like, explained
        if loose and not most and best.score > 0:
            return best._replace(core=self._without_remarks(span))  # what is said after the translation may be in it
        return best

    def _by_words(self, code: str, share: float) -> float:
        """A translation nobody has published still says what the passage says.

        Measured on held-out editions of the Qur'an: nineteen in twenty share 0.46 or more of their content with the
        other fifteen, nineteen in twenty wrong verses 0.25 or less. What the editions agree on should be there, too.
        """
        content: set[str] = set()
        for char in code:
            if char >= FIRST_CONTENT:
                content.add(char)
                if len(content) == 4:
                    break
        if not content or not (share or self._agreement):
            return 0.0
        editions = len(self.editions)
        wanted = 0.4 if editions >= 8 else 0.25 + 0.15 * editions / 8
        points = 5.0 * (share - wanted) * (len(content) / 4)
        if points > 0:
            content = {char for char in code if char >= FIRST_CONTENT}
            shared = sum([char in coded for char in content for coded in self.coded])
            return 0.8 * points + shared / self._agreement
        # One translation that says something else proves little: a collection's English may belong to another chain.
        return points * min(1.0, (editions + 1) / 8)

    def _ranked(self, code: str) -> list[int]:
        """The two editions that share most with the stretch, if it is worth aligning at all."""
        in_common, _ = _scorers()
        best: list[tuple[int, int]] = []
        for place, coded in enumerate(self.coded):
            short, long = (code, coded) if len(code) < len(coded) else (coded, code)
            if not short:
                continue
            least = (len(short) + 1) // 2
            if len(best) == 2 and best[-1][0] <= -least:
                least = 1 - best[-1][0]
            if len(long) > _LONG * len(short):
                count = _in_a_window(short, long, least)
            else:
                count = in_common(code, coded, score_cutoff=least)
            if count >= least:
                best = sorted([*best, (-count, place)])[:2]
        return [place for _, place in best]

    def _aligned(self, span: Span, words: Stretch, place: int, found: Alignment) -> Likeness:
        """Likeness by one edition. Words beside the alignment belong if the other editions have them."""
        edition, text = self.editions[place], self._text(place)
        same, length = found.same, len(self.coded[place])
        share, precision, recall = same / found.width, same / len(words.code), same / length
        core = words.span(*found.here)
        core = _settle(self._page.text, core, text, (found.there[0] == 0, found.there[1] == length))
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
            words = self._page.words(Span(stop, end))
            if coverage(words.keys, words.code, self._every) >= _RENDERS_MORE:
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
        words = self._page.words(beside)
        if len(words.code) > _FEW:
            return coverage(words.keys, words.code, self._every) >= (_RENDERS if least is None else least)
        return coverage(words.keys, words.code, self._edges) >= _RENDERS_FEW

    def begins(self, span: Span) -> bool:
        """Whether a stretch starts as some editions do: with what they say first."""
        return self._agree(self._page.words(span).code[:3], [coded[:4] for coded in self.coded])

    def ends(self, span: Span) -> bool:
        """Whether a stretch ends as some editions do: with what they say last."""
        return self._agree(self._page.words(span).code[-3:], [coded[:-5:-1] for coded in self.coded])

    def _agree(self, few: str, editions: Sequence[str]) -> bool:
        outermost = [next((char for char in coded if char >= FIRST_CONTENT), "\0") for coded in editions]
        return 4 * sum(char in few for char in outermost) >= len(editions)

    @cached_property
    def _edges(self) -> str:
        return "".join([coded[:8] + coded[-8:] for coded in self.coded])


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


def _in_a_window(short: str, long: str, least: int) -> int:
    """How many of its words a passage shares with the window of a longer one that is most like it; 0 below `least`.

    Nowhere does it share more than with the whole, nor than with one end where the window is cut off by that. To know
    so much takes a fifth of the time, and mostly it is enough; to share little with the whole rules out the ends too.
    """
    in_common, ratio = _scorers()
    size = len(short)
    least_at_end = (least - _ROUNDED) * size / (2 * size - least + _ROUNDED)  # the shorter window makes up for some
    if (shared := in_common(short, long)) < least and (
        shared < least_at_end or max(in_common(short, long[:size]), in_common(short, long[-size:])) < least_at_end
    ):
        return 0
    return round(ratio(short, long, score_cutoff=max(0.0, 100 * (least - 0.51) / size)) / 100 * size)


@cache
def _scorers() -> tuple[Callable[..., int], Callable[..., float]]:
    """How many words two passages have in common, in order; how like the shorter is a window of the longer, in percent.

    Loaded when first needed, but only once: they are asked for with every edition.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity, fuzz.partial_ratio


_ROUNDED = 0.51  # what rounding may add to a count


def _score(share: float, recall: float, same: int) -> float:
    """Full marks for a whole edition; a few words that an edition happens to have are worth little."""
    score = 1.5 * share + 2.0 * recall + 0.5
    return score if recall >= 0.5 or same >= 5 else score * same / 5


def _settle(text: str, core: Span, edition: str, whole: tuple[bool, bool]) -> Span:
    """The core, which spans aligned words, with the punctuation at its ends that is the edition's own.

    `whole` says at which ends the alignment reaches the edition's end; there the page keeps what the edition has.
    """
    start, end = core.start, core.end
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
