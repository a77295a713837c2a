"""How text comes in: bytes from a file or from standard input, and the way back to the very same bytes."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unicodedata import name

from normaliser.edits import apply
from normaliser.errors import InputError, OptionError, OutputError
from normaliser.model import Edit
from normaliser.sources.code_pages import show_name
from normaliser.sources.encodings import UTF8, decode_text, encode_text, find_codec
from normaliser.sources.guess import looks_like_html, looks_like_json_lines
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part, changed_parts, join

STDIN = "-"
"""The path that means standard input."""


AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Intake:
    """How input is to be read. Raises `OptionError` for an encoding or a format nobody knows."""

    encoding: str | None = None  # forced; None means found out, see `encodings.py`
    input_format: str = AUTO  # a name of `SOURCES`, or "auto": by suffix, then by what the text looks like
    main_content: bool = False  # of HTML, read the article and not what surrounds it
    field: str = ""  # JSON Lines, Parquet: what holds the text ("text"); tables: the columns to read ("a,b"; all)

    def __post_init__(self) -> None:
        if self.encoding:
            find_codec(self.encoding)
        if self.input_format != AUTO and self.input_format not in (known := load_sources()):
            raise OptionError(f'no input format called "{self.input_format}"; try: {AUTO}, {", ".join(known)}')


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A kind of file we can read and write back.

    Its module has `read(text, field)`, which yields the texts to repair. It may have `spell(character)`, which writes a
    character that the encoding of the file does not have, and `warn(text, texts, intake)` for what is odd.

    For what is no text (`packed`) it has `unpack(data, intake)` instead, which yields the parts that are; and, unless
    such files can only be read, `pack(data, changed, intake)`, which gives the file with those parts changed.
    """

    suffixes: tuple[str, ...]
    module: str | None  # None: the file is the text
    walked: bool = True  # whether a walk through a folder picks such files up
    packed: bool = False
    read_only: bool = False
    magic: bytes = b""  # how such files begin, where no text does

    def read(self, text: str, field: str) -> tuple[Text, ...]:
        """Every text to repair in a file, in order."""
        if self.module is None:
            return (Text(text),)
        reader: Callable[[str, str], Iterator[Text]] = import_module(self.module).read
        return tuple(reader(text, field))

    def unpack(self, data: bytes, intake: Intake) -> tuple[Part, ...]:
        """The texts in a file that is none, in order. Raises `InputError` for what cannot be read."""
        unpacker: Callable[[bytes, Intake], Iterator[Part]] = import_module(str(self.module)).unpack
        return tuple(unpacker(data, intake))

    def pack(self, data: bytes, changed: Mapping[str, str], intake: Intake) -> bytes:
        """The file with some of its parts changed."""
        packer: Callable[[bytes, Mapping[str, str], Intake], bytes] = import_module(str(self.module)).pack
        return packer(data, changed, intake)

    def warn(self, text: str, texts: Sequence[Text], intake: Intake) -> tuple[str, ...]:
        """What is odd about a file in this format."""
        odd: Callable[..., tuple[str, ...]] | None = self._find("warn")
        return odd(text, texts, intake) if odd else ()

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
    "main-content": SourceFormat((), "normaliser.sources.main_content"),
    "docx": SourceFormat((".docx", ".docm"), "normaliser.sources.docx", packed=True),
    "epub": SourceFormat((".epub",), "normaliser.sources.epub", packed=True),
    "pdf": SourceFormat((".pdf",), "normaliser.sources.pdf", False, packed=True, read_only=True, magic=b"%PDF-"),
    "warc": SourceFormat(
        (".warc", ".warc.gz"), "normaliser.sources.warc", False, packed=True, read_only=True, magic=b"WARC/"
    ),
    "parquet": SourceFormat((".parquet",), "normaliser.sources.parquet", walked=False, packed=True, magic=b"PAR1"),
}
"""Every input format, one line each. The first reads whatever no suffix and no look claims."""


@cache
def load_sources() -> Mapping[str, SourceFormat]:
    """The table, then what other packages add through the entry-point group `normaliser.sources`.

    An entry point names a module like ours, which says in `SUFFIXES` which files are of its kind.
    """
    from importlib.metadata import entry_points  # slow

    added = (point for point in entry_points(group="normaliser.sources") if point.name not in SOURCES)
    return {**SOURCES, **{point.name: _added(point.module) for point in sorted(added)}}


