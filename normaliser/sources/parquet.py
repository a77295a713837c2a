"""Parquet: each row's string in one column is a text of its own; every other column stays what it is."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Any

from normaliser.errors import InputError
from normaliser.sources.jsonl import DEFAULT
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part, require

if TYPE_CHECKING:
    from normaliser.sources import Intake


def unpack(data: bytes, intake: "Intake") -> Iterator[Part]:
    """The column of each row that has it, called by the number of its row, from 1."""
    file = _open(require("pyarrow.parquet", "parquet"), data)
    number = 0
    for group in range(file.num_row_groups):
        for text in _read_column(file, group, intake.field or DEFAULT):
            number += 1
            if text is not None:
                yield Part(str(number), text, (Text(text),))


def pack(data: bytes, changed: Mapping[str, str], intake: "Intake") -> bytes:
    """The file with those rows changed, in the same groups of rows, compressed and described as it was."""
    parquet = require("pyarrow.parquet", "parquet")
    arrow = require("pyarrow", "parquet")
    file, name = _open(parquet, data), intake.field or DEFAULT
    schema = file.schema_arrow
    out = BytesIO()
    number = 0
    with parquet.ParquetWriter(out, schema, compression=_compression(file)) as writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            texts: list[str | None] = []
            for text in table.column(name).to_pylist():
                number += 1
                texts.append(changed.get(str(number), text))
            at = schema.get_field_index(name)
            written = table.set_column(at, schema.field(at), arrow.array(texts, schema.field(at).type))
            writer.write_table(written, row_group_size=max(1, len(texts)))
    return out.getvalue()


def _open(parquet: ModuleType, data: bytes) -> Any:  # pyarrow has no types
    try:
        return parquet.ParquetFile(BytesIO(data))
    except (ValueError, OSError) as error:  # pyarrow's errors are of these kinds
        raise InputError(f"is damaged, or no Parquet at all ({error})".replace("\n", " ")) from None


def _read_column(file: Any, group: int, name: str) -> list[str | None]:
    """The strings of a column in a group of rows. Raises `InputError` when there is no such column."""
    arrow = require("pyarrow", "parquet")
    field = file.schema_arrow.field(name) if name in file.schema_arrow.names else None
    if field is None or not (arrow.types.is_string(field.type) or arrow.types.is_large_string(field.type)):
        raise InputError(f'has no column of strings called "{name}"; --column names another')
    try:
        texts: list[str | None] = file.read_row_group(group, columns=[name]).column(name).to_pylist()
    except (ValueError, OSError) as error:
        raise InputError(f"is damaged ({error})".replace("\n", " ")) from None
    return texts


def _compression(file: Any) -> str:
    """How the first column is compressed; pyarrow calls none by another name when it reads."""
    if not (file.metadata.num_row_groups and file.metadata.num_columns):
        return "snappy"
    used: str = file.metadata.row_group(0).column(0).compression
    return {"UNCOMPRESSED": "none"}.get(used, used)
