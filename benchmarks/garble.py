"""A seeded generator of garbled quotations: damage of known kinds and strengths, on pages of known layout.

    python -m benchmarks.garble --seed 1 --count 5

Every document carries its truth: what was quoted, how it ought to read, what was done to it and where. Document `i` of
a seed is the same whatever is generated before it.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.invent import NEGATIVES, Inventor
from benchmarks.quoted import Quoted, Shelves, fold_letters
from normaliser.corpora import Library
from normaliser.model import Kind, Span
from normaliser.options import Options

_VOWELS = "\u064e\u064f\u0650"
_TANWIN = "\u064b\u064c\u064d"
_SHADDA = "\u0651"
_MARKS = _VOWELS + _TANWIN + _SHADDA + "\u0652"
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
# Letters that copies and scans take for each other: the same stroke with other dots first, then similar strokes.
_DOTS = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
_SHAPES = ("كل", "دلر", "رو", "فغ", "مه", "هة", "حع", "وق", "سص", "صط", "نز", "ال", "دك", "من", "يى")
_SPELLINGS = (
    ("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ا", "أ"), ("ى", "ي"), ("ي", "ى"), ("ة", "ه"), ("ه", "ة"), ("ؤ", "و"),
    ("ئ", "ي"), ("إ", "أ"), ("أ", "إ"),
)  # fmt: skip
_RATES = (0.0, 0.0, 0.03, 0.08, 0.15, 0.25)  # share of letters hit at each strength
SINGLES = (
    "marks", "spelling", "spacing", "letters", "one letter", "another word", "lost inside", "added", "swapped",
    "end replaced", "start replaced", "lost end", "lost start", "cut end",
)  # fmt: skip
"""Damage of one kind alone, one or a few times in an otherwise sound quotation."""

Words = list[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A page with one quotation or one stretch of other Arabic, and the truth about it."""

    name: str
    text: str
    span: Span  # where that Arabic stands
    quoted: Quoted | None  # what it quotes; None for negatives
    targets: tuple[str, ...]  # readings that are right, the best first
    damage: str  # "strength 3", a name from `SINGLES`, "sound", or a name from `NEGATIVES`
    wrapper: str
    cited: str  # right, neighbour, wrong, none
    english: bool

    @property
    def sound(self) -> bool:
        """Nothing here may be changed."""
        return self.quoted is None or self.damage in ("sound", "strength 0")


def documents(shelves: Shelves, seed: int, count: int, first: int = 0) -> Iterator[Document]:
    """Documents `first` to `first + count` of a seed: two thirds damaged, the rest sound or negative."""
    inventor = Inventor(shelves)
    for i in range(first, first + count):
        rng = random.Random(f"{seed}:{i}")
        kind = rng.choices(("graded", "single", "sound", "negative"), (8, 8, 2, 4))[0]
        yield _document(f"{seed}:{i}", shelves, inventor, kind, rng)


def _document(name: str, shelves: Shelves, inventor: Inventor, kind: str, rng: random.Random) -> Document:
    if kind == "negative":
        damage = rng.choice(NEGATIVES)
        invented = inventor.invent(damage, rng)
        text, span, page = compose(invented.text, None, rng)
        return Document(name, text, span, None, (invented.text,), damage, *page)
    quoted = shelves.draw(rng)
    words = quoted.text.split()
    damage = {"graded": f"strength {rng.randint(0, 5)}", "single": rng.choice(SINGLES)}.get(kind, "sound")
    for _ in range(4 if kind != "sound" else 0):
        garbled = grade(words, int(damage[-1]), rng) if kind == "graded" else damage_once(words, damage, rng)
        if garbled and (garbled != words or damage == "strength 0"):
            words = garbled
            break
    else:
        damage = "sound"
    cut = {"lost end": slice(-1), "lost start": slice(1, None)}.get(damage)
    whole = (quoted.text, *quoted.also)  # of which a part, when it is cut, is a sound quotation too
    short = tuple(" ".join(row.split()[cut]) for row in whole) if cut else ()
    text, span, page = compose(" ".join(words), quoted, rng)
    return Document(name, text, span, quoted, (*whole, *short), damage, *page)


# --- damage -------------------------------------------------------------------------------------------------------


def grade(words: Words, strength: int, rng: random.Random) -> Words:
    """Damage of one strength, 0 to 5: from 1 marks and spelling, from 2 letters and spaces, from 4 words."""
    words = list(words)
    if strength:
        words = damage_marks(damage_spelling(words, rng), rng)
    words = confuse_letters(words, _RATES[strength], rng)
    for _ in range(rng.randint(0, strength - 1) if strength > 1 else 0):
        words = damage_spacing(words, rng)
    events = rng.randint(0, 1) if strength == 4 else rng.randint(1, 2) if strength == 5 else 0
    for _ in range(events):
        name = rng.choice(("another word", "lost inside", "added", "swapped", "end replaced", "lost end", "cut end"))
        words = damage_once(words, name, rng) or words
    return words


