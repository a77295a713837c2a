"""What a corpus hands over to be indexed."""

import zlib
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from normaliser.skeleton import bare_words, fold_rasm

Step = Callable[[int], None]
"""Called with the number of the part about to be read, so that somebody waiting can be told."""


@dataclass(slots=True)
class Draft:
    """A shelf in the making. Columns are arrays of the standard library, so that no corpus needs numpy."""

    rasm: bytearray = field(default_factory=bytearray)  # of all rows, one after the other
    starts: "array[int]" = field(default_factory=lambda: array("q", [0]))  # rows + 1
    borders: "array[int] | None" = None  # ends of stretches k-grams stay inside; None: the ends of the rows
    columns: dict[str, "array[int]"] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # what numbers in the columns stand for
    warnings: list[str] = field(default_factory=list)

    vocabulary: Counter[str] = field(default_factory=Counter)  # how often each bare word stands in the corpus

    def add_row(self, text: str) -> bool:
        """Append a row; False, and nothing appended, when `text` has no letter that search could find."""
        rasm = fold_rasm(text)
        if not rasm:
            return False
        self.rasm += rasm
        self.starts.append(len(self.rasm))
        self.vocabulary.update(bare_words(text))
        return True

    def vocabulary_columns(self) -> "dict[str, array[int]]":
        """The vocabulary as two arrays: hashes in rising order, and how often the word of each stands there.

        Words of one hash count as one: among half a million words of 32-bit hashes some thirty pairs collide.
        """
        counts: Counter[int] = Counter()
        for word, count in self.vocabulary.items():
            counts[hash_word(word)] += count
        hashes = array("I", sorted(counts))
        return {"word": hashes, "word.count": array("I", (counts[h] for h in hashes))}


def hash_word(word: str) -> int:
    """A word as 32 bits, the same on every machine."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
