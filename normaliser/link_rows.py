"""Word links as rows of the JSON contract. All `start` and `end` are code points of the original text."""

from typing import TypedDict

from normaliser.model import Span, Translation


class SpanRow(TypedDict):
    """A stretch of the original text."""

    start: int
    end: int


class LinkRow(TypedDict):
    """An Arabic word and an English word that renders it, or is one of several that do."""

    start: int
    end: int
    en_start: int
    en_end: int
    confidence: float


class LinksRow(TypedDict, total=False):
    """What is there only where words were asked for (`Options.words`).

    `part` is the English that renders the quoted words, `rendered` the quoted words that the English renders; null
    means all of it.
    """

    part: SpanRow | None
    rendered: SpanRow | None
    words: list[LinkRow]


def links_row(translation: Translation) -> LinksRow:
    """The word links of a translation; empty where they were not asked for."""
    if translation.words is None:
        return {}
    return {
        "part": _span_row(translation.part),
        "rendered": _span_row(translation.rendered),
        "words": [
            {
                "start": link.arabic.start,
                "end": link.arabic.end,
                "en_start": link.english.start,
                "en_end": link.english.end,
                "confidence": round(link.confidence, 3),
            }
            for link in translation.words
        ],
    }


def _span_row(span: Span | None) -> SpanRow | None:
    return None if span is None else {"start": span.start, "end": span.end}
