"""Arabic typed with the letters of Persian and Urdu: `اللّہ`, `کَانَ`, `الَّذِی` for `اللّه`, `كَانَ`, `الَّذِي`.

What it looks like: right, in many fonts; but no search finds it.

How it happens: a Persian or Urdu keyboard, whose kaf, ya and ha have codes of their own.

How we know: of each run on its own, letter statistics say whether it is Arabic, or Persian or Urdu, where these letters
are right. A letter that Arabic does not have (پ, چ, گ, ٹ) settles it.

What we might get wrong: the two letters ya and alef maqsura share one code in Persian. At the end of a word the vowel
before it says which it is, or else letter statistics. A final ha that was a ta marbuta is told only in words with the
article, and there in two of three. Short runs that both languages could own are left alone.
"""

import re
from collections.abc import Iterator

from normaliser.garbles.neighbours import NOT_ARABIC, is_foreign_around
from normaliser.garbles.plausibility import weigh, weigh_urdu
from normaliser.model import Edit, Span
from normaliser.script import (
    DAGGER_ALEF,
    FATHA,
    FATHATAN,
    INVISIBLE_CLASS,
    KASRA,
    LETTERS_CLASS,
    MARKS_CLASS,
    SHADDA,
    TATWEEL,
)

_FARSI_YEH = "ی"
_SAME = {"ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ة", "ے": "ي"}
_MAP = str.maketrans({**_SAME, _FARSI_YEH: "ي"})
_FOREIGN_LETTERS = re.compile(f"[{''.join(_SAME)}{_FARSI_YEH}]")
_NOT_ARABIC = re.compile(f"[{NOT_ARABIC}]")
_IN_WORD = f"{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}{INVISIBLE_CLASS}"
_WORD = f"[{LETTERS_CLASS}][{_IN_WORD}]*"
_STRETCH = re.compile(f"{_WORD}(?:[ \u00a0،؛:.!؟*]+{_WORD})*")
_WORDS = re.compile(_WORD)
_FINAL_YEH = re.compile(f"{_FARSI_YEH}(?=([{MARKS_CLASS}{INVISIBLE_CLASS}{TATWEEL}]*)$)")
_RUNS = re.compile(f"[{''.join(_SAME)}{_FARSI_YEH}]+")
_HAMZA_YEH = f"{_FARSI_YEH}\N{ARABIC HAMZA ABOVE}"
_VOWEL_MARKS = re.compile("[\u064b-\u0652]")
# A word with the article has no pronoun at its end. Of 2,300 such words in ta marbuta two thirds clear this margin, in
# nats, of those in ha one in a thousand.
_WITH_ARTICLE = re.compile(f"[وف]?[{MARKS_CLASS}]*[بك]?[{MARKS_CLASS}]*(?:[اٱ]ل|لل)")
_BEFORE_TA_MARBUTA = re.compile(f"[{LETTERS_CLASS}]{SHADDA}?{FATHA}?{SHADDA}?$")
_NOT_MARKS = re.compile(f"[^{MARKS_CLASS}{INVISIBLE_CLASS}]")
_TA_MARBUTA = 1.5
# Articles, ta marbuta and hamza on its seats: names alone, which the languages share, have few of them.
_ARABIC_ONLY = re.compile("[ةأإؤ]|(?<![^ ])[وفبك]?ال")
_MARKS_OF_ARABIC = 2
# Means, in nats a letter: the Arabic of the reference texts lies 0.4 and more above what the same letters weigh as
# Urdu, Persian and Urdu 0.1 at most. Vowel marks, which Persian and Urdu hardly write, halve what is asked.
_OVER_URDU = 0.35
_OVER_URDU_VOCALISED = 0.15
_PLAUSIBLE = -0.4
_BARELY = -1.0
# Nats in all: a short run must weigh as much as a word or two of clear Arabic.
_EVIDENCE = 3.0
# So few letters with vowel marks may be a word of a dictionary, or Kashmiri, which writes them: then more is asked.
_FEW = 12
_LIKELY = 0.3
_MORE_EVIDENCE = 6.0


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run of letters to exchange; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("وَکَانَ اللّہُ")]
    ['ك', 'ه']
    """
    if not _FOREIGN_LETTERS.search(text):
        return ()
    edits: list[Edit] = []
    for stretch in _STRETCH.finditer(text):
        if _FOREIGN_LETTERS.search(stretch.group()) and is_arabic(
            stretch.group(), company=is_foreign_around(text, *stretch.span())
        ):
            for word in _WORDS.finditer(text, *stretch.span()):
                edits += _exchange(word)
    return tuple(edits)


def is_arabic(stretch: str, *, company: bool = False) -> bool:
    """Whether a run is Arabic typed with Persian letters, rather than Persian or Urdu.

    `company` says that letters Arabic does not have stand on the same line: then only vocalised text counts.
    """
    if _NOT_ARABIC.search(stretch):
        return False
    arabic, urdu = weigh(stretch.translate(_MAP)), weigh_urdu(stretch)
    vocalised = 4 * len(_VOWEL_MARKS.findall(stretch)) > arabic.letters
    if not vocalised and (company or len(_ARABIC_ONLY.findall(stretch)) < _MARKS_OF_ARABIC):
        return False
    if vocalised and arabic.letters <= _FEW and arabic.mean < _LIKELY and arabic.gain - urdu.gain < _MORE_EVIDENCE:
        return False
    if 2 * len(_VOWEL_MARKS.findall(stretch)) > arabic.letters:  # neither Persian nor Urdu writes so many
        return arabic.mean > _BARELY
    over = arabic.mean - urdu.mean
    enough = (arabic.gain - urdu.gain) > _EVIDENCE
    return enough and arabic.mean > _PLAUSIBLE and over > (_OVER_URDU_VOCALISED if vocalised else _OVER_URDU)


def _exchange(word: re.Match[str]) -> Iterator[Edit]:
    """The edits for one word."""
    old = word.group()
    final = _FINAL_YEH.search(old)
    for run in _RUNS.finditer(old):
        new = run.group().translate(_MAP)
        if final is not None and run.end() == final.end():
            new = new[:-1] + _last_letter(old, final)
        elif new[-1] == "ه" and _is_ta_marbuta(old[: run.end() - 1], old[run.end() :]):
            new = new[:-1] + "ة"
        span = Span(*run.span()).shift(word.start())
        if old.startswith(_HAMZA_YEH, run.end() - 1):
            span, new = Span(span.start, span.end + 1), new[:-1] + "ئ"
        yield Edit(span, span.of(word.string), new, ("persian",), "Persian or Urdu letter in Arabic", 0.99)


def _is_ta_marbuta(stem: str, rest: str) -> bool:
    """Whether a ha at the end of a word was a ta marbuta: after the article, and clearly likelier."""
    if _NOT_MARKS.search(rest) or not _WITH_ARTICLE.match(stem) or not _BEFORE_TA_MARBUTA.search(stem):
        return False
    stem = stem.translate(_MAP)
    return weigh(f"{stem}ة").gain - weigh(f"{stem}ه").gain > _TA_MARBUTA


def _last_letter(word: str, final: re.Match[str]) -> str:
    """Ya or alef maqsura for the code that is both, at the end of a word."""
    own, before = final.group(1), word[: final.start()].rstrip(SHADDA)[-1:]
    if DAGGER_ALEF in own or FATHATAN in own or before in (FATHA, FATHATAN):
        return "ى" if not set(own) & {FATHA, SHADDA, KASRA} else "ي"
    if before == KASRA or _VOWEL_MARKS.search(own):
        return "ي"
    stem = word[: final.start()].translate(_MAP)
    return "ى" if weigh(f"{stem}ى").gain > weigh(f"{stem}ي").gain else "ي"
