"""Many documents: which files, in what order, and how to write without ever losing one.

Whatever happens in the middle of a run (a crash, a full disk, Ctrl-C), every input file is whole and every output that
stands under its name is complete: bytes go to a temporary file in the same folder, to the disk, and then take the name.
"""

import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import IO, Protocol, TypeVar

from normaliser.errors import OutputError
from normaliser.memory import Memory
from normaliser.model import Report
from normaliser.places import Places
from normaliser.report import Document
from normaliser.sources import SOURCES, STDIN, Intake, Source, is_writable
from normaliser.sources.lift import lift

Item = TypeVar("Item")
Result = TypeVar("Result")


class Repairer(Protocol):
    """What repairs texts: `normaliser.Normaliser`."""

    def repair_many(
        self, texts: Iterable[str], jobs: int = 1, *, consensus: bool = False, names: Sequence[str] | None = None
    ) -> Iterator[Report]: ...


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read, and what it is to be called below an output folder: a tail of its path."""

    path: str
    below: int = 0  # code points of the path that come before the name; to keep the name as well would cost memory

    @property
    def name(self) -> str:
        """The name below an output folder, with the folders it has there.

        >>> Input("pages/2024/may.txt", below=6).name
        '2024/may.txt'
        """
        return self.path[self.below :]


def find_inputs(paths: Sequence[str], but: Path | None, complain: Callable[[str], None]) -> tuple[Input, ...]:
    """The documents that paths name: files as they are, folders walked for text files in sorted order.

    Names that begin with a dot are skipped in folders, and so is everything below `but`, the output folder: it may lie
    inside. What cannot be walked is complained of, and the rest goes on; a file is not opened here.
    """
    skipped = os.path.realpath(but) if but else None
    found: list[Input] = []
    for path in paths:
        if not path:
            complain("an empty name is no file; check the arguments")
            continue
        if path == STDIN or not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for names no file can have
            found.append(Input(path, len(path.rstrip("/")) - len(Path(path).name)))
            continue
        inside = list(_walk(Path(path), skipped, complain))
        if not inside:
            complain(f"{path}: nothing to read in this folder; it holds no {', '.join(_SUFFIXES)} file")
        found += inside
    return tuple(found)


_SUFFIXES = tuple(suffix for source in SOURCES.values() if source.walked for suffix in source.suffixes)


def _is_inside(path: str, top: str) -> bool:
    """Whether this is a file of the tree; a symbolic link out of it is none, for it is not what was named."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    if stat.S_ISLNK(mode):
        return os.path.isfile(path) and Path(os.path.realpath(path)).is_relative_to(top)  # noqa: PTH113
    return stat.S_ISREG(mode)


def _walk(root: Path, skipped: str | None, complain: Callable[[str], None]) -> Iterator[Input]:
    """The files below a folder. There may be millions, so what is done for each is done with strings."""
    top = os.path.realpath(root)

    def fail(error: OSError) -> None:
        complain(f"{error.filename}: cannot be walked: {error.strerror}")

    for folder, folders, files in os.walk(root, onerror=fail):
        here = str(Path(folder) / "_")[:-1]  # with the slash, where there is one
        below = len(str(root / "_")) - 1
        folders[:] = sorted(f for f in folders if not f.startswith(".") and os.path.realpath(here + f) != skipped)
        for file in sorted(files):
            if not file.startswith(".") and file.lower().endswith(_SUFFIXES) and _is_inside(here + file, top):
                yield Input(here + file, below)


def repair_all(
    fixer: Repairer, sources: Iterable[Source], jobs: int = 1, *, consensus: bool = False, memory: Memory | None = None
) -> Iterator[Document]:
    """Each text of each source with its report, in the order they come.

    `consensus` compares them first; `memory` answers what was decided before.
    """
    waiting: deque[tuple[Source, int]] = deque()
    names: list[str] = []  # grows as the sources are read, where they are asked for

    def views() -> Iterator[str]:
        for source in sources:
            for number, text in enumerate(source.texts):
                waiting.append((source, number))
                if consensus:
                    names.append(text.name_in(source.path))
                yield text.view

    for report in fixer.repair_many(views(), jobs=jobs, consensus=consensus, names=names):
        source, number = waiting.popleft()
        text = source.texts[number]
        report = memory.recall(report, source.path, number) if memory else report
        report = replace(report, warnings=(*source.warnings, *report.warnings))
        if text.reading:
            yield Document(source, lift(report, text.reading), text, read=report)
        else:
            yield Document(source, report, text)


