"""One page as an engine has it, a name and a text, read and repaired exactly as a file of that name would be."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from normaliser.batch import Repairer, repair_all
from normaliser.model import Ref
from normaliser.report import Document, LinkedPairRow, ReportRow, as_dict, repaired_text
from normaliser.sources import AUTO, SOURCES, Source, guess_format
from normaliser.sources.encodings import UTF8, encode_text

if TYPE_CHECKING:
    from normaliser.corpora.sources import Origin

_PAGES = ("text", "html", "markdown")


class Texts(Protocol):
    """What says where a passage comes from: `normaliser.corpora.Library`."""

    def origin_of(self, ref: Ref) -> "Origin | None": ...


class Fixer(Repairer, Protocol):
    """What repairs texts: `normaliser.Normaliser`."""

    @property
    def library(self) -> Texts: ...


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what became of it."""

    document: Document

    @property
    def text(self) -> str:
        """The repaired page."""
        return repaired_text([self.document])

    @property
    def report(self) -> ReportRow:
        """The JSON contract, `start` and `end` in code points of the page as it came."""
        return as_dict(self.document.report, self.document.name)

    @property
    def pairs(self) -> list[LinkedPairRow]:
        """A row for each quotation with its English, as `normaliser align` writes them."""
        return list(self.document.linked_rows())

    @property
    def counts(self) -> Counter[str]:
        """How many quotations of which kind ended how, "quran repaired" and so on, and how many pairs."""
        report = self.document.report
        counts = Counter(f"{quotation.kind} {quotation.status}" for quotation in report.quotations)
        counts["pairs"] = len(report.pairs)
        return counts


def repair_page(fixer: Fixer, name: str, text: str, input_format: str = AUTO, encoding: str = UTF8) -> Page:
    """Repair one page. `name` tells the format by its suffix, as a file's does, unless `input_format` names it.

    `encoding` is what its bytes were in.
    """
    form = guess_format(name, text, "") if input_format == AUTO else input_format
    form = form if form in _PAGES else "text"
    source = Source(name, encode_text(text, encoding, b""), text, encoding, (), form, SOURCES[form].read(text, ""))
    (document,) = repair_all(fixer, [source])  # a page is one text
    return Page(replace(document, origin_of=fixer.library.origin_of))
