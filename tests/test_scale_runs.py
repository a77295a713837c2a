"""Whole runs of `normaliser run`: the same rows however the shards are dealt, and nothing done twice."""

import os
import sys
from pathlib import Path

import pytest
from conftest import Run
from crawling import PAGES, report_of, rows_of

from normaliser.errors import OptionError, OutputError
from normaliser.scale.running import Job, make_executor


def aligned(tmp_path: Path, run: Run) -> bytes:
    """What `normaliser align` makes of the pages as files."""
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return run("align", *PAGES).stdout.encode()


def test_rows_are_those_of_align_whatever_the_shards(crawl: Path, tmp_path: Path, run: Run) -> None:
    wanted = aligned(tmp_path, run)
    assert wanted.count(b"\n") == len(PAGES)
    for number, (pattern, tasks) in enumerate([("*.parquet", "4"), ("*.warc.gz", "2"), ("*.jsonl", "1")]):
        out = tmp_path / f"out{number}"
        done = run("run", "--input", f"crawl/{pattern}", "--output", str(out), "--step", "align", "--tasks", tasks,
                   "--workers", "2")  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout == "" and done.stderr.count("documents") == int(tasks) + 1
        assert rows_of(out) == wanted, pattern
        assert report_of(out)["pairs"] == len(PAGES)


def test_a_second_call_does_only_what_is_missing(crawl: Path, tmp_path: Path, run: Run) -> None:
    call = ("run", "--input", "crawl/*.parquet", "--output", "out")
    assert run(*call).returncode == 0
    out, before = tmp_path / "out", {}
    for path in (out / "data").iterdir():
        before[path] = (path.read_bytes(), path.stat().st_mtime_ns)
    first = report_of(out)
    (out / "logs" / "completions" / "00002").unlink()
    again = run(*call)
    assert again.returncode == 0 and "3 of 4 tasks were complete" in again.stderr
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (out / "data").iterdir()}
    assert {path.name for path in before if after[path] != before[path]} == {"00002.jsonl"}
    assert [data for data, _ in after.values()] == [data for data, _ in before.values()]
    clock = {"seconds", "seconds_of_work", "peak_memory"}
    assert {k: v for k, v in report_of(out).items() if k not in clock} == {
        k: v for k, v in first.items() if k not in clock
    }


def test_another_command_is_refused_the_folder(crawl: Path, tmp_path: Path, run: Run) -> None:
    assert run("run", "--input", "crawl/all.jsonl", "--output", "out").returncode == 0
    refused = run("run", "--input", "crawl/all.jsonl", "--output", "out", "--step", "align")
    assert refused.returncode == 2 and "other options" in refused.stderr


def test_a_folder_with_another_job_is_refused(tmp_path: Path) -> None:
    Job(("a.jsonl",), str(tmp_path), 1).claim()
    Job(("a.jsonl",), str(tmp_path), 1).claim()
    with pytest.raises(OutputError, match="other shards"):
        Job(("b.jsonl",), str(tmp_path), 1).claim()


def test_slurm_wants_a_partition(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--slurm-partition"):
        make_executor(Job(("a.jsonl",), str(tmp_path), 1), "slurm", 1, lambda rank, why: None, {"partition": ""})


SBATCH = """#!/bin/sh
# Runs what it is given at once, task after task, as Slurm would on its nodes.
for script; do :; done
last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
export RUN_OFFSET=0 SLURM_NODELIST=here SLURM_JOB_ID=7
for SLURM_ARRAY_TASK_ID in $(seq 0 "${last:-0}"); do
  export SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_MAX=$last SLURM_ARRAY_TASK_COUNT=$((last + 1))
  sh "$script" >>"$0.log" 2>&1
done
echo "Submitted batch job 7"
"""


def test_slurm_runs_the_same_code(crawl: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "sbatch").write_text(SBATCH, encoding="utf-8")
    (tools / "srun").write_text('#!/bin/sh\nwhile [ "$1" != launch_pickled_pipeline ]; do shift; done\nexec "$@"\n')
    (tools / "scontrol").write_text("#!/bin/sh\necho here\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}")
    call = ("run", "--input", "crawl/*.parquet", "--output", "out", "--step", "align")
    slurm = ("--executor", "slurm", "--slurm-partition", "cpu", "--slurm-time", "1:00:00")
    done = run(*call, *slurm)
    assert done.returncode == 0 and "handed to Slurm" in done.stderr, done.stderr
    assert run(*call, *slurm).returncode == 0
    assert report_of(tmp_path / "out")["tasks"] == {"total": 4, "complete": 4, "incomplete": 0}
    assert rows_of(tmp_path / "out") == aligned(tmp_path, run)
