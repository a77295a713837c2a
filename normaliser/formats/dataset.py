"""A folder that `datasets.load_dataset(folder)` opens: JSON Lines, and a README.md whose head says what they hold.

The data come first and the card last, so a folder with a card is whole. Lone surrogates become U+FFFD.
"""

import json
from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.formats.columns import COLUMNS, plain_row
from normaliser.report import SCHEMA, Document

_DATA = "data/train.jsonl"


def files_align(documents: Iterable[Document], setting: Setting) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file of the folder: its name, and its bytes, which are to be written before the next file is asked for."""
    counts = {"num_bytes": 0, "num_examples": 0}

    def lines() -> Iterator[bytes]:
        for document in documents:
            for row in document.pair_rows():
                line = json.dumps(plain_row(row), ensure_ascii=False, allow_nan=False).encode() + b"\n"
                counts["num_bytes"] += len(line)
                counts["num_examples"] += 1
                yield line

    yield _DATA, lines()
    yield "README.md", iter([_card(counts, setting.notice).encode()])


def _card(counts: dict[str, int], notice: str) -> str:
    features = [
        {"name": name, **({"sequence": "string"} if column["type"] == "list" else {"dtype": column["type"]})}
        for name, column in COLUMNS.items()
    ]
    head = {
        "pretty_name": "Quotations in Arabic with their English",
        "language": ["ar", "en"],
        "license": "other",
        "task_categories": ["translation"],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": _DATA}]}],
        "dataset_info": {"features": features, "splits": [{"name": "train", **counts}]},
    }
    described = "".join(f"| `{name}` | {column['holds']} |\n" for name, column in COLUMNS.items())
    return (
        "---\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items()) + "---\n\n"  # JSON is YAML
        "# Quotations in Arabic with their English\n\n"
        f"{counts['num_examples']} pairs, found by normaliser (schema {SCHEMA}) in bilingual pages. The English is\n"
        "the pages' own; what is missing is null.\n\n"
        f"| column | |\n|---|---|\n{described}" + (f"\n## The reference texts\n\n{notice}\n" if notice else "")
    )
