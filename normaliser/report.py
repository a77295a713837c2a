"""What a report says in other shapes: the JSON contract, rows of a bilingual corpus, findings, one-line sums.

The JSON is a contract that benchmarks and users read; a change of its meaning raises `SCHEMA`. All `start` and `end`
are code points of the original text.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

from normaliser.edits import apply
from normaliser.link_rows import LinksRow, links_row
from normaliser.model import Edit, Kind, Pair, Quotation, QuotationColumns, Ref, Report, Span, Status
from normaliser.sources import Source
from normaliser.sources.markup import Text
from normaliser.sources.parts import SEPARATOR

if TYPE_CHECKING:
    from normaliser.corpora.sources import Origin

SCHEMA = 1

_DIGITS = 6
"""Decimals of a confidence or score in the output; what lies beyond is noise of floating point."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text of a source and what became of it."""

    source: Source
    report: Report
    text: Text | None = None  # None: the source's whole text, as it stands
    read: Report | None = None  # the report on what a reader sees, where the text has markup
    origin_of: Callable[[Ref], "Origin | None"] | None = None  # where the text of a passage comes from

    @property
    def name(self) -> str:
        """What the text is called: its path, and which text it is where a source holds several."""
        return self.text.name_in(self.source.path) if self.text else self.source.path

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The applied edits as edits of the source's text."""
        return tuple(self.text.write(self.report.edits)) if self.text else self.report.edits

    def pair_rows(self) -> "Iterator[PairRow]":
        """Every pair as a row, in plain text: without the markup around and inside it."""
        read = self.read or self.report
        for pair, plain in zip(self.report.pairs, read.pairs, strict=True):
            row = pair_row(pair, self.name)
            row |= {"arabic": plain.arabic, "english": plain.english, "document_sha256": _checksum(self.source.data)}
            if origin := self._origin(pair.refs):
                row |= {"source": origin.source, "source_sha256": origin.sha256}
            yield row

    def linked_rows(self) -> "Iterator[LinkedPairRow]":
        """The same with the word links, where they were asked for. Their spans count in the original, as all do."""
        for pair, row in zip(self.report.pairs, self.pair_rows(), strict=True):
            yield {**row, **links_row(pair.translation)}

    def _origin(self, refs: Iterable[Ref]) -> "Origin | None":
        found = map(self.origin_of, refs) if self.origin_of else iter(())
        return next(filter(None, found), None)


@lru_cache(maxsize=1)  # the documents of one file follow each other
def _checksum(data: bytes) -> str:
    return sha256(data).hexdigest()


def edits_of_source(documents: Iterable[Document]) -> list[Edit]:
    """The applied edits of documents that are all of one source, in order, as edits of its text."""
    return [edit for document in documents for edit in document.edits]


def repaired_text(documents: Sequence[Document]) -> str:
    """The text of a source with all its documents repaired; of what is no text, what a reader sees of it."""
    source = documents[0].source
    if source.parts:
        return SEPARATOR.join((document.read or document.report).text for document in documents)
    return apply(source.text, edits_of_source(documents))


def by_source(documents: Iterable[Document]) -> "Iterator[list[Document]]":
    """The documents of each source together."""
    for _, group in groupby(documents, key=lambda document: id(document.source)):
        yield list(group)


class EditRow(TypedDict):
    """One edit; on the original text, `old` stands at `[start, end)`."""

    start: int
    end: int
    old: str
    new: str
    by: list[str]
    because: str
    confidence: float


class RivalRow(TypedDict):
    """Another passage that fits."""

    ref: str
    score: float


class TranslationRow(LinksRow):
    """The English of a quotation."""

    start: int
    end: int
    text: str
    edition: str | None
    confidence: float


class QuotationRow(QuotationColumns):
    """One quotation and what became of it."""

    rivals: list[RivalRow]
    translation: TranslationRow | None
    edits: list[EditRow]


class EnglishOnlyRow(TypedDict):
    """An English quotation with no Arabic beside it."""

    start: int
    end: int
    text: str
    refs: list[str]
    edition: str | None
    confidence: float


class ReportRow(TypedDict):
    """One document. `edits` are the applied ones: on the original they give `text`."""

    path: str
    schema: int
    text: str
    quotations: list[QuotationRow]
    edits: list[EditRow]
    english_only: list[EnglishOnlyRow]


class PairRow(TypedDict):
    """A quotation and its English, as a row of a bilingual corpus. `confidence` is that of the pair."""

    path: str
    start: int
    end: int
    arabic: str
    original: str
    kind: str
    refs: list[str]
    status: str
    confidence: float
    en_start: int
    en_end: int
    english: str
    edition: str | None
    source: str | None  # of the passage quoted; None where that is not known
    source_sha256: str | None
    document_sha256: str | None