def plan_outputs(
    inputs: Sequence[Input], folder: Path, form: str = "text", intake: Intake | None = None
) -> Callable[[Input], Path]:
    """Says where the result of each input goes below a folder. Raises `OutputError` before anything is written.

    Two inputs never share a name, and no result replaces an input. As text, a result has the name of its input, with
    .txt after it if files of that kind can only be read.
    """

    def name_of(item: Input) -> str:
        suffix = ("" if is_writable(item.path, intake) else ".txt") if form == "text" else f".{form}"
        return item.name + suffix if suffix else item.name

    named: dict[str, Input] = {}
    places = Places()
    sources: set[str] = set()  # filled only where a file stands in the way
    for item in inputs:
        if item.path == STDIN:
            raise OutputError("standard input has no name to give to a file in a folder; leave -o away")
        name = name_of(item)
        target = os.path.join(folder, name)  # noqa: PTH118  # strings are quick, and there may be many
        other = named.setdefault(name, item)
        if other is not item and not _is_same(other.path, item.path):
            raise OutputError(f"{other.path} and {item.path} would both be written to {target}; use two folders")
        if os.path.lexists(target):
            sources = sources or {places.of(given.path) for given in inputs}
            if places.of(target) in sources:
                raise OutputError(
                    f"{target} is an input and would be replaced; choose another folder or use --in-place"
                )
    return lambda item: folder / name_of(item)


def distinct_files(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The inputs that can be rewritten, each file once. Raises `OutputError` for standard input."""
    files: dict[str, Input] = {}
    places = Places()
    for item in inputs:
        if item.path == STDIN:
            raise OutputError("standard input cannot be rewritten; leave --in-place away")
        files.setdefault(places.of(item.path), item)
    return tuple(files.values())


def refuse_input_as_output(inputs: Iterable[Input], output: Path) -> None:
    """Raise `OutputError` when one of the inputs is the very file the output goes to."""
    for item in inputs:
        if item.path != STDIN and output.is_file() and _is_same(item.path, output):
            raise OutputError(f"{item.path} is both input and output; choose another name for the output")


def _is_same(one: str | Path, other: str | Path) -> bool:
    with suppress(OSError, ValueError):
        return os.path.samefile(one, other)  # noqa: PTH121  # no Path method that takes both as strings
    return False


def rewrite(name: str, data: bytes, *, read: bytes, backup: bool = False) -> None:
    """Replace a file by its repaired bytes, if it still holds what was read; with `backup`, NAME.bak keeps the old.

    A symbolic link stays one; what it points to is rewritten.
    """
    path = Path(os.path.realpath(name))
    if not path.is_file():
        raise OutputError(f"{name}: only regular files can be repaired in place; write to stdout instead")
    if path.read_bytes() != read:
        raise OutputError(f"{name}: has changed while it was being repaired, left alone; run again")
    if backup:
        with write_atomically(Path(f"{name}.bak"), like=path) as file:
            file.write(read)
    with write_atomically(path, like=path) as file:
        file.write(data)


_PART = re.compile(r"\.normaliser-(\d+)-\d+\.part")
_numbers = count()


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of runs that were killed; those of runs that go on stay."""
    with suppress(OSError):
        for path in folder.iterdir():
            if (found := _PART.fullmatch(path.name)) and not _is_running(int(found[1])):
                path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


@contextmanager
def write_atomically(path: Path, like: Path | None = None) -> Iterator[IO[bytes]]:
    """A file to write, which takes the name `path` only when everything is on the disk, with the mode of `like`.

    Raises `OutputError`; whatever is raised inside, nothing is left behind and the old file stands.
    """
    folder = os.path.dirname(path)  # noqa: PTH120  # strings here and below, as there may be many files
    part = os.path.join(folder, f".normaliser-{os.getpid()}-{next(_numbers)}.part")  # noqa: PTH118
    try:
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)  # less the user's umask
            with os.fdopen(handle, "wb") as file:
                if like:
                    _copy_mode(like, handle)
                yield file
                file.flush()
                os.fsync(handle)
            os.replace(part, path)  # noqa: PTH105
            _sync_folder(folder or os.curdir)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{path}: cannot be written: {reason}; what stood there is untouched") from None


def write_folder(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write files below a folder, in order, each whole or not at all. Raises `OutputError`."""
    for name, chunks in files:
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path.parent}: cannot be made: {error.strerror or error}; try another folder") from None
        with write_atomically(path) as file:
            file.writelines(chunks)


def _copy_mode(like: Path, handle: int) -> None:
    known = like.stat()
    with suppress(PermissionError):  # only root may give a file away; its mode we can always keep
        os.fchown(handle, known.st_uid, known.st_gid)
    os.fchmod(handle, stat.S_IMODE(known.st_mode))


def _sync_folder(folder: str) -> None:
    with suppress(OSError):  # some file systems cannot; the name is then as durable as they make it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
