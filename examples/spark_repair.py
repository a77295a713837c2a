"""Repair a column of pages with Spark: `spark-submit examples/spark_repair.py IN.parquet OUT`.

IN has the columns `id` and `text`. OUT has `id`, the repaired `text` and `pairs`, the bilingual rows as JSON Lines.
Build the index ahead (`normaliser corpora --build --into DIR`), ship DIR to the workers, and name it there by
NORMALISER_INDEX (`--conf spark.executorEnv.NORMALISER_INDEX=DIR`).
"""

import sys
from collections.abc import Iterator

import pandas as pd
from pyspark.sql import SparkSession

from normaliser import Normaliser
from normaliser.formats.jsonl import encode_row
from normaliser.pages import repair_page


def repair(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    fixer = Normaliser()  # one for each partition: the index is mapped once
    for frame in frames:
        pages = [repair_page(fixer, *page) for page in zip(frame["id"], frame["text"], strict=True)]
        rows = [b"".join(map(encode_row, page.pairs)).decode() for page in pages]
        yield pd.DataFrame({"id": frame["id"], "text": [page.text for page in pages], "pairs": rows})


if __name__ == "__main__":
    spark = SparkSession.builder.appName("normaliser").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)  # pages are long
    pages = spark.read.parquet(sys.argv[1]).select("id", "text").where("text is not null")
    pages.mapInPandas(repair, "id string, text string, pairs string").write.parquet(sys.argv[2])
    spark.stop()
