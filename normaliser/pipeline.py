"""The story on one page: text -> garbles undone -> spans -> evidence -> repairs -> pairs -> report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from normaliser.citations import locate_citations
from normaliser.edits import apply
from normaliser.locate import Found, locate_quotations
from normaliser.model import Citation, Kind, Pair, Quotation, Report, Span, Status
from normaliser.options import Options

if TYPE_CHECKING:
    from normaliser.corpora import Library
    from normaliser.decide import Evidence, Reading
    from normaliser.words import Word

Progress = Callable[[str, int, int], None]


class Normaliser:
    """Options and reference texts, ready to work. Cheap to make, picklable, safe to share between threads."""

    def __init__(self, options: Options | None = None, progress: Progress | None = None) -> None:
        from normaliser.corpora import Library

        self.options = options or Options()
        self.library: Library = Library(self.options, progress)

    def repair(self, text: str) -> Report:
        """Find every quotation of `text`, put right what is wrong, pair each with its English."""
        found = locate_quotations(text)
        citations = locate_citations(text)
        quotations = self._quotations(text, found, citations)
        edits = tuple(e for q in quotations if q.status is Status.REPAIRED for e in q.edits)
        return Report(text, apply(text, edits), edits, quotations, (), self.library.warnings if found else ())

    def _quotations(
        self, text: str, found: Sequence[Found], citations: Sequence[Citation]
    ) -> tuple[Quotation, ...]:
        if not found:
            return ()
        from normaliser.decide import decide, evidence_bits
        from normaliser.evidence import gather
        from normaliser.reading import read_words

        quotations = []
        for item, (evidence, hints) in zip(found, gather(found, citations), strict=True):
            weigh = partial(evidence_bits, evidence=evidence, options=self.options)
            readings = read_words(item.words, self.library, hints, weigh, self.options.evidence.accept)
            quotations.append(decide(text, item, readings, evidence, self.options))
        return tuple(replace(q, source=self.library) for q in quotations)
