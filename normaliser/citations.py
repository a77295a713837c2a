"""Where a page names a passage: `[Al-Anfal: 72]`, `(2:255)`, `سورة البقرة ٢٥٥`, `Sahih Muslim 2564`.

One scan looks for what a citation cannot do without: an opening bracket, a colon before a digit, or the beginning of
a word like "Surah" or "Bukhari". What stands there is cut into tokens and read (`quran_citations`,
`hadith_citations`); names are looked up in tables, never searched for, so the work is linear in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from normaliser.citation_tokens import (
    APOSTROPHES_CLASS,
    DIGITS_CLASS,
    LATIN_CLASS,
    Token,
    ends_a_name,
    is_plain_word,
    tags_of,
    tokenise,
)
from normaliser.hadith_citations import read_hadith
from normaliser.model import Citation, Span
from normaliser.quran_citations import Place, read_quran, read_surah_name
from normaliser.script import INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS
from normaliser.surahs import SurahNames
from normaliser.surahs import surah_names as surah_names

__all__ = ["SurahNames", "locate_citations", "parse_citation", "surah_names"]

_OPENING = "[({"
_CLOSINGS = ("]", ")", "}")
_WINDOW = 110  # code points read after a word like "Surah"; no citation met was longer than 90
_BEFORE = 60  # code points looked back over for a name or "narrated by"
_INSIDE = 120  # code points between brackets
_MAX_WHOLE = 300  # a longer string is no citation
_HALF_BRACKETED = 0.6  # times the confidence where one of the brackets was lost
_UNKNOWN_AYAH = 0.3
_PREFIXES = 4  # letters written to an Arabic word: and, in, the

_M = f"[{MARKS_CLASS}]*"
_OPENERS_OF_WORDS = "SQqKBCTEMJAINRDHLṢ"
_ARABIC_OPENERS = "سرأاخمص"


def _anchor(latin: str) -> re.Pattern[str]:
    """Where a citation may start: one class of first characters, then what may follow each kind.

    `re` skips to the next member of a class many times faster than it tries the branches of an alternation, and one
    more class in front of the branches throws most of the rest out: 200 MB/s on prose, where the plain alternation of
    words makes 50. What slips through (Nusli, Barah) is thrown out when it is read.
    """
    return re.compile(
        rf"""[\[({{:{latin}{_ARABIC_OPENERS}]
        (?: (?=[uūaāoiebhmASUMdḥ])
            (?: u(?:r[aā'’‘ʼʾ`]|nan|s(?:nad|li|ta)|wa|tta|kh|lu|lo) | ūr[aā] | o(?:ora|ra|ura|kh)
              | a(?:h[iīe]|ḥī|s[aā]|wa|[yi]h[aā]|r[iaq]|lik|ki|b[ar]|zz|m[iī]) | ā[rkl] | i(?:rm|s[ah]|y[aā]|ls) | erm
              | b(?:u[ ][DY]|i[ ]D|n[ ]) | bū[ ]D | hm[ae]d | dab | ham | hap | URA | UKH | USL | AHI | MQ )
          | (?<=[\[({{])(?=[^\[\](){{}}]{{3}})
            (?=[^\[\](){{}}]{{0,{_INSIDE}}}[A-Z{LETTERS_CLASS}{DIGITS_CLASS}]|\s?[Hh]adi|\s?agreed|\s?sahi)
          | (?<=:)(?=\s?[{DIGITS_CLASS}])
          | (?<=Q)(?:[ .]{{0,2}}[0-9]|S)
          | (?<=[{_ARABIC_OPENERS}])
            (?: {_M}و{_M}[راى] | {_M}خ{_M}ر | {_M}ر{_M}ج | {_M}ت{_M}ف | {_M}ح{_M}ي | {_M}س{_M}ن | {_M}ن{_M}ن ) )""",
        re.VERBOSE,
    )


_ANCHOR = _anchor(_OPENERS_OF_WORDS)
_ANCHOR_SMALL = _anchor(_OPENERS_OF_WORDS + "s")  # half as fast, so only for pages with one of the words it is for
_SMALL = re.compile("s(?:ura|oora|ūra|ahi|ahī|una)")
_INNER = re.compile(rf"[^\[\](){{}}]{{3,{_INSIDE}}}")
_LATIN = re.compile(f"[{LATIN_CLASS}]")
_ARABIC = re.compile(f"[{LETTERS_CLASS}{MARKS_CLASS}]")
_LETTER = re.compile(f"[{LATIN_CLASS}{LETTERS_CLASS}]")
_DIGIT = re.compile(f"[{DIGITS_CLASS}]")
_READ_AS_CLOSING = re.compile(rf"(?<=[0-9])[1lIJj|!][\s{INVISIBLE_CLASS}]*$")
_LONE_ONE = re.compile(rf"[^0-9]1[\s{INVISIBLE_CLASS}]*$")
_NUMBER_OUTSIDE = re.compile(rf"[\])}}]\s?(?P<ayah>[{DIGITS_CLASS}]{{1,3}})(?![{DIGITS_CLASS}])")
_LAST_WORD = re.compile("[A-Za-z]+$")
_WORD_BEFORE = re.compile(
    rf"(?P<word>[{LATIN_CLASS}{APOSTROPHES_CLASS}]+|[{LETTERS_CLASS}{MARKS_CLASS}]+)(?:,?\s?[{DIGITS_CLASS}]{{1,3}})?\s?$"
)
_NUMBER_CLOSED = re.compile(rf":\s?[{DIGITS_CLASS}]{{1,3}}(?:\s?[-–]\s?[{DIGITS_CLASS}]{{1,3}})?[\])}}]")
_NAME_BEFORE = re.compile(
    rf"(?<![{LATIN_CLASS}])[A-Za-z]?(?P<name>[A-Z][{LATIN_CLASS}{APOSTROPHES_CLASS}]*"
    rf"(?:[- ][{LATIN_CLASS}{APOSTROPHES_CLASS}]+){{0,3}})\s?$"
)
_NAME_LAST = re.compile(r"M[,]?n?$")
_ARTICLE_BEFORE = re.compile(rf"(?<![{LATIN_CLASS}])(?:[AaEe]l[- ]|[Aa][dhnrstz]{{1,2}}-)$")
_TOLD_BEFORE = re.compile(
    r"\b(?:narrated|reported|related|collected|recorded|transmitted|cited)\s(?:\w+\s)?by\s"
    r"(?:(?:imams?|both|shaykh|al|at|an|ad)[\s-])*$",
    re.IGNORECASE,
)
_VERSE_BEFORE = re.compile(
    rf"(?:\b[vV]erses?|\b[aāAĀ]y[aāe]h?[st]?|الآيات|الآية|آية|آيات)[\s.(]{{1,3}}"
    rf"[{DIGITS_CLASS}]+[\s\-–,&{DIGITS_CLASS}]*\)?"
    r",?\s(?:(?:of|in|from|the|من|في)\s){1,2}(?:ال)?$"
)

# Two numbers in brackets after one of these are not the Qur'an's. Books of the Bible that are also prophets of the
# Qur'an, or everyday words (Job, Joseph, Acts, Revelation), are left out.
_RATIOS = "ratio ratios scale scaled score scores scored odds aspect won lost beat drew"
_BIBLE = (
    "Genesis Exodus Leviticus Deuteronomy Joshua Psalm Psalms Proverbs Ecclesiastes Isaiah Jeremiah Lamentations "
    "Ezekiel Daniel Hosea Obadiah Micah Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Luke John "
    "Corinthians Galatians Ephesians Philippians Colossians Thessalonians Timothy Titus Philemon Hebrews "
    "Gen Exod Lev Deut Ps Isa Jer Ezek Dan Matt Mt Lk Jn Cor Gal Eph Phil Thess Tim Heb"
)
_OTHER_PAIRS = frozenset(_RATIOS.split()) | frozenset(_BIBLE.split())


def locate_citations(text: str) -> tuple[Citation, ...]:
    """Every place in a page that names a passage, in order and not overlapping.

    Spans count code points of `text` and take in the brackets where the citation fills them. Several passages in one
    bracket are several citations. Names in need of a guess and numbers in doubt have a lower confidence.

    >>> [(c.text, c.surah, c.ayahs) for c in locate_citations("so be it [Al-Anfal: 72], and (2:255)")]
    [('[Al-Anfal: 72]', 8, (72, 72)), ('(2:255)', 2, (255, 255))]
    """
    found: list[Citation] = []
    done = 0
    for anchor in (_ANCHOR_SMALL if _SMALL.search(text) else _ANCHOR).finditer(text):
        at = anchor.start()
        if at >= done and (here := _read_anchor(text, at, done=done)):
            found += here
            done = found[-1].span.end
    return tuple(found)


def parse_citation(text: str) -> Citation | None:
    """The passage that a whole string names, brackets or not; the first where it names several, None where none.

    >>> citation = parse_citation("البقرة ٢٥٥")
    >>> citation.surah, citation.ayahs
    (2, (255, 255))
    """
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if not start < end <= start + _MAX_WHOLE:
        return None
    start += text[start] in _OPENING
    end -= text[end - 1] in _CLOSINGS
    tokens = tokenise(text, start, end)
    found = _read_tokens(text, tokens) or read_surah_name(text, tokens)
    return found[0] if found else None


def _read_anchor(text: str, at: int, *, done: int) -> list[Citation]:
    """The citations at an anchor, none of which reaches back before `done`."""
    if text[at] in _OPENING:
        return _read_bracket(text, at)
    found = _read_colon(text, at, done=done) if text[at] == ":" else _read_word(text, at, done=done)
    if not found:
        return found
    start, end = found[0].span.start - 1, found[-1].span.end
    if start >= done and text[start] in _OPENING and text[end : end + 1] in _CLOSINGS:
        return _stretched(text, found, Span(start, end + 1))
    return found


def _read_bracket(text: str, at: int) -> list[Citation]:
    """What fills the bracket that opens at `at`."""
    inner = _INNER.match(text, at + 1)
    if not inner:
        return []
    start, end = inner.span()
    has_digit = _DIGIT.search(text, start, end)
    if has_digit and ":" not in inner[0] and not _LETTER.search(text, start, end):
        return []
    found: list[Citation] = []
    if text[end : end + 1] in _CLOSINGS:
        found = _read_tokens(text, tokenise(text, start, end, until_word=None if has_digit else start))
        end += 1
    if not found and has_digit:
        end = _line_end(text, Span(start, inner.end()))
        found = _read_unclosed(text, Span(start, end))
    elif not found:
        return _read_number_outside(text, Span(start, inner.end()))
    if not found or _is_other_pair(text, at, citation=found[0]):
        return []
    return _stretched(text, found, Span(at, end))


def _read_tokens(text: str, tokens: Sequence[Token]) -> list[Citation]:
    if not tokens:
        return []
    return read_quran(text, tokens, place=Place.BRACKETS) or read_hadith(text, tokens, place=Place.BRACKETS)


def _read_number_outside(text: str, inner: Span) -> list[Citation]:
    """A number that right-to-left display put behind the bracket: [Maryam: ]56."""
    number = _NUMBER_OUTSIDE.match(text, inner.end)
    if not number or ":" not in inner.of(text):
        return []
    tokens = (*tokenise(text, inner.start, inner.end), *tokenise(text, number.start("ayah"), number.end()))
    found = _doubted(read_quran(text, tokens, place=Place.BRACKETS))
    return _stretched(text, found, Span(inner.start - 1, number.end()))


def _line_end(text: str, inner: Span) -> int:
    """Where the line ends that a citation starts on; the next one if it breaks after the colon."""
    stop = text.find("\n", inner.start, inner.end)
    if stop >= 0 and text[inner.start : stop].rstrip().endswith(":"):
        stop = text.find("\n", stop + 1, inner.end)
    return stop if stop >= 0 else inner.end


def _read_unclosed(text: str, inner: Span) -> list[Citation]:
    """A bracket nothing closes on its line: the closing one was lost, or read as a digit or letter: [Fatir: 421."""
    start, end = inner.start, inner.end
    if text[end : end + 1] not in ("", "\n"):
        return []
    misread = _READ_AS_CLOSING.search(text, start, end)
    for stop in (misread.start(), end) if misread else (end,):
        found = read_quran(text, tokenise(text, start, stop), place=Place.BRACKETS)
        if found and all(c.ayahs and _LETTER.match(c.text) for c in found):
            if _LONE_ONE.search(text, start, stop):  # [Al-A'raf: 1, and that 1 may be the bracket
                return [replace(c, ayahs=None, confidence=_UNKNOWN_AYAH) for c in found]
            return _doubted(found)
    return []


def _is_other_pair(text: str, at: int, *, citation: Citation) -> bool:
    """Whether two bare numbers in brackets belong to the word before: John (3:16), a ratio (2:1)."""
    before = text[max(0, at - 20) : at].rstrip().removesuffix(".")
    if not before[-1:].isalpha() or _LETTER.search(citation.text):
        return False
    word = _LAST_WORD.search(before)
    return word is not None and word[0] in _OTHER_PAIRS


def _read_colon(text: str, at: int, *, done: int) -> list[Citation]:
    """A name before a colon and a digit: Al-Baqarah: 255, Yunus 10:5."""
    low = max(done, at - _BEFORE)
    low = max(low, text.rfind("\n", low, at) + 1)
    last = _WORD_BEFORE.search(text, low, at)
    if not last:
        return []
    found: list[Citation] = []
    if ends_a_name(last["word"]):
        tokens = tokenise(text, low, at)
        if name := _NAME_LAST.search(tags_of(tokens)):
            start = tokens[name.start()].start
            found = read_quran(text, tokenise(text, start, at + _WINDOW, until_word=at), place=Place.PROSE)
    return found or _read_unopened(text, at, low=low)


def _read_unopened(text: str, at: int, *, low: int) -> list[Citation]:
    """A name, colon and ayah before a bracket that nothing opens, or that a letter stands for: TAn-Naml: 24]."""
    closing = _NUMBER_CLOSED.match(text, at)
    name = _NAME_BEFORE.search(text, low, at) if closing else None
    if not (closing and name) or any(c in _OPENING for c in text[low : name.start()]):
        return []
    for start in sorted({name.start(), name.start("name")}):
        found = read_quran(text, tokenise(text, start, closing.end() - 1), place=Place.BRACKETS)
        if found and found[0].ayahs:
            return _stretched(text, _doubted(found), Span(name.start(), closing.end()))
    return []


def _read_word(text: str, at: int, *, done: int) -> list[Citation]:
    """What opens with a word: Surah, Qur'an, Sahih, Bukhari, سورة, رواه."""
    start = at
    if _ARABIC.match(text, at):
        while start > done and _ARABIC.match(text, start - 1):
            start -= 1
            if at - start > _PREFIXES:
                return []
    elif at > 0 and _LATIN.match(text, at - 1):
        return []
    if article := _ARTICLE_BEFORE.search(text, max(done, at - 5), at):
        start = article.start()
    starts = [*_earlier_starts(text, start, done=done), start]
    if start == at and is_plain_word(text, at):
        starts.pop()  # most words that an anchor lets through
    for first in starts:
        tokens = tokenise(text, first, at + _WINDOW, until_word=at)
        tokens = tokens[1:] if tags_of(tokens[:1]) == "&" else tokens  # Arabic writes "and" to the word
        found = read_quran(text, tokens, place=Place.PROSE) or read_hadith(text, tokens, place=Place.PROSE)
        if found:
            return found
    return []


def _earlier_starts(text: str, at: int, *, done: int) -> Iterator[int]:
    """Where the citation starts if words before the anchor belong to it: "narrated by", "verse 4 of"."""
    low = max(done, at - _BEFORE)
    if text.find("by", low, at) >= 0 and (told := _TOLD_BEFORE.search(text, low, at)):
        yield told.start()
    if _DIGIT.search(text, low, at) and (verse := _VERSE_BEFORE.search(text, low, at)):
        yield verse.start()


def _doubted(found: list[Citation]) -> list[Citation]:
    return [replace(c, confidence=round(c.confidence * _HALF_BRACKETED, 3)) for c in found]


def _stretched(text: str, found: list[Citation], span: Span) -> list[Citation]:
    """The citations with the first starting where `span` does and the last ending with it."""
    if not found:
        return found
    spans = [c.span for c in found]
    spans[0] = Span(span.start, spans[0].end)
    spans[-1] = Span(spans[-1].start, span.end)
    return [replace(c, span=s, text=s.of(text)) for c, s in zip(found, spans, strict=True)]
