"""One quotation against its match, word by word: which words differ inside it, and what would stand there instead."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from normaliser.alignment import Block
from normaliser.attested_marks import is_marked_so, stands_so
from normaliser.book_style import is_books_own, is_slip
from normaliser.changes import Change, What, adds_hamza, is_reordered, joins
from normaliser.forms import accepted_forms, is_copied
from normaliser.hand import (
    Hand,
    has_marks,
    marked_forms,
    mend_word,
    nearest_form,
    read_hand,
    render_word,
    writes_as_mushaf,
)
from normaliser.letters import letter_distance, shape_distance, shape_of
from normaliser.matching import Match
from normaliser.model import Kind, Span
from normaliser.options import Options
from normaliser.passages import Target, read_row
from normaliser.readings import is_other_reading
from normaliser.script import ALEF, TASHKEEL
from normaliser.skeleton import bare_words, fold_skeleton, keep_hamzas
from normaliser.spelling import (
    contradictions,
    is_same,
    lacks_its_end,
    lacks_its_start,
    lacks_vowels,
    marked_like,
    same_letters,
    without_slips,
)
from normaliser.units import ALEF_MAQSURA, YA, bare_alefs
from normaliser.words import Word, begins_with_remains

RUN_TOGETHER = 3
"""Letters more than its word of the passage has that make a string two words in one."""
_ELLIPSIS = re.compile("[\\s\"'»«]*(?:\u2026|\\.\\.|\\[?\\.\\.\\.)")
_PARTS = re.compile("[:\u2026]|\\.\\.")
_RUN_ON = 2  # letters more than a narration's word that may be what is left of the one beside it
_REMAINS = 60  # code points after a quotation's last word among which a formula stands
_AND = "و"
_SHORT = 3  # letters of a word that may seem to hang on to the one before it
_FEW = 5  # words: a phrase of fewer that stands in
_MANY = 16  # rows or more also stands in some that are not looked at, with other endings


@dataclass(frozen=True, slots=True)
class Lore:
    """What is known of words beyond the passage."""

    renders: Callable[[str], bool] = lambda skeleton: False
    """Whether the quotation's English has a word for an Arabic word, given as a skeleton."""

    usage: Callable[[str], int] = lambda word: 0
    """How often the reference texts have a bare word."""


