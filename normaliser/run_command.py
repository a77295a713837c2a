"""The command `run`: shards in, an engine's tasks, shards out, and a report of what came of it."""

import glob
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from normaliser.console import Talk
from normaliser.errors import InputError, OptionError
from normaliser.options import Options
from normaliser.shared_options import FILE

if TYPE_CHECKING:
    from normaliser.scale.running import Job

_DEFAULTS = Options()


@click.command()
@click.option("--input", "inputs", multiple=True, required=True, metavar="GLOB",
              help="Shards: .jsonl, .parquet, .warc, .wet, packed or not. May be repeated.")  # fmt: skip
@click.option("--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Where results (data), failures (failed), logs and report.json go.")  # fmt: skip
@click.option("--step", type=click.Choice(["repair", "align"]), default="repair", show_default=True,
              help="Repaired pages, or a row for each quotation with its English.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["jsonl", "parquet"]), default="jsonl", show_default=True,
              help="What to write.")  # fmt: skip
@click.option("--text-field", default="text", show_default=True, metavar="NAME",
              help="The field or column that holds the text.")  # fmt: skip
@click.option("--id-field", default="id", show_default=True, metavar="NAME",
              help="The field or column that holds a page's name.")  # fmt: skip
@click.option("--input-format", type=click.Choice(["auto", "text", "html", "markdown"]), default="auto",
              show_default=True, help="What the texts are.")  # fmt: skip
@click.option("--longest", type=click.IntRange(min=1), metavar="N",
              help="Reject pages of more characters (10,000,000 unless you say otherwise).")  # fmt: skip
@click.option("--min-confidence", type=float, default=_DEFAULTS.min_confidence, show_default=True, metavar="X",
              help="Suggest, rather than apply, repairs below this confidence (0 to 1).")  # fmt: skip
@click.option("--keep-spelling", is_flag=True, help="Leave hamza, ta marbuta and final ya as the quoter spelt them.")
@click.option("--clean", is_flag=True, help="Take out what the scrape left around the quotations.")
@click.option("--corpus", type=FILE, multiple=True, metavar="FILE.jsonl", help="Search this file too.")
@click.option("--tasks", type=click.IntRange(min=1), metavar="N",
              help="Into how many tasks the shards are dealt; one a shard unless you say fewer.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, metavar="N",
              help="How many tasks run at a time.")  # fmt: skip
@click.option("--executor", type=click.Choice(["local", "slurm", "ray"]), default="local", show_default=True,
              help="Who runs them.")  # fmt: skip
@click.option("--slurm-partition", metavar="NAME", help="With slurm: the partition.")
@click.option("--slurm-time", metavar="HH:MM:SS", help="With slurm: the limit of a task.")
@click.option("--quiet", is_flag=True, help="No talk on standard error, only what went wrong.")
def run(inputs: tuple[str, ...], output: Path, tasks: int | None, workers: int, executor: str, quiet: bool,
        slurm_partition: str, slurm_time: str, min_confidence: float, keep_spelling: bool, clean: bool,
        corpus: tuple[Path, ...], longest: int | None, **choices: str) -> None:  # fmt: skip
    """Repair or align the shards of a crawl, task by task; the same command again does what is missing.

    Needs the extra [scale].
    """
    from normaliser.formats.corpora import notice
    from normaliser.pipeline import Normaliser

    _ask_for_datatrove()
    from normaliser.scale.running import Job, make_executor, missing_tasks, quieten
    from normaliser.scale.steps import LONGEST

    talk, started = Talk(quiet=quiet), time.monotonic()
    own = tuple(path.absolute() for path in corpus)
    options = Options(min_confidence=min_confidence, keep_spelling=keep_spelling, clean=clean, own=own)
    shards = find_shards(inputs)
    dealt = min(tasks or len(shards), len(shards))
    job = Job(shards, str(output.absolute()), dealt, options=options, longest=longest or LONGEST, **choices)
    job.claim()
    library = Normaliser(options).library
    library.build()  # once, before the workers all ask for it
    job = replace(job, notice=notice(library.describe()) if choices["form"] == "parquet" else "")
    quieten()
    slurm = {"partition": slurm_partition, "time": slurm_time}
    engine = make_executor(job, executor, workers, lambda rank, why: _tell(talk, job, rank, why), slurm)
    missing = missing_tasks(engine)
    if len(missing) < job.tasks:
        talk.say(f"{job.tasks - len(missing)} of {job.tasks} tasks were complete before")
    if executor == "local":
        engine.run()
    elif missing:
        with _watching(talk, job, missing):
            engine.run()
    if executor == "slurm" and missing:
        talk.say(
            f"{len(missing)} tasks handed to Slurm; repeat the command when they have run, for the rest and the report"
        )
        return
    _finish(talk, job, time.monotonic() - started)


def _ask_for_datatrove() -> None:
    """Raise `OptionError` without the extra."""
    try:
        import normaliser.scale  # noqa: F401
    except ImportError as error:
        raise OptionError(str(error)) from None


def find_shards(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The shards that patterns name, sorted, each once, local ones by their whole path.

    Raises `InputError` for a pattern that names none.
    """
    found: set[str] = set()
    for pattern in patterns:
        if "://" in pattern:
            import fsspec

            names = [file.full_name for file in fsspec.open_files(pattern)]
        else:
            names = [str(Path(name).absolute()) for name in glob.glob(pattern, recursive=True)]  # noqa: PTH207  # absolute patterns too
        if not names:
            raise InputError(f"{pattern}: no such shard; quote the pattern so that the shell leaves it alone")
        found.update(names)
    return tuple(sorted(found))


def _tell(talk: Talk, job: "Job", rank: int, why: str | None) -> None:
    from normaliser.scale.summary import describe_task, read_task

    counts = read_task(job.logs, rank)
    if why is not None:
        talk.complain(f"task {rank} failed: {why}")
    elif counts is not None:
        talk.say(f"task {rank} of {job.tasks}: {describe_task(counts)}")


@contextmanager
def _watching(talk: Talk, job: "Job", missing: "list[int]") -> Iterator[None]:
    """Say of each task when its statistics appear, while an engine that keeps its talk to itself is at work."""
    from normaliser.scale.summary import read_task

    over, waited = threading.Event(), set(missing)

    def watch() -> None:
        last = False
        while not last:
            last = over.wait(1.0)
            for rank in sorted(waited):
                if read_task(job.logs, rank) is not None:
                    waited.discard(rank)
                    _tell(talk, job, rank, None)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _finish(talk: Talk, job: "Job", seconds: float) -> None:
    from normaliser.batch import write_atomically
    from normaliser.scale.summary import describe_run, summarise_run

    summary = summarise_run(job.logs, job.tasks, seconds)
    with write_atomically(Path(job.output) / "report.json") as file:
        file.write(json.dumps(summary, ensure_ascii=False, indent=1).encode() + b"\n")
    for line in describe_run(summary):
        talk.say(line)
    if summary["tasks"]["incomplete"]:
        talk.complain(
            f"{summary['tasks']['incomplete']} tasks are not complete; the same command again does only those"
        )
    if summary["failures"]:
        talk.say(f"what failed stands with its reason in {job.output}/failed")
    click.get_current_context().exit(2 if talk.failed else 0)
