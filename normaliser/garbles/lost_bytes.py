"""What stood where UTF-8 lost the second byte of an Arabic letter: fa, or one of three vowel marks.

Windows-1252 leaves five bytes undefined, and scrapers drop the controls that stand in for them. Of the letters that
begin with D9 that hits fa (81) and the marks kasratan (8D), damma (8F) and kasra (90).
"""

from collections.abc import Sequence
from itertools import product

from normaliser.garbles.plausibility import weigh
from normaliser.script import SHADDA, SUKUN, VOWELS

_FA = "ف"
_MARKS = frozenset(VOWELS + SUKUN)
# What it costs, in nats, to leave a letter without a mark in vocalised text. Long vowels carry none, lam and nun lose
# theirs to the letter after them; any other bare consonant is a surprise. Counted by eye on vocalised prose.
_BARE = {"ا": 0.0, "ى": 0.0, "آ": 0.0, "و": 0.7, "ي": 0.7, "ل": 0.7, "ن": 1.5, "م": 1.5}
_BARE_OTHER = 3.0
_MARKED_ALEF = 3.0
# Of the marks in vocalised text about four in ten are of the kind that gets lost.
_MARK = 0.9
# Words with more gaps than this are left alone: the number of readings doubles with each.
_MOST = 8


def settle(parts: Sequence[str], *, vocalised: bool) -> str | None:
    """The word that `parts` spell, with each "" read as fa or as a lost mark; None when nothing is sure.

    >>> settle(["", "ي"], vocalised=False)
    'في'
    """
    gaps = [i for i, part in enumerate(parts) if not part]
    if not gaps:
        return "".join(parts)
    if not any(part.isalpha() for part in parts):
        return None  # nothing is left but marks and digits, of which one may have been a zero
    if not vocalised:
        return "".join(part or _FA for part in parts)
    if len(gaps) > _MOST:
        return None
    readings = []
    for choice in product((True, False), repeat=len(gaps)):
        letter = dict(zip(gaps, choice, strict=True))
        if all(is_fa or _may_be_mark(parts, gap, letter) for gap, is_fa in letter.items()):
            readings.append((_cost(parts, letter), choice))
    if not readings:
        return None
    _, best = min(readings)
    letter = dict(zip(gaps, best, strict=True))
    return "".join(part or (_FA if letter[i] else "") for i, part in enumerate(parts))


def _may_be_mark(parts: Sequence[str], gap: int, is_fa: dict[int, bool]) -> bool:
    """A vowel mark needs a letter before it, only a shadda may stand between, and no second vowel may follow."""
    if gap + 1 < len(parts) and parts[gap + 1] in _MARKS:
        return False
    before = gap - 1
    if before >= 0 and parts[before] == SHADDA:
        before -= 1
    if before < 0:
        return False
    if not parts[before]:
        return is_fa[before]
    return parts[before] not in _MARKS and parts[before].isalpha()


def _cost(parts: Sequence[str], is_fa: dict[int, bool]) -> float:
    """How unlikely a reading is: its letters as Arabic, and its letters without marks as vocalised text."""
    spelt = [part or (_FA if is_fa[i] else "") for i, part in enumerate(parts)]
    cost = weigh("".join(spelt)).surprise + _MARK * sum(not is_letter for is_letter in is_fa.values())
    for i, part in enumerate(spelt):
        if not part or not part.isalpha():
            continue
        follower = i + 1 < len(spelt) and (not spelt[i + 1] or spelt[i + 1] in _MARKS or spelt[i + 1] == SHADDA)
        if follower:
            cost += _MARKED_ALEF if part == "ا" and not spelt[i + 1] else 0.0
        else:
            cost += _BARE.get(part, _BARE_OTHER)
    return cost
