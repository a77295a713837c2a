"""Candidates and their alignment: which passages of the reference texts a run of Arabic words may quote, at what cost.

Candidates are what `search` finds, exactly or with damage, and the passages that a citation or the English names.
Nothing here decides: every plausible passage comes back with what it would cost to read the quotation as it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log2
from typing import TYPE_CHECKING

from normaliser.alignment import Block, align_words, find_whole, run_bits
from normaliser.letters import letter_distance
from normaliser.model import Kind, Ref
from normaliser.moves import agreement
from normaliser.passages import (
    Target,
    Window,
    is_basmala,
    of_rows,
    opening_of,
    read_row,
    ref_of,
    targets_in,
    targets_of,
    windows,
)
from normaliser.search import PROSE_UNLIKE, UNLIKE, find_exact, find_noisy
from normaliser.skeleton import fold_rasm
from normaliser.units import clip_word
from normaliser.words import Word, without_formulas

if TYPE_CHECKING:
    from normaliser.corpora import Library, Shelf

_MAX_PLACES = 4000  # of the letters of a single word
_MAX_VARIANTS = 15  # other rows with the same words whose spelling is accepted too
_NEAR_PERFECT = 0.02  # of the letters wrong: nothing better will turn up in the noisy search
_BASMALA_BITS = 14.0  # log2 of 112, and of the words of each opening that any one word may be found among
_OTHER_SPELLING = 3.0  # bits against the mushaf's own spelling: few people quote in it
_CONJUNCTIONS = ("و", "ف")
_RUN_SHARE = 0.25  # of what the letters in one run say, against three of what words do: spaces are damaged less often
_EVENT_SHARE = 0.5  # of a word's letters: more than this wrong makes it another word
_BEYOND = 2  # words at the ends that are none of the verse's; more are text of another kind
_SETTLES = 16.0  # bits of evidence beyond which no other corpus is searched with damage,
_BEYOND_DOUBT = 48.0  # and beyond which not even where a word is another: a text so long that is not the verse is rare


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page says about a quotation besides its Arabic."""

    verses: frozenset[tuple[int, int]] = frozenset()  # (surah, ayah) named by a citation, or by the English
    books: frozenset[str] = frozenset()  # hadith books named by a citation
    refs: frozenset[Ref] = frozenset()  # single narrations named by their number
    claim: Kind | None = None  # what the quotation is said to be
    cited: str | None = None  # the hadith book that its own citation names
    prose: bool = False  # it is running Arabic, that may quote nothing
    only: Kind | None = None  # what it is beyond doubt: nothing else is looked at but texts of the user's own


@dataclass(frozen=True, slots=True)
class Match:
    """One reading of a quotation: these passage words, aligned with the quoted words at this cost."""

    shelf: "Shelf" = field(repr=False)
    quoted: tuple[str, ...]  # skeletons of the quoted words
    targets: tuple[Target, ...]
    blocks: tuple[Block, ...]  # passage indices count in `targets`
    cost: float  # letters that differ, as `align_words` weighs them
    letters: int  # letters of the longer side
    refs: tuple[Ref, ...]  # every place where these words stand, the named ones first
    bits: float  # how much the letters say for the passage rather than chance (see `alignment.Block`)
    around: tuple[str, ...] = field(default=(), repr=False)  # skeletons of the words that the passage was looked for in
    hinted: bool = False  # a citation or the English names one of the refs
    variants: tuple[tuple[Target, ...], ...] = field(default=(), repr=False)  # `targets` as other rows write them

    @property
    def similarity(self) -> float:
        """1 for the same letters, 0 for nothing in common."""
        return max(0.0, 1.0 - self.cost / self.letters) if self.letters else 0.0

    def extent(self, loose: float = 1.0) -> tuple[int, int]:
        """The quoted words `[first, last)` that the passage accounts for, between words less wrong than `loose`.

        `loose` is a share of their letters; where all words are as wrong as that, all count.
        """
        if loose < 1.0 and (first := self._firm(self.blocks, loose)):
            return first.q0, (self._firm(self.blocks[::-1], loose) or first).q1
        return _outermost(self.blocks).q0, _outermost(self.blocks[::-1]).q1

    def _firm(self, blocks: Sequence[Block], loose: float) -> Block | None:
        """The first block with fewer of its letters wrong than the share `loose`."""
        firm = (b for b in _paired(blocks) if b.cost < loose * max(self.quoted_letters(b), self.passage_letters(b)))
        return next(firm, None)

    def quoted_letters(self, block: Block) -> int:
        """Letters of the quoted words of a block."""
        return len("".join(self.quoted[block.q0 : block.q1]))

    def passage_letters(self, block: Block) -> int:
        """Letters of the passage words of a block."""
        return len("".join([t.skeleton for t in self.targets[block.p0 : block.p1]]))

    def is_event(self, block: Block, share: float) -> bool:
        """Whether a word was lost, added or replaced: more than `share` of a word's letters are wrong in the block."""
        words = block.p1 - block.p0
        size = max(self.quoted_letters(block), self.passage_letters(block), 1)
        return block.q0 == block.q1 or not words or block.cost > share * size / words

    def books(self, target: int, forms: Sequence[str]) -> int:
        """How many books write the target in one of the forms."""
        return len({self.shelf.book(v[target].row) for v in self.variants if v[target].text in forms})

    def neighbours(self, most: int) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
        """Up to `most` passage words straight before and straight after, and no further than the row."""
        first, last = self.targets[0], self.targets[-1]
        before = targets_of(self.shelf, first.row, first.place - most, first.place)
        return before, targets_of(self.shelf, last.row, last.place + 1, last.place + 1 + most)

    def ends_row(self, target: int) -> bool:
        """Whether the target is the last one of its verse or narration."""
        nearest = self.targets[target]
        return nearest.place == len(read_row(self.shelf, nearest.row).texts) - 1


