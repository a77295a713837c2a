"""From a match to changes: which words of the quotation differ from the passage, and what would stand there instead.

Only those words change, in the quoter's own hand. What each change is worth is weighed in `risk`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from normaliser.alignment import Block
from normaliser.changes import Change, What, adds_hamza, is_reordered, joins
from normaliser.forms import accepted_forms, is_copied
from normaliser.hand import Hand, marked_forms, mend_word, nearest_form, read_hand, render_word
from normaliser.letters import letter_distance, shape_distance
from normaliser.matching import Match
from normaliser.model import Edit, Kind, Span
from normaliser.options import Options
from normaliser.passages import Target
from normaliser.script import TASHKEEL
from normaliser.skeleton import bare_words
from normaliser.spelling import contradictions, is_same, same_letters
from normaliser.units import ALEF_MAQSURA, YA
from normaliser.words import Word


@dataclass(frozen=True, slots=True)
class Mending:
    """All proposed changes of one quotation, and the words at its ends that the passage does not account for."""

    changes: tuple[Change, ...]
    before: int  # quoted words before the first one that the passage accounts for
    after: int  # and after the last


@dataclass(frozen=True, slots=True)
class Lore:
    """What is known of words beyond the passage."""

    renders: Callable[[str], bool] = lambda skeleton: False
    """Whether the quotation's English has a word for an Arabic word, given as a skeleton."""

    usage: Callable[[str], int] = lambda word: 0
    """How often the reference texts have a bare word."""


