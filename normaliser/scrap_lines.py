"""Lines that mixed-script OCR left in scraps: where they stand, and what stands beside them to say what they were.

A scanner that looks for English and Arabic at once turns most words of an Arabic line into Latin letters and digits.
Such a line is no bilingual line: what Latin stands in it is no English. The words of vowel marks above a line often
come out as a line of their own, which is noise and no part of the quotation.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from normaliser.english import FUNCTION_WORDS
from normaliser.model import Citation, Span
from normaliser.scrap_runs import ARABIC, LATIN, LATIN_LETTER, Line, Row, is_set_apart, read_line
from normaliser.script import INVISIBLE_CLASS, LETTERS_CLASS
from normaliser.words import split_words

_NUMBER = re.compile("[0-9]{2,}$")  # and no bracket: those of verses stand in brackets
_WALL = re.compile(r"(?:^|\s)\|\s.*\s\|(?:\s|$)")  # a row of a table
_OUTSIDE = f"\\s{LETTERS_CLASS}{INVISIBLE_CLASS}"
_CHUNK = re.compile(f"[^{_OUTSIDE}A-Za-z0-9]*[A-Za-z0-9][^{_OUTSIDE}]*")  # vowel marks alone, which are many, are none
_PLAIN = re.compile("(?:[A-Z][a-z]{2,}|[a-z]{4,})(?:['\u2019-][a-z]+)?$")
_LITTLE_WORD = re.compile("[A-Z]?[a-z]+$")
_VOWEL = re.compile("[aeiouy]")
_EDGES = "\"'\u2018\u2019\u201c\u201d()[]{}<>.,;:!?*_-\u00ab\u00bb"
_OPENS = re.compile("[\\W_]*[\"'*\u2018\u201c(\\[{]")  # quoted English begins
_LEAD_IN = re.compile(r":\W{0,3}\w{0,2}\W{0,2}$")

_ENGLISH = 0.55  # share of a line's Latin words that look like English from which on it is English,
_LITTLE = 0.12  # when so many of them are the little words that every English sentence has,
_SURELY = 0.8  # or, names and headings, without those
_SENTENCE = 0.35  # the same share in a line with Arabic that a lead-in precedes
_SURE_SENTENCE = 0.75  # with so many words that look like English, two thirds of that are enough
_RUBBISH = 0.4  # share of a line's Latin words that look like no English at all in a line of scraps
_FEW = 2  # words that are rubbish after a lead-in though they look like English
_MOST_LINES = 8  # lines of one quotation, rows of marks counted
_LONGEST = 400  # code points of a line of scraps: a printed line has a third of that
_PASSAGE_LINES = 24  # lines of English that may follow
_BESIDE = 40  # code points between the English and its citation

_BROKEN = (Row.ARABIC, Row.RUBBISH, Row.SCRAPS)


@dataclass(frozen=True, slots=True)
class ScrapLine:
    """Printed lines that may hold one quotation in scraps, and what stands next to them to say which.

    `english` follows the lines, or precedes them; `citations` are the ones that may name it, the likeliest first.
    """

    lines: tuple[Line, ...]
    english: tuple[Span, ...]
    citations: tuple[Citation, ...]
    led: bool  # a line that ends in a colon stands before them

    @property
    def span(self) -> Span:
        """All the lines."""
        return Span(self.lines[0].span.start, self.lines[-1].span.end)

    @property
    def scanned(self) -> bool:
        """Whether marks of direction set all Latin on a line apart from its Arabic, as scanners do; few writers do."""
        return any(is_set_apart(line.text) for line in self.lines if line.kind is Row.SCRAPS)


def locate_scraps(text: str, citations: Sequence[Citation]) -> tuple[ScrapLine, ...]:
    """Where quotations may stand in scraps beside English or a citation, in order of appearance.

    Spans count in `text`. Sound Arabic, English with Arabic in it, tables and citations are never taken.
    """
    if text.isascii():
        return ()
    page = _Page(text, citations)
    if not any(page.is_scraps(place) for place in range(len(page.spans))):
        return ()
    found: list[ScrapLine] = []
    done = -1
    for place in range(len(page.spans)):
        if place > done and (page.is_scraps(place) or page.is_lost(place)):
            first, last = page.neighbours(place, done)
            done = last
            if last - first < _MOST_LINES:
                found.append(page.scrap_line(first, last))
    return tuple(s for s in found if s.english or s.citations)


class _Page:
    """The lines of a text, each looked at once and only when asked for."""

    def __init__(self, text: str, citations: Sequence[Citation]) -> None:
        self._text, self._citations = text, citations
        self._starts = [c.span.start for c in citations]
        self._kinds: dict[int, Row] = {}
        self._whole: dict[int, bool] = {}  # lines that are in order even after a lead-in
        self.spans: list[Span] = []
        start = 0
        for line in text.split("\n"):
            self.spans.append(Span(start, start + len(line)))
            start += len(line) + 1

    def is_mixed(self, place: int) -> bool:
        """Whether Arabic and Latin letters or digits stand on one line."""
        line = self.spans[place].of(self._text)
        return not line.isascii() and bool(ARABIC.search(line)) and bool(LATIN.search(line))

    def uncited(self, place: int) -> Span:
        """A line up to the first citation in it, which is no part of a quotation."""
        span = self.spans[place]
        cited = self._cited(span)
        return Span(span.start, max(span.start, cited[0].span.start)) if cited else span

    def kind(self, place: int) -> Row:
        """What a line is; beyond the text there is nothing but blank lines."""
        if not 0 <= place < len(self.spans):
            return Row.BLANK
        if place not in self._kinds:
            led = self.is_led(place)
            cited = self._is_citation(self.spans[place])
            self._kinds[place] = Row.ENGLISH if cited else _kind(self.uncited(place).of(self._text), led)
        return self._kinds[place]

    def is_led(self, place: int) -> bool:
        """Whether a line that ends in a colon stands before this one, broken lines between them or not."""
        for before in range(place - 1, max(-1, place - 1 - _MOST_LINES), -1):
            line = self.spans[before].of(self._text)
            if before not in self._whole:
                self._whole[before] = _kind(line, led=True) not in (*_BROKEN, Row.BLANK) and len(line.split()) > 1
            if self._whole[before]:
                return bool(_LEAD_IN.search(line))
        return False

    def _is_citation(self, span: Span) -> bool:
        """Whether a citation takes up the greater part of a line."""
        low = max(0, bisect_left(self._starts, span.start) - 1)
        for citation in self._citations[low : low + 3]:
            shared = min(citation.span.end, span.end) - max(citation.span.start, span.start)
            if 2 * shared > len(span):
                return True
        return False

    def is_scraps(self, place: int) -> bool:
        """Whether a line is Arabic in scraps."""
        return self.is_mixed(place) and self.kind(place) is Row.SCRAPS

    def is_lost(self, place: int) -> bool:
        """Whether a line is rubbish where a lead-in and a citation have Arabic: on a page with others in scraps."""
        return self.kind(place) is Row.RUBBISH and self.is_led(place)

    def neighbours(self, place: int, done: int) -> tuple[int, int]:
        """The first and last of the lines around a line of scraps that may belong to the same quotation.

        After a lead-in all broken lines do, blank ones between them or not: scanners leave room above tall lines.
        """
        led = self.is_led(place)
        first = last = place
        while (before := self._next_broken(first, -1, led)) > done and place - before <= _MOST_LINES:
            first = before
        while 0 <= (after := self._next_broken(last, 1, led)) <= place + _MOST_LINES:
            last = after
        return first, last

    def _next_broken(self, place: int, step: int, over_blanks: bool) -> int:
        """The next broken line in one direction; -1 where another stands before it."""
        place += step
        while over_blanks and 0 <= place < len(self.spans) and self.kind(place) is Row.BLANK:
            place += step
        return place if self.kind(place) in _BROKEN else -1

    def scrap_line(self, first: int, last: int) -> ScrapLine:
        """The lines from the first to the last, with the English and the citations next to them."""
        broken = (place for place in range(first, last + 1) if self.kind(place) is not Row.BLANK)
        lines = tuple(read_line(self._text, self.uncited(place), self.kind(place)) for place in broken)
        cited = bool(self._cited(self.spans[last]))
        after = None if cited else self._english(range(last + 1, last + _PASSAGE_LINES))
        before = self._english(range(first - 1, first - _PASSAGE_LINES, -1))
        end = lines[-1].span.end
        near = self._cited(Span(end, (after.end if after else end) + _BESIDE))
        if not near and before:
            near = self._cited(Span(before.start, before.end + _BESIDE))
        return ScrapLine(lines, tuple(s for s in (after, before) if s), tuple(near[:1]), self.is_led(first))

    def _english(self, places: range) -> Span | None:
        """The English that begins at the first of the lines (or ends there): up to a citation, a lead-in, or scraps."""
        start = end = -1
        onward = places.step > 0
        for place in places:
            kind, span = self.kind(place), self.spans[place] if 0 <= place < len(self.spans) else None
            if span is None or kind in (Row.SCRAPS, Row.ARABIC):
                break
            if kind is Row.BLANK:
                continue
            lead = bool(_LEAD_IN.search(span.of(self._text)))
            if lead and (not onward or self._leads(place)):
                break
            start = span.start if start < 0 or not onward else start
            end = span.end if end < 0 or onward else end
            cited = [c for c in self._cited(span) if onward or place != places.start]
            if cited:
                start, end = (start, cited[0].span.start) if onward else (cited[-1].span.end, end)
                break
        return Span(start, end) if end > start >= 0 else None

    def _cited(self, span: Span) -> Sequence[Citation]:
        """The citations that begin in a span."""
        return self._citations[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def _leads(self, place: int) -> bool:
        """Whether a line that ends in a colon leads in to Arabic."""
        following = [k for k in map(self.kind, range(place + 1, place + 4)) if k is not Row.BLANK]
        return bool(following) and following[0] in _BROKEN


def _kind(line: str, led: bool) -> Row:
    """What a line is; `led`: a lead-in stands before it, so that Arabic in it is no part of an English sentence."""
    if len(line) > _LONGEST:
        return Row.ENGLISH
    arabic = bool(ARABIC.search(line))
    found = _CHUNK.findall(line)
    if not found and not arabic:
        return Row.RUBBISH if line.strip() else Row.BLANK
    if not any(LATIN_LETTER.search(c) or (led and _NUMBER.match(c)) for c in found):
        return Row.ARABIC if arabic else Row.RUBBISH
    looks = list(map(_look, found))
    little = looks.count(_Look.LITTLE)
    share = (len(looks) - looks.count(_Look.OTHER)) / len(looks)
    if "\t" in line or ("|" in line and _WALL.search(line)) or (_LEAD_IN.search(line) and share >= _RUBBISH):
        return Row.ENGLISH
    if arabic and led:
        more = len(found) > len(split_words(line))
        needed = _SENTENCE if share < _SURE_SENTENCE else _SENTENCE * 2 / 3
        return Row.ENGLISH if more and little >= needed * len(found) and len(found) > 3 else Row.SCRAPS
    few = len(found) <= _FEW and not little  # whatever they look like: no sentence
    if led and (few or (share < _SURELY and little < _SENTENCE * len(found))) and not _OPENS.match(line):
        return Row.RUBBISH
    if share >= _ENGLISH and little >= _LITTLE * len(found) and (len(found) > 2 or not arabic):
        return Row.ENGLISH
    if share >= _SURELY:
        return Row.ENGLISH
    if not arabic:
        return Row.RUBBISH
    return Row.SCRAPS if 1 - share >= _RUBBISH else Row.ENGLISH


class _Look(Enum):
    """What a chunk looks like."""

    LITTLE = 1  # one of the little words; a single letter says nothing
    PLAIN = 2  # any other English word
    OTHER = 3


@lru_cache(maxsize=4096)
def _look(chunk: str) -> _Look:
    chunk = chunk.strip(_EDGES)
    if chunk.lower() in FUNCTION_WORDS:
        return _Look.LITTLE if len(chunk) > 1 and _LITTLE_WORD.match(chunk) else _Look.OTHER
    return _Look.PLAIN if _PLAIN.match(chunk) and _VOWEL.search(chunk.lower()) else _Look.OTHER
