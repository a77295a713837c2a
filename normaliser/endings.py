"""The ends of a quotation against the passage: words there that stand for others, are lost or only misplaced."""

from collections.abc import Sequence
from itertools import accumulate

from normaliser.alignment import Block
from normaliser.changes import Change, What
from normaliser.letters import letter_distance, shape_distance
from normaliser.mender import RUN_TOGETHER, Mender, is_like
from normaliser.model import Kind, Span
from normaliser.passages import Target
from normaliser.words import Word

_MUCH_LONGER = 4  # letters by which a word may outgrow the one in its place; beyond, it is two words in one
_MISPLACED = 0.4  # of the letters may be wrong in a word that changed places with its neighbour
_FURTHER = 4  # words on which one at an end may stand
_KNOWN_BY = 3  # words: of so few, one that is another leaves too little to know the passage by
_END_WORDS = 2  # words at an end that may stand for others; more is another text


class EndMender(Mender):
    """A mender that looks at the ends of the quotation too."""

    def ends(self) -> list[Change]:
        """Inside brackets: words at the ends that the passage does not account for, and a word of it lost there."""
        first, last = self.match.extent()
        earlier, later = self.match.neighbours(_END_WORDS + 1)
        changes = []
        for words, targets, at_start in (
            (self.words[:first], earlier[::-1], True),
            (self.words[last:], later, False),
        ):
            if 0 < len(words) <= _END_WORDS and targets:
                changes.append(self._replaced_end(words, targets, at_start))
            elif not words and targets and (merged := self._merged_end(targets, at_start)):
                changes.append(merged)
        tail = next(b for b in reversed(self.match.blocks) if b.q1 == last and b.p0 < b.p1)
        if last == len(self.words) and self.is_loose(tail) and not changes:
            targets = (*self.match.targets[tail.p0 : tail.p1], *later)
            if any(self.lore.renders(t.skeleton) for t in targets):  # the English knows how it ends
                changes.append(self._replaced_end(self.words[tail.q0 : tail.q1], targets, at_start=False))
        whole = first == 0 and last == len(self.words) and not changes
        if whole and len(earlier) + len(later) == 1 and self._may_lack_a_word():
            changes.append(self._lost_end((earlier or later)[0], bool(earlier)))
        return changes

    def moved(self, block: Block) -> Change | None:
        """An added word that only changed places with its neighbour, the first or last one quoted: where it belongs."""
        first, last = self.match.extent()
        written = "".join(self.match.quoted[block.q0 : block.q1])
        for targets, at_start in zip(self.match.neighbours(1), (True, False), strict=True):
            beside = block.q0 == first + 1 if at_start else block.q1 == last - 1
            share = 0.0 if self._all_in_use(self.words[block.q0 : block.q1]) else _MISPLACED
            if beside and targets and is_like(written, targets[0].skeleton, share):
                new = self._render(targets, self._written(block))
                at = self.words[first].start if at_start else self.words[last - 1].end
                return self._change(Span(at, at), f"{new} " if at_start else f" {new}", What.MOVED)
        return None

    def _replaced_end(self, words: Sequence[Word], targets: Sequence[Target], at_start: bool) -> Change:
        """Words at an end that are none of the passage's stand for as many of its next letters.

        Or for as many words as the English goes on to render.
        """
        rendered = 0 if at_start and self.spotty else self._rendered(words, targets)  # it goes on at the end
        further = self._found_further(words, targets)
        letters = sum(len(w.skeleton) for w in words)
        count = rendered or further or _as_long(letters, targets[: len(words)])
        chosen = targets[:count][::-1] if at_start else targets[:count]
        span = Span(words[0].start, words[-1].end)
        whole = (
            count == len(targets) and not rendered and self.match.shelf.kind is Kind.QURAN
        )  # to the end of its verse
        what = What.LOST if further and not rendered else What.END_WHOLE if whole else What.END
        alike = is_like(words[0].skeleton, chosen[0].skeleton, self.risks.damage_share) or not self.spotty
        if rendered and alike and count <= len(words) + 1:  # else the English may go on where the quotation does not
            what = What.END_RENDERED
        if what is What.END and len(words) == count == 1:
            longer = len(words[0].skeleton) - len(chosen[0].skeleton)
            strange = not self._all_in_use(words) and not self._stands_further(words[0], chosen[0], at_start)
            known = len(self.words) > _KNOWN_BY
            what = What.END_WORD if longer <= _MUCH_LONGER and strange and known else What.END
        change = self._change(span, self._render(chosen, span.of(self.text)), what)
        return change._replace(in_use=self._all_in_use(words))

    def _rendered(self, words: Sequence[Word], targets: Sequence[Target]) -> int:
        """How far the English goes on to render the targets, of a narration not beyond a word that was cut off."""
        if self.spotty and targets[0].skeleton.startswith(words[-1].skeleton):
            targets = targets[:1]
        far = range(len(targets), 0, -1)
        return next((n for n in far if self.lore.renders(targets[n - 1].skeleton)), 0)

    def _merged_end(self, targets: Sequence[Target], at_start: bool) -> Change | None:
        """A string at an end that is a word of the passage run together with one that stands for its neighbour."""
        paired = [b for b in self.match.blocks if b.q0 < b.q1 and b.p0 < b.p1]
        block = paired[0 if at_start else -1]
        words, own = self.words[block.q0 : block.q1], self.match.targets[block.p0 : block.p1]
        extra = self.match.quoted_letters(block) - self.match.passage_letters(block)
        if len(words) > 1 or extra < RUN_TOGETHER or not self.is_loose(block) or self._all_in_use(words):
            return None
        whole = [(*targets[:n][::-1], *own) if at_start else (*own, *targets[:n]) for n in range(len(targets) + 1)]
        chosen = min(whole, key=lambda read: letter_distance(words[0].skeleton, "".join([t.skeleton for t in read])))
        if len(chosen) == len(own):
            return None
        span = Span(words[0].start, words[0].end)
        return self._change(span, self._render(chosen, span.of(self.text)), What.END)

    def _found_further(self, words: Sequence[Word], targets: Sequence[Target]) -> int:
        """How far along the passage the word at an end stands, when it stands there and the words between are lost."""
        if len(words) > 1:
            return 0
        for n, target in enumerate(targets[1:], start=2):
            if is_like(words[0].skeleton, target.skeleton, self.risks.end_share / 2):
                return n
        return 0

    def _stands_further(self, word: Word, target: Target, at_start: bool) -> bool:
        """Whether the word at an end is more like one further on than like the next, so that others are lost there."""
        beyond = self.match.neighbours(_FURTHER)[0 if at_start else 1]
        distances = {
            t: shape_distance(word.skeleton, t.skeleton) / max(len(word.skeleton), len(t.skeleton))
            for t in (target, *beyond)
        }
        nearest = min(distances, key=lambda t: distances[t])
        return distances[nearest] < min(distances[target], self.risks.damage_share)

    def _lost_end(self, target: Target, at_start: bool) -> Change:
        new = self._render([target], self.words[0].text)
        at = self.words[0].start if at_start else self.words[-1].end
        return self._change(
            Span(at, at), new + " " if at_start else " " + new, What.LOST_START if at_start else What.LOST_END
        )

    def _may_lack_a_word(self) -> bool:
        """Heavily damaged, and no other word lost, added or replaced: two such events are rare."""
        damaged = self.match.cost >= self.risks.heavily * self.match.letters and len(self.words) > 2
        return damaged and not any(self.match.is_event(b, self.risks.damage_share) for b in self.match.blocks)


def _as_long(letters: int, targets: Sequence[Target]) -> int:
    """How many of the targets, one at least, have about as many letters."""
    sizes = accumulate(len(t.skeleton) for t in targets)
    return min(enumerate(sizes, start=1), key=lambda n: abs(n[1] - letters))[0]
