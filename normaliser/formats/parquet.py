"""Parquet, with the extra `[parquet]`: a row a pair, in row groups as the documents come.

The columns are those of the JSON, refs a list of strings; whose the reference texts are stands in the metadata of the
schema. Lone surrogates become U+FFFD.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from normaliser.errors import OptionError
from normaliser.formats import Setting
from normaliser.formats.columns import COLUMNS, plain_row
from normaliser.report import SCHEMA, Document

if TYPE_CHECKING:
    import pyarrow

_GROUP = 4096  # rows held in memory and written at once


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One Parquet file over all documents. Raises `OptionError` without pyarrow."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise OptionError('the format parquet needs pyarrow; try: pip install "normaliser[parquet]"') from None
    schema, outlet = pair_schema(setting.notice), _Outlet()
    rows = (plain_row(row) for document in documents for row in document.pair_rows())
    with parquet.ParquetWriter(outlet, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))
            group.clear()  # before the next one grows
            yield outlet.take()
    yield outlet.take()


def pair_schema(notice: str) -> "pyarrow.Schema":
    """The columns of a row a pair; whose the reference texts are is said beside them."""
    import pyarrow

    types = {"list": pyarrow.list_(pyarrow.string())}
    fields = [(name, types.get(column["type"]) or column["type"]) for name, column in COLUMNS.items()]
    metadata = {"normaliser.schema": str(SCHEMA), "normaliser.notice": notice}
    return pyarrow.schema(fields, metadata=metadata)


class _Outlet:
    """A file as far as pyarrow needs one; what is written is taken out again at once."""

    closed = False

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep a copy until it is taken: pyarrow may use the memory again."""
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind this to write through to."""

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken
