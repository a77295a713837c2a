"""How text comes in: bytes from a file or from standard input, and the way back to the very same bytes."""

import sys
from dataclasses import dataclass
from pathlib import Path
from unicodedata import name

from normaliser.errors import InputError, OptionError, OutputError
from normaliser.sources.code_pages import show_name
from normaliser.sources.encodings import decode_text, encode_text, find_codec

STDIN = "-"
"""The path that means standard input."""


@dataclass(frozen=True, slots=True)
class Intake:
    """How input is to be read. Raises `OptionError` for an encoding nobody knows."""

    encoding: str | None = None  # forced; None means found out, see `sources/encodings.py`

    def __post_init__(self) -> None:
        if self.encoding:
            find_codec(self.encoding)


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its bytes, and the text in them with every line end as it was."""

    path: str  # as the user wrote it, or "-"
    data: bytes
    text: str
    encoding: str  # as Python calls it: "utf-8", "utf-16-le", "cp1256"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A kind of file we can read and write back."""

    suffixes: tuple[str, ...]  # what a walk through a folder picks up


SOURCES: dict[str, SourceFormat] = {
    "text": SourceFormat((".txt", ".md")),
}
"""Every input format, one line each. The first reads whatever no suffix claims."""


def read_source(path: str, intake: Intake | None = None) -> Source:
    """Read a file, or standard input for `-`. Raises `InputError` when that cannot be done.

    Garbled text is no error: bytes that are no text come as lone surrogates, with a warning (see `encodings.py`).
    """
    data = _read_bytes(path)
    try:
        decoded = decode_text(data, intake.encoding if intake else None)
    except OptionError as error:
        raise InputError(f"{path}: {error}") from None
    return Source(path, data, decoded.text, decoded.encoding, decoded.warnings)


def encode_back(source: Source, text: str) -> bytes:
    """`text` as bytes, in the encoding and with the oddities of its source; its own text gives its own bytes.

    Raises `OutputError` when the encoding has no place for a character.
    """
    try:
        return encode_text(text, source.encoding, source.data)
    except UnicodeEncodeError as error:
        character = text[error.start]
        what = f"U+{ord(character):04X} {name(character, 'without a name')}"
        line = text.count("\n", 0, error.start) + 1
        raise OutputError(
            f"{source.path}: line {line} of the result needs {what}, which {show_name(source.encoding)} has not; "
            "write to standard output, which is UTF-8"
        ) from None


def _read_bytes(path: str) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file or folder; check the name") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder; name a file in it") from None
    except PermissionError:
        raise InputError(f"{path}: permission to read it is denied; check its owner and mode") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise InputError(f"{path!r}: no file can have this name") from None
