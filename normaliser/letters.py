"""How many letters two skeletons differ by, dots counting less than shapes."""

from functools import cache, lru_cache
from typing import Any

from normaliser.skeleton import RASM_CODE

_DOT_SHARE = 0.5  # a wrong dot costs half a wrong letter: dots are what scanning and copying lose first
_SHAPES = {ord(c): chr(0x60 + code) for c, code in RASM_CODE.items()} | {ord("ا"): "A"}


@cache
def levenshtein() -> Any:
    """The module of rapidfuzz, imported when something is first compared."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein


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
    shapes: int = distance(shape_a, shape_b)
    letters: int = distance(a, b)
    return shapes + _DOT_SHARE * (letters - shapes)
