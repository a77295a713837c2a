"""English words folded for comparing, and the local alignment of two passages word by word.

Folding is for comparing only: case, accents and apostrophes go, everything else that is not a Latin letter or a digit
separates words. A page's English and a published translation differ by a bracket, a quote mark, a spelling or, after
OCR, by a word here and there; as sequences of folded words they are nearly the same.
"""

import re
import unicodedata
from array import array
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, count
from typing import NamedTuple

_APOSTROPHES = "'`\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\u02bc\u02be\u02bf\u02bb\u02b9"
_LATIN = "0-9A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u036f\u1d00-\u1eff"
_WORD = re.compile(f"[{_LATIN}]+(?:[{_APOSTROPHES}]+[{_LATIN}]+)*")
_PARTED = re.compile(f"({_WORD.pattern})")  # what `split` gives: between words and word in turn
_MARKS = re.compile(f"[\u0300-\u036f{_APOSTROPHES}]+")

# What makes most modern editions non-ASCII, one for one, so that they can take the short road.
_TYPOGRAPHY = (
    ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
    ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT SINGLE QUOTATION MARK}", "'"),
    ("\N{EM DASH}", "-"),
    ("\N{EN DASH}", "-"),
)
_ASCII = {i: chr(i).lower() if chr(i).isalnum() else (None if chr(i) in _APOSTROPHES else " ") for i in range(128)}

_FUNCTION_WORDS = """
    a about above after all also am an and any are as at be because been before but by can could did do does down for
    from had has have he her hers him his how i if in into is it its may me might my no nor not now of off on one or our
    out over shall she should so some such than that the thee their them then there these they thine this those thou
    thus thy to too unto up upon us was we were what when where which who whom whose why will with would ye you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that every passage has, so sharing them says nothing."""

# Words are coded as single characters of a private alphabet: rapidfuzz is fastest on strings, and `in` on a short one
# is nearly as quick as on a set. The function words are the same in every alphabet; NUL parts what is coded.
FIRST_CONTENT = "\u0100"
"""Characters from here on are words that say what a passage is about; those below are function words."""
_BEFORE_CONTENT = frozenset(map(chr, range(ord(FIRST_CONTENT))))
_FUNCTION_CODES = {word: chr(i) for i, word in enumerate(sorted(FUNCTION_WORDS), start=1)}
_SURROGATES = (0xD800, 0xE000)  # which must not appear in a string


class Words(NamedTuple):
    """The English words of a text: folded keys, and where each starts and ends in the text, in code points."""

    keys: tuple[str, ...]
    starts: Sequence[int]  # arrays: long pages have millions of words
    ends: Sequence[int]


def _fold_word(word: str) -> str:
    word = word.lower()
    if word.isascii():
        return word.replace("'", "").replace("`", "")
    return _MARKS.sub("", unicodedata.normalize("NFKD", _MARKS.sub("", word).casefold()))


def words_of(text: str, begin: int = 0, stop: int | None = None) -> Words:
    """Every English word of `text[begin:stop]`, in order; places count in `text`.

    >>> words_of("the Qur’ān — “Read!”").keys
    ('the', 'quran', 'read')
    """
    parts = _PARTED.split(text[begin:stop])
    keys = _fold_words(parts[1::2])
    places = array("i", accumulate(map(len, parts), initial=begin))  # to ask each match for them takes twice the time
    starts, ends = places[1:-1:2], places[2::2]
    if "" in keys:
        kept = [i for i, key in enumerate(keys) if key]
        keys = [keys[i] for i in kept]
        starts, ends = (array("i", [places[i] for i in kept]) for places in (starts, ends))
    return Words(tuple(keys), starts, ends)


def _fold_words(words: Sequence[str]) -> list[str]:
    """Each word folded; a page's words mostly are ASCII, and those are folded all at once."""
    joined = "\n".join(words)
    keys = joined.lower().replace("'", "").replace("`", "").split("\n") if words else []
    if joined.isascii():
        return keys
    return [key if word.isascii() else _fold_word(word) for word, key in zip(words, keys, strict=True)]


