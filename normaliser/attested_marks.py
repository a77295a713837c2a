"""Whether a word is marked in some narration as it is here: then its marks are another wording, and no damage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from normaliser.hand import has_marks
from normaliser.passages import read_row
from normaliser.search import find_exact
from normaliser.skeleton import fold_rasm
from normaliser.spelling import contradictions, same_letters
from normaliser.words import Word

if TYPE_CHECKING:
    from normaliser.corpora import Shelf


def is_marked_so(shelf: "Shelf", words: Sequence[Word], place: int, least: float) -> bool:
    """Whether passages have the word at `place`, between the same neighbours, with the marks that it has here.

    `least` is the share of the passages marking it that must: fewer have a slip there.
    """
    around = words[max(0, place - 1) : place + 2]
    written, before = words[place].text, place - max(0, place - 1)
    skeletons = tuple(word.skeleton for word in around)
    rows = {shelf.row_at(start) for start, _ in find_exact(shelf, fold_rasm("".join([word.text for word in around])))}
    lines = [read_row(shelf, row) for row in sorted(rows)]
    forms = [
        line.texts[i]
        for line in lines
        for i, skeleton in enumerate(line.skeletons)
        if skeleton == skeletons[before] and line.skeletons[i - before : i - before + len(around)] == skeletons
    ]
    marked = [form for form in forms if has_marks(form)]
    so = sum(same_letters(written, form) and not contradictions(written, form) for form in marked)
    return bool(so) and so >= least * len(marked)
