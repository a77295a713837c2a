"""Bilingual pages of our own: quotations with their English in every layout, and what people say in between.

python -m benchmarks.pages --count 500 --seed 1                 precision and recall of pairs, by layout and quote marks
python -m benchmarks.pages --count 100 --show 5                 with the first misses
python -m benchmarks.pages --hold-out                           each page in one edition, read without that edition

Verses, narrations and translations are read from the installed reference packages at run time; all other words are
here. A pair counts as right when its English is the translation and nothing else, punctuation at its ends aside.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.quoted import URDU, Shelves
from normaliser.corpora import Library
from normaliser.corpora.sources import load_corpora
from normaliser.model import Report, Span
from normaliser.options import Options
from normaliser.pipeline import Normaliser

MARKS = {
    "straight": ('"', '"'),
    "curly": ("\u201c", "\u201d"),
    "single": ("'", "'"),
    "curly single": ("\u2018", "\u2019"),
    "guillemets": ("\u00ab", "\u00bb"),
    "nested": ("\u201c\u2018", "\u2019\u201d"),
    "nested straight": ("\"'", "'\""),
    "no closing": ('"', ""),
    "no opening": ("", '"'),
    "none": ("", ""),
}
"""Quote marks around the English, by name."""

EDITIONS = tuple(file.name for file in load_corpora()["english"].files)
"""The English editions of the Qur'an."""

_ARABIC_MARKS = (("\ufd3f", "\ufd3e"), ("\u00ab", "\u00bb"), ("\u201c", "\u201d"), ('"', '"'), ("", ""))
_LEADS = (
    "The speaker began with these words:", "It is said in the Book:", "On the wall one reads", "He went on:",
    "She opened the lesson by reciting", "The first example is", "Compare this:", "What stands above the door is",
)  # fmt: skip
_REMARKS = (
    "Nobody in the room spoke for a while.", "This is read aloud at every opening.", "The carver left out one dot.",
    "We shall come back to it in the next chapter.", "The class copied it three times.", "So much for the first point.",
)  # fmt: skip
_TAILS = (", as the guide reminded us.", ", and the hall fell silent.", " was how he put it.", ", he added.")
_SAYINGS = (
    "We expect to open the new reading room before the end of the month",
    "My grandmother wrote it on the first page of her notebook", "The paint will need another week to dry",
    "I have never seen so many people at a lecture on calligraphy", "Please bring your own cushions and a cup",
    "Nobody told us that the library would be closed on Tuesday", "It took me four years to learn this hand",
    "There is no better place to sit than under that tree", "You cannot photograph the ceiling like that",
    "The bus leaves at nine and we shall not wait for anybody", "Every letter was cut by hand and then gilded",
    "If it rains we will meet in the cellar of the school instead",
)  # fmt: skip
_SPEAKERS = ("the caretaker", "Dr Warren", "a visitor from Leeds", "the curator", "her brother", "the mayor")
_FILLER = (
    "The building dates from the last century and was restored twice.", "Tea was served in the courtyard afterwards.",
    "Several of the panels have been moved since the photographs were taken.", "Admission is free for pupils.",
    "A list of all inscriptions can be had at the desk.", "The catalogue gives the measurements of each panel.",
)  # fmt: skip
_LABELS = ("Translation:", "**Translation:**", "Meaning:", "English translation:", "In English:", "Translation -")
_ARABIC_LEADS = ("وقال الخطيب في آخر كلامه", "ثم كتب على الجدار", "ومما قرأه علينا المعلم")
_ARABIC_TAILS = ("ثم سكت وجلس.", "وهذا آخر ما قاله في ذلك اليوم.", "وكتبها الطلاب في دفاترهم.")
_SUPERSCRIPTS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_WORDS = (4, 60)  # Arabic words of a quotation, least and most
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")


@dataclass(frozen=True, slots=True)
class Quote:
    """Something to quote, with a published translation."""

    arabic: str
    english: str
    cited: str  # "2:255", "Sahih Muslim 2564"


