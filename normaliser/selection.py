"""Which pairs become rows of a corpus, and the sums of what was seen: for `normaliser align`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from normaliser.model import Pair, Ref, Report, Status
from normaliser.report import Document

if TYPE_CHECKING:
    from normaliser.corpora.sources import Origin


@dataclass(slots=True)
class Tally:
    """What a run has seen so far."""

    documents: int = 0
    quotations: Counter[tuple[str, str]] = field(default_factory=Counter)  # by status and kind
    paired: Counter[tuple[str, str]] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)  # by reason

    def add(self, report: Report) -> None:
        """Count a document."""
        self.documents += 1
        for quotation in report.quotations:
            nature = (str(quotation.status), str(quotation.kind))
            self.quotations[nature] += 1
            self.paired[nature] += quotation.translation is not None

    def lines(self) -> Iterator[str]:
        """The sums, for people: in all, by status, by kind, and what was left out."""
        written = self.paired.total() - self.left_out.total()
        yield (
            f"{_count(self.documents, 'document')}, {_count(self.quotations.total(), 'quotation')}, "
            f"{self.paired.total()} paired, {_count(written, 'row')} written"
        )
        for title, which in (("status", 0), ("kind", 1)):
            all_, paired = _sums(self.quotations, which), _sums(self.paired, which)
            if all_:
                shown = (f"{count} {name} ({paired[name]} paired)" for name, count in all_.most_common())
                yield f"by {title}: {', '.join(shown)}"
        if self.left_out:
            yield f"left out: {', '.join(f'{count} {reason}' for reason, count in self.left_out.items())}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _sums(counts: Counter[tuple[str, str]], which: int) -> Counter[str]:
    sums: Counter[str] = Counter()
    for nature, count in counts.items():
        sums[nature[which]] += count
    return sums


@dataclass(slots=True)
class Selection:
    """Which pairs are wanted; it remembers those it has let through, 16 bytes each, when duplicates are not."""

    dedupe: bool = False  # of pairs with the same Arabic letters and the same English words, only the first
    least: float = 0.0  # confidence of the pair
    repaired_only: bool = False
    tally: Tally = field(default_factory=Tally)
    _seen: set[bytes] = field(default_factory=set)

    def choose(
        self, documents: Iterable[Document], origin_of: "Callable[[Ref], Origin | None] | None" = None
    ) -> Iterator[Document]:
        """The documents without the English of the pairs that are not wanted, as they come."""
        for document in documents:
            read = document.read or document.report
            self.tally.add(read)
            unwanted = {i for i, pair in _numbered(read) if not self._wants(pair)}
            report = _without(document.report, unwanted)
            yield replace(document, report=report, read=_without(read, unwanted), origin_of=origin_of)

    def _wants(self, pair: Pair) -> bool:
        reason = ""
        if self.repaired_only and pair.quotation.status is not Status.REPAIRED:
            reason = "not repaired"
        elif pair.confidence < self.least:
            reason = f"below {self.least}"
        elif self.dedupe and not self._is_new(pair):
            reason = "duplicate"
        self.tally.left_out.update([reason] if reason else [])
        return not reason

    def _is_new(self, pair: Pair) -> bool:
        from normaliser.english import fold_english
        from normaliser.skeleton import bare_words

        words = [" ".join(bare_words(pair.arabic)) or pair.arabic, " ".join(fold_english(pair.english)) or pair.english]
        key = blake2b("\n".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        new = key not in self._seen
        self._seen.add(key)
        return new


def _numbered(report: Report) -> Iterator[tuple[int, Pair]]:
    """Every pair with the number of its quotation."""
    for i, quotation in enumerate(report.quotations):
        if quotation.translation is not None:
            yield i, Pair(quotation, quotation.translation)


def _without(report: Report, unwanted: set[int]) -> Report:
    if not unwanted:
        return report
    kept = (q.with_translation(None) if i in unwanted else q for i, q in enumerate(report.quotations))
    return replace(report, quotations=tuple(kept))
