"""From a match to edits: which words of the quotation are wrong, and what stands there instead.

Only wrong words change, in the quoter's own hand. Every proposed change carries its own risk, which `decide` weighs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from normaliser.alignment import Block, shape_distance
from normaliser.forms import accepted_forms
from normaliser.matching import Match, Target
from normaliser.model import Edit, Kind, Span
from normaliser.options import Options
from normaliser.script import ALEF_WASLA
from normaliser.skeleton import bare_words
from normaliser.spelling import (
    ALEF_MAQSURA,
    YA,
    Hand,
    contradictions,
    marked_forms,
    mend_word,
    nearest_form,
    read_hand,
    render_word,
    same_letters,
)
from normaliser.words import Word


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed edit, in code points of the text the words were cut from, with the chance that it is wrong."""

    edit: Edit
    risk: float


@dataclass(frozen=True, slots=True)
class Mending:
    """All proposed changes of one quotation, and the words at its ends that the passage does not account for."""

    changes: tuple[Change, ...]
    before: int  # quoted words before the first one that the passage accounts for
    after: int  # and after the last


Renders = Callable[[str], bool]
"""Whether the page's English has a word for an Arabic word, given as a skeleton."""


class _Mender:
    """The words, the match and the forms of one quotation while its changes are worked out."""

    def __init__(self, text: str, words: Sequence[Word], match: Match, options: Options, renders: Renders) -> None:
        self.text, self.words, self.match, self.renders = text, words, match, renders
        self.risks, self.keep_spelling = options.risks, options.keep_spelling
        span = text[words[0].start : words[-1].end]
        self.spotty = match.shelf.kind is not Kind.QURAN  # editions of hadith mark and spell as they please
        self.uthmani = ALEF_WASLA in span
        self.forms = accepted_forms(match, match.targets, self.uthmani)
        self.hand: Hand = read_hand(span, [forms[0] for forms in self.forms])

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
        word, forms = self.words[block.q0], self.forms[block.p0]
        dotless = self.hand.dotless_ya >= (1 if self.spotty else 2)
        spelt = [form for form in forms if same_letters(word.text, form, dotless)]
        if spelt:
            return self._marks(block, spelt)
        if word.skeleton == self.match.targets[block.p0].skeleton and (self.keep_spelling or self._is_attested(word)):
            return None
        new = mend_word(word.text, nearest_form(forms, word.text), self.hand)
        if block.cost == 0:
            return self._replace(block, new, self.risks.spelling, "spelling")
        return self._replace(block, new, self._letter_risk(block), "letters")

    def _marks(self, block: Block, spelt: Sequence[str]) -> Change | None:
        """The letters are right: put right the marks that contradict every form."""
        word = self.words[block.q0]
        last = block.q0 == len(self.words) - 1 or self.match.ends_row(block.p0)
        wrong = {form: contradictions(word.text, form, last, self.spotty) for form in marked_forms(spelt)}
        nearest = min(wrong, key=lambda form: len(wrong[form]))  # forms come in the order of preference
        if not wrong[nearest]:
            return None
        well_attested = not self.spotty or self.match.books(block.p0, tuple(wrong)) > 1
        risk = self.risks.marks if well_attested else self.risks.marks_once
        return self._replace(block, mend_word(word.text, nearest, self.hand), risk, "marks")

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
        risk = self.risks.spacing if block.cost < 1 else self._letter_risk(block)
        if any(gap.strip() for gap in self._gaps(block)):
            risk = 1.0  # a verse sign or a line of something else stands between the words
        return self._replace(block, new, risk, "spacing" if block.cost < 1 else "letters")

    def lost(self, block: Block, previous: Word) -> Change | None:
        """Words of the passage that the quotation lacks."""
        new = self._render(self.forms[block.p0 : block.p1], previous.text)
        risk = self.risks.lost_quran if self.match.shelf.kind is Kind.QURAN else self.risks.lost_hadith
        edit = Edit(Span(previous.end, previous.end), "", " " + new, ("reference",), self._why("words lost"))
        return Change(edit, risk)

    def added(self, block: Block) -> Change:
        """Quoted words that nothing in the passage supports, inside the quotation."""
        start, end = self.words[block.q0 - 1].end, self.words[block.q1 - 1].end
        risk = self.risks.deletion if block.q1 - block.q0 <= self.risks.most_deleted else 1.0
        if self.text[start : self.words[block.q0].start].strip() or any(gap.strip() for gap in self._gaps(block)):
            risk = 1.0
        because = self._why("words that the passage does not have")
        return Change(Edit(Span(start, end), self.text[start:end], "", ("reference",), because), risk)

    def _letter_risk(self, block: Block) -> float:
        size = max(self.match.quoted_letters(block), self.match.passage_letters(block), 1)
        first, last = self.match.extent()
        if (block.q0 == first or block.q1 == last) and self._is_loose(block):
            return self.risks.end_word  # what else may hide in an end word that hardly matches?
        damaged = block.cost <= self.risks.damage_share * size or block.cost <= 1
        if self.match.shelf.kind is Kind.QURAN:
            return self.risks.letters if damaged else self.risks.word_quran
        return self.risks.letters if damaged else self.risks.word_hadith

    def _written(self, block: Block) -> str:
        return "".join(w.text for w in self.words[block.q0 : block.q1])

    def _gaps(self, block: Block) -> list[str]:
        words = self.words[block.q0 : block.q1]
        return [self.text[a.end : b.start] for a, b in pairwise(words)]

    def _replace(self, block: Block, new: str, risk: float, what: str) -> Change | None:
        span = Span(self.words[block.q0].start, self.words[block.q1 - 1].end)
        old = span.of(self.text)
        return Change(Edit(span, old, new, ("reference",), self._why(what)), risk) if new != old else None


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
        tail = next(b for b in reversed(self.match.blocks) if b.q1 == last and b.p0 < b.p1)
        if last == len(self.words) and self._is_loose(tail):
            targets = (*self.match.targets[tail.p0 : tail.p1], *later)
            if any(self.renders(t.skeleton) for t in targets):  # the English knows how it ends
                changes.append(self._replaced_end(self.words[tail.q0 : tail.q1], targets, at_start=False))
        if len(earlier) + len(later) == 1 and first == 0 and last == len(self.words) and self._may_lack_a_word():
            changes.append(self._lost_end((earlier or later)[0], bool(earlier)))
        return changes

    def _is_loose(self, block: Block) -> bool:
        """Whether so few of a word's shapes agree, dots aside, that its match may be chance."""
        quoted = "".join(self.match.quoted[block.q0 : block.q1])
        passage = "".join([t.skeleton for t in self.match.targets[block.p0 : block.p1]])
        return shape_distance(quoted, passage) > self.risks.end_share * max(len(quoted), len(passage))

    def _replaced_end(self, words: Sequence[Word], targets: Sequence[Target], at_start: bool) -> Change:
        """Words at an end that are none of the passage's stand for as many of its next words.

        Or for as many as the English goes on to render.
        """
        rendered = [n for n, target in enumerate(targets, start=1) if self.renders(target.skeleton)]
        count = max(rendered) if rendered else min(len(words), len(targets))
        chosen = targets[:count][::-1] if at_start else targets[:count]
        span = Span(words[0].start, words[-1].end)
        whole = count == len(targets)  # the row ends there: a verse quoted to its end
        whole = whole and self.match.shelf.kind is Kind.QURAN
        risk = self.risks.end_rendered if rendered else self.risks.end_whole if whole else self.risks.end_word
        old = span.of(self.text)
        new = self._render(self._forms(chosen), old)
        return Change(Edit(span, old, new, ("reference",), self._why("end")), risk)

    def _lost_end(self, target: Target, at_start: bool) -> Change:
        new = self._render(self._forms([target]), self.words[0].text)
        at = self.words[0].start if at_start else self.words[-1].end
        edit = Edit(Span(at, at), "", new + " " if at_start else " " + new, ("reference",), self._why("words lost"))
        return Change(edit, self.risks.lost_end)

    def _may_lack_a_word(self) -> bool:
        """Damaged enough to have lost a word, and no other word lost, added or replaced: two such events are rare."""
        damaged = self.match.cost >= self.risks.damaged * self.match.letters and len(self.words) > 2
        return damaged and not any(self._is_event(b) for b in self.match.blocks)

    def _is_event(self, b: Block) -> bool:
        size = max(self.match.quoted_letters(b), self.match.passage_letters(b), 1)
        return b.q0 == b.q1 or b.p0 == b.p1 or b.cost > self.risks.damage_share * size

    def _render(self, forms: Sequence[Sequence[str]], written: str) -> str:
        """The words as this quoter would write them; a single word follows the form nearest to what stands there."""
        chosen = [nearest_form(forms[0], written)] if len(forms) == 1 else [column[0] for column in forms]
        return " ".join(render_word(form, self.hand, written) for form in chosen)

    def _forms(self, targets: Sequence[Target]) -> tuple[tuple[str, ...], ...]:
        return accepted_forms(self.match, targets, self.uthmani)

    def _why(self, what: str) -> str:
        return f"{self.match.refs[0]}: {what}"


