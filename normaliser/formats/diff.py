"""A word diff: `[-old-]{+new+}` with a little context, for people.

Arabic letters join, so a change inside a word shows the whole word; and a mark is never parted from its letter.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from normaliser.edits import apply
from normaliser.formats import Setting
from normaliser.formats.graphemes import ceil_border, floor_border, is_mark, show
from normaliser.lines import Lines
from normaliser.model import Edit, Report, Span
from normaliser.proposals import widen_to_word
from normaliser.report import Document

_CONTEXT = 32
"""Code points shown on either side of a change."""

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Change:
    """Edits widened to whole words. The span counts in the text they belong to."""

    span: Span
    old: str
    new: str


def render_repair(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """The diff of each document."""
    for document in documents:
        diff = render_diff(document.report, document.name, colour=setting.colour)
        yield diff.encode("utf-8", "backslashreplace")


def render_diff(report: Report, path: str = "-", *, colour: bool = False) -> str:
    """One line `path:line: ...` for each changed place of the original text, changes close together in one.

    >>> edit = Edit(Span(4, 7), "wrd", "word", ("example",), "why")
    >>> render_diff(Report("one wrd here", "one word here", (edit,), ()), "page.txt")
    'page.txt:1: one [-wrd-]{+word+} here\\n'
    """
    text, lines = report.original, Lines(report.original)
    out: list[str] = []
    for group in _group(text, widen(text, report.edits)):
        first, last = group[0].span.start, group[-1].span.end
        line, _ = lines.place(first)
        left, right = _before(text, lines.start(line), first), _after(text, last)
        shown = mark_changes(text, group, left, right, colour=colour)
        head, tail = (_ELLIPSIS if left > lines.start(line) else ""), ("" if _is_line_end(text, right) else _ELLIPSIS)
        out.append(f"{show(path)}:{line}: {head}{shown}{tail}\n")
    return "".join(out)


def mark_changes(text: str, changes: Sequence[Change], start: int, end: int, *, colour: bool = False) -> str:
    """`text[start:end]` on one line, with its changes marked."""
    pieces: list[str] = []
    for change in changes:
        pieces.append(show(text[start : change.span.start]))
        pieces += [_paint(f"[-{show(change.old)}-]", _RED, colour)] if change.old else []
        pieces += [_paint(f"{{+{show(change.new)}+}}", _GREEN, colour)] if change.new else []
        start = change.span.end
    return "".join(pieces) + show(text[start:end])


def widen(text: str, edits: Sequence[Edit]) -> tuple[Change, ...]:
    """The edits as changes of whole words, in order; edits that touch the same word come together."""
    groups: list[tuple[Span, list[Edit]]] = []
    for edit in edits:
        span = _widen_span(text, edit)
        if groups and span.start <= groups[-1][0].end:
            before, together = groups.pop()
            groups.append((Span(before.start, max(before.end, span.end)), [*together, edit]))
        else:
            groups.append((span, [edit]))
    return tuple(_trim(_change(text, span, together)) for span, together in groups)


def _widen_span(text: str, edit: Edit) -> Span:
    word = widen_to_word(text, edit.span, Span(0, len(text)))
    return Span(floor_border(text, word.start), ceil_border(text, word.end))


def _change(text: str, span: Span, edits: Iterable[Edit]) -> Change:
    moved = [Edit(e.span.shift(-span.start), e.old, e.new, e.by, e.because, e.confidence) for e in edits]
    new = apply(span.of(text), moved)
    if is_mark(new) and span.start:  # the mark would join whatever is printed before it
        start = floor_border(text, span.start - 1)
        return Change(Span(start, span.end), text[start : span.end], text[start : span.start] + new)
    return Change(span, span.of(text), new)


def _trim(change: Change) -> Change:
    """The change without the whole words that both sides share at either end."""
    old, new = re.split(r"(\s+)", change.old), re.split(r"(\s+)", change.new)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head] and not _starts_with_mark(old, new, head + 1):
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail] and not is_mark(old[-1 - tail]):
        tail += 1
    cut = len("".join(old[:head]))
    kept = "".join(old[head : len(old) - tail])
    span = Span(change.span.start + cut, change.span.start + cut + len(kept))
    return Change(span, kept, "".join(new[head : len(new) - tail]))


def _starts_with_mark(old: Sequence[str], new: Sequence[str], at: int) -> bool:
    return any(is_mark(tokens[at]) for tokens in (old, new) if at < len(tokens))


def _group(text: str, changes: Sequence[Change]) -> Iterator[list[Change]]:
    group: list[Change] = []
    for change in changes:
        gap = text[group[-1].span.end : change.span.start] if group else ""
        if group and (len(gap) > 2 * _CONTEXT or "\n" in gap):
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _before(text: str, line_start: int, offset: int) -> int:
    if offset - line_start <= _CONTEXT:
        return line_start
    at = offset - _CONTEXT
    space = re.compile(r"\s(?=\S)").search(text, at, offset)
    return ceil_border(text, space.end() if space else at)


def _after(text: str, offset: int) -> int:
    line_end = text.find("\n", offset, offset + _CONTEXT)
    if line_end >= 0:
        return line_end - (text[line_end - 1 : line_end] == "\r" and line_end > offset)
    if offset + _CONTEXT >= len(text):
        return len(text)
    space = max(text.rfind(blank, offset + 1, offset + _CONTEXT) for blank in " \t")
    return floor_border(text, space if space > offset else offset + _CONTEXT)


def _is_line_end(text: str, offset: int) -> bool:
    return offset >= len(text) or text.startswith(("\n", "\r\n"), offset)


def _paint(text: str, colour: str, wanted: bool) -> str:
    return f"{colour}{text}{_PLAIN}" if wanted else text