def _added(name: str) -> SourceFormat:
    module = import_module(name)
    packed = hasattr(module, "unpack")
    read_only = packed and not hasattr(module, "pack")
    return SourceFormat(tuple(module.SUFFIXES), name, walked=False, packed=packed, read_only=read_only)


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
    parts: tuple[Part, ...] = ()  # of a file that is no text; `text` is all of them
    intake: Intake = Intake()


def read_source(path: str, intake: Intake | None = None) -> Source:
    """Read a file, or standard input for `-`. Raises `InputError` when that cannot be done.

    Garbled text is no error: bytes that are no text come as lone surrogates, with a warning (see `encodings.py`).
    """
    intake = intake or Intake()
    data = _read_bytes(path)
    packed = _packed_form(path, data, intake)
    try:
        if packed:
            return _unpack(path, data, packed, intake)
        decoded = decode_text(data, intake.encoding)
    except (OptionError, InputError) as error:
        raise InputError(f"{path}: {error}") from None
    form = guess_format(path, decoded.text, intake.field) if intake.input_format == AUTO else intake.input_format
    if form == "html" and intake.main_content:
        form = "main-content"
    try:
        texts = load_sources()[form].read(decoded.text, intake.field)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    warnings = (*decoded.warnings, *load_sources()[form].warn(decoded.text, texts, intake))
    return Source(path, data, decoded.text, decoded.encoding, warnings, form, texts or (Text(""),))


def _unpack(path: str, data: bytes, form: str, intake: Intake) -> Source:
    """A file that is no text, as the texts it holds."""
    parts = load_sources()[form].unpack(data, intake)
    text, texts = join(parts)
    warnings = load_sources()[form].warn(text, texts, intake)
    empty = () if parts else (Part("", "", ()),)
    return Source(path, data, text, UTF8, warnings, form, texts or (Text(""),), parts or empty, intake)


def _packed_form(path: str, data: bytes, intake: Intake) -> str | None:
    """The format of a file that is no text; without a telling suffix it is told by its first bytes."""
    form = form_of_name(path) if intake.input_format == AUTO else intake.input_format
    if form is None:
        form = next(
            (name for name, known in load_sources().items() if known.magic and data.startswith(known.magic)), None
        )
    return form if form and load_sources()[form].packed else None


def is_writable(path: str, intake: Intake | None = None) -> bool:
    """Whether a file can be written back in its own format, by its name and what was said of it."""
    form = form_of_name(path) if intake is None or intake.input_format == AUTO else intake.input_format
    return form is None or not load_sources()[form].read_only


def form_of_name(path: str) -> str | None:
    """The format that claims the suffix of a file.

    >>> form_of_name("Book.EPUB"), form_of_name("README")
    ('epub', None)
    """
    name = os.path.basename(path).lower()  # noqa: PTH119  # asked of every file, and quick
    return next((form for form, known in load_sources().items() if name.endswith(known.suffixes)), None)


def guess_format(path: str, text: str, field: str) -> str:
    """The format that claims the suffix; pages are told by their look where the suffix says nothing."""
    by_suffix = form_of_name(path)
    if by_suffix not in (None, "text"):
        return by_suffix or "text"
    if looks_like_html(text, whole_page=by_suffix is not None):
        return "html"
    return "jsonl" if by_suffix is None and looks_like_json_lines(text, field) else "text"


def write_back(source: Source, edits: Sequence[Edit]) -> bytes:
    """The bytes of a source with edits of its text done, and everything else as it was.

    Raises `OutputError` when the encoding has no place for a character, or files of this kind can only be read.
    """
    form = load_sources()[source.input_format]
    if form.read_only:
        raise OutputError(f"{source.path}: {source.input_format} files can only be read; write text with -o DIR")
    if not edits:
        return source.data
    if form.packed:
        return form.pack(source.data, changed_parts(source.parts, edits), source.intake)
    return encode_back(source, apply(source.text, edits))


def encode_back(source: Source, text: str) -> bytes:
    """`text` as bytes, in the encoding and with the oddities of its source; its own text gives its own bytes.

    Raises `OutputError` when the encoding has no place for a character.
    """
    try:
        return encode_text(text, source.encoding, source.data)
    except UnicodeEncodeError as error:
        spell = load_sources()[source.input_format].spell
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
