"""Which code page bytes are in, by what their letters say in each.

charset-normalizer needs more text than a quotation has to tell Arabic from Cyrillic or Greek. So Arabic pages compete
by the letter statistics that the garbles use, and it is asked only about what they do not claim.
"""

import re
from dataclasses import dataclass

from normaliser.garbles.letter_forms import FORMS_B, letters_of
from normaliser.garbles.plausibility import weigh, weigh_urdu
from normaliser.script import LETTERS_CLASS, MARKS_CLASS

_ARABIC_PAGES = {
    "cp1256": "Windows-1256",
    "iso8859-6": "ISO-8859-6",
    "cp720": "DOS 720",
    "mac-arabic": "MacArabic",
    "cp864": "DOS 864",
}
_OTHER_NAMES = {"cp1252": "Windows-1252", "cp1254": "Windows-1254", "cp1251": "Windows-1251", "utf-8": "UTF-8"}
_OTHER_PAGES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1257", "koi8_r", "gb18030", "big5", "shift_jis",
    "euc_jp", "euc_kr",
]  # fmt: skip
# Bytes looked at: those beyond ASCII with what stands around them, from the beginning on. Possessive, as otherwise a
# hundred megabytes of Arabic are one match whose every step is remembered.
_SAMPLE = 20_000
_PIECE = re.compile(rb"[^\x80-\xff]{0,3}[\x80-\xff](?:[\x00-\x7f]{0,6}[\x80-\xff])*+[^\x80-\xff]{0,3}")
# The same borders as in garbles/code_page: what Cyrillic, Greek or Chinese bytes look like as Arabic lies below.
_BORDER = -2.5
_SURE_SUM = 18.0
_SURE_MEAN = -0.8
# What a character costs that Arabic pages do not hold, or an Arabic letter that touches a Latin one: clearly more than
# a plausible letter brings.
_ODD = 6.0
_LEAST_BYTES = 3  # different bytes beyond ASCII: one or two over and over are no words
# By how much another Arabic page must beat the declared one, and a rarer one a commoner: they share many positions.
_LEAD = 18.0
_LEAD_BY_RANK = 6.0
_ARABIC = f"{LETTERS_CLASS}{MARKS_CLASS}\u0640\u060c\u061b\u061f\u0660-\u066d\ufe70-\ufefc"
_USUAL = f"{_ARABIC}\\x00-\\x7f\u00a0«»\u00b0\u00b7\u00a9\u00ad\u00ae\u00d7\u00f7\u200c-\u200f\u2010-\u203a\u20ac\u2122"
_FRENCH = "àâçèéêëîïôùûüœÀÂÇÈÉÊËÎÏÔÙÛÜŒ"
_ODDITIES = re.compile(
    f"[^{_USUAL}{_FRENCH}]|[A-Za-z{_FRENCH}](?=[{_ARABIC}])|[{_ARABIC}](?=[A-Za-z{_FRENCH}]|\\d[{_ARABIC}])"
)
_FORM = re.compile(f"[{FORMS_B}]")
# Western text: letters of its languages inside words, and the signs of Windows-1252.
_WESTERN_LETTER = "àáâãäåæçèéêëìíîïñòóôõöøùúûüœßÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÚÜ"
_WESTERN = re.compile(
    f"(?<=[A-Za-z])[{_WESTERN_LETTER}]|[{_WESTERN_LETTER}](?=[A-Za-z])"
    "|(?<![^\\s'’(«\"-])[àáèéìíòóôÀÁÈÉÌÍÒÓÔ¿¡](?![^\\s'’.,;:!?»)\"-])|[¿¡](?=[A-Za-z])"
    "|[\u2018-\u201e\u2020-\u2026\u2013\u2014\u2122\u20ac\u00a0£©«»®°·×]"
)
_WESTERN_SHARE = 0.9
_BEYOND = re.compile("[^\\x00-\\x7f]")
_LEAST_OTHER = 64  # bytes beyond ASCII from which charset-normalizer is asked
_MOST_OTHER = 20_000  # bytes it is given


@dataclass(frozen=True, slots=True)
class _Reading:
    page: str
    gain: float  # nats over letters drawn blindly, less what is odd
    letters: int

    @property
    def is_sure(self) -> bool:
        return self.gain > _SURE_MEAN * self.letters and self.gain - _BORDER * self.letters > _SURE_SUM


def is_arabic_page(encoding: str) -> bool:
    """Whether a codec is an Arabic code page."""
    return encoding in _ARABIC_PAGES


def show_name(encoding: str) -> str:
    """The name by which people know a codec.

    >>> show_name("cp1256")
    'Windows-1256'
    """
    return _ARABIC_PAGES.get(encoding) or _OTHER_NAMES.get(encoding) or encoding.upper()


def guess_arabic(data: bytes, declared: str | None = None) -> str | None:
    """The Arabic code page that makes the likeliest Arabic of bytes, or None when none is sure.

    `declared` is an Arabic page that the text itself names: it wins unless another is clearly better.

    >>> guess_arabic("قال رسول الله".encode("iso8859-6"))
    'iso8859-6'
    """
    sample = _sample(data)
    readings = [reading for page in _ARABIC_PAGES if (reading := _read(sample, page))]
    best = None
    for reading in readings:  # the commonest page first
        if best is None or reading.gain > best.gain + _LEAD_BY_RANK:
            best = reading
    if best is None or not best.is_sure:
        return None
    named = next((reading for reading in readings if reading.page == declared), None)
    if named and best.gain - named.gain < _LEAD:
        return named.page
    return best.page


def guess_other(data: bytes) -> str | None:
    """The code page of text that is not Arabic: Windows-1252 where only that makes sense, else what statistics say."""
    sample = _sample(data)
    text = sample.decode("cp1252", "surrogateescape")
    beyond = len(_BEYOND.findall(text))
    western = sum(len(found) for found in _WESTERN.findall(text))
    if beyond and western >= _WESTERN_SHARE * beyond:
        return "cp1252"
    if beyond < _LEAST_OTHER:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_MOST_OTHER], cp_isolation=_OTHER_PAGES, enable_fallback=False).best()
    return best.encoding if best else None


def _sample(data: bytes) -> bytes:
    """What is beyond ASCII with a few bytes around it, in order."""
    pieces: list[bytes] = []
    size = 0
    for piece in _PIECE.finditer(data):
        pieces.append(piece.group())
        size += len(piece.group())
        if size > _SAMPLE:
            break
    return b"\n".join(pieces)[: 2 * _SAMPLE]


def _read(sample: bytes, page: str) -> _Reading | None:
    """How plausible a sample is in a page; None when it has bytes the page does not define, or no words of Arabic."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return None
    odd = len(_ODDITIES.findall(text))
    readings = [_FORM.sub(lambda form: letters_of(form.group()), text)]
    if _FORM.search(text):
        readings.append(readings[0][::-1])  # shapes are mostly stored as seen from left to right
    weights = [weigh(reading) for reading in readings] + [weigh_urdu(readings[0])]
    weight = max(weights, key=lambda found: found.gain)
    if not weight.letters or len(set(sample).difference(range(0x80))) < _LEAST_BYTES:
        return None
    return _Reading(page, weight.gain - _ODD * odd, weight.letters)