def as_dict(report: Report, path: str = "-") -> ReportRow:
    """The report as plain values, ready for `json.dumps`.

    >>> as_dict(Report("abc", "abc", (), ()), "page.txt")
    {'path': 'page.txt', 'schema': 1, 'text': 'abc', 'quotations': [], 'edits': [], 'english_only': []}
    """
    return {
        "path": path,
        "schema": SCHEMA,
        "text": report.text,
        "quotations": [_quotation_row(quotation) for quotation in report.quotations],
        "edits": [_edit_row(edit) for edit in report.edits],
        "english_only": [
            {
                "start": english.span.start,
                "end": english.span.end,
                "text": english.text,
                "refs": list(english.refs),
                "edition": english.edition,
                "confidence": round(english.confidence, _DIGITS),
            }
            for english in report.english_only
        ],
    }


class LinkedPairRow(PairRow, LinksRow):
    """A pair with its word links."""


def pair_row(pair: Pair, path: str = "-") -> PairRow:
    """One pair as plain values; its English is the page's own."""
    quotation, translation = pair.quotation, pair.translation
    return {
        "path": path,
        "start": quotation.span.start,
        "end": quotation.span.end,
        "arabic": pair.arabic,
        "original": quotation.original,
        "kind": str(quotation.kind),
        "refs": list(pair.refs),
        "status": str(quotation.status),
        "confidence": round(pair.confidence, _DIGITS),
        "en_start": translation.span.start,
        "en_end": translation.span.end,
        "english": translation.text,
        "edition": translation.edition,
        "source": None,
        "source_sha256": None,
        "document_sha256": None,
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """Something `check` reports. `kind` is None for garbled text outside every quotation."""

    span: Span
    status: Status
    kind: Kind | None
    refs: tuple[Ref, ...]
    because: str


def find_work(report: Report) -> tuple[Finding, ...]:
    """All that is not sound, in order of appearance."""
    findings = [Finding(q.span, q.status, q.kind, q.refs, q.because) for q in report.quotations if not is_sound(q)]
    findings += [Finding(edit.span, Status.REPAIRED, None, (), edit.because) for edit in edits_outside(report)]
    return tuple(sorted(findings, key=lambda finding: finding.span))


def is_sound(quotation: Quotation) -> bool:
    """Whether nothing needs to be done about it."""
    return quotation.status is Status.SOUND


def edits_outside(report: Report) -> Iterator[Edit]:
    """The applied edits that touch no quotation: garbles undone around them."""
    quotations = sorted(quotation.span for quotation in report.quotations)
    starts = [span.start for span in quotations]
    for edit in report.edits:
        before = bisect_right(starts, edit.span.end)  # a quotation that starts later cannot hold the edit
        near = quotations[max(0, before - 2) : before]
        if not any(span.touches(edit.span) or span.covers(edit.span) for span in near):
            yield edit


def summarise(report: Report) -> str:
    """One line: how many quotations became what.

    >>> summarise(Report("abc", "abc", (), ()))
    'no quotations'
    """
    counts = Counter(quotation.status for quotation in report.quotations)
    parts = [f"{counts[status]} {status}" for status in _BY_NEWS if counts[status]]
    if outside := sum(1 for _ in edits_outside(report)):
        parts.append(f"{outside} repaired outside quotations")
    return ", ".join(parts) or "no quotations"


_BY_NEWS = (Status.REPAIRED, Status.SUGGESTED, Status.UNRESOLVED, Status.SOUND)


def _quotation_row(quotation: Quotation) -> QuotationRow:
    translation = quotation.translation
    return {
        "start": quotation.span.start,
        "end": quotation.span.end,
        "original": quotation.original,
        "repaired": quotation.repaired,
        "kind": str(quotation.kind),
        "refs": list(quotation.refs),
        "status": str(quotation.status),
        "confidence": round(quotation.confidence, _DIGITS),
        "because": quotation.because,
        "warnings": list(quotation.warnings),
        "rivals": [{"ref": rival.ref, "score": round(rival.score, _DIGITS)} for rival in quotation.rivals],
        "translation": None
        if translation is None
        else {
            "start": translation.span.start,
            "end": translation.span.end,
            "text": translation.text,
            "edition": translation.edition,
            "confidence": round(translation.confidence, _DIGITS),
            **links_row(translation),
        },
        "edits": [_edit_row(edit) for edit in quotation.edits],
    }


def _edit_row(edit: Edit) -> EditRow:
    return {
        "start": edit.span.start,
        "end": edit.span.end,
        "old": edit.old,
        "new": edit.new,
        "by": list(edit.by),
        "because": edit.because,
        "confidence": round(edit.confidence, _DIGITS),
    }
