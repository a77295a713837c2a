"""Web archives: each page of HTML that a crawl was answered with. Read only: an archive says what was once there."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from normaliser.errors import InputError
from normaliser.sources import html, main_content
from normaliser.sources.encodings import decode_text
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part, require

if TYPE_CHECKING:
    from normaliser.sources import Intake

_PAGES = ("text/html", "application/xhtml+xml")


def unpack(data: bytes, intake: "Intake") -> Iterator[Part]:
    """Each answer that is a page, called by its address; spans of a report count in the page with its markup."""
    read = main_content.read if intake.main_content else html.read
    warc = require("fastwarc.warc", "warc")
    try:
        for record in warc.ArchiveIterator(
            BytesIO(data), record_types=warc.WarcRecordType.response, parse_http=True, auto_decode="all"
        ):
            if (record.http_content_type or "").lower() in _PAGES:
                page = decode_text(record.reader.read(), intake.encoding, declared=record.http_charset).text
                yield Part(record.headers.get("WARC-Target-URI", record.record_id), page, tuple(read(page, "")))
    except (OSError, EOFError, ValueError) as error:
        raise InputError(f"is damaged, or no web archive at all ({error})") from None


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of an archive without pages, or of pages without an article."""
    if not texts:
        return ("holds no answer that is a page of HTML",)
    whole = sum(map(main_content.is_whole, texts)) if intake.main_content else 0
    return (f"no main content found on {whole} of {len(texts)} pages, which are read whole",) if whole else ()
