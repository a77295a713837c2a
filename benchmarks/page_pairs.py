"""Pairs on bilingual pages, judged: right is the translation and nothing else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.bilingual import EDITIONS, pages
from benchmarks.page_writer import Gold, Page
from benchmarks.quoted import Shelves
from normaliser.model import Report, Span
from normaliser.options import Options
from normaliser.pipeline import Normaliser


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
