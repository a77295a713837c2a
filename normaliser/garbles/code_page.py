"""An Arabic code page read as a Western one: `ÈÓã Çááå` for `بسم الله`, `İ` and `ğ` where Turkish was assumed.

What it looks like: words made of accented Latin letters alone, capitals and small letters mixed, no vowel in sight;
vowel marks became ð ñ ò ó õ ö ø ú. English beside it is untouched.

How it happens: bytes of Windows-1256 or ISO-8859-6, one byte a letter, are decoded as Windows-1252, Windows-1254 or
Latin-1, because the page did not say what it was.

How we know: no language writes several words without a single plain letter. Each run is decoded in both code pages; a
page that leaves anything but Arabic is out, and the one whose letters follow each other as Arabic letters do wins, by
trigram statistics. Russian, Greek, Hebrew, Thai or Chinese misread in the same way fails that test and is left alone.

What we might get wrong: a single short word, of which too many decodings make sense, is left unless a longer run of the
same code page stands in the text. Letters of Windows-1256 that only Persian and Urdu use are decoded, but a run of
Persian or Urdu as a whole may be missed.
"""

import re
from functools import cache

from normaliser.garbles.misreading import PAGES, page
from normaliser.garbles.plausibility import Weight, weigh
from normaliser.model import Edit, Span

_CODECS = {"cp1256": "Windows-1256", "iso8859_6": "ISO-8859-6"}
# Arabic of any kind gains -0.2 to 1.5 nats a letter over letters drawn blindly; Cyrillic, Greek, Thai, Chinese and
# Korean bytes, where they can be read as Arabic at all, -5 and less in runs of any length. The border lies between, and
# by how much a run clears it must add up to what three to eight letters give.
_BORDER = -2.5
_SURE_SUM = 18.0
_SURE_MEAN = -0.8
# Bytes below C0 that are letters of Persian and Urdu in Windows-1256.
_EXTRA_LETTERS = b"\x81\x8a\x8d\x8e\x8f\x90\x98\x9a\x9d\x9f\xaa"
# Between words: plain ASCII, quotation marks, and the Arabic comma, semicolon and question mark of both code pages.
_PLAIN = "\t -@\\[-`{-~\N{NO-BREAK SPACE}«»"
_BETWEEN = f"[{_PLAIN}¡º¿¬]"
_NOT_ARABIC = re.compile(f"[^\u0600-\u06ff{_PLAIN}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run of misread words; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("He said: ÈÓã Çááå ÇáÑÍãä ÇáÑÍíã")]
    ['بسم الله الرحمن الرحيم']
    """
    if text.isascii() or not _three_letters().search(text):
        return ()
    runs = [match for match in _run().finditer(text) if not _touches_letters(text, match)]
    edits: dict[int, Edit] = {}
    used: set[str] = set()
    for match in runs:
        read = [(codec, new, weigh(new)) for codec in _CODECS if (new := _read(match.group(), codec)) is not None]
        read = [reading for reading in read if _is_sure(reading[2])]
        if read:
            codec, new, _ = max(read, key=lambda reading: reading[2].gain)
            edits[match.start()] = _edit(match, codec, new, 0.99)
            used.add(codec)
    if len(used) == 1:  # short runs beside: the code page is known, they need only make sense in it
        (codec,) = used
        for match in runs:
            new = _read(match.group(), codec) or ""
            if match.start() not in edits and weigh(new).letters > 1 and weigh(new).mean > _SURE_MEAN:
                edits[match.start()] = _edit(match, codec, new, 0.95)
    return tuple(edits[start] for start in sorted(edits))


def _edit(match: re.Match[str], codec: str, new: str, confidence: float) -> Edit:
    because = f"{_CODECS[codec]} read as a Western code page"
    return Edit(Span(*match.span()), match.group(), new, ("code_page",), because, confidence)


def _is_sure(weight: Weight) -> bool:
    return weight.mean > _SURE_MEAN and weight.gain - _BORDER * weight.letters > _SURE_SUM


def _touches_letters(text: str, match: re.Match[str]) -> bool:
    """Whether a plain letter adjoins: then the accented ones belong to a word of another language."""
    return text[match.start() - 1 : match.start()].isalpha() or text[match.end() : match.end() + 1].isalpha()


def _read(old: str, codec: str) -> str | None:
    """The run in an Arabic code page, or None when that leaves anything but Arabic."""
    try:
        new = page(PAGES[0]).encode(old).decode(codec)
    except UnicodeDecodeError:
        return None
    return None if _NOT_ARABIC.search(new) else new


@cache
def _letters() -> str:
    """The class of what the bytes of Arabic, Persian and Urdu letters and marks are misread as."""
    latin = page(PAGES[0])
    return latin.chars(0xC0, 0xFE) + "".join(latin.chars(byte, byte) for byte in _EXTRA_LETTERS)


@cache
def _three_letters() -> re.Pattern[str]:
    return re.compile(f"[{_letters()}]{{3}}")


@cache
def _run() -> re.Pattern[str]:
    """Misread words with spaces, digits and punctuation between them; letters at both ends."""
    return re.compile(f"[{_letters()}]+(?:{_BETWEEN}+[{_letters()}]+)*")
