"""Whether a word is marked in some narration as it is here: then its marks are another wording, and no damage."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from normaliser.alignment import places_of
from normaliser.hand import has_marks
from normaliser.passages import lines_with
from normaliser.skeleton import fold_rasm, fold_skeletons
from normaliser.spelling import contradictions, same_letters
from normaliser.words import Word

if TYPE_CHECKING:
    from normaliser.corpora import Shelf


def is_marked_so(shelf: "Shelf", words: Sequence[Word], place: int, least: float) -> bool:
    """Whether passages have the word at `place`, between the same neighbours, with the marks that it has here.

    `least` is the share of the passages marking it that must: fewer have a slip there.
    """
    first = max(0, place - 1)
    marked = _marked_forms(shelf, tuple([word.text for word in words[first : place + 2]]), place - first)
    written = words[place].text
    so = sum([same_letters(written, form) and not contradictions(written, form) for form in marked])
    return bool(so) and so >= least * len(marked)


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
