"""The columns of a row for readers that want types: Parquet, and the card of a dataset."""

from typing import TypedDict, cast

from normaliser.formats.escaping import without_surrogates
from normaliser.report import PairRow


class Column(TypedDict):
    """One column: an Arrow type (`list` is a list of strings), and what it holds."""

    type: str
    holds: str


COLUMNS: dict[str, Column] = {
    "path": {"type": "string", "holds": "the document, with its line where a file holds a document a line"},
    "start": {"type": "int64", "holds": "where the Arabic starts in the document, in code points"},
    "end": {"type": "int64", "holds": "where it ends"},
    "arabic": {"type": "string", "holds": "the Arabic, repaired"},
    "original": {"type": "string", "holds": "the Arabic as it stands in the document"},
    "kind": {"type": "string", "holds": "quran, hadith or other"},
    "refs": {"type": "list", "holds": "the passages it quotes, as quran:2:255 or hadith:muslim:2564"},
    "status": {"type": "string", "holds": "sound, repaired, suggested or unresolved"},
    "confidence": {"type": "float64", "holds": "that the English renders the Arabic, 0 to 1"},
    "en_start": {"type": "int64", "holds": "where the English starts in the document, in code points"},
    "en_end": {"type": "int64", "holds": "where it ends"},
    "english": {"type": "string", "holds": "the English, as it stands in the document"},
    "edition": {"type": "string", "holds": "the published translation it is, if a known one"},
    "source": {"type": "string", "holds": "the package, version and file of the passage quoted"},
    "source_sha256": {"type": "string", "holds": "the checksum of that file"},
    "document_sha256": {"type": "string", "holds": "the checksum of the file the document was read from"},
}
"""Every column of `PairRow`, in order."""


def plain_row(row: PairRow) -> dict[str, object]:
    """The row with nothing in it that has no UTF-8 form."""
    plain: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, list):
            plain[name] = [without_surrogates(one) for one in cast(list[str], value)]
        else:
            plain[name] = without_surrogates(value) if isinstance(value, str) else value
    return plain
