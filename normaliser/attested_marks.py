"""Whether words stand in some narration as they do here, or are marked so: then that is a wording, and no damage."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from normaliser.alignment import places_of
from normaliser.hand import has_marks
from normaliser.passages import lines_with
from normaliser.skeleton import fold_rasm, fold_skeletons
from normaliser.spelling import contradictions, same_letters
from normaliser.units import bare_alefs
from normaliser.words import Line, Word

if TYPE_CHECKING:
    from normaliser.alignment import Block
    from normaliser.corpora import Shelf
    from normaliser.matching import Match

_TOGETHER = 3  # words: two in a row stand in some narration by chance


def is_marked_so(shelf: "Shelf", words: Sequence[Word], place: int, least: float) -> bool:
    """Whether passages have the word at `place`, between the same neighbours, with the marks that it has here.

    `least` is the share of the passages marking it that must: fewer have a slip there.
    """
    first = max(0, place - 1)
    marked = _marked_forms(shelf, tuple([word.text for word in words[first : place + 2]]), place - first)
    written = words[place].text
    so = sum([same_letters(written, form) and not contradictions(written, form) for form in marked])
    return bool(so) and so >= least * len(marked)


def stands_so(match: "Match", block: "Block", written: str, *, joined: bool) -> bool:
    """Whether some passage has the words of a block as they are written, between the neighbours they have in the match.

    `joined`: with spaces wherever it likes. Of hamza on an alef nothing is said: books leave it out as they please.
    """
    before, after = (
        tuple([target.skeleton for target in targets])
        for targets in (match.targets[: block.p0], match.targets[block.p1 :])
    )
    quoted, letters = match.quoted[block.q0 : block.q1], bare_alefs(written)
    for near in range(len(match.quoted)):
        words = (*before[len(before) - near :], *quoted, *after[:near])
        rasm = fold_rasm("".join(words))
        if len(words) >= _TOGETHER and len(rasm) >= match.shelf.gram:
            return any(_has(line, words, letters, joined) for line in lines_with(match.shelf, rasm))
    return False


def _has(line: Line, words: tuple[str, ...], letters: str, joined: bool) -> bool:
    whole = "".join(words)
    for i, first in enumerate(line.skeletons):
        texts = " ".join(line.texts[i : i + len(words)])
        if line.skeletons[i : i + len(words)] == words and letters in bare_alefs(texts):
            return True
        if joined and whole.startswith(first) and whole in accumulate(line.skeletons[i : i + len(whole)]):
            return True
    return False


@lru_cache(maxsize=64)
def _marked_forms(shelf: "Shelf", around: tuple[str, ...], at: int) -> list[str]:
    """How passages that have these words together write the one `at`, each time that they mark it.

    Other readings of a quotation, and a second look at it, ask the same.
    """
    skeletons = tuple(fold_skeletons(around))
    forms = [
        line.texts[i + at]
        for line in lines_with(shelf, fold_rasm("".join(around)))
        for i in places_of(skeletons, line.skeletons)
    ]
    return [form for form in forms if has_marks(form)]
