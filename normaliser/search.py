"""Where the letters of a quotation stand in a corpus: exactly, or with damage.

Search runs on rasm without spaces. What stands in a corpus as it is, but for marks, dots, alefs and spaces, is found
whole; the rest by k-grams that vote for diagonals.
"""

from typing import TYPE_CHECKING

from normaliser.model import Kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.corpora import Shelf

_MAX_HITS = 64  # places of one exact wording that are looked at; repeated phrases go on for hundreds
_PLACES_A_HIT = 64  # places of the rarest gram that are compared for each hit asked for
_RARE = 4  # places of a gram that are few enough: looking for a rarer one costs more than comparing them
_TRIED = {Kind.QURAN: 48, Kind.HADITH: 8, Kind.OTHER: 8}  # diagonals whose letters are compared, and the k-grams that
_LEAST_VOTES = {Kind.QURAN: 1, Kind.HADITH: 2, Kind.OTHER: 2}  # must agree: short damaged verses may keep but one
_BEST_DIAGONALS = 8  # of them, the candidates that are aligned
_DIAGONAL_STEP = 8  # rasm letters a diagonal may drift before it counts as another
_FULL_BUCKET = {Kind.QURAN: 2000, Kind.HADITH: 512, Kind.OTHER: 2000}  # fuller k-grams say too little to be read
_LESS_LIKE = 8.0  # points of similarity, of 100, by which a region may fall behind the best and still be aligned
UNLIKE = 57.0  # similarity that plain Arabic has with the nearest of half a million places, by chance,
_TELLING = 20  # from so many letters on; heavily damaged verses of that length lie above 60, longer ones above 75
PROSE_UNLIKE = 62.0  # the same for running Arabic, where nothing says that anything is quoted at all
_COMPARED = 4000  # letters up to which regions are compared: that takes time with their square; beyond, a place must
_LONG_SHARE = 50  # have this part of the k-grams to be looked at
_MIN_EXACT = 4  # rasm letters below which an exact search would hit everywhere


def find_exact(shelf: "Shelf", rasm: bytes, most: int = _MAX_HITS) -> list[tuple[int, int]]:
    """Rasm positions `[start, end)` where exactly these letters stand, at most so many."""
    if len(rasm) < max(_MIN_EXACT, shelf.gram if shelf.kind is Kind.HADITH else 0):
        return []
    if len(rasm) < shelf.gram:
        return _scan(shelf, rasm, most)
    rarest, (low, high) = _rarest(shelf, rasm)
    found = []
    for place in shelf.postings[low : min(high, low + _PLACES_A_HIT * most)]:
        start = place - rarest
        if start >= 0 and shelf.rasm_bytes[start : start + len(rasm)] == rasm:
            found.append((start, start + len(rasm)))
            if len(found) == most:
                break
    return found


def _rarest(shelf: "Shelf", rasm: bytes) -> tuple[int, tuple[int, int]]:
    """Where in the query its rarest gram begins, and the postings of that; one rare enough will do."""
    nibbles = rasm.hex()[1::2]
    rarest, places = 0, shelf.bucket(nibbles, 0)
    for at in range(1, len(rasm) - shelf.gram + 1):
        if places[1] - places[0] <= _RARE:
            break
        low, high = shelf.bucket(nibbles, at)
        if high - low < places[1] - places[0]:
            rarest, places = at, (low, high)
    return rarest, places


def _scan(shelf: "Shelf", rasm: bytes, most: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = shelf.rasm_bytes.find(rasm)
    while at >= 0 and len(found) < most:
        found.append((at, at + len(rasm)))
        at = shelf.rasm_bytes.find(rasm, at + 1)
    return found


def find_noisy(shelf: "Shelf", rasm: bytes, unlike: float = UNLIKE) -> list[tuple[int, int]]:
    """Rasm regions that share the most k-grams with the query along one diagonal, best first.

    `unlike`: the similarity, of 100, below which nothing is one, from `_TELLING` letters on.
    """
    import numpy as np

    buckets = shelf.hash_grams(rasm)
    if not len(buckets):
        return []
    table, postings = np.asarray(shelf.buckets), np.asarray(shelf.postings)
    lows = table[buckets].astype(np.int64)
    sizes = table[buckets + 1] - lows
    offsets = ((sizes > 0) & (sizes <= _FULL_BUCKET[shelf.kind])).nonzero()[0]
    if not len(offsets):
        return []
    lows, sizes = lows[offsets], sizes[offsets]
    places = (lows - sizes.cumsum() + sizes).repeat(sizes)
    places += np.arange(len(places))
    bins = postings[places]
    bins -= offsets.astype(np.int32).repeat(sizes)
    keys, together = _count_votes(bins // _DIAGONAL_STEP)
    tried = _TRIED[shelf.kind]
    least = max(_LEAST_VOTES[shelf.kind], int(together.max()) // 3)
    if len(rasm) > _COMPARED:
        least = max(least, len(buckets) // _LONG_SHARE)
    likely = (together >= least).nonzero()[0]
    likely = likely[(-together[likely]).argsort(kind="stable")[: 2 * tried]]
    regions: list[tuple[int, int]] = []
    beside: set[int] = set()  # those taken, and the two on either side of each
    for key in keys[likely].tolist():
        if len(regions) == tried:
            break
        if key not in beside:
            start, taken = key * _DIAGONAL_STEP, max(0, key)
            beside.update(range(taken - 2, taken + 3))
            regions.append((max(0, start), min(len(shelf.rasm), start + _DIAGONAL_STEP + len(rasm))))
    return _likeliest(shelf, rasm, regions, unlike)


def _count_votes(bins: "NDArray[np.int32]") -> "tuple[NDArray[np.int32], NDArray[np.int64]]":
    """Each bin that has votes, in rising order, and how many it has together with the next: diagonals drift."""
    import numpy as np

    bins.sort()
    bounds = np.concatenate(([True], bins[1:] != bins[:-1], [True])).nonzero()[0]
    keys, votes = bins[bounds[:-1]], bounds[1:] - bounds[:-1]
    votes[:-1] += votes[1:] * (keys[1:] - keys[:-1] == 1)
    return keys, votes


def _likeliest(shelf: "Shelf", rasm: bytes, regions: list[tuple[int, int]], unlike: float) -> list[tuple[int, int]]:
    """The regions whose letters are most like the query's: aligning words costs a hundred times as much."""
    if not regions or len(rasm) > _COMPARED:
        return regions[:_BEST_DIAGONALS]
    from rapidfuzz import fuzz

    scores = [fuzz.ratio(rasm, shelf.rasm_bytes[start:end]) for start, end in regions]
    least = max(max(scores) - _LESS_LIKE, unlike if len(rasm) >= _TELLING else 0.0)
    best = sorted(range(len(regions)), key=lambda i: -scores[i])[:_BEST_DIAGONALS]
    return [regions[i] for i in sorted(best) if scores[i] >= least]
