"""Which quoted words stand for which words of a passage, when letters are wrong and spaces split or merged.

Two steps. Letters and spaces are aligned first, with letters of one shape counted as equal; wherever a space meets a
space, the text is cut. Inside each piece that is not plainly equal a small dynamic programme over words decides which
words were split, merged, lost, added or replaced. The ends are soft: the quotation says where it starts and stops.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from normaliser.letters import levenshtein, shape_of, shaped_distance
from normaliser.moves import AGREE, DIFFER, EVENT, FREE, LOST, Moves, Step, agreement, lose, one_for_one

_RUN_DIFFER = 1.7  # bits that a letter which differs says where words do not count: no event caps many in a row
_OUTSIDE = 1.5  # bits that speak against leaving a quoted word at an end out of the passage
_CONTEXT = 2  # letters that must agree on both sides of a space before the text is cut there
_NEAR_END = 4  # pieces from an end within which a cut may be taken back,
_SKIPPED = 2  # where the passage has this many more words than the quotation
_SMALL = 400  # cells of a piece that is gone through whole
_ROWS = 32  # quoted words that are compared in one go
_BAND = 12  # words off the diagonal that are tried in a larger one

_NOTHING = float("-inf")
_TIE = 1e-9  # bits by which one way must beat another: less is rounding


class Block(NamedTuple):
    """Quoted words `[q0, q1)` stand for passage words `[p0, p1)`; either range may be empty."""

    q0: int
    q1: int
    p0: int
    p1: int
    cost: float  # letters that differ
    bits: float  # how much these words say for the passage; below 0, against it


def run_bits(quoted: Sequence[str], passage: Sequence[str]) -> float:
    """How much all letters of a quotation, spaces aside, say for the stretch of a passage most like it, in bits.

    Both are the skeletons of words.
    """
    from rapidfuzz import fuzz

    ours, theirs = "".join(quoted), "".join(passage)
    shapes, others = ("".join([shape_of(word) for word in words]) for words in (quoted, passage))
    if len(ours) < len(theirs) and (found := fuzz.partial_ratio_alignment(shapes, others)):
        stretch = slice(found.dest_start, found.dest_end)
        theirs, others = theirs[stretch], others[stretch]
    cost = shaped_distance(ours, theirs, shapes, others)
    return AGREE * (max(len(ours), len(theirs)) - cost) - _RUN_DIFFER * cost


def said_against(block: Block) -> float:
    """How much the letters of a block that differ, or its lost or added words, say against the passage, in bits."""
    return min(DIFFER * block.cost, LOST if block.q0 == block.q1 or block.p0 == block.p1 else EVENT)


def align_words(quoted: Sequence[str], passage: Sequence[str]) -> tuple[Block, ...]:
    """Blocks that cover every quoted word, in order, and the passage words from the first used to the last.

    Both hold skeletons, in lists or in tuples. Passage words before the first and after the last quoted word cost
    nothing and are left out of the result.
    """
    at = find_whole(quoted, passage)
    if at >= 0:
        return tuple(_blocks(0, at, _same(quoted)))
    blocks: list[Block] = []
    pieces = _cut(quoted, passage)
    for i, (q0, q1, p0, p1) in enumerate(pieces):
        ours, theirs = quoted[q0:q1], passage[p0:p1]
        if ours == theirs:
            steps = _same(ours)
        elif len(ours) == len(theirs) == 1 and (step := _one(*ours, *theirs))[3] >= -LOST:
            steps = [step]  # to leave the one out and add the other says no less against it, even at an end
        else:
            ends = (i == 0, i == len(pieces) - 1)
            start, end = _same_edges(ours, theirs, ends)
            inner = _align_piece(tuple(ours[start : q1 - q0 - end]), tuple(theirs[start : p1 - p0 - end]), ends)
            steps = [*_same(ours[:start]), *inner, *_same(ours[q1 - q0 - end :])]
        blocks += _blocks(q0, p0, steps)
    return _trim(_loosen_ends(blocks, quoted))


def _one(ours: str, theirs: str) -> Step:
    return one_for_one(ours, theirs, shape_of(ours), shape_of(theirs))


def _same(words: Sequence[str]) -> list[Step]:
    """The steps over words that are the same on both sides."""
    return [(1, 1, 0.0, agreement(len(word), 0.0)) for word in words]


def _blocks(q: int, p: int, steps: Iterable[Step]) -> list[Block]:
    """The steps one after the other, from quoted word `q` and passage word `p`."""
    blocks = []
    for dq, dp, cost, bits in steps:
        blocks.append(Block(q, q + dq, p, p + dp, cost, bits))
        q, p = q + dq, p + dp
    return blocks


def find_whole(quoted: Sequence[str], passage: Sequence[str]) -> int:
    """Where all quoted words stand in a row in the passage, for the first time; -1 where they do not."""
    return next(places_of(quoted, passage), -1)


def places_of(quoted: Sequence[str], passage: Sequence[str]) -> Iterator[int]:
    """Every place where all quoted words stand in a row in the passage."""
    at = -1
    for _ in range(passage.count(quoted[0]) if quoted else 0):
        at = passage.index(quoted[0], at + 1)
        if passage[at : at + len(quoted)] == quoted:
            yield at


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
    for start, other, size in levenshtein().editops(a, b).as_matching_blocks():
        at = a.find(" ", start + _CONTEXT, start + size - _CONTEXT) if size > 2 * _CONTEXT else -1
        while at >= 0:
            there = at - start + other
            q += a.count(" ", q_seen, at) + 1
            p += b.count(" ", p_seen, there) + 1
            q_seen, p_seen = at + 1, there + 1
            pieces.append((last_q, q, last_p, p))
            last_q, last_p = q, p
            at = a.find(" ", at + 1, start + size - _CONTEXT)
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
def _align_piece(quoted: tuple[str, ...], passage: tuple[str, ...], ends: tuple[bool, bool]) -> tuple[Step, ...]:
    """The steps through one piece with the most evidence; at an open end passage words may be skipped for nothing.

    Kept, as passages that differ elsewhere share pieces: a verse in its other spelling, a narration in its books.
    """
    n, m = len(quoted), len(passage)
    if not n and any(ends):
        return (FREE,) * m
    bands, moves = _bands(n, m), Moves(quoted, passage, ends)
    # What is best after `i` and `j` words stands at `[i][j + 1]`, the step to there too; nothing comes from column 0.
    best = [[_NOTHING] * (m + 2) for _ in range(n + 1)]
    back = [[FREE] * (m + 2) for _ in range(n + 1)]
    best[0][1] = 0.0
    above, add = [_NOTHING] * (m + 2), FREE
    for i, (pairs, joined) in enumerate(_rows(moves, bands, m)):
        row, ways, (low, high), left = best[i], back[i], bands[i], _NOTHING
        sources = above[low:], pairs[low:], above[low + 1 :], moves.skipped(i)[low:]
        for at, corner, pair, up, skip in zip(range(low + 1, high + 1), *sources, strict=False):
            value, way = row[at], ways[at]
            if (other := corner + pair[3]) > value + _TIE:
                value, way = other, pair
            if (other := up + add[3]) > value + _TIE:
                value, way = other, add
            if (other := left + skip[3]) > value + _TIE:
                value, way = other, skip
            row[at] = left = value
            ways[at] = way
        for j, step in joined:
            below, at, value = i + step[0], j + step[1] + 1, row[j + 1] + step[3]
            if value > best[below][at] + _TIE and bands[below][0] < at <= bands[below][1]:
                best[below][at], back[below][at] = value, step
        above, add = row, moves.added[i] if i < n else FREE
    steps = []
    i, j = n, m
    while i or j:
        step = back[i][j + 1]
        steps.append(step)
        i, j = i - step[0], j - step[1]
    return tuple(steps[::-1])


def _rows(
    moves: Moves, bands: Sequence[tuple[int, int]], m: int
) -> Iterator[tuple[list[Step], list[tuple[int, Step]]]]:
    """For each quoted word, and the end, the steps to there that take one word for one, and the rarer steps from it."""
    n, pairs = len(bands) - 1, [FREE] * (m + 1)
    for first in range(0, n, _ROWS):
        rows = range(first, min(first + _ROWS, n))
        columns = range(bands[rows[0]][0], min(bands[rows[-1]][1], m))
        for following, joined in zip(moves.paired(rows, columns), moves.joined(rows, columns), strict=True):
            yield pairs, joined
            pairs = following
    yield pairs, []


def _bands(n: int, m: int) -> list[tuple[int, int]]:
    """The passage words `[low, high)` that each quoted word may stand for: all of a small piece, the near of a large.

    Its end counts as a word. The bands of two words in a row always touch, so that the last cell can be reached.
    """
    if n * m <= _SMALL:
        return [(0, m + 1)] * (n + 1)
    wide = max(_BAND, m // max(1, n) + 1)
    middles = [i * m // max(1, n) for i in range(n + 1)]
    return [(max(0, middle - wide), min(m, middle + wide) + 1) for middle in middles]


def _loosen_ends(blocks: list[Block], quoted: Sequence[str]) -> list[Block]:
    """Take apart the blocks outside the stretch in which most letters agree.

    At the ends, words that match by chance beyond words that do not match at all say nothing: the stretch with the
    most evidence is what the quotation and the passage share.
    """
    best = total = 0.0
    start = first = last = 0
    for i, b in enumerate(blocks):
        total += b.bits + _OUTSIDE * (b.q1 - b.q0)
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, first, last = total, start, i + 1
    for i in (*range(first), *range(last, len(blocks))):
        b = blocks[i]
        if b.q0 < b.q1:
            at = b.p1 if i < first else b.p0
            blocks[i] = Block(b.q0, b.q1, at, at, *lose(map(len, quoted[b.q0 : b.q1])))
    return blocks


def _trim(blocks: list[Block]) -> tuple[Block, ...]:
    """Drop passage words that stand before the first or after the last matched word."""
    used = [i for i, b in enumerate(blocks) if b.q0 < b.q1 and b.p0 < b.p1]
    if not used:
        return tuple([b for b in blocks if b.q0 < b.q1])
    return tuple([b for i, b in enumerate(blocks) if b.q0 < b.q1 or used[0] < i < used[-1]])
