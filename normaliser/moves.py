"""The steps by which one piece of an alignment may be gone through: what each costs and what it says for the passage.

A step takes quoted words, words of the passage or both: a word for a word, some for one where spaces were lost or
invented, two for two where a space has moved, none for one.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat

from normaliser.letters import close, distances, levenshtein, shape_of, shaped_distance, weigh_letters

AGREE = 2.2
"""Bits that a letter which agrees says for the passage: about the entropy of unvocalised Arabic."""

DIFFER = 2.8
"""Bits that a letter which differs says against it."""

EVENT = 5.0
"""The most that another word in its place can say against it: one event, however long."""

LOST = 4.0
"""The same for a word lost or added."""

_MERGE_COST = 0.4  # a lost or invented space: cheaper than any wrong letter, dearer than nothing
_WORD_COST = 1.5  # a word lost or added costs this and _LETTER_COST for each of its letters,
_LETTER_COST = 0.25  # so that a replaced word (one cost a letter) beats losing one word and adding another
_AT_END = 2.0  # an added word costs this much more in the pieces at the ends, where a lost one may cost nothing
_MERGED = 0.4  # of the letters of a split or merged word, at most this share may be wrong
_SPARE = 1e-3  # of them, so that none is missed by rounding
_LONGEST_JOIN = 4  # words that may stand for one
_REDIVIDED = 1.5  # letters that may be wrong in two words for two, the space between which has moved
_BRACKETS = frozenset(("ا", "ل", "لا", "ال", "لل", "للا", "لاا"))  # what scanners make of ornate ones, as skeletons
_PIECE_LIMIT = 4000  # cells of one piece's programme; in larger ones only plain steps are tried

Step = tuple[int, int, float, float]
"""How many quoted and passage words a block takes, and its cost and bits."""

FREE: Step = (0, 1, 0.0, 0.0)
"""A word of the passage beyond an open end."""


def agreement(size: int, cost: float) -> float:
    """What words of so many letters say for each other, in bits, when so much of them differs."""
    return AGREE * (size - cost) - min(DIFFER * cost, EVENT)


def lose(sizes: Iterable[int], dear: float = 1.0) -> tuple[float, float]:
    """What words of so many letters each cost, times `dear`, that stand on one side alone, and what it says in bits."""
    cost = sum([_WORD_COST + _LETTER_COST * size for size in sizes]) * dear
    return cost, -min(DIFFER * cost, LOST)


@lru_cache(maxsize=256)
def _alone(size: int, dear: float = 1.0) -> tuple[float, float]:
    return lose((size,), dear)


def one_for_one(ours: str, theirs: str, shape: str, other: str) -> Step:
    """A word for a word, both with their shapes."""
    distance = levenshtein().distance
    return _pair(len(ours), len(theirs), distance(shape, other), distance(ours, theirs))


@lru_cache(maxsize=4096)
def _pair(size: int, other: int, shapes: int, letters: int) -> Step:
    """A word for a word of so many letters each, of which so many differ in shape, and in shape or dots.

    Kept, as a few numbers come again and again.
    """
    cost = weigh_letters(shapes, letters)
    return 1, 1, cost, agreement(max(size, other), cost)


class _Side:
    """The words of one side of a piece, with what they are when some in a row are written as one.

    `runs` holds the shapes of those: of the first two words at `[0][0]`, of the first three at `[1][0]`.
    """

    def __init__(self, words: Sequence[str], longest: int) -> None:
        self.words = words
        self.sizes = [len(word) for word in words]
        self.shapes = run = [shape_of(word) for word in words]
        self.runs: list[list[str]] = []
        for size in range(1, min(longest, len(words))):
            run = list(map(str.__add__, run, self.shapes[size:]))
            self.runs.append(run)

    def join(self, start: int, size: int) -> str:
        """The letters of some words written as one."""
        return "".join(self.words[start : start + size])


class Moves:
    """The steps through one piece; both lists hold skeletons, and at an open end passage words cost nothing.

    Words are compared many at a time, quoted ones, in `rows`, with those of the passage, in `columns`.
    """

    def __init__(self, quoted: Sequence[str], passage: Sequence[str], ends: tuple[bool, bool]) -> None:
        self._ends = ends
        self._whole = len(quoted) * len(passage) <= _PIECE_LIMIT
        longest = _LONGEST_JOIN if self._whole else 2
        self._quoted, self._passage = _Side(quoted, longest), _Side(passage, longest)
        dear = _AT_END if any(ends) else 1.0
        self.added: list[Step] = [(1, 0, *_alone(size, dear)) for size in self._quoted.sizes]
        self._lost: list[Step] = [FREE, *[(0, 1, *_alone(size)) for size in self._passage.sizes]]

    def skipped(self, i: int) -> list[Step]:
        """The steps over each passage word straight before quoted word `i`, at the place that they lead to."""
        if (self._ends[0] and i == 0) or (self._ends[1] and i == len(self.added)):
            return [FREE] * len(self._lost)
        return self._lost

    def paired(self, rows: range, columns: range) -> Iterator[list[Step]]:
        """For each row the steps that take a passage word for it, at the place that they lead to.

        At places beyond the columns stands any step.
        """
        ours, theirs = self._quoted, self._passage
        mine, others = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
        letters = distances(ours.words[mine], theirs.words[others])
        shapes = distances(ours.shapes[mine], theirs.shapes[others])
        sizes = theirs.sizes[others]
        before, after = [FREE] * (columns.start + 1), [FREE] * (len(theirs.words) - columns.stop)
        for size, *differences in zip(ours.sizes[mine], shapes, letters, strict=True):
            yield [*before, *map(_pair, repeat(size), sizes, *differences), *after]

    def joined(self, rows: range, columns: range) -> list[list[tuple[int, Step]]]:
        """For each row the rarer steps, each with the place it comes from: some words for one, or two for two."""
        ours, theirs = self._quoted, self._passage
        steps: list[list[tuple[int, Step]]] = [[] for _ in rows]
        for j, i, size, cost, bits in _merges(theirs, columns, ours, rows):
            steps[i - rows.start].append((j, (size, 1, cost, bits)))
        for i, j, size, cost, bits in _merges(ours, rows, theirs, columns):
            if not self._is_bracket(i, theirs.words[j : j + size]):
                steps[i - rows.start].append((j, (1, size, cost, bits)))
        if self._whole:
            for i, j, cost, bits in _redivided(ours, rows, theirs, columns):
                steps[i - rows.start].append((j, (2, 2, cost, bits)))
        for of_one in steps:
            of_one.sort()
        return steps

    def _is_bracket(self, i: int, words: Sequence[str]) -> bool:
        """Whether a word at an end of the quotation is one of these with a bracket that was read as letters."""
        word, last = self._quoted.words[i], len(self._quoted.words) - 1
        opened = self._ends[0] and i == 0 and word.endswith(words[-1]) and word[: -len(words[-1])] in _BRACKETS
        closed = self._ends[1] and i == last and word.startswith(words[0]) and word[len(words[0]) :] in _BRACKETS
        return (opened or closed) and word != "".join(words)


def _merges(
    single: _Side, places: range, several: _Side, starts: range
) -> Iterator[tuple[int, int, int, float, float]]:
    """Which words may stand for one: its place, where they start, how many they are, the cost, and the evidence.

    Only where the letters still tell. Where one of two words is the word itself, the other was added or lost.
    """
    if not several.runs:
        return
    runs = [row[starts.start : starts.stop] for row in several.runs]
    every = [run for row in runs for run in row]
    for found, at in close(every, single.shapes[places.start : places.stop], _MERGED + _SPARE, share=True):
        size, start = 2, found
        while start >= len(runs[size - 2]):
            size, start = size + 1, start - len(runs[size - 2])
        start, place = starts[start], places[at]
        one, shape = single.words[place], single.shapes[place]
        if size == 2 and shape in several.shapes[start : start + 2]:
            continue
        run = several.join(start, size)
        longer = max(len(one), len(run))
        cost = shaped_distance(one, run, shape, every[found])
        if cost <= _MERGED * longer:
            cost += _MERGE_COST * (size - 1)
            yield place, start, size, cost, agreement(longer, cost)


def _redivided(ours: _Side, rows: range, theirs: _Side, columns: range) -> Iterator[tuple[int, int, float, float]]:
    """Where two words may stand for two, as the space between them has moved, at what cost and with what evidence."""
    if not (ours.runs and theirs.runs):
        return
    two, others = ours.runs[0][rows.start : rows.stop], theirs.runs[0][columns.start : columns.stop]
    for i, j in close(two, others, int(_REDIVIDED)):
        run, other = ours.join(rows[i], 2), theirs.join(columns[j], 2)
        cost = shaped_distance(run, other, two[i], others[j])
        if cost <= _REDIVIDED:
            cost += _MERGE_COST
            yield rows[i], columns[j], cost, agreement(max(len(run), len(other)), cost)
