"""Repaired documents written to files: over the old ones or below a folder, told as it goes, and taken up again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from normaliser import batch
from normaliser.console import Talk
from normaliser.formats import Setting, load_renderer
from normaliser.journal import Journal
from normaliser.options import Options
from normaliser.report import Document, by_source, edits_of_source, is_sound, summarise
from normaliser.sources import SOURCES, STDIN, Intake, write_back


class Reader(Protocol):
    """What a command is told, and reads documents by."""

    @property
    def options(self) -> Options: ...
    @property
    def intake(self) -> Intake | None: ...
    @property
    def talk(self) -> Talk: ...
    @property
    def decisions(self) -> tuple[Path, ...]: ...

    def documents(self, inputs: Sequence[batch.Input], *, to_files: bool = False) -> Iterator[Document]:
        """Every input that can be read, with its report, in order."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How results are written."""

    form: str = "text"
    backup: bool = False
    resume: bool = False


def repair_in_place(run: Reader, inputs: Sequence[batch.Input], manner: Manner) -> None:
    """Rewrite the files that change. Raises `OutputError` for standard input."""
    files = batch.distinct_files(inputs)
    journal = _journal(run, manner, "in place")
    left = _left(run, journal, {item.path: Path(item.path) for item in files}, files) if manner.resume else files
    for together in by_source(run.documents(left, to_files=True)):
        source = together[0].source
        with run.talk.complaining():
            data = source.data
            if any(document.report.edits for document in together):
                data = write_back(source, edits_of_source(together))
                batch.rewrite(source.path, data, read=source.data, backup=manner.backup)
            journal.note((source.path, data), (source.path, data))
            _say_changes(run.talk, together)
    journal.close(finished=not run.talk.failed)


def repair_into(run: Reader, inputs: Sequence[batch.Input], folder: Path, manner: Manner) -> None:
    """Write every result below a folder. Raises `OutputError` when two would have one name."""
    targets = batch.plan_outputs(inputs, folder, manner.form, run.intake)
    journal = _journal(run, manner, str(folder.absolute()))
    left = _left(run, journal, targets, inputs) if manner.resume else inputs
    for together in by_source(run.documents(left, to_files=True)):
        source = together[0].source
        target = targets[source.path]
        with run.talk.complaining():
            target.parent.mkdir(parents=True, exist_ok=True)
            data = _render(together, manner.form)
            with batch.write_atomically(target) as file:
                file.write(data)
            journal.note((source.path, source.data), (target, data))
            _say_changes(run.talk, together)
    journal.close(finished=not run.talk.failed)


def _render(together: Sequence[Document], form: str) -> bytes:
    source = together[0].source
    if form == "text" and not SOURCES[source.input_format].read_only:  # in the encoding it came in
        return write_back(source, edits_of_source(together))
    return b"".join(load_renderer(form, "repair")(together, Setting()))


def _journal(run: Reader, manner: Manner, where: str) -> Journal:
    """The journal of runs told the same; texts of the user's own and decisions count by what they say."""
    from normaliser import __version__

    own = [path.read_bytes() for path in (*run.options.own, *run.decisions)]
    told = (__version__, where, manner.form, run.options, run.intake, own)
    return Journal(told, resume=manner.resume, warn=run.talk.say)


def _left(
    run: Reader, journal: Journal, targets: dict[str, Path], inputs: Sequence[batch.Input]
) -> tuple[batch.Input, ...]:
    """The inputs that an earlier run has not done; what it left half written is removed."""
    for folder in sorted({target.parent for target in targets.values()}):
        batch.remove_leftovers(folder)
    left = tuple(item for item in inputs if item.path == STDIN or not journal.is_done(item.path, targets[item.path]))
    if len(left) < len(inputs):
        run.talk.say(f"normaliser: {len(inputs) - len(left)} of {len(inputs)} files were done before")
    return left


def _say_changes(talk: Talk, documents: Iterable[Document]) -> None:
    for document in documents:
        if document.report.edits or not all(map(is_sound, document.report.quotations)):
            talk.say(f"{document.name}: {summarise(document.report)}")
