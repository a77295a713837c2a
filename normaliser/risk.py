"""What a proposed change is worth: the chance that it is wrong, from its kind and from what else is wrong beside it.

Damage makes strings that nobody writes; another wording is made of words in use. A word in use is put right only where
the rest of the quotation shows damage, or the page names the very passage. A narration that differs only in words of
its own is left alone altogether.
"""

from collections.abc import Sequence
from dataclasses import replace

from normaliser.alignment import shape_of
from normaliser.mending import Change, What
from normaliser.model import Kind
from normaliser.options import Risks
from normaliser.skeleton import fold_skeleton

_LETTERED = frozenset({What.SPACING, What.LETTERS, What.WORD, What.END})
_MARKED = frozenset({What.MARKS, What.MARKS_ONCE})


def weigh_changes(
    changes: Sequence[Change], kind: Kind, risks: Risks, *, words: int, certain: bool
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes worth making, with their risks, and those that another wording explains.

    `words` are quoted; `certain` says that something besides the words shows which passage it is, or that it is damaged.
    """
    damaged = certain or _is_damaged(changes)
    marks = sum(c.what in _MARKED for c in changes)
    all_over = marks >= max(risks.all_over * words, 3)
    kept: list[Change] = []
    left: list[Change] = []
    for change in changes:
        risk = _risk(change, kind, risks, damaged=damaged, all_over=all_over)
        (left if risk is None else kept).append(replace(change, risk=risk or 0.0))
    return tuple(kept), tuple(left)


def _is_damaged(changes: Sequence[Change]) -> bool:
    """Whether the quotation shows damage besides words that may be somebody's own."""
    strings = sum(c.what in _LETTERED and not c.in_use for c in changes)
    marks = sum(c.what is What.MARKS for c in changes)
    return strings > 0 or marks > 1


def _risk(change: Change, kind: Kind, risks: Risks, *, damaged: bool, all_over: bool) -> float | None:
    """The chance that a change is wrong; None when another wording explains what stands there."""
    quran = kind is Kind.QURAN
    if change.barred:
        return 1.0
    if change.what is What.MARKS_ONCE:
        return risks.marks if all_over else None
    if change.what is What.ADDED:
        return (risks.deletion if damaged else risks.own_word) if quran else risks.deletion_hadith if damaged else None
    if change.what is What.LOST:
        return (risks.lost_quran if damaged else risks.own_word) if quran else risks.lost_hadith if damaged else None
    if change.what in _LETTERED and change.in_use:
        return _risk_in_use(change, risks, quran=quran, damaged=damaged)
    if change.what is What.WORD:
        return risks.word_quran if quran else risks.word_hadith
    return {
        What.MARKS: risks.marks,
        What.SPELLING: risks.spelling,
        What.SPACING: risks.spacing,
        What.LETTERS: risks.letters,
        What.END: risks.end_word,
        What.END_WHOLE: risks.end_whole,
        What.END_RENDERED: risks.end_rendered,
        What.LOST_END: risks.lost_end,
        What.BEYOND: risks.deletion,
    }[change.what]


def _risk_in_use(change: Change, risks: Risks, *, quran: bool, damaged: bool) -> float | None:
    """The same for a word in use in the place of another."""
    if change.what is What.END:
        return risks.end_word if quran or damaged else None
    if damaged:
        return risks.used_word_damaged
    shapes = {shape_of(fold_skeleton(text)) for text in (change.edit.old, change.edit.new)}
    if len(shapes) == 1:
        return risks.used_word_dots
    return risks.own_word if quran else None
