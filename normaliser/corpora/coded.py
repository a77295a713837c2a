"""The English editions as coded words: a verse as one string, read in a microsecond; to fold its texts takes sixty.

Each word is one character (`english.Vocabulary`), each edition's words stand one after the other, and NUL parts the
editions of a verse.
"""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from normaliser.english import FUNCTION_WORDS, Vocabulary, count_content

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normaliser.corpora.entry import Entry

_CODING = "utf-16-le"
_NUMBERS = "utf-32-le"


class CodedEditions:
    """What the editions say, verse by verse, in characters."""

    def __init__(self, entry: "Entry") -> None:
        self._words = entry.array("coded.words")
        self._coded = entry.array("coded")
        self._starts = entry.array("coded.starts")
        self._content = entry.array("coded.content")

    def words(self) -> list[str]:
        """The content words of all editions, in the order of their characters."""
        return str(self._words, "utf-8").split("\n")

    def read(self, verse: int) -> list[str]:
        """Every edition's words of a verse; `verse` counts from 0 through the whole Qur'an."""
        return str(self._coded[self._starts[verse] : self._starts[verse + 1]], _CODING).split("\0")

    def content(self, verse: int) -> int:
        """How many content words the editions have in a verse, each counted once for every edition that has it."""
        return self._content[verse]  # type: ignore[no-any-return]  # a view of numbers


def code_editions(
    words: Sequence[str], editions: "Sequence[tuple[NDArray[np.uint32], NDArray[np.int64]]]"
) -> "dict[str, array[int]]":
    """The columns: `editions` are numbers of words, one after the other, and how many each verse has."""
    import numpy as np

    content = [word for word in words if word not in FUNCTION_WORDS]
    codes = Vocabulary(lambda: content).codes
    points = np.array([ord(codes[word]) for word in words], dtype=np.uint32)
    verses: list[list[str]] = []
    for ids, counts in editions:
        text = points[ids].tobytes().decode(_NUMBERS)
        ends = np.cumsum(counts).tolist()
        verses.append([text[start:end] for start, end in zip((0, *ends), ends, strict=False)])
    coded = ["\0".join(verse).encode(_CODING) for verse in zip(*verses, strict=True)]
    content_of = [sum(map(count_content, verse)) for verse in zip(*verses, strict=True)]
    return {
        "coded.content": array("H", content_of),
        "coded": array("B", b"".join(coded)),
        "coded.starts": array("I", accumulate(map(len, coded), initial=0)),
        "coded.words": array("B", "\n".join(content).encode()),
    }
