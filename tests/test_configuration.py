"""Options from a file: the nearest one, every option, and nothing that no command knows."""

import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from stub import WRONG, StubNormaliser

from normaliser import cli
from normaliser.configuration import find_configuration, load_defaults
from normaliser.errors import OptionError
from normaliser.options import Options

ROOT = Path(__file__).resolve().parent.parent
PAGE = f"﴿فَاللَّهُ {WRONG} أَن﴾"

Invoke = Callable[..., Result]


@pytest.fixture
def seen() -> list[Options]:
    """The options that the pipeline was opened with."""
    return []


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seen: list[Options]) -> Invoke:
    """The command line over the stub, in a folder in a folder."""

    def open_stub(options: Options, talk: object) -> StubNormaliser:
        seen.append(options)
        return StubNormaliser(options)

    monkeypatch.setattr(cli, "open_normaliser", open_stub)
    (tmp_path / "outer" / "inner").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "outer" / "inner")
    Path("a.txt").write_bytes(PAGE.encode())
    return lambda *args: CliRunner().invoke(cli.program, args, catch_exceptions=False)


def write(name: str | Path, text: str) -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_counts(invoke: Invoke, seen: list[Options]) -> None:
    write("../../pyproject.toml", "[tool.normaliser]\nmin-confidence = 0.91\n")
    write("../pyproject.toml", "[tool.other]\nx = 1\n")
    invoke("check", "a.txt")
    write("../pyproject.toml", "[tool.normaliser]\nmin-confidence = 0.92\nkeep-spelling = true\n")
    invoke("check", "a.txt")
    write("../normaliser.toml", "min-confidence = 0.93\n")
    invoke("check", "a.txt")
    write("normaliser.toml", "")
    invoke("check", "a.txt")
    told = [(options.min_confidence, options.keep_spelling) for options in seen]
    assert told == [(0.91, False), (0.92, True), (0.93, False), (Options().min_confidence, False)]


def test_the_command_line_goes_before_the_file(invoke: Invoke, seen: list[Options]) -> None:
    write("normaliser.toml", 'min-confidence = 0.91\n[check]\nformat = "github"\n')
    assert invoke("check", "--min-confidence", "0.5", "a.txt").stdout.startswith("::error ")
    assert invoke("check", "--format", "text", "a.txt").stdout.startswith("a.txt:1:2: ")
    assert [options.min_confidence for options in seen] == [0.5, 0.91]
    write("other.toml", "min-confidence = 0.7\n")
    invoke("--config", "other.toml", "check", "a.txt")
    assert seen[-1].min_confidence == 0.7


def test_a_command_has_options_of_its_own(invoke: Invoke, seen: list[Options]) -> None:
    write("normaliser.toml", "min-confidence = 0.91\n[repair]\nmin-confidence = 0.92\ndiff = true\n")
    assert "{+" in invoke("repair", "a.txt").stdout
    invoke("check", "a.txt")
    assert [options.min_confidence for options in seen] == [0.92, 0.91]


def test_files_are_found_from_the_folder_of_the_file(invoke: Invoke, seen: list[Options], tmp_path: Path) -> None:
    write("../house.jsonl", "")
    write("../normaliser.toml", 'corpus = ["house.jsonl"]\n')
    invoke("check", "a.txt")
    (path,) = seen[0].own
    assert path.resolve() == (tmp_path / "outer" / "house.jsonl").resolve()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("min-confidnce = 1.0", 'no option is called "min-confidnce"; did you mean "min-confidence"?'),
        ("[chek]\nformat = 'text'", 'no option is called "chek"; did you mean "check"?'),
        ("format = 'text'", 'no option is called "format"'),
        ("[check]\ndiff = true", 'no option is called "diff" for check; known are '),
        ("check = 1", '"check" is a command; write its options in a table [check]'),
        ("jobs = true", '"jobs" must be a single value'),
        ("keep-spelling = 1", '"keep-spelling" must be true or false'),
        ("corpus = 'a.jsonl'", '"corpus" must be a list'),
        ("corpus = ['none.jsonl']", '"corpus": File \''),
        ("jobs = 'many'", "\"jobs\": 'many' is not a valid"),
        ("jobs = ", "is no TOML"),
    ],
)
def test_what_nobody_knows_is_an_error(invoke: Invoke, text: str, said: str) -> None:
    write("normaliser.toml", text)
    result = invoke("check", "a.txt")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert said in result.stderr and "normaliser.toml: " in result.stderr


def test_every_option_of_every_command_can_be_set(tmp_path: Path) -> None:
    for name, command in cli.program.commands.items():
        for option in (param for param in command.params if isinstance(param, click.Option)):
            key = next(opt for opt in option.opts if opt.startswith("--"))[2:]
            value: object = option.get_default(click.Context(command))
            if isinstance(option.type, click.Path):
                (tmp_path / "file").write_text("")
                value = "folder" if option.name == "output" or not option.type.file_okay else "file"
            elif isinstance(option.type, click.IntRange):
                value = option.type.min
            shown = str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'
            path = tmp_path / "normaliser.toml"
            path.write_text(f"[{name}]\n{key} = {f'[{shown}]' if option.multiple else shown}\n")
            assert option.name in load_defaults(path, cli.program.commands)[name]


def test_a_folder_without_a_file_has_none(tmp_path: Path) -> None:
    found = find_configuration(tmp_path)
    assert found is None or tmp_path not in found.parents
    with pytest.raises(OptionError, match="known are"):
        load_defaults(write(tmp_path / "normaliser.toml", "zzz = 1"), cli.program.commands)


def test_the_hooks_for_pre_commit_are_commands() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"^  entry: normaliser (\w+)(.*)$", hooks, re.MULTILINE)
    assert [name for name, _ in entries] == ["check", "repair"]
    for name, options in entries:
        known = {opt for param in cli.program.commands[name].params for opt in param.opts}
        assert set(options.split()) <= known
