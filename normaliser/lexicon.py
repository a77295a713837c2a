"""Which English words render an Arabic word, read off the parallel Qur'an when asked.

No model is trained: the verses that hold the Arabic word are looked up, and an English word that most of them have in
translation, and few other verses do, renders it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from normaliser.skeleton import fold_rasm, fold_skeletons

if TYPE_CHECKING:
    from normaliser.corpora import QuranShelf

Verse = tuple[int, int]
VersesWith = Callable[[str], frozenset[Verse]]
"""The verses (surah, ayah) that some translation renders with an English word."""

_MOST_VERSES = 200  # an Arabic word in more verses than this is too common to be told by its translation
_SHARE = 0.5  # of the Arabic word's verses, this many have the English word,
_LIFT = 15.0  # and it is so many times commoner there than elsewhere
_VERSES = 6236
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Looks Arabic words up in the Qur'an, and English ones in its translations."""

    shelf: "QuranShelf"
    verses_with: VersesWith

    def renders(self, skeleton: str, english: Iterable[str]) -> bool:
        """Whether one of the `english` words (folded) is how the Arabic word is translated.

        `skeleton` is a word of a passage; the article is looked through.
        """
        verses = _verses_of(self.shelf, skeleton.removeprefix(_ARTICLE))
        if not verses:
            return False
        for word in english:
            there = self.verses_with(word)
            share = len(verses & there) / len(verses)
            if share >= _SHARE and share >= _LIFT * len(there) / _VERSES:
                return True
        return False


@lru_cache(maxsize=4096)
def _verses_of(shelf: "QuranShelf", stem: str) -> frozenset[Verse]:
    """The verses with a word that ends in `stem`; none when it is too short or too common to tell."""
    rasm = fold_rasm(stem)
    if len(rasm) < 3:
        return frozenset()
    found: set[Verse] = set()
    end = int(shelf.starts[shelf.rows() // 2])  # the first half of the rows, in the everyday spelling
    at = shelf.rasm_bytes.find(rasm, 0, end)
    while at >= 0 and len(found) <= _MOST_VERSES:
        row = shelf.row_at(at)
        if any(skeleton.endswith(stem) for skeleton in fold_skeletons(shelf.text(row).split())):
            found.add(shelf.key(row))
        at = shelf.rasm_bytes.find(rasm, int(shelf.starts[row + 1]), end)
    return frozenset(found) if len(found) <= _MOST_VERSES else frozenset()
