"""How fast whole `repair` is, by kind of page, beside other tools where they are installed; memory and start-up too.

    NORMALISER_BENCH=... python -m benchmarks.speed [--peers] [--worst] [--start]

One process, index built. Megabytes are of UTF-8, times those of the processor, in the better of two runs for each page.
What a first run keeps of the reference texts is forgotten before the second. The development benchmarks are measured
where NORMALISER_BENCH names their folder; everything else is made here from the reference texts, so that every
quotation of a page is a different one.
"""

import argparse
import functools
import gc
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.garble import grade
from benchmarks.quoted import Shelves
from normaliser import Normaliser, Options
from normaliser.corpora import Library

_PROSE = (
    "The library opens at nine, and the bread is good; nobody knows why it closes at six. ",
    "Some forty people had come to the hall on Friday, most of them on foot, and stayed until the rain was over. ",
    "The speaker thanked the council for the room and said that he would be brief. ",
    "A question was asked about the price of flour; the answer took the better part of an hour. ",
    "What follows was taken down by one of those who sat near the door. ",
)
_WORST_MS = 50.0
_WORDS = 60  # of a long quotation
_START = """
import sys, time
begun = time.perf_counter()
from normaliser import Normaliser, Options
fixer = Normaliser(Options(corpora=tuple(sys.argv[1].split(","))))
fixer.repair(open(sys.argv[2], encoding="utf-8").read())
taken = time.perf_counter() - begun
most = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(taken, int(most) / 1024, "numpy" in sys.modules)
"""


def forget() -> None:
    """Empty the caches that hold what was read of the reference texts."""
    for kept in gc.get_objects():
        if isinstance(kept, functools._lru_cache_wrapper) and (kept.__module__ or "").startswith("normaliser."):
            kept.cache_clear()


def measure(work: Callable[[str], object], pages: Sequence[str], runs: int = 2) -> list[float]:
    """Seconds for each page."""
    best = [float("inf")] * len(pages)
    for _ in range(runs):
        forget()
        for i, page in enumerate(pages):
            begun = time.process_time()
            work(page)
            best[i] = min(best[i], time.process_time() - begun)
    return best


def show(name: str, work: Callable[[str], object], pages: Sequence[str]) -> None:
    """One line of the table."""
    seconds = measure(work, pages)
    size, total = sum(len(page.encode()) for page in pages), sum(seconds) or 1e-9
    print(
        f"{name:34}{len(pages):6}{len(pages) / total:11,.0f}{1000 * total / len(pages):10.2f}"
        f"{1000 * max(seconds):10.1f}{size / total / 1e6:9.2f}",
        flush=True,
    )


def make_pages(shelves: Shelves) -> dict[str, list[str]]:
    """Pages of our own; the share of English grows from one kind to the next."""
    rng = random.Random(7)
    quoted = [shelves.draw_verse(rng) for _ in range(120)]
    kinds: dict[str, list[str]] = {}
    for strength in (0, 1, 3, 5):
        lines = [" ".join(grade(q.text.split(), strength, rng)) for q in quoted]
        kinds[f"one quotation, strength {strength}"] = [f"{_PROSE[1]}He read: «{line}» and sat down." for line in lines]
    for name, strength, prose in (
        ("bilingual", 0, 12),
        ("bilingual, damaged", 3, 12),
        ("bilingual, little quoted", 0, 150),
    ):
        english = [q for q in quoted if q.english]
        arabic = [" ".join(grade(q.text.split(), strength, rng)) for q in english]
        parts = [
            f'{_prose(rng, prose)}\n\n«{line}»\n\n"{q.english}" ({q.refs[0].removeprefix("quran:")})'
            for q, line in zip(english, arabic, strict=True)
        ]
        kinds[name] = ["\n\n".join(parts[i : i + 3]) for i in range(0, len(parts), 3)]
    kinds["English, with citations"] = [_prose(rng, 60) + "(2:255) " + _prose(rng, 60) for _ in range(100)]
    kinds["English"] = [_prose(rng, 120) for _ in range(200)]
    return kinds


def _prose(rng: random.Random, sentences: int) -> str:
    chosen = [rng.choice(_PROSE) for _ in range(sentences)]
    return "\n\n".join("".join(chosen[i : i + 5]).strip() for i in range(0, sentences, 5))


