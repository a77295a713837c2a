"""A run over shards: which tasks, on which of datatrove's executors, and what is left to do.

Results stand in `data` below the output folder, what failed in `failed`, datatrove's logs, statistics and marks of
completion in `logs`. A task is complete when its results have taken their names and all its shards could be read.
"""

import json
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor, SlurmPipelineExecutor
from datatrove.executor.base import PipelineExecutor
from datatrove.utils.logging import logger

from normaliser.errors import OptionError, OutputError
from normaliser.options import Options
from normaliser.scale.shards import ShardReader
from normaliser.scale.steps import LONGEST, AlignStep, PageStep, RepairStep
from normaliser.scale.writers import WholeJsonlWriter, WholeParquetWriter

STEPS: dict[str, type[PageStep]] = {"repair": RepairStep, "align": AlignStep}
WRITERS = {"jsonl": WholeJsonlWriter, "parquet": WholeParquetWriter}

Tell = Callable[[int, str | None], None]
"""Called with a task's number when it ends, and the reason if it failed."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run. Two calls with equal jobs are one run: the second does what the first did not."""

    shards: tuple[str, ...]
    output: str
    tasks: int
    step: str = "repair"
    form: str = "jsonl"
    text_field: str = "text"
    id_field: str = "id"
    input_format: str = "auto"
    longest: int = LONGEST
    options: Options = field(default_factory=Options)
    notice: str = ""  # whose the reference texts are, for the formats that say so

    @property
    def logs(self) -> Path:
        """Where datatrove keeps what it knows of the run."""
        return Path(self.output) / "logs"

    def pipeline(self) -> list[Any]:
        """The steps of datatrove, to be run by any of its executors."""
        failed = WholeJsonlWriter(f"{self.output}/failed")
        step = STEPS[self.step](
            self.options, exclusion_writer=failed, input_format=self.input_format, longest=self.longest
        )
        writer = WRITERS[self.form](f"{self.output}/data", pairs=self.step == "align", notice=self.notice)
        return [ShardReader(self.shards, self.text_field, self.id_field), step, writer]

    def claim(self) -> None:
        """Make the output folder this job's. Raises `OutputError` when it holds another's results."""
        described = json.dumps(asdict(self) | {"output": "", "notice": ""}, default=str, indent=1)
        note = self.logs / "job.json"
        if note.is_file():
            if note.read_text(encoding="utf-8") != described:
                raise OutputError(
                    f"{self.output} holds a run over other shards or with other options (logs/job.json says which); "
                    "repeat that command, or choose another --output"
                )
            return
        self.logs.mkdir(parents=True, exist_ok=True)
        part = note.with_suffix(".part")
        part.write_text(described, encoding="utf-8")
        part.replace(note)


class _Careful(PipelineExecutor):
    """Leaves a task open while a shard of it cannot be read, so that the next call tries again, from nothing."""

    def _run_for_rank(self, rank: int, *places: int, **named: int) -> Any:
        if not self.is_rank_completed(rank):
            for step in self.pipeline:
                for writer in (step, getattr(step, "exclusion_writer", None)):
                    if forget := getattr(writer, "forget", None):
                        forget(rank)
        return super()._run_for_rank(rank, *places, **named)

    def mark_rank_as_completed(self, rank: int) -> None:
        if not any(getattr(step, "broken", ()) for step in self.pipeline):
            super().mark_rank_as_completed(rank)


class LocalRun(_Careful, LocalPipelineExecutor):
    """A process for each task, as many at a time as there are workers.

    datatrove's own pool waits for ever for a worker that was killed, and ends all tasks when one raises.
    """

    def __init__(self, pipeline: list[Any], tell: Tell, **settings: Any) -> None:
        super().__init__(pipeline, **settings)
        self.tell: Tell | None = tell

    def run(self) -> None:
        """Run what is not complete. What a task raises, or dies of, is told; the others go on."""
        import multiprocess
        from multiprocess.connection import wait

        context = multiprocess.get_context("forkserver")
        context.set_forkserver_preload(["normaliser.scale", "pyarrow.parquet", "fastwarc.warc", "numpy"])
        tell, self.tell = self.tell, None  # it stays in this process
        waiting = deque(self.get_incomplete_ranks())
        running: dict[int, tuple[int, Any, Any]] = {}  # by the handle that says that a process has ended
        try:
            while waiting or running:
                while waiting and len(running) < self.workers:
                    rank = waiting.popleft()
                    ours, theirs = context.Pipe(duplex=False)
                    process = context.Process(target=_work, args=(self, rank, theirs))
                    process.start()
                    theirs.close()
                    running[process.sentinel] = (rank, process, ours)
                for sentinel in wait(list(running)):
                    rank, process, ours = running.pop(sentinel)
                    process.join()
                    if tell:
                        tell(rank, _reason(process, ours))
        finally:
            for _, process, _ in running.values():
                process.terminate()


def _work(executor: LocalRun, rank: int, channel: Any) -> None:
    """What the process of a task does; datatrove's log of it goes to a file alone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_die_with_the_command, daemon=True).start()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  # no path of ours
        sys.stderr = nowhere
        try:
            executor._run_for_rank(rank, local_rank=1)
        except Exception as error:  # noqa: BLE001  # it is told, and the other tasks go on
            channel.send(f"{type(error).__name__}: {error}")
        finally:
            sys.stderr = sys.__stderr__


def _die_with_the_command() -> None:
    """Or a task would still be writing when the command that was killed is given again."""
    from multiprocess import parent_process
    from multiprocess.connection import wait

    wait([parent_process().sentinel])
    os._exit(1)


def _reason(process: Any, channel: Any) -> str | None:
    try:
        if channel.poll():
            return str(channel.recv())
    except EOFError:
        pass
    code = process.exitcode
    if code == 0:
        return None
    return f"its process was killed by signal {-code}; for want of memory, perhaps" if code < 0 else f"exit code {code}"


class SlurmRun(_Careful, SlurmPipelineExecutor):
    """datatrove's executor for Slurm."""


class RayRun(_Careful, RayPipelineExecutor):
    """datatrove's executor for Ray."""


def make_executor(job: Job, executor: str, workers: int, tell: Tell, slurm: dict[str, str] | None = None) -> Any:
    """The executor for a job; `slurm` are the partition and the time limit. Raises `OptionError` without them."""
    settings: dict[str, Any] = {"tasks": job.tasks, "workers": workers, "logging_dir": str(job.logs)}
    if executor == "local":
        return LocalRun(job.pipeline(), tell, **settings)
    if executor == "ray":
        return RayRun(job.pipeline(), mem_per_cpu_gb=0.5, **settings)
    if not slurm or not all(slurm.values()):
        raise OptionError("Slurm wants --slurm-partition and --slurm-time; try: --slurm-time 24:00:00")
    settings["slurm_logs_folder"] = str(job.logs / "slurm")
    return SlurmRun(job.pipeline(), job_name="normaliser", qos="", **slurm, **settings)


def quieten() -> None:
    """Send datatrove's own talk nowhere; what it knows stands in the log of each task."""
    logger.remove()


def missing_tasks(executor: PipelineExecutor) -> list[int]:
    """The tasks that are not complete, and forget what was counted for them before."""
    ranks: list[int] = executor.get_incomplete_ranks()
    for rank in ranks:
        name = f"stats/{rank:05d}.json"
        if executor.logging_dir.isfile(name):
            executor.logging_dir.rm(name)
    return ranks
