"""Sound Arabic to garble: verses, parts of verses and parts of narrations, as a careful writer would quote them.

Everything is read from the installed reference packages at run time. Each passage belongs to one of two halves by its
name alone, so that what is fitted on one half can be checked on the other whatever the seed.
"""

import random
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from normaliser.corpora import HadithShelf, Library, QuranShelf
from normaliser.model import Kind, Ref

HALVES = ("fit", "held")
SPELLINGS = ("bare", "vocalised", "partly", "uthmani")

_EDITIONS = {"vocalised": 0, "partly": 0, "uthmani": 2, "bare": 3}  # places in `QuranShelf.forms`
_OTHERS = (0, 2, 3)  # editions whose letters count as right too
_MARK = re.compile("[\\u064b-\\u0653\\u0656-\\u065f\\u0670\\u06d6-\\u06ed]")  # a combining hamza is a letter's part
_LETTER = re.compile("[\\u0621-\\u063a\\u0641-\\u064a\\u0671-\\u06d3]")
_DROPPED = re.compile(
    "[\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06ed\\u08d3-\\u08ff\\u0640\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]"
)
_FOLDED = str.maketrans("ىیئؤةہھۃکگےٱ", "يييوهههھككيا".replace("ھ", "ه")) | dict.fromkeys(map(ord, "اأإآءٱ"))
_MUSHAF_ALEF = re.compile("ى\u0670(?=[\u0621-\u064a])")  # inside a word others write it as an alef
_GARBLED = re.compile("[\x80-\x9f]")  # in some translations: undoing that is no repair of ours
_CLAUSE = re.compile("[^،,.؛:;!?؟\"'«»()\\[\\]{}“”﴿﴾\\-–—/۔=\\d٠-٩۰-۹\\n\\r\\u200b-\\u200f]+")
_CHAIN = re.compile(r"(?:\A|\s)(?:حدثنا|حدثني|أخبرنا|أخبرني|ثنا|نا|أنبأنا|عن|سمعت|وحدثنا|ح)(?=\s|\Z)")
UNQUOTABLE = re.compile("[\"'«»()\\[\\]{}“”﴿﴾\\d٠-٩۰-۹\\u200b-\\u200f]")
URDU = re.compile("[یکگہھۃۀے]")
_PAUSES = (
    "إن", "وإن", "ثم", "قل", "يا", "ولا", "والذين", "الذين", "إلا", "ولكن", "لعلكم", "أولئك", "وما", "إذا", "وإذا",
)  # fmt: skip


def fold_letters(text: str) -> str:
    """Letters alone, without the forms of alef, hamza seats and spaces: what makes two quotations the same.

    >>> fold_letters("إِلَى ٱلصَّلَاةِ") == fold_letters("الي الصلاه")
    True
    """
    return "".join(_LETTER.findall(_DROPPED.sub("", _MUSHAF_ALEF.sub("", text)).translate(_FOLDED)))


def half_of(ref: str) -> str:
    """Which half a passage belongs to: of the Qur'an by its verse, of hadith by its book, since books share narrations.

    >>> half_of("hadith:bukhari:1") == half_of("hadith:bukhari:7000")
    True
    """
    name = ref.rpartition(":")[0] if ref.startswith("hadith:") else ref
    return HALVES[zlib.crc32(name.encode()) & 1]


