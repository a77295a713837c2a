"""From a match to changes: which words of the quotation differ from the passage, and what would stand there instead.

Only those words change, in the quoter's own hand. What each change is worth is weighed in `risk`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from normaliser.alignment import Block
from normaliser.changes import Change, What, is_reordered
from normaliser.endings import EndMender
from normaliser.matching import Match
from normaliser.mender import Lore
from normaliser.options import Options
from normaliser.words import Word

_AT_END = frozenset({What.END, What.END_WORD, What.END_WHOLE})


@dataclass(frozen=True, slots=True)
class Mending:
    """All proposed changes of one quotation, and the words at its ends that the passage does not account for."""

    changes: tuple[Change, ...]
    before: int  # quoted words before the first one that the passage accounts for
    after: int  # and after the last


def mend(text: str, words: Sequence[Word], match: Match, options: Options, *, enclosed: bool, lore: Lore) -> Mending:
    """Every change that would make `words` of `text` read as the match does, in the quoter's hand.

    `enclosed`: brackets say that these words and no others are the quotation, so its ends may be mended too.
    """
    mender = EndMender(text, words, match, options, lore)
    first, last = match.extent()
    ends = mender.ends() if enclosed and not mender.has_gap else []
    changes = []
    for b in match.blocks:
        inside = first <= b.q0 and b.q1 <= last and (b.q0 < b.q1 or first < b.q0 < last)
        change = mender.change(b) if inside and not _within(b, words, ends) else None
        if change and not (mender.has_gap and change.what in _AT_END):
            changes.append(change)
        if change and change.what is What.ADDED and not ends and (moved := mender.moved(b)):
            changes.append(moved)
    changes += [c for c in ends if not is_reordered(c)]
    replaced = [c.edit.span for c in ends if c.edit.old]
    before, after = first, len(words) - last
    if any(s.end <= words[first].start for s in replaced) or (enclosed and mender.parts(0, first)):
        before = 0
    if any(s.start >= words[last - 1].end for s in replaced) or (enclosed and mender.parts(last - 1, len(words) - 1)):
        after = 0
    return Mending(tuple(changes), before, after)


def _within(block: Block, words: Sequence[Word], ends: Sequence[Change]) -> bool:
    return any(c.edit.old and c.edit.span.start <= words[block.q0].start < c.edit.span.end for c in ends)
