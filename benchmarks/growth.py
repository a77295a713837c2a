"""How the cost grows: with the reference texts (the Qur'an, six books of hadith, all books) and with the text.

    python -m benchmarks.growth [--corpora] [--sizes 1,10,100]

Milliseconds of the processor for a page, the better of two runs, every quotation another, all drawn from what each
library has in common; and for one text of so many megabytes of UTF-8, in a process of its own, the seconds of the
processor and the largest memory. The index of six books is built in a folder that is deleted afterwards.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.garble import grade
from benchmarks.quoted import Quoted, Shelves
from benchmarks.speed import make_pages, measure
from normaliser import Normaliser, Options
from normaliser.corpora import Library
from normaliser.corpora.sources import load_corpora

_SIX = ("bukhari", "muslim", "abu-dawud", "tirmidhi", "nasai", "ibn-majah")
_PAGES = 120


@contextmanager
def books_of(names: tuple[str, ...]) -> Iterator[None]:
    """Only these books are known meanwhile."""
    table = load_corpora()
    all_books = table["hadith"]
    table["hadith"] = replace(all_books, files=tuple(file for file in all_books.files if file.name in names))
    try:
        yield
    finally:
        table["hadith"] = all_books


def draw_pages(shelves: Shelves) -> dict[str, list[str]]:
    """Pages with one quotation each, and bilingual pages; nothing stands in only one of the libraries."""
    rng = random.Random(3)
    verses = [shelves.draw_verse(rng) for _ in range(_PAGES)]
    narrations = [narration for _ in range(40 * _PAGES) if _is_in_six(narration := shelves.draw_narration(rng))]
    kinds = make_pages(shelves)
    invented = ["".join(rng.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=5)) for _ in range(12 * _PAGES)]
    return {
        "a sound verse": [f"He read: «{verse.text}» and sat down." for verse in verses],
        "a damaged verse": [f"He read: «{' '.join(grade(v.text.split(), 3, rng))}» and sat down." for v in verses],
        "a damaged narration": [
            f"He read: «{' '.join(grade(n.text.split(), 3, rng))}» and sat down." for n in narrations[:_PAGES]
        ],
        "letters by chance": [f"He read: «{' '.join(invented[12 * i : 12 * i + 12])}»." for i in range(_PAGES)],
        "bilingual page": kinds["bilingual"],
        "English page": kinds["English"],
    }


def _is_in_six(quoted: Quoted) -> bool:
    return quoted.refs[0].split(":")[1] in _SIX


def print_corpora() -> None:
    """A column for each library, a row for each kind of page."""
    kinds = draw_pages(Shelves(Library(Options())))
    rows: dict[str, list[str]] = {name: [] for name in kinds}
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "Qur'an": Options(corpora=("quran",)),
            "six books": Options(index_dir=Path(folder)),
            "all books": Options(),
        }
        for name, chosen in options.items():
            with books_of(_SIX if name == "six books" else tuple(f.name for f in load_corpora()["hadith"].files)):
                fixer = Normaliser(chosen)
                fixer.repair('It says: «الحمد لله رب العلمين والعقبة» "Praise be to God" (1:2)')
                for kind, pages in kinds.items():
                    rows[kind].append(f"{1000 * sum(measure(fixer.repair, pages)) / len(pages):12.2f}")
    print(f"{'ms a page':20}" + "".join(f"{name:>12}" for name in options))
    for kind, cells in rows.items():
        print(f"{kind:20}" + "".join(cells))


def make_text(kind: str, megabytes: float) -> str:
    """One text of that size, the pages of a kind one after the other, over and over."""
    pages = "\n\n".join(make_pages(Shelves(Library(Options())))[kind])
    size = int(megabytes * 1e6)
    return (pages * (size // len(pages.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")


def print_size(kind: str, megabytes: float) -> None:
    """Seconds and memory of repairing one text in this process."""
    text = make_text(kind, megabytes)
    begun = time.process_time()
    quotations = len(Normaliser().repair(text).quotations)
    seconds = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{kind:26}{megabytes:8g}{quotations:12,}{seconds:10.1f}{megabytes / seconds:8.2f}{memory:9,}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpora", action="store_true")
    parser.add_argument("--sizes", default="", help="megabytes, as 1,10,100")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "MB"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        print_size(chosen.one[0], float(chosen.one[1]))
        return
    if chosen.corpora or not chosen.sizes:
        print_corpora()
    sizes = chosen.sizes.split(",") if chosen.sizes else ["1", "10"]
    print(f"\n{'one text':26}{'MB':>8}{'quotations':>12}{'seconds':>10}{'MB/s':>8}{'peak MB':>9}", flush=True)
    for kind in ("English", "bilingual, little quoted"):
        for size in sizes:
            subprocess.run([sys.executable, "-m", "benchmarks.growth", "--one", kind, size], check=True)


if __name__ == "__main__":
    main()
