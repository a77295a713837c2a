"""HTML: what a browser shows of it.

Tags, attributes, comments, declarations, scripts, styles, code and preformatted blocks are fixed. Entities stand for
their characters: those that are right stay as they are written, those inside a repair are replaced with it.
"""

import re
from collections.abc import Iterator
from html import unescape

from normaliser.model import Span
from normaliser.sources.markup import Reading, Segment, Text

# Elements that hold no running text, with everything in them.
_OPAQUE = "script|style|code|pre|kbd|samp|xmp|textarea|template|noscript|svg|math|iframe|object|select|noembed|noframes"
RAW = rf"<(?P<raw>{_OPAQUE})\b[^>]{{0,4000}}+>(?<!/>).*?(?:</(?P=raw)\s*>|\Z)"
COMMENT = r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[!?][^>]*(?:>|\Z)"
# A quoted attribute may hold a closing bracket. Possessive, so that a tag without an end is read once.
_TAG = r"""</?(?P<tag>[a-zA-Z][a-zA-Z0-9]*+)(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+(?:>|\Z)"""
ENTITY = r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)"
_TOKEN = re.compile(f"{RAW}|{COMMENT}|{_TAG}|{ENTITY}", re.DOTALL | re.IGNORECASE)

_PARAGRAPHS = re.compile("p|h[1-6]|blockquote|table|tr|[uod]l|hr")
_CELLS = re.compile("t[dh]")
_LINES = re.compile(
    "address|article|aside|body|br|caption|center|dd|details|dialog|div|dt|fieldset|figcaption|figure|footer|form|head"
    "|header|html|legend|li|main|menu|nav|option|section|summary|tbody|tfoot|thead|title"
)
_BLOCKS = frozenset({"pre", "xmp", "textarea", "script", "style", "svg", "iframe", "object"})


def read(text: str, field: str) -> Iterator[Text]:
    """The page as one text; spans of its report count in the source with its markup."""
    yield Text(text, Reading(text, list(_segments(text)), escape))


def escape(new: str, at: int) -> str:
    """Text as it stands between tags.

    >>> escape("a < b", 0)
    'a &lt; b'
    """
    return new.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def spell(character: str) -> str:
    """A character that the encoding of the page does not have."""
    return f"&#{ord(character)};"


def _segments(text: str) -> Iterator[Segment]:
    for token in _TOKEN.finditer(text):
        if segment := segment_of(token):
            yield segment


def segment_of(token: re.Match[str]) -> Segment | None:
    """What a tag, a comment, a hidden element or an entity shows; None for what only looks like an entity."""
    span = Span(*token.span())
    if token["entity"]:
        shown = unescape(token["entity"])
        return Segment(span, shown, fixed=False) if shown != token["entity"] else None
    if token["raw"]:
        return Segment(span, "\n" if token["raw"].lower() in _BLOCKS else " ")
    return Segment(span, _gap(token["tag"].lower(), token.group().startswith("</")) if token["tag"] else "")


def _gap(tag: str, closing: bool) -> str:
    """What sets the text before a tag apart from the text after it: cells stand on lines, rows are paragraphs."""
    if _PARAGRAPHS.fullmatch(tag):
        return "\n" if closing else "\n\n"
    if _CELLS.fullmatch(tag):
        return "" if closing else "\n\t"
    return "\n" if _LINES.fullmatch(tag) else ""
