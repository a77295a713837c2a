"""How far the building of an index has come, on standard error."""

import atexit
from typing import TYPE_CHECKING, TextIO

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