def long_quotations(shelves: Shelves) -> dict[str, str]:
    """Quotations of sixty words: real, damaged, of words in no order, of one word, of letters by chance."""
    rng = random.Random(11)
    verses = [shelves.verse_words(surah, ayah, 0) for surah, ayah in shelves.verses]
    long = next(words for words in verses if len(words) >= _WORDS)[:_WORDS]
    several = [word for words in verses[6000:6060] for word in words][:_WORDS]
    every = [word for words in verses for word in words]
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    cases = {"one verse": long, "many verses": several}
    cases |= {f"damaged, strength {n}": grade(long, n, rng) for n in (3, 4, 5)}
    cases |= {
        "verses, strength 5": grade(several, 5, rng),
        "words by chance": [rng.choice(every) for _ in range(_WORDS)],
        "one word": ["الله"] * _WORDS,
        "two words": ["قال", "الله"] * (_WORDS // 2),
        "letters by chance": ["".join(rng.choices(letters, k=5)) for _ in range(_WORDS)],
        "single letters": [rng.choice(letters) for _ in range(_WORDS)],
        "words of forty letters": ["".join(rng.choices(letters, k=40)) for _ in range(_WORDS)],
        "a chain": ("حدثنا محمد بن عبد الله عن أبي هريرة قال قال رسول الله صلى الله عليه وسلم " * 5).split()[:_WORDS],
        "formulas, damaged": ("صلى اله عليه وسلم " * 15).split()[:_WORDS],
        "a verse over and over": (verses[0] * 20)[:_WORDS],
    }
    return {name: f"It says: «{' '.join(words)}»" for name, words in cases.items()}


def from_bench(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The pages of the development benchmarks, by kind."""
    for name in ("quotes_dev", "ocr_dev", "docs_dev", "hadith_dev"):
        kinds: dict[str, list[str]] = {}
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").split("\n"):
            if line:
                document = json.loads(line)
                kind = f" {document['garble']}" if name == "quotes_dev" else ""
                kinds.setdefault(f"{name}{kind}", []).append(document["text"])
        yield from kinds.items()


def peers() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Other tools that read Arabic quotations or repair text, those that are installed."""
    try:
        from ftfy import fix_text

        yield "ftfy", fix_text
    except ImportError:
        pass
    try:
        from quran_toolkit import QuranDetector

        yield "quran-toolkit", QuranDetector().detect
    except ImportError:
        pass
    try:
        import ijaza

        yield "ijaza", ijaza.QuranValidator().detect_and_validate
    except ImportError:
        pass
    try:
        from quran_detector import qMatcherAnnotater

        yield "quran-detector", qMatcherAnnotater().annotateTxt
    except ImportError:
        pass


def print_start(page: str) -> None:
    """Wall time and memory of a new process that repairs one page."""
    path = Path(os.environ.get("TMPDIR", "/tmp")) / "normaliser-speed.txt"
    path.write_text(page, encoding="utf-8")
    print(f"\n{'a process of its own, one page':34}{'seconds':>9}{'MB':>8}  numpy")
    for corpora in ("quran", "quran,hadith"):
        command = [sys.executable, "-c", _START, corpora, str(path)]
        outs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(3)]
        seconds, memory, numpy = min(outs)
        print(f"{corpora:34}{float(seconds):9.2f}{float(memory):8.0f}  {numpy}")
    path.unlink()


def print_worst(repair: Callable[[str], object], shelves: Shelves) -> None:
    """What one quotation of sixty words costs."""
    print(f"\n{f'one quotation of {_WORDS} words':34}{'ms':>9}")
    for name, page in long_quotations(shelves).items():
        milliseconds = 1000 * measure(repair, [page], runs=3)[0]
        print(f"{name:34}{milliseconds:9.1f}{'  over' if milliseconds > _WORST_MS else ''}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peers", action="store_true", help="measure other tools on the same pages too")
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    chosen = parser.parse_args()
    fixer = Normaliser()
    shelves = Shelves(Library(Options()))
    fixer.repair('It says: «الحمد لله رب العلمين والعقبة» "Praise be to God" (1:2)')  # what is loaded once
    kinds = make_pages(shelves)
    if "NORMALISER_BENCH" in os.environ:
        kinds |= dict(from_bench(Path(os.environ["NORMALISER_BENCH"])))
    tools = [("normaliser", fixer.repair), *(peers() if chosen.peers else ())]
    for tool, work in tools:
        print(f"\n{tool:34}{'pages':>6}{'pages/s':>11}{'ms a page':>10}{'worst ms':>10}{'MB/s':>9}")
        for name, pages in kinds.items():
            if chosen.only in name:
                show(name, work, pages)
    print_worst(fixer.repair, shelves)
    print_start(kinds["bilingual"][0])


if __name__ == "__main__":
    main()
