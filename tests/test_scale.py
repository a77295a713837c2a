"""Shards through `normaliser run` and datatrove's steps: the same rows however they are dealt, and nothing lost."""

import gzip
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove")
pytest.importorskip("fastwarc")
pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402  # after it is known to be there
from datatrove.data import Document  # noqa: E402

import normaliser  # noqa: E402
from normaliser import run_command  # noqa: E402
from normaliser.errors import InputError, OptionError, OutputError  # noqa: E402
from normaliser.pages import repair_page  # noqa: E402
from normaliser.scale import AlignStep, RepairStep, ShardReader, WholeJsonlWriter, WholeParquetWriter  # noqa: E402
from normaliser.scale.running import Job, make_executor  # noqa: E402
from normaliser.scale.steps import FAILED  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
VERSES = (
    ("«فَإِنَّ مَعَ الْعُسْرُ يُسْرًا»", "For indeed, with hardship will be ease.", "94:5"),
    ("«هَلْ جَزَاءُ الْإِحْسَانِ إِلَّا الْإِحْسَانِ»", "Is the reward for good anything but good?", "55:60"),
    ("«لَئِن شَكَرْتُمْ لَأَزِيدَ نَّكُمْ»", "If you are grateful, I will surely increase you", "14:7"),
)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def page(number: int) -> str:
    arabic, english, cited = VERSES[number % len(VERSES)]
    return f"Page {number}.\n\nHe read {arabic}\n“{english}” ({cited})\n" + "It rained all day.\n" * (number % 5)


PAGES = {f"p{number:03d}.txt": page(number) for number in range(12)}


def rows_of(folder: Path) -> bytes:
    """The rows of a run in the order of the pages, however the shards were dealt."""
    lines = [line for path in folder.glob("data/*.jsonl") for line in path.read_bytes().split(b"\n") if line]
    return b"".join(sorted(line + b"\n" for line in lines))


def report_of(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_bytes())


