"""Comma-separated values as RFC 4180 has them: a header, then one pair a record, each ended by CRLF.

Cells with commas, quotes or line breaks are quoted, and nothing is escaped but a lone surrogate, as `\\udcXX`. Several
refs are parted by `|`; what is missing is an empty cell. No byte order mark.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.formats.tsv import cell_of
from normaliser.report import Document, PairRow


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """A header with the names of the columns, then a record a pair."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)  # its defaults are RFC 4180

    def encode(cells: Iterable[str]) -> bytes:
        writer.writerow(cells)
        record = line.getvalue().encode("utf-8", "backslashreplace")
        line.seek(0)
        line.truncate()
        return record

    yield encode(PairRow.__annotations__)
    for document in documents:
        for row in document.pair_rows():
            yield encode(map(cell_of, row.values()))
