"""How many letters two skeletons differ by, dots counting less than shapes."""

import sys
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from normaliser.skeleton import RASM_CODE

_DOT_SHARE = 0.5  # a wrong dot costs half a wrong letter: dots are what scanning and copying lose first
_MANY = 30  # pairs of words from which on a table of them is quicker made as one than one by one,
_VERY_MANY = 2000  # and from which on it is worth loading numpy for it: a short process does without
_SHAPES = {ord(c): chr(0x60 + code) for c, code in RASM_CODE.items()} | {ord("ا"): "A"}


@cache
def levenshtein() -> Any:
    """The module of rapidfuzz, imported when something is first compared."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein


@cache
def _cdist() -> Any:
    from rapidfuzz.process import cdist

    return cdist


@lru_cache(maxsize=8192)
def shape_of(skeleton: str) -> str:
    """The skeleton with letters of one shape written as one character; alef kept."""
    return skeleton.translate(_SHAPES)


def shape_distance(a: str, b: str) -> int:
    """How many letters two skeletons differ by when dots do not count."""
    distance: int = levenshtein().distance(shape_of(a), shape_of(b))
    return distance


@lru_cache(maxsize=8192)
def letter_distance(a: str, b: str) -> float:
    """How many letters two skeletons differ by, a wrong dot counting half.

    >>> letter_distance("بيت", "بنت"), letter_distance("بيت", "بيوت")
    (0.5, 1.0)
    """
    return 0.0 if a == b else shaped_distance(a, b, shape_of(a), shape_of(b))


def shaped_distance(a: str, b: str, shape_a: str, shape_b: str) -> float:
    """`letter_distance` of two skeletons whose shapes are known, for those that compare each with many."""
    distance = levenshtein().distance
    return weigh_letters(distance(shape_a, shape_b), distance(a, b))


def weigh_letters(shapes: int, letters: int) -> float:
    """How many letters differ, a wrong dot counting half, when so many differ in shape, and in shape or dots."""
    return shapes + _DOT_SHARE * (letters - shapes)


def _is_few(pairs: int) -> bool:
    return pairs < (_MANY if "numpy" in sys.modules else _VERY_MANY)


def distances(ours: Sequence[str], theirs: Sequence[str]) -> list[list[int]]:
    """How many letters each of some words differs by from each of others, a wrong dot counting one.

    >>> distances(["بيت", "بنت"], ["بيت", "بيوت"])
    [[0, 1], [1, 2]]
    """
    if _is_few(len(ours) * len(theirs)):
        distance = levenshtein().distance
        return [[distance(word, other) for other in theirs] for word in ours]
    table: list[list[int]] = _cdist()(ours, theirs, scorer=levenshtein().distance).tolist()
    return table


def close(ours: Sequence[str], theirs: Sequence[str], most: float, *, share: bool = False) -> list[tuple[int, int]]:
    """Which of some words differ from which of others in no more than `most` letters, or such a share of the longer.

    >>> close(["بيت", "بنت"], ["بيت", "بيوت"], 1)
    [(0, 0), (0, 1), (1, 0)]
    """
    if not ours or not theirs:
        return []
    scorer = levenshtein().normalized_distance if share else levenshtein().distance
    if _is_few(len(ours) * len(theirs)):
        return [(i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if scorer(a, b) <= most]
    found, at = (_cdist()(ours, theirs, scorer=scorer, score_cutoff=most) <= most).nonzero()
    return list(zip(found.tolist(), at.tolist(), strict=True))
