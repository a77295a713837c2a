"""TMX 1.4, which translation tools load: a unit a pair, Arabic as the source language.

Ref, status, confidence, edition and path are properties `x-ref` and so on; whose the texts are stands in the header.
Characters that XML cannot hold (NUL, most controls, lone surrogates) become U+FFFD.
"""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.formats.escaping import escape_text, quote_attribute
from normaliser.report import SCHEMA, Document, PairRow

_HEADER = {
    "creationtool": "normaliser",
    "creationtoolversion": str(SCHEMA),  # rows change when the contract does, not with every release
    "segtype": "block",  # a quotation may be part of a sentence or several sentences
    "o-tmf": "normaliser",
    "adminlang": "en",
    "srclang": "ar",
    "datatype": "plaintext",
}


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One TMX file over all documents, written as they come."""
    attributes = " ".join(f"{name}={quote_attribute(value)}" for name, value in _HEADER.items())
    note = f"    <note>{escape_text(setting.notice)}</note>\n" if setting.notice else ""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f"  <header {attributes}>\n{note}  </header>\n  <body>\n"
    ).encode()
    for document in documents:
        for row in document.pair_rows():
            yield _unit(row).encode()
    yield b"  </body>\n</tmx>\n"


def _unit(row: PairRow) -> str:
    properties = [("ref", ref) for ref in row["refs"]]
    properties += [("status", row["status"]), ("confidence", str(row["confidence"]))]
    properties += [("edition", row["edition"])] if row["edition"] else []
    properties += [("path", row["path"])]
    lines = ["    <tu>"]
    lines += [f'      <prop type="x-{name}">{escape_text(value)}</prop>' for name, value in properties]
    for language, text in (("ar", row["arabic"]), ("en", row["english"])):
        lines.append(f'      <tuv xml:lang="{language}"><seg>{escape_text(text)}</seg></tuv>')
    lines.append("    </tu>\n")
    return "\n".join(lines)
