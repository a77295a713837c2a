"""Bilingual pages of our own: quotations with their English in every layout, and what people say in between.

python -m benchmarks.pages --count 500 --seed 1                 precision and recall of pairs, by layout and quote marks
python -m benchmarks.pages --count 100 --show 5                 with the first misses
python -m benchmarks.pages --hold-out                           each page in one edition, read without that edition

Verses, narrations and translations are read from the installed reference packages at run time; all other words are
those of `page_writer`, `page_layouts` and `bilingual`. A pair counts as right when its English is the translation and
nothing else, punctuation at its ends aside.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.page_pairs import Outcome, rates, run, run_held_out
from benchmarks.page_writer import Gold
from benchmarks.quoted import Shelves
from normaliser.corpora import Library
from normaliser.model import Span
from normaliser.options import Options


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
