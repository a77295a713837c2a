"""The repaired text itself, as UTF-8, several documents set apart as `head` does it; findings, one a line."""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.lines import Lines, one_line
from normaliser.report import Document, by_source, find_work, repaired_text
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


def render_check(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """A line `path:line:column: status kind refs: because` for each finding."""
    for document in documents:
        lines = Lines(document.report.original)
        for finding in find_work(document.report):
            line, column = lines.place(finding.span.start)
            what = f"{finding.status} {finding.kind or 'text'} {','.join(finding.refs) or '-'}: {finding.because}"
            yield one_line(f"{document.name}:{line}:{column}: {what}").encode() + b"\n"


def encode_utf8(source: Source, text: str) -> bytes:
    """The text of a source as UTF-8; bytes that were no text go out as they came in.

    A lone surrogate of a UTF-16 file has no UTF-8; its three bytes say at least which one it was.
    """
    errors = "surrogatepass" if source.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return text.encode("utf-8", errors)
