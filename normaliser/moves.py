"""The steps by which one piece of an alignment may be gone through: what each costs and what it says for the passage.

A step takes quoted words, words of the passage or both: a word for a word, some for one where spaces were lost or
invented, two for two where a space has moved, none for one.
"""

from collections.abc import Sequence

from normaliser.letters import levenshtein, shape_of, shaped_distance

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
_LONGEST_JOIN = 4  # words that may stand for one
_REDIVIDED = 1.5  # letters that may be wrong in two words for two, the space between which has moved
_BRACKETS = frozenset(("ا", "ل", "لا", "ال", "لل", "للا", "لاا"))  # what scanners make of ornate ones, as skeletons
_PIECE_LIMIT = 4000  # cells of one piece's programme; in larger ones only plain steps are tried
_ALIKE = 3  # times more words than different ones, from which steps are kept for when the same words come again

Step = tuple[int, int, float, float]
"""How many quoted and passage words a block takes, and its cost and bits."""

FREE: Step = (0, 1, 0.0, 0.0)
"""A word of the passage beyond an open end."""


def agreement(size: int, cost: float) -> float:
    """What words of so many letters say for each other, in bits, when so much of them differs."""
    return AGREE * (size - cost) - min(DIFFER * cost, EVENT)


def lose(words: Sequence[str], dear: float = 1.0) -> tuple[float, float]:
    """The cost of words that stand on one side alone, times `dear`, and what that says for the passage, in bits."""
    cost = sum([_WORD_COST + _LETTER_COST * len(word) for word in words]) * dear
    return cost, -min(DIFFER * cost, LOST)


def one_for_one(ours: str, theirs: str, shape: str, other: str) -> Step:
    """A word for a word, both with their shapes."""
    cost = shaped_distance(ours, theirs, shape, other)
    return 1, 1, cost, agreement(max(len(ours), len(theirs)), cost)


class _Side:
    """The words of one side of a piece with their shapes, and each word and the next written as one."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.shapes = [shape_of(word) for word in words]
        self.pairs = list(map(str.__add__, words, words[1:]))
        self.pair_shapes = list(map(str.__add__, self.shapes, self.shapes[1:]))
        # How many letters a word must have that the pair may stand for; no word has room for the last one and nothing.
        self.rooms = [*map(_room, self.pairs), float("inf")]


class Moves:
    """The steps through one piece; both lists hold skeletons, and at an open end passage words cost nothing."""

    def __init__(self, quoted: Sequence[str], passage: Sequence[str], ends: tuple[bool, bool]) -> None:
        self._ends = ends
        self._whole = len(quoted) * len(passage) <= _PIECE_LIMIT
        self._longest = _LONGEST_JOIN if self._whole else 2
        self._quoted, self._passage = _Side(quoted), _Side(passage)
        self._n, self._m = len(quoted), len(passage)
        self._repeats = len(set(quoted)) * _ALIKE <= len(quoted)
        self._known: dict[tuple[Sequence[str], Sequence[str]], list[Step]] = {}
        dear = _AT_END if any(ends) else 1.0
        self._added: list[Step] = [(1, 0, *lose((word,), dear)) for word in quoted]
        self._lost: list[Step] = [(0, 1, *lose((word,))) for word in passage]

    def at(self, i: int, j: int) -> list[Step]:
        """Each step that may be taken from a cell."""
        n, m = self._n, self._m
        steps: list[Step] = []
        if i < n and j < m:
            steps = self._recall(i, j) if self._repeats else self._compare(i, j)
        if i < n:
            steps.append(self._added[i])
        if j < m:
            free = (self._ends[0] and i == 0) or (self._ends[1] and i == n)
            steps.append(FREE if free else self._lost[j])
        return steps

    def _compare(self, i: int, j: int) -> list[Step]:
        """The steps that take words of both sides, in a list of their own."""
        ours, theirs = self._quoted, self._passage
        a, b = ours.words[i], theirs.words[j]
        steps = [one_for_one(a, b, ours.shapes[i], theirs.shapes[j])]
        if ours.rooms[i] <= len(b):
            for size, cost, bits in _merges(theirs, j, ours, i, self._longest):
                steps.append((size, 1, cost, bits))
        if theirs.rooms[j] <= len(a):
            for size, cost, bits in _merges(ours, i, theirs, j, self._longest):
                if not self._is_bracket(i, theirs.words[j : j + size]):
                    steps.append((1, size, cost, bits))
        if i + 1 < self._n and j + 1 < self._m and self._whole:
            steps += self._redivided(i, j)
        return steps

    def _is_bracket(self, i: int, words: Sequence[str]) -> bool:
        """Whether a word at an end of the quotation is one of these with a bracket that was read as letters."""
        word = self._quoted.words[i]
        opened = self._ends[0] and i == 0 and word.endswith(words[-1]) and word[: -len(words[-1])] in _BRACKETS
        closed = self._ends[1] and i == self._n - 1 and word.startswith(words[0]) and word[len(words[0]) :] in _BRACKETS
        return (opened or closed) and word != "".join(words)

    def _recall(self, i: int, j: int) -> list[Step]:
        """The same for a phrase over and over: what the next words of both sides made before, they make again."""
        size = self._longest
        words = self._quoted.words[i : i + size], self._passage.words[j : j + size]
        if words not in self._known:
            self._known[words] = self._compare(i, j)
        return [*self._known[words]]

    def _redivided(self, i: int, j: int) -> list[Step]:
        """Two words for two, where the space between them has moved."""
        two, others = self._quoted.pairs[i], self._passage.pairs[j]
        if not -_REDIVIDED <= len(two) - len(others) <= _REDIVIDED:
            return []
        cost = shaped_distance(two, others, self._quoted.pair_shapes[i], self._passage.pair_shapes[j])
        if cost > _REDIVIDED:
            return []
        return [(2, 2, cost + _MERGE_COST, agreement(max(len(two), len(others)), cost + _MERGE_COST))]


def _room(run: str) -> float:
    """How many letters the word must have that several words written as one may stand for."""
    return (1 - _MERGED) * len(run) - 1e-9


def _merges(single: _Side, place: int, several: _Side, at: int, longest: int) -> list[tuple[int, float, float]]:
    """How many words may stand for one, at what cost and with what evidence: only where the letters still tell.

    Where one of two words is the word itself, the other was added or lost.
    """
    distance = levenshtein().distance
    one, shape = single.words[place], single.shapes[place]
    run, run_shape = several.pairs[at], several.pair_shapes[at]
    steps: list[tuple[int, float, float]] = []
    for size in range(2, longest + 1):
        most = _MERGED * max(len(one), len(run))
        if distance(shape, run_shape) <= most and (size > 2 or shape not in several.shapes[at : at + 2]):
            cost = shaped_distance(one, run, shape, run_shape)
            if cost <= most:
                cost += _MERGE_COST * (size - 1)
                steps.append((size, cost, agreement(max(len(one), len(run)), cost)))
        if at + size == len(several.words):
            break
        run += several.words[at + size]
        if _room(run) > len(one):
            break  # too long for the word, and longer runs even more so
        run_shape += several.shapes[at + size]
    return steps
