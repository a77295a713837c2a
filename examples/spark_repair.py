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
from normaliser.report import pair_row


def repair(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    fixer = Normaliser()  # one for each partition: the index is mapped once
    for frame in frames:
        reports = [fixer.repair(text) for text in frame["text"]]
        rows = [
            b"".join(encode_row(pair_row(p, i)) for p in r.pairs) for i, r in zip(frame["id"], reports, strict=True)
        ]
        yield pd.DataFrame({"id": frame["id"], "text": [r.text for r in reports], "pairs": [r.decode() for r in rows]})


if __name__ == "__main__":
    spark = SparkSession.builder.appName("normaliser").getOrCreate()
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)  # pages are long
    pages = spark.read.parquet(sys.argv[1]).select("id", "text").where("text is not null")
    pages.mapInPandas(repair, "id string, text string, pairs string").write.parquet(sys.argv[2])
    spark.stop()
