"""Plain text: UTF-8, or UTF-16 with a byte order mark.

Nothing is translated on the way in. A byte order mark stays in the text as U+FEFF, line ends stay what they are, NUL
bytes are characters. In a file that is not UTF-8 throughout, each byte that fits nowhere becomes a lone surrogate
U+DC80-U+DCFF (Python's `surrogateescape`), which goes out again as that byte; what is valid is read as usual.
"""

import codecs
import re

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_text(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The text of a file, its encoding, and warnings about what is odd.

    >>> decode_text(b"a\\xffb")
    ('a\\udcffb', 'utf-8', ('not valid UTF-8: byte 0xFF at offset 1, one bad byte in all, kept as it is',))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_utf16(data, encoding)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "surrogateescape")
        return text, "utf-8", (_say_invalid(data[error.start], error.start, text),)


def encode_text(text: str, encoding: str, data: bytes) -> bytes:
    """The bytes of `text`; `data` is what its source was decoded from."""
    if encoding == "utf-8":
        return text.encode("utf-8", "surrogateescape")
    odd = data[-1:] if len(data) % 2 else b""  # half a UTF-16 unit at the very end is no text, but it is the user's
    return text.encode(encoding, "surrogatepass") + odd


def _decode_utf16(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    whole = len(data) - len(data) % 2
    text = data[:whole].decode(encoding, "surrogatepass")
    warnings = [f"read as {encoding.upper()}, as its byte order mark says"]
    if whole < len(data):
        warnings.append(f"half a character at offset {whole}, the last byte, kept as it is")
    return text, encoding, tuple(warnings)


def _say_invalid(byte: int, offset: int, text: str) -> str:
    bad = len(re.findall("[\udc80-\udcff]", text))
    count = "one bad byte in all, kept as it is" if bad == 1 else f"{bad} bad bytes in all, kept as they are"
    return f"not valid UTF-8: byte 0x{byte:02X} at offset {offset}, {count}"
