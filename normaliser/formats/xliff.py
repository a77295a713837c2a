"""XLIFF 2.0: a file a document, a unit a pair, Arabic as the source language.

Ref, status, confidence and edition are metadata of the unit (the standard's metadata module); whose the reference texts
are stands in the notes of the first file.
"""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.formats.escaping import escape_text, quote_attribute
from normaliser.report import Document, PairRow

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"'
    ' version="2.0" srcLang="ar" trgLang="en">\n'
)
_EMPTY = '  <file id="f1">\n    <group id="g1"/>\n  </file>\n'  # the standard wants a file, and something in it


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One XLIFF document over all documents, written as they come; those without a pair have no file in it."""
    yield _HEAD.encode()
    files = 0
    for document in documents:
        units = 0
        for row in document.pair_rows():
            if not units:
                files += 1
                yield _open(files, document.name, setting.notice if files == 1 else "").encode()
            units += 1
            yield _unit(units, row).encode()
        if units:
            yield b"  </file>\n"
    yield ("" if files else _EMPTY).encode() + b"</xliff>\n"


def _open(number: int, path: str, notice: str) -> str:
    notes = f'    <notes>\n      <note category="source">{escape_text(notice)}</note>\n    </notes>\n' if notice else ""
    directions = 'srcDir="rtl" trgDir="ltr"'
    return f'  <file id="f{number}" original={quote_attribute(path)} {directions} xml:space="preserve">\n{notes}'


def _unit(number: int, row: PairRow) -> str:
    facts = [("ref", ref) for ref in row["refs"]]
    facts += [("kind", row["kind"]), ("status", row["status"]), ("confidence", str(row["confidence"]))]
    facts += [("edition", row["edition"])] if row["edition"] else []
    meta = "".join(f'          <mda:meta type="{name}">{escape_text(value)}</mda:meta>\n' for name, value in facts)
    return (
        f'    <unit id="u{number}">\n'
        f'      <mda:metadata>\n        <mda:metaGroup category="normaliser">\n{meta}'
        "        </mda:metaGroup>\n      </mda:metadata>\n"
        '      <segment state="translated">\n'
        f"        <source>{escape_text(row['arabic'])}</source>\n"
        f"        <target>{escape_text(row['english'])}</target>\n"
        "      </segment>\n    </unit>\n"
    )
