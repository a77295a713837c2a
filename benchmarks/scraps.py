"""Pages as mixed-script OCR leaves them, made from the Qur'an itself: how often what is read from scraps is right.

    python -m benchmarks.scraps --seed 1 --count 500

No scanner is run. Words are read, misread, turned into Latin or lost in clumps, as smudged print is; the widths of the
scraps go with the widths of the words, on a scale of the page's own; runs are put in the order of the line, long
lines are broken, rows of vowel marks come out as noise. None of these rates is one that the reader assumes.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normaliser.corpora import Library, QuranShelf
from normaliser.model import Quotation, Ref, Status
from normaliser.options import Options
from normaliser.pipeline import Normaliser
from normaliser.skeleton import fold_skeleton
from normaliser.words import split_words

LRM, RLM = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
_NARROW, _WIDE = "lIi1jJtlf", "gGSsaAeoWwmyuhnKBLd5389"
_SHAPES = ("بتثنيى", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "هة", "اأإ")
_LEADS = ("The lecture turns to the verse:", "As it is said in the Book:", "In the same chapter we read:")
_BINS = (0.0, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.1)
_LINE = 62  # letters of a printed line


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and the verses quoted on it: their refs, and the words that were printed."""

    text: str
    quoted: tuple[tuple[Ref, str], ...]


def pages(shelf: QuranShelf, rng: random.Random) -> Iterator[Page]:
    """Pages of three quotations, without end."""
    verses = _verses(shelf, rng)
    while True:
        three = [next(verses) for _ in range(3)]
        yield Page("".join(text for text, _, _ in three), tuple((ref, printed) for _, ref, printed in three))


def _verses(shelf: QuranShelf, rng: random.Random) -> Iterator[tuple[str, Ref, str]]:
    while True:
        row = rng.randrange(6236)
        surah, ayah = shelf.key(row)
        words = [w.text for w in split_words(shelf.text(row)) if w.skeleton]
        editions = shelf.english(row)
        if not ayah or len(words) < 3 or not editions:
            continue
        start, end = 0, len(words)
        if len(words) > 4 and (len(words) > 24 or rng.random() < 0.5):
            start = rng.randrange(len(words) - 3)
            end = min(len(words), start + rng.randint(4, 14))
        quoted = words[start:end]
        english = rng.choice(editions)[1]
        printed = [f"«{quoted[0]}", *quoted[1:]] if rng.random() < 0.5 else quoted
        printed = [*printed[:-1], printed[-1] + "»"] if printed is not quoted else quoted
        scanned = "\n".join(_scan(line, rng) for line in _break(printed))
        if rng.random() < 0.4:
            scanned = " ".join(_noise(rng) for _ in range(rng.randint(3, 9))) + "\n" + scanned
        text = f'{rng.choice(_LEADS)}\n{scanned}\n"{english}" [{surah}:{ayah}]\n'
        yield text, Ref(f"quran:{surah}:{ayah}"), " ".join(quoted)


def _break(words: list[str]) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for word in words:
        if sum(len(fold_skeleton(w)) + 1 for w in lines[-1]) > _LINE:
            lines.append([])
        lines[-1].append(word)
    return lines


def _noise(rng: random.Random) -> str:
    return "".join(rng.choice("eersoa.-°2") for _ in range(rng.randint(1, 4)))


def _scan(words: list[str], rng: random.Random) -> str:
    """One line as the scanner writes it."""
    quality, scale = rng.betavariate(2, 2), rng.uniform(0.6, 1.0)
    runs: list[tuple[bool, list[str]]] = []
    legible = rng.random() < quality
    for word in words:
        if rng.random() < 0.45:  # clumps: a word is mostly as legible as the one before it
            legible = rng.random() < quality
        scraps = [_misread(word, quality, rng)] if legible else _latin(word, scale, rng)
        if not runs or runs[-1][0] is not legible:
            runs.append((legible, []))
        runs[-1][1].extend(scraps)
    drawn = [" ".join(run if arabic else run[::-1]) for arabic, run in runs]
    marked = [f"{RLM}{text}{LRM}" if arabic else text for (arabic, _), text in zip(runs, drawn, strict=True)]
    return " ".join(marked[::-1])


def _misread(word: str, quality: float, rng: random.Random) -> str:
    wrong = 0.25 * (1 - quality)
    out = []
    for char in word:
        group = next((g for g in _SHAPES if char in g), char)
        dice = rng.random()
        if dice < wrong / 3 and char.isalpha():
            continue
        out.append(rng.choice(group) if dice < wrong else char)
    return "".join(out) or word


def _latin(word: str, scale: float, rng: random.Random) -> list[str]:
    """Latin scraps about as wide as the word; a wide word often comes out as two, a narrow one sometimes as none."""
    width = sum(0.6 if c in "اأإلدذرزو" else 1.1 for c in fold_skeleton(word)) * scale * rng.uniform(0.7, 1.3)
    if width < 1.2 and rng.random() < 0.3:
        return []
    scraps, text = [], ""
    while width > 0:
        text += rng.choice(_NARROW if rng.random() < 0.4 else _WIDE)
        width -= 0.6 if text[-1] in _NARROW else 1.1
        if len(text) > 2 and rng.random() < 0.06:
            scraps.append(text)
            text = ""
    scraps = [s for s in (*scraps, text) if s]
    if scraps and word[0] == "«":  # drawn from right to left, so the first scrap stands last
        scraps[0] += "»"
    if scraps and word[-1] == "»":
        scraps[-1] = "«" + scraps[-1]
    return scraps


def measure(fixer: Normaliser, made: Sequence[Page]) -> list[tuple[Quotation | None, bool]]:
    """For each quotation of the pages the one that was read, and whether it says what was printed."""
    rows: list[tuple[Quotation | None, bool]] = []
    for page in made:
        read = fixer.repair(page.text).quotations
        for ref, printed in page.quoted:
            best = max((q for q in read if ref in q.refs), key=lambda q: len(q.original), default=None)
            rows.append((best, best is not None and fold_skeleton(best.repaired) == fold_skeleton(printed)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500, help="pages")
    args = parser.parse_args()
    options = Options(corpora=("quran",))
    fixer = Normaliser(options)
    shelf = Library(options).shelf("quran")
    if not isinstance(shelf, QuranShelf):
        raise SystemExit("the Qur'an is not installed")
    source = pages(shelf, random.Random(args.seed))
    made = [next(source) for _ in range(args.count)]
    fixer.repair(made[0].text)  # opens the index
    started = time.perf_counter()
    rows = measure(fixer, made)
    took = 1000 * (time.perf_counter() - started) / len(made)
    read = [(q, right) for q, right in rows if q is not None]
    print(f"{took:.1f} ms a page; of {len(rows)} quotations {len(read)} found, {sum(r for _, r in read)} right")
    applied = [right for q, right in read if q.status is Status.REPAIRED]
    print(f"{len(applied)} applied, {applied.count(False)} of them wrong")
    for name in ("scraps", ""):
        print(f"{'read from scraps' if name else 'read by their Arabic'}:")
        print_reliability([(q, right) for q, right in read if ("left in scraps" in q.because) is bool(name)])


def print_reliability(read: Sequence[tuple[Quotation, bool]]) -> None:
    """How many are right at each confidence."""
    for low, high in pairwise(_BINS):
        those = [(q.confidence, right) for q, right in read if low <= q.confidence < high]
        mean = sum(c for c, _ in those) / max(1, len(those))
        print(f"  from {low:<5} {sum(r for _, r in those):5} of {len(those):5} right; {mean:.3f} claimed")


if __name__ == "__main__":
    main()
