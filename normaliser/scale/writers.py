"""Rows out, as JSON Lines or Parquet, through datatrove's writers: a file takes its name when all of it is there.

A task that dies leaves a `.part` behind, which the next attempt overwrites.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, cast

from datatrove.data import Document
from datatrove.io import DataFolderLike
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from datatrove.pipeline.writers.disk_base import DiskWriter

from normaliser.formats.columns import plain_row
from normaliser.formats.escaping import without_surrogates
from normaliser.formats.parquet import pair_schema
from normaliser.report import PairRow

if TYPE_CHECKING:
    import pyarrow

_PART = ".part"
_STRETCH = 1 << 20  # code points of a text that are made JSON at a time


class _Whole(DiskWriter):
    """A writer whose files are never seen half written. `pairs`: a row is a pair, not a page with its metadata."""

    pairs: bool

    def _default_adapter(self, document: Document) -> dict[str, Any]:
        if self.pairs:
            return dict(document.metadata)
        return {"id": document.id, "text": document.text, "metadata": document.metadata}

    def forget(self, rank: int) -> None:
        """Delete what an earlier attempt at a task wrote: this one may have no row for that file."""
        part = self.output_filename.substitute(rank=f"{rank:05d}")
        for name in (part, part.removesuffix(_PART)):
            if self.output_folder.isfile(name):
                self.output_folder.rm(name)

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        parts = list(self.output_mg.get_open_files())
        if kind is None:
            self.close()
            for part in parts:
                self.output_folder.mv(part, part.removesuffix(_PART))
            return
        with suppress(OSError):  # the disk may be full still
            self.close()
        for part in parts:
            with suppress(OSError):
                self.output_folder.rm(part)


class WholeJsonlWriter(_Whole, JsonlWriter):
    """`00000.jsonl` and so on, each row a line as `normaliser` writes them. There is no place for a `notice`."""

    def __init__(self, output_folder: DataFolderLike, *, pairs: bool = False, notice: str = "") -> None:
        super().__init__(output_folder, output_filename="${rank}.jsonl" + _PART, compression=None)
        self.pairs = pairs

    def _write(self, document: dict[str, Any], file_handler: IO[bytes], _filename: str) -> None:
        for piece in _pieces(document, "text" if not self.pairs else ""):
            file_handler.write(piece.encode("utf-8", "backslashreplace"))
        file_handler.write(b"\n")


class WholeParquetWriter(_Whole, ParquetWriter):
    """`00000.parquet` and so on; the metadata of a page is a column of JSON, which datatrove's reader takes apart.

    `notice` says whose the reference texts are. Lone surrogates become U+FFFD.
    """

    def __init__(self, output_folder: DataFolderLike, *, pairs: bool = False, notice: str = "") -> None:
        super().__init__(
            output_folder,
            output_filename="${rank}.parquet" + _PART,
            compression="zstd",
            batch_size=256,
            max_file_size=-1,
            schema=pair_schema(notice) if pairs else _page_schema(),
        )
        self.pairs = pairs

    def _default_adapter(self, document: Document) -> dict[str, Any]:
        row = super()._default_adapter(document)
        if self.pairs:
            return dict(plain_row(cast(PairRow, row)))
        row["metadata"] = _as_json(row["metadata"])
        return {name: without_surrogates(value) for name, value in row.items()}


def _page_schema() -> "pyarrow.Schema":
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in ("id", "text", "metadata")])


def _pieces(row: dict[str, Any], long: str) -> Iterator[str]:
    """The JSON of a row, the value called `long` in stretches: a page of 100 MB is not to be copied over and over."""
    text = row.get(long, "")
    if len(text) <= _STRETCH:
        yield _as_json(row)
        return
    before, after = _as_json({**row, long: ""}).split(f'{_as_json(long)}: ""', 1)
    yield f'{before}{_as_json(long)}: "'
    for start in range(0, len(text), _STRETCH):
        yield _as_json(text[start : start + _STRETCH])[1:-1]
    yield f'"{after}'


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    """A value of Parquet that JSON has not: times in ISO 8601, bytes in base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
