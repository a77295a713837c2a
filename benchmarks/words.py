"""How well words are linked, against lines aligned by hand (tests/cases/hand_aligned.json).

python -m benchmarks.words                  on the development lines
python -m benchmarks.words --held           on the lines on which nothing was chosen
python -m benchmarks.words --eflomal        eflomal on the same lines, trained on the same text, as a check
python -m benchmarks.words --show quran     the links that are wrong and those that are missing

The alignment error rate (Och and Ney 2003) is 0 when every sure link was found and none that is not at least possible.
eflomal must be installed for its part. It is given the words as they are, and as they are cut up for our own model.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from normaliser.corpora import HadithShelf, Library, QuranShelf
from normaliser.corpora.renderings import parallel_lines
from normaliser.english import words_of
from normaliser.morphs import count_forms, cut_word, stem_english
from normaliser.wordlinks import align_words
from normaliser.words import split_words

HAND_ALIGNED = Path(__file__).parent.parent / "tests" / "cases" / "hand_aligned.json"

Links = frozenset[tuple[int, int]]
Line = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class HandAligned:
    """A line of the yardstick: its words, and the links between their numbers (Arabic, English)."""

    ref: str
    half: str
    arabic: list[str]
    english: list[str]
    sure: Links
    possible: Links  # the sure ones among them


def load_hand_aligned(library: Library) -> list[HandAligned]:
    """The lines, with their words read from the installed texts."""
    rows = json.loads(HAND_ALIGNED.read_text(encoding="utf-8"))["lines"]
    return [_line(row, library) for row in rows]


class Row(TypedDict):
    """A line of the file. The pairs are words, half open, counted from 0 through the whole passage."""

    ref: str
    edition: str
    half: str
    arabic: tuple[int, int]
    english: tuple[int, int]
    links: str


def _line(row: Row, library: Library) -> HandAligned:
    ref = row["ref"]
    shelf = library.shelf(ref.partition(":")[0])
    if shelf is None:
        raise SystemExit("the reference texts are not installed; see `normaliser corpora`")
    place = shelf.rows_of(ref)[0]
    (first, last), (first_english, last_english) = row["arabic"], row["english"]
    sure, possible = set(), set()
    for item in row["links"].split():
        arabic, _, rendered = item.partition(":")
        for english in rendered.split(","):
            link = int(arabic) - first, int(english.rstrip("?")) - first_english
            possible.add(link)
            if not english.endswith("?"):
                sure.add(link)
    return HandAligned(
        ref,
        row["half"],
        [word.skeleton for word in split_words(shelf.text(place))][first:last],
        list(words_of(dict(shelf.english(place))[row["edition"]]).keys[first_english:last_english]),
        frozenset(sure),
        frozenset(possible),
    )


@dataclass(frozen=True, slots=True)
class Score:
    """In hundredths: the error rate, the found links that are at least possible, the sure ones that were found."""

    error: float
    precision: float
    recall: float

    def __str__(self) -> str:
        return f"error rate {self.error:.1f}, precision {self.precision:.1f}, recall {self.recall:.1f}"


def score(lines: Sequence[HandAligned], found: Iterable[Links]) -> Score:
    """The links found for the lines, in order, against those made by hand."""
    count = right = hit = wanted = 0
    for line, links in zip(lines, found, strict=True):
        count, wanted = count + len(links), wanted + len(line.sure)
        right, hit = right + len(links & line.possible), hit + len(links & line.sure)
    return Score(100 - 100 * (right + hit) / (count + wanted), 100 * right / max(1, count), 100 * hit / wanted)


def link_lines(library: Library, lines: Iterable[HandAligned]) -> list[Links]:
    """The links that the model finds."""
    model = library.renderings()
    if model is None:
        raise SystemExit("the model cannot be built; see `normaliser corpora`")
    tables = (align_words(model, line.arabic, line.english) for line in lines)
    return [frozenset((arabic, english) for arabic, english, _ in table.links()) for table in tables]


def link_by_eflomal(
    training: Sequence[Line], lines: Sequence[HandAligned], cut: Callable[[str], list[str]], stem: Callable[[str], str]
) -> list[Links]:
    """The links that eflomal finds, both directions joined by grow-diag-final-and."""
    import eflomal

    every = [*training, *((line.arabic, line.english) for line in lines)]
    source = [" ".join(part for word in arabic for part in cut(word)) + "\n" for arabic, _ in every]
    target = [" ".join(map(stem, english)) + "\n" for _, english in every]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("forward", "reverse")]
        eflomal.Aligner().align(source, target, links_filename_fwd=str(files[0]), links_filename_rev=str(files[1]))
        read = [file.read_text().split("\n")[len(training) :] for file in files]
    found = []
    for line, forward, reverse in zip(lines, *read, strict=False):
        owners = [number for number, word in enumerate(line.arabic) for _ in cut(word)]
        found.append(frozenset((owners[a], e) for a, e in _grow(_pairs(forward), _pairs(reverse))))
    return found


def _pairs(text: str) -> set[tuple[int, int]]:
    return {(int(a), int(e)) for a, e in (pair.split("-") for pair in text.split())}


def _grow(forward: set[tuple[int, int]], reverse: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """grow-diag-final-and (Koehn, Och and Marcu 2003)."""
    grown, either = forward & reverse, forward | reverse

    def free(link: tuple[int, int]) -> tuple[bool, bool]:
        return all(link[0] != a for a, _ in grown), all(link[1] != e for _, e in grown)

    before = -1
    while len(grown) > before:
        before = len(grown)
        for a, e in sorted(grown):
            around = ((a + x, e + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
            grown |= {link for link in around if link in either and any(free(link))}
    for links in (forward, reverse):
        for link in sorted(links):
            if all(free(link)):
                grown.add(link)
    return grown


def _show(lines: Iterable[HandAligned], found: Iterable[Links]) -> Iterator[str]:
    for line, links in zip(lines, found, strict=True):
        yield line.ref
        for name, pairs in (("wrong", links - line.possible), ("missing", line.sure - links)):
            yield f"  {name}: " + ", ".join(f"{line.arabic[a]} {line.english[e]}" for a, e in sorted(pairs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--eflomal", action="store_true")
    parser.add_argument("--show", default="", metavar="KIND")
    given = parser.parse_args()
    library = Library()
    lines = [line for line in load_hand_aligned(library) if (line.half == "held") == given.held]
    found = link_lines(library, lines)
    for kind in ("", "quran", "hadith"):
        chosen = [n for n, line in enumerate(lines) if line.ref.startswith(kind)]
        print(f"{kind or 'all':8}", score([lines[n] for n in chosen], [found[n] for n in chosen]))
    if given.show:
        shown = [n for n, line in enumerate(lines) if line.ref.startswith(given.show)]
        print(*_show([lines[n] for n in shown], [found[n] for n in shown]), sep="\n")
    if given.eflomal:
        quran, hadith = library.shelf("quran"), library.shelf("hadith")
        if not isinstance(quran, QuranShelf) or not isinstance(hadith, HadithShelf):
            raise SystemExit("both reference corpora are needed; see `normaliser corpora`")
        _check_eflomal(parallel_lines(quran, hadith), lines)


def _check_eflomal(training: Sequence[Line], lines: Sequence[HandAligned]) -> None:
    counts: dict[str, int] = {}
    for arabic, _ in training:
        for word in arabic:
            counts[word] = counts.get(word, 0) + 1
    forms = count_forms(counts)
    found = link_by_eflomal(training, lines, lambda word: [word], str)
    print("eflomal, words as they are:", score(lines, found))
    found = link_by_eflomal(training, lines, lambda word: cut_word(word, forms.__getitem__), stem_english)
    print("eflomal, words cut up:     ", score(lines, found))


if __name__ == "__main__":
    main()