def _outermost(blocks: Sequence[Block]) -> Block:
    """The first block that has words on both sides; every match has one."""
    i = 0
    while blocks[i].q0 == blocks[i].q1 or blocks[i].p0 == blocks[i].p1:
        i += 1
    return blocks[i]


def _paired(blocks: Iterable[Block]) -> Iterator[Block]:
    """Those of the blocks that have words on both sides."""
    return (b for b in blocks if b.q0 < b.q1 and b.p0 < b.p1)


Weigh = Callable[[Match], float]
"""What the letters and the page together say for a match, in bits."""


def find_matches(
    words: Sequence[Word], library: "Library", hints: Hints, weigh: Weigh, *, told: Sequence[Word] | None = None
) -> tuple[Match, ...]:
    """Readings of `words`, best first: exactly, then with damage; the shelf that the page claims first.

    Honorific formulas are searched for as written and left out of the comparison; `told` are the words without them,
    for those who know.
    Stops at the first shelf with a reading that settles the question, so that results cost what the damage costs.
    """
    told = without_formulas(tuple(words)) if told is None else told
    skeletons = tuple([w.skeleton for w in told])
    rasm = fold_rasm("".join([w.text for w in told]))
    written = fold_rasm("".join([w.text for w in words])) if len(told) < len(words) else rasm
    shelves = sorted(library.shelves(), key=lambda shelf: shelf.kind is not hints.claim)
    if hints.only:
        shelves = [shelf for shelf in shelves if shelf.kind in (hints.only, Kind.OTHER)]
    found: list[Match] = []
    seen: dict[str, list[tuple[int, int]]] = {}
    for shelf in shelves:
        exact = find_exact(shelf, written) or (find_exact(shelf, rasm) if written != rasm else [])
        if hints.only and len(told) == 1:
            exact = _places_of_word(shelf, told[0]) or exact
        aligned = _align_regions(shelf, exact, skeletons)
        seen[shelf.name] = exact
        found += aligned
        if any(m.cost == 0 and weigh(m) >= _SETTLES for m in aligned):
            return _rank(found, hints, weigh)
        found += _align_regions(shelf, _hinted_regions(shelf, hints), skeletons)
    if not any(m.cost <= _NEAR_PERFECT * m.letters for m in found):
        unlike = PROSE_UNLIKE if hints.prose else UNLIKE
        for shelf in shelves:
            noisy = _like(shelf, written, rasm, unlike)
            fresh = [r for r in noisy if not any(r[0] <= low and high <= r[1] for low, high in seen[shelf.name])]
            aligned = _align_regions(shelf, fresh, skeletons)
            found += aligned
            told_by = [m for m in (aligned if fresh == noisy else found) if m.shelf is shelf and weigh(m) >= _SETTLES]
            if not all(weigh(m) < _BEYOND_DOUBT and _may_be_another(m, hints) for m in told_by):
                break  # whether it is found now or found again
    return _rank(found, hints, weigh)


