"""`check`, `explain`, `corpora`, `run` without its extra, and what the command line says of itself."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Invoke
from running import GARBLED, SOUND, environment, write
from stub import StubNormaliser

from normaliser import cli
from normaliser.options import Options


def test_check_names_places_and_exits_with_1(invoke: Invoke) -> None:
    write("a.txt"), write("b.txt", SOUND)
    result = invoke("check", "a.txt", "b.txt")
    assert result.exit_code == 1
    assert result.stdout == "a.txt:2:2: repaired quran quran:9:13: letters agree\\nwith quran:9:13\n"
    assert invoke("check", "b.txt").exit_code == 0
    assert invoke("check", stdin="Ø§").stdout == "-:1:1: repaired text -: UTF-8 read as Windows-1252\n"
    assert invoke("check", stdin="﴿هذا ?﴾").exit_code == 1


def test_explain_tells_of_documents_passages_and_garbles(invoke: Invoke) -> None:
    write("a.txt")
    assert "shadda tells" in invoke("explain", "a.txt").stdout
    assert "https://tanzil.net" in invoke("explain", "quran:9:13").stdout
    assert "How it happens" in invoke("explain", "mojibake").stdout
    both = invoke("explain", "quran:9:13", "a.txt").stdout
    assert both.index("tanzil") < both.index("shadda tells")
    assert invoke("explain", stdin=GARBLED).stdout.startswith("-: 1 repaired")


def test_corpora_are_listed_and_built(invoke: Invoke) -> None:
    assert "not built" in invoke("corpora").stdout
    assert "built, 14.0 MB" in invoke("corpora", "--build").stdout


def test_an_index_is_built_where_it_is_to_be_shipped_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Options] = []

    def open_stub(options: Options, talk: object) -> StubNormaliser:
        asked.append(options)
        return StubNormaliser(options)

    monkeypatch.setattr(cli, "open_normaliser", open_stub)
    done = CliRunner().invoke(cli.program, ["corpora", "--build", "--into", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0 and [options.index_dir for options in asked] == [tmp_path]


def test_run_without_its_extra_says_so(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("normaliser.scale")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datatrove", None)
    write("a.jsonl", "{}")
    done = invoke("run", "--input", "a.jsonl", "--output", "out")
    assert done.exit_code == 2 and 'pip install "normaliser[scale]"' in done.stderr


def test_help_groups_the_options(invoke: Invoke) -> None:
    shown = invoke("repair", "--help").stdout
    assert [shown.index(group) for group in ("Output:", "Repairing:", "Running:")] == sorted(
        shown.index(group) for group in ("Output:", "Repairing:", "Running:")
    )
    assert "Commands:" in invoke().stdout
    assert invoke("--version").stdout.startswith("normaliser ")


def test_a_shell_completes_commands_and_options() -> None:
    words = environment(_NORMALISER_COMPLETE="bash_complete", COMP_WORDS="normaliser repair --in-p", COMP_CWORD="2")
    command = [sys.executable, "-c", "from normaliser.cli import program; program(prog_name='normaliser')"]
    done = subprocess.run(command, env=words, capture_output=True, text=True, check=True)
    assert done.stdout == "plain,--in-place\n"
