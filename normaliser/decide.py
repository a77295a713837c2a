"""What says yes: evidence in, status and confidence out, by the thresholds of `Options`.

Only lines in scraps, which have little Arabic to weigh, are decided by `scraps`, with the same thresholds.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from normaliser.alignment import said_against
from normaliser.changes import LOSES, Change, What
from normaliser.evidence import Evidence
from normaliser.locate import Found
from normaliser.matching import Match
from normaliser.mending import Mending, mend
from normaliser.model import Edit, Kind, Quotation, Span, Status
from normaliser.options import Options
from normaliser.reading import Reading
from normaliser.risk import total_risk, weigh_changes
from normaliser.skeleton import bare_words
from normaliser.verdict import Choice, tell, tell_unidentified
from normaliser.words import Word, split_words

_LIKE = 6  # matches that are looked at for one in which the quotation is in order


def evidence_bits(match: Match, evidence: Evidence, options: Options) -> float:
    """How much more likely the words are as a damaged copy of the passage than as chance, in bits.

    Each letter that agrees speaks for the passage, each that differs against it; the size of the corpus is the number
    of chances that chance had. A citation of the passage, or a lead-in of its kind, speaks for it too.
    """
    weigh, bits = options.evidence, match.bits + _excuse(match, evidence, options)
    if match.hinted and match.shelf.kind is Kind.QURAN:
        return bits + weigh.named_verse  # a citation says Qur'an already
    if match.hinted:
        bits += weigh.named_book
    if evidence.claim is match.shelf.kind:
        bits += weigh.claim
    return bits


def _excuse(match: Match, evidence: Evidence, options: Options) -> float:
    """Bits by which damage excuses a verse that few letters speak for, unless it is said to be no verse.

    The letters of words that nobody uses are wrong whatever the text is, and say less against it.
    """
    if not _is_excused(match, evidence):
        return 0.0
    first, last = match.extent()
    against = 0.0
    for block in match.blocks:
        if first <= block.q0 < block.q1 <= last and evidence.strange.issuperset(match.quoted[block.q0 : block.q1]):
            against += said_against(block)
    return options.evidence.strange + options.evidence.excused * against


def _is_excused(match: Match, evidence: Evidence) -> bool:
    return evidence.damaged and match.shelf.kind is Kind.QURAN and evidence.claim is not Kind.HADITH


def is_accepted(match: Match, evidence: Evidence, options: Options) -> bool:
    """Whether the quotation may be taken to quote this passage at all."""
    return evidence_bits(match, evidence, options) >= options.evidence.accept


def is_quotation(found: Found, quotation: Quotation, options: Options) -> bool:
    """Whether running Arabic on an Arabic page is quoted at all: it has a source, and enough words to show it.

    Everybody writes in four words that stand in some narration; seven, or four with their vowels, are somebody's.
    """
    if not found.prose:
        return True
    words = split_words(quotation.original)
    vocalised = sum(len(w.text) - len(w.skeleton) for w in words) > 0.5 * sum(len(w.skeleton) for w in words)
    weigh = options.evidence
    return bool(quotation.refs) and len(words) >= (weigh.prose_words_vocalised if vocalised else weigh.prose_words)


def decide(text: str, found: Found, readings: Sequence[Reading], evidence: Evidence, options: Options) -> Quotation:
    """What the quotation is and what becomes of it. Spans count in `text`."""
    least = options.evidence.prose_similarity if found.prose else 0.0
    read = [r for r in readings if r.matches and is_accepted(r.matches[0], evidence, options)]
    read = [r for r in read if r.matches[0].similarity >= least]
    if not read:
        return tell_unidentified(text, found, readings, evidence)
    write = partial(mend, text, options=options, enclosed=found.enclosed and len(read) == 1, lore=evidence.lore)
    choices = [_choose(r, write, options, stray=found.stray) for r in read]
    span, ends, unexplained = _extent(text, found, choices, evidence, options)
    changes = sorted([*(c for choice in choices for c in choice.kept), *ends], key=lambda c: c.edit.span)
    sureness = (1.0 - options.risks.end_words) ** unexplained * (1.0 - _frayed(choices, options))
    sureness *= 1.0 - _rewritten(text, choices, options)
    identity = math.prod(_identity(choice, write, evidence, options) for choice in choices)
    confidence = identity * sureness * (1.0 - total_risk(changes, options.risks))
    if _is_another_text(choices, unexplained) or (changes and confidence < options.least_confidence):
        return tell_unidentified(text, found, readings, evidence)
    status = Status.SOUND
    if changes:
        status = Status.REPAIRED if confidence >= options.min_confidence else Status.SUGGESTED
    rounded = round(confidence, 6)
    told = tell(text, span, choices, changes, evidence)
    edits = tuple(replace(e, confidence=rounded) for e in told.edits)
    return replace(told, status=status, confidence=rounded, edits=edits)


Writer = Callable[[Sequence[Word], Match], Mending]
"""What would be changed to make the words read as the match does."""


def _choose(reading: Reading, write: Writer, options: Options, *, stray: bool) -> Choice:
    """The best match; but of passages with these very letters, one in which all is in order."""
    match = reading.matches[0]
    mending = write(reading.words, match)
    if match.cost == 0 and mending.changes:
        for other in reading.matches[1:_LIKE]:
            if other.cost == 0 and not (theirs := write(reading.words, other)).changes:
                match, mending = other, theirs
                break
    quran = match.shelf.kind is Kind.QURAN
    kept, left = weigh_changes(
        mending.changes,
        match.shelf.kind,
        options.risks,
        words=len(reading.words),
        certain=stray or (match.hinted and quran),
    )
    return Choice(reading, match, mending, kept, left)


def _identity(choice: Choice, write: Writer, evidence: Evidence, options: Options) -> float:
    """The chance that this passage, and not chance or a rival, is what is quoted."""
    match = choice.match
    bits = evidence_bits(match, evidence, options) - options.evidence.accept
    if _is_excused(match, evidence):
        bits -= options.evidence.strange  # it was let in, and is no surer for that
    known: float = 1.0 - options.evidence.doubt * 2.0 ** (-bits / options.evidence.halving)
    if match.cost == 0:
        return known
    others = [m for m in choice.reading.matches[1:] if m.hinted >= match.hinted]
    near = [m for m in others if m.cost - match.cost < options.evidence.far_behind]
    rivals = [m for m in near[:_LIKE] if _is_rival(m, match, evidence) and not _is_same_repair(choice, write, m)]
    if not rivals:
        return known
    lead = min(m.cost for m in rivals) - match.cost
    ahead: float = 2.0 ** (-options.evidence.lead * max(0.0, lead))
    return known * (1.0 - 0.5 * ahead)


def _is_same_repair(choice: Choice, write: Writer, other: Match) -> bool:
    """Whether the other passage would put the same words into the quotation."""
    ours = {(c.edit.span, c.edit.new) for c in choice.mending.changes}
    return ours == {(c.edit.span, c.edit.new) for c in write(choice.reading.words, other).changes}


def _is_another_text(choices: Sequence[Choice], unexplained: int) -> bool:
    """Whether half of the words are none of the passage's, and nothing names the verse."""
    words = sum(len(choice.reading.words) for choice in choices)
    in_doubt = [c for choice in choices if not choice.match.hinted for c in choice.mending.changes]
    replaced = sum(len(c.edit.old.split()) for c in in_doubt if c.what in LOSES)
    return 2 * (unexplained + replaced) >= words