def _believable(changes: list[Change], mender: _Mender, words: int) -> list[Change]:
    """Marks that a single edition has otherwise are no error, unless the quotation's marks are wrong all over."""
    marks = [c for c in changes if c.edit.because.endswith(": marks")]
    if len(marks) >= max(mender.risks.all_over * words, 3):
        return [replace(c, risk=mender.risks.marks) if c in marks else c for c in changes]
    return [c for c in changes if c.risk != mender.risks.marks_once]


def _within(block: Block, words: Sequence[Word], ends: Sequence[Change]) -> bool:
    return any(c.edit.old and c.edit.span.start <= words[block.q0].start < c.edit.span.end for c in ends)


_END_WORDS = 2  # words at an end that may stand for others; more is another text


def mend(
    text: str, words: Sequence[Word], match: Match, options: Options, *, enclosed: bool, renders: Renders
) -> Mending:
    """Every change that would make `words` of `text` read as the match does, in the quoter's hand.

    `enclosed`: brackets say that these words and no others are the quotation, so its ends may be mended too.
    """
    mender = _Mender(text, words, match, options, renders)
    first, last = match.extent()
    ends = mender.ends() if enclosed else []
    changes = []
    for b in match.blocks:
        inside = first <= b.q0 and b.q1 <= last and (b.q0 < b.q1 or first < b.q0 < last)
        change = mender.change(b) if inside and not _within(b, words, ends) else None
        if change:
            changes.append(change)
    changes = [*_believable(changes, mender, len(words)), *ends]
    replaced = [c.edit.span for c in ends if c.edit.old]
    before = 0 if any(s.end <= words[first].start for s in replaced) else first
    after = 0 if any(s.start >= words[last - 1].end for s in replaced) else len(words) - last
    return Mending(tuple(changes), before, after)
