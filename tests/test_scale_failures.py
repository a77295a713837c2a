"""Runs in which something fails: it costs its page or its task alone, and the next run makes up for it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from crawling import PAGES, failures_of, report_of, write_parquet
from datatrove.data import Document
from running import command, environment

from normaliser.scale import RepairStep
from normaliser.scale.running import Job, make_executor


class Killing(RepairStep):
    """Dies as a worker out of memory does, at one page, as long as a file is there."""

    def __init__(self, trigger: Path) -> None:
        super().__init__()
        self.trigger = trigger

    def _repair(self, document: Document) -> Any:
        if document.id == "p004.txt" and self.trigger.exists():
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._repair(document)


def test_a_killed_worker_costs_its_task_alone(crawl: Path, tmp_path: Path) -> None:
    trigger = tmp_path / "trigger"
    told: dict[int, str | None] = {}
    trigger.touch()
    job = Job(tuple(sorted(map(str, crawl.glob("*.parquet")))), str(tmp_path / "out"), tasks=4)
    executor = make_executor(job, "local", 2, lambda rank, why: told.update({rank: why}))
    executor.pipeline[1] = Killing(trigger)
    executor.run()
    assert {rank for rank, why in told.items() if why} == {1} and "signal 9" in str(told[1])
    assert {path.name for path in (tmp_path / "out" / "data").iterdir()} == {
        "00000.jsonl", "00001.jsonl.part", "00002.jsonl", "00003.jsonl",
    }  # fmt: skip
    trigger.unlink()
    make_executor(job, "local", 2, lambda rank, why: told.update({rank: why})).run()
    undisturbed = Job(job.shards, str(tmp_path / "other"), tasks=4)
    make_executor(undisturbed, "local", 2, lambda rank, why: None).run()
    for path in sorted((tmp_path / "other" / "data").iterdir()):
        assert (tmp_path / "out" / "data" / path.name).read_bytes() == path.read_bytes()
    assert len(list((tmp_path / "out" / "data").iterdir())) == 4


def test_what_cannot_be_read_is_kept_with_the_reason(crawl: Path, tmp_path: Path, run: Run) -> None:
    write_parquet(crawl / "4.parquet", {"empty": None, "blank": "", "long": "x" * 5000, "fine": PAGES["p000.txt"]})
    whole = (crawl / "1.parquet").read_bytes()
    (crawl / "1.parquet").write_bytes(whole[: len(whole) // 2])
    call = ("run", "--input", "crawl/*.parquet", "--output", "out", "--longest", "4000", "--workers", "2")
    done = run(*call)
    assert done.returncode == 2 and "1 tasks are not complete" in done.stderr
    out = tmp_path / "out"
    failures = failures_of(out)
    assert failures["empty"] == failures["blank"] == 'no text in "text"'
    assert failures["long"] == "5000 characters; the limit is 4000"
    assert failures.pop(str(crawl / "1.parquet")).startswith("cannot be read to its end")
    report = report_of(out)
    assert (report["documents"], report["failures"], report["broken_shards"]) == (len(PAGES) - 3 + 1, 4, 1)
    (crawl / "1.parquet").write_bytes(whole)
    assert run(*call).returncode == 0
    assert report_of(out)["documents"] == len(PAGES) + 1
    assert set(failures_of(out)) == {"empty", "blank", "long"}


class Full(RepairStep):
    """Stands for a disk that is full while one task writes."""

    def give(self, document: Document, page: Any) -> Iterator[Document]:
        if document.id == "p004.txt":
            raise OSError(28, "No space left on device")
        yield from super().give(document, page)


def test_a_task_that_cannot_write_is_told_and_the_rest_done(crawl: Path, tmp_path: Path) -> None:
    told: dict[int, str | None] = {}
    job = Job(tuple(sorted(map(str, crawl.glob("*.parquet")))), str(tmp_path / "out"), tasks=4)
    executor = make_executor(job, "local", 1, lambda rank, why: told.update({rank: why}))
    executor.pipeline[1] = Full()
    executor.run()
    assert {rank for rank, why in told.items() if why} == {1} and "No space left" in str(told[1])
    assert {path.name for path in (tmp_path / "out" / "data").iterdir()} == {
        "00000.jsonl",
        "00002.jsonl",
        "00003.jsonl",
    }
    assert executor.get_incomplete_ranks() == [1]


@pytest.mark.slow
def test_a_command_killed_in_the_middle_is_finished_by_the_next(tmp_path: Path, run: Run) -> None:
    crawl = tmp_path / "crawl"
    crawl.mkdir()
    for number in range(6):
        pages = {f"{number}-{name}": text for name, text in PAGES.items() for _ in range(1)}
        write_parquet(crawl / f"{number}.parquet", {f"{k}.{i}.txt": v for k, v in pages.items() for i in range(25)})
    call = ("run", "--input", "crawl/*.parquet", "--workers", "2", "--output")
    assert run(*call, "whole").returncode == 0
    started = subprocess.Popen(command(*call, "out"), cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL)
    done = tmp_path / "out" / "logs" / "completions"
    while not (done.is_dir() and any(done.iterdir())):
        time.sleep(0.01)
    started.kill()
    started.wait()
    time.sleep(0.5)
    assert run(*call, "out").returncode == 0
    for path in sorted((tmp_path / "whole" / "data").iterdir()):
        assert (tmp_path / "out" / "data" / path.name).read_bytes() == path.read_bytes()
