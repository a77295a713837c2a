"""Lam and alef in the wrong order where a ligature was taken apart: `اإلسالم` for `الإسلام`.

What it looks like: the article stands before a hamza as alef, hamza-alef, lam; everything else reads well.

How it happens: a PDF extractor puts the letters of a line into reading order but leaves the two letters of each
ligature as they stood on the screen.

How we know: no Arabic word begins with an alef followed by an alef with hamza or madda and a lam, and letter statistics
agree that the other order is likelier.

What we might get wrong: `السالم` is a word and so is `السلام`, `ثالث` and `ثلاث` too. Where the alef is bare, a pair is
turned only in a word that has such an article, where letter statistics clearly ask for it; others are left to the
reference text.
"""

import re

from normaliser.garbles.plausibility import weigh
from normaliser.model import Edit, Span
from normaliser.script import LETTERS_CLASS, MARKS_CLASS, TATWEEL

_IN_WORD = f"{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}"
_ARTICLE = re.compile(f"(?<![{_IN_WORD}])[وفبك]?ا([أإآ]ل)[{LETTERS_CLASS}][{_IN_WORD}]{{0,60}}")
_PAIR = re.compile("(?!^)[اأإآ]ل")
# Nats by which a word must read better with a pair turned: a likelihood ratio of fifty.
_MARGIN = 4.0
_BECAUSE = "lam and alef of a ligature in the order of the screen"
_IMPOSSIBLE = ("األ", "اإل", "اآل")


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each pair of letters to turn; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("اإلنسان")]
    ['لإ']
    """
    if not any(pair in text for pair in _IMPOSSIBLE):
        return ()
    edits: list[Edit] = []
    for word in _ARTICLE.finditer(text):
        now = word.group()
        for pair in _PAIR.finditer(now):
            turned = f"{now[: pair.start()]}{pair.group()[::-1]}{now[pair.end() :]}"
            article = pair.start() == word.start(1) - word.start()
            if weigh(turned).gain - weigh(now).gain > (0.0 if article else _MARGIN):
                now = turned
                span = Span(*pair.span()).shift(word.start())
                edits.append(Edit(span, pair.group(), pair.group()[::-1], ("lam_alef",), _BECAUSE, 0.99))
    return tuple(edits)
