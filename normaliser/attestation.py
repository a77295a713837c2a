"""Whether words are those of a narration: all of them in one, or three by three in some.

Narrations are quoted stitched together: the beginning of one wording, the end of another. Each of the references may
then differ from the quotation although nothing in it is anybody's own.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from unicodedata import normalize

from normaliser.matching import Match
from normaliser.model import Kind
from normaliser.passages import read_row
from normaliser.reading import Reading
from normaliser.search import find_exact
from normaliser.skeleton import fold_rasm
from normaliser.spelling import is_same
from normaliser.words import Word

if TYPE_CHECKING:
    from normaliser.corpora import Library

_COPIES = 16  # of words in the books that are looked at
_TOGETHER = 3  # words that must stand together


def stands_in_a_narration(words: Sequence[Word], library: "Library") -> bool:
    """Whether the words stand in a narration as they are, or as they are without its marks.

    Narrations have words of verses otherwise: a passive for an active, two words for one.
    """
    rasm = fold_rasm("".join([word.text for word in words]))
    quoted = [normalize("NFC", word.text) for word in words]  # the order of the marks on a letter says nothing
    for shelf in library.shelves():
        if shelf.kind is Kind.HADITH:
            for row in dict.fromkeys(shelf.row_at(start) for start, _ in find_exact(shelf, rasm, _COPIES)):
                texts = [normalize("NFC", text) for text in read_row(shelf, row).texts]
                runs = zip(*(texts[i:] for i in range(len(words))), strict=False)
                if any(all(map(is_same, quoted, run)) for run in runs):
                    return True
    return False


def is_attested(reading: Reading) -> bool:
    """Whether each three words in a row of the reading stand in a narration that it may be read as."""
    grams = set(_grams([word.skeleton for word in reading.words]))
    for match in reading.matches:
        if match.shelf.kind is Kind.HADITH and grams:
            for row in dict.fromkeys(target.row for target in match.targets):
                grams -= set(_grams(read_row(match.shelf, row).skeletons, len(reading.words)))
    return not grams


def wording_similarity(match: Match, *, enclosed: bool) -> float:
    """How alike the wordings are, 0 to 1: all the quoted words count, or where nothing encloses them those matched."""
    if enclosed:
        return match.similarity
    first, last = match.extent()
    inside = [b for b in match.blocks if first <= b.q0 and b.q1 <= last]
    quoted = sum(len(word) for word in match.quoted[first:last])
    letters = max(quoted, sum(len(target.skeleton) for target in match.targets))
    return max(0.0, 1.0 - sum(b.cost for b in inside) / letters)


def _grams(words: Sequence[str], most: int = _TOGETHER) -> Iterable[tuple[str, ...]]:
    size = min(_TOGETHER, most, len(words))
    return zip(*(words[i:] for i in range(size)), strict=False)
