"""Measure how often repairs are right, by kind of change and by confidence, and propose thresholds.

python -m benchmarks.calibrate --seed 1 --count 4000            tables and proposals
python -m benchmarks.calibrate --half held --seed 2             the same on passages nothing was fitted on
python -m benchmarks.calibrate --half held --kind hadith        the same, quotations of narrations alone
python -m benchmarks.calibrate --sound quran --first 0          sound text must come back as it stands
python -m benchmarks.calibrate --sound hadith --count 5000
python -m benchmarks.calibrate --fit --seed 301 --count 15000   fit confidence and thresholds, measure, write the file
python -m benchmarks.calibrate --hidden 1000                    wordings that no installed book has
"""

import argparse
import math
import time
from collections.abc import Iterable
from typing import Any

from benchmarks.calibration_tables import print_tables
from benchmarks.confidence import RAW, fit, reliability, table, uncalibrated, write
from benchmarks.garble import Document, documents
from benchmarks.judge import Outcome, run, traced
from benchmarks.quoted import Shelves
from benchmarks.sound import hidden_wordings, hide_own_wording, print_sound, sound_narrations, sound_verses
from normaliser.corpora import Library
from normaliser.model import Kind
from normaliser.options import Options
from normaliser.pipeline import Normaliser


def measure(pages: Iterable[Document], fixer: Normaliser, shelves: Shelves, seconds: float) -> list[Outcome]:
    """Repair pages one by one until they or the seconds run out."""
    started, outcomes = time.monotonic(), []
    with traced() as trace:
        for page in pages:
            outcomes.append(run(page, fixer, shelves, trace))
            if time.monotonic() - started > seconds:
                break
    return outcomes


def fit_and_measure(seed: int, count: int) -> dict[str, Any]:
    """What the package is calibrated with: fitted on one half with this seed, measured on the other with the next."""
    library = Library(RAW)
    with uncalibrated():
        fitting = measure(documents(Shelves(library, "fit"), seed, count), Normaliser(RAW), Shelves(library), math.inf)
    calibration = {"fitted": {"half": "fit", "seed": seed, "pages": count, **fit(fitting)}}
    calibration |= {name: calibration["fitted"].pop(name) for name in ("confidence", "repaired")}
    write(calibration)
    held = measure(documents(Shelves(library, "held"), seed + 1, count), Normaliser(), Shelves(library), math.inf)
    told = {"half": "held", "seed": seed + 1, "pages": count, "changed": table(held), "reliability": reliability(held)}
    write(calibration | {"measured": told})
    return told


def main() -> None:
    chosen = _arguments()
    if chosen.fit:
        print(*fit_and_measure(chosen.seed, chosen.count)["changed"], sep="\n")
        return
    options = Options()
    fixer = Normaliser(options)
    shelves = Shelves(fixer.library, chosen.half, chosen.kind)
    if chosen.quick:
        chosen.count, chosen.seconds = 60, 10.0
    if chosen.sound:
        verses = chosen.sound == "quran"
        pages = sound_verses(shelves, chosen.first) if verses else sound_narrations(shelves, chosen.seed, chosen.count)
        print_sound(measure(pages, fixer, shelves, chosen.seconds))
        return
    if chosen.hidden:
        hide_own_wording()
        pages = hidden_wordings(shelves, chosen.seed, chosen.hidden)
    else:
        pages = documents(shelves, chosen.seed, chosen.count, chosen.first)
    outcomes = measure(pages, fixer, shelves, chosen.seconds)
    print_tables(outcomes, options.evidence.accept, chosen.worst)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=4000, help="documents")
    parser.add_argument("--first", type=int, default=0, help="documents of the seed to skip: for running in slices")
    parser.add_argument("--half", choices=("fit", "held"), default=None)
    kinds = (Kind.QURAN, Kind.HADITH)
    parser.add_argument("--kind", type=Kind, choices=kinds, help="quote only these; invented text stays as it is")
    parser.add_argument("--seconds", type=float, default=110.0, help="stop after so many")
    parser.add_argument("--worst", type=int, default=20, help="wrong repairs to print")
    parser.add_argument("--sound", choices=("quran", "hadith"))
    parser.add_argument("--hidden", type=int, default=0, help="so many narrations whose wording is hidden")
    parser.add_argument("--fit", action="store_true", help="write normaliser/data/calibration.json")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
