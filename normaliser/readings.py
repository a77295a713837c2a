"""Other readings of the Qur'an: where the transmissions of the ten readers have another word than that of Hafs.

The reference texts are in the transmission of Hafs. A quotation in another one is as right, and shares its letters but
for dots and alefs, so that it looks like damage. `data/readings.json` holds, for each verse, words as Hafs has them and
how others read them: differences in letters or vowels in single words. They were put together by hand and not collated
with an edition of the readings; that each word stands in its verse is tested. What every reader does throughout (how he
pronounces a hamza, where he lengthens a vowel) is not among them.
"""

import json
from functools import cache
from importlib import resources

from normaliser.skeleton import fold_skeleton
from normaliser.spelling import contradictions, same_letters


def is_other_reading(surah: int, ayah: int, skeleton: str, word: str) -> bool:
    """Whether a quoted word is how others than Hafs read the word of the verse with that skeleton.

    >>> is_other_reading(2, 132, "ووصي", "وأوصى"), is_other_reading(2, 132, "ووصي", "وأرضى")
    (True, False)
    """
    readings = _readings().get((surah, ayah, skeleton), ())
    return any(same_letters(word, reading) and not contradictions(word, reading, True, False) for reading in readings)


@cache
def _readings() -> dict[tuple[int, int, str], tuple[str, ...]]:
    """The other readings of each word, by verse and skeleton."""
    text = resources.files("normaliser").joinpath("data/readings.json").read_text(encoding="utf-8")
    verses: dict[str, dict[str, list[str]]] = json.loads(text)
    found = {}
    for verse, words in verses.items():
        surah, ayah = map(int, verse.split(":"))
        found.update({(surah, ayah, fold_skeleton(word)): tuple(others) for word, others in words.items()})
    return found
