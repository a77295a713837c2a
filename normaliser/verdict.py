"""What was decided, told as a quotation: refs, reasons, rivals and warnings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from normaliser.changes import BESIDE, Change, What
from normaliser.edits import apply
from normaliser.evidence import Evidence, verses_of
from normaliser.matching import Match
from normaliser.mending import Mending
from normaliser.model import Edit, Kind, Quotation, Rival, Span, Status
from normaliser.reading import Reading
from normaliser.runs import Found


@dataclass(frozen=True, slots=True)
class Choice:
    """A stretch of quoted words, the passage it was taken for, and what is to be changed."""

    reading: Reading
    match: Match
    mending: Mending
    kept: tuple[Change, ...]  # worth making, with their risks
    left: tuple[Change, ...]  # what another wording explains


def tell(
    text: str,
    span: Span,
    choices: Sequence[Choice],
    changes: Sequence[Change],
    evidence: Evidence,
    *,
    status: Status,
    confidence: float,
) -> Quotation:
    """The quotation as it would read with the changes."""
    edits = tuple([Edit(c.span, c.old, c.new, ("reference",), c.because, confidence) for c in changes])
    kind = choices[0].match.shelf.kind
    one = status is Status.SUGGESTED and (kind is not Kind.QURAN or any(map(_is_of_one_place, changes)))
    return Quotation(
        span=span,
        original=span.of(text),
        repaired=apply(text, edits, span),
        kind=kind,
        refs=tuple(dict.fromkeys([ref for choice in choices for ref in choice.match.refs[: 1 if one else None]])),
        status=status,
        confidence=confidence,
        because=_because(choices, evidence),
        edits=edits,
        rivals=_rivals(choices),
        warnings=(*_warnings(choices, evidence), *_strays(choices, changes), *_wordings(choices)),
    )


def _is_of_one_place(change: Change) -> bool:
    """Whether a change takes words from beside those of the match, which other verses with the same words lack."""
    return change.what in BESIDE or (change.what is What.LOST and bool(change.old))


def tell_unidentified(text: str, found: Found, readings: Sequence[Reading], evidence: Evidence) -> Quotation:
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
        rivals=_ranked(m for r in readings for m in r.matches[:3]),
    )


def _because(choices: Sequence[Choice], evidence: Evidence) -> str:
    parts = []
    for match in (choice.match for choice in choices):
        agree = match.letters - match.cost
        parts.append(f"{match.refs[0]}, {agree:.0f} of {match.letters} letters")
    if any(choice.match.hinted for choice in choices) and evidence.citation:
        parts.append(f"cited as {evidence.citation.text}")
    return "; ".join(parts)


def _rivals(choices: Sequence[Choice]) -> tuple[Rival, ...]:
    refs = {ref for choice in choices for ref in choice.match.refs}
    others = [m for choice in choices for m in choice.reading.matches[1:4] if m.refs[0] not in refs]
    return _ranked(others)


def _ranked(matches: Iterable[Match]) -> tuple[Rival, ...]:
    best = sorted(matches, key=lambda m: -m.similarity)
    return tuple(Rival(m.refs[0], round(m.similarity, 3)) for m in best)


def _warnings(choices: Sequence[Choice], evidence: Evidence) -> tuple[str, ...]:
    citation = evidence.citation
    match = choices[0].match
    if not citation or citation.ayahs is None or citation.surah is None or match.shelf.kind is not Kind.QURAN:
        return ()
    cited = {(citation.surah, ayah) for ayah in range(citation.ayahs[0], citation.ayahs[1] + 1)}
    quoted = {verse for choice in choices for ref in choice.match.refs for verse in verses_of(ref)}
    if cited & quoted:
        return ()
    shown = match.refs[0].removeprefix("quran:")
    return (f"cited as {citation.surah}:{citation.ayahs[0]}, quotes {shown}",)


def _strays(choices: Sequence[Choice], changes: Sequence[Change]) -> tuple[str, ...]:
    """What is left standing that the passage does not have."""
    first, last = choices[0], choices[-1]
    stray = first.reading.words[: first.match.extent()[0]] + last.reading.words[last.match.extent()[1] :]
    touched = [c.span for c in changes]
    left = [w.text for w in stray if not any(s.start <= w.start and w.end <= s.end for s in touched)]
    return (f"not in the passage: {' '.join(left)}",) if left else ()


_READING = "a reading other than that of Hafs: "


def _wordings(choices: Sequence[Choice]) -> tuple[str, ...]:
    """Where a narration has other words than the reference, which may be another wording of it."""
    left = [c for choice in choices for c in choice.left if c.what is not What.MARKS_ONCE]
    return tuple(
        f"{_READING if c.what is What.READING else ''}the reference has {c.new.strip() or 'nothing'}"
        f" for {c.old or 'nothing'}"
        for c in left
    )
