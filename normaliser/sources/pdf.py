"""PDF: the text layer, page by page. Read only: what stands in a PDF is shapes in places, no text one could edit."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from normaliser.errors import InputError
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part, require

if TYPE_CHECKING:
    from normaliser.sources import Intake

_LINE_HYPHEN = "\ufffe"  # how PDFium gives a hyphen at the end of a line


def unpack(data: bytes, intake: "Intake") -> Iterator[Part]:
    """Each page as a text of its own, with line ends as in other texts."""
    pdfium = require("pypdfium2", "pdf")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise InputError(f"is damaged or encrypted, or no PDF at all ({error})") from None
    try:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range().replace("\r\n", "\n").replace(_LINE_HYPHEN, "-")
            yield Part(f"page {number}", text, (Text(text),))
    finally:
        document.close()


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of a scan."""
    return () if text.strip() else ("has no text layer; run a text recognition (OCR) on it first",)
