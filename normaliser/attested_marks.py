"""Whether words stand in some narration as they do here, or are marked so: then that is a wording, and no damage."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from normaliser.hand import has_marks
from normaliser.passages import lines_with
from normaliser.skeleton import fold_rasm, fold_skeletons
from normaliser.spelling import contradictions, same_letters
from normaliser.words import Word

if TYPE_CHECKING:
    from normaliser.corpora import Shelf

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


def stands_so(shelf: "Shelf", contexts: Iterable[Sequence[str]], *, joined: bool) -> bool:
    """Whether passages have these words in a row, with spaces wherever they like when `joined`.

    Of `contexts`, these words with ever more of their neighbours, as skeletons, the first that is long enough counts.
    """
    enough = (c for c in contexts if len(c) >= _TOGETHER and len(fold_rasm("".join(c))) >= shelf.gram)
    words = tuple(next(enough, ()))
    letters = "".join(words)
    for line in lines_with(shelf, fold_rasm(letters)):
        for i, first in enumerate(line.skeletons):
            if line.skeletons[i : i + len(words)] == words:
                return True
            if joined and letters.startswith(first) and letters in accumulate(line.skeletons[i : i + len(letters)]):
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
        for i in range(len(line.skeletons) - len(around) + 1)
        if line.skeletons[i : i + len(around)] == skeletons
    ]
    return [form for form in forms if has_marks(form)]
