"""The values that pass between the stages: frozen, slotted, tuples inside.

All spans are half open, in code points. Unless a docstring says otherwise they count in the original text, the text the
caller handed in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NewType, Protocol, TypedDict

from normaliser.errors import OptionError

if TYPE_CHECKING:
    import pandas
    import polars

Ref = NewType("Ref", str)
"""The name of a passage: `quran:2:255`, `quran:29:1-3`, `hadith:muslim:2564`, or a name of the user's own."""


class Kind(StrEnum):
    """What a quotation is, or claims to be."""

    QURAN = "quran"
    HADITH = "hadith"
    OTHER = "other"


class Status(StrEnum):
    """What became of a quotation."""

    SOUND = "sound"  # nothing to change
    REPAIRED = "repaired"  # changed, and the change stands in the text
    SUGGESTED = "suggested"  # a change is proposed and not applied
    UNRESOLVED = "unresolved"  # damaged, or claiming scripture, and nothing fits


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open `[start, end)` in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The part of `text` that the span covers.

        >>> Span(1, 3).of("abcd")
        'bc'
        """
        return text[self.start : self.end]

    def touches(self, other: "Span") -> bool:
        """Whether the two share at least one code point.

        >>> Span(0, 2).touches(Span(2, 3))
        False
        """
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def shift(self, by: int) -> "Span":
        """The same span, `by` code points later.

        >>> Span(1, 3).shift(10)
        Span(start=11, end=13)
        """
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement, which carries what it replaces, so that it can be checked and undone."""

    span: Span
    old: str  # what stands there
    new: str  # what is to stand there
    by: tuple[str, ...]  # who says so: "reference", or the names of garbles
    because: str
    confidence: float = 1.0  # that it is right, 0 to 1


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the page that names a passage: `[Al-Anfal: 72]`, `(2:255)`, `رواه مسلم`.

    `book` is "quran" or a hadith book's short name, or None where the citation says only "hadith".
    `surah` and `ayahs` are set for the Qur'an alone; `ayahs` is None when only the surah is named.
    `number` is a hadith's number as the page prints it. `confidence` is below 1 for fuzzy names and doubtful digits.
    """

    span: Span
    text: str
    kind: Kind
    book: str | None
    surah: int | None = None
    ayahs: tuple[int, int] | None = None  # first and last, both included
    number: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A canonical passage behind a ref: the whole text verbatim, its published translations, and who they come from."""

    ref: Ref
    text: str
    translations: tuple[tuple[str, str], ...]  # (edition, English), in the order of the corpus table
    source: str  # the text, its version, whose it is, and on which terms


@dataclass(frozen=True, slots=True)
class Rival:
    """Another passage that fits, with its score (0-1, comparable within one quotation only)."""

    ref: Ref
    score: float


