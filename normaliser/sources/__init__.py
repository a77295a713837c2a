"""How text comes in: bytes from a file or from standard input, and the way back to the very same bytes."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from normaliser.errors import InputError
from normaliser.sources.text import decode_text, encode_text

STDIN = "-"
"""The path that means standard input."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its bytes, and the text in them with every line end as it was."""

    path: str  # as the user wrote it, or "-"
    data: bytes
    text: str
    encoding: str  # "utf-8", "utf-16-le", "utf-16-be"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A kind of file we can read and write back."""

    suffixes: tuple[str, ...]  # what a walk through a folder picks up
    decode: Callable[[bytes], tuple[str, str, tuple[str, ...]]]  # text, encoding, warnings
    encode: Callable[[str, str, bytes], bytes]  # text, encoding, the bytes it was decoded from


SOURCES: dict[str, SourceFormat] = {
    "text": SourceFormat((".txt", ".md"), decode_text, encode_text),
}
"""Every input format, one line each. The first reads whatever no suffix claims."""


def read_source(path: str) -> Source:
    """Read a file, or standard input for `-`. Raises `InputError` when that cannot be done.

    Garbled text is no error: bytes that are no text come as lone surrogates, with a warning (see `sources/text.py`).
    """
    data = _read_bytes(path)
    text, encoding, warnings = _format_of(path).decode(data)
    return Source(path, data, text, encoding, warnings)


def encode_back(source: Source, text: str) -> bytes:
    """`text` as bytes, in the encoding and with the oddities of its source; its own text gives its own bytes."""
    return _format_of(source.path).encode(text, source.encoding, source.data)


def _format_of(path: str) -> SourceFormat:
    suffix = Path(path).suffix.lower()
    by_suffix = (source for source in SOURCES.values() if suffix in source.suffixes)
    return next(by_suffix, SOURCES["text"])


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
