"""Tab-separated values: a header, then one pair a line, each ended by LF; several refs are parted by `|`.

Cells hold no tab and no line break: backslash, tab, LF and CR are written `\\\\`, `\\t`, `\\n`, `\\r` (as PostgreSQL's
COPY has it), and a lone surrogate as `\\udcXX`. What is missing is an empty cell. Nothing is ever quoted.
"""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.report import Document, PairRow

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """A header with the names of the columns, then a line a pair."""
    yield _line(PairRow.__annotations__)
    for document in documents:
        for row in document.pair_rows():
            yield _line(map(cell_of, row.values()))


def cell_of(value: object) -> str:
    """A value of a row as the text of one cell: several are parted by `|`, and what is missing is empty.

    >>> cell_of(["quran:1:1", "quran:27:30"]), cell_of(None), cell_of(0.5)
    ('quran:1:1|quran:27:30', '', '0.5')
    """
    if value is None:
        return ""
    return "|".join(value) if isinstance(value, list) else str(value)


def _line(cells: Iterable[str]) -> bytes:
    line = "\t".join(cell.translate(_ESCAPES) for cell in cells)
    return line.encode("utf-8", "backslashreplace") + b"\n"
