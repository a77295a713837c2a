"""Bytes and the characters a wrong code page makes of them: the facts behind `mojibake` and `code_page`.

Browsers and scrapers read undefined bytes of a Windows code page as the C1 control of the same number; the tables here
do the same, so that every byte from 0x80 to 0xFF has a character and, read backwards, every such character its byte.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property

# Pages whose misreadings look alike and cannot clash count as one: where Windows-1252, Windows-1254 and Latin-1 differ,
# no character stands for two bytes.
_PAGES: dict[str, tuple[str, ...]] = {
    "Windows-1252": ("cp1252", "cp1254", "latin-1"),
    "Windows-1256": ("cp1256",),
    "DOS 437": ("cp437",),
    "DOS 850": ("cp850",),
    "DOS 852": ("cp852",),
    "Mac Roman": ("mac_roman",),
    "Windows-1250": ("cp1250",),
    "Windows-1251": ("cp1251",),
    "Windows-1253": ("cp1253",),
    "Windows-1257": ("cp1257",),
}
PAGES: tuple[str, ...] = tuple(_PAGES)
"""Code pages that text has been misread in, the commonest first."""


@dataclass(frozen=True)
class Page:
    """One code page, seen from the characters it makes of bytes."""

    name: str
    byte_of: dict[str, int]

    def chars(self, first: int, last: int) -> str:
        """Every character that stands for a byte from `first` to `last`, escaped for a regular-expression class."""
        return "".join(re.escape(c) for c, byte in self.byte_of.items() if first <= byte <= last)

    def encode(self, text: str) -> bytes:
        """The bytes that `text` was misread from; every character must be ASCII or stand for a byte."""
        table = self.byte_of
        return bytes([ord(c) if c < "\x80" else table[c] for c in text])

    @cached_property
    def units(self) -> str:
        """A pattern for what one character written in two to four bytes of UTF-8 was misread as."""
        more = f"[{self.chars(0x80, 0xBF)}]"
        return (
            f"[{self.chars(0xC2, 0xDF)}]{more}|[{self.chars(0xE0, 0xEF)}]{more}{more}"
            f"|[{self.chars(0xF0, 0xF4)}]{more}{more}{more}"
        )


@cache
def page(name: str) -> Page:
    """The code page called `name` in `PAGES`."""
    byte_of: dict[str, int] = {}
    for codec in _PAGES[name]:
        for byte in range(0x80, 0x100):
            byte_of.setdefault(bytes([byte]).decode(codec, "replace"), byte)
    byte_of.pop("\N{REPLACEMENT CHARACTER}", None)
    for byte in range(0x80, 0xA0):
        byte_of.setdefault(chr(byte), byte)
    return Page(name, byte_of)
