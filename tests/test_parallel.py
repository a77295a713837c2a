"""Work shared among processes: in order, taken as needed; a worker that dies is said, and none is left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import stub
from running import ROOT, environment

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


@pytest.mark.slow
def test_workers_end_when_the_main_process_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom normaliser.parallel import map_ordered\nfrom test_parallel import start_naming\n"
        "for pid in map_ordered(start_naming, iter('abcdefgh'), jobs=2):\n"
        "    print(pid, flush=True)\n    sys.stdin.read()\n"
    )
    variables = environment(PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
    with subprocess.Popen(
        [sys.executable, "-c", code], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("a worker lives on")


def start_naming():  # type: ignore[no-untyped-def]
    """What a worker starts with: it answers with its number."""
    return lambda item: os.getpid()
