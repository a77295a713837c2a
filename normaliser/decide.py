"""The only place that says yes: evidence in, status and confidence out, by the thresholds of `Options`."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from normaliser.edits import apply
from normaliser.evidence import Evidence, verses_of
from normaliser.locate import Found
from normaliser.matching import Match
from normaliser.mending import Change, Mending, What, mend
from normaliser.model import Edit, Kind, Quotation, Rival, Span, Status
from normaliser.options import Options
from normaliser.reading import Reading
from normaliser.risk import total_risk, weigh_changes
from normaliser.words import Word

_FAR_BEHIND = 4.0  # letters by which a passage may be worse and still be a rival
_LIKE = 6  # matches that are looked at for one in which the quotation is in order


def evidence_bits(match: Match, evidence: Evidence, options: Options) -> float:
    """How much more likely the words are as a damaged copy of the passage than as chance, in bits.

    Each letter that agrees speaks for the passage, each that differs against it; the size of the corpus is the number
    of chances that chance had. A citation of the passage, or a lead-in of its kind, speaks for it too.
    """
    weigh, bits = options.evidence, match.bits
    if match.hinted and match.shelf.kind is Kind.QURAN:
        return bits + weigh.named_verse  # a citation says Qur'an already
    if match.hinted:
        bits += weigh.named_book
    if evidence.claim is match.shelf.kind:
        bits += weigh.claim
    return bits


def is_accepted(match: Match, evidence: Evidence, options: Options) -> bool:
    """Whether the quotation may be taken to quote this passage at all."""
    return evidence_bits(match, evidence, options) >= options.evidence.accept


def decide(text: str, found: Found, readings: Sequence[Reading], evidence: Evidence, options: Options) -> Quotation:
    """What the quotation is and what becomes of it. Spans count in `text`."""
    read = [r for r in readings if r.matches and is_accepted(r.matches[0], evidence, options)]
    if not read:
        return _unidentified(text, found, readings, evidence)
    write = partial(mend, text, options=options, enclosed=found.enclosed and len(read) == 1, lore=evidence.lore)
    chosen = [_choose(r, write) for r in read]
    taken = [(r, m) for r, (m, _) in zip(read, chosen, strict=True)]
    mendings = [mending for _, mending in chosen]
    span, ends, unexplained = _extent(text, found, [r.words for r, _ in taken], mendings, options)
    weighed = [
        weigh_changes(
            mending.changes,
            m.shelf.kind,
            options.risks,
            words=len(r.words),
            certain=found.stray or (m.hinted and m.shelf.kind is Kind.QURAN),
        )
        for mending, (r, m) in zip(mendings, taken, strict=True)
    ]
    kept = [c for kept, _ in weighed for c in kept]
    left = [c for _, left in weighed for c in left]
    changes = sorted([*kept, *ends], key=lambda c: c.edit.span)
    identity = math.prod(
        _identity(m, _rivals_of(m, r, evidence, partial(_same_repair, r, mending, write)), evidence, options)
        for (r, m), mending in zip(taken, mendings, strict=True)
    )
    confidence = identity * (1.0 - total_risk(changes, options.risks)) * (1.0 - options.risks.end_words) ** unexplained
    if changes and confidence < options.least_confidence:
        return _unidentified(text, found, readings, evidence)
    status = Status.SOUND
    if changes:
        status = Status.REPAIRED if confidence >= options.min_confidence else Status.SUGGESTED
    edits = tuple(_with_confidence(c.edit, confidence) for c in changes)
    original = span.of(text)
    return Quotation(
        span=span,
        original=original,
        repaired=apply(original, [_shift(e, -span.start) for e in edits]),
        kind=taken[0][1].shelf.kind,
        refs=tuple(dict.fromkeys(ref for _, m in taken for ref in m.refs)),
        status=status,
        confidence=round(confidence, 6),
        because=_because(taken, evidence),
        edits=edits,
        rivals=_rivals(taken),
        warnings=(*_warnings(taken, evidence), *_strays(taken, kept), *_wordings(left)),
    )


def _choose(reading: Reading, write: Callable[[Sequence[Word], Match], Mending]) -> tuple[Match, Mending]:
    """The best match and its mending; but of passages with these very letters, one in which all is in order."""
    best = reading.matches[0]
    mending = write(reading.words, best)
    if best.cost or not mending.changes:
        return best, mending
    for other in reading.matches[1:_LIKE]:
        if other.cost == 0 and not (theirs := write(reading.words, other)).changes:
            return other, theirs
    return best, mending


def _identity(match: Match, rivals: Sequence[Match], evidence: Evidence, options: Options) -> float:
    """The chance that this passage, and not chance or a rival, is what is quoted."""
    bits = evidence_bits(match, evidence, options) - options.evidence.accept
    known: float = 1.0 - options.evidence.doubt * 2.0 ** (-bits / options.evidence.halving)
    if match.cost == 0 or not rivals:
        return known
    lead = min(m.cost for m in rivals) - match.cost
    ahead: float = 2.0 ** (-options.evidence.lead * max(0.0, lead))
    return known * (1.0 - 0.5 * ahead)


def _rivals_of(match: Match, reading: Reading, evidence: Evidence, same: Callable[[Match], bool]) -> list[Match]:
    """The other passages that the quotation may well be of and that would put other words into it."""
    if match.cost == 0:
        return []
    near = [m for m in reading.matches[1:] if m.cost - match.cost < _FAR_BEHIND and m.hinted >= match.hinted]
    return [m for m in near[:_LIKE] if _is_rival(m, match, evidence) and not same(m)]


def _same_repair(
    reading: Reading, mending: Mending, write: Callable[[Sequence[Word], Match], Mending], other: Match
) -> bool:
    """Whether the other passage would put the same words into the quotation."""
    ours = {(c.edit.span, c.edit.new) for c in mending.changes}
    return ours == {(c.edit.span, c.edit.new) for c in write(reading.words, other).changes}


def _is_rival(other: Match, match: Match, evidence: Evidence) -> bool:
    """Whether `other` would read the quotation as another text. A narration that quotes the verse is none."""
    if other.shelf.kind is not match.shelf.kind and evidence.claim is not other.shelf.kind:
        return match.shelf.kind is not Kind.QURAN or other.cost < match.cost
    return not set(other.refs) & set(match.refs) and bare_targets(other) != bare_targets(match)


def bare_targets(match: Match) -> str:
    """The passage words without alefs and spaces, which editions differ in."""
    return "".join([t.skeleton for t in match.targets]).replace("ا", "")


def _extent(
    text: str, found: Found, words: Sequence[tuple[Word, ...]], mendings: Sequence[Mending], options: Options
) -> tuple[Span, list[Change], int]:
    """The quotation's span, the changes at its ends, and how many words at them nothing accounts for.

    Nothing encloses it: the span shrinks to what is accounted for. An unbalanced bracket closes it: up to
    `Risks.most_deleted` words that it cuts off go with it. Brackets enclose it: the words stay and lower confidence.
    """
    before, after = mendings[0].before, mendings[-1].after
    first, last = words[0], words[-1]
    risks = options.risks
    if found.stray:
        end = last[len(last) - after - 1].end
        start = first[before].start
        if not 0 < after <= risks.most_deleted:
            return Span(start, end), [], 0
        doomed = Edit(Span(end, found.span.end), text[end : found.span.end], "", ("reference",), What.BEYOND)
        return Span(start, found.span.end), [Change(doomed, What.BEYOND, risk=risks.deletion)], 0
    if not found.enclosed:
        return Span(first[before].start, last[len(last) - after - 1].end), [], 0
    return found.span, [], before + after


def _unidentified(text: str, found: Found, readings: Sequence[Reading], evidence: Evidence) -> Quotation:
    claimed = evidence.claim
    original = found.span.of(text)
    return Quotation(
        span=found.span,
        original=original,
        repaired=original,
        kind=claimed or Kind.OTHER,
        refs=(),
        status=Status.UNRESOLVED if claimed else Status.SOUND,
        confidence=0.5,
        because="claims scripture and no passage fits" if claimed else "stands in no corpus",
        rivals=tuple(Rival(m.refs[0], round(m.similarity, 3)) for r in readings for m in r.matches[:3]),
    )


def _because(taken: Sequence[tuple[Reading, Match]], evidence: Evidence) -> str:
    parts = []
    for _, match in taken:
        agree = match.letters - match.cost
        parts.append(f"{match.refs[0]}, {agree:.0f} of {match.letters} letters")
    if any(m.hinted for _, m in taken) and evidence.citation:
        parts.append(f"cited as {evidence.citation.text}")
    return "; ".join(parts)


def _rivals(taken: Sequence[tuple[Reading, Match]]) -> tuple[Rival, ...]:
    refs = {ref for _, m in taken for ref in m.refs}
    return tuple(
        Rival(m.refs[0], round(m.similarity, 3)) for r, _ in taken for m in r.matches[1:4] if m.refs[0] not in refs
    )


def _warnings(taken: Sequence[tuple[Reading, Match]], evidence: Evidence) -> tuple[str, ...]:
    citation = evidence.citation
    match = taken[0][1]
    if not citation or citation.ayahs is None or citation.surah is None or match.shelf.kind is not Kind.QURAN:
        return ()
    cited = {(citation.surah, ayah) for ayah in range(citation.ayahs[0], citation.ayahs[1] + 1)}
    quoted = {verse for _, m in taken for ref in m.refs for verse in verses_of(ref)}
    if cited & quoted:
        return ()
    shown = match.refs[0].removeprefix("quran:")
    return (f"cited as {citation.surah}:{citation.ayahs[0]}, quotes {shown}",)


def _strays(taken: Sequence[tuple[Reading, Match]], changes: Sequence[Change]) -> tuple[str, ...]:
    """What is left standing that the passage does not have."""
    first, last = taken[0], taken[-1]
    stray = first[0].words[: first[1].extent()[0]] + last[0].words[last[1].extent()[1] :]
    touched = [c.edit.span for c in changes]
    left = [w.text for w in stray if not any(s.start <= w.start and w.end <= s.end for s in touched)]
    return (f"not in the passage: {' '.join(left)}",) if left else ()


def _wordings(left: Sequence[Change]) -> tuple[str, ...]:
    """Where a narration has other words than the reference, which may be another wording of it."""
    return tuple(
        f"the reference has {c.edit.new.strip() or 'nothing'} for {c.edit.old or 'nothing'}"
        for c in left
        if c.what is not What.MARKS_ONCE
    )


def _with_confidence(edit: Edit, confidence: float) -> Edit:
    return Edit(edit.span, edit.old, edit.new, edit.by, edit.because, round(confidence, 6))


def _shift(edit: Edit, by: int) -> Edit:
    return Edit(edit.span.shift(by), edit.old, edit.new, edit.by, edit.because, edit.confidence)
