"""Verses in the codes of a Qur'an page font: what they are is only known from what stands beside them.

Such fonts have one code a word, and mostly one more at the end of each verse. The codes themselves say nothing, but how
many there are does: a verse that the page cites, or renders in English, is suggested where its words are as many.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from normaliser.evidence import gather
from normaliser.model import Citation, Edit, Kind, Passage, Quotation, Ref, Span, Status
from normaliser.runs import Found

_FB = re.compile("[\ufb50-\ufbff]")
_LETTER = re.compile("[\u0621-\u064a\u0671]")
_CITED = 0.8  # that a verse with as many words as there are codes is the one that the page names
_BECAUSE = "codes of a Qur'an page font"

Passages = Callable[[Iterable[Ref]], Sequence[Passage]]


def read_codes(
    text: str, runs: Sequence[Span], citations: Sequence[Citation], passages: Passages
) -> tuple[Quotation, ...]:
    """A quotation for each stretch of codes; private-use codes count only beside a citation. Spans are of `text`."""
    found = [Found(span, (), "", Kind.QURAN) for span in _join(text, runs)]
    quotations: list[Quotation] = []
    for item, (evidence, _) in zip(found, gather(text, found, citations), strict=True):
        cited = evidence.citation
        ref = _ref_of(cited)
        if ref or _FB.search(item.span.of(text)):
            unread = Quotation(
                item.span, item.span.of(text), item.span.of(text), Kind.QURAN, (), Status.UNRESOLVED, 0.0, _BECAUSE
            )
            quotations.append(suggest(unread, [ref] if ref else [], passages, cited.text if cited else ""))
    return tuple(quotations)


def suggest(quotation: Quotation, refs: Iterable[Ref], passages: Passages, named: str) -> Quotation:
    """The quotation as the first passage among `refs` with as many words as it has codes; itself when none has."""
    codes = len("".join(quotation.original.split()))
    for ref in refs:
        for passage in passages([ref]):
            words = sum(1 for word in passage.text.split() if _LETTER.search(word))
            if codes not in (words, words + _verses(ref)):
                continue
            because = f"{_BECAUSE}; {ref}, {words} words for {codes} codes; the page names it: {named}"
            edit = Edit(quotation.span, quotation.original, passage.text, ("reference",), because, _CITED)
            return Quotation(
                quotation.span, quotation.original, passage.text, Kind.QURAN, (ref,), Status.SUGGESTED, _CITED, because,
                (edit,),
            )  # fmt: skip
    return quotation


def _join(text: str, runs: Sequence[Span]) -> list[Span]:
    """Runs with nothing but space between them, as one: a verse may be longer than a line."""
    joined: list[Span] = []
    for run in runs:
        if joined and not text[joined[-1].end : run.start].strip():
            run = Span(joined.pop().start, run.end)
        joined.append(run)
    return joined


def _ref_of(citation: Citation | None) -> Ref | None:
    if citation is None or citation.kind is not Kind.QURAN or not citation.surah or not citation.ayahs:
        return None
    first, last = citation.ayahs
    return Ref(f"quran:{citation.surah}:{first}" + (f"-{last}" if last > first else ""))


def _verses(ref: Ref) -> int:
    first, _, last = ref.rpartition(":")[2].partition("-")
    return int(last or first) - int(first) + 1