def _rewritten(text: str, choices: Sequence[Choice], options: Options) -> float:
    """The chance that somebody's own words stand there, for the many that the passages do not have."""
    each = [_events(text, choice) for choice in choices]
    if len(choices) > 1:
        return options.risks.rewritten if any(each) else 0.0
    many = each[0] > 1 and options.risks.words_an_event * each[0] > len(choices[0].reading.words)
    return options.risks.rewritten if many and not choices[0].match.hinted else 0.0


def _events(text: str, choice: Choice) -> int:
    """At how many places words were lost, added or replaced."""
    spans = sorted(c.edit.span for c in choice.mending.changes if c.what in LOSES)
    apart = [bool(text[a.end : b.start].strip()) for a, b in pairwise(spans)]
    return len(spans[:1]) + sum(apart)


def _frayed(choices: Sequence[Choice], options: Options) -> float:
    """The chance that a word is lost without a trace: at an end within a verse, or where narrations differ."""
    first, risks = choices[0], options.risks
    share = first.match.cost / first.match.letters
    if first.match.shelf.kind is not Kind.QURAN:
        return risks.frayed_heavily if share >= risks.heavily else 0.0
    if share < risks.damaged:
        return 0.0
    # Two lost words are rare: a trace of one elsewhere says that none is lost here.
    traced = any(first.match.is_event(b, risks.damage_share) for b in first.match.blocks)
    traced = traced or any(c.what in LOSES for c in first.kept)
    return 1.0 - (1.0 - (risks.frayed if share < risks.heavily or traced else risks.frayed_heavily)) ** _open(choices)


def _open(choices: Sequence[Choice]) -> int:
    """How many ends of the quotation lie within a verse."""
    first, last = choices[0].match, choices[-1].match
    return (first.targets[0].place > 0) + (not last.ends_row(len(last.targets) - 1))


def _is_rival(other: Match, match: Match, evidence: Evidence) -> bool:
    """Whether `other` would read the quotation as another text. A narration that quotes the verse is none."""
    if other.shelf.kind is not match.shelf.kind and evidence.claim is not other.shelf.kind:
        return match.shelf.kind is not Kind.QURAN or other.cost < match.cost
    return not set(other.refs) & set(match.refs) and bare_targets(other) != bare_targets(match)


def bare_targets(match: Match) -> str:
    """The passage words without alefs and spaces, which editions differ in."""
    return "".join([t.skeleton for t in match.targets]).replace("ا", "")


def _extent(
    text: str, found: Found, choices: Sequence[Choice], evidence: Evidence, options: Options
) -> tuple[Span, list[Change], int]:
    """The quotation's span, the changes at its ends, and how many words at them nothing accounts for.

    Nothing encloses it: the span shrinks to what is accounted for. An unbalanced bracket closes it: up to
    `Risks.most_deleted` words that it cuts off go with it, unless one is a word in use and all else is
    sound. Brackets enclose it: the words stay and lower confidence.
    """
    before, after = choices[0].mending.before, choices[-1].mending.after
    first, last = choices[0].reading.words, choices[-1].reading.words
    risks = options.risks
    if found.stray:
        end = last[len(last) - after - 1].end
        start = first[before].start
        if not 0 < after <= risks.most_deleted:
            return Span(start, end), [], 0
        beyond = [bare for word in last[len(last) - after :] for bare in bare_words(word.text)]
        in_use = any(evidence.lore.usage(bare) >= risks.in_use for bare in beyond if len(bare) >= risks.in_use_letters)
        doomed = Edit(Span(end, found.span.end), text[end : found.span.end], "", ("reference",), What.BEYOND)
        sound = not any(choice.kept for choice in choices)
        risk = risks.own_word if in_use and sound else risks.deletion
        return Span(start, found.span.end), [Change(doomed, What.BEYOND, risk=risk)], 0
    if not found.enclosed:
        return Span(first[before].start, last[len(last) - after - 1].end), [], 0
    return found.span, [], before + after
