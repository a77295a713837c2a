"""The Qur'an as the Tanzil Project gives it, in four spellings, one file each: lines `surah|ayah|text`.

Tanzil writes the basmala in front of the first ayah of every surah but the first (where it is the ayah) and the ninth
(which has none). Here it is a row of its own, ayah 0, so that ayah 1 is only itself.
"""

import re
from array import array
from collections.abc import Mapping
from pathlib import Path

from normaliser.corpora.index import Draft
from normaliser.errors import CorpusError
from normaliser.skeleton import fold_rasm, fold_skeleton

VERSES = 6236
SURAHS = 114
NO_BASMALA = (1, 9)
"""Surahs with no row for the basmala: in the first it is ayah 1, the ninth has none."""

SPELLINGS = ("simple", "uthmani")
"""The two that are searched: 885 verses differ between them even with every alef dropped."""

FORMS = ("simple", "simple-plain", "uthmani", "simple-clean")
"""Every spelling a quoter may have used, the commonest first."""

GRAM = 6
"""Letters in a gram: short, as damaged letters break every gram they stand in, and the Qur'an is small."""

_LINE = re.compile(rb"^(\d+)\|(\d+)\|([^\r\n]*)", re.MULTILINE)
_BASMALA_WORDS = 4

Row = tuple[int, int, int, int]  # surah, ayah, byte offset, byte length


def load_quran(paths: Mapping[str, Path]) -> Draft:
    """Index the spellings; raises `CorpusError` when a file is not a whole Qur'an."""
    draft = Draft(borders=array("q"), names=list(FORMS))
    rows: dict[str, list[Row]] = {}
    for name in FORMS:
        data = paths[name].read_bytes()
        rows[name] = _locate_rows(data, paths[name])
        draft.columns[f"offset.{name}"] = array("i", [row[2] for row in rows[name]])
        draft.columns[f"length.{name}"] = array("i", [row[3] for row in rows[name]])
        if name in SPELLINGS:
            for _, _, offset, length in rows[name]:
                draft.add_row(fold_rasm(data[offset : offset + length].decode()))
            draft.borders.append(len(draft.rasm))  # type: ignore[union-attr]
    draft.columns["surah"] = array("B", [row[0] for row in rows["simple"]])
    draft.columns["ayah"] = array("H", [row[1] for row in rows["simple"]])
    return draft


def _locate_rows(data: bytes, path: Path) -> list[Row]:
    """Every verse in mushaf order, and the basmala before it where one stands."""
    lines = [(int(m[1]), int(m[2]), m.start(3), m[3]) for m in _LINE.finditer(data)]
    _check([line[:2] for line in lines], path)
    opening, opening_text = lines[0][2], lines[0][3]
    basmala = fold_skeleton(opening_text.decode())
    rows: list[Row] = []
    for surah, ayah, offset, text in lines:
        glued = 0
        if ayah == 1 and surah not in NO_BASMALA:
            glued = _glued(text, basmala)
            # A file that leaves the basmala out still has one: that of the first surah.
            rows.append((surah, 0, offset, glued) if glued else (surah, 0, opening, len(opening_text)))
        skip = glued + 1 if glued else 0
        rows.append((surah, ayah, offset + skip, len(text) - skip))
    return rows


def _glued(text: bytes, basmala: str) -> int:
    """How many bytes of basmala `text` begins with. Letters are compared: 95:1 and 97:1 write a shadda on the ba."""
    words = text.split(b" ", _BASMALA_WORDS)[:_BASMALA_WORDS]
    head = b" ".join(words)
    return len(head) if fold_skeleton(head.decode()) == basmala else 0


def _check(places: list[tuple[int, int]], path: Path) -> None:
    """Whether the verses are those of the Qur'an: 6,236, in order, in 114 surahs."""
    if len(places) != VERSES:
        raise CorpusError(f"{path} has {len(places):,} verses, a Qur'an has {VERSES:,}")
    surahs = 0
    for (surah, ayah), (before, last) in zip(places, [(0, 0), *places], strict=False):
        surahs += surah != before
        if (surah, ayah) not in ((before, last + 1), (before + 1, 1)):
            raise CorpusError(f"{path}: {surah}:{ayah} stands after {before}:{last}")
    if surahs != SURAHS:
        raise CorpusError(f"{path} has {surahs} surahs, a Qur'an has {SURAHS}")
