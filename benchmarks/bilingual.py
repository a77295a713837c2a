"""Whole bilingual pages, drawn from the reference packages by a seed."""

import random
from collections.abc import Iterator

from benchmarks.page_layouts import LAYOUTS, lay_out
from benchmarks.page_writer import MARKS, Gold, Page, Quote, Writer
from benchmarks.quoted import URDU, Shelves
from normaliser.corpora.sources import load_corpora

EDITIONS = tuple(file.name for file in load_corpora()["english"].files)
"""The English editions of the Qur'an."""

_FILLER = (
    "The building dates from the last century and was restored twice.", "Tea was served in the courtyard afterwards.",
    "Several of the panels have been moved since the photographs were taken.", "Admission is free for pupils.",
    "A list of all inscriptions can be had at the desk.", "The catalogue gives the measurements of each panel.",
)  # fmt: skip
_WORDS = (4, 60)  # Arabic words of a quotation, least and most


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
        layout = rng.choice(list(LAYOUTS))
        if rng.random() < 0.1:
            layout = "arabic only"
        loose = layout in ("same line", "same line before", "in an Arabic sentence", "run in")
        marks = rng.choice([m for m in MARKS if m != "none" or not loose])
        if layout in ("table", "in an Arabic sentence", "run in") and marks in ("no closing", "no opening"):
            marks = "straight"  # the wall or bracket beside the mark would be the other one
        lay_out(writer, quote, layout, "none" if layout == "run in" else marks)
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
