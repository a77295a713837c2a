"""Which quoted words stand for which words of a passage, when letters are wrong and spaces split or merged.

Two steps. Letters and spaces are aligned first, with letters of one shape counted as equal; wherever a space meets a
space, the text is cut. Inside each piece that is not plainly equal a small dynamic programme over words decides which
words were split, merged, lost, added or replaced. The ends are soft: the quotation says where it starts and stops.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from normaliser.letters import letter_distance, levenshtein, shape_distance, shape_of

_MERGE_COST = 0.4  # a lost or invented space: cheaper than any wrong letter, dearer than nothing
_WORD_COST = 1.5  # a word lost or added costs this and _LETTER_COST for each of its letters,
_LETTER_COST = 0.25  # so that a replaced word (one cost a letter) beats losing one word and adding another
_AT_END = 2.0  # an added word costs this much more in the pieces at the ends, where a lost one may cost nothing
_MERGED = 0.4  # of the letters of a split or merged word, at most this share may be wrong
_LONGEST_JOIN = 4  # words that may stand for one
_REDIVIDED = 1.5  # letters that may be wrong in two words for two, the space between which has moved
_AGREE = 2.2  # bits that a letter which agrees says for the passage: about the entropy of unvocalised Arabic
_DIFFER = 2.8  # bits that a letter which differs says against it,
_RUN_DIFFER = 1.7  # the same where words do not count: no event caps what many wrong letters in a row say
_EVENT = 5.0  # and the most that another word in its place can: one event, however long
_LOST = 4.0  # the same for a word lost or added
_OUTSIDE = 1.5  # bits that speak against leaving a quoted word at an end out of the passage
_CONTEXT = 2  # letters that must agree on both sides of a space before the text is cut there
_NEAR_END = 4  # pieces from an end within which a cut may be taken back,
_SKIPPED = 2  # where the passage has this many more words than the quotation
_PIECE_LIMIT = 4000  # cells of one piece's programme; in larger ones only plain steps are tried
_SMALL = 400  # cells of a piece that is gone through whole
_BAND = 12  # words off the diagonal that are tried in a larger one

_NOTHING = float("-inf")


class Block(NamedTuple):
    """Quoted words `[q0, q1)` stand for passage words `[p0, p1)`; either range may be empty."""

    q0: int
    q1: int
    p0: int
    p1: int
    cost: float


def block_bits(block: Block, quoted: Sequence[str], passage: Sequence[str]) -> float:
    """How much a block says for the passage, in bits; both lists hold skeletons."""
    if block.q0 == block.q1 or block.p0 == block.p1:
        return -said_against(block)
    ours, theirs = quoted[block.q0 : block.q1], passage[block.p0 : block.p1]
    return _agreement(max(len("".join(ours)), len("".join(theirs))), block.cost)


def run_bits(quoted: str, passage: str) -> float:
    """How much all letters of a quotation, spaces aside, say for the stretch of a passage most like it, in bits."""
    from rapidfuzz import fuzz

    start, end = 0, len(passage)
    if len(quoted) < len(passage) and (found := fuzz.partial_ratio_alignment(shape_of(quoted), shape_of(passage))):
        start, end = found.dest_start, found.dest_end
    cost = letter_distance(quoted, passage[start:end])
    return _AGREE * (max(len(quoted), end - start) - cost) - _RUN_DIFFER * cost


def _agreement(size: int, cost: float) -> float:
    """What words of so many letters say for each other, in bits, when so much of them differs."""
    return _AGREE * (size - cost) - min(_DIFFER * cost, _EVENT)


def said_against(block: Block) -> float:
    """How much the letters of a block that differ, or its lost or added words, say against the passage, in bits."""
    return min(_DIFFER * block.cost, _LOST if block.q0 == block.q1 or block.p0 == block.p1 else _EVENT)


def align_words(quoted: Sequence[str], passage: Sequence[str]) -> tuple[Block, ...]:
    """Blocks that cover every quoted word, in order, and the passage words from the first used to the last.

    Both hold skeletons, in lists or in tuples. Passage words before the first and after the last quoted word cost
    nothing and are left out of the result.
    """
    at = _find_whole(quoted, passage)
    if at >= 0:
        return tuple(Block(q, q + 1, at + q, at + q + 1, 0.0) for q in range(len(quoted)))
    blocks: list[Block] = []
    pieces = _cut(quoted, passage)
    for i, (q0, q1, p0, p1) in enumerate(pieces):
        if q1 - q0 == p1 - p0 == 1 and 0 < i < len(pieces) - 1:
            blocks.append(Block(q0, q1, p0, p1, letter_distance(quoted[q0], passage[p0])))
        elif quoted[q0:q1] == passage[p0:p1]:
            blocks += [Block(q, q + 1, p, p + 1, 0.0) for q, p in zip(range(q0, q1), range(p0, p1), strict=True)]
        else:
            ends = (i == 0, i == len(pieces) - 1)
            start, end = _same_edges(quoted[q0:q1], passage[p0:p1], ends)
            blocks += [Block(q0 + k, q0 + k + 1, p0 + k, p0 + k + 1, 0.0) for k in range(start)]
            q, p = q0 + start, p0 + start
            inner = _align_piece(tuple(quoted[q : q1 - end]), tuple(passage[p : p1 - end]), ends)
            blocks += [Block(b.q0 + q, b.q1 + q, b.p0 + p, b.p1 + p, b.cost) for b in inner]
            blocks += [Block(q1 - k, q1 - k + 1, p1 - k, p1 - k + 1, 0.0) for k in range(end, 0, -1)]
    return _trim(_loosen_ends(blocks, quoted, passage))


def _find_whole(quoted: Sequence[str], passage: Sequence[str]) -> int:
    """Where all quoted words stand in a row in the passage; -1 where they do not."""
    size = len(quoted)
    return next((p for p in range(len(passage) - size + 1) if passage[p : p + size] == quoted), -1)


def _same_edges(quoted: Sequence[str], passage: Sequence[str], ends: tuple[bool, bool]) -> tuple[int, int]:
    """How many words of a piece are the same from its start, and from its end; none at an open end."""
    most = min(len(quoted), len(passage))
    start = end = 0
    while not ends[0] and start < most and quoted[start] == passage[start]:
        start += 1
    while not ends[1] and end < most - start and quoted[-1 - end] == passage[-1 - end]:
        end += 1
    return start, end


def _cut(quoted: Sequence[str], passage: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Cut both word lists where a space is aligned with a space among equal letters: (q0, q1, p0, p1) in order."""
    a = " ".join([shape_of(w) for w in quoted])
    b = " ".join([shape_of(w) for w in passage])
    pieces = []
    q = p = q_seen = p_seen = last_q = last_p = 0
    for op in levenshtein().opcodes(a, b):
        if op.tag != "equal" or op.src_end - op.src_start <= 2 * _CONTEXT:
            continue
        at = a.find(" ", op.src_start + _CONTEXT, op.src_end - _CONTEXT)
        while at >= 0:
            there = at - op.src_start + op.dest_start
            q += a.count(" ", q_seen, at) + 1
            p += b.count(" ", p_seen, there) + 1
            q_seen, p_seen = at + 1, there + 1
            pieces.append((last_q, q, last_p, p))
            last_q, last_p = q, p
            at = a.find(" ", at + 1, op.src_end - _CONTEXT)
    pieces.append((last_q, len(quoted), last_p, len(passage)))
    return _rejoin_ends(pieces)


