"""Decisions done to files, and undone again.

A file is touched only while it is, byte for byte, what was reviewed; what does not stand where it is said to is
refused, and so is what cannot be written there. Before a file is rewritten, what it takes to undo that is on the disk:
one line of a journal beside the decisions for each file.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from normaliser.batch import rewrite, write_atomically
from normaliser.decisions import Decision, Decisions, Place, Reviewed
from normaliser.errors import InputError, NormaliserError, OutputError
from normaliser.lines import Lines
from normaliser.memory import edits_between
from normaliser.model import Edit, Span
from normaliser.sources import STDIN, Source, read_source, write_back


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the decisions about one file."""

    path: str
    changed: int  # places that now have another text
    kept: int  # places that were to stay as they are
    refused: tuple[str, ...]  # why others could not be done; each names its place


def apply_decisions(given: Decisions, journal: Path) -> Iterator[Outcome]:
    """Do what was decided, file by file; `journal` takes what is needed to undo it."""
    by_file: defaultdict[str, list[tuple[Decision, Place]]] = defaultdict(list)
    for decision in given.decisions:
        for place in decision.places:
            by_file[place.path].append((decision, place))
    run = _last_run(journal) + 1
    for path, work in by_file.items():
        try:
            yield _apply_to_file(path, work, given.files.get(path), (journal, run))
        except NormaliserError as error:
            yield Outcome(path, 0, 0, (str(error),))


def _apply_to_file(
    path: str, work: Sequence[tuple[Decision, Place]], reviewed: Reviewed | None, journal: tuple[Path, int]
) -> Outcome:
    if reviewed is None or path == STDIN:
        raise InputError(f"{path}: there is no file to apply decisions to; review files, not standard input")
    source = read_source(path, reviewed.intake)
    if _sha256(source.data) != reviewed.sha256:
        raise InputError(f"{path}: is not as it was when it was reviewed, left alone; review it again")
    edits, refused, changed = _edits(source, work)
    if edits:
        data = write_back(source, edits)
        _note(journal, path, source.data, data)
        rewrite(path, data, read=source.data)
    return Outcome(path, changed, len(work) - changed - len(refused), tuple(refused))


def _edits(source: Source, work: Sequence[tuple[Decision, Place]]) -> tuple[list[Edit], list[str], int]:
    """The edits of a source's text that do what was decided; why some cannot be; how many places change."""
    made: list[Edit] = []
    taken: list[tuple[int, Span]] = []
    refused: list[str] = []
    changed = 0
    for decision, place in sorted(work, key=lambda item: (item[1].text, item[1].span)):
        if decision.final == decision.before:
            continue
        before = bool(taken and taken[-1][0] == place.text and place.span.start < taken[-1][1].end)
        edits = None if before else _edits_of(source, decision, place)
        if not edits or (made and edits[0].span.start < made[-1].span.end):
            refused.append(_why(source, decision, place, overlaps=before))
            continue
        taken.append((place.text, place.span))
        made += edits
        changed += 1
    return made, refused, changed


def _edits_of(source: Source, decision: Decision, place: Place) -> list[Edit] | None:
    """What one decision changes in a source's text; None when that is not to be done there."""
    if not _stands(source, decision, place):
        return None
    text = source.texts[place.text]
    written: list[Edit] = []
    for edit in edits_between(decision.before, decision.final, place.span.start, ""):
        read = text.reading.write(edit) if text.reading else (edit,)
        for one in read or ():
            found = list(text.write([one]))
            if not found:
                return None
            written += found
        if not read:
            return None
    return written


def _stands(source: Source, decision: Decision, place: Place) -> bool:
    return place.text < len(source.texts) and place.span.of(source.texts[place.text].view) == decision.before


def _why(source: Source, decision: Decision, place: Place, *, overlaps: bool) -> str:
    if place.text >= len(source.texts):
        return f"{source.path}: holds no text number {place.text}; review the file again"
    text = source.texts[place.text]
    start = text.reading.to_source(place.span).start if text.reading else place.span.start
    line, column = Lines(text.text).place(start)
    where = text.name_in(source.path)
    if overlaps:
        what = "overlaps what another decision changes; review the file again"
    elif not _stands(source, decision, place):
        what = "holds another text than the one that was reviewed; review the file again"
    else:
        what = "cannot be written so without breaking the file; edit it by hand"
    return f"{where}:{line}:{column}: {what}"


def undo_decisions(journal: Path) -> Iterator[Outcome]:
    """Undo what was applied last, file by file; what was changed since is refused and can be undone later.

    Raises `InputError` when nothing is left to undo.
    """
    steps = list(_steps(journal))
    if not steps:
        raise InputError(f"{journal}: holds nothing to undo; nothing was applied, or all of it is undone")
    run = steps[-1].run
    left = [step for step in steps if step.run != run]
    for step in reversed([step for step in steps if step.run == run]):
        try:
            changed = step.undo()
        except NormaliserError as error:
            left.append(step)
            yield Outcome(step.path, 0, 0, (str(error),))
        else:
            yield Outcome(step.path, int(changed), int(not changed), ())
    if left:
        with write_atomically(journal) as file:
            file.writelines(step.line() for step in left)
    else:
        journal.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Step:
    """One file rewritten: its bytes from `start` on, `new` of them, were `old`."""

    run: int
    path: str
    before: str  # SHA-256
    after: str
    start: int
    old: str  # base64
    new: int

    def line(self) -> bytes:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}).encode() + b"\n"

    def undo(self) -> bool:
        """Put the old bytes back; False when they stand there already."""
        try:
            data = Path(self.path).read_bytes()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror or error}") from None
        if _sha256(data) == self.before:
            return False
        old = data[: self.start] + b64decode(self.old) + data[self.start + self.new :]
        if _sha256(data) != self.after or _sha256(old) != self.before:
            raise InputError(f"{self.path}: has changed since the decisions were applied, left alone; undo that first")
        rewrite(self.path, old, read=data)
        return True


def _note(journal: tuple[Path, int], path: str, old: bytes, new: bytes) -> None:
    """Write down, safely on the disk, how to get from the new bytes of a file to the old."""
    start = _shared(old, new)
    rest = min(len(old), len(new)) - start
    end = _shared(old[len(old) - rest :][::-1], new[len(new) - rest :][::-1])
    changed = b64encode(old[start : len(old) - end]).decode()
    step = _Step(journal[1], path, _sha256(old), _sha256(new), start, changed, len(new) - end - start)
    try:
        with journal[0].open("ab") as file:
            file.write(b"\n" + step.line())  # the line before may have been cut short
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        why = f"cannot be written: {error.strerror or error}"
        raise OutputError(f"{journal[0]}: {why}; {path} is left alone, as that could not be undone") from None


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _steps(journal: Path) -> Iterator[_Step]:
    """What has been applied, oldest first; a line cut short was never followed by its file."""
    try:
        lines = journal.read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"{journal}: cannot be read: {error.strerror or error}") from None
    for line in lines:
        try:
            yield _Step(**json.loads(line))
        except (ValueError, TypeError):
            continue


def _last_run(journal: Path) -> int:
    return max((step.run for step in _steps(journal)), default=0)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
