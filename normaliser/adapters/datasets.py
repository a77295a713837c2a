"""For `datasets.Dataset.map(..., batched=True)`: a column of texts repaired, and the quotations in each beside it.

from normaliser.adapters.datasets import RepairBatch

repaired = dataset.map(RepairBatch("text"), batched=True, num_proc=2)
"""

from collections.abc import Mapping, Sequence

from normaliser import Normaliser, Options


class RepairBatch:
    """Callable with a batch: gives the column repaired, and `quotations` as lists of rows. Picklable.

    A missing text stays missing. Each row is one of `Report.rows`, whose spans count code points of the original text.
    """

    def __init__(self, column: str = "text", options: Options | None = None) -> None:
        self.column = column
        self._fixer = Normaliser(options)

    def __call__(self, batch: Mapping[str, Sequence[str | None]]) -> dict[str, list[object]]:
        """What becomes of the batch; raises `KeyError` when it has no such column."""
        texts = batch[self.column]
        reports = [None if text is None else self._fixer.repair(text) for text in texts]
        return {
            self.column: [report and report.text for report in reports],
            "quotations": [report.rows() if report else [] for report in reports],
        }
