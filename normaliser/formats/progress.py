"""How far the building of an index, or a run over files, has come, on standard error."""

import atexit
from typing import TYPE_CHECKING, TextIO

from normaliser.model import Status
from normaliser.report import Document

if TYPE_CHECKING:
    from rich.progress import Progress


class IndexProgress:
    """Called with what is being read, the steps done, and their number. A bar on a terminal, else one line in all."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Progress | None = None
        self._said = False

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._stream.isatty():
            self._draw(what, done, total)
        elif not self._said:
            self._said = True
            self._stream.write("normaliser: building the search index, once; this takes up to a minute\n")
            self._stream.flush()

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _draw(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(file=self._stream), transient=True)
            self._bar.add_task(f"indexing {what}", total=total)
            self._bar.start()
            atexit.register(self.close)  # a build that fails must not leave the cursor hidden
        (task,) = self._bar.task_ids
        self._bar.update(task, description=f"indexing {what}", completed=done, total=total)
        if done >= total:
            self.close()


class FileProgress:
    """A bar with files, quotations, repairs and the time left; it only counts where `stream` is None."""

    def __init__(self, stream: TextIO | None, total: int) -> None:
        self._total = total
        self._files = self._quotations = self._repairs = 0
        self._source: object = None
        self._bar = _bar(stream) if stream else None
        if self._bar:
            self._bar.add_task(self.sum, total=total)
            self._bar.start()
            atexit.register(self.close)  # whatever happens, the cursor must not stay hidden

    @property
    def sum(self) -> str:
        """What has been done, in a line."""
        return f"{self._files} of {self._total} files, {self._quotations} quotations, {self._repairs} repaired"

    def see(self, document: Document) -> None:
        """Count a document; those of one file come one after the other."""
        if document.source is not self._source:
            self._source = document.source
            self._files += 1
        self._quotations += len(document.report.quotations)
        self._repairs += sum(quotation.status is Status.REPAIRED for quotation in document.report.quotations)
        if self._bar:
            self._bar.update(self._bar.task_ids[0], description=self.sum, completed=self._files)

    def print(self, message: str) -> None:
        """A line above the bar."""
        if self._bar:
            self._bar.console.print(message, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar:
            self._bar.stop()
            self._bar = None
            atexit.unregister(self.close)


def _bar(stream: TextIO) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(file=stream), transient=True)
