"""Where a book of hadith only prints words in a way of its own: that is no reason to change a quotation of it.

Books differ in what they leave out and run together, and each has its slips.
"""

from collections.abc import Callable

from normaliser.changes import Change, What, adds_hamza
from normaliser.letters import shape_of
from normaliser.options import Risks
from normaliser.skeleton import bare_words, fold_skeleton
from normaliser.units import ALEF_MAQSURA, bare_alefs

_LAST = (ALEF_MAQSURA, "ة")  # letters that only end words


def is_books_own(change: Change, usage: Callable[[str], int], risks: Risks) -> bool:
    """Whether a book only spells or spaces words otherwise than the quoter, in a way that is rarer or a slip.

    `usage` is how often the reference texts have a bare word.
    """
    if change.what not in (What.SPELLING, What.SPACING) or adds_hamza(change):
        return False
    old, new = (min(map(usage, bare_words(text)), default=0) for text in (change.old, change.new))
    if drops_hamza(change, rare=new < risks.attested) or _runs_together(change, usage, risks):
        return True
    return new < (min(old, max(risks.attested, old // risks.slip)) if " " in change.old else old)


def is_slip(change: Change, usage: Callable[[str], int], risks: Risks) -> bool:
    """Whether a word stands for one of the same shape that is a hundred times as common."""
    old, new = (shape_of(fold_skeleton(text)) for text in (change.old, change.new))
    if change.what is not What.LETTERS or old != new:
        return False
    used, meant = (min(map(usage, bare_words(text)), default=0) for text in (change.old, change.new))
    return risks.slip * used <= meant


def drops_hamza(change: Change, *, rare: bool) -> bool:
    """Whether an alef only loses its hamza, within a word, where nobody writes one by mistake.

    Of a word that is `rare` without it, at its beginning too, but not before the article.

    >>> from normaliser.model import Span
    >>> drops_hamza(Change(Span(0, 3), "رأس", "راس", "", What.SPELLING), rare=False)
    True
    """
    old, new = ("".join(bare_words(text)) for text in (change.old, change.new))
    within = old[:1] == new[:1] or (rare and not new.startswith("ال"))
    return change.what is What.SPELLING and old != new and bare_alefs(old) == new and within


def _runs_together(change: Change, usage: Callable[[str], int], risks: Risks) -> bool:
    """Whether a letter that only ends words parts two words in one that the book runs together too."""
    if change.what is not What.SPELLING:
        return False
    word = "".join(bare_words(change.old))
    ends = (i for i in range(2, len(word)) if word[i - 1] in _LAST)
    return any(usage(word[:i]) >= risks.slip and usage(word[i:]) > 0 for i in ends)
