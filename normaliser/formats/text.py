"""The repaired text itself, as UTF-8; several documents are set apart as `head` does it."""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.report import Document
from normaliser.sources import STDIN


def render_repair(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """The text of each document, under a `==> path <==` line when there are several."""
    for number, document in enumerate(documents):
        path = "standard input" if document.source.path == STDIN else document.source.path
        if setting.headed:
            gap = "\n" if number else ""
            yield f"{gap}==> {path} <==\n".encode("utf-8", "surrogateescape")
        yield encode_utf8(document)


def encode_utf8(document: Document) -> bytes:
    """The repaired text as UTF-8; bytes that were no text go out as they came in.

    A lone surrogate of a UTF-16 file has no UTF-8; its three bytes say at least which one it was.
    """
    errors = "surrogatepass" if document.source.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return document.report.text.encode("utf-8", errors)