@dataclass(frozen=True, slots=True)
class WordLink:
    """An English word that renders an Arabic word, or one of several that do; each word may stand in several links.

    `confidence` is that the two belong together, 0 to 1. Words that nothing renders stand in no link.
    """

    arabic: Span
    english: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of a quotation as the page prints it.

    `words`, `part` and `rendered` are worked out only with `Options(words=True)`; `words` is None otherwise.
    """

    span: Span
    text: str
    edition: str | None  # "en.sahih"; None when no known edition fits
    confidence: float
    part: Span | None = None  # the English that renders the quoted words; None when all of it does
    rendered: Span | None = None  # the quoted words that the English renders; None when it renders all of them
    words: tuple[WordLink, ...] | None = None  # in the order of the Arabic

    def carried(self, carry: Callable[[Span], Span], text: str) -> "Translation":
        """The same in another `text`, to which `carry` takes every span."""
        span = carry(self.span)
        return replace(
            self,
            span=span,
            text=span.of(text),
            part=None if self.part is None else carry(self.part),
            rendered=None if self.rendered is None else carry(self.rendered),
            words=self.words
            and tuple(replace(link, arabic=carry(link.arabic), english=carry(link.english)) for link in self.words),
        )


class PassageSource(Protocol):
    """Something that can look passages up: `normaliser.corpora.Library`."""

    def passages(self, refs: Iterable[Ref]) -> tuple[Passage, ...]: ...


@dataclass(frozen=True, slots=True)
class Quotation:
    """Arabic set apart as somebody's words, what it quotes, and what was done about it."""

    span: Span  # in the original text
    original: str  # what stands there
    repaired: str  # what should; equals `original` when nothing changes
    kind: Kind  # what it is, or claims to be
    refs: tuple[Ref, ...]  # the passages it quotes, one that the page cites first; empty when none is known
    status: Status
    confidence: float  # that the passage is the right one and every change is right, 0 to 1
    because: str  # the passage, how many letters agree, what else speaks for it
    edits: tuple[Edit, ...] = ()  # what makes `repaired` of `original`; not applied when it is only suggested
    rivals: tuple[Rival, ...] = ()  # other passages that fit, the best first
    warnings: tuple[str, ...] = ()  # what a reader should know, and nothing was done about
    translation: Translation | None = None  # its English on the page
    source: PassageSource | None = field(default=None, repr=False, compare=False)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The canonical passages behind `refs`, looked up when asked for."""
        return self.source.passages(self.refs) if self.source else ()

    def with_translation(self, translation: Translation | None) -> "Quotation":
        """The same quotation with its English attached."""
        return self if translation is self.translation else replace(self, translation=translation)


@dataclass(frozen=True, slots=True)
class EnglishOnly:
    """An English quotation of a known passage with no Arabic beside it."""

    span: Span
    text: str
    refs: tuple[Ref, ...]
    edition: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A quotation and its English, ready to be a row of a bilingual corpus."""

    quotation: Quotation
    translation: Translation

    @property
    def arabic(self) -> str:
        """The Arabic as the repaired page has it (a suggestion is not applied, so it does not count)."""
        return self.quotation.original if self.quotation.status is Status.SUGGESTED else self.quotation.repaired

    @property
    def english(self) -> str:
        """The English as the page has it."""
        return self.translation.text

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The passages quoted."""
        return self.quotation.refs

    @property
    def confidence(self) -> float:
        """That the English renders this Arabic."""
        return self.translation.confidence

    @property
    def words(self) -> tuple[WordLink, ...]:
        """Which English words render which Arabic words; empty unless asked for (`Options.words`)."""
        return self.translation.words or ()


class QuotationColumns(TypedDict):
    """What tables and JSON both say of a quotation; spans count code points of the original text."""

    start: int
    end: int
    original: str
    repaired: str
    kind: str
    refs: list[str]
    status: str
    confidence: float
    because: str
    warnings: list[str]


class Row(QuotationColumns):
    """A quotation as a row of a table; English columns may be None."""

    en_start: int | None
    en_end: int | None
    english: str | None
    edition: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What `repair` hands back. `apply(original, report.edits) == report.text`."""

    original: str
    text: str  # repaired
    edits: tuple[Edit, ...]  # all that were applied, in order, inside quotations and around them
    quotations: tuple[Quotation, ...]  # in order of appearance
    english_only: tuple[EnglishOnly, ...] = ()
    warnings: tuple[str, ...] = ()  # about the text as a whole, and about reference texts that are missing

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every quotation that has an English translation on the page, in order of appearance."""
        return tuple(Pair(q, q.translation) for q in self.quotations if q.translation is not None)

    def rows(self) -> list[Row]:
        """The quotations as rows of plain values, in order of appearance.

        >>> Report("abc", "abc", (), ()).rows()
        []
        """
        return [_row(quotation) for quotation in self.quotations]

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a pandas data frame. Raises `OptionError` when pandas is not installed."""
        frame: pandas.DataFrame = _require("pandas").DataFrame(self.rows(), columns=list(Row.__annotations__))
        return frame

    def to_polars(self) -> "polars.DataFrame":
        """The rows as a polars data frame. Raises `OptionError` when polars is not installed."""
        library = _require("polars")
        texts, numbers, lists = library.String, library.Int64, library.List(library.String)
        kinds = {"start": numbers, "end": numbers, "en_start": numbers, "en_end": numbers}
        kinds |= {"confidence": library.Float64, "refs": lists, "warnings": lists}
        schema = {name: kinds.get(name, texts) for name in Row.__annotations__}
        frame: polars.DataFrame = library.DataFrame(self.rows(), schema=schema)
        return frame

    def _repr_html_(self) -> str:
        """What a notebook shows: a table of the quotations. Nothing from the text is taken for markup."""
        from html import escape  # as rarely needed as a notebook

        lines = []
        for q in self.quotations:
            changed = f'<br><ins dir="rtl" lang="ar">{escape(q.repaired)}</ins>' if q.repaired != q.original else ""
            arabic = f'<bdi dir="rtl" lang="ar">{escape(q.original)}</bdi>{changed}'
            english = escape(q.translation.text) if q.translation else ""
            cells = (str(q.status), escape(", ".join(q.refs)), f"{q.confidence:.2f}", arabic, english)
            lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        head = "".join(f"<th>{name}</th>" for name in ("status", "refs", "confidence", "Arabic", "English"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _row(quotation: Quotation) -> Row:
    english = quotation.translation
    return {
        "start": quotation.span.start,
        "end": quotation.span.end,
        "original": quotation.original,
        "repaired": quotation.repaired,
        "kind": str(quotation.kind),
        "refs": list(quotation.refs),
        "status": str(quotation.status),
        "confidence": quotation.confidence,
        "because": quotation.because,
        "warnings": list(quotation.warnings),
        "en_start": english.span.start if english else None,
        "en_end": english.span.end if english else None,
        "english": english.text if english else None,
        "edition": english.edition if english else None,
    }


def _require(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise OptionError(f"{name} is not installed; try: pip install {name}") from None
