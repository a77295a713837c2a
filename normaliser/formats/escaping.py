"""Text as XML, HTML and Arrow can hold it: what they cannot becomes U+FFFD, and nothing else changes."""

import re
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The complement of XML 1.0's production Char."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_IN_TEXT = {"\r": "&#13;"}  # a bare one would be read back as LF
_IN_ATTRIBUTE = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}  # the last two would become spaces


def escape_text(text: str) -> str:
    """The text as character data. NUL, most controls and lone surrogates become U+FFFD.

    >>> escape_text('a < "b"')
    'a &lt; "b"'
    """
    return escape(_NOT_XML.sub(_REPLACEMENT, text), _IN_TEXT)


def quote_attribute(text: str) -> str:
    """The text as the value of an attribute, in its quote marks.

    >>> quote_attribute('a < "b"')
    '"a &lt; &quot;b&quot;"'
    """
    return f'"{escape(_NOT_XML.sub(_REPLACEMENT, text), _IN_ATTRIBUTE)}"'


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate (a byte that was no text) replaced by U+FFFD, so that it has a UTF-8 form.

    >>> ascii(without_surrogates("a\\udcff"))
    "'a\\\\ufffd'"
    """
    return text if text.isascii() else _SURROGATE.sub(_REPLACEMENT, text)
