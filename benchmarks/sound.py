"""Sound text that must come back as it stands, and sound text whose wording no book is to have."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import normaliser.matching as matching
from benchmarks.garble import Document, compose
from benchmarks.judge import Outcome
from benchmarks.quoted import Quoted, Shelves
from normaliser.model import Kind, Ref, Span, Status


def sound_verses(shelves: Shelves, first: int) -> Iterator[Document]:
    """Every verse in every edition, pause signs left in for every other one, between guillemets."""
    rows = range(shelves.quran.rows() // 2)
    keys = [shelves.quran.key(row) for row in rows]
    n = 0
    for surah, ayah in keys:
        for edition, name in enumerate(("simple", "simple-plain", "uthmani", "simple-clean")):
            n += 1
            if not ayah or n <= first:
                continue
            plain = " ".join(shelves.verse_words(surah, ayah, edition))
            whole = shelves.quran.forms(surah, ayah)[edition]
            text = whole if ayah > 1 and ayah % 2 else plain
            yield _sound(text, Kind.QURAN, Ref(f"quran:{surah}:{ayah}"), f"{n} {name}")


def sound_narrations(shelves: Shelves, seed: int, count: int) -> Iterator[Document]:
    """Parts of narrations as the books have them."""
    rng = random.Random(f"sound:{seed}")
    for i in range(count):
        quoted = shelves.draw_narration(rng, spelling=rng.choice(("vocalised", "bare")), urdu=0.2)
        yield _sound(quoted.text, Kind.HADITH, quoted.refs[0], f"{i} {quoted.spelling}")


def _sound(text: str, kind: Kind, ref: Ref, name: str) -> Document:
    quoted = Quoted(text, kind, (ref,), "whole", name.split()[-1], "")
    return Document(name, f"«{text}»", Span(1, 1 + len(text)), quoted, (text,), "sound", "guillemets", "none", False)


def print_sound(outcomes: Sequence[Outcome]) -> None:
    """How many sound texts were altered (none may be), suggested for change, or not recognised."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for o in outcomes:
        c = table[o.document.quoted.spelling if o.document.quoted else ""]
        c["n"] += 1
        c["altered"] += o.altered
        c["suggested"] += o.status is Status.SUGGESTED
        c["unrecognised"] += not (o.quotation and o.quotation.refs)
        c["other passage"] += bool(o.quotation and o.quotation.refs and not o.passage_right)
        if o.altered:
            edits = [(e.old, e.new, e.because, e.confidence) for e in (o.quotation.edits if o.quotation else ())]
            ref = o.document.quoted.refs[0] if o.document.quoted else ""
            print(f"ALTERED {ref} {o.document.name}: {edits or o.applied}")
    for name, c in sorted(table.items()):
        print(name, dict(c))
    print(f"last: {outcomes[-1].document.name}; {sum(o.altered for o in outcomes)} altered of {len(outcomes)}")


# Wordings no book has


def hidden_wordings(shelves: Shelves, seed: int, count: int) -> Iterator[Document]:
    """Sound parts of narrations, each to be repaired while its own wording is hidden from the search."""
    rng = random.Random(f"hidden:{seed}")
    for i in range(count):
        quoted = shelves.draw_narration(rng)
        text, span, page = compose(quoted.text, quoted, rng)
        yield Document(f"hidden:{seed}:{i}", text, span, None, (quoted.text,), "hidden wording", *page)


def hide_own_wording() -> None:
    """Make the search blind to passages whose letters are all those quoted, as if no book had that wording."""
    align = matching._align_regions  # the one place through which every candidate passes

    def without_exact(*given: Any, **named: Any) -> list[matching.Match]:
        return [m for m in align(*given, **named) if m.cost > 0 or m.shelf.kind is Kind.QURAN]

    matching._align_regions = without_exact