_BASMALA = fold_letters("بسم الله الرحمن الرحيم")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Something soundly quoted. `also` holds the same words as other editions write them."""

    text: str
    kind: Kind
    refs: tuple[Ref, ...]
    shape: str  # whole, part, clause, two, matn
    spelling: str
    half: str
    also: tuple[str, ...] = ()
    english: str = ""


class Shelves:
    """The reference texts, from which sound quotations are drawn: of one half if told so, of one kind if told so."""

    def __init__(self, library: Library, half: str | None = None, kind: Kind | None = None) -> None:
        quran, hadith = library.shelf("quran"), library.shelf("hadith")
        if not isinstance(quran, QuranShelf) or not isinstance(hadith, HadithShelf):
            raise RuntimeError("both reference corpora are needed; see `normaliser corpora`")
        self.quran, self.hadith, self._half, self._kind = quran, hadith, half, kind

    def holds(self, ref: str) -> bool:
        """Whether a passage belongs to the chosen half."""
        return self._half in (None, half_of(ref))

    @cached_property
    def verses(self) -> list[tuple[int, int]]:
        """Surah and ayah of every verse of the chosen half."""
        keys = [self.quran.key(row) for row in range(self.quran.rows() // 2)]
        return [(s, a) for s, a in keys if a and self.holds(f"quran:{s}:{a}")]

    def verse_words(self, surah: int, ayah: int, edition: int) -> list[str]:
        """The words of a verse, pause signs left out, the basmala before it too."""
        words = [w for w in self.quran.forms(surah, ayah)[edition].split() if _LETTER.search(w)]
        glued = ayah == 1 and surah != 1 and fold_letters("".join(words[:4])) == _BASMALA
        return words[4:] if glued else words

    def draw_verse(self, rng: random.Random, spelling: str | None = None) -> Quoted:
        """A whole verse, a part of one, or two in a row."""
        surah, ayah = rng.choice(self.verses)
        spelling = spelling or rng.choice(SPELLINGS)
        shape = rng.choices(("whole", "part", "clause", "two"), (4, 3, 3, 1))[0]
        rows = {e: self.verse_words(surah, ayah, e) for e in {*_OTHERS, _EDITIONS[spelling]}}
        last = ayah
        if shape == "two" and self.quran.row_of(surah, ayah + 1) is not None:
            last = ayah + 1
            rows = {e: [*words, *self.verse_words(surah, last, e)] for e, words in rows.items()}
        words = rows[_EDITIONS[spelling]]
        first, end = _choose_part(words, shape, rng)
        also = tuple(" ".join(r[first:end]) for r in rows.values() if len(r) == len(words))
        ref = Ref(f"quran:{surah}:{ayah}" + (f"-{last}" if last > ayah else ""))
        text = _in_hand(" ".join(words[first:end]), spelling, rng)
        english = rng.choice(self.quran.english(self.quran.row_of(surah, ayah) or 0))[1] if rng.random() < 0.5 else ""
        english = "" if _GARBLED.search(english) else english
        return Quoted(text, Kind.QURAN, (ref,), shape, spelling, half_of(f"quran:{surah}:{ayah}"), also, english)

    def draw_narration(self, rng: random.Random, spelling: str | None = None, urdu: float = 0.0) -> Quoted:
        """A part of a narration behind its chain, cut where the edition sets a stop.

        `urdu` is the share of the editions typed with Urdu letters that is kept: those letters are damage of their own,
        which no reference says how to undo, so they would blur every other measure.
        """
        while True:
            row = rng.randrange(self.hadith.rows())
            ref = self.hadith.ref(row)
            part = cut_narration(self.hadith.text(row), rng) if self.holds(ref) else ""
            if part and (not URDU.search(part) or rng.random() < urdu):
                break
        spelling = spelling or rng.choice(SPELLINGS[:3])
        english = self.hadith.english(row) if rng.random() < 0.3 else ()
        text = _in_hand(part, spelling, rng)
        rendered = english[0][1] if english else ""
        return Quoted(text, Kind.HADITH, (ref,), "matn", spelling, half_of(ref), (part,), rendered)

    def draw(self, rng: random.Random) -> Quoted:
        """A verse twice as often as a narration, unless only one of the two is wanted."""
        verse = self._kind is Kind.QURAN if self._kind else rng.random() < 0.67
        return self.draw_verse(rng) if verse else self.draw_narration(rng)


def _choose_part(words: list[str], shape: str, rng: random.Random) -> tuple[int, int]:
    """Word indices of the part to quote: at least three words, or all there are."""
    if shape in ("whole", "two") or len(words) <= 4:
        return 0, len(words)
    if shape == "part":
        length = rng.randint(3, min(len(words), 25))
        first = rng.randint(0, len(words) - length)
        if first + length == len(words) - 1:
            length += 1  # nobody leaves off a verse before its last word
        return first, first + length
    stops = [0, *(i for i, w in enumerate(words) if i and _MARK.sub("", w) in _PAUSES), len(words)]
    pairs = [(a, b) for i, a in enumerate(stops) for b in stops[i + 1 :] if 3 <= b - a <= 30]
    return rng.choice(pairs) if pairs else (0, len(words))


def cut_narration(text: str, rng: random.Random) -> str:
    """Clauses of 5 to 40 words from behind the chain of a narration, or nothing when it has none."""
    spans = [m.span() for m in _CLAUSE.finditer(text) if len(m.group().split()) > 1]
    chains = [i for i, (a, b) in enumerate(spans) if _CHAIN.search(_MARK.sub("", text[a:b]))]
    matn = spans[(chains[-1] + 1 if chains else 0) :]
    for _ in range(6 if matn else 0):
        i = rng.randrange(len(matn))
        j = min(len(matn), i + rng.choice((1, 1, 2, 2, 3)))
        part = " ".join(text[matn[i][0] : matn[j - 1][1]].split())
        if not UNQUOTABLE.search(part) and 5 <= len(part.split()) <= 40:
            return part
    return ""


def _in_hand(text: str, spelling: str, rng: random.Random) -> str:
    """The text as written by a quoter who marks all, some or none of it."""
    if spelling == "bare":
        return _MARK.sub("", text).replace("\N{ARABIC TATWEEL}", "")
    if spelling == "partly":
        keeps: Callable[[str], bool] = lambda word: rng.random() < 0.35  # noqa: E731  # one habit of two, as a value
        if rng.random() < 0.5:
            kept = rng.choice(("\u064b\u064c\u064d\u0651", "\u0651"))
            return "".join(c for c in text if not _MARK.match(c) or c in kept)
        return " ".join(w if keeps(w) else _MARK.sub("", w).replace("\N{ARABIC TATWEEL}", "") for w in text.split())
    return text
