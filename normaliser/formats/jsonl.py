"""JSON Lines: one object a document or a pair, each ended by one LF, with nothing escaped that need not be.

U+0085, U+2028 and their kin stay inside the strings, so split at LF alone. Lone surrogates (bytes that were no text)
are escaped as `\\udcXX`, which keeps the file valid UTF-8 and valid JSON.
"""

import json
from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.report import Document, LinkedPairRow, ReportRow, as_dict


def render_repair(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One object a document: the JSON contract."""
    for document in documents:
        yield encode_row(as_dict(document.report, document.name))


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One object a pair."""
    for document in documents:
        yield from map(encode_row, document.linked_rows())


def encode_row(row: ReportRow | LinkedPairRow) -> bytes:
    """One line of JSON."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace") + b"\n"
