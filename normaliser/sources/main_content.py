"""HTML without what surrounds the article: menus, side bars and footers stay on the page, unread.

trafilatura says what the article is. Its words are found again in the page, paragraph by paragraph, so that spans count
in the page with its markup as they do without it. Where most of the article cannot be found again, or there is none,
the whole page is read.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from normaliser.model import Span
from normaliser.sources.html import escape, spell
from normaliser.sources.html import read as read_page
from normaliser.sources.markup import Reading, Segment, Text
from normaliser.sources.parts import require

if TYPE_CHECKING:
    from normaliser.sources import Intake

__all__ = ["read", "spell", "warn"]

_LEAST_FOUND = 0.8
"""Share of the article's letters that must be found; below it, some of what a reader wants would be lost."""

_LETTERS = re.compile(r"\w")
_BEFORE, _AFTER = re.compile(r"[^\w\n]*\Z"), re.compile(r"[^\w\n]*")  # signs and marks on the same line


def read(text: str, field: str) -> Iterator[Text]:
    """The page as one text that shows the article alone; spans of its report count in the source with its markup."""
    (page,) = read_page(text, field)
    if page.reading is None:
        yield page
        return
    places = _find(_extract(text), page.reading.view)
    yield Text(text, Reading(text, list(_outside(page.reading, places)), escape)) if places else page


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of a page whose article is not found."""
    return ("no main content found, the whole page is read",) if is_whole(texts[0]) else ()


def is_whole(page: Text) -> bool:
    """Whether all of a page is read, for want of an article, though there is something to read."""
    (whole,) = read_page(page.text, "")
    return whole.view == page.view and bool(page.view.strip())


def _extract(text: str) -> list[str]:
    """The article's paragraphs, as trafilatura has them."""
    trafilatura = require("trafilatura", "html")
    found: str | None = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True)
    return (found or "").split("\n")


def _find(paragraphs: Sequence[str], view: str) -> list[Span]:
    """Where the paragraphs stand in what a reader sees of the page, in order; none when most cannot be found."""
    places = [match.start() for match in _LETTERS.finditer(view)]
    letters = "".join(view[at] for at in places)
    found: list[Span] = []
    at = missed = 0
    for paragraph in paragraphs:
        wanted = "".join(_LETTERS.findall(paragraph))
        here = letters.find(wanted, at)
        if here < 0:
            missed += len(wanted)
        elif wanted:
            at = here + len(wanted)
            found.append(_with_signs(view, Span(places[here], places[at - 1] + 1), found[-1].end if found else 0))
    known = sum(len(_LETTERS.findall(span.of(view))) for span in found)
    return found if known and known >= _LEAST_FOUND * (known + missed) else []


def _with_signs(view: str, span: Span, least: int) -> Span:
    """The span with brackets, quotation marks and the like around it."""
    line = max(least, view.rfind("\n", 0, span.start) + 1)
    before, after = _BEFORE.search(view, line, span.start), _AFTER.match(view, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)


def _outside(page: Reading, places: Sequence[Span]) -> Iterator[Segment]:
    """The segments of the page inside the places, and one segment for all that stands between two of them."""
    segments = iter(page.segments)
    segment = next(segments, None)
    done = shown = 0
    for place in places:
        inside = page.to_source(place)
        between = page.view[shown : place.start]
        if inside.start > done:
            yield Segment(Span(done, inside.start), "\n\n" if between.strip() else between)
        while segment and segment.span.start < inside.end:
            if segment.span.start >= inside.start:
                yield segment
            segment = next(segments, None)
        done, shown = inside.end, place.end
    if done < len(page.text):
        yield Segment(Span(done, len(page.text)), "\n")
