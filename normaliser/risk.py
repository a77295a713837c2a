"""What a proposed change is worth: the chance that it is wrong, from its kind and from what else is wrong beside it.

Damage makes strings that nobody writes; another wording is made of words in use. A word in use is put right only where
the rest of the quotation shows damage, or the page names the very passage. A narration that differs only in words of
its own is left alone altogether.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from normaliser.changes import Change, What
from normaliser.letters import shape_of
from normaliser.model import Kind
from normaliser.options import Risks
from normaliser.skeleton import fold_skeleton

_LETTERED = frozenset({What.SPACING, What.LETTERS, What.WORD, What.END})
_OTHER = frozenset({What.WORD, What.LOST, What.ADDED, What.END, What.END_WORD, What.END_WHOLE})
_ENDS = frozenset({What.END_WORD, What.END_WHOLE})
_USED = _LETTERED | {What.ADDED}
_MARKED = frozenset({What.MARKS, What.MARKS_ONCE})


def weigh_changes(
    changes: Sequence[Change], kind: Kind, risks: Risks, *, words: int, certain: bool, enclosed: bool
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes worth making, with their risks, and those that another wording explains.

    `words` are quoted, `enclosed` by marks or not; `certain` says that something besides them shows which passage it
    is, or that it is damaged.
    """
    if not changes:
        return (), ()
    quran = kind is Kind.QURAN
    state = _look(changes, risks, words, certain)._replace(quran=quran, enclosed=enclosed)
    alone = _risks_alone(state, risks)
    weighed = [(change, _risk(change, state, risks, alone)) for change in changes]
    if not quran and not state.damaged and any(r is None for c, r in weighed if c.what in _LETTERED | _OTHER):
        # How a word ends follows from the words around it, and some of those are others here.
        weighed = [(change, None if change.what in _MARKED else risk) for change, risk in weighed]
    kept = [change._replace(risk=risk) for change, risk in weighed if risk is not None]
    return tuple(kept), tuple([change for change, risk in weighed if risk is None])


def total_risk(changes: Sequence[Change], risks: Risks) -> float:
    """The chance that one change at least is wrong. They are right or wrong together, as the passage is or is not."""
    each = sorted(c.risk for c in changes)
    return min(1.0, each[-1] + risks.together * sum(each[:-1])) if each else 0.0


class _State(NamedTuple):
    """What the changes together say of the quotation."""

    damaged: bool  # it shows damage besides words that may be somebody's own
    heavily: bool  # and so much of it that some damaged words will be words by chance
    used: int  # how many words in use the passage does not have, or has otherwise
    rewritten: bool  # so many words are others that it is another text, and nothing names the verse
    all_over: bool  # its marks are wrong everywhere
    spoilt: bool  # so much else is wrong that what looks like another reading is damage as well
    quran: bool = False  # a verse is quoted
    enclosed: bool = True  # marks set it apart: what nothing does may be a sentence of the page's own


def _look(changes: Sequence[Change], risks: Risks, words: int, certain: bool) -> _State:
    lettered = [c for c in changes if c.what in _LETTERED]
    strings = len([c for c in lettered if not c.in_use])
    others = len([c for c in changes if c.what in _OTHER])
    rewritten = risks.most_rewritten < others >= len([c for c in lettered if not (c.in_use or c.what in _OTHER)])
    used = len([c for c in changes if c.what is What.LOST or (c.in_use and c.what in _USED)])
    marks = [c.what for c in changes if c.what in _MARKED]
    all_over = len(marks) >= max(risks.all_over * words, 3)
    twice = marks.count(What.MARKS) > 1
    return _State(
        damaged=certain or all_over or twice or strings > 0,
        heavily=strings >= 2 * used,
        used=used,
        rewritten=rewritten and not certain,
        all_over=all_over,
        spoilt=all_over or strings > risks.beside_reading,
    )


def _risk(change: Change, state: _State, risks: Risks, alone: Mapping[What, float]) -> float | None:
    """The chance that a change is wrong; None when another wording explains what stands there."""
    quran = state.quran
    if change.barred:
        return 1.0
    if change.what in _OTHER and state.rewritten:
        return risks.own_word if quran else None
    if change.what is What.READING:
        return risks.used_word_damaged if state.spoilt else None
    if change.what is What.WORDING:
        return None if state.damaged else risks.used_word_dots_hadith
    if change.what is What.MARKS_ONCE:
        return risks.marks if state.all_over else None
    if change.what is What.ADDED and not (quran and state.damaged):
        return risks.own_word if quran else risks.deletion_hadith if state.damaged else None
    if change.what in (What.LOST, What.MOVED) and not (quran and state.damaged):
        return risks.own_word if quran else risks.lost_hadith if state.damaged else None
    if change.what is What.SPELLING and change.in_use and not (quran or state.damaged):
        return None
    if change.in_use and (change.what in _LETTERED or (change.what in _ENDS and not state.damaged)):
        return _risk_in_use(change, state, risks)
    return alone[change.what]


def _risks_alone(state: _State, risks: Risks) -> dict[What, float]:
    """The chance that a change of each kind is wrong, where nothing about it speaks for another wording."""
    quran = state.quran
    return {
        What.MARKS: risks.marks,
        What.SPELLING: risks.spelling,
        What.SPACING: risks.spacing,
        What.LETTERS: risks.letters,
        What.WORD: risks.word_quran if quran else risks.word_hadith,
        What.LOST: risks.lost_quran,
        What.MOVED: risks.lost_quran,
        What.ADDED: risks.deletion,
        What.END: risks.end_words,
        What.END_WORD: risks.end_word if state.damaged else risks.end_words,
        What.END_WHOLE: risks.end_whole if state.damaged else risks.end_words,
        What.END_RENDERED: risks.end_rendered_quran if quran else risks.end_rendered,
        What.LOST_END: risks.lost_end,
        What.LOST_START: risks.lost_start,
        What.BEYOND: risks.deletion,
    }


def _risk_in_use(change: Change, state: _State, risks: Risks) -> float | None:
    """The same for a word in use in the place of another."""
    quran = state.quran
    if change.what is What.END or (change.what in _ENDS and not state.damaged):
        return max(risks.end_words, risks.own_word) if quran else risks.end_words if state.damaged else None
    if state.damaged and not quran and " " in change.old.strip():
        return risks.own_word
    if state.heavily:
        return risks.used_word_heavily
    if state.damaged:
        return risks.used_word_damaged if state.used < risks.most_used else risks.own_word
    shapes = {shape_of(fold_skeleton(text)) for text in (change.old, change.new)}
    if len(shapes) == 1 and (state.enclosed or not quran):
        return risks.used_word_dots if quran else risks.used_word_dots_hadith
    return risks.own_word if quran else None