def failures_of(folder: Path) -> dict[str, str]:
    lines = [line for path in folder.glob("failed/*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["metadata"][FAILED] for row in map(json.loads, lines)}


def write_parquet(path: Path, pages: dict[str, str | None]) -> None:
    pq.write_table(pa.table({"id": list(pages), "text": list(pages.values())}), path)


def warc_record(name: str, body: bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {name}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def write_warc(path: Path, pages: dict[str, str]) -> None:
    path.write_bytes(b"".join(gzip.compress(warc_record(name, text.encode())) for name, text in pages.items()))


def deal(count: int) -> Iterator[dict[str, str]]:
    names = sorted(PAGES)
    size = -(-len(names) // count)
    for start in range(0, len(names), size):
        yield {name: PAGES[name] for name in names[start : start + size]}


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """The pages as four shards of Parquet and of WARC, and one of JSON Lines."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    for number, pages in enumerate(deal(4)):
        write_parquet(folder / f"{number}.parquet", dict(pages))
        write_warc(folder / f"{number}.warc.gz", pages)
    lines = [json.dumps({"id": name, "text": text}) for name, text in PAGES.items()]
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "normaliser", *args]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*args: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command(*args), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return call


def aligned(tmp_path: Path, run: Run) -> bytes:
    """What `normaliser align` makes of the pages as files."""
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return run("align", *PAGES).stdout.encode()


def documents(pages: dict[str, str]) -> list[Document]:
    return [Document(text=text, id=name) for name, text in pages.items()]


def test_the_steps_give_what_the_library_gives() -> None:
    first = PAGES["p000.txt"]
    (repaired,) = RepairStep().run(documents({"p000.txt": first}))
    report = normaliser.repair(first)
    found = repaired.metadata["normaliser"]
    assert repaired.text == report.text != first
    assert [q["refs"] for q in found["quotations"]] == [["quran:94:5"]]
    assert found["statistics"] == {"quran repaired": 1, "pairs": 1}
    (pair,) = AlignStep().run(documents({"p000.txt": first}))
    assert (pair.text, pair.metadata["english"]) == (report.pairs[0].arabic, report.pairs[0].english)
    assert pair.id == f"p000.txt#{report.quotations[0].span.start}"


def test_a_name_with_html_is_read_as_html() -> None:
    html = "<p>He read &laquo;فَإِنَّ مَعَ <b>الْعُسْرُ</b> يُسْرًا&raquo; (94:5)</p>"
    (repaired,) = RepairStep().run(documents({"https://example.org/a.html": html}))
    assert repaired.text == html.replace("الْعُسْرُ", "الْعُسْرِ")


def test_a_step_and_the_pipeline_travel_without_the_index() -> None:
    normaliser.repair(PAGES["p000.txt"])
    step = RepairStep()
    list(step.run(documents(PAGES)))
    assert len(pickle.dumps(step)) < 20_000
    assert len(pickle.dumps(normaliser.Normaliser())) < 5_000


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


def test_a_truncated_archive_gives_what_stands_before(tmp_path: Path) -> None:
    whole = tmp_path / "a.warc.gz"
    write_warc(whole, PAGES)
    data = whole.read_bytes()
    for name, cut in (("cut.warc.gz", data[:-20]), ("cut.warc", gzip.decompress(data)[:-60])):
        path = tmp_path / name
        path.write_bytes(cut)
        reader = ShardReader([str(path)])
        read = list(reader.run())
        assert [d.id for d in read[:-1]] == list(PAGES)[: len(read) - 1] and len(read) >= len(PAGES)
        assert "cannot be read to its end" in read[-1].metadata[FAILED] and reader.broken == [str(path)]


def test_records_in_other_encodings_are_read(tmp_path: Path) -> None:
    path, text = tmp_path / "a.warc", "<p>" + "قل هو الله أحد " * 9 + "</p>"
    arabic = warc_record("http://a/", text.encode("windows-1256"), "text/html; charset=windows-1256")
    broken = warc_record("http://b/", b"<p>plain \xff text, and more of it</p>", "text/html; charset=nonsense")
    picture = warc_record("http://c/", b"\x89PNG", "image/png")
    path.write_bytes(arabic + broken + picture)
    first, second = ShardReader([str(path)]).run()
    assert (first.text, first.metadata["read_as"]) == (text, "cp1256")
    assert second.text.startswith("<p>plain ") and second.metadata["warnings"]
    step = RepairStep()
    assert [d.id for d in step.run([first, second])] == ["http://a/", "http://b/"]
    assert step.stats["not UTF-8"].total >= 1


def test_payloads_sent_packed_are_unpacked_and_other_records_passed_over(tmp_path: Path) -> None:
    path, text = tmp_path / "a.warc", PAGES["p000.txt"]
    body = gzip.compress(text.encode())
    packed = warc_record("http://a/", body, "text/plain\r\nContent-Encoding: gzip")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(text.encode()), text.encode())
    chunked = warc_record("http://b/", chunks, "text/plain\r\nTransfer-Encoding: chunked")
    answer = b"20260101 example.org\n"
    names = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: text/dns\r\nContent-Length: %d\r\n\r\n" % len(answer)
    wet = text.encode()
    plain = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nWARC-Target-URI: http://c/\r\n"
    plain += b"Content-Length: %d\r\n\r\n" % len(wet) + wet + b"\r\n\r\n"
    lying = warc_record("http://d/", wet, "text/plain\r\nContent-Encoding: gzip")
    lying += warc_record("http://e/", wet, "text/plain\r\nTransfer-Encoding: chunked")
    path.write_bytes(packed + chunked + names + answer + b"\r\n\r\n" + plain + lying)
    reader = ShardReader([str(path)])
    assert [(d.id, d.text) for d in reader.run()] == [(f"http://{host}/", text) for host in "abcde"]
    assert reader.broken == []


def test_lines_packed_with_zstandard_are_read(tmp_path: Path) -> None:
    import zstandard

    lines = b"".join(json.dumps({"id": name, "text": text}).encode() + b"\n" for name, text in PAGES.items())
    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.compress(lines))
    assert {d.id: d.text for d in ShardReader([str(tmp_path / "a.jsonl.zst")]).run()} == PAGES
    (tmp_path / "cut.jsonl.zst").write_bytes(zstandard.compress(lines[:-20]))
    assert "no JSON" in list(ShardReader([str(tmp_path / "cut.jsonl.zst")]).run())[-1].metadata[FAILED]


def test_lines_that_are_no_json_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n\n{"text": "tw\n[1]\n{"text": 3}\n{"text": "\xff"}\n{"text": "six", "id": 6}\n')
    read = list(ShardReader([str(path)]).run())
    assert [(d.id, d.text) for d in read if FAILED not in d.metadata] == [("a.jsonl/0", "one"), ("6", "six")]
    reasons = [d.metadata[FAILED] for d in read if FAILED in d.metadata]
    assert [reason.split(":")[0] for reason in reasons] == ["no JSON", "no JSON object", '"text" is int', "no JSON"]
    assert read[1].metadata["line"] == '{"text": "tw\n'


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, {"a": "b"})
    (read,) = ShardReader([str(path)], text_field="body").run()
    assert 'no column "body"; it has id, text' in read.metadata[FAILED]


def test_a_page_that_raises_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(fixer: object, name: str, *rest: object) -> Any:
        if name == "p001.txt":
            raise RecursionError("too deep")
        return whole(fixer, name, *rest)  # type: ignore[arg-type]

    whole = repair_page
    monkeypatch.setattr("normaliser.scale.steps.repair_page", fail)
    writer = WholeJsonlWriter(str(tmp_path))
    given = list(RepairStep(exclusion_writer=writer).run(documents(PAGES)))
    assert [d.id for d in given] == [name for name in PAGES if name != "p001.txt"]
    kept = json.loads((tmp_path / "00000.jsonl").read_text(encoding="utf-8"))
    assert kept == {"id": "p001.txt", "text": PAGES["p001.txt"], "metadata": {FAILED: "RecursionError: too deep"}}
    passed = list(RepairStep().run(documents(PAGES)))
    assert [d.id for d in passed if FAILED in d.metadata] == ["p001.txt"]
    assert "p001.txt" not in {d.metadata["path"] for d in AlignStep().run(documents(PAGES))}


class FullDisk(io.BytesIO):
    def write(self, data: Any) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", [WholeJsonlWriter, WholeParquetWriter])
def test_a_full_disk_leaves_no_file_that_looks_whole(
    kind: type[WholeJsonlWriter], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    writer = kind(str(tmp_path))
    opened = writer.output_mg._output_files
    monkeypatch.setattr(writer.output_mg, "get_file", lambda name: opened.setdefault(name, FullDisk()))
    with pytest.raises(OSError, match="No space left"):
        list(writer.run(documents(PAGES)))
    assert list(tmp_path.iterdir()) == []


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


def test_parquet_out_has_a_schema_and_comes_back(tmp_path: Path) -> None:
    odd = documents({"a.txt": PAGES["p000.txt"], "b.txt": "bytes \udcff that were no text"})
    list(WholeParquetWriter(str(tmp_path)).run(RepairStep().run(odd)))
    table = pq.read_table(tmp_path / "00000.parquet")
    assert table.column_names == ["id", "text", "metadata"]
    first, second = ShardReader([str(tmp_path / "00000.parquet")]).run()
    assert first.metadata["normaliser"]["quotations"][0]["status"] == "repaired"
    assert second.text == "bytes \ufffd that were no text"
    list(WholeParquetWriter(str(tmp_path / "pairs"), pairs=True).run(AlignStep().run(documents(PAGES))))
    pairs = pq.read_table(tmp_path / "pairs" / "00000.parquet").to_pylist()
    assert pairs == [d.metadata for d in AlignStep().run(documents(PAGES))]
    assert pairs[0]["source_sha256"] and pairs[0]["document_sha256"]


def test_shards_are_found_once_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    assert run_command.find_shards((f"{tmp_path}/*.jsonl", f"{tmp_path}/a*")) == (str(tmp_path / "a.jsonl"),)
    with pytest.raises(InputError, match="no such shard"):
        run_command.find_shards((f"{tmp_path}/*.parquet",))
    with pytest.raises(OptionError, match="no shard by its name"):
        ShardReader(["pages.csv"])


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


@pytest.mark.slow
def test_a_command_killed_in_the_middle_is_finished_by_the_next(tmp_path: Path, run: Run) -> None:
    crawl = tmp_path / "crawl"
    crawl.mkdir()
    for number in range(6):
        pages = {f"{number}-{name}": text for name, text in PAGES.items() for _ in range(1)}
        write_parquet(crawl / f"{number}.parquet", {f"{k}.{i}.txt": v for k, v in pages.items() for i in range(25)})
    call = ("run", "--input", "crawl/*.parquet", "--workers", "2", "--output")
    assert run(*call, "whole").returncode == 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(command(*call, "out"), cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    done = tmp_path / "out" / "logs" / "completions"
    while not (done.is_dir() and any(done.iterdir())):
        time.sleep(0.01)
    started.kill()
    started.wait()
    time.sleep(0.5)
    assert run(*call, "out").returncode == 0
    for path in sorted((tmp_path / "whole" / "data").iterdir()):
        assert (tmp_path / "out" / "data" / path.name).read_bytes() == path.read_bytes()


def test_a_long_page_is_written_as_a_short_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'قال «نعم» "yes" \\ \n\udc81 \N{GRINNING FACE}' * 50
    document = Document(text=text, id='a "text": "" b', metadata={"text": "", "failed": "too long"})
    rows = []
    for stretch in (1 << 20, 7):
        monkeypatch.setattr("normaliser.scale.writers._STRETCH", stretch)
        with WholeJsonlWriter(str(tmp_path / str(stretch))) as writer:
            writer.write(document, 0)
        rows.append((tmp_path / str(stretch) / "00000.jsonl").read_bytes())
    assert rows[0] == rows[1]
    assert json.loads(rows[0])["id"] == document.id
