"""Invisible characters inside Arabic words and between them: zero-width spaces, soft hyphens, stray direction marks.

What it looks like: nothing; but the word is not found by a search and may be drawn in two pieces.

How it happens: editors and web pages put direction marks, joiners and break points wherever a caret once stood.

How we know: between two letters of one Arabic word such a character says nothing, and between two Arabic words neither
does one. What stands between Arabic and another script, or beside punctuation, may be needed there, and stays.

What we might get wrong: Persian and Urdu need the zero-width non-joiner inside words. It goes only where it touches a
vowel mark or where letter statistics call the words beside it Arabic. The end of an embedding stays when it began
outside the Arabic.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from unicodedata import name

from normaliser.garbles.neighbours import is_persian_typing_around
from normaliser.garbles.plausibility import weigh, weigh_urdu
from normaliser.model import Edit, Span
from normaliser.script import FORMS_CLASS, INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, TATWEEL

_ARABIC = f"{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}{FORMS_CLASS}"
_INSIDE = re.compile(f"(?<=[{_ARABIC}])(?:[ \u00a0]*[{INVISIBLE_CLASS}])+[ \u00a0]*(?=[{_ARABIC}])")
_CONTROLS = re.compile(f"[{INVISIBLE_CLASS}]+")
_QUICK = re.compile(f"[{INVISIBLE_CLASS}]")
_MARK = re.compile(f"[{MARKS_CLASS}]")
_NOT_ARABIC = re.compile(f"[^{_ARABIC}{INVISIBLE_CLASS} ]")
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_USELESS = "\N{SOFT HYPHEN}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
_OPENERS = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
_CLOSERS = "\u202c\u2069"
_EMBEDDING = re.compile(f"[{_OPENERS}{_CLOSERS}\n]|\\Z")
_LETTER = re.compile(f"[{_ARABIC}]")
# These say nothing at the border of a word either.
_EDGE = re.compile(f"(?<=[{_ARABIC}])[{_USELESS}]+|(?<![{_USELESS}])[{_USELESS}]++(?=[{_ARABIC}])")
# How much of the surroundings is asked which language they are, in code points to either side.
_WINDOW = 60
# Means by which a stretch counts as Arabic rather than Persian written with Arabic letters.
_PLAUSIBLE = -0.3
_OVER_URDU = 0.3
# Nats in all: Persian plurals and compounds in letters that Arabic has too get to 7.8.
_EVIDENCE = 8.0


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run of characters to delete; spans count code points of `text`.

    >>> [edit.span for edit in find_edits("ر\\N{ZERO WIDTH SPACE}ب")]
    [Span(start=1, end=2)]
    """
    if not _QUICK.search(text):
        return ()
    wanted: set[int] = set()
    for gap in _INSIDE.finditer(text):
        kept = _JOINERS if _may_be_persian(text, gap) else ""
        wanted.update(i for i in range(*gap.span()) if text[i] not in kept + " \u00a0")
    for edge in _EDGE.finditer(text):
        wanted.update(range(*edge.span()))
    _weigh_embeddings(text, wanted)
    return tuple(_delete(text, sorted(wanted)))


def _delete(text: str, places: list[int]) -> Iterator[Edit]:
    """One edit for each row of neighbouring places."""
    for _, row in groupby(enumerate(places), key=lambda item: item[1] - item[0]):
        stretch = [place for _, place in row]
        span = Span(stretch[0], stretch[-1] + 1)
        names = ", ".join(dict.fromkeys(name(c).lower() for c in span.of(text)))
        yield Edit(span, span.of(text), "", ("controls",), f"{names} inside Arabic", 0.999)


def _may_be_persian(text: str, gap: re.Match[str]) -> bool:
    """Whether a joiner here may be spelling: no vowel mark beside it, and its surroundings not clearly Arabic."""
    if not any(c in _JOINERS for c in gap.group()):
        return False
    if is_persian_typing_around(text, *gap.span()):
        return True
    if _MARK.match(text, gap.start() - 1) or _MARK.match(text, gap.end()):
        return False
    before = _NOT_ARABIC.split(text[max(0, gap.start() - _WINDOW) : gap.start()])[-1]
    after = _NOT_ARABIC.split(text[gap.end() : gap.end() + _WINDOW])[0]
    around = f"{before}{gap.group()}{after}"
    arabic = weigh(around)
    urdu = weigh_urdu(around)
    doubtful = arabic.mean < _PLAUSIBLE or arabic.mean - urdu.mean < _OVER_URDU
    return doubtful or arabic.gain - urdu.gain < _EVIDENCE


def _weigh_embeddings(text: str, wanted: set[int]) -> None:
    """Take back the end of an embedding that begins elsewhere; add beginnings after an Arabic letter that never end."""
    open_: list[int] = []
    for match in _EMBEDDING.finditer(text):
        if match.group() in _OPENERS:
            open_.append(match.start())
        elif match.group() not in _CLOSERS:  # the line is over
            wanted.update(place for place in open_ if _LETTER.match(text, place - 1))
            open_.clear()
        elif open_ and open_.pop() not in wanted:
            wanted.discard(match.start())