def _may_be_another(match: Match, hints: Hints) -> bool:
    """Whether a verse that nothing names has one word otherwise, or some more: a narration may have them all."""
    if match.shelf.kind is not Kind.QURAN or match.hinted or hints.claim is Kind.QURAN:
        return False
    first, last = match.extent()
    beyond = first + len(match.quoted) - last
    return beyond <= _BEYOND and any(match.is_event(block, _EVENT_SHARE) for block in match.blocks)


def _like(shelf: "Shelf", written: bytes, rasm: bytes, unlike: float) -> list[tuple[int, int]]:
    """Regions like the quotation as written, and less its formulas, which some books of hadith leave out."""
    asked = dict.fromkeys((written, rasm)) if shelf.kind is Kind.HADITH else (rasm,)
    return list(dict.fromkeys([region for letters in asked for region in find_noisy(shelf, letters, unlike)]))


def _places_of_word(shelf: "Shelf", word: Word) -> list[tuple[int, int]]:
    """Where a word stands as a word: its letters may stand hundreds of times in others."""
    if shelf.kind is not Kind.QURAN:
        return []
    places = find_exact(shelf, fold_rasm(word.text), _MAX_PLACES)
    rows = ((place, read_row(shelf, shelf.row_at(place[0]))) for place in places)
    return [place for place, line in rows if word.skeleton in line.skeletons][:_MAX_VARIANTS]


def _hinted_regions(shelf: "Shelf", hints: Hints) -> list[tuple[int, int]]:
    """The passages that the page names, as regions of this shelf."""
    regions = []
    if shelf.kind is Kind.QURAN and hints.verses:
        for surah, ayah in sorted(hints.verses):
            row = shelf.row_of(surah, ayah)  # type: ignore[attr-defined]  # only the Qur'an shelf has verses
            if row is not None:
                regions.append((int(shelf.starts[row]), int(shelf.starts[row + 1])))
    for ref in sorted(hints.refs):
        regions += [(int(shelf.starts[row]), int(shelf.starts[row + 1])) for row in shelf.rows_of(ref)]
    return regions


def _align_regions(shelf: "Shelf", regions: Iterable[tuple[int, int]], skeletons: tuple[str, ...]) -> list[Match]:
    matches = []
    for window in windows(shelf, regions, skeletons):
        match = _align(shelf, window, skeletons)
        if match and _runs_on_by_chance(match):
            match = _align(shelf, opening_of(shelf, window), skeletons)
        elif match and (rows := _without_stray_ends(match)):
            match = _align(shelf, of_rows(shelf, window, rows), skeletons) or match
        if match:
            matches.append(match)
    return matches


def _align(shelf: "Shelf", window: Window, skeletons: tuple[str, ...]) -> Match | None:
    at = find_whole(skeletons, window.skeletons)
    blocks = _blocks(skeletons, window.skeletons if at < 0 else skeletons)
    used = [b for b in blocks if b.p0 < b.p1]
    if not used:
        return None
    first, last = used[0].p0, used[-1].p1
    targets = targets_in(shelf, window, first + max(0, at), last + max(0, at))
    clipped = _clip(targets[0], skeletons[used[0].q0])
    if clipped and used[0].q1 - used[0].q0 == used[0].p1 - used[0].p0 == 1:
        targets = (clipped, *targets[1:])
        cost = letter_distance(skeletons[used[0].q0], clipped.skeleton)
        bits = agreement(max(len(clipped.skeleton), len(skeletons[used[0].q0])), cost)
        blocks = tuple([b._replace(cost=cost, bits=bits) if b is used[0] else b for b in blocks])
    if first:
        blocks = tuple([Block(q0, q1, max(0, p0 - first), max(0, p1 - first), c, b) for q0, q1, p0, p1, c, b in blocks])
    letters = max(sum(map(len, skeletons)), sum([len(t.skeleton) for t in targets]))
    cost = sum([b.cost for b in blocks])
    bits = sum([b.bits for b in blocks if used[0].q0 <= b.q0 and b.q1 <= used[-1].q1]) - _chances(shelf)
    if shelf.kind is Kind.QURAN and shelf.spelling(targets[0].row) == "uthmani":  # type: ignore[attr-defined]
        bits -= _OTHER_SPELLING
    refs, variants = (ref_of(shelf, targets),), (targets,)
    return Match(shelf, skeletons, targets, blocks, cost, letters, refs, bits, window.skeletons, variants=variants)


