"""Where a text may be cut for people to see, and how its invisible characters are shown.

A mark is never parted from its letter: cuts stand at the borders of extended grapheme clusters (`\\X`).
"""

import unicodedata

import regex  # type: ignore[import-untyped]  # the package ships no types

_CLUSTER = regex.compile(r"\X")
_BACK = 64
"""How far before a place we start counting clusters: no cluster of a language is this long."""


def floor_border(text: str, offset: int) -> int:
    """The last grapheme border at or before an offset."""
    border, _ = _around(text, offset)
    return border


def ceil_border(text: str, offset: int) -> int:
    """The first grapheme border at or after an offset."""
    _, border = _around(text, offset)
    return border


def show(text: str) -> str:
    """The text as a person can see it, on one line and harmless to a terminal.

    >>> show("a\\nb\\N{RIGHT-TO-LEFT MARK}")
    'a⏎b<U+200F>'
    """
    return "".join(_SHOWN.get(c) or (c if _is_visible(c) else f"<U+{ord(c):04X}>") for c in text)


_SHOWN = {"\n": "\N{RETURN SYMBOL}", " ": " ", "\t": "\t"}


def is_mark(text: str) -> bool:
    """Whether a text begins with a combining mark."""
    return text != "" and unicodedata.category(text[0]).startswith("M")


def _is_visible(character: str) -> bool:
    # Controls, formats, surrogates, private use, unassigned; line and paragraph separators.
    return not unicodedata.category(character).startswith(("C", "Zl", "Zp"))


def _around(text: str, offset: int) -> tuple[int, int]:
    if offset <= 0 or offset >= len(text):
        bound = min(max(offset, 0), len(text))
        return bound, bound
    anchor = max(0, offset - _BACK)
    while anchor > max(0, offset - 16 * _BACK) and is_mark(text[anchor]):
        anchor -= 1
    last = anchor
    for cluster in _CLUSTER.finditer(text, anchor, min(len(text), offset + 16 * _BACK)):
        if cluster.end() >= offset:
            return (cluster.end(), cluster.end()) if cluster.end() == offset else (last, cluster.end())
        last = cluster.end()
    return last, offset
