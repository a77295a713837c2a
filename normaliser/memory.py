"""Decisions remembered: the same proposal, wherever it comes up again, is answered as it was before.

What is the same is told by the text that stands there, the text proposed, and, where both name any, a ref in common;
never by a place, unless it was decided there alone. A text that a person accepted or wrote is left as it is from then
on.
"""

import os
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from normaliser.decisions import Choice, Decision, Place, load_decisions
from normaliser.edits import apply
from normaliser.model import Edit, Quotation, Ref, Report, Span, Status
from normaliser.proposals import Proposal, around, find_proposals
from normaliser.sources.markup import find_moves

BY = "decision"
"""The name under which edits are made because a person said so."""


class Memory:
    """Decisions by what they are about; of two about the same the later one counts.

    >>> memory = Memory([Decision(Choice.REJECT, "wrd", "word")])
    >>> edit = Edit(Span(4, 7), "wrd", "word", ("example",), "why")
    >>> memory.recall(Report("one wrd here", "one word here", (edit,), ())).text
    'one wrd here'
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._about: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
        self._standing: defaultdict[str, list[Decision]] = defaultdict(list)
        self._alone: defaultdict[tuple[str, str], list[tuple[Place, Decision]]] = defaultdict(list)
        for decision in decisions:
            if decision.alone:
                places = self._alone[decision.before, decision.after]
                places[:0] = ((place, decision) for place in decision.places)
                continue
            self._about[decision.before, decision.after].insert(0, decision)
            if decision.choice is not Choice.REJECT:
                self._standing[decision.final].append(decision)

    @classmethod
    def load(cls, paths: Iterable[Path]) -> "Memory":
        """The decisions of files, later files over earlier ones. Raises `InputError`."""
        return cls(decision for path in paths for decision in load_decisions(path).decisions)

    def find(self, proposal: Proposal) -> Decision | None:
        """What was decided about the same proposal before."""
        for decision in self._about.get((proposal.before, proposal.after), ()):
            if _may_agree(decision.refs, proposal.refs):
                return decision
        for decision in self._standing.get(proposal.before, ()):
            if _may_agree(decision.refs, proposal.refs):
                return Decision(Choice.EDIT, proposal.before, proposal.after, proposal.refs, text=proposal.before)
        return None

    def find_alone(self, report: Report, proposals: Iterable[Proposal], path: str, number: int) -> dict[Span, Decision]:
        """What was decided about proposals in their places alone, for the text of that number in a file.

        A place is known again by where it is, and, once nothing like it stands there, by what stands around it. By a
        rejection one side is enough then: what may be meant is rather left as it is.
        """
        found: dict[Span, Decision] = {}
        for about, same in _by_text(proposals if self._alone else ()).items():
            sides = {proposal.span: around(report.original, proposal.span) for proposal in same}
            gone: list[tuple[Place, Decision]] = []
            for place, decision in self._alone.get(about, ()):
                if place.text != number or os.path.abspath(place.path) != os.path.abspath(path):  # noqa: PTH100
                    continue
                if place.around in (sides.get(place.span), ("", "")) and place.span in sides:
                    found.setdefault(place.span, decision)
                else:
                    gone.append((place, decision))
            for place, decision in gone:
                for span, other in sides.items():
                    if _is_likely(place.around, other, decision.choice):
                        found.setdefault(span, decision)
        return found

    def recall(self, report: Report, path: str = "", number: int = 0) -> Report:
        """The report as the decisions have it: what was accepted is done, what was rejected is not.

        `path` and `number`, the file and which of its texts this is, tell what was decided in a place alone.
        """
        if not self._about and not self._alone:
            return report
        proposals = find_proposals(report)
        alone = self.find_alone(report, proposals, path, number)
        found = ((proposal, alone.get(proposal.span) or self.find(proposal)) for proposal in proposals)
        answers = _apart(report.edits, [a for p, decision in found if decision and (a := _answer(p, decision))])
        starts = [answer.span.start for answer in answers]
        edits = [edit for answer in answers for edit in answer.edits]
        for edit in report.edits:
            nearest = bisect_right(starts, edit.span.start) - 1
            if nearest < 0 or not answers[nearest].span.covers(edit.span):
                edits.append(edit)
        edits.sort(key=lambda edit: edit.span)
        now = {id(answer.asked): answer.quotation for answer in answers if answer.asked}
        quotations = tuple(now.get(id(quotation)) or quotation for quotation in report.quotations)
        return replace(report, text=apply(report.original, edits), edits=tuple(edits), quotations=quotations)


_TOLD = {Choice.ACCEPT: "accepted", Choice.REJECT: "left as it is", Choice.EDIT: "as it was written"}


@dataclass(frozen=True, slots=True)
class _Answer:
    span: Span
    edits: tuple[Edit, ...]
    asked: Quotation | None
    quotation: Quotation | None  # as it is now


def edits_between(before: str, after: str, start: int, because: str) -> tuple[Edit, ...]:
    """Small edits that turn one text, which stands at `start`, into the other, on a person's word."""
    pairs = ((old, old.of(before), new.of(after)) for old, new in find_moves(before, after))
    return tuple(Edit(at.shift(start), old, new, (BY,), because) for at, old, new in pairs if old != new)