def fold_english(text: str) -> list[str]:
    """The folded words of `text` without their places; the same words as `words_of(text).keys`, sooner.

    >>> fold_english("Lo! We have sent it down")
    ['lo', 'we', 'have', 'sent', 'it', 'down']
    """
    if not text.isascii():
        for mark, plain in _TYPOGRAPHY:
            text = text.replace(mark, plain)
        if not text.isascii():
            return [key for key in _fold_words(_WORD.findall(text)) if key]
    return text.translate(_ASCII).split()


def content_words(words: Iterable[str]) -> set[str]:
    """The words that say what a passage is about.

    >>> sorted(content_words(fold_english("He is the Hearer, the Knower")))
    ['hearer', 'knower']
    """
    return {w for w in words if w not in FUNCTION_WORDS}


@lru_cache(maxsize=256)
def is_foreign(text: str) -> bool:
    """Whether Latin letters spell something other than English, a transliteration say: too few of the little words.

    >>> is_foreign("Alhamdu lillahi rabbi l-alamin"), is_foreign("Praise be to the Lord of the worlds")
    (True, False)
    """
    words = fold_english(text)
    return len(words) >= 5 and sum(w in FUNCTION_WORDS for w in words) < 0.08 * len(words)


def content_code(number: int) -> str:
    """The character of the content word of that number, from 0; there is room for a million."""
    point = ord(FIRST_CONTENT) + number
    return chr(point if point < _SURROGATES[0] else point + _SURROGATES[1] - _SURROGATES[0])


class Vocabulary:
    """Words with a character each that all pages have in common, read when first asked for."""

    def __init__(self, read: Callable[[], Iterable[str]] = tuple) -> None:
        self._read = read

    @cached_property
    def codes(self) -> dict[str, str]:
        """The character of each word: the function words', then those of the content words that are read, in order."""
        return _FUNCTION_CODES | {word: content_code(i) for i, word in enumerate(self._read())}


_FUNCTION_WORDS_ALONE = Vocabulary()


def function_words_alone() -> Vocabulary:
    """What is in common where no translations are at hand."""
    return _FUNCTION_WORDS_ALONE


class Alphabet:
    """Codes words as single characters, the same word always as the same character.

    Words that the vocabulary does not have get new ones, which hold for this alphabet alone.
    """

    __slots__ = ("_known", "_more", "_next")

    def __init__(self, vocabulary: Vocabulary = _FUNCTION_WORDS_ALONE) -> None:
        self._known = vocabulary.codes
        self._more: dict[str, str] = {}
        self._next = count(len(self._known) - len(_FUNCTION_CODES))  # threads may share an alphabet

    def code(self, words: Iterable[str]) -> str:
        """One character a word.

        >>> a = Alphabet()
        >>> a.code(["the", "cow"])[0] == a.code(["the"])
        True
        """
        find, more = self._known.get, self._more
        return "".join([find(word) or more.get(word) or self._add(word) for word in words])

    def _add(self, word: str) -> str:
        return self._more.setdefault(word, content_code(next(self._next)))


def count_content(code: str) -> int:
    """How many different content words there are among coded ones."""
    return len(set(code) - _BEFORE_CONTENT)


class Alignment(NamedTuple):
    """Where two passages agree, in words: half-open `here` and `there`, and how many words are the same."""

    here: tuple[int, int]
    there: tuple[int, int]
    same: int

    @property
    def width(self) -> int:
        """Words of `here` that the alignment spans."""
        return self.here[1] - self.here[0]


# A word that is only on one side costs half of what a word on both sides gains: an omission of a few words inside a
# passage is bridged, a chance "and the" some way off is not.
_GAP = 0.5
_CROP = 2.5  # a passage longer than this many times the other is first cropped to its best window


