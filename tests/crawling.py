"""Pages of a crawl as shards, and what a run over them leaves.

Needs the extra `[scale]`; a test module that imports this before anything else of that extra is skipped without.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents import warc_record

pytest.importorskip("datatrove")
pytest.importorskip("fastwarc")
pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402  # after it is known to be there
from datatrove.data import Document  # noqa: E402

from normaliser.scale.steps import FAILED  # noqa: E402

VERSES = (
    ("«فَإِنَّ مَعَ الْعُسْرُ يُسْرًا»", "For indeed, with hardship will be ease.", "94:5"),
    ("«هَلْ جَزَاءُ الْإِحْسَانِ إِلَّا الْإِحْسَانِ»", "Is the reward for good anything but good?", "55:60"),
    ("«لَئِن شَكَرْتُمْ لَأَزِيدَ نَّكُمْ»", "If you are grateful, I will surely increase you", "14:7"),
)


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


def write_warc(path: Path, pages: dict[str, str]) -> None:
    path.write_bytes(b"".join(gzip.compress(warc_record(name, text.encode())) for name, text in pages.items()))


def deal(count: int) -> Iterator[dict[str, str]]:
    names = sorted(PAGES)
    size = -(-len(names) // count)
    for start in range(0, len(names), size):
        yield {name: PAGES[name] for name in names[start : start + size]}


def write_crawl(folder: Path) -> Path:
    """The pages as four shards of Parquet and of WARC, and one of JSON Lines."""
    folder.mkdir()
    for number, pages in enumerate(deal(4)):
        write_parquet(folder / f"{number}.parquet", dict(pages))
        write_warc(folder / f"{number}.warc.gz", pages)
    lines = [json.dumps({"id": name, "text": text}) for name, text in PAGES.items()]
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def documents(pages: dict[str, str]) -> list[Document]:
    return [Document(text=text, id=name) for name, text in pages.items()]
