"""Which verses the English and the citation beside a line of scraps name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normaliser.evidence import verses_of
from normaliser.model import Citation, Kind, Ref
from normaliser.scrap_lines import ScrapLine
from normaliser.words import split_words

if TYPE_CHECKING:
    from normaliser.corpora import QuranShelf

Identify = Callable[[str, float], Sequence[tuple[Ref, float, str | None]]]
"""The passages an English text renders, with the share of its words and the edition, likeliest first."""

_LEAST_ENGLISH = 0.4  # share of the English that a verse must have
_LEAST_WORDS = 4  # of English; fewer render any number of verses
_CITED = 9.0  # bits that a citation says for its verse,
_RENDERED = 12.0  # and English every word of which an edition has
_SURAH = 5.0  # and a citation of the surah alone
_LONGEST_RANGE = 12  # verses of one citation
_FAR_BEHIND = 12.0  # bits by which the best passage may be ahead of one that is looked at
_CANDIDATES = 6  # passages looked at


@dataclass(frozen=True, slots=True)
class Passage:
    """Verses that the page names: their words as skeletons, and the bits that say so."""

    ref: Ref
    words: tuple[str, ...]
    forms: tuple[str, ...]
    bits: float
    cited: bool
    rendered: bool


def name_passages(text: str, line: ScrapLine, shelf: "QuranShelf", identify: Identify) -> list[Passage]:
    """The passages that the English and the citation beside the lines name, likeliest first."""
    bits: dict[Ref, float] = {}
    cited: set[Ref] = set()
    rendered: set[Ref] = set()
    for citation in line.citations:
        for ref in _cited_refs(citation):
            bits[ref] = bits.get(ref, 0.0) + _CITED * citation.confidence
            cited.add(ref)
    surahs = {c.surah for c in line.citations if c.kind is Kind.QURAN}
    for english in line.english:
        said = english.of(text)
        found = identify(said, _LEAST_ENGLISH) if said.count(" ") + 1 >= _LEAST_WORDS else ()
        for ref, score, _ in found[:_CANDIDATES]:
            for part in dict.fromkeys((ref, *(Ref(f"quran:{s}:{a}") for s, a in sorted(verses_of(ref))))):
                near = _SURAH * any(s in surahs for s, _ in verses_of(part)) * (part not in cited)
                bits[part] = max(bits.get(part, 0.0), near + bits.get(part, 0.0) * (part in cited) + _RENDERED * score)
                rendered.add(part)
        if found:
            break
    named = []
    least = max(bits.values(), default=0.0) - _FAR_BEHIND
    for ref in sorted((r for r in bits if bits[r] >= least), key=lambda r: (-bits[r], r))[:_CANDIDATES]:
        words = [w for row in shelf.rows_of(ref) for w in split_words(shelf.text(row)) if w.skeleton]
        if words:
            skeletons, forms = tuple(w.skeleton for w in words), tuple(w.text for w in words)
            named.append(Passage(ref, skeletons, forms, bits[ref], ref in cited, ref in rendered))
    return named


def _cited_refs(citation: Citation) -> Iterator[Ref]:
    """A citation's verses one by one, and together."""
    if citation.surah and citation.ayahs:
        first, last = citation.ayahs
        for ayah in range(first, min(last, first + _LONGEST_RANGE) + 1):
            yield Ref(f"quran:{citation.surah}:{ayah}")
        if last > first:
            yield Ref(f"quran:{citation.surah}:{first}-{last}")
