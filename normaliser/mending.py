"""From a match to changes: which words of the quotation differ from the passage, and what would stand there instead.

Only those words change, in the quoter's own hand. What each change is worth is weighed in `risk`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normaliser.changes import Change, What, is_reordered, place_of
from normaliser.endings import EndMender
from normaliser.matching import Match
from normaliser.mender import Lore
from normaliser.model import Span
from normaliser.options import Options
from normaliser.words import Word

_AT_END = frozenset({What.END, What.END_WORD, What.END_WHOLE})


@dataclass(frozen=True, slots=True)
class Mending:
    """All proposed changes of one quotation, and the words at its ends that the passage does not account for."""

    changes: tuple[Change, ...]
    before: int  # quoted words before the first one that the passage accounts for
    after: int  # and after the last


@dataclass(frozen=True, slots=True)
class Writer:
    """What would be changed to make words of `text` read as a match does, in the quoter's hand.

    `enclosed`: brackets say that these words and no others are the quotation, so its ends may be mended too.
    """

    text: str
    options: Options
    enclosed: bool
    lore: Lore

    def mend(self, words: Sequence[Word], match: Match) -> Mending:
        """Every such change, and what is left over at the ends."""
        mender = self._mender(words, match)
        ends = self._ends(mender)
        first, last = match.extent()
        replaced = [c.span for c in ends if c.old]
        before, after, enclosed = first, len(words) - last, self.enclosed
        if any(s.end <= words[first].start for s in replaced) or (enclosed and mender.parts(0, first)):
            before = 0
        if any(s.start >= words[last - 1].end for s in replaced) or (
            enclosed and mender.parts(last - 1, len(words) - 1)
        ):
            after = 0
        return Mending(tuple(_changes(mender, ends)), before, after)

    def is_mended_by(self, changes: Sequence[Change], words: Sequence[Word], match: Match) -> bool:
        """Whether these are all the changes that would make the words read as the match does.

        Words of which no end can make anything else are looked at first: one that the changes do not have says
        enough, and ends take longer.
        """
        mender = self._mender(words, match)
        first, last = match.extent()
        ours = {(*place_of(c), c.new) for c in changes}
        for b in match.blocks:
            within = first < b.q0 and b.q1 < last
            firm = first <= b.q0 < b.q1 <= last and (within or not mender.is_loose(b))
            change = mender.change(b) if firm else None
            if change and (*place_of(change), change.new) not in ours:
                return False
        return ours == {(*place_of(c), c.new) for c in _changes(mender, self._ends(mender))}

    def _mender(self, words: Sequence[Word], match: Match) -> EndMender:
        return EndMender(self.text, words, match, self.options, self.lore)

    def _ends(self, mender: EndMender) -> list[Change]:
        return mender.ends() if self.enclosed and not mender.has_gap else []


def _changes(mender: EndMender, ends: Sequence[Change]) -> Iterator[Change]:
    first, last = mender.match.extent()
    replaced = [c.span for c in ends if c.old]
    for b in mender.match.blocks:
        inside = first <= b.q0 and b.q1 <= last and (b.q0 < b.q1 or first < b.q0 < last)
        if not inside or (replaced and _within(mender.words[b.q0].start, replaced)):
            continue
        change = mender.change(b)
        if change and not (mender.has_gap and change.what in _AT_END):
            yield change
        if change and change.what is What.ADDED and not ends and (moved := mender.moved(b)):
            yield moved
    yield from (c for c in ends if not is_reordered(c))


def _within(place: int, spans: Sequence[Span]) -> bool:
    return any(span.start <= place < span.end for span in spans)
