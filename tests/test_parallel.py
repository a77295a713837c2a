"""Work shared among processes: in order, taken as needed, and a worker that dies is said."""

import os
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import stub

from normaliser import parallel
from normaliser.errors import NormaliserError
from normaliser.options import Options


def test_mapping_keeps_the_order_and_takes_items_as_needed() -> None:
    taken: list[str] = []

    def items() -> Iterator[str]:
        for number in range(40):
            taken.append(str(number))
            yield taken[-1]

    results = parallel.map_ordered(partial(stub.start_stub, Options()), items(), jobs=2)
    assert next(results).text == "0"
    assert len(taken) < 10
    assert [report.text for report in results] == taken[1:]
    assert len(taken) == 40


def test_a_worker_that_dies_is_one_clear_error() -> None:
    with pytest.raises(NormaliserError, match="smaller --jobs"):
        list(parallel.map_ordered(start_dying, ["a", "b"], jobs=2))


def start_dying() -> Callable[[str], str]:
    return _die


def _die(text: str) -> str:
    os._exit(1)
