"""What a run of citation tokens says about the Qur'an: which passages, and how sure one may be.

Patterns run over the tags of `citation_tokens`, one letter a token, so `SM,Vn` is "Surah Maryam, ayah 12". Inside
brackets a citation must fill the brackets; in prose it must say by a word or a matching number that it is one.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from normaliser.citation_tokens import APOSTROPHES, Token, tags_of
from normaliser.model import Citation, Kind, Span
from normaliser.surahs import ayah_count, guess_surah

# How far a reading may be trusted. Set from what each kind of reading leaves open, not fitted to any benchmark.
_MATCHED = 0.99  # name and number of the surah agree
_NAMED = 0.98  # a surah by name with an ayah, or numbers after "Qur'an" or "Surah"
_PAIR = 0.94  # two bare numbers in brackets
_UNMARKED = 0.9  # a name that may be a person's or a plain word: (Yusuf: 4)
_SURAH_ONLY = 0.85
_TITLE = 0.8  # an English title: (The Cow: 255)
_CHAPTER = 0.8  # (chapter 5, verse 3), of some book
_GUESSED = 0.8  # times the similarity of a misread name
_LETTER = 0.5  # [ص: 29] is page 29 as often as surah Sad
_GUESS_MATCHED = 0.9  # a misread name whose number agrees
_MISMATCH = 0.4  # the name says one surah, the number another
_BEYOND = 0.3  # the surah has no such ayah

_CLEAR = 0.75  # numbers less sure than this are no citation by themselves
_LONG_NAME = 5  # letters that make a name one without a colon after it: (Maryam, 12), but not (Sad, 5)


class Place(Enum):
    """Where the tokens stand, which says how much they must prove."""

    BRACKETS = "brackets"  # alone in brackets, or alone in a string that is said to be a citation
    PROSE = "prose"
    LIST = "list"  # in prose, straight after a citation: the 3:18 of "Qur'an 2:255, 3:18"


class _Line(NamedTuple):
    """What is being read: the tokens of a stretch of `text`."""

    text: str
    tokens: Sequence[Token]
    tags: str
    place: Place


class _Ayahs(NamedTuple):
    """A range of ayahs, and the tokens it stands in."""

    first: int
    last: int
    start: int
    end: int
    sure: float


_Weighed = tuple[int, tuple[_Ayahs, ...], float]  # surah, ayahs, confidence

_LEAD = "(?:[LA][-.,:]*)*"
_RANGE = "n(?:[-t]n)?f?"
_ONE_RANGE = re.compile(_RANGE)
_LIST = rf"{_RANGE}(?:[,&;]{{1,2}}{_RANGE}(?!\(?:|[:.]n))*"
_NUMBERS = rf"(?:(?P<verse>V)?[.:]*o?\.?(?P<bracket>\()?(?P<ayahs>{_LIST})(?(bracket)\)))?"
_OF_THE_QURAN = r"(?:\(L{0,3}(?P<inside>Q)\)|,?(?:L{1,3}|(?=Q$))(?P<after>Q))?"
_HEAD = rf"{_LEAD}(?:(?P<quran>Q)[L,:.;-]*)?"
# (Al-Baqarah 2:255), Surah Maryam, ayah 12, [2. Al-Baqarah: 255], Surah Al-Baqarah (2:255)
_BY_NAME = re.compile(
    rf"""{_HEAD} (?:(?P<word>[SC])[-.,:]?)?  (?:(?P<before>n)[:./,-]{{1,2}})?
    (?P<name>[ME])  (?P<apart>[,:;./-]{{0,2}})
    (?: \((?P<aside>n)\)[,:-]?(?=V|\(?n)  |  (?P<open>\()?(?P<own>n)(?: : | [,:-]{{0,2}}(?=V) ) )?
    {_NUMBERS} (?(open)\)?) {_OF_THE_QURAN}""",
    re.VERBOSE,
)
# (2:255), Qur'an 2:255, Surah 27, verse 4, السورة 33 (الأحزاب): 56
_BY_NUMBER = re.compile(
    rf"""{_HEAD} (?:V[.:]?)?  (?:(?P<word>[SC])[.:]?(?:o\.?)?)?  (?P<open>\()?(?P<own>n)  (?:\(M\)|,?M)?
    (?P<apart>[,:;./-]{{0,2}})  {_NUMBERS} (?(open)\)?) {_OF_THE_QURAN}""",
    re.VERBOSE,
)
# verse 4 of Surah 27, الآية 11 من سورة النور
_VERSE_FIRST = re.compile(
    rf"{_LEAD} V[.:]?o?\.?\(?(?P<ayahs>{_LIST})\)?  [L,]{{1,3}}  (?:QL*[,:]?)?  [SC][-.]?o?\.?  (?P<own>[MEn])",
    re.VERBOSE,
)
_PAIR_AHEAD = re.compile("n:n")
_BETWEEN = re.compile("[;,&/]{1,2}")
_REST = re.compile("[.,;:]*$|[,;:-]{1,2}[wLKHg&y]{1,5}[.]?$")  # an edition's name may follow the numbers
_WORDS = "MEAwLyiftTvVCH&"
_GUESSABLE = re.compile(
    rf"(?:L[.,:]*)*(?:Q[,:.-]*)?(?:S[-.:]?)?(?P<name>[{_WORDS}](?:-{{0,2}}[{_WORDS}]){{0,5}})[,:;.-]{{0,2}}n"
)


def read_quran(text: str, tokens: Sequence[Token], *, place: Place) -> list[Citation]:
    """The passages of the Qur'an that the tokens name, from the first token on; in brackets up to the last.

    >>> from normaliser.citation_tokens import tokenise
    >>> read_quran("2:255", tokenise("2:255", 0, 5), place=Place.BRACKETS)[0].ayahs
    (255, 255)
    """
    found = _read_items(_Line(text, tokens, tags_of(tokens), place))
    if not found and place is Place.BRACKETS and (guessed := _with_guessed_name(text, tokens)):
        found = _read_items(_Line(text, guessed, tags_of(guessed), place))
        found = [] if any(citation.confidence <= _MISMATCH for citation in found) else found
    return found


def read_surah_name(text: str, tokens: Sequence[Token]) -> list[Citation]:
    """The surah that the tokens name, when they are nothing but its name.

    >>> from normaliser.citation_tokens import tokenise
    >>> read_surah_name("Al-Ikhlas", tokenise("Al-Ikhlas", 0, 9))[0].surah
    112
    """
    if tags_of(tokens) != "M":
        return []
    line = _Line(text, tokens, "M", Place.BRACKETS)
    return [_citation(line, (0, 1), tokens[0].number, None, _SURAH_ONLY if tokens[0].marked else _LETTER)]


def _read_items(line: _Line) -> list[Citation]:
    """Items parted by commas, semicolons and "and", as in [2:30-33; 7:11]."""
    brackets = line.place is Place.BRACKETS
    found: list[Citation] = []
    at = 0
    while True:
        item, after = _read_item(line, at)
        if not item:
            return [] if brackets else found
        found += item
        if brackets and _REST.match(line.tags, after):
            return found
        between = _BETWEEN.match(line.tags, after)
        if not between or not (brackets or _PAIR_AHEAD.match(line.tags, between.end())):
            return [] if brackets else found
        at = between.end()
        line = line if brackets else line._replace(place=Place.LIST)


def _read_item(line: _Line, at: int) -> tuple[list[Citation], int]:
    """The passages of one item that starts at token `at`, and the token after it."""
    tags = line.tags
    if "n" not in tags and "M" not in tags and "E" not in tags:
        return [], at
    if "V" in tags and (match := _VERSE_FIRST.match(tags, at)):
        own = line.tokens[match.start("own")].number
        if 1 <= own <= 114:
            return _citations(line, match, (own, _ranges(line, match), _NAMED)), match.end()
    for pattern, weigh in _READINGS[0 if "M" in tags or "E" in tags else 1 :]:
        match = pattern.match(tags, at)
        weighed = weigh(line, match) if match else None
        if match and weighed:
            after = match.end()
            if weighed[1] and weighed[1][-1].end < match.end("ayahs") and line.place is not Place.BRACKETS:
                after = weighed[1][-1].end
            return _citations(line, match, weighed), after
    return [], at


def _weigh_name(line: _Line, match: re.Match[str]) -> _Weighed | None:
    """What a surah given by name amounts to in this place."""
    name = line.tokens[match.start("name")]
    worded = bool(match["word"]) or _says_quran(match)
    ranges = _ranges(line, match)
    if ranges and match["bracket"] and not match["verse"] and ranges[0].first == name.number:
        ranges = ()  # Surah Al-Baqarah (2)
    if not ranges:
        return (name.number, (), _SURAH_ONLY * name.sure) if match["word"] else None
    claims = [line.tokens[match.start(group)].number for group in ("before", "own", "aside") if match[group]]
    if claims and all(claim == name.number for claim in claims):
        return name.number, ranges, _MATCHED if name.sure == 1 else _GUESS_MATCHED
    if claims:
        meant = worded or (name.tag == "M" and name.marked and line.place is Place.BRACKETS)
        return (name.number, ranges, _MISMATCH) if meant else None
    if _counts_something(line, match, ranges):
        return (name.number, (), _SURAH_ONLY) if match["word"] else None
    sure = _NAMED if worded else _sure_of_bare_name(line, match, name)
    if sure < _NAMED and ranges[-1].last > ayah_count(name.number):
        return None  # (Ibrahim, 2010)
    return (name.number, ranges, sure * name.sure) if sure else None


def _sure_of_bare_name(line: _Line, match: re.Match[str], name: Token) -> float:
    """How far a name and an ayah are a citation when no word says so; 0 when they are none."""
    parted = match["verse"] or ":" in match["apart"] or ";" in match["apart"]
    if line.place is Place.PROSE:
        return _UNMARKED if parted and name.tag == "M" and name.marked else 0
    if name.tag == "E":
        return _TITLE if name.marked else 0
    if name.sure < 1:
        return 1 if parted else 0
    if name.marked:
        return _NAMED
    if line.text[name.start] >= "\u0600":
        return _LETTER if parted else 0
    return _UNMARKED if parted or name.end - name.start >= _LONG_NAME else 0


def _weigh_number(line: _Line, match: re.Match[str]) -> _Weighed | None:
    """What a surah given by number amounts to in this place."""
    own = line.tokens[match.start("own")]
    ranges = _ranges(line, match)
    if not 1 <= own.number <= 114 or _counts_something(line, match, ranges):
        return None
    colon = ":" in match["apart"]
    if match["word"] == "S":
        spelt_out = line.tokens[match.start("word")].marked
        return (own.number, ranges, _NAMED if ranges else _SURAH_ONLY) if ranges or spelt_out else None
    if not ranges:
        return None
    if match["word"]:  # "chapter": of the Qur'an only where something says so
        sure = _NAMED if _says_quran(match) else (_CHAPTER if line.place is Place.BRACKETS else 0)
        return (own.number, ranges, sure) if sure and (colon or match["verse"]) else None
    if _says_quran(match):
        fits = colon or match["verse"] or match["apart"] == "."
        return (own.number, ranges, _NAMED) if fits and _is_quran_word(line, match, ranges) else None
    clear = own.sure >= _CLEAR and all(r.sure >= _CLEAR and _exists(own.number, r) for r in ranges)
    return (own.number, ranges, _PAIR) if line.place is not Place.PROSE and colon and clear else None


_READINGS = ((_BY_NAME, _weigh_name), (_BY_NUMBER, _weigh_number))


def _says_quran(match: re.Match[str]) -> bool:
    return bool(match["quran"] or match["inside"] or match["after"])


def _is_quran_word(line: _Line, match: re.Match[str], ranges: tuple[_Ayahs, ...]) -> bool:
    """A lone Q is the Qur'an before a pair of numbers that exists; glued to a digit (Q2: 10) it may be a quarter."""
    if not match["quran"]:
        return True
    word, own = line.tokens[match.start("quran")], line.tokens[match.start("own")]
    if word.marked:
        return True
    glued = word.end == own.start and line.tokens[ranges[0].start].start > own.end + 1
    return not glued and all(_exists(own.number, r) for r in ranges)


def _exists(surah: int, ayahs: _Ayahs) -> bool:
    return ayahs.first >= 1 and ayahs.last <= ayah_count(surah)


def _counts_something(line: _Line, match: re.Match[str], ranges: tuple[_Ayahs, ...]) -> bool:
    """Whether the number counts or times: Surah Al-Baqarah, 286 verses; Qur'an class 10:30 am."""
    if line.place is Place.BRACKETS or not ranges or match["verse"]:
        return False
    return line.tags[ranges[-1].end : ranges[-1].end + 1] in ("T", "V", ":")


def _ranges(line: _Line, match: re.Match[str]) -> tuple[_Ayahs, ...]:
    """The ayahs listed, neighbours joined. In prose only after a word like "verses" is a list one of ayahs."""
    start, end = match.span("ayahs")
    found: list[_Ayahs] = []
    while 0 <= start < end:
        parts = _ONE_RANGE.match(line.tags, start)
        if parts is None:
            break
        numbers = [line.tokens[i] for i in range(*parts.span()) if line.tags[i] == "n"]
        first, last = numbers[0].number, _complete(numbers[0].number, numbers[-1].number)
        last += parts[0].endswith("f")  # "30 ff.": at least the next one
        sure = min(number.sure for number in numbers)
        if found and first == found[-1].last + 1:
            found[-1] = found[-1]._replace(last=last, end=parts.end(), sure=min(sure, found[-1].sure))
        else:
            found.append(_Ayahs(first, last, *parts.span(), sure))
        if line.place is not Place.BRACKETS and "verse" in match.groupdict() and not match["verse"]:
            break
        start = parts.end()
        while line.tags[start : start + 1] in (",", ";", "&"):
            start += 1
    return tuple(found)


def _complete(first: int, last: int) -> int:
    """The end of a range whose leading digits were left out: 255-57 is 255-257."""
    if last < first and len(str(last)) < len(str(first)):
        last = int(str(first)[: -len(str(last))] + str(last))
    return max(first, last)


def _citations(line: _Line, match: re.Match[str], weighed: _Weighed) -> list[Citation]:
    """One citation for each range; the words before the first and the brackets after the last are theirs."""
    surah, ranges, sure = weighed
    first, after = match.span()
    if not ranges and "name" in match.groupdict():
        after = match.end("name")
    while line.tags[first] in "LA-.,:;":
        first += 1
    while line.tags[after - 1] in ",:;./-":
        after -= 1
    if not ranges:
        return [_citation(line, (first, after), surah, None, sure)]
    stops = [r.start for r in ranges[1:]]
    starts = [first, *stops]
    ends = [r.end for r in ranges]
    if ends[-1] >= match.end("ayahs"):
        ends[-1] = max(after, ends[-1])
    return [
        _citation(line, span, surah, r, sure) for span, r in zip(zip(starts, ends, strict=True), ranges, strict=True)
    ]


def _citation(line: _Line, tokens: tuple[int, int], surah: int, ayahs: _Ayahs | None, sure: float) -> Citation:
    span = Span(line.tokens[tokens[0]].start, line.tokens[tokens[1] - 1].end)
    exists = ayahs is not None and _exists(surah, ayahs)
    if ayahs is not None:
        sure = sure * ayahs.sure if exists else _BEYOND
    return Citation(
        span,
        span.of(line.text),
        Kind.QURAN,
        "quran",
        surah=surah,
        ayahs=(ayahs.first, ayahs.last) if ayahs and exists else None,
        confidence=round(sure, 3),
    )


def _with_guessed_name(text: str, tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with the words before the number made one name, if they look like one misread; else nothing."""
    match = _GUESSABLE.match(tags_of(tokens))
    if not match:
        return ()
    first, after = match.span("name")
    words = tuple(text[t.start : t.end] for t in tokens[first:after] if t.tag != "-")
    guess = guess_surah(words) if words[0].lstrip(APOSTROPHES)[:1].isupper() else None
    if guess is None:
        return ()
    surah, similarity = guess
    name = Token("M", tokens[first].start, tokens[after - 1].end, number=surah, sure=_GUESSED * similarity)
    return (*tokens[:first], name, *tokens[after:])
