"""Work on many items in several processes, in order, with no more in flight than keeps them busy."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 16  # items a worker may be ahead of the consumer: memory stays flat however many there are


def map_in_order(work: Callable[[Item], Result], items: Iterable[Item], jobs: int = 1) -> Iterator[Result]:
    """`work` on each item, results in the order of the items. `work` must pickle when `jobs` is more than one."""
    if jobs <= 1:
        yield from map(work, items)
        return
    source = iter(items)
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = deque(pool.submit(work, item) for item in islice(source, jobs * _AHEAD))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(work, item) for item in islice(source, 1))
