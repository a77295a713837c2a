"""Fit `normaliser/data/latin_scraps.json`: which Latin characters a scanner writes for which form of an Arabic letter.

    python -m benchmarks.fit_scraps pages.jsonl

The pages are those of `benchmarks.scan`. What was printed is known, so each Latin scrap is given to the word it most
likely stands for; the characters are then dealt out to the letters by expectation and maximisation, from a start that
gives each character to the letters at its share of the width. As the table itself says which scrap stands for which
word, all this is done twice, the first time without it.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import normaliser.latin_scraps as latin_scraps
import normaliser.scrap_reading as reading
from benchmarks.scan import Printed, Scan, read_scans
from normaliser.citations import locate_citations
from normaliser.latin_scraps import MOST, OTHER, Misread, characters_of, forms_of
from normaliser.scrap_extent import choose_lines
from normaliser.scrap_lines import ScrapLine, locate_scraps
from normaliser.scrap_reading import Table
from normaliser.scrap_runs import Scrap
from normaliser.words import split_words

TABLE = Path(latin_scraps.__file__).parent / "data" / "latin_scraps.json"
_LEAST = 8  # times that a character must have been seen to be known
_PRIOR = 8.0  # characters of the common kind that each form is taken to have been read as before any was counted
_COUNTS = np.array([0.3, 0.55, 0.12, 0.03])  # characters that a letter comes out as, before any was counted,
_SEEN = 10.0  # so many times
_NEAR = 0.8  # letters or characters by which the start lets a character stray from its share of the width
_ROUNDS = 10
_CHOICES = 12  # of lines that are text

Pair = tuple[list[int], tuple[int, ...]]
"""A scrap's characters, as places among those that are known, and the forms of the word it stands for."""


def readings(pages: Sequence[Scan]) -> Iterator[tuple[str, str]]:
    """Latin scraps, and the word that each most likely stands for."""
    for page in pages:
        for line in locate_scraps(page.text, locate_citations(page.text)):
            refs = {f"quran:{c.surah}:{c.ayahs[0]}" for c in line.citations if c.surah and c.ayahs}
            printed = [p for p in page.printed if p.ref in refs]
            if len(printed) == 1:
                yield from _dealt_out(line, printed[0])


def _dealt_out(line: ScrapLine, printed: Printed) -> Iterator[tuple[str, str]]:
    words = [w.skeleton for w in split_words(printed.arabic) if w.skeleton]
    best: tuple[float, list[tuple[Scrap, str]]] = (-np.inf, [])
    for order in ([one.scraps for one in line.lines], [one.reversed_scraps or one.scraps for one in line.lines]):
        scraps = [scrap for one in order for scrap in one]
        firsts = np.cumsum([0, *map(len, order)])
        for use, chance in choose_lines(line.lines, _CHOICES):
            chosen = [place for i in use for place in range(firsts[i], firsts[i + 1])]
            bits, pairs = _likeliest([scraps[place] for place in chosen], words)
            best = max(best, (bits + float(np.log2(chance)), pairs), key=lambda found: found[0])
    yield from ((scrap.text, word) for scrap, word in best[1] if not scrap.skeleton)


def _likeliest(scraps: Sequence[Scrap], words: Sequence[str]) -> tuple[float, list[tuple[Scrap, str]]]:
    """The likeliest way to deal scraps out to all words, in bits, and which scrap stands for one word by itself."""
    table, kind = Table([scraps], [words]), len(reading._KINDS) - 2  # a messy line of middling width
    rates = reading._KINDS[kind][0]
    one, split, two = (np.log2(np.maximum(t[kind], 1e-300)) for t in (table._one, table._split, table._two))
    dirt, lost = np.log2(rates.dirt) - table._bits, float(np.log2(rates.lost))
    best = np.full((len(words) + 1, len(scraps) + 1), -np.inf)
    came: dict[tuple[int, int], tuple[int, int]] = {}
    best[0, 0] = 0.0
    for i in range(len(words) + 1):
        for j in range(len(scraps) + 1):
            steps = [
                (0, 1, dirt[j]) if j < len(scraps) else None,
                (1, 0, lost) if i < len(words) else None,
                (1, 1, one[j, i]) if i < len(words) and j < len(scraps) else None,
                (1, 2, split[j, i]) if i < len(words) and j + 1 < len(scraps) else None,
                (2, 1, two[j, i]) if i + 1 < len(words) and j < len(scraps) else None,
            ]
            for di, dj, bits in filter(None, steps):
                if best[i, j] + bits > best[i + di, j + dj]:
                    best[i + di, j + dj], came[i + di, j + dj] = best[i, j] + bits, (i, j)
    way = [(len(words), len(scraps))]
    while way[-1] in came:
        way.append(came[way[-1]])
    pairs = [(scraps[j], words[i]) for (k, m), (i, j) in pairwise(way) if k - i == 1 and m - j == 1]
    return float(best[-1, -1] + table._bits.sum()), pairs