class _Mender:
    """The words, the match and the forms of one quotation while its changes are worked out."""

    def __init__(self, text: str, words: Sequence[Word], match: Match, options: Options, lore: Lore) -> None:
        self.text, self.words, self.match, self.lore = text, words, match, lore
        self.risks, self.keep_spelling = options.risks, options.keep_spelling
        span = text[words[0].start : words[-1].end]
        self.spotty = match.shelf.kind is not Kind.QURAN  # editions of hadith mark and spell as they please
        self.uthmani = bool(_MUSHAF.search(span))
        self._span = span

    @cached_property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """The accepted forms of each target; not needed for words that stand as the passage has them."""
        return accepted_forms(self.match, self.match.targets, self.uthmani)

    @cached_property
    def hand(self) -> Hand:
        """How the quoter writes."""
        return read_hand(self._span, [forms[0] for forms in self.forms])

    @cached_property
    def copied(self) -> bool:
        """Whether every word is letter for letter and mark for mark as the mushaf writes it."""
        return all(
            b.q1 - b.q0 == b.p1 - b.p0 == 1 and is_copied(self.match, self.match.targets[b.p0], self.words[b.q0].text)
            for b in self.match.blocks
        )

    def change(self, block: Block) -> Change | None:
        """What makes the block's words read as the passage; None when they do, or may stay as they are."""
        if block.q0 == block.q1:
            return self.lost(block, self.words[block.q0 - 1])
        if block.p0 == block.p1:
            return self.added(block)
        if block.q1 - block.q0 == block.p1 - block.p0 == 1:
            return self.word(block)
        return self.several(block)

    def word(self, block: Block) -> Change | None:
        """A quoted word that stands for one word of the passage."""
        word = self.words[block.q0]
        if block.cost == 0 and is_same(word.text, self.match.targets[block.p0].text):
            return None
        forms = self.forms[block.p0]
        dotless = self.hand.dotless_ya >= (1 if self.spotty else 2)
        # One ya alone without its dots is the mushaf's spelling only in words that are all the mushaf's.
        odd = word.text.rstrip(TASHKEEL).endswith(ALEF_MAQSURA) and not (dotless or self.copied)
        if not odd and is_copied(self.match, self.match.targets[block.p0], word.text):
            return None
        spelt = [form for form in forms if same_letters(word.text, form, dotless)]
        if spelt:
            return self._marks(block, spelt)
        if word.skeleton == self.match.targets[block.p0].skeleton and (self.keep_spelling or self._is_attested(word)):
            return None
        form = nearest_form(forms, word.text)
        what = What.SPELLING if block.cost == 0 else self._how_damaged(block)
        return self._replace(block, mend_word(word.text, form, self.hand), what)

    def _marks(self, block: Block, spelt: Sequence[str]) -> Change | None:
        """The letters are right: put right the marks that contradict every form."""
        word = self.words[block.q0]
        last = block.q0 == len(self.words) - 1 or self.match.ends_row(block.p0)
        wrong = {form: contradictions(word.text, form, last, self.spotty) for form in marked_forms(spelt)}
        nearest = min(wrong, key=lambda form: len(wrong[form]))  # forms come in the order of preference
        if not wrong[nearest]:
            return None
        well_attested = not self.spotty or self.match.books(block.p0, tuple(wrong)) > 1
        what = What.MARKS if well_attested else What.MARKS_ONCE
        return self._replace(block, mend_word(word.text, nearest, self.hand), what)

    def _is_attested(self, word: Word) -> bool:
        """A narration may be spelt as the word often is elsewhere; only final ya, where editions differ, counts."""
        if not self.spotty or word.text[-1:] not in (YA, ALEF_MAQSURA):
            return False
        return self.match.shelf.word_count(bare_words(word.text)[0]) >= self.risks.attested

    def several(self, block: Block) -> Change | None:
        """Words split, merged or otherwise standing for words of another number."""
        if self.spotty and block.cost < 1 and block.q1 - block.q0 == 1:
            written = bare_words(self.words[block.q0].text)
            if written and self.match.shelf.word_count(written[0]) >= self.risks.attested:
                return None  # numbers and the like, which printers write together or apart
        new = self._render(self.forms[block.p0 : block.p1], self._written(block))
        return self._replace(block, new, What.SPACING if block.cost < 1 else self._how_damaged(block))

    def lost(self, block: Block, previous: Word) -> Change | None:
        """Words of the passage that the quotation lacks; what the quoter left out with an ellipsis stays out."""
        if _ELLIPSIS.match(self.text, previous.end):
            return None
        new = self._render(self.forms[block.p0 : block.p1], previous.text)
        return self._change(Span(previous.end, previous.end), " " + new, What.LOST)

    def added(self, block: Block) -> Change:
        """Quoted words that nothing in the passage supports, inside the quotation."""
        words = self.words[block.q0 - 1 : block.q1]
        many = block.q1 - block.q0 > self.risks.most_deleted
        change = self._change(Span(words[0].end, words[-1].end), "", What.ADDED)
        return replace(change, in_use=self._all_in_use(words[1:]), barred=many or self._is_parted(words))

    def _how_damaged(self, block: Block) -> What:
        size = max(self.match.quoted_letters(block), self.match.passage_letters(block), 1)
        first, last = self.match.extent()
        if (block.q0 == first or block.q1 == last) and self._is_loose(block):
            return What.END_WHOLE if self._ends_verse(block) else What.END  # what else may hide in such a word?
        damaged = block.cost <= self.risks.damage_share * size or block.cost <= 1
        return What.LETTERS if damaged else What.WORD

    def _all_in_use(self, words: Sequence[Word]) -> bool:
        """Whether each of the words stands in the reference texts, and not only as a slip of theirs."""
        bare = [bare for word in words for bare in bare_words(word.text)]
        if self.spotty:
            return all(self.lore.usage(word) > 0 for word in bare)
        own = self.match.shelf.word_count
        return all(own(word) > 0 or self.lore.usage(word) >= self.risks.in_use for word in bare)

    def _is_commoner(self, change: Change) -> bool:
        """Whether an edition of hadith only spells or spaces the words in a way that is rarer than the quoter's."""
        if not self.spotty or change.what not in (What.SPELLING, What.SPACING) or " " in change.edit.old:
            return False
        if adds_hamza(change):
            return False
        old, new = (min(map(self.lore.usage, bare_words(t)), default=0) for t in (change.edit.old, change.edit.new))
        return new < old

    def _is_parted(self, words: Sequence[Word]) -> bool:
        return any(self.text[a.end : b.start].strip() for a, b in pairwise(words))

    def _written(self, block: Block) -> str:
        return "".join(w.text for w in self.words[block.q0 : block.q1])

    def _replace(self, block: Block, new: str, what: What) -> Change | None:
        words = self.words[block.q0 : block.q1]
        change = self._change(Span(words[0].start, words[-1].end), new, what)
        if is_reordered(change) or self._is_commoner(change):
            return None
        plain = what in (What.MARKS, What.MARKS_ONCE) or adds_hamza(change) or joins(change, len(words))
        return replace(change, in_use=not plain and self._all_in_use(words), barred=self._is_parted(words))

    def _change(self, span: Span, new: str, what: What) -> Change:
        because = f"{self.match.refs[0]}: {what}"
        return Change(Edit(span, span.of(self.text), new, ("reference",), because), what)

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
        if last == len(self.words) and self._is_loose(tail) and not changes:
            targets = (*self.match.targets[tail.p0 : tail.p1], *later)
            if any(self.lore.renders(t.skeleton) for t in targets):  # the English knows how it ends
                changes.append(self._replaced_end(self.words[tail.q0 : tail.q1], targets, at_start=False))
        whole = first == 0 and last == len(self.words) and not changes
        if whole and len(earlier) + len(later) == 1 and self._may_lack_a_word():
            changes.append(self._lost_end((earlier or later)[0], bool(earlier)))
        return changes

    @cached_property
    def has_gap(self) -> bool:
        """Whether a colon or an ellipsis parts the words: a lead-in, or what the quoter left out, stands at an end."""
        return self.parts(0, len(self.words) - 1)

    def parts(self, start: int, end: int) -> bool:
        """Whether a colon or an ellipsis stands between two words."""
        return bool(_PARTS.search(self.text, self.words[start].end, self.words[end].start))

    def _ends_verse(self, block: Block) -> bool:
        """Whether the block stands at the end, or the beginning, of its verse."""
        if self.match.shelf.kind is not Kind.QURAN:
            return False
        if block.q1 == self.match.extent()[1]:
            return self.match.ends_row(block.p1 - 1)
        return self.match.targets[block.p0].place == 0

    def _is_loose(self, block: Block) -> bool:
        """Whether so few of a word's shapes agree, dots aside, that its match may be chance."""
        quoted = "".join(self.match.quoted[block.q0 : block.q1])
        passage = "".join([t.skeleton for t in self.match.targets[block.p0 : block.p1]])
        return shape_distance(quoted, passage) > self.risks.end_share * max(len(quoted), len(passage))

    def _replaced_end(self, words: Sequence[Word], targets: Sequence[Target], at_start: bool) -> Change:
        """Words at an end that are none of the passage's stand for as many of its next letters.

        Or for as many words as the English goes on to render.
        """
        rendered = [n for n, target in enumerate(targets, start=1) if self.lore.renders(target.skeleton)]
        further = self._found_further(words, targets)
        letters = sum(len(w.skeleton) for w in words)
        count = max(rendered) if rendered else further or _as_long(letters, targets[: len(words)])
        chosen = targets[:count][::-1] if at_start else targets[:count]
        span = Span(words[0].start, words[-1].end)
        whole = count == len(targets) and self.match.shelf.kind is Kind.QURAN  # quoted to the end of its verse
        what = What.END_RENDERED if rendered else What.LOST if further else What.END_WHOLE if whole else What.END
        if what is What.END and len(words) == count == 1:
            longer = len(words[0].skeleton) - len(chosen[0].skeleton)
            what = What.END_WORD if longer <= _MUCH_LONGER and not self._all_in_use(words) else What.END
        change = self._change(span, self._render(self._forms(chosen), span.of(self.text)), what)
        return replace(change, in_use=self._all_in_use(words))

    def _merged_end(self, targets: Sequence[Target], at_start: bool) -> Change | None:
        """A string at an end that is a word of the passage run together with one that stands for its neighbour."""
        paired = [b for b in self.match.blocks if b.q0 < b.q1 and b.p0 < b.p1]
        block = paired[0 if at_start else -1]
        words, own = self.words[block.q0 : block.q1], self.match.targets[block.p0 : block.p1]
        extra = self.match.quoted_letters(block) - self.match.passage_letters(block)
        if len(words) > 1 or extra < _RUN_TOGETHER or not self._is_loose(block) or self._all_in_use(words):
            return None
        whole = [(*targets[:n][::-1], *own) if at_start else (*own, *targets[:n]) for n in range(len(targets) + 1)]
        chosen = min(whole, key=lambda read: letter_distance(words[0].skeleton, "".join([t.skeleton for t in read])))
        if len(chosen) == len(own):
            return None
        span = Span(words[0].start, words[0].end)
        return self._change(span, self._render(self._forms(chosen), span.of(self.text)), What.END)

    def _found_further(self, words: Sequence[Word], targets: Sequence[Target]) -> int:
        """How far along the passage the word at an end stands, when it stands there and the words between are lost."""
        if len(words) > 1:
            return 0
        for n, target in enumerate(targets[1:], start=2):
            size = max(len(words[0].skeleton), len(target.skeleton))
            if shape_distance(words[0].skeleton, target.skeleton) <= self.risks.end_share * size / 2:
                return n
        return 0

    def _lost_end(self, target: Target, at_start: bool) -> Change:
        new = self._render(self._forms([target]), self.words[0].text)
        at = self.words[0].start if at_start else self.words[-1].end
        return self._change(
            Span(at, at), new + " " if at_start else " " + new, What.LOST_START if at_start else What.LOST_END
        )

    def _may_lack_a_word(self) -> bool:
        """Heavily damaged, and no other word lost, added or replaced: two such events are rare."""
        damaged = self.match.cost >= self.risks.heavily * self.match.letters and len(self.words) > 2
        return damaged and not any(self.match.is_event(b, self.risks.damage_share) for b in self.match.blocks)

    def _render(self, forms: Sequence[Sequence[str]], written: str) -> str:
        """The words as this quoter would write them; a single word follows the form nearest to what stands there."""
        chosen = [nearest_form(forms[0], written)] if len(forms) == 1 else [column[0] for column in forms]
        return " ".join(render_word(form, self.hand, written) for form in chosen)

    def _forms(self, targets: Sequence[Target]) -> tuple[tuple[str, ...], ...]:
        return accepted_forms(self.match, targets, self.uthmani)


