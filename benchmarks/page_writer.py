"""Bilingual pages in the making: what is quoted, in which marks, and what people say in between."""

import random
from dataclasses import dataclass

from normaliser.model import Span

MARKS = {
    "straight": ('"', '"'),
    "curly": ("\u201c", "\u201d"),
    "single": ("'", "'"),
    "curly single": ("\u2018", "\u2019"),
    "guillemets": ("\u00ab", "\u00bb"),
    "nested": ("\u201c\u2018", "\u2019\u201d"),
    "nested straight": ("\"'", "'\""),
    "no closing": ('"', ""),
    "no opening": ("", '"'),
    "none": ("", ""),
}
"""Quote marks around the English, by name."""

_ARABIC_MARKS = (("\ufd3f", "\ufd3e"), ("\u00ab", "\u00bb"), ("\u201c", "\u201d"), ('"', '"'), ("", ""))
_SAYINGS = (
    "We expect to open the new reading room before the end of the month",
    "My grandmother wrote it on the first page of her notebook", "The paint will need another week to dry",
    "I have never seen so many people at a lecture on calligraphy", "Please bring your own cushions and a cup",
    "Nobody told us that the library would be closed on Tuesday", "It took me four years to learn this hand",
    "There is no better place to sit than under that tree", "You cannot photograph the ceiling like that",
    "The bus leaves at nine and we shall not wait for anybody", "Every letter was cut by hand and then gilded",
    "If it rains we will meet in the cellar of the school instead",
)  # fmt: skip
_SPEAKERS = ("the caretaker", "Dr Warren", "a visitor from Leeds", "the curator", "her brother", "the mayor")


@dataclass(frozen=True, slots=True)
class Quote:
    """Something to quote, with a published translation."""

    arabic: str
    english: str
    cited: str  # "2:255", "Sahih Muslim 2564"


@dataclass(frozen=True, slots=True)
class Gold:
    """A quotation on a page, and its English there, if it has any."""

    arabic: Span
    english: Span | None
    layout: str
    marks: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what stands on it."""

    text: str
    gold: tuple[Gold, ...]


class Writer:
    """A page in the making."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.text = ""
        self.gold: list[Gold] = []
        self.notes: list[tuple[str, Quote, Span, str]] = []  # footnotes still to be written
        self._numbers = 0

    def write(self, text: str) -> None:
        """Append a text."""
        self.text += text

    def place(self, text: str) -> Span:
        """Append a text and say where it stands."""
        self.text += text
        return Span(len(self.text) - len(text), len(self.text))

    def arabic(self, quote: Quote) -> Span:
        """The Arabic in some marks of its own."""
        opening, closing = self.rng.choice(_ARABIC_MARKS)
        self.write(opening)
        span = self.place(quote.arabic)
        self.write(closing)
        return span

    def english(self, quote: Quote, marks: str) -> Span:
        """The English in its quote marks."""
        opening, closing = MARKS[marks]
        self.write(opening)
        span = self.place(quote.english)
        self.write(closing)
        return span

    def cite(self, quote: Quote, chance: float = 0.5) -> None:
        """The citation, perhaps."""
        if self.rng.random() < chance:
            self.write(" " + self.rng.choice(("({})", "[{}]")).format(quote.cited))

    def saying(self) -> str:
        """Something a person says."""
        opening, closing = self.rng.choice((("\u201c", "\u201d"), ('"', '"'), ("'", "'")))
        said, speaker = self.rng.choice(_SAYINGS), self.rng.choice(_SPEAKERS)
        if self.rng.random() < 0.7:
            return f"{opening}{said},{closing} said {speaker}."
        return f"{speaker[0].upper()}{speaker[1:]} told us: {opening}{said}.{closing}"

    def between(self, separator: str) -> None:
        """What parts the Arabic from its English: now and then a remark that somebody makes."""
        self.write(separator)
        if "\n\n" in separator and self.rng.random() < 0.15:
            self.write(self.saying() + separator)

    def number(self) -> int:
        """The next number of a note or a list item."""
        self._numbers += 1
        return self._numbers