def fit(pairs: Sequence[tuple[str, str]]) -> Misread:
    """The table that makes the scraps likeliest."""
    seen = Counter(c for text, _ in pairs for c in text if not c.isspace() and c not in "«»\u200e\u200f")
    characters = "".join(sorted(c for c, times in seen.items() if times >= _LEAST))
    common = np.array([seen[c] for c in characters], dtype=float)
    common /= common.sum()
    coded = [(characters_of(text, characters), forms_of(word)) for text, word in pairs]
    coded = [(codes, forms) for codes, forms in coded if codes and len(codes) <= MOST * len(forms)]
    said, counts = np.tile(common, (OTHER + 1, 1)), np.tile(_COUNTS, (OTHER + 1, 1))
    for round_ in range(_ROUNDS):
        heard = np.tile(_PRIOR * common, (OTHER + 1, 1))
        times = np.tile(_SEEN * _COUNTS, (OTHER + 1, 1))
        for codes, forms in coded:
            chances = said[np.ix_(forms, codes)] * (_by_width(len(forms), len(codes)) if not round_ else 1.0)
            _count(codes, forms, chances, counts, heard, times)
        said, counts = (t / t.sum(axis=1, keepdims=True) for t in (heard, times))
    return Misread(characters, said / common, counts)


def _by_width(letters: int, characters: int) -> NDArray[np.float64]:
    """How near each letter and each character are in their shares of the width."""
    stands, at = (np.arange(letters) + 0.5) / letters, (np.arange(characters) + 0.5) / characters
    apart = (stands[:, None] - at) * max(letters, characters) / _NEAR
    near: NDArray[np.float64] = 0.05 + np.exp(-0.5 * apart**2)
    return near


def _count(
    codes: Sequence[int], forms: Sequence[int], chances: NDArray[np.float64], counts: NDArray[np.float64],
    heard: NDArray[np.float64], times: NDArray[np.float64],
) -> None:  # fmt: skip
    """Add to `heard` and `times` what one scrap is expected to say: forward and backward over all ways to deal it."""
    n, m = len(codes), len(forms)

    def runs(i: int, j: int) -> Iterator[tuple[int, float]]:
        chance = 1.0
        for k in range(min(MOST, n - j) + 1):
            chance *= chances[i, j + k - 1] if k else 1.0
            yield k, chance * counts[forms[i], k]

    ahead, back = np.zeros((m + 1, n + 1)), np.zeros((m + 1, n + 1))
    ahead[0, 0] = back[m, n] = 1.0
    for i in range(m):
        for j in np.flatnonzero(ahead[i]).tolist():
            for k, chance in runs(i, j):
                ahead[i + 1, j + k] += ahead[i, j] * chance
    for i in reversed(range(m)):
        for j in range(n + 1):
            back[i, j] = sum(chance * back[i + 1, j + k] for k, chance in runs(i, j))
    for i in range(m):
        for j in np.flatnonzero(ahead[i] * back[i]).tolist():
            for k, chance in runs(i, j):
                share = ahead[i, j] * chance * back[i + 1, j + k] / ahead[m, n]
                times[forms[i], k] += share
                heard[forms[i], codes[j : j + k]] += share


def write(table: Misread, pages: Sequence[Scan]) -> None:
    """Half bits as letters, M for none; counts in hundredths."""
    halves = np.clip(np.round(2 * np.log2(table.ratios)), -12, 12).astype(int)
    row = {
        "about": f"What tesseract reads Arabic letters as, on {len(pages)} pages, by benchmarks/fit_scraps.py.",
        "characters": table.characters,
        "bits": ["".join(chr(ord("M") + half) for half in form) for form in halves.tolist()],
        "counts": np.round(100 * table.counts).astype(int).tolist(),
    }
    TABLE.write_text(json.dumps(row, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    pages = list(read_scans(parser.parse_args().file))
    nothing = np.ones((OTHER + 1, 1))
    tables = [Misread(" ", nothing, np.tile(_COUNTS, (OTHER + 1, 1)))]
    # What is fitted reads the pages for the next time.
    latin_scraps.misread = lambda: tables[-1]  # type: ignore[assignment]
    for _ in range(2):
        pairs = list(readings(pages))
        tables.append(fit(pairs))
        print(f"{len(pairs)} scraps of {len(pages)} pages")
    write(tables[-1], pages)


if __name__ == "__main__":
    main()
