"""From a match to edits: which words of the quotation are wrong, and what stands there instead.

Only wrong words change, in the quoter's own hand. Every proposed change carries its own risk, which `decide` weighs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from normaliser.alignment import Block
from normaliser.forms import accepted_forms
from normaliser.matching import Match, Target
from normaliser.model import Edit, Kind, Span
from normaliser.options import Options
from normaliser.script import ALEF_WASLA
from normaliser.spelling import Hand, contradictions, mend_word, nearest_form, read_hand, render_word, same_letters
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


class _Mender:
    """The words, the match and the forms of one quotation while its changes are worked out."""

    def __init__(self, text: str, words: Sequence[Word], match: Match, options: Options) -> None:
        self.text, self.words, self.match = text, words, match
        self.risks, self.keep_spelling = options.risks, options.keep_spelling
        span = text[words[0].start : words[-1].end]
        self.uthmani = ALEF_WASLA in span
        self.forms = accepted_forms(match, match.targets, self.uthmani)
        self.hand: Hand = read_hand(span, [forms[0] for forms in self.forms])

    def word(self, block: Block) -> Change | None:
        """A quoted word that stands for one word of the passage."""
        word, forms = self.words[block.q0], self.forms[block.p0]
        last = block.q0 == len(self.words) - 1 or self.match.ends_row(block.p0)
        spelt = [form for form in forms if same_letters(word.text, form)]
        if not spelt and self.keep_spelling and word.skeleton == self.match.targets[block.p0].skeleton:
            return None
        if spelt:
            wrong = {form: contradictions(word.text, form, last) for form in spelt}
            nearest = min(spelt, key=lambda form: len(wrong[form]))  # forms come in the order of preference
            if not wrong[nearest]:
                return None
            return self._replace(block, mend_word(word.text, nearest, self.hand), self.risks.marks, "marks")
        new = mend_word(word.text, nearest_form(forms, word.text), self.hand)
        if block.cost == 0:
            return self._replace(block, new, self.risks.spelling, "spelling")
        return self._replace(block, new, self._letter_risk(block), "letters")

    def several(self, block: Block) -> Change | None:
        """Words split, merged or otherwise standing for words of another number."""
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
        if (block.q0 == first or block.q1 == last) and block.cost > self.risks.end_share * size:
            return self.risks.end_word  # what else may hide in an end word that hardly matches?
        damaged = block.cost <= self.risks.damage_share * size or block.cost <= 1
        if self.match.shelf.kind is Kind.QURAN:
            return self.risks.letters if damaged else self.risks.word_quran
        return self.risks.letters if damaged else self.risks.word_hadith

    def _written(self, block: Block) -> str:
        return "".join(w.text for w in self.words[block.q0 : block.q1])

    def _gaps(self, block: Block) -> list[str]:
        words = self.words[block.q0 : block.q1]
        return [self.text[a.end : b.start] for a, b in zip(words, words[1:], strict=False)]

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
        if len(earlier) + len(later) == 1 and first == 0 and last == len(self.words) and self._may_lack_a_word():
            changes.append(self._lost_end((earlier or later)[0], bool(earlier)))
        return changes

    def _replaced_end(self, words: Sequence[Word], targets: Sequence[Target], at_start: bool) -> Change:
        """Words at an end that are none of the passage's stand for as many of its next words."""
        count = min(len(words), len(targets))
        chosen = targets[:count][::-1] if at_start else targets[:count]
        span = Span(words[0].start, words[-1].end)
        whole = count == len(targets)  # the row ends there: a verse quoted to its end
        risk = self.risks.end_whole if whole and self.match.shelf.kind is Kind.QURAN else self.risks.end_word
        edit = Edit(span, span.of(self.text), self._render(self._forms(chosen), span.of(self.text)), ("reference",), self._why("end"))
        return Change(edit, risk)

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


_END_WORDS = 2  # words at an end that may stand for others; more is another text


def mend(text: str, words: Sequence[Word], match: Match, options: Options, enclosed: bool = False) -> Mending:
    """Every change that would make `words` of `text` read as the match does, in the quoter's hand.

    `enclosed`: brackets say that these words and no others are the quotation, so its ends may be mended too.
    """
    mender = _Mender(text, words, match, options)
    first, last = match.extent()
    changes = []
    for b in match.blocks:
        if b.q1 <= first and b.q0 < first or b.q0 >= last:
            continue
        if b.q0 == b.q1:
            change = mender.lost(b, words[b.q0 - 1])
        elif b.p0 == b.p1:
            change = mender.added(b)
        elif b.q1 - b.q0 == b.p1 - b.p0 == 1:
            change = mender.word(b)
        else:
            change = mender.several(b)
        if change:
            changes.append(change)
    before, after = first, len(words) - last
    if enclosed:
        ends = mender.ends()
        changes += ends
        before = 0 if any(c.edit.span.end <= words[first].start and c.edit.old for c in ends) else before
        after = 0 if any(c.edit.span.start >= words[last - 1].end and c.edit.old for c in ends) else after
    return Mending(tuple(changes), before, after)
