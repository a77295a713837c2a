"""Pairing where nobody has the translation: each page is read without the English edition that it quotes.

python -m benchmarks.held_out docs_dev.jsonl                    one run for each edition that the pages use
python -m benchmarks.held_out docs_dev.jsonl --show 10          with the first misses

The file has a page a line: `text`, and `gold`, whose items have `start`, `end`, `en_start`, `en_end` (code points) and
`english`. Which edition an item quotes is found out by comparing its English with those of the packages. It counts as
paired when nine tenths of what is paired with it and of its English are the same.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bilingual import EDITIONS
from normaliser.corpora import Library
from normaliser.english import fold_english
from normaliser.model import Ref, Report, Span
from normaliser.options import Options
from normaliser.pipeline import Normaliser

_SAME = 0.9


@dataclass(frozen=True, slots=True)
class Item:
    """A quotation of a page, and what it was paired with."""

    text: str
    gold: dict[str, Any]
    edition: str | None
    got: Span | None

    @property
    def paired(self) -> bool:
        """Whether it got its English, or nearly all of it and nearly nothing else."""
        wanted = Span(self.gold["en_start"], self.gold["en_end"])
        if self.got is None:
            return False
        both = min(wanted.end, self.got.end) - max(wanted.start, self.got.start)
        return both >= _SAME * max(len(wanted), len(self.got))


def edition_of(library: Library, gold: dict[str, Any]) -> str | None:
    """The edition that a piece of gold English is from: the first that has its words."""
    if not gold.get("ref") or not gold.get("english"):
        return None
    words = " ".join(fold_english(gold["english"]))
    for passage in library.passages([Ref(f"quran:{gold['ref']}")]):
        for edition, english in passage.translations:
            if words and words in " ".join(fold_english(english)):
                return edition
    return None


def run(pages: list[dict[str, Any]], held: str | None) -> Iterator[Item]:
    """Every item with English of the pages that use an edition, read without it; of all pages, where none is held."""
    full = Library()
    fixer = Normaliser(Options(translations=tuple(e for e in EDITIONS if e != held) if held else None))
    for page in pages:
        editions = [edition_of(full, gold) for gold in page["gold"]]
        if held and held not in editions:
            continue
        report = fixer.repair(page["text"])
        for gold, edition in zip(page["gold"], editions, strict=True):
            if gold.get("en_start") is not None:
                yield Item(page["text"], gold, edition, _paired_with(report, gold))


def _paired_with(report: Report, gold: dict[str, Any]) -> Span | None:
    place = Span(gold["start"], gold["end"])
    return next((p.translation.span for p in report.pairs if p.quotation.span.touches(place)), None)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N misses of each run")
    given = parser.parse_args()
    with given.pages.open(encoding="utf-8", newline="\n") as file:
        pages = [json.loads(line) for line in file]
    full = Library()
    used = Counter(edition_of(full, gold) for page in pages for gold in page["gold"])
    print(f"{'held out':16}{'of it':>7}{'paired':>8}{'others':>8}{'paired':>8}")
    for held in (None, *sorted(edition for edition in used if edition and used[edition] > 20)):
        groups: dict[bool, list[Item]] = defaultdict(list)
        for item in run(pages, held):
            groups[item.edition == held].append(item)
        cells = ""
        for group in (groups[True], groups[False]):
            cells += f"{len(group):7}{100 * sum(i.paired for i in group) / max(1, len(group)):8.1f} "
        print(f"{held or 'none':16}{cells}")
        for item in [i for i in groups[True] if not i.paired][: given.show]:
            print(f"  WANTED {item.gold['english'][:300]!r}\n  GOT    {item.got and item.got.of(item.text)[:300]!r}")


if __name__ == "__main__":
    main()
