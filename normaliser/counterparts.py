"""Which English the numbering or the order of a page assigns to which Arabic, however far apart the two stand.

Footnotes and numbered lists carry the same number on both sides; a group of Arabic quotations followed by as many
English passages goes by order.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from normaliser.layout import Layout
from normaliser.model import Span
from normaliser.quotemarks import Cue, EnglishSpan

_LONGEST_MARKER = 16  # code points between the start of a line and what it numbers
_RAISED = r"[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}"
_ITEM = re.compile(rf"[\s>|*]*(?:[(\[]?(\d{{1,3}}|[a-z])(?:[.)\]:]+|\s)|({_RAISED})[.)\]:]?)[^\w\n]{{0,6}}\Z")
_NOTE = re.compile(rf"[^\w\s\[(]{{0,4}}[ ]?(?:[\[(](\d{{1,3}})[\])]|({_RAISED}))")
_SUPERSCRIPT = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_WORD = re.compile(r"[^\W\d_]{2}")
_GROUP_GAP = 60  # code points between two quotations of one group


class Counterparts:
    """What numbers and order say about a page; asked for one quotation at a time."""

    def __init__(self, text: str, quotations: Sequence[Span], citations: Sequence[Span], layout: Layout) -> None:
        self._text = text
        self._layout = layout
        self._citations = sorted(citations)
        self._ordered: dict[Span, list[EnglishSpan]] = {}
        for group in self._groups(sorted(set(quotations))):
            self._order(group)

    def of(self, quotation: Span) -> list[EnglishSpan]:
        """The English passages that belong to a quotation by number or by order: one, in several readings."""
        found = list(self._ordered.get(quotation, ()))
        note = _NOTE.match(self._text, quotation.end, quotation.end + 12)
        marker = _number(note) if note else self._item(quotation)
        if marker:
            found += self._next_numbered(marker, quotation)
        return found

    @cached_property
    def _numbered(self) -> dict[str, list[EnglishSpan]]:
        """The passages of the page that have a number, in order."""
        numbered: dict[str, list[EnglishSpan]] = {}
        for offer in self._layout.after(0):
            if marker := self._item(offer.span):
                numbered.setdefault(marker, []).append(offer)
        return numbered

    def _item(self, span: Span) -> str | None:
        """The number at the start of the line, when nothing else stands before the span."""
        start = self._text.rfind("\n", max(0, span.start - _LONGEST_MARKER), span.start) + 1
        if not start and span.start > _LONGEST_MARKER:
            return None
        item = _ITEM.match(self._text, start, span.start)
        return _number(item) if item else None

    def _next_numbered(self, marker: str, quotation: Span) -> list[EnglishSpan]:
        """Everything with that number in the first place after the quotation that has it."""
        numbered = self._numbered.get(marker, [])
        first = bisect_left(numbered, quotation.end, key=lambda offer: offer.span.start)
        return [o for o in numbered[first : first + 8] if o.span.start <= numbered[first].span.end]

    def _groups(self, quotations: Sequence[Span]) -> list[list[Span]]:
        """Quotations with no words between them."""
        groups: list[list[Span]] = []
        for span in quotations:
            before = groups[-1][-1].end if groups else None
            if before is not None and 0 <= span.start - before <= _GROUP_GAP and self._bare(before, span.start):
                groups[-1].append(span)
            else:
                groups.append([span])
        return [group for group in groups if len(group) > 1]

    def _bare(self, start: int, end: int) -> bool:
        """Whether nothing but citations, numbers and punctuation stands between."""
        if not _WORD.search(self._text, start, end):
            return True
        for citation in self._citations[max(0, bisect_left(self._citations, Span(start, 0)) - 1) :]:
            if citation.start >= end:
                break
            if citation.end > start:
                if _WORD.search(self._text, start, max(start, citation.start)):
                    return False
                start = max(start, citation.end)
        return not _WORD.search(self._text, start, end)

    def _order(self, group: Sequence[Span]) -> None:
        """Give the English passages right after a group to its members, if there are as many."""
        ranks: list[list[EnglishSpan]] = []
        edge = group[-1].end
        for offer in self._layout.after(edge):
            if offer.inner or (offer.mixed and offer.cue is Cue.QUOTED):
                continue
            if ranks and offer.span.start < edge:
                if offer.cue is not Cue.LINE:
                    ranks[-1].append(offer)
                    edge = max(edge, offer.span.end)
            elif len(ranks) == len(group) or not self._bare(edge, offer.span.start):
                break
            elif offer.cue is not Cue.QUOTED and self._text.count(" ", offer.span.start, offer.span.end) < 2:
                break  # "(Translated)" is no passage
            else:
                ranks.append([offer])
                edge = offer.span.end
        if len(ranks) == len(group):
            self._ordered.update(zip(group, ranks, strict=True))


def _number(marker: re.Match[str]) -> str:
    """What a marker says, whether it is raised or not."""
    return marker[1] or marker[2].translate(_SUPERSCRIPT)
