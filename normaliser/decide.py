"""What says yes: evidence in, status and confidence out, by the thresholds of `Options`.

Only lines in scraps, which have little Arabic to weigh, are decided by `scraps`, with the same thresholds.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from normaliser.alignment import said_against
from normaliser.attestation import is_attested, wording_similarity
from normaliser.calibration import calibrated
from normaliser.changes import Change, What, is_particle, place_of
from normaliser.doubts import is_another_text, sureness
from normaliser.evidence import Evidence
from normaliser.matching import Match
from normaliser.mending import Writer
from normaliser.model import Kind, Quotation, Span, Status
from normaliser.options import Options
from normaliser.reading import Reading
from normaliser.risk import total_risk, weigh_changes
from normaliser.runs import Found
from normaliser.skeleton import bare_words
from normaliser.verdict import Choice, tell, tell_unidentified

# Between two passages: a verse sign, an ellipsis.
_SIGN = re.compile(r"[^\w\s\u064b-\u065f\u0670،,]|[0-9\u0660-\u0669]")
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
    verbatim = evidence.told and match.cost == 0
    return verbatim or evidence_bits(match, evidence, options) >= options.evidence.accept


def decide(text: str, found: Found, readings: Sequence[Reading], evidence: Evidence, options: Options) -> Quotation:
    """What the quotation is and what becomes of it. Spans count in `text`."""
    least = options.evidence.prose_similarity if found.prose else 0.0
    read = [r for r in readings if r.matches and is_accepted(r.matches[0], evidence, options)]
    read = [r for r in read if r.matches[0].similarity >= least]
    told = _settle(text, found, read, evidence, options) if read else None
    doubtful = told is None or told.status is not Status.SOUND
    if doubtful and len(set(map(_source, read))) > 1 and not _are_parted(text, read):
        told = _main_alone(text, found, read, evidence, options)
    return told or tell_unidentified(text, found, readings, evidence)


def _main_alone(
    text: str, found: Found, read: Sequence[Reading], evidence: Evidence, options: Options
) -> Quotation | None:
    """Damaged passages run together are one passage in other words: the one that most of the letters agree with."""
    main = max(read, key=_agreeing)
    share = _agreeing(main) / sum(r.matches[0].letters for r in read)
    if share < options.evidence.main_passage or main.matches[0].bits < options.evidence.meant_bits:
        return None
    beyond = (Span(found.span.start, main.words[0].start), Span(main.words[-1].end, found.span.end))
    return _settle(text, found, [main], evidence, options, beyond=beyond if found.enclosed else ())


def _settle(
    text: str,
    found: Found,
    read: Sequence[Reading],
    evidence: Evidence,
    options: Options,
    *,
    beyond: Sequence[Span] = (),
) -> Quotation | None:
    """The quotation as these readings have it, and nothing `beyond`; None when too little speaks for them."""
    write = Writer(text, options, enclosed=found.enclosed and len(read) == 1, lore=evidence.lore)
    choices = [_choose(r, found, write, evidence, options) for r in read]
    span, ends, unexplained = _extent(text, found, choices, evidence, options)
    doomed = [_deletion(text, s, options.risks.reworded) for s in beyond if s]
    changes = sorted([*(c for choice in choices for c in choice.kept), *ends, *doomed], key=place_of)
    confidence = math.prod(_identity(choice, write, evidence, options) for choice in choices)
    confidence *= sureness(text, found, choices, unexplained, options) * (1.0 - total_risk(changes, options.risks))
    meant = bool(changes) and found.enclosed and _is_meant(choices, evidence, options)
    if (
        is_another_text(choices, unexplained, options) or (changes and confidence < options.least_confidence)
    ) and not meant:
        return None
    if changes:
        confidence = calibrated(confidence)
    if not changes and any(_is_reworded(choice, found, options) for choice in choices):
        changes = _reword(text, choices, found)
        confidence = calibrated(1.0 - options.risks.reworded)
    if changes and confidence < options.min_confidence and _is_another_narration(choices, found, evidence, options):
        return None
    status = Status.SOUND
    if changes:
        status = Status.REPAIRED if confidence >= options.min_confidence else Status.SUGGESTED
    return tell(text, span, choices, changes, evidence, status=status, confidence=round(confidence, 6))


def _deletion(text: str, span: Span, risk: float = 0.0, what: What = What.ADDED) -> Change:
    return Change(span, span.of(text), "", what, what, risk=risk)


def _is_meant(choices: Sequence[Choice], evidence: Evidence, options: Options) -> bool:
    """Whether a quotation claiming the Qur'an is so like a verse that no other can be meant, whatever became of it."""
    match = choices[0].match
    weigh = options.evidence
    alike = match.similarity >= weigh.meant or (
        match.bits >= weigh.meant_bits and match.similarity >= weigh.meant_least
    )
    return len(choices) == 1 and alike and match.shelf.kind is Kind.QURAN is evidence.claim