def _rejoin_ends(pieces: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Take back the cuts near an end beyond which the passage skips words: they may be chance.

    A common word that opens the quotation also stands somewhere before it, where skipping costs nothing; whole words
    decide better than letters which of the two it is.
    """
    skips = [p1 - p0 - (q1 - q0) >= _SKIPPED for q0, q1, p0, p1 in pieces]
    first = max((i for i in range(1, min(_NEAR_END, len(pieces))) if skips[i]), default=0)
    last = min((i for i in range(max(first, len(pieces) - _NEAR_END), len(pieces) - 1) if skips[i]), default=None)
    if last is not None:
        pieces = [*pieces[:last], (pieces[last][0], pieces[-1][1], pieces[last][2], pieces[-1][3])]
    return [(0, pieces[first][1], 0, pieces[first][3]), *pieces[first + 1 :]]


@lru_cache(maxsize=1024)
def _align_piece(quoted: tuple[str, ...], passage: tuple[str, ...], ends: tuple[bool, bool]) -> tuple[Block, ...]:
    """The blocks of one piece with the most evidence; at an open end passage words may be skipped for nothing.

    Kept, as passages that differ elsewhere share pieces: a verse in its other spelling, a narration in its books.
    """
    n, m = len(quoted), len(passage)
    moves = _Moves(quoted, passage, ends)
    best = [[_NOTHING] * (m + 1) for _ in range(n + 1)]
    back: list[list[tuple[int, int, float]]] = [[(0, 0, 0.0)] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    for i in range(n + 1):
        for j in _band(i, n, m):
            here = best[i][j]
            if here == _NOTHING:
                continue
            for di, dj, cost, bits in moves.at(i, j):
                if here + bits > best[i + di][j + dj] + 1e-9:
                    best[i + di][j + dj] = here + bits
                    back[i + di][j + dj] = (di, dj, cost)
    blocks = []
    i, j = n, m
    while i or j:
        di, dj, cost = back[i][j]
        blocks.append(Block(i - di, i, j - dj, j, cost))
        i, j = i - di, j - dj
    return tuple(blocks[::-1])


def _band(i: int, n: int, m: int) -> range:
    """The passage words that quoted word `i` may stand for: all of a small piece, the near ones of a large.

    The bands of two words in a row always touch, so that the last cell can be reached.
    """
    if n * m <= _SMALL:
        return range(m + 1)
    wide = max(_BAND, m // max(1, n) + 1)
    middle = i * m // max(1, n)
    return range(max(0, middle - wide), min(m, middle + wide) + 1)


_Step = tuple[int, int, float, float]
"""Quoted words, passage words, the cost of taking them for each other, and what that says for the passage in bits."""


class _Moves:
    """The steps through one piece."""

    def __init__(self, quoted: Sequence[str], passage: Sequence[str], ends: tuple[bool, bool]) -> None:
        self._ends = ends
        self._whole = len(quoted) * len(passage) <= _PIECE_LIMIT
        longest = _LONGEST_JOIN if self._whole else 2
        self._quoted, self._passage = _joined(quoted, longest), _joined(passage, longest)
        self._quoted_room, self._passage_room = _rooms(self._quoted), _rooms(self._passage)
        dear = _AT_END if any(ends) else 1.0
        self._added = [_step_over(1, 0, (_WORD_COST + _LETTER_COST * len(w)) * dear) for w in quoted]
        self._lost = [_step_over(0, 1, _WORD_COST + _LETTER_COST * len(w)) for w in passage]

    def at(self, i: int, j: int) -> list[_Step]:
        """Each step that may be taken from a cell."""
        n, m = len(self._added), len(self._lost)
        steps: list[_Step] = []
        if i < n and j < m:
            ours, theirs = self._quoted[0][i], self._passage[0][j]
            steps.append(_one_for_one(ours, theirs))
            if self._quoted_room[i] <= len(theirs):
                steps += [(size, 1, cost, bits) for size, cost, bits in _merges(theirs, self._quoted, i)]
            if self._passage_room[j] <= len(ours):
                steps += [(1, size, cost, bits) for size, cost, bits in _merges(ours, self._passage, j)]
            if i + 1 < n and j + 1 < m and self._whole:
                steps += _redivided(self._quoted[1][i], self._passage[1][j])
        if i < n:
            steps.append(self._added[i])
        if j < m:
            free = (self._ends[0] and i == 0) or (self._ends[1] and i == n)
            steps.append(_FREE if free else self._lost[j])
        return steps


def _step_over(di: int, dj: int, cost: float) -> _Step:
    return di, dj, cost, -min(_DIFFER * cost, _LOST)


_FREE: _Step = (0, 1, 0.0, 0.0)


@lru_cache(maxsize=8192)
def _one_for_one(ours: str, theirs: str) -> _Step:
    cost = letter_distance(ours, theirs)
    return 1, 1, cost, _agreement(max(len(ours), len(theirs)), cost)


def _room(run: str) -> float:
    """How many letters the word must have that several words written as one may stand for."""
    return (1 - _MERGED) * len(run) - 1e-9


def _rooms(joined: list[list[str]]) -> list[float]:
    """The same for each word with the next one; no word has room for the last one and nothing."""
    return [*map(_room, joined[1]), float("inf")]


def _redivided(two: str, others: str) -> list[_Step]:
    """Two words for two, where the space between them has moved."""
    if abs(len(two) - len(others)) > _REDIVIDED or (cost := letter_distance(two, others)) > _REDIVIDED:
        return []
    return [(2, 2, cost + _MERGE_COST, _agreement(max(len(two), len(others)), cost + _MERGE_COST))]


def _merges(one: str, joined: list[list[str]], at: int) -> list[tuple[int, float, float]]:
    """How many words may stand for one, at what cost and with what evidence: only where the letters still tell.

    Where one of two words is the word itself, the other was added or lost.
    """
    steps: list[tuple[int, float, float]] = []
    for size, runs in enumerate(joined[1:], start=2):
        if at >= len(runs) or _room(runs[at]) > len(one):
            break  # too long for the word, and longer runs even more so
        if size == 2 and one in joined[0][at : at + 2]:
            continue
        longer = max(len(one), len(runs[at]))
        if len(one) - len(runs[at]) <= _MERGED * longer and shape_distance(one, runs[at]) <= _MERGED * longer:
            cost = letter_distance(one, runs[at])
            if cost <= _MERGED * longer and (size > 2 or shape_of(one) not in map(shape_of, joined[0][at : at + 2])):
                cost += _MERGE_COST * (size - 1)
                steps.append((size, cost, _agreement(longer, cost)))
    return steps


def _joined(words: Sequence[str], longest: int) -> list[list[str]]:
    """The words, then every two, three and so on in a row written as one, each by the first."""
    return [["".join(words[i : i + n]) for i in range(len(words) - n + 1)] for n in range(1, longest + 1)]


def _loosen_ends(blocks: list[Block], quoted: Sequence[str], passage: Sequence[str]) -> list[Block]:
    """Take apart the blocks outside the stretch in which most letters agree.

    At the ends, words that match by chance beyond words that do not match at all say nothing: the stretch with the
    most evidence is what the quotation and the passage share.
    """
    best = total = 0.0
    start = first = last = 0
    for i, b in enumerate(blocks):
        total += block_bits(b, quoted, passage) + _OUTSIDE * (b.q1 - b.q0)
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, first, last = total, start, i + 1
    loose = []
    for i, b in enumerate(blocks):
        if first <= i < last or b.q0 == b.q1:
            loose.append(b)
        else:
            lost = sum(_WORD_COST + _LETTER_COST * len(w) for w in quoted[b.q0 : b.q1])
            at = b.p1 if i < first else b.p0
            loose.append(Block(b.q0, b.q1, at, at, lost))
    return loose


def _trim(blocks: list[Block]) -> tuple[Block, ...]:
    """Drop passage words that stand before the first or after the last matched word."""
    used = [i for i, b in enumerate(blocks) if b.q0 < b.q1 and b.p0 < b.p1]
    if not used:
        return tuple(b for b in blocks if b.q0 < b.q1)
    return tuple(b for i, b in enumerate(blocks) if b.q0 < b.q1 or used[0] < i < used[-1])
