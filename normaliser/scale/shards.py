"""Shards in: JSON Lines, Parquet and WARC, through datatrove's readers where they keep what cannot be read.

They skip it: rows without text, broken lines, records in other encodings. Here each of those comes as a document
with the reason under `failed`, and a shard that ends too soon, or cannot be opened, does not stop the others.
"""

import io
import resource
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from datatrove.data import Document
from datatrove.io import get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.readers.base import BaseDiskReader

from normaliser.errors import InputError, OptionError
from normaliser.scale.steps import FAILED, READ_AS
from normaliser.sources.encodings import UTF8, decode_text

_BATCH = 64
"""Rows of Parquet in memory at a time; pages are long, and a worker should stay small."""

_UNREADABLE = (OSError, EOFError, ValueError, zlib.error, InputError)
"""What reading a damaged file raises: pyarrow's errors are ValueError and OSError, as are those of gzip."""


class _Careful(BaseDiskReader):
    """A reader of datatrove's that gives every row, those without text with the reason."""

    def get_document_from_dict(self, data: dict[str, Any], source_file: str, id_in_file: int) -> Document:
        """A row as a document; `failed` in its metadata says what is wrong with it."""
        text = data.get(self.text_key)
        if isinstance(text, str) and text:
            document: Document = super().get_document_from_dict(data, source_file, id_in_file)
            document.id = str(document.id)
            return document
        what = f'no text in "{self.text_key}"' if text in (None, "") else f'"{self.text_key}" is {type(text).__name__}'
        name = data.get(self.id_key)
        return _failed(str(name if name is not None else f"{source_file}/{id_in_file}"), what, row=data)


class _JsonlShard(_Careful, JsonlReader):
    def read_file(self, filepath: str) -> Iterator[Document]:
        with self.data_folder.open(filepath, "rb", compression="infer") as file:
            # zstandard's reader does not give lines. It does not say either when a file ends too soon; the broken last
            # line does.
            for number, line in enumerate(io.BufferedReader(file) if filepath.endswith(".zst") else file):
                document = self._parse(line, filepath, number)
                del line  # it may be long, and what is yielded is worked on
                if document:
                    yield document

    def _parse(self, line: bytes, filepath: str, number: int) -> Document | None:
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            row = error
        if isinstance(row, dict):
            return self.get_document_from_dict(row, filepath, number)
        if not line.strip():
            return None
        what = f"no JSON: {row}" if isinstance(row, ValueError) else "no JSON object"
        return _failed(f"{filepath}/{number}", what, row={"line": line.decode("utf-8", "backslashreplace")})


class _ParquetShard(_Careful, ParquetReader):
    def read_file(self, filepath: str) -> Iterator[Document]:
        import pyarrow.parquet as pq

        with self.data_folder.open(filepath, "rb") as file:
            columns = pq.read_schema(file).names
        if self.text_key not in columns:
            raise InputError(f'no column "{self.text_key}"; it has {", ".join(columns)}; try: --text-field')
        yield from super().read_file(filepath)


class _WarcShard(BaseDiskReader):
    """Web pages of responses, and texts of conversions (WET). datatrove's reader drops what it cannot decode."""

    name = "WARC"

    def read_file(self, filepath: str) -> Iterator[Document]:
        from fastwarc.warc import ArchiveIterator, WarcRecordType

        wanted = WarcRecordType.response | WarcRecordType.conversion
        with self.data_folder.open(filepath, "rb", compression="infer") as file:
            stream: Any = _Pieces(file)
            for number, record in enumerate(ArchiveIterator(stream, record_types=wanted)):
                length = record.content_length  # of the payload, as the record declares it
                data = record.reader.read()
                if len(data) < length:
                    raise EOFError(f"ends in record {number + 1}, {length - len(data)} bytes short")
                if _is_page(record):
                    document = self._document(record, _unpack(record, data), f"{filepath}/{number}")
                    del data  # as it may be long
                    yield document

    def _document(self, record: Any, data: bytes, name: str) -> Document:
        headers = record.headers
        metadata = {"record_id": record.record_id, "url": headers.get("WARC-Target-URI")}
        metadata["date"] = headers.get("WARC-Date")
        name = metadata["url"] or metadata["record_id"] or name
        if not data:
            return _failed(name, "an empty record", row=metadata)
        decoded = decode_text(data, declared=record.http_charset)
        if decoded.encoding != UTF8:
            metadata[READ_AS] = decoded.encoding
        if decoded.warnings:
            metadata["warnings"] = list(decoded.warnings)
        return Document(decoded.text, name, metadata=metadata)