def align(here: str, there: str) -> Alignment | None:
    """The best local alignment of two coded passages (`Alphabet.code`), or None when they share no word.

    >>> a = Alphabet()
    >>> align(a.code("he said go away".split()), a.code("go away now".split()))
    Alignment(here=(2, 4), there=(0, 2), same=2)
    """
    if not here or not there:
        return None
    at = there.find(here) if len(here) <= len(there) else -1
    if at >= 0:
        return Alignment((0, len(here)), (at, at + len(here)), len(here))
    at = here.find(there)
    if at >= 0:
        return Alignment((at, at + len(there)), (0, len(there)), len(there))
    a, b = _crop(here, there)
    found = _densest(here[a[0] : a[1]], there[b[0] : b[1]])
    if found is None:
        return None
    (h0, h1), (t0, t1) = found.here, found.there
    shifted = Alignment((h0 + a[0], h1 + a[0]), (t0 + b[0], t1 + b[0]), found.same)
    return _extended(here, there, shifted)


def _crop(here: str, there: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The window of the longer passage that is most like the shorter one, with room on both sides."""
    whole_here, whole_there = (0, len(here)), (0, len(there))
    short, long = sorted((here, there), key=len)
    if len(long) <= _CROP * len(short):
        return whole_here, whole_there
    from rapidfuzz import fuzz

    best = fuzz.partial_ratio_alignment(short, long)
    if best is None:
        return whole_here, whole_there
    room = len(short) // 2 + 4
    window = (max(0, best.dest_start - room), min(len(long), best.dest_end + room))
    return (window, whole_there) if long is here else (whole_here, window)


def _densest(here: str, there: str) -> Alignment | None:
    """Of the longest common subsequence, the stretch where matches are dense (Kadane's sum over its blocks)."""
    from rapidfuzz.distance import LCSseq

    best: Alignment | None = None
    best_sum = total = 0.0
    same = h0 = t0 = h_end = t_end = 0
    for block in LCSseq.editops(here, there).as_matching_blocks():
        h1, t1, size = block.a, block.b, block.size
        total -= _GAP * max(h1 - h_end, t1 - t_end)
        if total <= 0:
            total, same, h0, t0 = 0.0, 0, h1, t1
        total += size
        same += size
        h_end, t_end = h1 + size, t1 + size
        if total > best_sum:
            best_sum, best = total, Alignment((h0, h_end), (t0, t_end), same)
    return best


def _extended(here: str, there: str, found: Alignment) -> Alignment:
    """Grown at both ends while the next words are the same: a common subsequence may have paired an end elsewhere."""
    (h0, h1), (t0, t1), same = found.here, found.there, found.same
    while h0 and t0 and here[h0 - 1] == there[t0 - 1]:
        h0, t0, same = h0 - 1, t0 - 1, same + 1
    while h1 < len(here) and t1 < len(there) and here[h1] == there[t1]:
        h1, t1, same = h1 + 1, t1 + 1, same + 1
    return Alignment((h0, h1), (t0, t1), same)


def coverage(words: Sequence[str], code: str, known: Container[str]) -> float:
    """What share of the content of `words` the known renderings have too, 0 to 1; longer words count for more.

    This is how a translation nobody has is told from another passage: translators choose among the same words. `code`
    are the words coded, and `known` the codes of the renderings.

    >>> a, words = Alphabet(), ["the", "most", "merciful"]
    >>> coverage(words, a.code(words), a.code(["merciful", "gracious"])) > 0.6
    True
    """
    total = shared = 0
    for word, char in zip(words, code, strict=True):
        if char >= FIRST_CONTENT:
            weight = len(word) if len(word) < _LONG_WORD else _LONG_WORD
            total += weight
            if char in known:
                shared += weight
    return shared / total if total else 0.0


_LONG_WORD = 8  # letters; longer words count no more
