"""One page as an engine has it, a name and a text, read and repaired exactly as a file of that name would be."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from normaliser.batch import repair_all
from normaliser.options import Options
from normaliser.report import Document, PairRow, ReportRow, as_dict, repaired_text
from normaliser.sources import AUTO, SOURCES, Source, guess_format

if TYPE_CHECKING:
    from normaliser.pipeline import Normaliser

_PAGES = ("text", "html", "markdown")


@cache
def open_fixer(options: Options) -> "Normaliser":
    """The one that does the work in this process: made once, so that the index is mapped once."""
    from normaliser.pipeline import Normaliser

    return Normaliser(options)


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
    def pairs(self) -> list[PairRow]:
        """A row for each quotation with its English, as `normaliser align` writes them."""
        return list(self.document.pair_rows())

    @property
    def counts(self) -> Counter[str]:
        """How many quotations of which kind ended how, "quran repaired" and so on, and how many pairs."""
        report = self.document.report
        counts = Counter(f"{quotation.kind} {quotation.status}" for quotation in report.quotations)
        counts["pairs"] = len(report.pairs)
        return counts


def repair_page(fixer: "Normaliser", name: str, text: str, input_format: str = AUTO) -> Page:
    """Repair one page. `name` tells the format by its suffix, as a file's does, unless `input_format` names it."""
    form = guess_format(name, text, "") if input_format == AUTO else input_format
    form = form if form in _PAGES else "text"
    source = Source(name, b"", text, "utf-8", (), form, SOURCES[form].read(text, ""))
    (document,) = repair_all(fixer, [source])  # a page is one text
    return Page(document)
