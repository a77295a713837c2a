"""The recipes for Spark and Ray Data, and Ray under datatrove: the same rows as datatrove's steps give, one by one.

They need pyspark with Java, and ray, which no extra installs; `.ci/engines` does.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("datatrove")
pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402  # after it is known to be there

from normaliser.formats.jsonl import encode_row  # noqa: E402
from normaliser.scale import AlignStep, RepairStep, ShardReader  # noqa: E402
from normaliser.scale.steps import FAILED  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "a": "He read «فَإِنَّ مَعَ الْعُسْرُ يُسْرًا» “For indeed, with hardship will be ease.” [Ash-Sharh: 5]",
    "b": "Nothing to do here.",
    "c": "«هَلْ جَزَاءُ الْإِحْسَانِ إِلَّا الْإِحْسَانِ» “Is the reward for good anything but good?” (55:60)\r\n",
    "d": None,
    "e": "«قل هو اللة احد» [Al-Ikhlas: 1], and «لَئِن شَكَرْتُمْ لَأَزِيدَ نَّكُمْ» “If you are grateful, I will increase you” (14:7)",
}  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    path = tmp_path / "pages.parquet"
    pq.write_table(pa.table({"id": list(PAGES), "text": list(PAGES.values())}), path)
    return path


def run_in(tmp_path: Path, *args: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [sys.executable, *args], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]


def by_datatrove(shard: Path) -> list[dict[str, str]]:
    """What the recipes write, made with datatrove's steps."""
    pairs: dict[str, bytes] = {}
    for row in AlignStep().run(ShardReader([str(shard)]).run()):
        pairs[row.metadata["path"]] = pairs.get(row.metadata["path"], b"") + encode_row(row.metadata)
    repaired = [d for d in RepairStep().run(ShardReader([str(shard)]).run()) if FAILED not in d.metadata]
    return [{"id": d.id, "text": d.text, "pairs": pairs.get(d.id, b"").decode()} for d in repaired]


@pytest.mark.parametrize(("recipe", "needs"), [("spark_repair.py", "pyspark"), ("ray_repair.py", "ray")])
def test_a_recipe_gives_the_rows_that_datatrove_gives(shard: Path, tmp_path: Path, recipe: str, needs: str) -> None:
    if not importlib.util.find_spec(needs) or (needs == "pyspark" and not shutil.which("java")):
        pytest.skip(f"{needs} is not installed")
    run_in(tmp_path, str(ROOT / "examples" / recipe), str(shard), str(tmp_path / "out"))
    rows = sorted(pq.read_table(tmp_path / "out").to_pylist(), key=lambda row: str(row["id"]))
    assert rows == by_datatrove(shard)
    assert len(rows) == 4 and sum(row["pairs"].count("\n") for row in rows) == 3


def test_ray_under_datatrove_gives_the_same_rows(shard: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    call = ("-m", "normaliser", "run", "--input", str(shard), "--step", "align")
    run_in(tmp_path, *call, "--output", "local")
    run_in(tmp_path, *call, "--output", "ray", "--executor", "ray")
    rows = [(tmp_path / name / "data" / "00000.jsonl").read_bytes() for name in ("local", "ray")]
    assert rows[0] == rows[1] and rows[0].count(b"\n") == 3
