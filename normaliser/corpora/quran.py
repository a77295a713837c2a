"""The Qur'an as the Tanzil Project gives it, in four spellings, one file each: lines `surah|ayah|text`.

Tanzil writes the basmala in front of the first ayah of every surah but the first (where it is the ayah) and the ninth
(which has none). Here it is a row of its own, ayah 0, so that ayah 1 is only itself.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.shelves import English, Shelf, TextFile
from normaliser.corpora.translations import VERSES, Editions
from normaliser.errors import CorpusError
from normaliser.model import Kind, Ref
from normaliser.skeleton import fold_skeleton

if TYPE_CHECKING:
    from normaliser.corpora.entry import Entry

SURAHS = 114
NO_BASMALA = (1, 9)
"""Surahs with no row for the basmala: in the first it is ayah 1, the ninth has none."""

SPELLINGS = ("simple", "uthmani")
"""The two that are searched: 885 verses differ between them even with every alef dropped."""

FORMS = ("simple", "simple-plain", "uthmani", "simple-clean")
"""Every spelling a quoter may have used, the commonest first."""

GRAM = 5
"""Letters in a gram: short, as damaged letters break every gram they stand in, and the Qur'an is small."""

_LINE = re.compile(rb"^(\d+)\|(\d+)\|([^\r\n]*)", re.MULTILINE)
_BASMALA_WORDS = 4

Row = tuple[int, int, int, int]  # surah, ayah, byte offset, byte length


def load_quran(paths: Mapping[str, Path], step: Step) -> Draft:
    """Index the spellings; raises `CorpusError` when a file is not a whole Qur'an."""
    step(0)
    draft, borders = Draft(names=list(FORMS)), array("q")
    rows: dict[str, list[Row]] = {}
    for name in FORMS:
        data = paths[name].read_bytes()
        rows[name] = _locate_rows(data, paths[name])
        draft.columns[f"offset.{name}"] = array("i", [row[2] for row in rows[name]])
        draft.columns[f"length.{name}"] = array("i", [row[3] for row in rows[name]])
        if name in SPELLINGS:
            for _, _, offset, length in rows[name]:
                draft.add_row(data[offset : offset + length].decode())
            borders.append(len(draft.rasm))
    draft.borders = borders
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


class QuranShelf(Shelf):
    """The Qur'an: a stream of rows in the simple spelling, then one in the Uthmani, each in mushaf order.

    The basmala before ayah 1 of 112 surahs is a row of its own, ayah 0.
    """

    kind = Kind.QURAN

    def __init__(
        self,
        entry: "Entry",
        paths: Mapping[str, Path],
        load_editions: Callable[[], Editions | None],
        wanted: tuple[str, ...] | None,
    ) -> None:
        super().__init__("quran", entry)
        self.rasm_bytes = entry.rasm_map[:]  # half a megabyte; `bytes.find` is much faster than a map's
        self._surah, self._ayah = entry.array("surah"), entry.array("ayah")
        self._count = len(self._surah)
        self._places = {
            form: (TextFile(paths[form]), entry.array(f"offset.{form}"), entry.array(f"length.{form}"))
            for form in FORMS
        }
        self._load_editions = load_editions
        self._wanted = wanted
        # Row and ayah of the first row of each surah: rows of a surah follow one another.
        self._first = {surah: bisect_left(self._surah, surah) for surah in range(1, SURAHS + 2)}

    def row_of(self, surah: int, ayah: int, spelling: str = "simple") -> int | None:
        """The row of a verse, or None when there is none; ayah 0 is the basmala before ayah 1."""
        if not 1 <= surah <= 114 or ayah < 0:
            return None
        row = self._first[surah] + ayah - int(self._ayah[self._first[surah]])
        if not self._first[surah] <= row < self._first[surah + 1]:
            return None
        return row + self._count * SPELLINGS.index(spelling)

    def rows_of(self, ref: str) -> tuple[int, ...]:
        """The rows of `quran:2:255` or `quran:29:1-3` in the simple spelling, in order."""
        parsed = parse_quran_ref(ref)
        if parsed is None:
            return ()
        surah, first, last = parsed
        low, high = self.row_of(surah, first), self.row_of(surah, last)
        return () if low is None or high is None else tuple(range(low, high + 1))

    def spelling(self, row: int) -> str:
        """Which spelling a row is in: "simple" or "uthmani"."""
        return SPELLINGS[row // self._count]

    def twin(self, start: int, end: int) -> tuple[int, int]:
        """The rasm region `[start, end)` of one spelling in the other: as far into the verses it begins and ends in."""

        def place(position: int) -> int:
            row = self.row_at(position)
            other = self.twin_row(row)
            return int(min(self.starts[other] + position - self.starts[row], self.starts[other + 1] - 1))

        low, high = place(start), place(end - 1) + 1
        return (low, high) if low < high else (start, end)  # it runs from one spelling into the other

    def twin_row(self, row: int) -> int:
        """The row of the same verse in the other spelling."""
        return row + (self._count if row < self._count else -self._count)

    def text(self, row: int) -> str:
        """The verse verbatim in the row's own spelling, pause marks included."""
        return self._read(self.spelling(row), row % self._count)

    def forms(self, surah: int, ayah: int) -> tuple[str, ...]:
        """A verse in simple, simple-plain, uthmani and simple-clean spelling, verbatim; empty when there is none."""
        row = self.row_of(surah, ayah)
        return () if row is None else tuple(self._read(form, row) for form in self._places)

    def _read(self, form: str, row: int) -> str:
        file, offsets, lengths = self._places[form]
        return file.read(int(offsets[row]), int(lengths[row])).decode()

    def ref(self, row: int) -> Ref:
        surah, ayah = self.key(row)
        return Ref(f"quran:{surah}:{ayah}")

    def key(self, row: int) -> tuple[int, int]:
        row %= self._count
        return int(self._surah[row]), int(self._ayah[row])

    def english(self, row: int) -> English:
        """Every edition's translation of the verse; for a basmala, that of 1:1."""
        editions = self._load_editions()
        if editions is None:
            return ()
        return editions.read(self.verse(row), self._wanted)

    def verse(self, row: int) -> int:
        """How many verses stand before the one in a row, basmala rows not counted; for a basmala that of 1:1."""
        row %= self._count
        surah = self._surah[row]
        return row - max(0, surah - 1) + (surah >= 9) if self._ayah[row] else 0


def parse_quran_ref(ref: str) -> tuple[int, int, int] | None:
    """Surah, first and last ayah of a ref, or None when it is not a well-formed ref to the Qur'an.

    >>> parse_quran_ref("quran:29:1-3"), parse_quran_ref("quran:2:255"), parse_quran_ref("hadith:muslim:1")
    ((29, 1, 3), (2, 255, 255), None)
    """
    scheme, _, rest = ref.partition(":")
    surah, _, ayahs = rest.partition(":")
    first, dash, last = ayahs.partition("-")
    numbers = (surah, first, last if dash else first)
    if scheme != "quran" or not all(n.isascii() and n.isdigit() and len(n) < 4 for n in numbers):
        return None
    parsed = int(numbers[0]), int(numbers[1]), int(numbers[2])
    return parsed if parsed[1] <= parsed[2] else None
