"""Sixteen English translations of the Qur'an, as Tanzil's XML: found by offset, read when asked for.

The files are not well-formed XML (the first comment holds a double hyphen), so they are read by pattern.
"""

import re
from array import array
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.shelves import English, TextFile
from normaliser.errors import CorpusError

if TYPE_CHECKING:
    from normaliser.corpora.entry import Entry

VERSES = 6236

_ELEMENT = re.compile(rb'<sura\s+index="(\d+)"|<aya\s+index="(\d+)"\s+text="([^"]*)"')


def load_translations(paths: Mapping[str, Path], step: Step) -> Draft:
    """Where each verse stands in each edition; an edition that is not whole is left out with a warning."""
    step(0)
    draft = Draft()
    for name, path in paths.items():
        try:
            offsets, lengths = _locate_verses(path)
        except (CorpusError, UnicodeDecodeError) as error:
            draft.warnings.append(f"english: {name} left out: {error}")
            continue
        draft.names.append(name)
        draft.columns[f"offset.{name}"] = offsets
        draft.columns[f"length.{name}"] = lengths
    return draft


def _locate_verses(path: Path) -> "tuple[array[int], array[int]]":
    offsets, lengths = array("i"), array("i")
    surah, ayah = 0, 0
    data = path.read_bytes()
    data.decode()  # so that a file that is not UTF-8 is found out now, not when a verse of it is read
    for match in _ELEMENT.finditer(data):
        if match[1]:
            surah, ayah = surah + 1, 0
            wanted, found = surah, int(match[1])
        else:
            ayah += 1
            wanted, found = ayah, int(match[2])
            offsets.append(match.start(3))
            lengths.append(match.end(3) - match.start(3))
        if wanted != found:
            raise CorpusError(f"{path}: after {surah}:{ayah} the numbers are out of order")
    if len(offsets) != VERSES:
        raise CorpusError(f"{path} has {len(offsets):,} verses, a Qur'an has {VERSES:,}")
    return offsets, lengths


def read_translation(raw: bytes) -> str:
    """The text of one verse as it stands in the file.

    >>> read_translation(b"&quot;Peace,&quot; he said")
    '"Peace," he said'
    """
    text = raw.decode()
    return unescape(text) if "&" in text else text


class Editions:
    """The English translations of the Qur'an."""

    def __init__(self, entry: "Entry", paths: Mapping[str, Path]) -> None:
        self.names = entry.names
        self._places = {
            name: (TextFile(paths[name]), entry.array(f"offset.{name}"), entry.array(f"length.{name}"))
            for name in entry.names
        }

    def read(self, verse: int, wanted: tuple[str, ...] | None) -> English:
        """Every wanted edition's text of a verse; `verse` counts from 0 through the whole Qur'an."""
        names = self.names if wanted is None else [name for name in self.names if name in wanted]
        return tuple([(name, self.read_one(verse, name)) for name in names])

    def read_one(self, verse: int, name: str) -> str:
        """One edition's text of a verse."""
        file, offsets, lengths = self._places[name]
        return read_translation(file.read(offsets[verse], lengths[verse]))