@dataclass(frozen=True, slots=True)
class Gold:
    """A quotation on a page, and its English there, if it has any."""

    arabic: Span
    english: Span | None
    layout: str
    marks: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what stands on it."""

    text: str
    gold: tuple[Gold, ...]


class Writer:
    """A page in the making."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.text = ""
        self.gold: list[Gold] = []
        self.notes: list[tuple[str, Quote, Span, str]] = []  # footnotes still to be written
        self._numbers = 0

    def write(self, text: str) -> None:
        """Append a text."""
        self.text += text

    def place(self, text: str) -> Span:
        """Append a text and say where it stands."""
        self.text += text
        return Span(len(self.text) - len(text), len(self.text))

    def arabic(self, quote: Quote) -> Span:
        """The Arabic in some marks of its own."""
        opening, closing = self.rng.choice(_ARABIC_MARKS)
        self.write(opening)
        span = self.place(quote.arabic)
        self.write(closing)
        return span

    def english(self, quote: Quote, marks: str) -> Span:
        """The English in its quote marks."""
        opening, closing = MARKS[marks]
        self.write(opening)
        span = self.place(quote.english)
        self.write(closing)
        return span

    def cite(self, quote: Quote, chance: float = 0.5) -> None:
        """The citation, perhaps."""
        if self.rng.random() < chance:
            self.write(" " + self.rng.choice(("({})", "[{}]")).format(quote.cited))

    def saying(self) -> str:
        """Something a person says."""
        opening, closing = self.rng.choice((("\u201c", "\u201d"), ('"', '"'), ("'", "'")))
        said, speaker = self.rng.choice(_SAYINGS), self.rng.choice(_SPEAKERS)
        if self.rng.random() < 0.7:
            return f"{opening}{said},{closing} said {speaker}."
        return f"{speaker[0].upper()}{speaker[1:]} told us: {opening}{said}.{closing}"

    def between(self, separator: str) -> None:
        """What parts the Arabic from its English: now and then a remark that somebody makes."""
        self.write(separator)
        if "\n\n" in separator and self.rng.random() < 0.15:
            self.write(self.saying() + separator)

    def number(self) -> int:
        """The next number of a note or a list item."""
        self._numbers += 1
        return self._numbers


