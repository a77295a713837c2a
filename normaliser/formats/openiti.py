"""OpenITI mARkdown: quotations of the Qur'an stand between `@QB@` and `@QE@`.

`repair` gives the text of each document as a reader sees it, paragraph by paragraph, under a heading with its name;
`align` gives each pair as two paragraphs. mARkdown has no escapes: what looks like one of its tags stays as it is.
"""

import re
from collections.abc import Iterable, Iterator

from normaliser.edits import OffsetMap
from normaliser.formats import Setting
from normaliser.formats.escaping import without_surrogates
from normaliser.model import Kind, Report
from normaliser.report import Document

_OPEN, _CLOSE = "@QB@ ", " @QE@"
_BLANK = re.compile(r"\n\s*\n|\A\s+|\s+\Z")


def render_repair(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """The repaired text of every document, with its quotations of the Qur'an tagged."""
    yield _head(setting.notice)
    for document in documents:
        yield _section(document, _BLANK.split(_tagged(document.read or document.report)))


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """Every pair: the Arabic, tagged where it is from the Qur'an, then the English."""
    yield _head(setting.notice)
    for document in documents:
        paragraphs: list[str] = []
        for row in document.pair_rows():
            known = row["kind"] == Kind.QURAN and row["refs"]
            paragraphs += [f"{_OPEN}{row['arabic']}{_CLOSE}" if known else row["arabic"], row["english"]]
        yield _section(document, paragraphs) if paragraphs else b""


def _head(notice: str) -> bytes:
    about = f"#META# {' '.join(without_surrogates(notice).split())}\n" if notice else ""
    return f"######OpenITI#\n\n{about}#META# made by normaliser\n\n#META#Header#End#\n".encode()


def _section(document: Document, paragraphs: Iterable[str]) -> bytes:
    lines = ["", f"### | {' '.join(document.name.split())}"]
    for paragraph in filter(None, paragraphs):
        lines += ["", "# " + "\n~~".join(line.strip() for line in paragraph.splitlines() if line.strip())]
    return without_surrogates("\n".join(lines) + "\n").encode()


def _tagged(report: Report) -> str:
    offsets, pieces, at = OffsetMap(report.edits), [], 0
    for quotation in report.quotations:
        if quotation.kind is Kind.QURAN and quotation.refs:
            span = offsets.to_new(quotation.span)
            pieces += [report.text[at : span.start], _OPEN, span.of(report.text), _CLOSE]
            at = span.end
    return "".join([*pieces, report.text[at:]])
