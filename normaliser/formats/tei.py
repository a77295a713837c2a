"""TEI P5: a `div` a document, and in it a `cit` a pair: the Arabic and the English as `quote`, each passage as `ref`.

The type of a quote is its kind, its subtype its status; the known edition of the English is a `bibl`. Whose the
reference texts are stands in the header.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from normaliser.formats import Setting
from normaliser.formats.escaping import escape_text, quote_attribute
from normaliser.report import Document, PairRow

_TITLE = "Quotations in Arabic with their English"
_MADE = "Made by normaliser; not published."
_NO_NOTICE = "Bilingual pages, named with each division."


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One TEI document over all documents, written as they come; those without a pair have no division."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">\n'
        f"  <teiHeader>\n    <fileDesc>\n      <titleStmt><title>{_TITLE}</title></titleStmt>\n"
        f"      <publicationStmt><p>{_MADE}</p></publicationStmt>\n"
        f"      <sourceDesc><p>{escape_text(setting.notice or _NO_NOTICE)}</p></sourceDesc>\n"
        f"    </fileDesc>\n  </teiHeader>\n  <text>\n    <body>\n      <head>{_TITLE}</head>\n"
        "      <p>Each division is a page, each cit a quotation of that page.</p>\n"  # a body may not be empty
    ).encode()
    for document in documents:
        cits = [_cit(row) for row in document.pair_rows()]
        if cits:
            yield f"      <div n={quote_attribute(document.name)}>\n{''.join(cits)}      </div>\n".encode()
    yield b"    </body>\n  </text>\n</TEI>\n"


def _cit(row: PairRow) -> str:
    nature = f'type="{row["kind"]}" subtype="{row["status"]}"'
    lines = [f'<quote xml:lang="ar" {nature}>{escape_text(row["arabic"])}</quote>']
    lines += [f"<ref target={_pointer(ref)}>{escape_text(ref)}</ref>" for ref in row["refs"]]
    lines += [f'<quote xml:lang="en">{escape_text(row["english"])}</quote>']
    lines += [f"<bibl>{escape_text(row['edition'])}</bibl>"] if row["edition"] else []
    return "        <cit>\n" + "".join(f"          {line}\n" for line in lines) + "        </cit>\n"


def _pointer(ref: str) -> str:
    """A ref as a URI: names of the user's own may hold anything."""
    return quote_attribute(quote(ref, safe=":/.-", errors="replace"))
