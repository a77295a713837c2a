"""Which lines of scraps are text, and which stretch of the passages that the page names they hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import TYPE_CHECKING

from normaliser.model import Ref
from normaliser.scrap_lines import ScrapLine
from normaliser.scrap_passages import Passage
from normaliser.scrap_runs import QUOTE, Line, Row, Scrap
from normaliser.script import TASHKEEL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.scrap_reading import Table

_WHOLE = 0.45  # of quotations are whole passages,
_OPENING = 0.1  # begin one and leave the end out,
_CLOSING = 0.15  # or the other way round
_UNLIKELY = 0.002  # as likely as the likeliest choice of lines: not worth the time
_TRIES = 120  # choices of lines times scraps,
_EFFORT = 6000  # and words of passages times scraps, that one quotation is worth: both cost time
_MOST_SCRAPS = 70  # of one quotation
_BEST = 16  # stretches compared
_SCRAPS_BITS, _RUBBISH_BITS = (0.0, 4.0), (-2.0, 1.0)  # that a line is text: another line, and the last one
_LOW, _TALL = frozenset("acemnorsuvwxz"), frozenset("bdfghijklpqtyABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@dataclass(frozen=True, slots=True)
class Settled:
    """A stretch of a passage, the lines that hold it, and how sure that is."""

    passage: Passage
    start: int
    end: int
    first: int  # the place of its first word among the words of all passages
    share: float  # of all stretches of all passages, those with the same letters counted together
    bits: float  # how much the scraps say for the passages rather than for dirt
    rivals: tuple[tuple[Ref, float], ...]
    refs: tuple[Ref, ...]
    lines: tuple[Line, ...] = ()
    breaks: tuple[int, ...] = ()  # words of the stretch before each line but the first


def settle(line: ScrapLine, passages: Sequence[Passage]) -> Settled | None:
    """The likeliest stretch of the passages to stand in the lines; None without passages or scraps, or too many."""
    if not passages or not 0 < sum(len(printed.scraps) for printed in line.lines) <= _MOST_SCRAPS:
        return None
    return _Reading(line.lines, passages).settle()


class _Reading:
    """The lines of one quotation against the passages that may stand in them."""

    def __init__(self, lines: Sequence[Line], passages: Sequence[Passage]) -> None:
        self.lines = lines
        self.scraps = [line.scraps for line in lines]
        count = sum(map(len, self.scraps))
        self.passages = _few(passages, _EFFORT // max(1, count))
        self.choices = choose_lines(lines, max(1, _TRIES // max(1, count)))
        self._firsts = [0]
        for passage in self.passages:
            self._firsts.append(self._firsts[-1] + len(passage.words))

    def settle(self) -> Settled | None:
        """The likeliest stretch."""
        import numpy as np

        from normaliser.scrap_reading import Table

        prior = self._prior(min(max(map(len, (p.words for p in self.passages))), _width(self.scraps)))
        weighed = []
        orders = [self.scraps]
        other = [line.reversed_scraps or line.scraps for line in self.lines]
        if other != self.scraps:
            orders.append(other)
        for scraps in orders:
            table = Table(scraps, [p.words for p in self.passages])
            for use, chance in self.choices:
                likely, power = table.weigh(use, len(prior) - 1)
                weighed.append((likely * prior * chance, power, use, table))
        most = max(power for _, power, *_ in weighed)
        shares = [(w * 2.0 ** (power - most), use, table) for w, power, use, table in weighed]
        total = sum(w for w, *_ in shares)
        if not isinstance(total, np.ndarray) or not total.sum():
            return None
        best = [int(i) for i in np.argsort(total, axis=None)[::-1][:_BEST]]
        settled = self._settled(total, best, most)
        place = (settled.end - settled.start) * total.shape[1] + settled.first
        _, use, table = max(shares, key=lambda s: float(s[0].flat[place]))
        return replace(settled, lines=tuple(self.lines[i] for i in use), breaks=_breaks(table, use, settled))

    def _settled(self, total: "NDArray[np.float64]", best: Sequence[int], power: float) -> Settled:
        """`power`: of two, by which `total` is to be multiplied."""
        words = total.shape[1]
        whole = float(total.sum())
        groups: dict[str, list[tuple[Passage, int, int, float]]] = {}
        for place in best:
            length, first = divmod(place, words)
            which = max(i for i, f in enumerate(self._firsts[:-1]) if f <= first)
            passage, start = self.passages[which], first - self._firsts[which]
            letters = "".join(passage.words[start : start + length])
            groups.setdefault(letters, []).append((passage, start, start + length, float(total.flat[place]) / whole))
        ranked = sorted(groups.values(), key=lambda g: -sum(x[3] for x in g))
        passage, start, end, _ = ranked[0][0]
        rivals = tuple((g[0][0].ref, sum(x[3] for x in g)) for g in ranked[1:4])
        refs = tuple(dict.fromkeys(x[0].ref for x in ranked[0] if x[3] > 0.001 or x[0] is passage))
        first = self._firsts[self.passages.index(passage)] + start
        share, bits = sum(x[3] for x in ranked[0]), log2(whole) + power
        return Settled(passage, start, end, first, share, bits, rivals, refs)

    def _prior(self, width: int) -> "NDArray[np.float64]":
        """How likely each stretch is quoted before its scraps are looked at: row n, column k as in `Table.weigh`."""
        import numpy as np

        total = sum(2.0**p.bits for p in self.passages)
        prior = np.zeros((width + 1, self._firsts[-1]))
        for passage, first in zip(self.passages, self._firsts, strict=False):
            n, share = len(passage.words), 2.0**passage.bits / total
            inner = 1 - _WHOLE - _OPENING - _CLOSING
            for length in range(1, min(n, width) + 1):
                if length == n:
                    prior[length, first] = share * (_WHOLE if n > 1 else 1.0)
                    continue
                prior[length, first : first + n - length + 1] = share * inner / max(1, (n - 1) * (n - 2) // 2)
                prior[length, first] = share * _OPENING / (n - 1)
                prior[length, first + n - length] = share * _CLOSING / (n - 1)
        return prior


def _breaks(table: "Table", lines: Sequence[int], settled: Settled) -> tuple[int, ...]:
    """Where the lines end: after how many words of the stretch each line but the last does."""
    count = settled.end - settled.start
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (count + 1)
    best[0] = (1.0, ())
    for line in lines if len(lines) > 1 else ():
        likely, _ = table.weigh((line,), count)
        top = float(likely.max()) or 1.0
        best = [
            max(
                ((best[i][0] * float(likely[j - i, settled.first + i]) / top, (*best[i][1], j)) for i in range(j)),
                default=(0.0, ()),
            )
            for j in range(count + 1)
        ]
    return best[count][1][:-1] if best[count][0] > 0 else ()


def _width(lines: Sequence[Sequence[Scrap]]) -> int:
    """Words that so many scraps may stand for at most."""
    return 4 + 5 * sum(map(len, lines)) // 4


def _few(passages: Sequence[Passage], words: int) -> Sequence[Passage]:
    """The first passages with so many words together, and the very first whatever it has."""
    kept, total = 1, len(passages[0].words)
    while kept < len(passages) and total + len(passages[kept].words) <= words:
        total += len(passages[kept].words)
        kept += 1
    return passages[:kept]


def choose_lines(lines: Sequence[Line], most: int) -> list[tuple[tuple[int, ...], float]]:
    """Which lines are text and which are rows of vowel marks: the likeliest choices, and how likely each is."""
    choices: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    for place, line in enumerate(lines):
        chance = _is_text(line, place, len(lines))
        choices = [
            (use, weight)
            for before, weight_before in choices
            for use, weight in ((((*before, place)), weight_before * chance), (before, weight_before * (1 - chance)))
            if weight > 0
        ]
        choices = sorted(choices, key=lambda c: -c[1])[: 2 * most]
    kept = [(use, weight) for use, weight in choices if any(lines[i].scraps for i in use)]
    return [choice for choice in kept[:most] if choice[1] >= _UNLIKELY * kept[0][1]]


def _is_text(line: Line, place: int, count: int) -> float:
    """How likely a line is text rather than the row of marks above one, or dirt."""
    if not line.scraps or sum(s.letters for s in line.scraps) < 3:
        return 0.02
    if count == 1:
        return 1.0
    arabic = sum(len(s.skeleton) for s in line.scraps)
    if QUOTE.search(line.text) or (line.kind is Row.ARABIC and 2 * arabic > sum(s.letters for s in line.scraps)):
        return 0.97
    last = place == count - 1
    bits = _RUBBISH_BITS[last] if line.kind is Row.RUBBISH else _SCRAPS_BITS[last]
    latin = "".join(s.text for s in line.scraps if not s.skeleton)
    low, tall = sum(c in _LOW for c in latin), sum(c in _TALL for c in latin)
    bits += max(-4.0, min(4.0, 0.4 * (1.4 * tall - 1.1 * low)))
    marked = sum(any(c in TASHKEEL for c in s.text) for s in line.scraps)
    bits += min(4.0, 1.5 * marked)
    chance: float = 1.0 / (1.0 + 2.0**-bits)
    return chance