class Mender:
    """The words, the match and the forms of one quotation while its changes are worked out."""

    def __init__(self, text: str, words: Sequence[Word], match: Match, options: Options, lore: Lore) -> None:
        self.text, self.words, self.match, self.lore = text, words, match, lore
        self.risks, self.keep_spelling = options.risks, options.keep_spelling
        span = text[words[0].start : words[-1].end]
        self.spotty = match.shelf.kind is not Kind.QURAN  # editions of hadith mark and spell as they please
        self.uthmani = writes_as_mushaf(span)
        self._span = span

    @cached_property
    def hand(self) -> Hand:
        """How the quoter writes."""
        return read_hand(self._span, [target.text for target in self.match.targets])

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
        if block.cost == 0 and block.q1 - block.q0 == block.p1 - block.p0 == 1:
            return self.word(block)
        block = self._without_overhang(block)
        if block.p0 == block.p1:
            return self.added(block)
        if self._may_hold_formula(block) or self._is_beside_remains(block):
            return None
        if block.q1 - block.q0 == block.p1 - block.p0 == 1:
            return self.word(block)
        return self.several(block)

    def _without_overhang(self, block: Block) -> Block:
        """The block without a short word after the end, to which hardly a letter of the last quoted word goes."""
        while block.q1 == len(self.words) and block.p1 - block.p0 > 1:
            quoted = "".join(self.match.quoted[block.q0 : block.q1])
            passage = [target.skeleton for target in self.match.targets[block.p0 : block.p1]]
            without = letter_distance(quoted, "".join(passage[:-1]))
            if len(passage[-1]) > _SHORT or without > letter_distance(quoted, "".join(passage)) + 1:
                break
            block = block._replace(p1=block.p1 - 1, cost=without)
        return block

    def word(self, block: Block) -> Change | None:
        """A quoted word that stands for one word of the passage, which other readers than Hafs may have otherwise."""
        word, target = self.words[block.q0], self.match.targets[block.p0]
        if block.cost == 0 and self._is_style(word.text, target.text):
            return None
        forms = accepted_forms(self.match, target, self.uthmani)
        change = self._word(block, forms)
        if not change or self.spotty:
            return change
        if self._is_copied(word, target):
            return None
        if is_other_reading(*self.match.shelf.key(target.row), fold_skeleton(forms[0]), word.text):
            because = f"{self.match.refs[0]}: {What.READING}"
            return change._replace(what=What.READING, because=because)
        return change

    def _is_style(self, word: str, target: str) -> bool:
        """Whether a word is the passage's but for marks left away, as can be seen without its other forms.

        Where books hold the same words and mark them differently, theirs must be seen too.
        """
        if is_same(word, target):
            return True
        alone = len(self.match.variants) == 1 if self.spotty else ALEF_MAQSURA not in target
        return alone and lacks_vowels(word, target)

    def _is_copied(self, word: Word, target: Target) -> bool:
        """Whether a word is as the mushaf writes it.

        One ya alone without its dots is the mushaf's spelling only in words that are all the mushaf's.
        """
        odd = word.text.rstrip(TASHKEEL).endswith(ALEF_MAQSURA) and not (self._is_dotless or self.copied)
        return not odd and is_copied(self.match, target, word.text)

    @property
    def _is_dotless(self) -> bool:
        """Whether the quoter writes every final ya without its dots."""
        return self.hand.dotless_ya >= (1 if self.spotty else 2)

    def _word(self, block: Block, forms: Sequence[str]) -> Change | None:
        word, target = self.words[block.q0], self.match.targets[block.p0]
        dotless = self._is_dotless
        spelt = [f for f in forms if fold_skeleton(f) == word.skeleton and same_letters(word.text, f, dotless)]
        if self.spotty and spelt and not marked_like(word.text, marked_forms(spelt)):
            marked = list(filter(has_marks, marked_like(word.text, forms)))
            forms, spelt = (marked, []) if marked else (forms, spelt)  # only its last letter is wrong
        if spelt:
            return self._marks(block, spelt)
        if word.skeleton == target.skeleton and (self.keep_spelling or self._is_attested(word)):
            return None
        form = nearest_form(forms, word.text)
        what = What.SPELLING if block.cost == 0 else self._how_damaged(block)
        return self._replace(block, mend_word(word.text, form, self.hand), what)

    def _marks(self, block: Block, spelt: Sequence[str]) -> Change | None:
        """The letters are right: put right the marks that contradict every form."""
        word = self.words[block.q0]
        ends = lacks_its_start(word.text) and not block.q0, lacks_its_end(word.text) and word is self.words[-1]
        if self.spotty and any(ends):
            return None
        last = block.q0 == len(self.words) - 1 or self.match.ends_row(block.p0)
        wrong = {}
        for form in marked_forms(spelt):
            wrong[form] = contradictions(word.text, form, last, self.spotty)
            if not wrong[form]:
                return None
        agreed = (without_slips(list(wrong), last) if self.spotty else []) or list(wrong)
        fewest = min(len(wrong[form]) for form in agreed)
        nearest = nearest_form([form for form in agreed if len(wrong[form]) == fewest], word.text)
        if self.spotty and is_marked_so(self.match.shelf, self.words, block.q0, self.risks.marked_so):
            return None
        known = len(self.words) >= _FEW or len(self.match.variants) < _MANY or self.match.hinted
        attested = not self.spotty or self.match.books(block.p0, tuple(wrong)) > 1
        what = What.MARKS if known and attested else What.MARKS_ONCE
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
        if self.spotty and block.cost < 1 and self.match.quoted[block.q0] == _AND and block.p1 - block.p0 == 1:
            return None  # some books set it apart
        new = self._render(self.match.targets[block.p0 : block.p1], self._written(block))
        what = What.SPACING if block.cost < 1 else self._how_damaged(block)
        if self.spotty and what is What.SPACING:
            new = keep_hamzas(new, self._written(block))
        if not self.spotty or not self._is_nearer_alone(block):
            return self._replace(block, new, what)
        if block.q1 - block.q0 == 1:
            return self._replace(block, new, What.LOST)
        change = self._replace(block, new, what)
        return change and change._replace(in_use=True)  # the other words may be somebody's own

    def _is_nearer_alone(self, block: Block) -> bool:
        """Whether one word on either side is more like the other side without the words beside it."""
        sides = self.match.quoted[block.q0 : block.q1], [t.skeleton for t in self.match.targets[block.p0 : block.p1]]
        pairs = [(a, b) for a in sides[0] for b in sides[1]] if 1 in map(len, sides) else []
        return any(letter_distance(a, b) < letter_distance(*map("".join, sides)) for a, b in pairs)

    def lost(self, block: Block, previous: Word) -> Change | None:
        """Words of the passage that the quotation lacks; what the quoter left out with an ellipsis stays out."""
        if _ELLIPSIS.match(self.text, previous.end):
            return None
        new = self._render(self.match.targets[block.p0 : block.p1], previous.text)
        return self._change(Span(previous.end, previous.end), " " + new, What.LOST)

    def added(self, block: Block) -> Change | None:
        """Quoted words that nothing in the passage supports, inside the quotation; a damaged formula may be those."""
        if self._has_formula(block.p0):
            return None
        words = self.words[block.q0 - 1 : block.q1]
        many = block.q1 - block.q0 > self.risks.most_deleted
        change = self._change(Span(words[0].end, words[-1].end), "", What.ADDED)
        return change._replace(in_use=self._all_in_use(words[1:]), barred=many or self._is_parted(words))

    def _how_damaged(self, block: Block) -> What:
        size = max(self.match.quoted_letters(block), self.match.passage_letters(block), 1)
        first, last = self.match.extent()
        run_on = self.spotty and self.match.quoted_letters(block) - self.match.passage_letters(block) >= _RUN_ON
        if (block.q0 == first or block.q1 == last) and (run_on or self.is_loose(block)):
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

    def _has_formula(self, target: int) -> bool:
        """Whether the passage has an honorific formula, which is never compared, before a target."""
        if not 0 < target < len(self.match.targets):
            return False
        before, after = self.match.targets[target - 1], self.match.targets[target]
        begins = read_row(self.match.shelf, after.row).begins
        letters = len(before.skeleton) - before.skeleton.count(ALEF)
        return before.row == after.row and begins[after.place] - begins[before.place] > letters + before.clipped

    def _may_hold_formula(self, block: Block) -> bool:
        """Whether a string so long that it is two words stands beside a formula, of which it may hold a part."""
        longer = self.match.quoted_letters(block) - self.match.passage_letters(block)
        return longer >= RUN_TOGETHER and (self._has_formula(block.p0) or self._has_formula(block.p1))

    def _is_beside_remains(self, block: Block) -> bool:
        """Whether a damaged formula stands beside the words: it may have letters of theirs, or they of its."""
        starts = [*[w.start for w in self.words[1:]], self.words[-1].end + _REMAINS]
        gaps = [(self.words[i].end, starts[i]) for i in range(max(0, block.q0 - 1), block.q1)]
        return any(end - start > 1 and begins_with_remains(self.text[start:end]) for start, end in gaps)

    def _is_parted(self, words: Sequence[Word]) -> bool:
        return any(self.text[a.end : b.start].strip() for a, b in pairwise(words))

    def _written(self, block: Block) -> str:
        return "".join(w.text for w in self.words[block.q0 : block.q1])

    def _replace(self, block: Block, new: str, what: What) -> Change | None:
        words = self.words[block.q0 : block.q1]
        change = self._change(Span(words[0].start, words[-1].end), new, what)
        if is_reordered(change) or (self.spotty and is_books_own(change, self.lore.usage, self.risks)):
            return None
        plain = what in (What.MARKS, What.MARKS_ONCE) or adds_hamza(change) or joins(change, len(words))
        in_use = (
            not plain and self._all_in_use(words) and not (self.spotty and is_slip(change, self.lore.usage, self.risks))
        )
        if self._is_own_wording(block, change):
            shapes = {shape_of(fold_skeleton(text)) for text in (change.old, new)}
            if what in (What.SPACING, What.SPELLING) or len(shapes) > 1:
                return None
            change = change._replace(what=What.WORDING, because=f"{self.match.refs[0]}: {What.WORDING}")
        barred = self._is_parted(words)
        return change._replace(in_use=in_use, barred=barred) if in_use or barred else change

    def _is_own_wording(self, block: Block, change: Change) -> bool:
        """Whether another narration has the words as they stand here; words that it runs together are a slip."""
        words, lettered = self.words[block.q0 : block.q1], change.what in (What.LETTERS, What.WORD)
        spaced = change.what is What.SPACING and len(words) > 1
        spelt = change.what is What.SPELLING and bare_alefs(change.old) != bare_alefs(change.new)
        if not self.spotty or not (lettered or ((spaced or spelt) and self._all_in_use(words))):
            return False
        return stands_so(self.match, block, " ".join([w.text for w in words]), joined=lettered)

    def _change(self, span: Span, new: str, what: What) -> Change:
        because = f"{self.match.refs[0]}: {what}"
        return Change(span, span.of(self.text), new, because, what)

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

    def is_loose(self, block: Block) -> bool:
        """Whether so few of a word's shapes agree, dots aside, that its match may be chance."""
        quoted = "".join(self.match.quoted[block.q0 : block.q1])
        passage = "".join([t.skeleton for t in self.match.targets[block.p0 : block.p1]])
        return not is_like(quoted, passage, self.risks.end_share)

    def _render(self, targets: Sequence[Target], written: str) -> str:
        """The words as this quoter would write them; a single word follows the form nearest to what stands there."""
        forms = [accepted_forms(self.match, target, self.uthmani) for target in targets]
        chosen = [nearest_form(forms[0], written)] if len(forms) == 1 else [column[0] for column in forms]
        return " ".join([render_word(form, self.hand, written) for form in chosen])


def is_like(a: str, b: str, share: float) -> bool:
    """Whether at most this share of the letters of the longer skeleton is wrong, dots aside."""
    return shape_distance(a, b) <= share * max(len(a), len(b))
