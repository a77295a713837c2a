"""A corpus of the user's own: a JSON Lines file, one object a line with ref, arabic and, if there is one, english.

For example: {"ref": "dua:travel", "arabic": "سبحان الذي سخر لنا هذا", "english": "Glory to Him who has subjected this"}
"""

import json
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.shelves import English, Shelf
from normaliser.errors import CorpusError
from normaliser.model import Ref

if TYPE_CHECKING:
    from normaliser.corpora.entry import Entry

GRAM = 6
"""As for the Qur'an: such corpora are small and their entries short."""

_EXAMPLE = '{"ref": "dua:travel", "arabic": "سبحان الذي سخر لنا هذا", "english": "Glory to Him"}'


def load_own(path: Path, step: Step) -> Draft:
    """Index a file; its texts are copied into the index, so that editing the file does no harm to a run.

    Raises `CorpusError` with path and line for a line that cannot be used.
    """
    step(0)
    draft = Draft(columns={"texts": array("B"), "cuts": array("q", [0])})
    texts, cuts = draft.columns["texts"], draft.columns["cuts"]
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        fields = _read_line(line, f"{path}:{number}")
        if not draft.add_row(fields[1]):
            raise CorpusError(f'{path}:{number}: "arabic" has no Arabic letters; try a line like {_EXAMPLE}')
        for field in fields:
            texts.frombytes(field.encode())
            cuts.append(len(texts))
    if len(draft.starts) == 1:
        raise CorpusError(f"{path} has no entries; try lines like {_EXAMPLE}")
    return draft


def _read_line(line: bytes, where: str) -> tuple[str, str, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise CorpusError(f"{where}: not JSON in UTF-8 ({error}); try a line like {_EXAMPLE}") from error
    if not isinstance(row, dict):
        raise CorpusError(f"{where}: not an object; try a line like {_EXAMPLE}")
    ref, arabic, english = row.get("ref"), row.get("arabic"), row.get("english") or ""
    for name, value in (("ref", ref), ("arabic", arabic), ("english", english)):
        if not isinstance(value, str) or (name != "english" and not value.strip()):
            raise CorpusError(f'{where}: "{name}" must be text and not empty; try a line like {_EXAMPLE}')
    try:
        "".join((str(ref), str(arabic), english)).encode()
    except UnicodeEncodeError as error:
        raise CorpusError(f"{where}: half a surrogate pair ({error}); write the character itself") from error
    return str(ref), str(arabic), english


class OwnShelf(Shelf):
    """A corpus of the user's own. Its texts lie in the index, three a row: ref, Arabic, English."""

    def __init__(self, name: str, entry: "Entry") -> None:
        super().__init__(name, entry)
        self._texts = entry.array("texts")
        self._cuts = entry.array("cuts")
        self._rows: dict[str, list[int]] | None = None

    def _field(self, row: int, field: int) -> str:
        place = 3 * row + field
        return self._texts[self._cuts[place] : self._cuts[place + 1]].tobytes().decode()

    def text(self, row: int) -> str:
        return self._field(row, 1)

    def ref(self, row: int) -> Ref:
        return Ref(self._field(row, 0))

    def rows_of(self, ref: str) -> tuple[int, ...]:
        """The rows the user named so."""
        if self._rows is None:
            rows: dict[str, list[int]] = {}
            for row in range(self.rows()):
                rows.setdefault(self._field(row, 0), []).append(row)
            self._rows = rows
        return tuple(self._rows.get(ref, ()))

    def english(self, row: int) -> English:
        """The user's own English, edition "en", or nothing."""
        text = self._field(row, 2)
        return (("en", text),) if text.strip() else ()
