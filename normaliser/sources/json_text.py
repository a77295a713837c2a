"""A JSON document: its strings are text, one paragraph each; names of fields and all else are fixed."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from normaliser.model import Span
from normaliser.sources.markup import Reading, Segment, Text
from normaliser.sources.strings import STRING, escape_like, escapes, spell

if TYPE_CHECKING:
    from normaliser.sources import Intake

__all__ = ["read", "spell", "warn"]

_VALUE = re.compile(rf"{STRING}(?!\s*+:)|(?P<name>{STRING})", re.DOTALL)


def read(text: str, field: str) -> Iterator[Text]:
    """All strings as one text; spans of its report count in the source. What is no JSON is read as plain text."""
    try:
        json.loads(text.removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        yield Text(text)
        return
    yield Text(text, Reading(text, list(_segments(text)), escape_like(text)))


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of a file that is not what its name says."""
    return () if texts[0].reading else ("no valid JSON, read as plain text",)


def _segments(text: str) -> Iterator[Segment]:
    done = 0
    for value in _VALUE.finditer(text):
        if value["name"] is None:
            inside = Span(value.start() + 1, value.end() - 1)
            yield Segment(Span(done, inside.start), "\n\n")
            yield from escapes(text, inside)
            done = inside.end
    if done < len(text):
        yield Segment(Span(done, len(text)), "\n")
