"""HTML entities left in the text, escaped once or several times: `&#1602;&#x627;`, `&amp;#1604;`, `&rdquo;`.

What it looks like: numbers or short names between an ampersand and a semicolon where letters should be.

How it happens: text is escaped for HTML and then taken as text, or escaped again on its way into a database.

How we know: a numbered entity of an Arabic letter stands for that letter wherever it stands, as does a name for a sign
beyond ASCII. Entities of plain ASCII are undone only in text without markup, and those of < and > never: there they
keep text from becoming markup. What stands between quotation marks or backticks alone is an example, and stays; so do
those of plain ASCII in a text that has one of a quotation mark alone between blanks.

What we might get wrong: a page that teaches HTML may print entities on purpose.
"""

import re
from html.entities import html5

from normaliser.model import Edit, Span

# Possessive, so that `&amp;amp;amp;...` is read once. Numbers may lack their semicolon, as browsers allow.
_ENTITY = re.compile(r"&(?:amp;)*+(?:#(?:(\d{2,7})|[xX]([0-9a-fA-F]{2,6}));?|([a-zA-Z]{2,31}\d{0,2});)")
_LONE_AMP = re.compile(r"&(?:amp;)++(?![#\w])")
_MARKUP = re.compile(r"<[a-zA-Z/!]")
# A quotation mark stands at a word; alone between blanks it is spoken of.
_SPOKEN_OF = re.compile(r"(?<!\S)&(?:quot|apos|#34|#39);(?![\w\"'&])(?=[,.)]*(?:\s|\Z))")
_KEPT = frozenset("<>&")
_QUOTES = frozenset("\"'`“‘")


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run of entities without anything between; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("&#1602;&#1575;&#1604; &lt;b&gt;")]
    ['قال']
    """
    if "&" not in text:
        return ()
    markup = (_MARKUP.search(text) or _SPOKEN_OF.search(text)) is not None
    edits: list[Edit] = []
    start, end, letters = 0, -1, list[str]()
    for match in _ENTITY.finditer(text):
        new = _character(match)
        if new is None or new in _KEPT or (markup and new < "\x80") or _is_example(text, match):
            continue
        if match.start() != end:
            if letters:
                edits.append(_edit(text, Span(start, end), "".join(letters)))
            start, letters = match.start(), []
        letters.append(new)
        end = match.end()
    if letters:
        edits.append(_edit(text, Span(start, end), "".join(letters)))
    if not markup:
        lone = [match for match in _LONE_AMP.finditer(text) if not _is_example(text, match)]
        edits += [_edit(text, Span(*match.span()), "&") for match in lone]
        edits.sort(key=lambda edit: edit.span)
    return tuple(edits)


def _edit(text: str, span: Span, new: str) -> Edit:
    old = span.of(text)
    because = "HTML entity escaped more than once" if old.startswith("&amp;") and old != "&amp;" else "HTML entity"
    return Edit(span, old, new, ("entities",), because, 0.999)


def _character(match: re.Match[str]) -> str | None:
    """What the entity stands for, or None when it stands for nothing that may stand in a text."""
    decimal, hexadecimal, name = match.groups()
    if name:
        return html5.get(f"{name};")
    number = int(decimal) if decimal else int(hexadecimal, 16)
    if 0x80 <= number < 0xA0:  # as browsers do: these numbers mean Windows-1252, where it has a character
        return bytes([number]).decode("cp1252", "ignore") or chr(number)
    if number < 0x20 or number > 0x10FFFF or 0xD800 <= number < 0xE000 or number == 0x7F:
        return None
    return chr(number)


def _is_example(text: str, match: re.Match[str]) -> bool:
    """Whether the entity stands alone between quotation marks or backticks, as a text about HTML has it."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before in _QUOTES and before != "" and after in "\"'`”’" and after != ""
