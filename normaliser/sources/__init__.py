"""How text comes in: bytes from a file or from standard input, and the way back to the very same bytes."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unicodedata import name

from normaliser.errors import InputError, OptionError, OutputError
from normaliser.sources.code_pages import show_name
from normaliser.sources.encodings import decode_text, encode_text, find_codec
from normaliser.sources.guess import looks_like_html, looks_like_json_lines
from normaliser.sources.markup import Text

STDIN = "-"
"""The path that means standard input."""


AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Intake:
    """How input is to be read. Raises `OptionError` for an encoding or a format nobody knows."""

    encoding: str | None = None  # forced; None means found out, see `encodings.py`
    input_format: str = AUTO  # a name of `SOURCES`, or "auto": by suffix, then by what the text looks like
    field: str = "text"  # of each line of JSON Lines; "a.b" is field b of the object a

    def __post_init__(self) -> None:
        if self.encoding:
            find_codec(self.encoding)
        if self.input_format not in (AUTO, *SOURCES):
            raise OptionError(f'no input format called "{self.input_format}"; try: {AUTO}, {", ".join(SOURCES)}')


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A kind of file we can read and write back.

    Its module has `read(text, field)`, which yields the texts to repair. It may have `spell(character)`, which writes a
    character that the encoding of the file does not have, and `warn(text, texts, field)` for what is odd.
    """

    suffixes: tuple[str, ...]
    module: str | None  # None: the file is the text
    walked: bool = True  # whether a walk through a folder picks such files up

    def read(self, text: str, field: str) -> tuple[Text, ...]:
        """Every text to repair in a file, in order."""
        if self.module is None:
            return (Text(text),)
        reader: Callable[[str, str], Iterator[Text]] = import_module(self.module).read
        return tuple(reader(text, field))

    def warn(self, text: str, texts: Sequence[Text], field: str) -> tuple[str, ...]:
        """What is odd about a file in this format."""
        odd: Callable[..., tuple[str, ...]] | None = self._find("warn")
        return odd(text, texts, field) if odd else ()

    @property
    def spell(self) -> Callable[[str], str] | None:
        """How to write a character that an encoding does not have, if the format knows a way."""
        return self._find("spell")

    def _find(self, name: str) -> Callable[..., Any] | None:
        return getattr(import_module(self.module), name, None) if self.module else None


SOURCES: dict[str, SourceFormat] = {
    "text": SourceFormat((".txt",), None),
    "html": SourceFormat((".html", ".htm", ".xhtml"), "normaliser.sources.html"),
    "markdown": SourceFormat((".md", ".markdown"), "normaliser.sources.markdown"),
    "jsonl": SourceFormat((".jsonl", ".ndjson"), "normaliser.sources.jsonl"),
    "json": SourceFormat((".json",), "normaliser.sources.json_text", walked=False),
    "table": SourceFormat((".csv", ".tsv", ".tab"), "normaliser.sources.table", walked=False),
    "tex": SourceFormat((".tex", ".ltx"), "normaliser.sources.tex", walked=False),
}
"""Every input format, one line each. The first reads whatever no suffix and no look claims."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input: its bytes, and the text in them with every line end as it was."""

    path: str  # as the user wrote it, or "-"
    data: bytes
    text: str
    encoding: str  # as Python calls it: "utf-8", "utf-16-le", "cp1256"
    warnings: tuple[str, ...] = ()
    input_format: str = "text"
    texts: tuple[Text, ...] = ()  # what is to be repaired in it, in order


def read_source(path: str, intake: Intake | None = None) -> Source:
    """Read a file, or standard input for `-`. Raises `InputError` when that cannot be done.

    Garbled text is no error: bytes that are no text come as lone surrogates, with a warning (see `encodings.py`).
    """
    intake = intake or Intake()
    data = _read_bytes(path)
    try:
        decoded = decode_text(data, intake.encoding)
    except OptionError as error:
        raise InputError(f"{path}: {error}") from None
    form = guess_format(path, decoded.text, intake.field) if intake.input_format == AUTO else intake.input_format
    texts = SOURCES[form].read(decoded.text, intake.field)
    warnings = (*decoded.warnings, *SOURCES[form].warn(decoded.text, texts, intake.field))
    return Source(path, data, decoded.text, decoded.encoding, warnings, form, texts or (Text(""),))


def guess_format(path: str, text: str, field: str) -> str:
    """The format that claims the suffix; pages are told by their look where the suffix says nothing."""
    suffix = Path(path).suffix.lower()
    by_suffix = next((form for form, known in SOURCES.items() if suffix in known.suffixes), None)
    if by_suffix not in (None, "text"):
        return by_suffix or "text"
    if looks_like_html(text, whole_page=by_suffix is not None):
        return "html"
    return "jsonl" if by_suffix is None and looks_like_json_lines(text, field) else "text"


def encode_back(source: Source, text: str) -> bytes:
    """`text` as bytes, in the encoding and with the oddities of its source; its own text gives its own bytes.

    Raises `OutputError` when the encoding has no place for a character.
    """
    try:
        return encode_text(text, source.encoding, source.data)
    except UnicodeEncodeError as error:
        spell = SOURCES[source.input_format].spell
        if spell:
            return encode_text(_spell_out(text, source.encoding, spell), source.encoding, source.data)
        character = text[error.start]
        what = f"U+{ord(character):04X} {name(character, 'without a name')}"
        line = text.count("\n", 0, error.start) + 1
        raise OutputError(
            f"{source.path}: line {line} of the result needs {what}, which {show_name(source.encoding)} has not; "
            "write to standard output, which is UTF-8"
        ) from None


def _spell_out(text: str, encoding: str, spell: Callable[[str], str]) -> str:
    """The text with every character spelt out that an encoding does not have: only what we wrote can be one."""
    missing = {c for c in set(text) if not "\udc80" <= c <= "\udcff" and not c.encode(encoding, "ignore")}
    return text.translate({ord(c): spell(c) for c in missing})


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
