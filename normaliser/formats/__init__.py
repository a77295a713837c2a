"""How results go out: one file a format, loaded only when it is asked for.

The module of a format has a `render_<verb>` for each verb it serves: from documents, as they come, to bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from normaliser.errors import OptionError
from normaliser.report import Document


@dataclass(frozen=True, slots=True)
class Setting:
    """What a format may want to know besides the documents."""

    headed: bool = False  # several documents go to one stream: say which is which
    colour: bool = False  # a person is watching
    notice: str = ""  # whose the reference texts are; belongs into files that hold much of them


Render = Callable[[Iterable[Document], Setting], Iterator[bytes]]

RenderFolder = Callable[[Iterable[Document], Setting], Iterator[tuple[str, Iterator[bytes]]]]
"""Gives each file by its name in the folder; its bytes are taken before the next file is asked for."""


@dataclass(frozen=True, slots=True)
class Format:
    """One output format: the module that renders it, and the verbs it serves."""

    module: str
    verbs: tuple[str, ...]
    noted: bool = False  # says whose the reference texts are
    binary: bool = False  # nothing for a terminal
    folder: bool = False  # several files: the module has `files_<verb>` in place of `render_<verb>`


FORMATS: dict[str, Format] = {
    "text": Format("normaliser.formats.text", ("repair", "check")),
    "github": Format("normaliser.formats.github", ("check",)),
    "jsonl": Format("normaliser.formats.jsonl", ("repair", "align")),
    "tsv": Format("normaliser.formats.tsv", ("align",)),
    "csv": Format("normaliser.formats.csv", ("align",)),
    "tmx": Format("normaliser.formats.tmx", ("align",), noted=True),
    "xliff": Format("normaliser.formats.xliff", ("align",), noted=True),
    "tei": Format("normaliser.formats.tei", ("align",), noted=True),
    "openiti": Format("normaliser.formats.openiti", ("repair", "align"), noted=True),
    "html": Format("normaliser.formats.html", ("align",), noted=True),
    "parquet": Format("normaliser.formats.parquet", ("align",), noted=True, binary=True),
    "dataset": Format("normaliser.formats.dataset", ("align",), noted=True, folder=True),
}
"""Every output format, one line each."""


def formats_for(verb: str) -> tuple[str, ...]:
    """The names of the formats a verb can write.

    >>> formats_for("repair")
    ('text', 'jsonl', 'openiti')
    """
    return tuple(name for name, known in FORMATS.items() if verb in known.verbs)


def load_renderer(name: str, verb: str) -> Render:
    """The function that renders what `verb` found in the format `name`. Raises `OptionError` when there is none."""
    render: Render = _load(name, verb, "render")
    return render


def load_folder(name: str, verb: str) -> RenderFolder:
    """The same for a format of several files."""
    render: RenderFolder = _load(name, verb, "files")
    return render


def _load(name: str, verb: str, what: str) -> Any:
    if name not in formats_for(verb) and name not in _added_formats():
        raise OptionError(f'{verb} has no format called "{name}"; try: {", ".join(formats_for(verb))}')
    module = import_module(FORMATS[name].module if name in FORMATS else _added_formats()[name])
    function = getattr(module, f"{what}_{verb}", None)
    if function is None:
        raise OptionError(f'the format "{name}" does not serve {verb}; try: {", ".join(formats_for(verb))}')
    return function


def _added_formats() -> dict[str, str]:
    """The modules of formats that other packages add through the entry-point group `normaliser.formats`."""
    from importlib.metadata import entry_points  # slow, and asked for only when the table does not know a name

    return {point.name: point.module for point in entry_points(group="normaliser.formats")}