def _answer(proposal: Proposal, decision: Decision) -> _Answer | None:
    """What a decision makes of a proposal; None when it changes nothing."""
    if decision.choice is Choice.REJECT and proposal.status is Status.UNRESOLVED:
        return None
    because = f"{_TOLD[decision.choice]} by decision; {proposal.because}"
    edits: tuple[Edit, ...] = ()
    if decision.choice is Choice.ACCEPT:
        edits = tuple(replace(e, by=(*e.by, BY), confidence=1.0) for e in proposal.edits)
    elif decision.choice is Choice.EDIT:
        edits = edits_between(proposal.before, decision.final, proposal.span.start, because)
    asked = proposal.quotation
    if asked is None:
        return _Answer(proposal.span, edits, None, None)
    quotation = replace(
        asked,
        span=proposal.span,
        original=proposal.before,
        repaired=decision.final,
        status=Status.REPAIRED if edits else Status.SOUND,
        confidence=asked.confidence if decision.choice is Choice.REJECT else 1.0,
        because=because,
        edits=edits,
    )
    return _Answer(proposal.span, edits, asked, quotation)


def _by_text(proposals: Iterable[Proposal]) -> dict[tuple[str, str], list[Proposal]]:
    """Proposals by what stands there and what is proposed."""
    together: defaultdict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        together[proposal.before, proposal.after].append(proposal)
    return together


_NEAR = 12
"""Code points beside a place that tell enough: what is farther off may have been repaired since."""


def _is_likely(one: tuple[str, str], other: tuple[str, str], choice: Choice) -> bool:
    """Whether what stands around two places says that they are the same."""
    if choice is not Choice.REJECT:
        return one == other and any(side.strip() for side in one)
    before = min(_NEAR, len(one[0]), len(other[0]))
    after = min(_NEAR, len(one[1]), len(other[1]))
    sides = ((one[0][-before:], other[0][-before:]), (one[1][:after], other[1][:after]))
    return any(side == there and bool(side.strip()) for side, there in sides)


def _may_agree(one: Sequence[Ref], other: Sequence[Ref]) -> bool:
    return not one or not other or not set(one).isdisjoint(other)


def _apart(edits: Sequence[Edit], answers: Iterable[_Answer]) -> list[_Answer]:
    """The answers that overlap neither each other nor an edit that reaches beyond them, in order."""
    kept: list[_Answer] = []
    starts = [edit.span.start for edit in edits]
    for answer in sorted(answers, key=lambda answer: answer.span):
        first, last = bisect_left(starts, answer.span.start), bisect_left(starts, answer.span.end)
        ends = [edit.span for edit in edits[max(0, first - 1) : last]]
        whole = all(answer.span.covers(span) or not answer.span.touches(span) for span in ends)
        if whole and not (kept and kept[-1].span.touches(answer.span)):
            kept.append(answer)
    return kept
