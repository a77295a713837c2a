"""JSON Lines: on each line the string in one field is a text of its own; nothing else on the line changes."""

import json
from collections.abc import Iterator, Sequence
from json.decoder import JSONDecodeError
from typing import TYPE_CHECKING

from normaliser.model import Span
from normaliser.sources.markup import Reading, Text
from normaliser.sources.strings import escape_like, escapes, spell

if TYPE_CHECKING:
    from normaliser.sources import Intake

__all__ = ["read", "spell", "warn"]

_BLANKS = " \t\r\n\ufeff"
DEFAULT = "text"
"""The field that holds the text unless another is named."""
_decoder = json.JSONDecoder(strict=False)


def read(text: str, field: str) -> Iterator[Text]:
    """The field of each line that has it; spans of a report count in the decoded string.

    Lines end at LF alone. What is no object, or has no such string, is left alone.

    >>> [found.text for found in read('{"id": 1, "text": "caf\\\\u00e9"}', "text")]
    ['café']
    """
    start = number = 0
    while start < len(text):
        number += 1
        end = text.find("\n", start) + 1 or len(text)
        if place := find_string(text[start:end], field or DEFAULT):
            inside = place.shift(start)
            raw = inside.of(text)
            coding = Reading(raw, escapes(raw, Span(0, len(raw))), escape_like(raw))
            yield Text(coding.view, coding=coding, start=inside.start, line=number)
        start = end


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of lines that are left alone."""
    others = sum(1 for line in text.split("\n") if line.strip(_BLANKS)) - len(texts)
    lines = "one line has" if others == 1 else f"{others} lines have"
    return (f'{lines} no string "{intake.field or DEFAULT}", left alone; --field names another',) if others else ()


def find_string(line: str, field: str) -> Span | None:
    """Where the string of a field stands on a line, without its quotation marks; `a.b` is field b of the object a."""
    try:
        return _find(line, _skip(line, 0), field)[0]
    except (JSONDecodeError, IndexError, RecursionError):
        return None


def _find(line: str, at: int, field: str) -> tuple[Span | None, int]:
    """The string and where the object at `at` ends; of fields by the same name the last counts."""
    if line[at] != "{":
        raise JSONDecodeError("no object", line, at)
    found: Span | None = None
    at = _skip(line, at + 1)
    while line[at] != "}":
        if line[at] != '"':
            raise JSONDecodeError("no name", line, at)
        name, at = _decoder.raw_decode(line, at)
        at = _skip(line, at)
        if line[at] != ":":
            raise JSONDecodeError("no colon", line, at)
        at = _skip(line, at + 1)
        begun = at
        if field.startswith(f"{name}.") and line[at] == "{":
            inner, at = _find(line, at, field[len(name) + 1 :])
            found = inner or found
        else:
            value, at = _decoder.raw_decode(line, at)
            if name == field:
                found = Span(begun + 1, at - 1) if isinstance(value, str) else None
        at = _skip(line, at)
        if line[at] == ",":
            at = _skip(line, at + 1)
    return found, at + 1


def _skip(line: str, at: int) -> int:
    while at < len(line) and line[at] in _BLANKS:
        at += 1
    return at
