"""Quotations that stand in no corpus, compared across documents: what most copies have mends the damaged one.

Near-duplicates are found by the pairs of neighbouring words they share and aligned word by word. What is proposed is
only ever what the rules of `risk` call damage: a string that is no word, words split or merged, marks that contradict
every other copy. Words in use are another wording and stay. Nothing is applied: copies may all go back to one bad copy.

No result depends on the order of the documents: copies are ranked by how many documents have them, then by their words.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from normaliser.edits import apply, compose, suggest
from normaliser.model import Edit, Kind, Quotation, Report, Span
from normaliser.options import Options
from normaliser.spool import Spool
from normaliser.voting import Proposal, Usage, Version, propose
from normaliser.words import split_words

_BUCKET = 64  # versions looked up under one pair of words, those of most documents first: more is a common phrase
_COMPARED = 24  # versions that one version is aligned with, the likeliest first
_NAMED = 5  # documents named in a reason


def compare_documents(
    reports: Iterable[Report], usage: Usage, *, options: Options, names: Sequence[str] | None = None
) -> Iterator[Report]:
    """The same reports, in order, with what the documents' other copies say of each quotation in no corpus.

    `usage` is how often the reference texts have a bare word. `names` are what reasons call the documents; it may still
    grow while `reports` are read. Until the last report is read none is handed on; meanwhile they wait in a file.
    """
    spool = Spool()
    try:
        gathered = _Gathered(options)
        for report in reports:
            gathered.add(report)
            spool.put(report)
        proposed = gathered.settle(usage)
        for number, report in enumerate(spool.take()):
            yield _revise(report, proposed.get(number, {}), names)
    finally:
        spool.close()


class _Gathered:
    """The quotations of all documents that no corpus has."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._versions: dict[tuple[str, ...], Version] = {}
        self._seen: dict[bytes, int] = {}  # a text given twice is one witness
        self._count = 0

    def add(self, report: Report) -> None:
        """Remember a document's quotations; what they read like on the page, garbles undone."""
        digest = hashlib.blake2b(report.original.encode("utf-8", "surrogatepass")).digest()
        document = self._seen.setdefault(digest, self._count)
        for place, quotation in enumerate(report.quotations):
            if quotation.refs:
                continue
            cut = split_words(_on_page(report, quotation))
            if len(cut) < self._options.agreement.least_words:
                continue
            words = tuple(w.text for w in cut)
            version = self._versions.setdefault(words, Version(words, tuple(w.skeleton for w in cut)))
            version.documents.add(document)
            version.places.append((self._count, place))
        self._count += 1

    def settle(self, usage: Usage) -> dict[int, dict[int, tuple[Proposal, ...]]]:
        """What is proposed for each quotation: by report, then by the quotation's number in it."""
        versions = sorted(self._versions.values(), key=lambda v: v.rank)
        table = _Table(versions)
        proposed: dict[int, dict[int, tuple[Proposal, ...]]] = defaultdict(dict)
        for number, version in enumerate(versions):
            others = table.like(number)
            found = propose(version, others, usage=usage, options=self._options) if others else ()
            for report, place in version.places if found else ():
                proposed[report][place] = found
        return proposed


class _Table:
    """Which versions share pairs of neighbouring words."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self._versions = versions
        self._buckets: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, version in enumerate(versions):
            for pair in _pairs(version):
                if len(self._buckets[pair]) < _BUCKET:
                    self._buckets[pair].append(number)

    def like(self, number: int) -> list[Version]:
        """The versions most like this one, the likeliest first."""
        own = _pairs(self._versions[number])
        shared: dict[int, int] = defaultdict(int)
        for pair in own:
            for other in self._buckets[pair]:
                shared[other] += 1
        shared.pop(number, None)
        near = sorted(shared, key=lambda other: (-shared[other], other))
        return [self._versions[other] for other in near[:_COMPARED]]


def _pairs(version: Version) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(version.skeletons, version.skeletons[1:], strict=False)))


def _on_page(report: Report, quotation: Quotation) -> str:
    """How the repaired page has the quotation: with what was applied, without what was only suggested."""
    return apply(quotation.original, _applied(report, quotation))


def _applied(report: Report, quotation: Quotation) -> list[Edit]:
    """The applied edits inside a quotation, counted from its start."""
    span = quotation.span
    inside = [e for e in report.edits if span.start <= e.span.start and e.span.end <= span.end]
    return [replace(e, span=e.span.shift(-span.start)) for e in inside]


def _revise(report: Report, proposed: dict[int, tuple[Proposal, ...]], names: Sequence[str] | None) -> Report:
    if not proposed:
        return report
    quotations = list(report.quotations)
    for place, proposals in proposed.items():
        quotations[place] = _suggest(report, quotations[place], proposals, names)
    return replace(report, quotations=tuple(quotations))


def _suggest(
    report: Report, quotation: Quotation, proposals: Sequence[Proposal], names: Sequence[str] | None
) -> Quotation:
    """The quotation with the proposals as suggestions; what claims to be Qur'an and is not gets none."""
    if quotation.kind is Kind.QURAN:
        return quotation
    undone, page = _applied(report, quotation), _on_page(report, quotation)
    words = split_words(page)
    edits = []
    for p in proposals:
        span = Span(words[p.first].start, words[p.end - 1].end)
        if all(not page[a.end : b.start].strip() for a, b in zip(words[p.first :], words[p.first + 1 : p.end])):  # noqa: B905  # of unequal length on purpose
            confidence = round((len(p.agree) + 1) / (p.asked + 2), 6)  # the rule of succession
            edits.append(Edit(span, span.of(page), p.new, ("consensus",), _because(p, names), confidence))
    if not edits:
        return quotation
    return suggest(quotation, compose(undone, edits), edits)


def _because(proposal: Proposal, names: Sequence[str] | None) -> str:
    documents = sorted(proposal.agree)
    shown = [names[d] if names else f"text {d}" for d in documents[:_NAMED]]
    more = f" and {len(documents) - _NAMED} more" if len(documents) > _NAMED else ""
    return f"{len(documents)} of {proposal.asked} documents have it so: {', '.join(shown)}{more}"
