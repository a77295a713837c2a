"""Reports put aside until the last document has been read: on disk when there are many, so that memory stays free."""

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import replace

from normaliser.errors import OutputError
from normaliser.model import PassageSource, Report

_IN_MEMORY = 32 << 20  # bytes kept in memory before a file without a name is used


class Spool:
    """Reports in the order they were put in. Nobody else sees the file, and it goes with the object."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed with the spool
        self._count = 0
        self._source: PassageSource | None = None

    def put(self, report: Report) -> None:
        """Put a report aside. Raises `OutputError` when the disk is full."""
        for quotation in report.quotations:
            self._source = self._source or quotation.source
        bare = replace(report, quotations=tuple(replace(q, source=None) for q in report.quotations))
        try:
            pickle.dump(bare, self._file, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            raise OutputError(
                f"{tempfile.gettempdir()}: reports cannot be put aside there: {error.strerror or error}; "
                "set TMPDIR to a folder with room"
            ) from None
        self._count += 1

    def take(self) -> Iterator[Report]:
        """Every report, once; the library behind the quotations is again one and the same."""
        with self._file as file:
            file.seek(0)
            for _ in range(self._count):
                report: Report = pickle.load(file)
                yield replace(report, quotations=tuple(replace(q, source=self._source) for q in report.quotations))

    def close(self) -> None:
        """Give the file back; what was not taken is gone."""
        self._file.close()
