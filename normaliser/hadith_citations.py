"""What a run of citation tokens says about hadith: which book, and which number in it.

As in `quran_citations`, patterns run over the tags of the tokens. Names of compilers are everyday words and names of
men, so in prose a book counts only after a word like "narrated by" or "Sahih", or with a number.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from normaliser.citation_tokens import Token, tags_of
from normaliser.hadith_books import Book
from normaliser.model import Citation, Kind, Span
from normaliser.quran_citations import Place

# How far a reading may be trusted; set from what each kind leaves open.
_NUMBERED = 0.98
_BOOK = 0.93
_COMMON = 0.85  # (Muslim), (Ahmad): a word, a man
_IN_PROSE = 0.8  # "Sahih Muslim" may be spoken of without being cited
_SOME_HADITH = 0.7  # (hadith)

_NUMBER = r"""(?:[,:.;-]{0,2}(?P<open>\()?(?P<volume>(?:v\.?n[,:.-]{0,2}){0,2})(?P<word>(?:[Ho][.:]?){0,2})
    (?P<number>n)(?P<more>(?:[-/:]n)*)(?(open)\)))?"""
_ENTRY = re.compile(
    rf"(?P<kind>(?:KL?)*i?)(?P<book>B)(?:L(?:KL?)*i?(?P<title>B))?{_NUMBER}",
    re.VERBOSE,
)
_HEAD = re.compile("(?:[LA][-.,:]*)*(?:H[,:.-]*)?(?P<verb>&?R(?:w?y)?[,:]?L*)?y?(?:[LA][-.,:]*)*")
_BETWEEN = re.compile("[,;&/-]{0,2}")
_GRADE = re.compile("(?:[,;:.-]{0,2}[gK])*[.]?$")
_SOME = re.compile("L*Hg?[.:]?$")
_TOLD = re.compile(",?R")  # al-Bukhari narrated


class _Entry(NamedTuple):
    """A book and perhaps a number, in `tokens[start:end]`."""

    book: Book
    start: int
    end: int
    named: bool  # after "Sahih", "Musnad", "Imam"
    number: Token | None  # None too for volume and page, which no corpus here counts by
    worded: bool  # "no.", "hadith" before the number


def read_hadith(text: str, tokens: Sequence[Token], *, place: Place) -> list[Citation]:
    """The hadith books that the tokens cite, from the first token on; in brackets up to the last.

    >>> from normaliser.citation_tokens import tokenise
    >>> citation = read_hadith("Sahih Muslim 2564", tokenise("Sahih Muslim 2564", 0, 17), place=Place.PROSE)[0]
    >>> citation.book, citation.number
    ('muslim', '2564')
    """
    tags = tags_of(tokens)
    if "B" not in tags and "H" not in tags:
        return []
    if place is Place.BRACKETS and _SOME.match(tags):
        span = Span(tokens[0].start, tokens[-1].end)
        return [Citation(span, span.of(text), Kind.HADITH, None, confidence=_SOME_HADITH)]
    head = _HEAD.match(tags)
    told = bool(head and head["verb"])
    entries = _entries(tags, tokens, head.end() if head else 0)
    if place is not Place.BRACKETS:
        entries = _proven(text, tokens, entries, told=told)
    elif entries and (not _GRADE.match(tags, entries[-1].end) or _is_gloss(text, tokens, entries[0])):
        return []
    start = tags.index("R") if told else None
    return _citations(text, tokens, entries, start=start, sure=_BOOK if told or place is Place.BRACKETS else _IN_PROSE)


def _entries(tags: str, tokens: Sequence[Token], at: int) -> list[_Entry]:
    entries: list[_Entry] = []
    while match := _ENTRY.match(tags, at):
        book = tokens[match.start("book")].book
        title = tokens[match.start("title")].book if match["title"] else None
        book = title if title and title.short else book
        if book is None:
            break
        counted = match["number"] and not match["volume"] and not match["more"]
        number = tokens[match.start("number")] if counted else None
        entries.append(
            _Entry(book, *match.span(), named=bool(match["kind"]), number=number, worded=bool(match["word"]))
        )
        between = _BETWEEN.match(tags, match.end())
        at = between.end() if between else match.end()
    return entries


def _proven(text: str, tokens: Sequence[Token], entries: list[_Entry], *, told: bool) -> list[_Entry]:
    """Those of the entries, from the first on, that prose shows to be books and not words or men."""
    tags = tags_of(tokens)
    if entries and _TOLD.match(tags, entries[-1].end):
        told = told or entries[0].named or not entries[0].book.common
    proven: list[_Entry] = []
    for entry in entries:
        numbered = entry.number is not None and (entry.worded or not entry.book.common)
        mark = entry.named or numbered or (entry.book.agreed and not entry.book.common)
        if not (mark or told or proven) or (entry.book.common and not mark and _goes_on(text, tokens, entry)):
            break
        proven.append(entry)
    return proven


def _is_gloss(text: str, tokens: Sequence[Token], entry: _Entry) -> bool:
    """Whether brackets explain a word, "(the Muslim)", rather than name a book."""
    before = tokens[entry.start - 1] if entry.start else None
    return before is not None and entry.book.common and text[before.start : before.end].lower() == "the"


def _goes_on(text: str, tokens: Sequence[Token], entry: _Entry) -> bool:
    """Whether another Latin word follows straight on: "narrated by Muslim historians", "by Ahmad Khan"."""
    if entry.end >= len(tokens) or tokens[entry.end].tag not in "wME":
        return False
    return text[tokens[entry.end].start].upper() != text[tokens[entry.end].start].lower()


def _citations(
    text: str, tokens: Sequence[Token], entries: list[_Entry], *, start: int | None, sure: float
) -> list[Citation]:
    """One citation for each book; al-Bukhari and Muslim together are what the two agree upon."""
    both = {entry.book.short for entry in entries} == {"bukhari", "muslim"} and len(entries) == 2
    if both and not any(entry.number for entry in entries):
        first, last = entries
        entries = [_Entry(Book(None, agreed=True), first.start, last.end, True, None, False)]
    found: list[Citation] = []
    for entry in entries:
        opening = tokens[start if start is not None and not found else entry.start].start
        span = Span(opening, tokens[entry.end - 1].end)
        number = entry.number
        doubtful = entry.book.common and not (entry.named or entry.book.agreed or start is not None)
        confidence = min(sure, _COMMON) if doubtful else sure
        found.append(
            Citation(
                span,
                span.of(text),
                Kind.HADITH,
                entry.book.short,
                number=_european(text[number.start : number.end]) if number else None,
                confidence=_NUMBERED * number.sure if number else confidence,
            )
        )
    return found


def _european(number: str) -> str:
    """The same number in European digits, which refs are written in."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in number)
