"""Repair a column of pages with Ray Data: `python examples/ray_repair.py IN.parquet OUT`.

IN has the columns `id` and `text`. OUT has `id`, the repaired `text` and `pairs`, the bilingual rows as JSON Lines.
Build the index ahead (`normaliser corpora --build --into DIR`), ship DIR to the nodes, and name it there by
NORMALISER_INDEX (`ray.init(runtime_env={"env_vars": {"NORMALISER_INDEX": DIR}})`).
"""

import os
import sys
from typing import Any

import ray

from normaliser import Normaliser
from normaliser.formats.jsonl import encode_row
from normaliser.pages import repair_page


class Repair:
    """One for each worker: the index is mapped once."""

    def __init__(self) -> None:
        self.fixer = Normaliser()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        pages = [repair_page(self.fixer, *page) for page in zip(batch["id"], batch["text"], strict=True)]
        rows = [b"".join(map(encode_row, page.pairs)).decode() for page in pages]
        return {"id": batch["id"], "text": [page.text for page in pages], "pairs": rows}


if __name__ == "__main__":
    ray.init(runtime_env={"env_vars": {k: v for k, v in os.environ.items() if k == "NORMALISER_INDEX"}})
    pages = ray.data.read_parquet(sys.argv[1], columns=["id", "text"]).filter(lambda row: row["text"] is not None)
    workers = max(1, int(ray.cluster_resources()["CPU"]) - 1)  # one is left to read and write
    pages.map_batches(Repair, batch_size=64, concurrency=workers).write_parquet(sys.argv[2])
