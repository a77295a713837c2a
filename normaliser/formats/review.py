"""The review page: one HTML file that needs nothing but a browser, with a card for each thing to decide.

Nothing of a reviewed text is ever markup or code there: it travels as JSON in which no tag can begin, the page's script
puts it into text nodes, and a Content-Security-Policy lets only that script and that style work, by their hashes.
"""

import hashlib
import html
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from string import Template
from typing import TypedDict

from normaliser.decisions import SCHEMA, Choice, Decision
from normaliser.formats import Setting
from normaliser.formats.graphemes import ceil_border, floor_border, split_letters
from normaliser.lines import Lines
from normaliser.memory import Memory
from normaliser.model import Ref, Span, Status
from normaliser.proposals import Proposal, around, find_proposals
from normaliser.report import Document, by_source
from normaliser.sources import Intake

_CONTEXT = 90
"""Code points shown on either side of what is to be decided."""

_PASSAGES = 2
"""Passages shown of those that a quotation may be of; where there are more, they say the same."""

_LONGEST = 1500
"""Code points of a narration shown as its reference; a verse is never cut."""

_CAUTION = "It is no authority: check scripture against a mushaf, hadith against the books."
_FONTS = {
    "Amiri": (
        ("amiri-arabic", "U+0020,U+0600-06FF,U+0750-077F,U+0870-08FF,U+200C-200F,U+FB50-FDFF,U+FE70-FEFC"),
        ("amiri-latin", "U+0021-05FF,U+1E00-1EFF,U+2010-22FF"),
    ),
    "Amiri Quran": (("amiri-quran", "U+0020,U+0600-06FF,U+0750-077F,U+0870-08FF,U+200C-200F,U+FD3E-FD3F"),),
}
_ORDER = (Status.UNRESOLVED, Status.SUGGESTED, Status.REPAIRED)


class FileRow(TypedDict):
    """A file that was reviewed, and how it was read."""

    path: str
    sha256: str
    format: str
    encoding: str | None
    field: str


class DecidedRow(TypedDict, total=False):
    """What was decided before."""

    decision: str
    text: str


PlaceRow = tuple[int, int, int, int, str, str, str, str]
"""File, text of it, start, end, "line:column", what stands before and after, and what was decided there alone."""


class CardRow(TypedDict):
    """One thing to decide. `before` and `after` are unchanged and changed pieces by turns."""

    id: str
    status: str
    kind: str
    refs: Sequence[str]
    confidence: float
    makers: Sequence[str]
    because: str
    warnings: Sequence[str]
    rivals: Sequence[tuple[str, float]]
    before: Sequence[str]
    after: Sequence[str]
    english: tuple[str, str | None] | None
    context: tuple[str, str, str]
    places: list[PlaceRow]
    decided: DecidedRow | None


@dataclass(slots=True)
class _Page:
    """What has been collected for a page."""

    memory: Memory
    intake: Intake
    files: list[FileRow] = field(default_factory=list)
    cards: dict[tuple[str, str, tuple[Ref, ...]], tuple[CardRow, int]] = field(default_factory=dict)
    passages: dict[str, tuple[str, str]] = field(default_factory=dict)
    sound: int = 0


def render_review(
    documents: Iterable[Document], setting: Setting, *, memory: Memory | None = None, intake: Intake | None = None
) -> Iterator[bytes]:
    """The page. `memory` fills in what was decided before; `intake` is how the sources were read."""
    page = _Page(memory or Memory(), intake or Intake())
    for together in by_source(documents):
        page.files.append(_file(together[0], page.intake))
        for number, document in enumerate(together):
            _collect(page, document, number)
    yield _render(page, setting).encode("utf-8", "backslashreplace")


def _file(document: Document, intake: Intake) -> FileRow:
    source = document.source
    return {
        "path": source.path,
        "sha256": hashlib.sha256(source.data).hexdigest(),
        "format": source.input_format,
        "encoding": intake.encoding,
        "field": intake.field,
    }


def _collect(page: _Page, document: Document, number: int) -> None:
    """The proposals of one document, the file's text by that number, each with those that are the same."""
    report = document.read or document.report
    proposals = find_proposals(report)
    page.sound += sum(quotation.status is Status.SOUND for quotation in report.quotations)
    if not proposals:
        return
    alone = page.memory.find_alone(report, proposals, document.source.path, number)
    lines, inner = Lines(document.report.original), document.name.removeprefix(document.source.path)[1:]
    reading = document.text.reading if document.text else None
    for proposal in proposals:
        shown = reading.to_source(proposal.span) if reading else proposal.span
        line, column = lines.place(shown.start)
        where = f"{inner}:{line}:{column}" if inner else f"{line}:{column}"
        choice = str(alone[proposal.span].choice) if proposal.span in alone else ""
        span, sides = proposal.span, around(report.original, proposal.span)
        place = (len(page.files) - 1, number, span.start, span.end, where, *sides, choice)
        key = (proposal.before, proposal.after, proposal.refs)
        known = page.cards.get(key)
        rank = _ORDER.index(proposal.status)
        if known is None or (rank, proposal.confidence) < (known[1], known[0]["confidence"]):
            places = known[0]["places"] if known else []
            page.cards[key] = (_card(page, report.original, proposal, [*places, place]), rank)
        else:
            known[0]["places"].append(place)


