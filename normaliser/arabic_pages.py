"""Where quotations stand on a page of Arabic: what marks enclose, and what lead-ins lead in to in the prose between."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from normaliser.marks import Enclosure, locate_enclosures, owners
from normaliser.model import Span
from normaliser.runs import GLOSS, LEAD, LEAD_WORDS, PARAGRAPH, ROUND, Found, Run, separates
from normaliser.words import Word

_BESIDE_LEAD = 40  # code points in which the last word of a lead-in stands
_LONGEST_LEAD = 30  # words that may lead in to a quotation in marks
_LAST_WORDS = 5  # words before a colon in Arabic prose that may lead in to what follows it
_NUMBERED_LINE = re.compile(r"\n[ \t]*[0-9\u0660-\u0669]+[ \t.)-]*\n")
_INSERTED = 60  # code points of other writing between two words of one quotation in marks
# Somebody of authority and a word for speaking, in either order, in the sentence that ends here.
_SPEECH = re.compile(
    r"(?:\b[وف]?(?:قال|يقول|قوله|أخبر|سئل|سأل)\b[^.؟!\n:]*(?:رسول|النبي|ﷺ|تعالى|الله)"
    r"|(?:رسول|النبي|ﷺ|تعالى|الله)[^.؟!\n:]*\b[وف]?(?:قال|يقول|قوله)\b|\b[وف]?[ال]{0,2}حديث\b)[^.؟!\n:]*$"
)
_SAID = re.compile(r"(?:[:：]|(?:قال|يقول|قوله|تعالى|وجل|وسلم|ﷺ|الآية|آية|حديث)[ \t،,]*)[\s*_`\"“«({\[\u200e\u200f-]*$")
_VOWELLED = 4  # words with vowel marks in a row, single ones aside, that are somebody else's
_DECORATION = frozenset("*_`|[]<>")


def arabic_runs(text: str, words: tuple[Word, ...], citations: Sequence[Span]) -> list[Run]:
    """The runs of a page of Arabic, with what encloses them."""
    enclosures = locate_enclosures(text)
    holders = owners(enclosures, [w.start for w in words])
    groups = _group(text, words, holders)
    held: dict[int, int] = {}
    for word, holder in zip(words, holders, strict=True):
        held[holder] = held.get(holder, 0) + len(word.skeleton)
    edges = frozenset(at for e in enclosures for at in (e.span.start - 1, e.span.end))
    runs: list[Run] = []
    starts = [citation.start for citation in citations]
    for a, b in groups:
        cited = bisect_right(starts, words[a].start)
        if cited and words[b - 1].end <= citations[cited - 1].end:
            continue
        holder = holders[a]
        mostly = holder >= 0 and 2 * sum(len(w.skeleton) for w in words[a:b]) >= held[holder]
        runs.append(_ArabicRun(words[a:b], text, enclosures[holder] if mostly else None, edges))
    return runs


def _group(text: str, words: tuple[Word, ...], holders: Sequence[int]) -> list[tuple[int, int]]:
    """Index ranges of words that belong to one run: what the same marks hold, and in prose what no lead-in parts."""
    groups = []
    start = 0
    edges = _vowelled_edges(words)
    for i in range(1, len(words)):
        gap = text[words[i - 1].end : words[i].start]
        if holders[i - 1] != holders[i]:
            parts = True
        elif holders[i] >= 0:
            parts = len(gap) > _INSERTED or PARAGRAPH.search(gap) is not None
        else:
            lead = words[max(start, i - (_LAST_WORDS if i - start >= LEAD_WORDS else LEAD_WORDS)) : i]
            parts = i in edges or separates(gap, lead) or _NUMBERED_LINE.search(gap) is not None
            parts = parts or _leads_in(text, words[i - 1].end, gap)
        if parts:
            groups.append((start, i))
            start = i
    groups.append((start, len(words)))
    return groups


def _vowelled_edges(words: Sequence[Word]) -> frozenset[int]:
    """Where words with vowel marks begin and end among bare ones: prose is printed bare, and quotes what is not."""
    marked = [2 * (len(w.text) - len(w.skeleton)) > len(w.skeleton) for w in words]
    edges = set()
    i = 0
    while i < len(words):
        end = i
        while end < len(words) and (marked[end] or (end + 1 < len(words) and end > i and marked[end + 1])):
            end += 1
        if end - i >= _VOWELLED:
            edges |= {i, end}
        i = max(end, i + 1)
    return frozenset(edges)


def _leads_in(text: str, end: int, gap: str) -> bool:
    """Whether a colon ends a sentence that says that somebody of authority said something."""
    return ":" in gap and _SPEECH.search(text, max(0, end - LEAD), end) is not None


class _ArabicRun(Run):
    """A run on a page of Arabic, where the marks have been paired."""

    def __init__(self, words: tuple[Word, ...], text: str, enclosure: Enclosure | None, edges: frozenset[int]) -> None:
        self._enclosure = enclosure
        self._edges = edges
        super().__init__(words, text)
        if enclosure and not enclosure.whole and not (enclosure.broken_off or self.is_vocalised()):
            enclosure = self._enclosure = None
        if enclosure:
            self.before, self.before_at = enclosure.marks[0], enclosure.span.start - 1
            self.after, self.after_at = enclosure.marks[1], enclosure.span.end
        else:
            plain = not self.is_vocalised()
            if self.before_at in edges or (plain and self.before in _DECORATION):
                self.before, self.before_at = "", -1
            if self.after_at in edges or (plain and self.after in _DECORATION):
                self.after = ""

    @property
    def marks(self) -> str:
        return self._enclosure.marks if self._enclosure else super().marks

    def is_quotation(self, beside: list[Run]) -> bool:
        if self._is_lead(beside):
            return False
        if self._is_led() and not self.is_aside():
            if not self.marks:
                return len(self.words) > 1
            if len(self.words) == 1 and self.claim() and self._is_marked():
                return True
        return super().is_quotation(beside)

    def _is_led(self) -> bool:
        """Whether a lead-in stands straight before the run, or before the mark that opens it."""
        start = self._enclosure.span.start - 1 if self._enclosure else self.start
        said = _SAID.search(self.text, max(0, start - _BESIDE_LEAD), start)
        return said is not None and (bool(self._enclosure) or _leads_in(self.text, said.start(), said.group()))

    def _is_lead(self, beside: list[Run]) -> bool:
        """Whether the run only says who said what the marks after it enclose."""
        following = next((r for r in beside if r.start > self.end), None)
        if following is None or not following.marks or len(self.words) > _LONGEST_LEAD:
            return False
        if self._enclosure and following.start > self._enclosure.span.end:
            return False
        return _SAID.search(self.text, self.start, following.before_at) is not None

    def _is_marked(self) -> bool:
        return sum(len(w.text) - len(w.skeleton) for w in self.words) >= 2

    def found(self, beside: list[Run], *, sparse: bool) -> Found:
        item = super().found(beside, sparse=sparse)
        led = self._is_led()
        doubtful = not self.marks or self.before in ROUND or len(self.words) <= GLOSS
        claim = None if doubtful and not led else item.claim
        return replace(item, claim=claim, prose=not item.enclosed and not item.stray, led=led)