def pages(shelves: Shelves, seed: int, count: int, edition: str | None = None) -> Iterator[Page]:
    """`count` pages with 3 to 6 quotations each, of verses alone where it is said in which English edition."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _page(shelves, rng, edition)


def _page(shelves: Shelves, rng: random.Random, edition: str | None) -> Page:
    writer = Writer(rng)
    writer.write(rng.choice(_FILLER) + "\n\n")
    for _ in range(rng.randint(3, 6)):
        quote = draw(shelves, rng, edition)
        layout = rng.choice(list(_LAYOUTS))
        if rng.random() < 0.1:
            layout = "arabic only"
        loose = layout in ("same line", "same line before", "in an Arabic sentence", "run in")
        marks = rng.choice([m for m in MARKS if m != "none" or not loose])
        if layout in ("table", "in an Arabic sentence", "run in") and marks in ("no closing", "no opening"):
            marks = "straight"  # the wall or bracket beside the mark would be the other one
        _lay_out(writer, quote, layout, "none" if layout == "run in" else marks)
        writer.write("\n\n")
        for chance, sentence in ((0.5, writer.saying()), (0.4, rng.choice(_FILLER))):
            if rng.random() < chance:
                writer.write(sentence + rng.choice((" ", "\n\n")))
        writer.write("" if writer.text.endswith("\n\n") else "\n\n")
    for number, quote, arabic, marks in writer.notes:
        writer.write(number)
        english = writer.english(quote, marks)
        writer.cite(quote)
        writer.write("\n")
        writer.gold.append(Gold(arabic, english, "footnote", marks))
    return Page(writer.text, tuple(sorted(writer.gold, key=lambda g: g.arabic)))


def draw(shelves: Shelves, rng: random.Random, wanted: str | None = None) -> Quote:
    """A verse, now and then two or a narration, with one of its translations: that of the edition wanted, if any is."""
    while True:
        if not wanted and rng.random() < 0.12:
            row = rng.randrange(shelves.hadith.rows())
            english = [text for _, text in shelves.hadith.english(row)]
            book, number = shelves.hadith.ref(row).split(":")[1:]
            arabic, cited = shelves.hadith.text(row), f"{book.replace('-', ' ').title()} {number}"
            if URDU.search(arabic):
                continue
        else:
            surah, ayah = rng.choice(shelves.verses)
            spelling = rng.choice((0, 3))
            rows = [shelves.quran.row_of(surah, ayah)]
            words = shelves.verse_words(surah, ayah, spelling)
            cited, following = f"{surah}:{ayah}", shelves.quran.row_of(surah, ayah + 1)
            if rng.random() < 0.15 and following is not None:
                rows.append(following)
                words += shelves.verse_words(surah, ayah + 1, spelling)
                cited += f"-{ayah + 1}"
            texts = [dict(shelves.quran.english(row)) for row in rows if row is not None]
            english = [" ".join(text[name] for text in texts) for name in texts[0] if wanted in (None, name)]
            arabic = " ".join(words)
        chosen = " ".join(rng.choice(english).split()) if english else ""
        if _WORDS[0] <= len(arabic.split()) <= _WORDS[1] and len(chosen.split()) >= 3:
            return Quote(" ".join(arabic.split()), chosen, cited)


def _lay_out(writer: Writer, quote: Quote, layout: str, marks: str) -> None:
    if layout == "arabic only":
        writer.write(writer.rng.choice(_LEADS) + " ")
        span = writer.arabic(quote)
        writer.cite(quote)
        writer.write("\n\n" + writer.saying())
        writer.gold.append(Gold(span, None, layout, "none"))
    elif layout == "footnote":
        note = writer.number()
        writer.write(writer.rng.choice(_LEADS) + " ")
        span = writer.arabic(quote)
        raised = writer.rng.random() < 0.5
        writer.write(str(note).translate(_SUPERSCRIPTS) if raised else f" [{note}]")
        writer.notes.append((f"{str(note).translate(_SUPERSCRIPTS)} " if raised else f"[{note}] ", quote, span, marks))
    else:
        arabic, english = _LAYOUTS[layout](writer, quote, marks)
        writer.gold.append(Gold(arabic, english, layout, marks))


_Layout = Callable[[Writer, Quote, str], tuple[Span, Span]]
"""Writes a quotation and its English, and says where they stand."""


def _same_line(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_LEADS) + " ")
    arabic = writer.arabic(quote)
    writer.write(" ")
    english = writer.english(quote, marks)
    if marks == "no closing":
        writer.cite(quote, 1.0)
    elif writer.rng.random() < 0.4:
        writer.write(writer.rng.choice(_TAILS))
    else:
        writer.cite(quote)
    return arabic, english


def _same_line_before(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_LEADS) + " ")
    english = writer.english(quote, marks)
    writer.write(" ")
    arabic = writer.arabic(quote)
    writer.cite(quote)
    return arabic, english


def _after(separator: str) -> _Layout:
    def write(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
        if writer.rng.random() < 0.5:
            writer.write(writer.rng.choice(_LEADS) + separator)
        arabic = writer.arabic(quote)
        writer.cite(quote, 0.3)
        writer.between(separator)
        english = writer.english(quote, marks)
        writer.cite(quote, 0.3)
        return arabic, english

    return write


def _before(separator: str) -> _Layout:
    def write(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
        if writer.rng.random() < 0.5:
            writer.write(writer.rng.choice(_LEADS) + separator)
        english = writer.english(quote, marks)
        writer.cite(quote, 0.3)
        writer.between(separator)
        arabic = writer.arabic(quote)
        writer.cite(quote, 0.3)
        return arabic, english

    return write


def _table(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    swapped = writer.rng.random() < 0.3
    writer.write("| English | Arabic | Where |\n" if swapped else "| Arabic | English | Where |\n")
    writer.write("|---|---|---|\n| ")
    first = writer.english(quote, marks) if swapped else writer.arabic(quote)
    writer.write(" | ")
    second = writer.arabic(quote) if swapped else writer.english(quote, marks)
    writer.write(f" | {quote.cited} |")
    return (second, first) if swapped else (first, second)


def _item(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice((f"{writer.number()}. ", "- ", "* ")))
    arabic = writer.arabic(quote)
    writer.write(writer.rng.choice((" \u2014 ", "\n  ", ": ")))
    english = writer.english(quote, marks)
    writer.cite(quote)
    return arabic, english


def _labelled(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(("Arabic: ", "", "Text: ")))
    arabic = writer.arabic(quote)
    writer.cite(quote, 0.3)
    writer.write(writer.rng.choice(("\n", "\n\n")) + writer.rng.choice(_LABELS) + " ")
    english = writer.english(quote, marks)
    if writer.rng.random() < 0.3:
        writer.write("\n" + writer.rng.choice(_REMARKS))
    return arabic, english


def _in_arabic(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_ARABIC_LEADS) + ": \u00ab")
    arabic = writer.place(quote.arabic)
    writer.write("\u00bb (")
    english = writer.english(quote, writer.rng.choice((marks, "none")))
    writer.write(") " + writer.rng.choice(_ARABIC_TAILS))
    return arabic, english


def _run_in(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_LEADS) + " ")
    arabic = writer.arabic(quote)
    writer.write(writer.rng.choice((", which means: ", ", that is: ", " \u2014 ", ", meaning ")))
    english = writer.english(quote, "none")
    writer.cite(quote, 0.3)
    writer.write(("" if writer.text[-1] in ".!?" else ".") + " " + writer.rng.choice(_REMARKS))
    return arabic, english


_LAYOUTS: dict[str, _Layout] = {
    "same line": _same_line,
    "same line before": _same_line_before,
    "line after": _after("\n"),
    "line before": _before("\n"),
    "paragraph after": _after("\n\n"),
    "paragraph before": _before("\n\n"),
    "table": _table,
    "list": _item,
    "label": _labelled,
    "footnote": _same_line,  # see `_lay_out`
    "in an Arabic sentence": _in_arabic,
    "run in": _run_in,
}


# --- measuring ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """One quotation: what stands on the page, and what it was paired with."""

    page: Page
    gold: Gold | None  # None: paired, and no quotation at all
    got: Span | None

    @property
    def right(self) -> bool:
        """Paired with its English and nothing else."""
        return bool(
            self.gold and self.gold.english and self.got and self._core(self.got) == self._core(self.gold.english)
        )

    def _core(self, span: Span) -> Span:
        text = span.of(self.page.text)
        head, tail = re.match(r"[\W_]*", text), re.search(r"[\W_]*\Z", text)
        return Span(span.start + (head.end() if head else 0), span.end - (len(tail.group()) if tail else 0))


def judge(page: Page, report: Report) -> list[Outcome]:
    """Every quotation of the page, and every pair that has none."""
    outcomes: list[Outcome] = []
    left = list(report.pairs)
    for gold in page.gold:
        mine = [pair for pair in left if pair.quotation.span.touches(gold.arabic)]
        left = [pair for pair in left if pair not in mine]
        outcomes.append(Outcome(page, gold, mine[0].translation.span if mine else None))
    return outcomes + [Outcome(page, None, pair.translation.span) for pair in left]


def run(shelves: Shelves, seed: int, count: int) -> Iterator[Outcome]:
    """Every quotation of pages in any edition."""
    fixer = Normaliser(Options())
    for page in pages(shelves, seed, count):
        yield from judge(page, fixer.repair(page.text))


def run_held_out(shelves: Shelves, seed: int, count: int) -> Iterator[Outcome]:
    """Every quotation of pages that are in one edition each, and are read without it."""
    for number, edition in enumerate(EDITIONS):
        fixer = Normaliser(Options(translations=tuple(other for other in EDITIONS if other != edition)))
        share = count * (number + 1) // len(EDITIONS) - count * number // len(EDITIONS)
        for page in pages(shelves, seed + number, share, edition):
            yield from judge(page, fixer.repair(page.text))


def rates(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Precision and recall of pairs, 0 to 1."""
    right = sum(o.right for o in outcomes)
    paired = sum(o.got is not None for o in outcomes)
    wanted = sum(o.gold is not None and o.gold.english is not None for o in outcomes)
    return right / max(1, paired), right / max(1, wanted)


