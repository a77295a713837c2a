"""What a corpus hands over to be indexed."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

Step = Callable[[int], None]
"""Called with the number of the part about to be read, so that somebody waiting can be told."""


@dataclass(slots=True)
class Draft:
    """A shelf in the making. Columns are arrays of the standard library, so that no corpus needs numpy."""

    rasm: bytearray = field(default_factory=bytearray)  # of all rows, one after the other
    starts: "array[int]" = field(default_factory=lambda: array("q", [0]))  # rows + 1
    borders: "array[int] | None" = None  # ends of stretches k-grams stay inside; None: the ends of the rows
    columns: dict[str, "array[int]"] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # what numbers in the columns stand for
    warnings: list[str] = field(default_factory=list)

    def add_row(self, rasm: bytes) -> None:
        """Append a row of rasm codes."""
        self.rasm += rasm
        self.starts.append(len(self.rasm))
