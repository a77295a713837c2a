"""Bytes to text: what is declared, what is certain, what the letters say; and the way back to the very same bytes.

Nothing else is translated on the way in. A byte order mark stays in the text as U+FEFF, line ends stay what they are,
NUL bytes are characters. What is valid UTF-8 is UTF-8, whatever a header says. Other text is read as its header
declares, unless its letters clearly say that it is in an Arabic code page; without a header they are asked as well, and
charset-normalizer for what is not Arabic. Where nothing is sure, and where most of the text is UTF-8, each byte that
fits nowhere becomes a lone surrogate U+DC80-U+DCFF (Python's `surrogateescape`), which goes out again as that byte.
No reading is taken that does not give the same bytes back.
"""

import codecs
import re
from dataclasses import dataclass

from normaliser.errors import OptionError
from normaliser.sources.code_pages import guess_arabic, guess_other, is_arabic_page, show_name

UTF8 = "utf-8"

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096  # bytes in which a declaration is looked for, as browsers do it, and some more for mail headers
_DECLARED = (
    re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE),
    re.compile(rb"""<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE),
    re.compile(rb"""^content-type:[^\r\n]{0,200}?charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE | re.MULTILINE),
)
# Names that Python does not know, and names that browsers read as another page, because pages mean that one.
_ALIASES = {
    "x-cp1256": "cp1256",
    "asmo-708": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "x-mac-arabic": "mac-arabic",
    "macarabic": "mac-arabic",
    "dos-720": "cp720",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
}
# Characters of which text in UTF-16 without a mark is made, nearly all of it.
_USUAL = re.compile("[\t\n\r -~\u00a0-\u00ff\u0600-\u06ff\u2010-\u203a\ufd3e\ufd3f\ufe70-\ufeff]")
_LEAST_UTF16 = 8  # characters; fewer may be a coincidence
_USUAL_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the codec that gives its bytes back, and what was assumed."""

    text: str
    encoding: str  # "utf-8", "utf-16-le", "cp1256", ...
    warnings: tuple[str, ...] = ()


def decode_text(data: bytes, forced: str | None = None, *, declared: str | None = None) -> Decoded:
    """The text of a file; `forced` names its encoding. Raises `OptionError` for a name nobody knows.

    `declared` is what came with it says (an HTTP header), which counts as its own header would, if there is such an
    encoding.

    >>> decode_text(b"a\\xffb").text
    'a\\udcffb'
    >>> decode_text("بسم الله الرحمن".encode("windows-1256")).encoding
    'cp1256'
    """
    if forced:
        return _read_as(data, find_codec(forced), "as told")
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (decoded := _read_wide(data, encoding, "as its byte order mark says")):
            return decoded
    if decoded := _guess_utf16(data):
        return decoded
    declared = _known_codec(declared) or _find_declared(data)
    try:
        text = data.decode(UTF8)
    except UnicodeDecodeError as error:
        return _guess(data, declared) or _keep_bad_bytes(data, error.start)
    said = codecs.lookup(declared).name if declared else UTF8
    if text.isascii() or said == UTF8:
        return Decoded(text, UTF8)
    return Decoded(text, UTF8, (f"read as UTF-8, which it is, though its header says {show_name(said)}",))


def encode_text(text: str, encoding: str, data: bytes) -> bytes:
    """The bytes of `text`; `data` is what its source was decoded from. Raises `UnicodeEncodeError`."""
    width = _width(encoding)
    if width == 1:
        return text.encode(encoding, "surrogateescape")
    rest = len(data) % width  # a part of a character at the very end is no text, but it is the user's
    return text.encode(encoding, "surrogatepass") + (data[-rest:] if rest else b"")


def find_codec(name: str) -> str:
    """The name by which Python knows an encoding.

    >>> find_codec("Windows-1256")
    'cp1256'
    """
    try:
        known = codecs.lookup(_ALIASES.get(name.strip().lower().replace("_", "-"), name)).name
        b"".decode(known)  # some codecs are not of texts
    except (LookupError, ValueError, UnicodeError):
        raise OptionError(f'no encoding called "{name}"; try: utf-8, windows-1256, iso-8859-6, windows-1252') from None
    return {"utf-8-sig": UTF8, "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(known, known)


def _width(encoding: str) -> int:
    """Bytes of a unit."""
    return {"utf-16": 2, "utf-32": 4}.get(encoding[:6], 1)


def _find_declared(data: bytes) -> str | None:
    """The codec that an XML or HTML head or a mail or HTTP header names, if there is such a codec."""
    head = data[:_HEAD]
    for pattern in _DECLARED:
        if found := pattern.search(head):
            return _known_codec(found[1].decode("ascii", "replace"))
    return None


def _known_codec(name: str | None) -> str | None:
    try:
        return find_codec(name) if name else None
    except OptionError:
        return None


def _read_as(data: bytes, encoding: str, why: str) -> Decoded:
    """Read in an encoding somebody named. Raises `OptionError` when that would lose bytes."""
    if encoding == UTF8:
        try:
            return Decoded(data.decode(UTF8), UTF8)
        except UnicodeDecodeError as error:
            return _keep_bad_bytes(data, error.start)
    decoded = _read_wide(data, encoding, why) if _width(encoding) > 1 else _read_page(data, encoding, why)
    if decoded is None:
        raise OptionError(f"this is no text in {show_name(encoding)}: it would not come out as it went in")
    return decoded


def _read_page(data: bytes, encoding: str, why: str) -> Decoded | None:
    """Read in a code page, bytes it leaves undefined kept; None when it would not come out as it went in."""
    try:
        text = data.decode(encoding, "surrogateescape")
        if text.encode(encoding, "surrogateescape") != data:
            return None
    except UnicodeError:
        return None
    return Decoded(text, encoding, (f"read as {show_name(encoding)}, {why}; --encoding forces another",))


def _read_wide(data: bytes, encoding: str, why: str) -> Decoded | None:
    width = _width(encoding)
    whole = len(data) - len(data) % width
    try:
        text = data[:whole].decode(encoding, "surrogatepass")
        if text.encode(encoding, "surrogatepass") != data[:whole]:
            return None
    except UnicodeError:
        return None
    warnings = [f"read as {encoding.upper()}, {why}"]
    if whole < len(data):
        half = "half a character" if width == 2 else "a part of a character"
        last = "the last byte" if len(data) - whole == 1 else "the last bytes"
        warnings.append(f"{half} at offset {whole}, {last}, kept as it is")
    return Decoded(text, encoding, tuple(warnings))


def _guess_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: zero bytes where ASCII has them in UTF-16, and nothing unusual in the text."""
    head = data[: 2 * _HEAD]
    if len(data) % 2 or len(head) < 2 * _LEAST_UTF16 or b"\0" not in head:
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    encoding = "utf-16-le" if high > low else "utf-16-be"
    if min(low, high):
        return None
    text = head.decode(encoding, "replace")
    if len(_USUAL.findall(text)) < _USUAL_SHARE * len(text):
        return None
    return _read_wide(data, encoding, "by its zero bytes")


