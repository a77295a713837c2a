"""How results go out: one file a format, loaded only when it is asked for.

The module of a format has a `render_<verb>` for each verb it serves: from documents, as they come, to bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from normaliser.errors import OptionError
from normaliser.report import Document


@dataclass(frozen=True, slots=True)
class Setting:
    """What a format may want to know besides the documents."""

    headed: bool = False  # several documents go to one stream: say which is which
    colour: bool = False  # a person is watching
    notice: str = ""  # whose the reference texts are; belongs into files that hold much of them


Render = Callable[[Iterable[Document], Setting], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One output format: the module that renders it, and the verbs it serves."""

    module: str
    verbs: tuple[str, ...]


FORMATS: dict[str, Format] = {
    "text": Format("normaliser.formats.text", ("repair",)),
    "jsonl": Format("normaliser.formats.jsonl", ("repair", "align")),
    "tsv": Format("normaliser.formats.tsv", ("align",)),
    "tmx": Format("normaliser.formats.tmx", ("align",)),
}
"""Every output format, one line each."""


def formats_for(verb: str) -> tuple[str, ...]:
    """The names of the formats a verb can write.

    >>> formats_for("repair")
    ('text', 'jsonl')
    """
    return tuple(name for name, known in FORMATS.items() if verb in known.verbs)


def load_renderer(name: str, verb: str) -> Render:
    """The function that renders what `verb` found in the format `name`. Raises `OptionError` when there is none."""
    if name not in formats_for(verb):
        raise OptionError(f'{verb} has no format called "{name}"; try: {", ".join(formats_for(verb))}')
    render: Render = getattr(import_module(FORMATS[name].module), f"render_{verb}")
    return render