def _within(block: Block, words: Sequence[Word], ends: Sequence[Change]) -> bool:
    return any(c.edit.old and c.edit.span.start <= words[block.q0].start < c.edit.span.end for c in ends)


def _as_long(letters: int, targets: Sequence[Target]) -> int:
    """How many of the targets, one at least, have about as many letters."""
    sizes = accumulate(len(t.skeleton) for t in targets)
    return min(enumerate(sizes, start=1), key=lambda n: abs(n[1] - letters))[0]


# Alef wasla and the signs that only the mushaf's spelling has.
_MUSHAF = re.compile("[\u0671\u0653\u06df\u06e1\u06e2\u06e5\u06e6\u06e8\u06ed]|\u0621\u064e?\u0627")
_ELLIPSIS = re.compile("[\\s\"'»«]*(?:\u2026|\\.\\.|\\[?\\.\\.\\.)")
_PARTS = re.compile("[:\u2026]|\\.\\.")
_MUCH_LONGER = 4  # letters by which a word may outgrow the one in its place; beyond, it is two words in one
_RUN_TOGETHER = 3  # letters more than its word of the passage has that make a string two words in one
_AT_END = frozenset({What.END, What.END_WORD, What.END_WHOLE})
_END_WORDS = 2  # words at an end that may stand for others; more is another text


def mend(text: str, words: Sequence[Word], match: Match, options: Options, *, enclosed: bool, lore: Lore) -> Mending:
    """Every change that would make `words` of `text` read as the match does, in the quoter's hand.

    `enclosed`: brackets say that these words and no others are the quotation, so its ends may be mended too.
    """
    mender = _Mender(text, words, match, options, lore)
    first, last = match.extent()
    ends = mender.ends() if enclosed and not mender.has_gap else []
    changes = []
    for b in match.blocks:
        inside = first <= b.q0 and b.q1 <= last and (b.q0 < b.q1 or first < b.q0 < last)
        change = mender.change(b) if inside and not _within(b, words, ends) else None
        if change and not (mender.has_gap and change.what in _AT_END):
            changes.append(change)
    changes += [c for c in ends if not is_reordered(c)]
    replaced = [c.edit.span for c in ends if c.edit.old]
    before, after = first, len(words) - last
    if any(s.end <= words[first].start for s in replaced) or (enclosed and mender.parts(0, first)):
        before = 0
    if any(s.start >= words[last - 1].end for s in replaced) or (enclosed and mender.parts(last - 1, len(words) - 1)):
        after = 0
    return Mending(tuple(changes), before, after)
