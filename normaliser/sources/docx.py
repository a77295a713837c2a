"""Word documents: the text of body, notes, comments, headers and footers, changed inside its runs.

Runs keep their styles, because nothing but the characters between `<w:t>` and `</w:t>` changes; what a repair says of a
word in two runs is dealt out between them. Text that was deleted with changes tracked, field codes and formulas are not
read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import TYPE_CHECKING

from normaliser.model import Span
from normaliser.sources.archive import open_archive, read_member, replace_texts
from normaliser.sources.encodings import decode_text
from normaliser.sources.html import ENTITY, escape
from normaliser.sources.markup import Reading, Segment, Text
from normaliser.sources.parts import Part

if TYPE_CHECKING:
    from normaliser.sources import Intake

_BODY = "word/document.xml"
_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|comments|(?:header|footer)\d*)\.xml")
# A fallback says again, for old programs, what the choice before it says.
_TEXT = re.compile(r"<mc:Fallback\b.*?</mc:Fallback>|<w:t(?P<attributes>\s[^<>]*)?>(?P<text>[^<]*)</w:t>", re.DOTALL)
_ENTITY = re.compile(ENTITY)
_BREAK = re.compile(r"<w:(?P<row>tr|tc)\b|(?P<end></w:p>|<w:p/>)|<w:(?P<sign>br|cr|tab|noBreakHyphen)(?:\s[^<>]*)?/>")
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_TAB_STOP = "w:val"  # a tab in the settings of a paragraph, where it is no character


def unpack(data: bytes, intake: "Intake") -> Iterator[Part]:
    """The body first, then whatever else has text; spans of a report count in what a reader sees."""
    with open_archive(data) as archive:
        names = sorted(filter(_PARTS.fullmatch, archive.namelist()), key=lambda name: (name != _BODY, name))
        archive.getinfo(_BODY)
        for name in names:
            xml = decode_text(read_member(archive, name)).text
            coding = Reading(xml, list(_segments(xml)), escape)
            if coding.view.strip():
                yield Part(name, xml, (Text(coding.view, coding=coding),))


def pack(data: bytes, changed: Mapping[str, str], intake: "Intake") -> bytes:
    """The document with those parts changed, and every other part as it was."""
    with open_archive(data) as archive:
        old = {name: decode_text(archive.read(name)).text for name in changed}
    return replace_texts(data, {name: _keep_spaces(old[name], new) for name, new in changed.items()})


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of a document."""
    return () if texts else ("holds no text",)


def _segments(xml: str) -> Iterator[Segment]:
    done = 0
    for found in _TEXT.finditer(xml):
        if found["text"] is not None:
            inside = Span(*found.span("text"))
            yield Segment(Span(done, inside.start), _gap(xml[done : inside.start]))
            for entity in _ENTITY.finditer(xml, inside.start, inside.end):
                yield Segment(Span(*entity.span()), unescape(entity.group()), fixed=False)
            done = inside.end
    if done < len(xml):
        yield Segment(Span(done, len(xml)), _gap(xml[done:]))


def _gap(markup: str) -> str:
    """What sets two stretches of text apart: cells stand on lines, rows and paragraphs have an empty line between."""
    breaks = list(_BREAK.finditer(markup))
    rows = {found["row"] for found in breaks}
    if "tr" in rows:
        return "\n\n\n\t"
    if "tc" in rows:
        return "\n\t"
    return "".join(_shown(found) for found in breaks)


def _shown(found: re.Match[str]) -> str:
    if found["end"]:
        return "\n\n"
    return "" if _TAB_STOP in found.group() else _SIGNS[found["sign"]]


def _keep_spaces(old: str, new: str) -> str:
    """The new XML with spaces declared meant where a repair left some at the end of a run, which Word drops else."""
    before = (found["text"] for found in _TEXT.finditer(old))

    def keep(found: re.Match[str]) -> str:
        text, was = found["text"], next(before)
        if text is None or text == was or text == text.strip() or "xml:space" in (found["attributes"] or ""):
            return found.group()
        return f'<w:t{found["attributes"] or ""} xml:space="preserve">{text}</w:t>'

    return _TEXT.sub(keep, new)
