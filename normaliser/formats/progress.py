"""How far the building of an index has come, on standard error."""

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class IndexProgress:
    """Called with what is being read, the steps done, and their number. A bar on a terminal, else one line in all."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._said = False

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._stream.isatty():
            self._draw(what, done, total)
        elif not self._said:
            self._said = True
            self._stream.write(f"normaliser: building the search index, once: {what} ...\n")
            self._stream.flush()

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar:
            self._bar.stop()
            self._bar = None
        self._tasks = {}

    def _draw(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(file=self._stream), transient=True)
            self._bar.start()
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(f"index: {what}", total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)
        if self._bar.finished:
            self.close()
