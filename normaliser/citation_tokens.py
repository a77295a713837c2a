"""A stretch of text as tagged tokens, so that the grammar of citations can be written as patterns over tags.

Each token has a one-letter tag; punctuation is its own tag:

    n number          M surah by name    E surah by English title    S "surah"       C "chapter"     Q "Qur'an"
    V "verse"         B hadith book      K "Sahih", "Sunan"          R "narrated"    H "hadith"      y "by"
    i "Imam"          o "no."            v "volume", "book"          g a grade       L lead-in       & "and"
    t "to"            f "ff"             T a unit of time or count   A an article    w another word
    x anything else
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from normaliser.hadith_books import Book, find_book, opens_book
from normaliser.script import INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, TATWEEL
from normaliser.skeleton import fold_skeleton
from normaliser.surahs import ARTICLES, MAX_WORDS, ends_name, find_surah, find_title, fold_latin, opens_name

DIGITS_CLASS = "0-9\u0660-\u0669\u06f0-\u06f9"
"""Inside a class: European, Arabic-Indic and Persian digits."""

LATIN_CLASS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff"
"""Inside a class: Latin letters and the marks that may follow them."""

APOSTROPHES = "'`\u00b4\u2018\u2019\u201b\u2032" + "".join(map(chr, range(0x2B0, 0x300)))
"""What pages use for ayn, hamza and the apostrophe, modifier letters included."""

APOSTROPHES_CLASS = "'`\u00b4\u2018\u2019\u201b\u2032\u02b0-\u02ff"
"""The same, inside a class."""

DASHES_CLASS = f"\\-\u2010-\u2015\u2212{TATWEEL}"
"""Inside a class: hyphens and dashes; the tatweel serves as one between Arabic digits."""

# Digits misread as letters count after a colon, or when a digit leads; "Surah S5" would else be surah 55.
_TOKEN = re.compile(
    rf"""(?P<blur>(?:(?<=[:;]\s)|(?<=[:;])|(?=[0-9]))(?=[lIOSo|$]*[0-9]|[lIO]{{1,3}}\s*$)
            [0-9$lIOSo|]{{1,4}}(?![{LATIN_CLASS}0-9$|]))
    |(?P<number>[{DIGITS_CLASS}]+)(?:[a-d](?![{LATIN_CLASS}]))?
    |(?P<time>[ap]\.\s?m\b)
    |(?P<latin>[{APOSTROPHES_CLASS}]?[{LATIN_CLASS}][{LATIN_CLASS}{APOSTROPHES_CLASS}]*)
    |(?P<arabic>[{LETTERS_CLASS}][{LETTERS_CLASS}{MARKS_CLASS}{INVISIBLE_CLASS}{TATWEEL}]*)
    |(?P<skip>[\s{INVISIBLE_CLASS}*_"]+)
    |(?P<dash>[{DASHES_CLASS}]+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ARABIC_LETTER = re.compile(f"[{LETTERS_CLASS}]")
_BLUR = str.maketrans("$lIOSo|", "5110501")
_BLUR_SURE = 0.7
_PADDED = re.compile("[0\u0660\u06f0].")  # 10:05 is a time of day
_PADDED_SURE = 0.5
_PUNCTUATION = {c: c for c in ":;,./()&"} | {
    "\N{ARABIC COMMA}": ",", "\N{ARABIC SEMICOLON}": ";", "\N{RATIO}": ":", "[": "(", "]": ")", "#": "o",
}  # fmt: skip
_SURAH_WORD = re.compile("s(?:u|oo|ou)ra(?:t(?:u[a-z]{0,2})?)?")
_MAX_DIGITS = 6  # longer numbers count nothing here, and int() refuses thousands of digits
_MAX_GAP = 3  # characters between two words of one name
_ENGLISH_ARTICLES = frozenset({"as", "at", "an", "ad", "us", "ash", "il", "el"})

_WORDS: dict[str, str] = {
    word: tag
    for tag, words in {
        "C": "chapter chap",
        "S": "s سوره السوره",
        "Q": "quran quraan qoran koran coran qur q qs tmq emq القران قران",
        "V": "verse verses v vv vs aya ayas ayahs ayat ayaat ayaa aayat aaya الايه ايه الايات ايات الايتان الايتين",
        "R": "narrated reported related collected recorded transmitted "
        "رواه رواها اخرجه اخرجها خرجه روي اخرج روايه يرويه",
        "H": "hadith ahadith hadeeth hadis حديث الحديث",
        "K": "sahih saheeh sunan musnad jami jamia musannaf صحيح سنن مسند جامع مصنف الصحيح السنن المسند",
        "y": "by عند",
        "i": "imam imaam imams sheikh shaykh الامام الامامان",
        "o": "no nos number num nr رقم برقم",
        "v": "book bk vol volume part كتاب جزء ج",
        "g": "hasan authentic daif weak sound good graded qudsi sharif حسن ضعيف",
        "L": "see cf also the of in from eg e g holy noble glorious karim majid says both "
        "من في انظر الكريم المجيد تعالي قوله",
        "&": "and و",
        "t": "to through till until الي",
        "f": "ff f following",
        "T": "times minutes days hours pages am pm percent people years",
    }.items()
    for word in words.split()
}


class Token(NamedTuple):
    """A word, number or sign; its span counts code points of the text it was cut from.

    `number` is the value of a number or the surah of a name. `marked`: a name shown to be one by an article or the
    word "surah", or the word "surah" spelt out. `sure` is below 1 where digits had to be guessed.
    """

    tag: str
    start: int
    end: int
    number: int = 0
    book: Book | None = None
    marked: bool = True
    sure: float = 1.0


class _Piece(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class _Facts(NamedTuple):
    """What is to be known about a word by itself."""

    key: str  # folded
    tag: str
    starts: bool  # a name may start with it


class _Pieces:
    """The words, numbers and signs of a stretch of text, cut as they are asked for: most readings end after two."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._matches = _TOKEN.finditer(text, start, end)
        self._cut: list[_Piece] = []

    def get(self, i: int) -> _Piece | None:
        while len(self._cut) <= i:
            match = next(self._matches, None)
            if match is None:
                return None
            if match.lastgroup != "skip":
                self._cut.append(_Piece(match.lastgroup or "other", match[0], match.start(), match.end()))
        return self._cut[i]

    def split(self, i: int) -> None:
        """Cut the first letter off piece `i`."""
        whole = self._cut[i]
        self._cut[i] = _Piece(whole.kind, whole.text[1:], whole.start + 1, whole.end)


@lru_cache(maxsize=16384)
def _facts(word: str) -> _Facts:
    if _ARABIC_LETTER.match(word):
        key = fold_skeleton(word)
        tag = _WORDS.get(key)
        if tag is None and key[:1] in "فبلك":  # prefixed "so", "in", "for", "like"
            tag = _WORDS.get(key[1:])
    else:
        key = fold_latin(word)
        tag = "A" if key in ARTICLES else _WORDS.get(key) or ("S" if _SURAH_WORD.fullmatch(key) else None)
    return _Facts(key, tag or "w", bool(key) and (opens_name([key]) or opens_book([key])))


def tokenise(text: str, start: int, end: int, *, until_word: int | None = None) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`; no further than the first plain word at or after `until_word`, if given.

    >>> "".join(token.tag for token in tokenise("Surah Al-Baqarah, ayah 255", 0, 26))
    'SM,Vn'
    """
    pieces = _Pieces(text, start, end)
    tokens: list[Token] = []
    i = 0
    while piece := pieces.get(i):
        if piece.kind not in ("latin", "arabic"):
            tokens.append(_sign(piece))
            i += 1
            continue
        before = "".join([t.tag for t in tokens[-2:]]).rstrip("-.:,")[-1:]
        taken = _named(pieces, i, before)
        if taken is None and _joined_and(piece):
            tokens.append(Token("&", piece.start, piece.start + 1))
            pieces.split(i)
            continue
        token, count = taken or (_plain_word(piece), 1)
        tokens.append(token)
        i += count
        if until_word is not None and token.start >= until_word:
            if token.tag in "QSKR" and before == "n":  # another citation begins
                tokens.pop()
                break
            if _leads_nowhere(tokens, before):
                break
    return tuple(tokens)


def is_plain_word(text: str, at: int) -> bool:
    """Whether a word stands at a place that no citation can begin with: not the first of a name, nor one with a tag.

    >>> is_plain_word("Sunday", 0), is_plain_word("Surah", 0), is_plain_word("Al", 0)
    (True, False, False)
    """
    word = _TOKEN.match(text, at)
    if word is None or word.lastgroup not in ("latin", "arabic"):
        return False
    facts = _facts(word[0])
    return facts.tag == "w" and not facts.starts and not _may_join_and(word[0])


def _leads_nowhere(tokens: list[Token], before: str) -> bool:
    """Whether in running text nothing more can belong: after a plain word, or four alike in a row."""
    if tokens[-1].tag == "w":
        return before != "R"
    return len(tokens) > 3 and len({token.tag for token in tokens[-4:]}) == 1


def _sign(piece: _Piece) -> Token:
    kind, text, start, end = piece
    if kind == "dash":
        return Token("-", start, end)
    if kind == "time":
        return Token("T", start, end)
    if kind == "other":
        return Token(_PUNCTUATION.get(text, "x"), start, end)
    digits = text.rstrip("abcd")
    if len(digits) > _MAX_DIGITS:
        return Token("x", start, end)
    if kind == "blur" and not digits.isdecimal():
        return Token("n", start, end, number=int(digits.translate(_BLUR)), sure=_BLUR_SURE)
    return Token("n", start, end, number=int(digits), sure=_PADDED_SURE if _PADDED.fullmatch(digits) else 1.0)


def _plain_word(piece: _Piece) -> Token:
    facts = _facts(piece.text)
    marked = len(facts.key) > 1 and not facts.key.startswith("surat")  # also a city
    return Token(facts.tag, piece.start, piece.end, marked=marked)


def _joined_and(piece: _Piece) -> bool:
    """Whether an Arabic word may open with "and": the letter waw is written to the next word."""
    return _may_join_and(piece.text) and _facts(piece.text).tag == "w"


def _may_join_and(word: str) -> bool:
    return word[0] == "و" and len(word) > 2


def _named(pieces: _Pieces, i: int, before: str) -> tuple[Token, int] | None:
    """The longest name that starts at piece `i`, with the number of pieces it takes."""
    first = pieces.get(i)
    if first is None or not _facts(first.text).starts:
        return None
    run, keys = _run(pieces, i, first)
    for count in range(len(run), 0, -1):
        if count > 1 and keys[count - 1] in ARTICLES:
            continue  # "Surat al-Baqara at night"
        last, piece = run[count - 1]
        token = _look_up(keys[:count], first, piece.end, before)
        if token is not None:
            return token, last - i + 1
    return None


def _run(pieces: _Pieces, i: int, first: _Piece) -> tuple[list[tuple[int, _Piece]], list[str]]:
    """The words from `i` on that begin some name, parted by at most a hyphen and a space; and the same folded."""
    run = [(i, first)]
    keys = [_facts(first.text).key]
    while len(run) < MAX_WORDS:
        j, last = run[-1]
        following = pieces.get(j + 1)
        if following and _joins(following, last):
            j += 1
            following = pieces.get(j + 1)
        elif len(run) == 1 and first.text in _ENGLISH_ARTICLES:
            break  # "as", "at" are articles only when joined by a hyphen
        if not following or following.kind != first.kind or following.start - last.end > _MAX_GAP:
            break
        keys.append(_facts(following.text).key)
        if not (opens_name(keys) or opens_book(keys)):
            keys.pop()
            break
        run.append((j + 1, following))
    return run, keys


def _joins(sign: _Piece, last: _Piece) -> bool:
    """Whether a sign after a word may stand inside a name: a hyphen, or the full stop of Ahmad b. Hanbal."""
    return (sign.kind == "dash" and len(sign.text) <= 2) or (sign.text == "." and last.text == "b")


def _look_up(keys: list[str], first: _Piece, end: int, before: str) -> Token | None:
    """The name these words are, if it may be one as it is written here."""
    capital = first.kind == "arabic" or first.text.lstrip(APOSTROPHES)[:1].isupper()
    found = find_surah(keys, named=before in ("S", "C")) if keys[0] else None
    if found and (found.marked or capital):
        return Token("M", first.start, end, number=found.surah, marked=found.marked)
    book = find_book(keys)
    if book and (capital or not book.common or before in ("K", "y", "i", "H")):
        return Token("B", first.start, end, book=book)
    if first.kind == "latin" and capital and (title := find_title(keys)):
        return Token("E", first.start, end, number=title, marked=len(keys) > 1)
    return None


def ends_a_name(word: str) -> bool:
    """Whether a word of the page may be the last of a surah's name or title.

    >>> ends_a_name("Baqarah"), ends_a_name("bridge")
    (True, False)
    """
    return ends_name(_facts(word).key)


def tags_of(tokens: Sequence[Token]) -> str:
    """The tags of the tokens as one string, on which the patterns run."""
    return "".join([token.tag for token in tokens])
