"""What a change to a quotation puts right, and where."""

from enum import StrEnum
from typing import NamedTuple
from unicodedata import normalize

from normaliser.model import Span
from normaliser.skeleton import bare_words

_PARTICLES = ("يا", "ها", "ويا")
_BARE_ALEF = str.maketrans("أإآ", "ااا")


class What(StrEnum):
    """What a change puts right; the words stand in its reason."""

    MARKS = "marks"
    MARKS_ONCE = "marks that one book has otherwise"
    SPELLING = "spelling"
    SPACING = "spacing"
    LETTERS = "letters"
    READING = "another reading"
    WORDING = "wording of another narration"
    WORD = "another word"
    LOST = "words lost"
    MOVED = "a word that changed places with its neighbour"
    ADDED = "words that the passage does not have"
    END = "end"
    END_WORD = "word at the end"
    END_WHOLE = "end of the verse"
    END_RENDERED = "end, as the English goes on"
    LOST_END = "word lost at the end of a verse"
    LOST_START = "word lost at the start of a verse"
    BEYOND = "beyond the passage"


LOSES = frozenset(
    {What.LOST, What.ADDED, What.WORD, What.END, What.END_WORD, What.END_WHOLE, What.LOST_END, What.LOST_START}
)
"""Changes where a word was lost, added or replaced."""

BESIDE = frozenset({What.END, What.END_WORD, What.END_WHOLE, What.END_RENDERED, What.LOST_END, What.LOST_START})
"""Changes at the ends, which may take words from beside those that were matched."""


class Change(NamedTuple):
    """One proposed edit, in code points of the text the words were cut from."""

    span: Span
    old: str  # what stands there
    new: str  # what is to stand there
    because: str
    what: What
    in_use: bool = False  # what stands there is a word people use: another text perhaps, rather than damage
    barred: bool = False  # a verse sign or the like stands between the words: never to be applied
    risk: float = 0.0  # the chance that it is wrong, when weighed


def adds_hamza(change: Change) -> bool:
    """Whether a bare alef only gets its hamza, which the books leave out as often as anybody."""
    bare = change.new.translate(_BARE_ALEF)
    return change.what is What.SPELLING and bare_words(change.old) == bare_words(bare)


def is_reordered(change: Change) -> bool:
    """Whether nothing changes but the order of the marks on a letter, which nobody sees."""
    return normalize("NFC", change.old) == normalize("NFC", change.new)


def joins(change: Change, words: int) -> bool:
    """Whether pieces of one word are only put together: that pieces are words too says little."""
    return change.what is What.SPACING and words > 1 and " " not in change.new


def is_particle(change: Change) -> bool:
    """Whether nothing changes but whether a calling or pointing particle is written as a word of its own.

    >>> is_particle(Change(Span(0, 6), "ياأيها", "يا أيها", "", What.SPACING))
    True
    """
    old, new = (" ".join(bare_words(text)) for text in (change.old, change.new))
    split = max(old, new, key=lambda text: text.count(" "))
    return change.what is What.SPACING and split.split(" ", 1)[0] in _PARTICLES and split.count(" ") == 1


def place_of(change: Change) -> tuple[int, int]:
    """Where a change stands, for sorting."""
    return change.span.start, change.span.end