def _print_tables(outcomes: Sequence[Outcome]) -> None:
    names: dict[str, Callable[[Gold], str]] = {"layout": lambda g: g.layout, "quote marks": lambda g: g.marks}
    for title, name in names.items():
        print(f"\n{title:24}{'n':>6}{'precision':>11}{'recall':>8}")
        for key in sorted({name(o.gold) for o in outcomes if o.gold}):
            group = [o for o in outcomes if o.gold and name(o.gold) == key]
            precision, recall = rates(group)
            print(f"{key:24}{len(group):6}{100 * precision:11.1f}{100 * recall:8.1f}")
    print(f"pairs without a quotation: {Counter(o.gold is None for o in outcomes)[True]}")


def _print_misses(outcomes: Sequence[Outcome], most: int) -> None:
    for o in [o for o in outcomes if not o.right and (o.got or (o.gold and o.gold.english))][:most]:
        around = o.gold.arabic if o.gold else o.got or Span(0, 0)
        print(f"\n--- {o.gold and (o.gold.layout, o.gold.marks)}")
        print(o.page.text[max(0, around.start - 200) : around.end + 400])
        print(f"WANTED {o.gold and o.gold.english and o.gold.english.of(o.page.text)}")
        print(f"GOT    {o.got and o.got.of(o.page.text)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N misses")
    parser.add_argument("--hold-out", action="store_true", help="leave out the edition of each page")
    given = parser.parse_args()
    shelves = Shelves(Library(Options()))
    started = time.monotonic()
    outcomes = list(
        run_held_out(shelves, given.seed, given.count) if given.hold_out else run(shelves, given.seed, given.count)
    )
    seconds = time.monotonic() - started
    _print_misses(outcomes, given.show)
    _print_tables(outcomes)
    precision, recall = rates(outcomes)
    print(f"{given.count} pages in {seconds:.0f} s: precision {100 * precision:.2f}, recall {100 * recall:.2f}")


if __name__ == "__main__":
    main()
