"""How much a stretch of letters looks like Arabic: the evidence by which hypotheses about a garble compete.

Letter trigrams with word boundaries, fitted on the reference texts and kept as a small table of costs
(`data/plausibility.json`, made by `benchmarks/fit_plausibility.py`). Marks do not count, so vocalised and bare text
weigh the same. A second table, fitted on Urdu, tells Arabic from Persian and Urdu written with the same letters.
"""

import base64
import codecs
import json
import sys
import zlib
from array import array
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log
from unicodedata import combining

from normaliser.script import TATWEEL

CODES: tuple[str, ...] = (
    "\n\t\r !\"'()*,-./:;?[]_{|}\N{NO-BREAK SPACE}«»،؛؟\N{ORNATE LEFT PARENTHESIS}\N{ORNATE RIGHT PARENTHESIS}",
    *"ءآأؤإئ",
    "ا\N{ARABIC LETTER ALEF WASLA}",
    *"بةتثجحخدذرزسشصضطظعغفق",
    "كکڪ",
    *"لمن",
    "هہھەۀ",
    *"وى",
    "يی",
    "پچژگٹڈڑںےڤۓۂۃۆۇۋېڵڕ",
)
"""Letters by code: 0 is a word boundary, the last code stands for every letter that Arabic does not use."""

SIZE = len(CODES)
# Sixteenths of a nat from half of the pairs by which a run surely reads forwards.
_SETTLED = 12 * 16
_UNIFORM = log(SIZE - 2)  # nats a letter costs when every letter is as likely as any other

# Marks get slots only to be deleted: that is faster than leaving them out of the map. U+FFFE marks a slot as unused,
# and only a map whose slot 0 is U+0000 is built as a table.
_MARKS = "".join(c for c in map(chr, range(0x0610, 0x06EE)) if combining(c)) + TATWEEL
_SLOTS = "\0" + "".join(CODES)
_MAP = codecs.charmap_build((_SLOTS + _MARKS).ljust(256, "\ufffe"))
_MERGE = b"\0" + bytes(code for code, letters in enumerate(CODES) for _ in letters).ljust(255, b"\0")
_DROPPED = bytes(range(len(_SLOTS), len(_SLOTS) + len(_MARKS)))


def encode(text: str) -> bytes:
    """One byte for each letter and each word boundary; marks and everything unknown are dropped.

    >>> len(encode("بِسْمِ الله"))
    8
    """
    return codecs.charmap_encode(text, "ignore", _MAP)[0].translate(_MERGE, _DROPPED)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a stretch of letters weighs: `gain` in nats over letters drawn blindly, and how many letters there are."""

    gain: float
    letters: int

    @property
    def mean(self) -> float:
        """Nats gained a letter: running Arabic has about 1.3, Arabic read backwards or by chance is below 0."""
        return self.gain / self.letters if self.letters else 0.0

    @property
    def surprise(self) -> float:
        """-ln of the chance of these letters, in nats: for readings that differ in how many letters they have."""
        return self.letters * _UNIFORM - self.gain


def weigh(text: str) -> Weight:
    """How much better than chance the letters of `text` follow each other as Arabic.

    >>> weigh("والكتاب").mean > 0.5 > weigh("باتكلاو").mean
    True
    """
    return _weigh(encode(text), _tables()["arabic"])


def weigh_urdu(text: str) -> Weight:
    """The same as Urdu, by which Persian too is told from Arabic."""
    return _weigh(encode(text), _tables()["urdu"])


def _weigh(codes: bytes, costs: bytes) -> Weight:
    total = letters = 0
    first = second = 0  # the letters before, 0 at a boundary
    for code in codes:
        if code:
            total += costs[(first * SIZE + second) * SIZE + code]
            letters += 1
            first, second = second, code
        elif second:  # the end of a word says something too; a row of boundaries does not
            total += costs[(first * SIZE + second) * SIZE]
            first = second = 0
    if second:
        total += costs[(first * SIZE + second) * SIZE]
    return Weight(letters * _UNIFORM - total / 16, letters)


def leaning(text: str) -> float:
    """Nats by which the letters of `text` read better forwards than backwards; below 0 they read better backwards.

    Adjacent pairs only, looked up two bytes at a time: cheap enough to ask of every Arabic run. Where every second pair
    settles it, the others are not asked, so that a large number says no more than that.

    >>> leaning("والكتاب") > 0 > leaning("باتكلاو")
    True
    """
    codes = b"\0" + encode(text) + b"\0"
    turning = _turning()
    found = sum([turning[pair] for pair in array("H", codes[: len(codes) & ~1])])
    if found < _SETTLED:
        found += sum([turning[pair] for pair in array("H", codes[1 : len(codes) - 1 | 1])])
    return found / 16


@cache
def _turning() -> tuple[int, ...]:
    """For two neighbouring bytes read as one number: what the pair costs more backwards than forwards."""
    costs = zlib.decompress(base64.b64decode(_data()["arabic_pairs"]))
    turning = [0] * (SIZE << 8)
    for a in range(SIZE):
        for b in range(SIZE):
            pair = int.from_bytes(bytes((a, b)), sys.byteorder)
            turning[pair] = costs[b * SIZE + a] - costs[a * SIZE + b]
    return tuple(turning)


@cache
def _tables() -> dict[str, bytes]:
    return {name: zlib.decompress(base64.b64decode(_data()[name])) for name in ("arabic", "urdu")}


@cache
def _data() -> dict[str, str]:
    text = files("normaliser").joinpath("data/plausibility.json").read_text(encoding="utf-8")
    return {name: value for name, value in json.loads(text).items() if isinstance(value, str)}
