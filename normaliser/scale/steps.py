"""The pipeline as steps of datatrove: documents in, repaired documents or bilingual rows out.

A page that fails stops nothing: it goes to the `exclusion_writer` as it came, with the reason in its metadata.
"""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any

from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.logging import logger

from normaliser.options import Options
from normaliser.pages import Page, repair_page
from normaliser.sources import AUTO

if TYPE_CHECKING:
    from normaliser.pipeline import Normaliser

FAILED = "failed"
"""The key of the metadata that says why a document was rejected or could not be worked on."""

LONGEST = 10_000_000
"""Code points above which a page is rejected, unless the caller says otherwise: memory grows with the longest page."""


READ_AS = "read_as"
"""The key of the metadata that says which encoding a reader found the bytes in, where that was not UTF-8."""


@cache
def open_fixer(options: Options) -> "Normaliser":
    """The one that does the work in this process: made once, so that the index is mapped once."""
    from normaliser.pipeline import Normaliser

    return Normaliser(options)


class PageStep(PipelineStep):
    """What the two steps have in common. Pickled without the index; each process maps that once.

    `exclusion_writer` takes the documents that failed, were rejected, or came with a reason under `failed` from the
    reader. `longest` is in code points. `input_format` is text, html, markdown or auto, which asks the document's id
    for a suffix and the text for its look.
    """

    type = "normaliser"

    def __init__(
        self,
        options: Options | None = None,
        *,
        exclusion_writer: DiskWriter | None = None,
        input_format: str = AUTO,
        longest: int = LONGEST,
    ) -> None:
        super().__init__()
        self.options = options or Options()
        self.exclusion_writer = exclusion_writer
        self.input_format = input_format
        self.longest = longest

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Documents as they come, each with what became of it."""
        with self.exclusion_writer or nullcontext():
            for document in data or ():
                with self.track_time():
                    page = self._repair(document)
                if page is None:
                    yield from self._reject(document, rank)
                else:
                    self._count(document, page)
                    yield from self.give(document, page)

    def give(self, document: Document, page: Page) -> Iterator[Document]:
        """What a document becomes."""
        raise NotImplementedError

    def _repair(self, document: Document) -> Page | None:
        """The page, or None with the reason in the document's metadata."""
        if FAILED in document.metadata:
            return None
        if len(document.text) > self.longest:
            document.metadata[FAILED] = f"{len(document.text)} characters; the limit is {self.longest}"
            return None
        try:
            encoding = document.metadata.get(READ_AS, "utf-8")
            return repair_page(open_fixer(self.options), document.id, document.text, self.input_format, encoding)
        except Exception as error:  # noqa: BLE001  # whatever it is, one page must not stop a crawl
            document.metadata[FAILED] = f"{type(error).__name__}: {error}"
            return None

    def _reject(self, document: Document, rank: int) -> Iterator[Document]:
        self.stat_update("failures")
        if self.exclusion_writer:
            self.exclusion_writer.write(document, rank)
            return
        logger.warning(f"{document.id}: {document.metadata[FAILED]}")
        yield from self.pass_on(document)

    def pass_on(self, document: Document) -> Iterator[Document]:
        """What becomes of a failed document that nobody collects."""
        yield document

    def _count(self, document: Document, page: Page) -> None:
        self.stat_update("documents")
        self.stat_update("bytes", value=len(document.text.encode("utf-8", "surrogatepass")))
        if READ_AS in document.metadata:
            self.stat_update("not UTF-8")
        for label, number in page.counts.items():
            self.stat_update(label, value=number)


class RepairStep(PageStep):
    """Documents in, repaired documents out, with quotations, edits and statistics under `normaliser` in the metadata.

    A failed document that no `exclusion_writer` takes is passed on as it came, with the reason in its metadata.
    """

    name = "repair"

    def give(self, document: Document, page: Page) -> Iterator[Document]:
        """The same document, repaired. `start` and `end` count code points of the text as it came."""
        row: dict[str, Any] = dict(page.report)
        found = {key: row[key] for key in ("schema", "quotations", "edits", "english_only")}
        found["warnings"] = list(page.document.report.warnings)
        document.metadata["normaliser"] = {**found, "statistics": dict(page.counts)}
        document.text = page.text
        yield document


class AlignStep(PageStep):
    """Documents in, one document a pair out: its text is the Arabic, its metadata the row that `align` writes.

    A failed document that no `exclusion_writer` takes is logged, and has no rows.
    """

    name = "align"

    def give(self, document: Document, page: Page) -> Iterator[Document]:
        """A document for each quotation with its English, in order of appearance."""
        for row in page.pairs:
            yield Document(text=row["arabic"], id=f"{document.id}#{row['start']}", metadata=dict(row))

    def pass_on(self, document: Document) -> Iterator[Document]:
        """Nothing: a page is no row."""
        yield from ()