def _card(page: _Page, text: str, proposal: Proposal, places: list[PlaceRow]) -> CardRow:
    before, after = mark_letters(proposal.before, proposal.after)
    quotation = proposal.quotation
    english = quotation.translation if quotation else None
    for ref in proposal.refs[:_PASSAGES] if quotation and quotation.source else ():
        if ref not in page.passages and quotation and quotation.source:
            for passage in quotation.source.passages((ref,))[:1]:
                cut = len(passage.text) > _LONGEST and not ref.startswith("quran:")
                page.passages[ref] = (passage.text[:_LONGEST] + "…" * cut, passage.source)
    key = json.dumps([proposal.before, proposal.after, proposal.refs])
    return {
        "id": "c" + hashlib.sha256(key.encode()).hexdigest()[:16],
        "status": str(proposal.status),
        "kind": str(proposal.kind or "around"),
        "refs": proposal.refs,
        "confidence": round(proposal.confidence, 6),
        "makers": proposal.makers,
        "because": proposal.because,
        "warnings": quotation.warnings if quotation else (),
        "rivals": [(rival.ref, round(rival.score, 6)) for rival in quotation.rivals] if quotation else [],
        "before": before,
        "after": after,
        "english": (english.text, english.edition) if english else None,
        "context": _context(text, proposal.span),
        "places": places,
        "decided": _decided(page.memory.find(proposal)),
    }


def _decided(decision: Decision | None) -> DecidedRow | None:
    if decision is None:
        return None
    if decision.choice is Choice.EDIT:
        return {"decision": str(decision.choice), "text": decision.final}
    return {"decision": str(decision.choice)}


def mark_letters(before: str, after: str) -> tuple[list[str], list[str]]:
    """Both texts in pieces, unchanged and changed ones by turns, cut between letters only.

    >>> mark_letters("قُلَ", "قُلْ")
    (['قُ', 'لَ'], ['قُ', 'لْ'])
    """
    from rapidfuzz.distance import Levenshtein

    old, new = split_letters(before), split_letters(after)
    olds, news = [""], [""]
    for op in Levenshtein.opcodes(old, new):
        changed = op.tag != "equal"
        if changed != (len(olds) % 2 == 0):
            olds.append("")
            news.append("")
        olds[-1] += "".join(old[op.src_start : op.src_end])
        news[-1] += "".join(new[op.dest_start : op.dest_end])
    return olds, news


def _context(text: str, span: Span) -> tuple[str, str, str]:
    """What stands before, in and after a span, cut at spaces where there are any near."""
    left, right = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    if left:
        space = text.find(" ", left, span.start)
        left = space + 1 if space >= 0 else min(ceil_border(text, left), span.start)
    if right < len(text):
        space = text.rfind(" ", span.end, right)
        right = space if space >= 0 else max(floor_border(text, right), span.end)
    before, after = "…" * bool(left) + text[left : span.start], text[span.end : right] + "…" * (right < len(text))
    return before, span.of(text), after


def _render(page: _Page, setting: Setting) -> str:
    from normaliser import __version__

    ranked = sorted(page.cards.values(), key=lambda item: (item[1], item[0]["confidence"]))
    cards = [card for card, _ in ranked]
    ids = "".join(card["id"] for card in cards)
    count = len(page.files)
    data = {
        "schema": SCHEMA,
        "id": hashlib.sha256(ids.encode()).hexdigest()[:16],
        "scope": f"{count} file{'s' * (count != 1)}, {page.sound} sound quotation{'s' * (page.sound != 1)}",
        "made": f"Made by normaliser {__version__}. {_CAUTION}",
        "notice": setting.notice,
        "files": page.files,
        "passages": page.passages,
        "cards": cards,
    }
    style, script = _fonts() + _asset("review/page.css"), _asset("review/page.js")
    return Template(_asset("review/page.html")).substitute(
        policy=html.escape(_policy(style, script)),
        style=style,
        script=script,
        licence=html.escape(_asset("fonts/OFL.txt")),
        data=_inert(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
    )


def _policy(style: str, script: str) -> str:
    rules = ("default-src 'none'", f"script-src {_hash(script)}", f"style-src {_hash(style)}", "font-src data:")
    return "; ".join(
        (*rules, "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'")
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _inert(data: str) -> str:
    """JSON in which no tag and no comment can begin, and no line end that is none for JSON."""
    return data.translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def _asset(name: str) -> str:
    return files("normaliser").joinpath("data", *name.split("/")).read_text(encoding="utf-8")


def _fonts() -> str:
    faces = []
    for family, parts in _FONTS.items():
        for name, codes in parts:
            data = b64encode(files("normaliser").joinpath("data", "fonts", f"{name}.woff2").read_bytes()).decode()
            source = f"url(data:font/woff2;base64,{data}) format('woff2')"
            faces.append(
                f"@font-face{{font-family:'{family}';src:{source};font-display:block;unicode-range:{codes}}}\n"
            )
    return "".join(faces)
