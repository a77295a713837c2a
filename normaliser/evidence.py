"""What the page says about each quotation besides its Arabic: the citations beside it, and what its lead-in claims."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from normaliser.matching import Hints
from normaliser.mender import Lore
from normaliser.model import Citation, Kind, Ref, Span
from normaliser.options import Options
from normaliser.runs import Found
from normaliser.skeleton import bare_words
from normaliser.words import Word

_REACH = 1500  # code points within which a citation may belong to a quotation: a long verse's English stands between
_BLANK_LINE = re.compile("\n[ \t\r]*\n\\s*")
_LONGEST_RANGE = 40  # verses of one citation that are looked at; whole surahs are cited too


@dataclass(frozen=True, slots=True)
class Evidence:
    """`citation` is the one that most likely belongs to the quotation; `claim` what brackets, lead-in and it say.

    `strange` holds the skeletons of the words that are no words in use. `lore` is what is known of words: how common
    they are, and whether the quotation's English renders them.
    """

    citation: Citation | None = None
    claim: Kind | None = None
    strange: frozenset[str] = frozenset()
    damaged: bool = False  # so many of the words are strange that the text is damaged, whatever it is
    told: bool = False  # the claim is the caller's own word
    lore: Lore = field(default=Lore(), compare=False)


def gather(text: str, found: Sequence[Found], citations: Sequence[Citation]) -> tuple[tuple[Evidence, Hints], ...]:
    """Evidence and hints for each quotation, in order.

    The citation after a quotation, in its paragraph or the next, is its own; one before it in its paragraph may be its
    own where English comes first. The others beside it only serve as hints. Prose may begin with a citation.
    """
    gathered = []
    citations = sorted(citations, key=lambda c: c.span)
    starts = [c.span.start for c in citations]
    for i, item in enumerate(found):
        low = found[i - 1].span.end if i else 0
        high = found[i + 1].span.start + found[i + 1].prose if i + 1 < len(found) else item.span.end + _REACH
        after = citations[bisect_left(starts, item.span.end) : bisect_left(starts, min(high, item.span.end + _REACH))]
        before = citations[
            bisect_left(starts, max(low, item.span.start - _REACH)) : bisect_left(starts, item.span.start)
        ]
        following = found[i + 1].span.start if i + 1 < len(found) else len(text)
        own = [c for c in after if _belongs(text, item.span.end, c.span, following)]
        own += [c for c in before[::-1] if not _paragraphs(text, c.span.end, item.span.start)]
        citation = own[0] if own else None
        claim = citation.kind if citation and (item.claim is None or citation in after) else item.claim
        gathered.append((Evidence(citation, claim), _hints([*after[:3], *before[-2:]], claim, citation)))
    return tuple(gathered)


def _belongs(text: str, end: int, citation: Span, following: int) -> bool:
    """Whether a citation belongs to the quotation that ends before it, not to the one that follows in its paragraph."""
    between = _paragraphs(text, end, citation.start)
    return between == 0 or (between == 1 and _paragraphs(text, citation.end, following) > 0)


def _paragraphs(text: str, start: int, end: int) -> int:
    """How many paragraphs end between two places."""
    return len(_BLANK_LINE.findall(text, start, end))


def told(citation: Citation | None, kind: Kind | None) -> tuple[Evidence, Hints]:
    """Evidence and hints for a quotation by itself, from what the caller says of it: its kind is not in question."""
    only = kind if kind in (Kind.QURAN, Kind.HADITH) else None
    claim = only or (citation.kind if citation else None)
    hints = _hints([citation] if citation else [], claim, citation)
    return Evidence(citation, claim, told=bool(only)), replace(hints, only=only)


def with_usage(evidence: Evidence, words: Sequence[Word], usage: Callable[[str], int], options: Options) -> Evidence:
    """The evidence with what the use of words says; `usage` is how often the reference texts have a bare word."""
    bare = bare_words(" ".join([w.text for w in words]))  # one for each word
    strange = [w.skeleton for w, used in zip(words, map(usage, bare), strict=True) if not used]
    damaged = len(strange) >= options.evidence.strange_share * len(words)
    lore = Lore(evidence.lore.renders, usage)
    return Evidence(evidence.citation, evidence.claim, frozenset(strange), damaged, evidence.told, lore)


def verses_of(ref: Ref) -> frozenset[tuple[int, int]]:
    """The verses (surah, ayah) that a ref of the Qur'an names; none for any other ref.

    >>> sorted(verses_of(Ref("quran:29:1-3")))
    [(29, 1), (29, 2), (29, 3)]
    """
    if not ref.startswith("quran:"):
        return frozenset()
    _, surah, ayahs = ref.split(":")
    first, _, last = ayahs.partition("-")
    return frozenset((int(surah), ayah) for ayah in range(int(first), int(last or first) + 1))


def _hints(citations: Sequence[Citation], claim: Kind | None, own: Citation | None) -> Hints:
    verses, books, refs = set(), set(), set()
    for citation in citations:
        if citation.surah and citation.ayahs:
            first, last = citation.ayahs
            verses |= {(citation.surah, ayah) for ayah in range(first, min(last, first + _LONGEST_RANGE) + 1)}
        elif citation.kind is Kind.HADITH and citation.book:
            books.add(citation.book)
            if citation.number:
                refs.add(Ref(f"hadith:{citation.book}:{citation.number}"))
    return Hints(frozenset(verses), frozenset(books), frozenset(refs), claim, own.book if own else None)
