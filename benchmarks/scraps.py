"""How often what is read from scraps is right, on pages that were printed and scanned for it.

    python -m benchmarks.scan --seed 2 --count 300 pages.jsonl
    python -m benchmarks.scraps pages.jsonl

A quotation of which the scanner left nothing cannot be found; it is counted all the same.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.quoted import fold_letters
from benchmarks.scan import Scan, read_scans
from normaliser.model import Quotation, Status
from normaliser.options import Options
from normaliser.pipeline import Normaliser

_BINS = (0.0, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.1)


def measure(fixer: Normaliser, pages: Sequence[Scan]) -> list[tuple[Quotation | None, bool]]:
    """For each printed verse the quotation that was read, and whether it says what was printed, letter for letter."""
    rows: list[tuple[Quotation | None, bool]] = []
    for page in pages:
        left = list(fixer.repair(page.text).quotations)
        for printed in page.printed:
            said = fold_letters(printed.arabic)
            same = [(fold_letters(q.repaired) == said, printed.ref in q.refs, len(q.original)) for q in left]
            best = max(range(len(left)), key=lambda i: same[i], default=-1)
            if best < 0 or not any(same[best][:2]):
                rows.append((None, False))
            else:
                rows.append((left.pop(best), same[best][0]))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    pages = list(read_scans(parser.parse_args().file))
    fixer = Normaliser(Options())
    fixer.repair(pages[0].text)  # opens the index
    started = time.perf_counter()
    rows = measure(fixer, pages)
    print(f"{1000 * (time.perf_counter() - started) / len(pages):.1f} ms a page")
    found = Counter("not found" if q is None else f"{q.status}, {'right' if right else 'wrong'}" for q, right in rows)
    for what, times in sorted(found.items()):
        print(f"{what:20}{times:6}{100 * times / len(rows):7.1f} %")
    for name in ("scraps", ""):
        print(f"{'read from scraps' if name else 'read by their Arabic'}:")
        read = [(q, right) for q, right in rows if q and q.status is not Status.SOUND]
        print_reliability([(q, right) for q, right in read if ("left in scraps" in q.because) is bool(name)])


def print_reliability(read: Sequence[tuple[Quotation, bool]]) -> None:
    """How many are right at each confidence."""
    for low, high in pairwise(_BINS):
        those = [(q.confidence, right) for q, right in read if low <= q.confidence < high]
        mean = sum(c for c, _ in those) / max(1, len(those))
        print(f"  from {low:<5} {sum(r for _, r in those):5} of {len(those):5} right; {mean:.3f} claimed")


if __name__ == "__main__":
    main()
