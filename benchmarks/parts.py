"""How well the English that renders a quoted half of a verse is told from the rest of the verse's translation.

The truth comes from editions that translate the two halves of a verse on either side of a stop: verses with one pause
mark in the text, and one full stop, semicolon, question or exclamation mark inside the English, which at least three
editions put in the same place. Prints the mean overlap (words in both over words in either) of each half of the verses,
beside that of cutting the English in the proportion of the Arabic words.

python -m benchmarks.parts                  on the half of the verses that may be looked at
python -m benchmarks.parts --held           on the other half
python -m benchmarks.parts --bare           without the punctuation of the English, which gives the place away
"""

import argparse
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.quoted import HALVES, half_of
from normaliser.corpora import Library, QuranShelf
from normaliser.english import words_of
from normaliser.linking import link_words
from normaliser.model import Kind, Quotation, Ref, Span, Status, Translation
from normaliser.words import split_words

_PAUSE = re.compile("[\u06d6\u06d7\u06d8\u06da]")
_OTHER_PAUSE = re.compile("[\u06d9\u06db]")
_STOP = re.compile(r"[.;!?][\"'\u201d\u2019)\]]*\s+(?=\S)")
_AGREE = 3  # editions
_NEAR = 0.08  # share of the English words within which their stops lie


@dataclass(frozen=True, slots=True)
class Halved:
    """A verse with its English, both cut at the same pause: offsets in code points."""

    ref: Ref
    edition: str
    arabic: str
    english: str
    arabic_cut: int
    english_cut: int


def halved_verses(shelf: QuranShelf, half: str) -> Iterator[Halved]:
    """Every verse and edition of one half of the Qur'an (see `quoted.half_of`) that are cut so."""
    for row in range(shelf.rows() // 2):
        text, ref = shelf.text(row), shelf.ref(row)
        pauses = [m.start() for m in _PAUSE.finditer(text)]
        if len(pauses) != 1 or _OTHER_PAUSE.search(text) or not shelf.key(row)[1] or half_of(ref) != half:
            continue
        if min(len(split_words(text[: pauses[0]])), len(split_words(text[pauses[0] :]))) < 2:
            continue
        cut: list[tuple[str, str, int, float]] = []
        for edition, english in shelf.english(row):
            stops = [m.end() for m in _STOP.finditer(english)]
            if len(stops) == 1:
                first, last = len(words_of(english[: stops[0]]).keys), len(words_of(english[stops[0] :]).keys)
                if min(first, last) >= 2:
                    cut.append((edition, english, stops[0], first / (first + last)))
        if len(cut) < _AGREE:
            continue
        middle = statistics.median(share for *_, share in cut)
        agreed = [one for one in cut if abs(one[3] - middle) <= _NEAR]
        if len(agreed) >= _AGREE:
            yield from (Halved(ref, e, text, english, pauses[0], stop) for e, english, stop, _ in agreed)


def overlap(one: Span, other: Span, text: str) -> float:
    """Words in both over words in either."""
    words = words_of(text)
    sets = [{i for i, s in enumerate(words.starts) if span.start <= s < span.end} for span in (one, other)]
    return len(sets[0] & sets[1]) / max(1, len(sets[0] | sets[1]))


def quote(case: Halved, which: int, edition: str | None) -> Quotation:
    """The first or second half of the verse as a quotation, beside the whole translation."""
    arabic = case.arabic[: case.arabic_cut] if which == 0 else case.arabic[case.arabic_cut + 1 :]
    translation = Translation(Span(0, len(case.english)), case.english, edition, 1.0)
    arabic = arabic.strip()
    return Quotation(
        Span(0, len(arabic)), arabic, arabic, Kind.QURAN, (case.ref,), Status.SOUND, 1.0, "", translation=translation
    )


def bare(case: Halved) -> Halved:
    """The same with nothing between the English words but spaces."""
    sides = [
        " ".join(words_of(side).keys) for side in (case.english[: case.english_cut], case.english[case.english_cut :])
    ]
    return replace(case, english=" ".join(sides), english_cut=len(sides[0]) + 1)


def measure(library: Library, case: Halved, which: int) -> tuple[float, float]:
    """Overlap with the true half, of what is found and of cutting in proportion."""
    model = library.renderings()
    if model is None:
        raise SystemExit("the model cannot be built; see `normaliser corpora`")
    found = link_words(quote(case, which, case.edition), model, passages_of=library.passages).translation
    whole = Span(0, len(case.english))
    truth = Span(0, case.english_cut) if which == 0 else Span(case.english_cut, len(case.english))
    share = len(split_words(case.arabic[: case.arabic_cut])) / len(split_words(case.arabic))
    words = words_of(case.english)
    at = words.starts[min(len(words.starts) - 1, round(share * len(words.starts)))]
    cut = Span(0, at) if which == 0 else Span(at, len(case.english))
    return (
        overlap((found.part if found else None) or whole, truth, case.english),
        overlap(cut, truth, case.english),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="the half of the verses on which nothing was chosen")
    parser.add_argument("--bare", action="store_true", help="without the punctuation of the English")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the N worst")
    given = parser.parse_args()
    library = Library()
    shelf = library.shelf("quran")
    if not isinstance(shelf, QuranShelf):
        raise SystemExit("the Qur'an is not installed; see `normaliser corpora`")
    cases = list(halved_verses(shelf, HALVES[given.held]))
    cases = [bare(case) for case in cases] if given.bare else cases
    scored = [(measure(library, case, which), which, case) for case in cases for which in (0, 1)]
    ours, cut = (statistics.fmean(score[i] for score, _, _ in scored) for i in (0, 1))
    verses = len({case.ref for case in cases})
    print(f"{verses} verses, {len(cases)} translations: overlap {ours:.3f}; cut in proportion {cut:.3f}")
    for score, which, case in sorted(scored, key=lambda item: item[0][0])[: given.show]:
        print(f"{score[0]:.2f} {case.ref} {case.edition} half {which + 1}: {case.arabic} | {case.english}")


if __name__ == "__main__":
    main()
