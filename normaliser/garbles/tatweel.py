"""Joining strokes that stretch a word: `محـــمد` for `محمد`.

What it looks like: one or more long dashes inside a word, or hanging off its end before the next word.

How it happens: typesetters stretch words to fill a line or for looks, and the strokes stay in the text.

How we know: the stroke is no letter. It is deleted between two letters of a word, and at the end of a word in running
text. It stays where it carries a dagger alef or a small hamza, alone in lists, and after a single letter or the article
(`هـ`, `الـ`), where it shows that a letter joins, and in `اهـ`, which ends a quotation. Among letters that Arabic has
not all strokes stay: Kurdish writes them in place of spaces.

What we might get wrong: some copies of the Qur'an have a stroke where a dagger alef was (`السَّمَـوَت`). A stroke after a
fatha stays when every stroke of the run stands like that and the word reads better with an alef in its place.
"""

import re

from normaliser.garbles.neighbours import NOT_ARABIC
from normaliser.garbles.plausibility import weigh
from normaliser.model import Edit, Span
from normaliser.script import ALEF, DAGGER_ALEF, FATHA, INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, SHADDA, TATWEEL

_IN_WORD = f"{LETTERS_CLASS}{MARKS_CLASS}"
# What sits on a stroke of its own: dagger alef, hamza above and below, the small letters of the Qur'an.
_CARRIED = f"[{MARKS_CLASS}]*[{DAGGER_ALEF}\u0654\u0655\u06dc-\u06e8]"
_STROKES = re.compile(f"(?<=[{_IN_WORD}]){TATWEEL}+(?!{TATWEEL}|{_CARRIED})")
# The same without looking back, which is what takes time.
_QUICK = re.compile(f"{TATWEEL}(?!{TATWEEL}|{_CARRIED})")
_WORD = f"[{LETTERS_CLASS}][{_IN_WORD}{TATWEEL}{INVISIBLE_CLASS}]*"
_STRETCH = re.compile(f"{_WORD}(?:[ \u00a0،؛]+{_WORD})*")
_WORDS = re.compile(_WORD)
_FOREIGN = re.compile(f"[{NOT_ARABIC}ە]")
_NOT_LETTERS = re.compile(f"[^{LETTERS_CLASS}]")
_LETTER_AFTER = re.compile(f"[{MARKS_CLASS}{INVISIBLE_CLASS}]*[{LETTERS_CLASS}]")
# As much of a word to either side as matters, in code points.
_NEAR = 16
_PREFIX = re.compile("[وف]?[بكلس]?(?:ال|لل)?|[اأ]ه|.")
# Words of a stretch that make it running text.
_RUNNING = 3
_AFTER_FATHA = re.compile(f"{FATHA}{SHADDA}?$")
_LONG_VOWEL = re.compile(f"[{MARKS_CLASS}]*(?:[اى]|[وي](?![{MARKS_CLASS}]))")


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each stroke or row of strokes to delete; spans count code points of `text`.

    >>> [len(edit.old) for edit in find_edits("محـــمد")]
    [3]
    """
    if TATWEEL not in text or not _QUICK.search(text):
        return ()
    edits: list[Edit] = []
    for stretch in _STRETCH.finditer(text):
        if TATWEEL in stretch.group() and not _FOREIGN.search(stretch.group()):
            words = list(_WORDS.finditer(text, *stretch.span()))
            found = [(word, strokes) for word in words for strokes in _STROKES.finditer(text, *word.span())]
            wanted = [item for item in found if _is_stretch(*item, running=len(words) >= _RUNNING)]
            if all(_may_be_dagger(text, strokes) for _, strokes in wanted):
                wanted = [(word, strokes) for word, strokes in wanted if not _reads_better_with_alef(word, strokes)]
            edits += [
                Edit(Span(*strokes.span()), strokes.group(), "", ("tatweel",), "joining stroke", 0.99)
                for _, strokes in wanted
            ]
    return tuple(edits)


def _is_stretch(word: re.Match[str], strokes: re.Match[str], *, running: bool) -> bool:
    """Whether strokes only stretch the word: always inside it, and at its end when it is a whole word of a text."""
    if _LETTER_AFTER.match(word.string, strokes.end(), word.end()):
        return True
    before = _NOT_LETTERS.sub("", word.string[max(word.start(), strokes.start() - _NEAR) : strokes.start()])
    return running and not _PREFIX.fullmatch(before)


def _may_be_dagger(text: str, strokes: re.Match[str]) -> bool:
    """Whether one stroke stands where a dagger alef would: after a fatha, with no long vowel after it."""
    before = _AFTER_FATHA.search(text, max(0, strokes.start() - 2), strokes.start())
    return len(strokes.group()) == 1 and before is not None and not _LONG_VOWEL.match(text, strokes.end())


def _reads_better_with_alef(word: re.Match[str], strokes: re.Match[str]) -> bool:
    before = word.string[max(word.start(), strokes.start() - _NEAR) : strokes.start()]
    after = word.string[strokes.end() : min(word.end(), strokes.end() + _NEAR)]
    return weigh(f"{before}{ALEF}{after}").surprise < weigh(f"{before}{after}").surprise
