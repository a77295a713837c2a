"""The accepted forms of each word of a match: every spelling in which the references write it."""

from functools import lru_cache
from typing import TYPE_CHECKING

from normaliser.alignment import align_words
from normaliser.matching import Match, Target, row_words
from normaliser.model import Kind
from normaliser.words import split_words

if TYPE_CHECKING:
    from normaliser.corpora import QuranShelf, Shelf


def accepted_forms(match: Match) -> tuple[tuple[str, ...], ...]:
    """For each target of the match its forms, the passage's own first.

    A verse is attested in several spellings; a narration in every book that holds the same words.
    """
    if match.shelf.kind is Kind.QURAN:
        return tuple(_verse_forms(match.shelf, target) for target in match.targets)  # type: ignore[arg-type]
    columns = zip(*match.variants, strict=True)
    return tuple(tuple(dict.fromkeys(target.text for target in column)) for column in columns)


def _verse_forms(shelf: "QuranShelf", target: Target) -> tuple[str, ...]:
    return tuple(dict.fromkeys((target.text, *_row_forms(shelf, target.row)[target.index])))


@lru_cache(maxsize=4096)
def _row_forms(shelf: "QuranShelf", row: int) -> tuple[tuple[str, ...], ...]:
    """For each word of a verse, how the other spellings write it; a word they split or merge has no other form."""
    surah, ayah = shelf.key(row)
    targets, _ = row_words(shelf, row)
    own = [t.skeleton for t in targets]
    forms: list[list[str]] = [[] for _ in own]
    for text in shelf.forms(surah, ayah):
        words = split_words(text)
        for block in align_words(own, [w.skeleton for w in words]):
            if block.q1 - block.q0 == block.p1 - block.p0 == 1:
                forms[block.q0].append(words[block.p0].text)
    return tuple(tuple(column) for column in forms)