def _unpack(record: Any, data: bytes) -> bytes:
    """The payload as it was before it was sent. Many archives unpack it and keep the headers; then it stays as it is.

    fastwarc can do this, but takes the headers at their word and gives up the archive.
    """
    headers: Any = record.http_headers if record.is_http else {}
    try:
        if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
            data = b"".join(_chunks(data))
        if (headers.get("Content-Encoding") or "").lower() in ("gzip", "x-gzip", "deflate"):
            data = zlib.decompressobj(wbits=47).decompress(data)  # 47: gzip or zlib, whichever it is
    except (ValueError, zlib.error):
        pass
    return data


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunks of a payload. Raises `ValueError` when it is not made of them."""
    at = 0
    while at < len(data):
        start = data.index(b"\r\n", at) + 2
        size = int(data[at:start].partition(b";")[0], 16)
        yield data[start : start + size]
        at = start + size + 2 if size else len(data)


def _is_page(record: Any) -> bool:
    if record.headers.get("WARC-Type") == "response" and not record.is_http:
        return False  # of a name server, say
    kind = record.headers.get("WARC-Identified-Payload-Type") or record.http_content_type
    return kind is None or kind in ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")


class _Pieces:
    """A stream that gives what it has before it fails, so that the records before the damage are read."""

    def __init__(self, file: Any) -> None:
        self.read = getattr(file, "read1", file.read)
        self.tell = file.tell
        self.close = file.close


def _failed(name: str, reason: str, row: dict[str, Any]) -> Document:
    return Document(text="", id=name, metadata={**row, FAILED: reason})


_READERS = {".jsonl": _JsonlShard, ".ndjson": _JsonlShard, ".json": _JsonlShard, ".parquet": _ParquetShard}
_READERS |= dict.fromkeys([".warc", ".wet"], _WarcShard)
_PACKED = (".gz", ".zst")


class ShardReader(PipelineStep):
    """Every document of the shards that fall to a task: of `world_size` tasks, every so manieth shard.

    `shards` are paths or URLs that fsspec knows, told apart by their suffix. A shard that cannot be read to its end is
    in `broken` afterwards and comes as a document with the reason, after the documents before the damage. Raises
    `OptionError` for a suffix nobody knows.
    """

    type = "📖 - READER"
    name = "shards"

    def __init__(self, shards: Sequence[str], text_field: str = "text", id_field: str = "id") -> None:
        super().__init__()
        self.shards = tuple(shards)
        self.text_field = text_field
        self.id_field = id_field
        self.broken: list[str] = []
        for shard in self.shards:
            _reader_of(shard)

    def run(self, data: Iterable[Document] | None = None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents of this task."""
        yield from data or ()
        self.broken = []
        for shard in self.shards[rank::world_size]:
            yield from self._read(shard)
        self.stat_update("peak memory", value=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, unit="task")

    def _read(self, shard: str) -> Iterator[Document]:
        folder, _, name = shard.rpartition("/")
        folder = folder or ("/" if shard.startswith("/") else ".")
        try:
            reader = _reader_of(shard)(get_datafolder(folder), text_key=self.text_field, id_key=self.id_field)
            if isinstance(reader, ParquetReader):
                reader.batch_size = _BATCH
            yield from reader.read_file(name)
        except _UNREADABLE as error:
            self.broken.append(shard)
            self.stat_update("broken shards")
            yield _failed(shard, f"cannot be read to its end: {error or type(error).__name__}", row={})


def _reader_of(shard: str) -> type[BaseDiskReader]:
    name = shard.lower().rpartition("/")[2]
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    reader = _READERS.get("." + name.rpartition(".")[2])
    if reader is None:
        raise OptionError(f"{shard}: no shard by its name; try: {', '.join(_READERS)}, the texts also with .gz or .zst")
    return reader