def damage_once(words: Words, name: str, rng: random.Random) -> Words | None:
    """Damage of one kind from `SINGLES`, or None where the words leave no room for it."""
    if len(words) < 3:
        return None
    inside = rng.randrange(1, len(words) - 1)
    if name in _ON_WORDS:
        return _ON_WORDS[name](words, rng)
    if name == "one letter":
        i = rng.randrange(len(words))
        return [*words[:i], _confuse(words[i], rng), *words[i + 1 :]]
    cut = {"lost inside": (inside, inside + 1, False), "another word": (inside, inside + 1, True),
           "added": (inside, inside, True), "end replaced": (len(words) - 1, len(words), True),
           "start replaced": (0, 1, True), "lost end": (len(words) - 1, len(words), False),
           "lost start": (0, 1, False)}  # fmt: skip
    if name in cut:
        a, b, replaced = cut[name]
        new = [_like(words, rng)] if replaced else []
        return [*words[:a], *new, *words[b:]]
    if name == "swapped":
        return [*words[:inside], words[inside + 1], words[inside], *words[inside + 2 :]]
    if name == "cut end":
        end = words[-1][: -rng.randint(1, 2)] if rng.random() < 0.5 else words[-1]
        start = words[0] if end != words[-1] else words[0][rng.randint(1, 2) :]
        return [w for w in (start, *words[1:-1], end) if fold_letters(w)]
    raise ValueError(f"no damage called {name!r}")


def damage_marks(words: Words, rng: random.Random) -> Words:
    """A few vowel marks dropped, changed, doubled or moved."""
    text = list(" ".join(words))
    places = [i for i, c in enumerate(text) if c in _MARKS]
    for i in rng.sample(places, min(len(places), rng.randint(1, 3))):
        kind = rng.random()
        if kind < 0.4:
            text[i] = ""
        elif text[i] in _VOWELS:
            text[i] = rng.choice(_VOWELS.replace(text[i], "") + _TANWIN)
        elif text[i] in _TANWIN:
            text[i] = rng.choice(_VOWELS)
        elif text[i] == _SHADDA and kind < 0.8:
            text[i] = "\u0652"
    return "".join(text).split()


def damage_spelling(words: Words, rng: random.Random) -> Words:
    """Hamza seats, alef forms, final ya and ta marbuta mixed up."""
    words = list(words)
    for _ in range(rng.randint(1, 3)):
        i = rng.randrange(len(words))
        fits = [(a, b) for a, b in _SPELLINGS if a in words[i]]
        if fits:
            old, new = rng.choice(fits)
            final = old in "ىيةه"
            at = words[i].rfind(old) if final else words[i].find(old)
            at_edge = at == 0 if old == "ا" else not final or not re.search("[\u0621-\u064a]", words[i][at + 1 :])
            if at_edge:
                words[i] = words[i][:at] + new + words[i][at + 1 :]
    return words


def damage_spacing(words: Words, rng: random.Random) -> Words:
    """One word split, or two run together."""
    i = rng.randrange(len(words))
    letters = [k for k, c in enumerate(words[i]) if c in _LETTERS and k > 1]
    if rng.random() < 0.5 and letters:
        at = rng.choice(letters)
        return [*words[:i], words[i][:at], words[i][at:], *words[i + 1 :]]
    i = min(i, len(words) - 2)
    return [*words[:i], words[i] + words[i + 1], *words[i + 2 :]] if len(words) > 3 else words


def confuse_letters(words: Words, rate: float, rng: random.Random) -> Words:
    """Each letter misread, lost or doubled with this chance."""
    damaged = ["".join(_misread(c, rng) if c in _LETTERS and rng.random() < rate else c for c in w) for w in words]
    return [w for w in damaged if w]


def _confuse(word: str, rng: random.Random) -> str:
    at = rng.choice([i for i, c in enumerate(word) if c in _LETTERS] or [0])
    return word[:at] + _misread(word[at], rng) + word[at + 1 :]


def _misread(letter: str, rng: random.Random) -> str:
    kind = rng.random()
    dots = "".join(group for group in _DOTS if letter in group).replace(letter, "")
    shapes = "".join(group for group in _SHAPES if letter in group).replace(letter, "")
    if kind < 0.5 and dots:
        return rng.choice(dots)
    if kind < 0.8 and shapes:
        return rng.choice(shapes)
    return "" if kind < 0.92 else letter + rng.choice(_LETTERS)


