"""Files that are no text but hold some: what a format finds in them, and how changed parts get back in.

The parts of such a file stand one after the other in the text of its `Source`, set apart by form feeds as pdftotext
does it, so that everything that edits the text of a source works on them too.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType

from normaliser.edits import apply
from normaliser.errors import InputError
from normaliser.model import Edit, Span
from normaliser.sources.markup import Text

SEPARATOR = "\f"


@dataclass(frozen=True, slots=True)
class Part:
    """A text in a file that is no text itself."""

    name: str  # what the file calls it
    text: str  # as it is written there
    texts: tuple[Text, ...]  # what is to be repaired in it; their starts count in `text`


def join(parts: Sequence[Part]) -> tuple[str, tuple[Text, ...]]:
    """All parts as one text, and what is to be repaired in it.

    >>> text, texts = join([Part("1", "ab", (Text("ab"),)), Part("2", "cd", (Text("d", start=1),))])
    >>> text, [(found.text, found.start, found.part) for found in texts]
    ('ab\\x0ccd', [('ab', 0, '1'), ('d', 4, '2')])
    """
    texts = [
        replace(text, start=span.start + text.start, part=part.name)
        for part, span in zip(parts, _places(parts), strict=True)
        for text in part.texts
    ]
    return SEPARATOR.join(part.text for part in parts), tuple(texts)


def changed_parts(parts: Sequence[Part], edits: Sequence[Edit]) -> Mapping[str, str]:
    """The parts that edits of the joined text change, by name, as they are then."""
    changed: dict[str, str] = {}
    left = deque(edits)
    for part, span in zip(parts, _places(parts), strict=True):
        inside: list[Edit] = []
        while left and left[0].span.end <= span.end:
            edit = left.popleft()
            inside.append(replace(edit, span=edit.span.shift(-span.start)))
        if inside:
            changed[part.name] = apply(part.text, inside)
    return changed


def _places(parts: Iterable[Part]) -> Iterator[Span]:
    """Where each part stands in the joined text."""
    at = 0
    for part in parts:
        yield Span(at, at + len(part.text))
        at += len(part.text) + len(SEPARATOR)


def require(module: str, extra: str) -> ModuleType:
    """An optional package. Raises `InputError`, which says which extra installs it."""
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise InputError(f"needs {package}, which is not installed; try: pip install 'normaliser[{extra}]'") from None
