"""Where a text may be cut for people to see, and how its invisible characters are shown.

A mark is never parted from its letter: cuts stand at the borders of extended grapheme clusters (`\\X`).
"""

import unicodedata

import regex  # type: ignore[import-untyped]  # the package ships no types

_CLUSTER = regex.compile(r"\X")
_ALEFS = (
    r"\N{ARABIC LETTER ALEF}\N{ARABIC LETTER ALEF WITH MADDA ABOVE}\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
    r"\N{ARABIC LETTER ALEF WITH HAMZA BELOW}\N{ARABIC LETTER ALEF WASLA}"
)
_LETTER = regex.compile(rf"\N{{ARABIC LETTER LAM}}\p{{Mn}}*[{_ALEFS}]\p{{M}}*|\X")
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


def split_letters(text: str) -> list[str]:
    """The text cut into letters with their marks; lam and alef, which are written as one, stay together.

    >>> split_letters("سَلَام")
    ['سَ', 'لَا', 'م']
    """
    return _LETTER.findall(text)  # type: ignore[no-any-return]  # the package ships no types


def show(text: str, *, verbatim: bool = False) -> str:
    """The text as a person can see it, on one line and harmless to a terminal.

    With `verbatim`, joiners and other invisible characters that belong to the text stay themselves.

    >>> show("a\\nb\\N{RIGHT-TO-LEFT MARK}")
    'a⏎b<U+200F>'
    """
    hidden = _HARMFUL if verbatim else _HIDDEN
    return "".join(
        _SHOWN.get(c) or (f"<U+{ord(c):04X}>" if unicodedata.category(c).startswith(hidden) else c) for c in text
    )


_HIDDEN = ("C", "Zl", "Zp")  # controls, formats, surrogates, private use, unassigned; line and paragraph separators
_HARMFUL = ("Cc", "Cs", "Zl", "Zp")
_SHOWN = {"\n": "\N{RETURN SYMBOL}", " ": " ", "\t": "\t"}


def is_mark(text: str) -> bool:
    """Whether a text begins with a combining mark."""
    return text != "" and unicodedata.category(text[0]).startswith("M")


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
