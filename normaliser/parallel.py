"""Work on many items in several processes, results in order, with no more in flight than keeps them busy."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from normaliser.errors import NormaliserError

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_ordered(start: Callable[[], Callable[[Item], Result]], items: Iterable[Item], *, jobs: int) -> Iterator[Result]:
    """What `start()` returns, applied to each item by `jobs` processes that call `start` once each; results in order.

    Items are taken as they are needed, a few ahead, so that a long list need not fit into memory. `start` is a function
    of a module (or a partial of one), because it travels to the other processes.
    """
    if jobs <= 1:
        yield from map(start(), items)
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    pool = ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(start,))
    ahead: deque[Future[list[object]]] = deque()
    try:
        for chunk in _chunks(items, at_first=4 * jobs):
            ahead.append(pool.submit(_work, chunk))
            if len(ahead) > 2 * jobs:
                yield from ahead.popleft().result()  # type: ignore[misc]  # a process boundary knows no types
        while ahead:
            yield from ahead.popleft().result()  # type: ignore[misc]
    except BrokenProcessPool:
        raise NormaliserError("a worker process died, perhaps for want of memory; try a smaller --jobs") from None
    finally:
        pool.shutdown(cancel_futures=True)


_MOST, _LONGEST = 32, 50_000
"""Items, and code points of texts, that travel to a worker together; the way there and back costs as much as a page."""


def _chunks(items: Iterable[Item], *, at_first: int) -> Iterator[list[Item]]:
    """The items in small groups; the first `at_first` go alone, so that results come soon and need few items."""
    chunk: list[Item] = []
    size = 0
    for number, item in enumerate(items):
        chunk.append(item)
        size += len(item) if isinstance(item, str) else 0
        if number < at_first or len(chunk) >= _MOST or size >= _LONGEST:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


_worker: list[Callable[..., object]] = []


def _start_worker(start: Callable[[], Callable[..., object]]) -> None:
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends a worker at once and without a traceback
    Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [start()]


def _end_with_parent() -> None:
    """Leave when the main process is gone, which, killed outright, cannot say so."""
    import os
    from multiprocessing import connection, parent_process

    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _work(items: Sequence[object]) -> list[object]:
    return [_worker[0](item) for item in items]
