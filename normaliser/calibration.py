"""From what `decide` weighs to confidence: how often repairs that were weighed so were right when it was measured.

What is weighed is a product of estimated risks, and so is only in the right order. `data/calibration.json` holds what
`benchmarks/calibrate.py --fit` measured on reference texts that it had garbled: the share that was right, from the
least sure to the surest.
"""

from bisect import bisect
from collections.abc import Sequence

from normaliser.options import load_calibration


def calibrated(weighed: float) -> float:
    """The share of proposals weighed so that were right, 0 to 1."""
    return interpolate(weighed, load_calibration().shares)


def interpolate(x: float, points: Sequence[Sequence[float]]) -> float:
    """The height at `x` of the line through points in rising order; level before the first and after the last.

    >>> interpolate(0.5, [(0.0, 0.1), (1.0, 0.3)]), interpolate(7.0, [(0.0, 0.1), (1.0, 0.3)])
    (0.2, 0.3)
    """
    after = bisect([point[0] for point in points], x)
    if after in (0, len(points)):
        return points[min(after, len(points) - 1)][1]
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