def _guess(data: bytes, declared: str | None) -> Decoded | None:
    """What is not UTF-8, by its letters and its header; None when nothing is sure enough."""
    if _is_mostly_utf8(data):
        return None
    arabic = guess_arabic(data, declared if declared and is_arabic_page(declared) else None)
    why = "by its letters" + (f", though its header says {show_name(declared)}" if declared else "")
    if arabic and arabic != declared and (decoded := _read_page(data, arabic, why)):
        return decoded
    if declared and declared != UTF8:
        wide = _width(declared) > 1
        why = "as its header says"
        decoded = _read_wide(data, declared, why) if wide else _read_page(data, declared, why)
        if decoded:
            return decoded
    other = guess_other(data)
    return _read_page(data, other, "by its letters") if other else None


_BAD = re.compile("[\udc80-\udcff]")
_GOOD = re.compile("[^\0-\x7f\udc80-\udcff]")
_STRETCH = 1 << 20  # code points


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are valid UTF-8 than bytes are not: text that was damaged later."""
    text = data.decode(UTF8, "surrogateescape")
    good = bad = 0
    for start in range(0, len(text), _STRETCH):  # what is found takes ten times the place of what is looked at
        stretch = text[start : start + _STRETCH]
        good += len(_GOOD.findall(stretch))
        bad += len(_BAD.findall(stretch))
    return good > bad


def _keep_bad_bytes(data: bytes, offset: int) -> Decoded:
    text = data.decode(UTF8, "surrogateescape")
    bad = len(_BAD.findall(text))
    count = "one bad byte in all, kept as it is" if bad == 1 else f"{bad} bad bytes in all, kept as they are"
    return Decoded(text, UTF8, (f"not valid UTF-8: byte 0x{data[offset]:02X} at offset {offset}, {count}",))
