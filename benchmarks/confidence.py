"""Fits how often repairs are right to how sure they are, and writes what comes of it into the package.

Called by `python -m benchmarks.calibrate --fit`. What the core weighs is a product of estimated risks. Here it is
measured how often what was weighed so is borne out, and the share becomes the confidence. Fitting and measuring use
other verses, other books and other seeds.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import normaliser
import normaliser.decide as core
from benchmarks.judge import Outcome
from normaliser.calibration import interpolate
from normaliser.model import Kind, Status
from normaliser.options import Options, load_calibration

FILE = Path(normaliser.__file__).parent / "data" / "calibration.json"
MOST_WRONG = 0.001
"""Of the pages that are changed at the default."""
RAW = Options(min_confidence=0.86)
"""What is looked at while fitting; what would only be suggested is judged all the same."""
_EDGES = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.86, 0.92, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 1.01)
_STEPS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)  # of the confidence, in the table
_KINDS = (Kind.QURAN, Kind.HADITH)

Row = dict[str, Any]


def uncalibrated() -> Any:
    """While it lasts, confidence is what the core weighs."""
    return patch.object(core, "calibrated", lambda weighed: weighed)


def fit(outcomes: Sequence[Outcome]) -> Row:
    """The map from what is weighed to how often it is borne out, and the threshold that follows."""
    weighed = [(w, o) for o in outcomes if (w := _weighed(o)) is not None]
    confidence = fit_shares([(w, o.borne_out) for w, o in weighed])
    lowest = lowest_edge([(w, o.proposed == "worse") for w, o in weighed])
    repaired = math.floor(1000 * interpolate(lowest, confidence)) / 1000
    return {"proposals": len(weighed), "confidence": confidence, "repaired": repaired}


def _weighed(outcome: Outcome) -> float | None:
    quotation = outcome.quotation
    if quotation is None or quotation.kind not in _KINDS or not outcome.changes:
        return None
    return quotation.confidence if quotation.status in (Status.REPAIRED, Status.SUGGESTED) else None


def _kind(outcome: Outcome) -> Kind | None:
    return outcome.quotation.kind if outcome.quotation else None


def fit_shares(points: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Isotonic regression over bins: the middle of each, and the share of it that was borne out."""
    blocks: list[tuple[float, int, int]] = []  # sum of what was weighed, how many, how many of them right
    for low, high in pairwise(_EDGES):
        inside = [(w, right) for w, right in points if low <= w < high]
        if not inside:
            continue
        blocks.append((sum(w for w, _ in inside), len(inside), sum(right for _, right in inside)))
        while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
            (a, b), blocks[-2:] = blocks[-2:], []
            blocks.append((a[0] + b[0], a[1] + b[1], a[2] + b[2]))
    return [[round(block[0] / block[1], 4), round(_share(block), 4)] for block in blocks]


def _share(block: tuple[float, int, int]) -> float:
    return (block[2] + 0.5) / (block[1] + 1)


def lowest_edge(points: Sequence[tuple[float, bool]]) -> float:
    """The lowest bin from which on at most `MOST_WRONG` of what is proposed is wrong."""
    for edge in _EDGES:
        above = [wrong for weighed, wrong in points if weighed >= edge]
        if sum(above) <= MOST_WRONG * len(above):
            return edge
    raise AssertionError("nothing is weighed more than the last edge")


# --- what comes of it ---------------------------------------------------------------------------------------------


def table(outcomes: Sequence[Outcome]) -> list[Row]:
    """Of the pages that were changed, how many came out right, with something left, or wrong: worse than they were.

    Of sound and invented text all pages count.
    """
    changed = [o for o in outcomes if o.altered or o.document.sound]
    groups: dict[str, Callable[[Outcome], bool]] = {
        "all": lambda o: o.altered,
        "quran": lambda o: o.altered and _kind(o) is Kind.QURAN,
        "hadith": lambda o: o.altered and _kind(o) is Kind.HADITH,
        "words deleted": lambda o: o.altered and any(c.edit.old.strip() and not c.edit.new.strip() for c in o.changes),
        "sound or invented text": lambda o: o.document.sound,
    }
    return [_line(name, [o.verdict for o in changed if test(o)]) for name, test in groups.items()]


def _line(name: str, verdicts: Sequence[str]) -> Row:
    wrong, right = verdicts.count("worse"), verdicts.count("right")
    left = len(verdicts) - wrong - right
    most = round(upper(wrong, len(verdicts)), 5)
    return {"what": name, "pages": len(verdicts), "right": right, "left": left, "wrong": wrong, "wrong_at_most": most}


def reliability(outcomes: Sequence[Outcome]) -> list[Row]:
    """Of what was proposed with a confidence of so much, applied or not: how much of it was borne out."""
    rows = []
    for kind in _KINDS:
        proposals = [(w, o) for o in outcomes if _kind(o) is kind and (w := _weighed(o)) is not None]
        for low, high in pairwise(_STEPS):
            inside = [(confidence, o.borne_out) for confidence, o in proposals if low <= confidence < high]
            if inside:
                right = sum(right for _, right in inside)
                mean = sum(confidence for confidence, _ in inside) / len(inside)
                share = {"confidence": round(mean, 4), "borne_out": round(right / len(inside), 4)}
                rows.append({"kind": str(kind), "from": low, "proposals": len(inside), **share})
    return rows


def upper(wrong: int, n: int) -> float:
    """The upper end of Wilson's 95 % interval for a share; 1 where there is nothing to go by."""
    if not n:
        return 1.0
    z = 1.96
    middle = wrong / n + z * z / (2 * n)
    return (middle + z * math.sqrt(wrong / n * (1 - wrong / n) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def render(calibration: Row) -> str:
    """The file that the package reads, with each row of a table on a line of its own."""
    text = json.dumps(calibration, indent=1, ensure_ascii=False)
    return re.sub(r"(?<!^)[\[{]\n[^\[\]{}]*[\]}]", lambda row: re.sub(r"\s*\n\s*", " ", row.group()), text) + "\n"


def write(calibration: Row) -> None:
    """Put it into the package, which uses it from then on."""
    FILE.write_text(render(calibration), encoding="utf-8")
    load_calibration.cache_clear()