def _agreeing(reading: Reading) -> float:
    """Letters that agree with the passage."""
    return reading.matches[0].letters - reading.matches[0].cost


def _source(reading: Reading) -> tuple[str, int | str]:
    """The surah or narration that a reading quotes from: what leaves out the middle of one is no run of passages."""
    match = reading.matches[0]
    quran = match.shelf.kind is Kind.QURAN
    return match.shelf.name, match.shelf.key(match.targets[0].row)[0] if quran else match.refs[0]


def _are_parted(text: str, read: Sequence[Reading]) -> bool:
    """Whether a sign stands wherever one passage follows another, as those who quote two put between them."""
    return all(_SIGN.search(text, a.words[-1].end, b.words[0].start) for a, b in pairwise(read))


def _is_reworded(choice: Choice, found: Found, options: Options) -> bool:
    """Whether a narration is quoted in words of somebody's own, which no narration like it has."""
    match, mending = choice.match, choice.mending
    if match.shelf.kind is not Kind.HADITH or match.cost == 0:
        return False
    stray = found.enclosed and mending.before + mending.after > 0
    alike = wording_similarity(match, enclosed=found.enclosed) >= options.evidence.same_wording
    return (stray or not alike) and not is_attested(choice.reading)


def _is_another_narration(choices: Sequence[Choice], found: Found, evidence: Evidence, options: Options) -> bool:
    """Whether a narration differs so much, in words that people use, that it is none of those that we have."""
    weigh = options.evidence
    narrations = (c.match for c in choices if c.match.shelf.kind is Kind.HADITH)
    least = min((wording_similarity(m, enclosed=found.enclosed) for m in narrations), default=1.0)
    near = weigh.same_wording if found.prose else weigh.near_wording
    return not evidence.damaged and least < near


def _reword(text: str, choices: Sequence[Choice], found: Found) -> list[Change]:
    """What would make narrations read as the references have them; inside brackets, words at the ends included."""
    changes = [c for choice in choices for c in choice.left if c.what is not What.MARKS_ONCE]
    for choice in choices if found.enclosed else ():
        words, (first, last) = choice.reading.words, choice.match.extent()
        for beyond in (Span(words[0].start, words[first].start), Span(words[last - 1].end, words[-1].end)):
            if beyond and not any(c.span.touches(beyond) for c in changes):
                changes.append(_deletion(text, beyond))
    return sorted(changes, key=place_of)


def _choose(reading: Reading, found: Found, write: Writer, evidence: Evidence, options: Options) -> Choice:
    """The best match; but of passages with these very letters, one in which all is in order."""
    match = reading.matches[0]
    mending = write.mend(reading.words, match)
    if match.cost == 0 and mending.changes:
        for other in reading.matches[1:_LIKE]:
            if other.cost == 0 and write.is_mended_by((), reading.words, other):
                match, mending = other, write.mend(reading.words, other)
                break
    named = match.hinted and match.shelf.kind is Kind.QURAN
    if named and not (evidence.citation and evidence.citation.kind is Kind.QURAN):
        # Only the English names it, which may be any sentence.
        unnamed = evidence_bits(match, evidence, options) - options.evidence.named_verse
        named = match.similarity >= options.evidence.meant and unnamed >= options.evidence.accept
    kept, left = weigh_changes(
        mending.changes,
        match.shelf.kind,
        options.risks,
        words=len(reading.words),
        certain=found.stray or named,
        enclosed=found.enclosed,
    )
    if all(is_particle(change) for change in kept):
        kept, left = (), (*left, *kept)
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
    rivals = sorted((m for m in near[:_LIKE] if _is_rival(m, match, evidence)), key=lambda m: m.cost)
    nearest = next((m for m in rivals if not _is_same_repair(choice, write, m)), None)
    if nearest is None:
        return known
    lead = max(options.evidence.lead * (nearest.cost - match.cost), match.bits - nearest.bits, 0.0)
    ahead: float = 2.0**-lead
    return known * (1.0 - 0.5 * ahead)


def _is_same_repair(choice: Choice, write: Writer, other: Match) -> bool:
    """Whether the other passage would put the same words into the quotation."""
    return write.is_mended_by(choice.mending.changes, choice.reading.words, other)


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
        doomed = Span(end, found.span.end)
        sound = not any(choice.kept for choice in choices)
        risk = risks.own_word if in_use and sound else risks.deletion
        return (
            Span(start, found.span.end),
            [Change(doomed, doomed.of(text), "", What.BEYOND, What.BEYOND, risk=risk)],
            0,
        )
    if not found.enclosed:
        return Span(first[before].start, last[len(last) - after - 1].end), [], 0
    return found.span, [], before + after