def _chances(shelf: "Shelf") -> float:
    """How many places there are where letters may agree by chance, in bits."""
    return log2(len(shelf.rasm) + 2)


@lru_cache(maxsize=512)
def _blocks(quoted: tuple[str, ...], passage: tuple[str, ...]) -> tuple[Block, ...]:
    """The same words come again: in a verse's other spelling, in another book, at a second look with the English."""
    return align_words(quoted, passage)


def _clip(target: Target, quoted: str) -> Target | None:
    """The target without its conjunction, where the quoted word is nearer to that."""
    rest = target.skeleton[1:]
    if target.skeleton[:1] not in _CONJUNCTIONS or len(rest) < 2 or quoted == target.skeleton:
        return None
    if letter_distance(quoted, rest) >= letter_distance(quoted, target.skeleton):
        return None
    return Target(target.row, target.place, clip_word(target.text), rest, clipped=True)


def _runs_on_by_chance(match: Match) -> bool:
    """Whether a basmala only seems to run on into its surah: 112 surahs give whatever follows it as many chances."""
    if match.shelf.kind is not Kind.QURAN:
        return False
    first, last = match.targets[0].row, match.targets[-1].row
    if first == last or not is_basmala(match.shelf, first):
        return False
    opening = [t.row for t in match.targets].count(first)
    return sum([b.bits for b in match.blocks if b.p1 > opening]) < _BASMALA_BITS


def _without_stray_ends(match: Match) -> range | None:
    """The rows that may be meant where a verse at an end has but one word, and that damaged: nobody quotes from there.

    None where there is no such verse.
    """
    rows = [t.row for t in match.targets]
    if match.shelf.kind is not Kind.QURAN or rows[0] == rows[-1]:
        return None
    damaged = {place for block in match.blocks if block.cost for place in range(block.p0, block.p1)}
    first = rows[0] + 1 if rows.count(rows[0]) == 1 and 0 in damaged else 0
    last = rows[-1] - 1 if rows.count(rows[-1]) == 1 and len(rows) - 1 in damaged else match.shelf.rows()
    return range(first, last + 1) if first or last < match.shelf.rows() else None


def _rank(matches: list[Match], hints: Hints, weigh: Weigh) -> tuple[Match, ...]:
    """One match a wording, with all the refs of that wording, the named ones first; most evidence first."""
    groups: dict[tuple[str, ...], list[Match]] = {}
    for match in matches:
        groups.setdefault((match.shelf.name, *[t.skeleton for t in match.targets]), []).append(match)
    ranked = []
    for group in groups.values():
        named = [m for m in group if _is_named(m, hints)]
        if len(group) == 1:
            ranked += [replace(m, hinted=True) for m in named] or group
            continue
        group.sort(key=lambda m: not _is_named(m, hints))
        best = min(named or group, key=lambda m: m.cost)
        cited = [m for m in group if hints.cited and m.shelf.book(m.targets[0].row) == hints.cited]
        refs = tuple(dict.fromkeys([m.refs[0] for m in (*cited, *named, *group)]))
        variants = tuple([m.targets for m in (best, *[m for m in group if m is not best][:_MAX_VARIANTS])])
        ranked.append(replace(best, refs=refs, hinted=bool(named), variants=variants))
    if len(ranked) == 1:
        return (ranked[0],)
    ranked.sort(
        key=lambda m: (-weigh(m) - _said_by_run(m), m.shelf.kind is not Kind.QURAN, m.cost, -len(m.refs), m.refs)
    )
    distinct: list[Match] = []
    for match in ranked:  # the same verse in its other spelling is no rival
        if not any(set(match.refs) <= set(better.refs) for better in distinct):
            distinct.append(match)
    return tuple(distinct)


def _said_by_run(match: Match) -> float:
    """What tells passages apart beyond their words: a few words that agree by chance leave the other letters unlike."""
    if not match.cost or match.shelf.kind is not Kind.QURAN:
        return 0.0
    return _RUN_SHARE * (run_bits(match.quoted, match.around) - _chances(match.shelf) - match.bits)


def _is_named(match: Match, hints: Hints) -> bool:
    if match.shelf.kind is Kind.QURAN:
        first, last = match.targets[0].row, match.targets[-1].row
        return bool(hints.verses) and not hints.verses.isdisjoint((match.shelf.key(first), match.shelf.key(last)))
    return match.refs[0] in hints.refs or match.shelf.book(match.targets[0].row) in hints.books
