"""Repaired documents written to files: over the old ones or below a folder, told as it goes, and taken up again."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from normaliser import __version__, batch
from normaliser.console import Talk
from normaliser.formats import Setting, load_renderer
from normaliser.journal import Journal
from normaliser.options import Options
from normaliser.report import Document, by_source, edits_of_source, is_sound, summarise
from normaliser.sources import Intake, load_sources, write_back


class Reader(Protocol):
    """What a command is told, and reads documents by."""

    @property
    def options(self) -> Options: ...
    @property
    def intake(self) -> Intake | None: ...
    @property
    def jobs(self) -> int: ...
    @property
    def talk(self) -> Talk: ...
    @property
    def decisions(self) -> tuple[Path, ...]: ...

    def documents(self, inputs: Sequence[batch.Input], *, to_files: bool = False) -> Iterator[Document]:
        """Every input that can be read, with its report, in order."""


Write = Callable[[Sequence[Document], Path], bytes]
"""Puts a file with its documents where it belongs, and says what is there now."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How results are written."""

    form: str = "text"
    backup: bool = False
    resume: bool = False


def repair_in_place(run: Reader, inputs: Sequence[batch.Input], manner: Manner) -> None:
    """Rewrite the files that change. Raises `OutputError` for standard input."""
    files = batch.distinct_files(inputs)

    def write(together: Sequence[Document], target: Path) -> bytes:
        source = together[0].source
        if not any(document.report.edits for document in together):
            return source.data
        data = write_back(source, edits_of_source(together))
        batch.rewrite(source.path, data, read=source.data, backup=manner.backup)
        return data

    _Run(run, manner, "in place").do(files, lambda item: Path(item.path), write)


def repair_into(run: Reader, inputs: Sequence[batch.Input], folder: Path, manner: Manner) -> None:
    """Write every result below a folder. Raises `OutputError` when two would have one name."""
    target_of = batch.plan_outputs(inputs, folder, manner.form, run.intake)
    made: set[Path] = set()

    def write(together: Sequence[Document], target: Path) -> bytes:
        data = _render(together, manner.form)
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        with batch.write_atomically(target) as file:
            file.write(data)
        return data

    _Run(run, manner, str(folder.absolute())).do(inputs, target_of, write)


class _Run:
    """A run over files with its journal: what is left to do, done, noted and told."""

    def __init__(self, run: Reader, manner: Manner, where: str) -> None:
        self._run, self._manner = run, manner
        # Texts of the user's own and decisions count by what they say.
        own = [path.read_bytes() for path in (*run.options.own, *run.decisions)]
        told = (__version__, where, manner.form, run.options, run.intake, own)
        self._journal = Journal(told, resume=manner.resume, warn=run.talk.say)

    def do(self, inputs: Sequence[batch.Input], target_of: Callable[[batch.Input], Path], write: Write) -> None:
        """Repair the inputs; `write` puts a file with its documents where it belongs and says what is there now."""
        left = self._left(inputs, target_of) if self._manner.resume else inputs
        files = by_source(self._run.documents(left, to_files=True))
        for (together, target), written in _overlap(write, _targeted(files, left, target_of), self._run.jobs):
            with self._run.talk.complaining():
                source, data = together[0].source, written()
                left_there = data if target == Path(source.path) else source.data
                self._journal.note((source.path, left_there), (target, data))
                _say_changes(self._run.talk, together)
        self._journal.close(finished=not self._run.talk.failed)

    def _left(self, inputs: Sequence[batch.Input], target_of: Callable[[batch.Input], Path]) -> tuple[batch.Input, ...]:
        """The inputs that an earlier run has not done; what it left half written is removed."""
        for folder in sorted({target_of(item).parent for item in inputs}):
            batch.remove_leftovers(folder)
        left = tuple(item for item in inputs if not self._journal.is_done(item.path, target_of(item)))
        if len(left) < len(inputs):
            self._run.talk.say(f"normaliser: {len(inputs) - len(left)} of {len(inputs)} files were done before")
        return left


def _targeted(
    files: Iterable[list[Document]], inputs: Iterable[batch.Input], target_of: Callable[[batch.Input], Path]
) -> Iterator[tuple[list[Document], Path]]:
    """Each file with where it goes. Files come in the order of the inputs, of which some could not be read."""
    rest = iter(inputs)
    for together in files:
        path = together[0].source.path
        yield together, target_of(next(item for item in rest if item.path == path))


def _overlap(
    write: Write, files: Iterable[tuple[list[Document], Path]], jobs: int
) -> Iterator[tuple[tuple[list[Document], Path], Callable[[], bytes]]]:
    """Each file with a function that gives what was written, or raises what went wrong.

    Writing waits for the disk most of the time, so with several jobs some files are written while others are repaired.
    """
    if jobs == 1:
        yield from ((file, partial(write, *file)) for file in files)
        return
    with ThreadPoolExecutor(jobs) as pool:
        ahead: deque[tuple[tuple[list[Document], Path], Future[bytes]]] = deque()
        try:
            for file in files:
                ahead.append((file, pool.submit(write, *file)))
                if len(ahead) > 2 * jobs:
                    first, done = ahead.popleft()
                    yield first, done.result
            while ahead:
                first, done = ahead.popleft()
                yield first, done.result
        finally:
            pool.shutdown(cancel_futures=True)  # what is being written is written to its end


def _render(together: Sequence[Document], form: str) -> bytes:
    source = together[0].source
    if form == "text" and not load_sources()[source.input_format].read_only:  # in the encoding it came in
        return write_back(source, edits_of_source(together))
    return b"".join(load_renderer(form, "repair")(together, Setting()))


def _say_changes(talk: Talk, documents: Iterable[Document]) -> None:
    for document in documents:
        if document.report.edits or not all(map(is_sound, document.report.quotations)):
            talk.say(f"{document.name}: {summarise(document.report)}")
