"""Where quotations stand: runs of Arabic words, the marks that set them apart, and what the words before them claim."""

from collections.abc import Sequence
from string import ascii_letters

from normaliser.arabic_pages import arabic_runs
from normaliser.model import Kind, Span
from normaliser.runs import LEAD_WORDS, Found, Run, is_opened, separates
from normaliser.words import Word, split_words

_NOT_LATIN = bytes(set(range(0x80)) - set(ascii_letters.encode()))
_ARABIC = 12  # Arabic words from which a text may be a page in Arabic,
_PAGE = 30  # and from which it is a page of prose, and no mere list of quotations


def locate_quotations(text: str, citations: Sequence[Span] = ()) -> tuple[Found, ...]:
    """Every run of Arabic set apart as somebody's words, in order of appearance; `citations`, in order, are none.

    A run is what stands between marks, Latin letters or paragraph ends. A single word counts only between ornate
    brackets or guillemets; running Arabic that merely leads in to a quotation on its line does not count.
    """
    words = split_words(text)
    if not words:
        return ()
    arabic = len(words) > _ARABIC and sum([len(w.skeleton) for w in words]) > _count_latin(text)
    runs = arabic_runs(text, words, citations) if arabic else _runs(text, words)
    found = []
    for i, run in enumerate(runs):
        beside = [r for r in runs[max(0, i - 1) : i + 2] if r is not run]
        if run.is_quotation(beside):
            found.append(run.found(beside, sparse=len(words) <= _PAGE))
    return tuple(found)


def _count_latin(text: str) -> int:
    """How many letters A to Z a text has."""
    return len(text.encode("ascii", "ignore").translate(None, _NOT_LATIN))


def whole_quotation(text: str, kind: Kind | None) -> Found:
    """All the Arabic of `text` as one quotation that nothing else belongs to."""
    words = split_words(text)
    span = Span(words[0].start, words[-1].end) if words else Span(0, len(text))
    return Found(span, words, "«»", kind)


def _runs(text: str, words: tuple[Word, ...]) -> list[Run]:
    """The words that belong together, by what stands between them."""
    groups = []
    start = 0
    for i in range(1, len(words)):
        lead = () if is_opened(text, words[start].start) else words[max(start, i - LEAD_WORDS) : i]
        if separates(text[words[i - 1].end : words[i].start], lead):
            groups.append(words[start:i])
            start = i
    groups.append(words[start:])
    return [Run(group, text) for group in groups]
