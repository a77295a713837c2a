"""One way of writing a quotation against the others: where do most documents have something else, and is it damage?"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from normaliser.alignment import Block, align_words
from normaliser.hand import Hand, has_marks, mend_word, nearest_form, read_hand, render_word
from normaliser.letters import letter_distance
from normaliser.options import Agreement, Options
from normaliser.skeleton import bare_words, fold_skeleton
from normaliser.spelling import contradictions
from normaliser.units import plain_letters

Usage = Callable[[str], int]
"""How often the reference texts have a bare word."""


@dataclass(slots=True)
class Version:
    """One way of writing a quotation, and the documents that have it."""

    words: tuple[str, ...]
    skeletons: tuple[str, ...]
    documents: set[int] = field(default_factory=set)
    places: list[tuple[int, int]] = field(default_factory=list)  # report, and the quotation's number in it

    @property
    def rank(self) -> tuple[int, tuple[str, ...]]:
        """What most documents have comes first; nothing here depends on the order they came in."""
        return -len(self.documents), self.words


@dataclass(frozen=True, slots=True)
class Proposal:
    """What should stand for the words `[first, end)` of a version, and who says so."""

    first: int
    end: int
    new: str
    agree: frozenset[int]  # documents that read it so
    asked: int  # documents that have these words at all, the damaged ones included


@dataclass(frozen=True, slots=True)
class _Vote:
    """What one other version has for some words."""

    words: tuple[str, ...]
    letters: str
    documents: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Witness:
    """Another version with its alignment: the blocks, and the words of ours it has anything for."""

    version: Version
    blocks: tuple[Block, ...]
    first: int
    end: int


def propose(version: Version, others: Iterable[Version], *, usage: Usage, options: Options) -> tuple[Proposal, ...]:
    """What most of the others have where this version is damaged, in order; nothing where they do not agree."""
    witnesses = [w for other in others if (w := _align(version, other))]
    if sum(len(w.version.documents) for w in witnesses) < options.agreement.least_documents:
        return ()
    poll = _Poll(version, witnesses, usage, options)
    found = [p for first, end in poll.places() if (p := poll.settle(first, end))]
    found.sort(key=lambda p: (-len(p.agree), p.first))
    taken: list[Proposal] = []
    for p in found:
        if all(p.end <= t.first or t.end <= p.first for t in taken):
            taken.append(p)
    return tuple(sorted(taken, key=lambda p: p.first))


def _align(version: Version, other: Version) -> _Witness | None:
    """The other version beside this one, if it is a copy of the same text: half the words at least are the same."""
    (q, q_end), (p, p_end) = _overlap(version.skeletons, other.skeletons)
    ours, theirs = version.skeletons[q:q_end], other.skeletons[p:p_end]
    if 2 * len(set(ours) & set(theirs)) < min(len(set(ours)), len(set(theirs))):
        return None  # a phrase in common: not worth the aligning
    blocks = [
        b._replace(q0=b.q0 + q, q1=b.q1 + q, p0=b.p0 + p, p1=b.p1 + p)
        for b in align_words(list(ours), list(theirs))
        if b.q0 < b.q1 and b.p0 < b.p1
    ]
    same = sum(1 for b in blocks if b.cost == 0 and b.q1 - b.q0 == b.p1 - b.p0 == 1)
    if same < _SAME:
        return None
    first, end = blocks[0].q0, blocks[-1].q1
    if 2 * same < max(end - first, blocks[-1].p1 - blocks[0].p0):
        return None
    return _Witness(other, tuple(blocks), first, end)


def _overlap(ours: Sequence[str], theirs: Sequence[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The stretch of each that the other has too, when each may begin and end elsewhere.

    From the neighbouring words that both have, near the shift that most of them agree on, outward to where one ends.
    """
    at: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j, pair in enumerate(pairwise(theirs)):
        at[pair].append(j)
    shared = [(i, j) for i, pair in enumerate(pairwise(ours)) for j in at.get(pair, ())]
    if not shared:
        return (0, 0), (0, 0)
    shifts = Counter(i - j for i, j in shared)
    main = max(shifts, key=lambda s: (shifts[s], -abs(s), s))
    near = [(i, j) for i, j in shared if abs(i - j - main) <= _DRIFT]
    (i, j), (k, m) = near[0], near[-1]
    before, after = min(i, j) + _SPARE, min(len(ours) - k, len(theirs) - m) + _SPARE
    return (max(0, i - before), k + after), (max(0, j - before), m + after)


_SAME = 3  # words that two copies of one text share at least: a quotation of four, one of them damaged
_SPLIT = 0.2  # of the letters of words split or merged, at most this share may be wrong as well
_DRIFT = 3  # words by which splits and merges may shift one copy against the other
_SPARE = 1  # word more at either end, in case the one there is split or merged


