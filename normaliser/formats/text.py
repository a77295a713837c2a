"""The repaired text itself, as UTF-8; several documents are set apart as `head` does it."""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.report import Document, by_source, repaired_text
from normaliser.sources import STDIN, Source


def render_repair(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """The text of each source, under a `==> path <==` line when there are several."""
    for number, together in enumerate(by_source(documents)):
        source = together[0].source
        path = "standard input" if source.path == STDIN else source.path
        if setting.headed:
            gap = "\n" if number else ""
            yield f"{gap}==> {path} <==\n".encode("utf-8", "surrogateescape")
        yield encode_utf8(source, repaired_text(together))


def encode_utf8(source: Source, text: str) -> bytes:
    """The text of a source as UTF-8; bytes that were no text go out as they came in.

    A lone surrogate of a UTF-16 file has no UTF-8; its three bytes say at least which one it was.
    """
    errors = "surrogatepass" if source.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return text.encode("utf-8", errors)
