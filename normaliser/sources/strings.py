"""The strings of JSON: what they say, and how a change to that is written."""

import json
import re

from normaliser.model import Span
from normaliser.sources.markup import Escape, Segment

STRING = r'"(?:[^"\\]|\\.)*+"'
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_SHORT = {"\\b": "\b", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t"}
_LONE = re.compile("[\ud800-\udfff]")


def escapes(text: str, span: Span) -> list[Segment]:
    """The escapes inside a string, whose quotation marks `span` leaves out."""
    found = _ESCAPE.finditer(text, span.start, span.end)
    return [Segment(Span(*match.span()), _decode(match.group()), fixed=False) for match in found]


def _decode(escape: str) -> str:
    if escape[1] != "u":
        return _SHORT.get(escape, escape[1])
    units = "".join(chr(int(number, 16)) for number in re.findall("u(....)", escape))
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def escape_like(text: str) -> Escape:
    """How new text is written in a string: in ASCII where `text` is, and lone surrogates as escapes unless it has some.

    >>> escape_like('"caf\\\\u00e9"')('"é"', 0)
    '\\\\"\\\\u00e9\\\\"'
    """
    ascii_only, raw = text.isascii() and "\\u" in text, bool(_LONE.search(text))

    def escape(new: str, at: int) -> str:
        written = json.dumps(new, ensure_ascii=ascii_only)[1:-1]
        return written if raw else _LONE.sub(lambda lone: spell(lone.group()), written)

    return escape


def spell(character: str) -> str:
    """A character that the encoding of the file does not have.

    >>> spell("é")
    '\\\\u00e9'
    """
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