class _Poll:
    """All that the others have for the words of one version."""

    def __init__(self, version: Version, witnesses: Sequence[_Witness], usage: Usage, options: Options) -> None:
        self.version, self.witnesses, self.usage = version, witnesses, usage
        self.agreement: Agreement = options.agreement
        self.damage_share, self.keep_spelling = options.risks.damage_share, options.keep_spelling
        self.votes: dict[tuple[int, int], list[_Vote]] = defaultdict(list)
        for witness in witnesses:
            for b in witness.blocks:
                words = witness.version.words[b.p0 : b.p1]
                self.votes[b.q0, b.q1].append(_Vote(words, _letters(words), frozenset(witness.version.documents)))
        fullest = max(witnesses, key=lambda w: (sum(map(has_marks, w.version.words)), w.version.words))
        self.hand: Hand = read_hand(" ".join(version.words), fullest.version.words)

    def places(self) -> list[tuple[int, int]]:
        """Ranges of words for which somebody has something else."""
        return [
            place
            for place, votes in self.votes.items()
            if any(vote.words != self.version.words[place[0] : place[1]] for vote in votes)
        ]

    def settle(self, first: int, end: int) -> Proposal | None:
        """What should stand there; None when it is in order, another wording, or open."""
        words, votes = self.version.words[first:end], self.votes[first, end]
        letters = _letters(words)
        asked = frozenset(self.version.documents).union(
            *(w.version.documents for w in self.witnesses if w.first <= first and end <= w.end)
        )
        by_letters: dict[str, set[int]] = defaultdict(set)
        for vote in votes:
            by_letters[vote.letters] |= vote.documents
        best = max(by_letters, key=lambda key: (len(by_letters[key]), key))
        if best == letters:
            return self._marks(first, [v for v in votes if v.letters == letters]) if end - first == 1 else None
        agree = frozenset(by_letters[best] - self.version.documents)
        if not self._is_agreed(agree, asked):
            return None
        forms = [v for v in votes if v.letters == best]
        if not self._is_damage(words, forms[0].words):
            return None
        return self._proposal(first, end, self._render(words, forms), agree, asked)

    def _is_agreed(self, agree: frozenset[int], asked: frozenset[int]) -> bool:
        return len(agree) >= self.agreement.least_documents and len(agree) > self.agreement.majority * len(asked)

    def _is_damage(self, words: Sequence[str], theirs: Sequence[str]) -> bool:
        """Whether what stands there is a slip for what the others have, rather than another wording."""
        ours, joined = _joined_skeleton(words), _joined_skeleton(theirs)
        distance = letter_distance(ours, joined)
        if distance == 0 and len(words) == len(theirs) and self.keep_spelling:
            return False
        if len(words) != len(theirs) and set(words) & set(theirs):
            return False  # one of the words is there: the rest was added or lost
        if distance > (self.damage_share if len(words) == len(theirs) else _SPLIT) * max(len(ours), len(joined)):
            return False
        if not self._in_use(words):
            return True
        # All of them words: only one word taken apart is damage, and not where people write either.
        return len(words) > len(theirs) == 1 and distance == 0 and not any(map(_stands_alone, words))

    def _in_use(self, words: Sequence[str]) -> bool:
        return all(self.usage(bare) > 0 for word in words for bare in bare_words(word))

    def _marks(self, place: int, votes: Sequence[_Vote]) -> Proposal | None:
        """The letters are right: do its marks contradict all who write any?"""
        word, last = self.version.words[place], place == len(self.version.words) - 1
        marked: dict[str, set[int]] = defaultdict(set)
        for vote in votes:
            if has_marks(vote.words[0]):
                marked[vote.words[0]] |= vote.documents
        if not has_marks(word) or not marked or any(not _contradict(word, form, last) for form in marked):
            return None
        support = {
            form: frozenset().union(*(marked[other] for other in marked if not _contradict(other, form, last)))
            for form in marked
        }
        best = max(support, key=lambda form: (len(support[form]), len(marked[form]), form))
        asked = frozenset(self.version.documents).union(*marked.values())
        agree = support[best] - self.version.documents
        if not self._is_agreed(agree, asked):
            return None
        return self._proposal(place, place + 1, mend_word(word, best, self.hand), agree, asked)

    def _render(self, words: Sequence[str], votes: Sequence[_Vote]) -> str:
        """What the others have, as this quoter would write it; of their spellings the nearest to what stands there."""
        written = "".join(words)
        if len(words) == len(votes[0].words) == 1:
            forms = sorted({v.words[0] for v in votes}, key=lambda form: (-_support(votes, form), form))
            return mend_word(words[0], nearest_form(forms, written), self.hand)
        chosen = max(votes, key=lambda v: (len(v.documents), v.words))
        return " ".join(render_word(form, self.hand, written) for form in chosen.words)

    def _proposal(
        self, first: int, end: int, new: str, agree: frozenset[int], asked: frozenset[int]
    ) -> Proposal | None:
        if new == " ".join(self.version.words[first:end]):
            return None
        return Proposal(first, end, new, agree, len(asked))


def _stands_alone(word: str) -> bool:
    """Whether a piece is a conjunction or particle that some write apart and others join: و قال, إن ما, يا أيها."""
    return len(fold_skeleton(word)) < 2 or fold_skeleton(word) in _PARTICLES


_PARTICLES = frozenset({"ما", "لا", "من", "يا", "ها", "اذ"})


def _contradict(word: str, form: str, last: bool) -> bool:
    """Whether the marks of two words with the same letters cannot both be right."""
    return bool(contradictions(word, form, last, spotty=True))


def _support(votes: Sequence[_Vote], form: str) -> int:
    return sum(len(v.documents) for v in votes if v.words[0] == form)


def _letters(words: Iterable[str]) -> str:
    return " ".join(map(plain_letters, words))


def _joined_skeleton(words: Iterable[str]) -> str:
    return fold_skeleton("".join(words))