def _like(words: Words, rng: random.Random) -> str:
    """Another common word, marked when the quotation is."""
    bare, marked = rng.choice(_WORDS)
    return marked if any(c in _MARKS for c in "".join(words)) else bare


_WORDS = tuple(
    (re.sub("[\u064b-\u0652]", "", word), word)
    for word in (
        "الْكِتَابِ", "يَوْمٍ", "النَّاسِ", "الْأَرْضِ", "كَانَ", "قَوْمِهِ", "عَلِيمٌ", "الْحَقَّ", "يَعْمَلُونَ",
        "السَّبِيلِ", "أَهْلَ", "رَحْمَةً", "الْمُؤْمِنِينَ", "نَفْسٍ", "الْعَذَابَ", "خَيْرٌ", "جَمِيعًا", "أَمْرًا", "الدُّنْيَا",
        "يُرِيدُ", "الصَّالِحَاتِ", "مَالٍ", "قَلْبِهِ", "سَبِيلًا",
    )
)  # fmt: skip

_ON_WORDS: dict[str, Callable[[Words, random.Random], Words]] = {
    "marks": damage_marks,
    "spelling": damage_spelling,
    "spacing": damage_spacing,
    "letters": lambda words, rng: confuse_letters(words, 0.06, rng),
}


# --- pages --------------------------------------------------------------------------------------------------------

_MARKED = {"guillemets": "«{}»", "ornate": "\ufd3f{}\ufd3e", "quotes": "“{}”", "brackets": "({})", "none": "{}"}
_LEADS = ("He then read: ", "The speaker went on, ", "As it says: ", "Consider this.\n\n", "It is written here\n", "")
_CLAIMS = {
    Kind.QURAN: ("Allah says: ", "The Qur'an says, ", "In the words of the Almighty: "),
    Kind.HADITH: ("The Prophet said: ", "The Messenger of Allah (saw) said, ", "It is reported that "),
}
_TAILS = ("\n\nThis is what we should remember.", " and so on.", "\nThe talk then turned to other things.", "")
_BOOKS = {"bukhari": "Sahih al-Bukhari", "muslim": "Sahih Muslim", "abu-dawud": "Sunan Abi Dawud",
          "tirmidhi": "Jami at-Tirmidhi", "nasai": "Sunan an-Nasa'i", "ibn-majah": "Sunan Ibn Majah"}  # fmt: skip

Page = tuple[str, str, bool]


def compose(arabic: str, quoted: Quoted | None, rng: random.Random) -> tuple[str, Span, Page]:
    """The text of a page around the Arabic, the Arabic's span in it, and the layout."""
    wrapper = rng.choice(tuple(_MARKED))
    kind = quoted.kind if quoted else rng.choice((Kind.QURAN, Kind.HADITH))
    claims = rng.random() < (0.5 if quoted else 0.3)
    lead = rng.choice(_CLAIMS[kind] if claims else _LEADS)
    before, _, after = _MARKED[wrapper].partition("{}")
    cited = rng.choices(("right", "neighbour", "wrong", "none"), (4, 1, 1, 6))[0] if quoted else "none"
    citation = _cite(quoted, cited, rng) if quoted else ""
    cited = cited if citation else "none"
    english = f'\n"{quoted.english}"' if quoted and quoted.english else ""
    start = len(lead) + len(before)
    text = f"{lead}{before}{arabic}{after}{english}{citation}{rng.choice(_TAILS)}"
    return text, Span(start, start + len(arabic)), (wrapper, cited, bool(english))


def _cite(quoted: Quoted, cited: str, rng: random.Random) -> str:
    if cited == "none":
        return ""
    if quoted.kind is Kind.HADITH:
        book, number = quoted.refs[0].split(":")[1:]
        if cited == "wrong":
            book = rng.choice([b for b in _BOOKS if b != book])
        printed = _BOOKS.get(book, "")
        return f" ({printed} {number})" if printed and rng.random() < 0.5 else f" ({printed})" if printed else ""
    surah, ayahs = quoted.refs[0].split(":")[1:]
    ayah = int(ayahs.partition("-")[0])
    if cited == "neighbour":
        ayah = max(1, ayah + rng.choice((-1, 1)))
    elif cited == "wrong":
        surah, ayah = str(rng.randint(1, 114)), rng.randint(1, 30)
    form = rng.choice((" ({}:{})", " [Qur'an {}:{}]", "\n[{}:{}]"))
    return form.format(surah, ayahs if cited == "right" else ayah)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5)
    chosen = parser.parse_args()
    for document in documents(Shelves(Library(Options())), chosen.seed, chosen.count):
        print(f"== {document.name} {document.damage} {document.wrapper} cited: {document.cited}")
        print(document.text)
        print(f"-- {document.targets[0]}")


if __name__ == "__main__":
    main()
