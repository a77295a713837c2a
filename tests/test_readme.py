"""What the README and ARCHITECTURE.md say is so: every example runs and gives what is shown, every name exists.

`console` blocks run one after the other in one folder that holds `samples/`; of what they write, standard output is
compared. `0.9…` in the README stands for a number that begins so.
"""

import doctest
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import normaliser
from normaliser.cli import program

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> Iterator[tuple[str, str]]:
    """Each command of the console blocks, with the output shown below it."""
    for language, block in BLOCKS:
        if language == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                yield command, shown


def is_shown(shown: str, output: str) -> bool:
    """Whether the output is what is shown, a number cut off by an ellipsis aside."""
    pieces = re.split(r"(?<=\d)…", shown)
    return re.fullmatch(r"\d*".join(map(re.escape, pieces)), output) is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples in it and, in `bin`, the commands of this environment."""
    made = tmp_path_factory.mktemp("readme")
    (made / "samples").symlink_to(ROOT / "samples")
    (made / "bin").mkdir()
    for name, command in (("normaliser", f'"{sys.executable}" -m normaliser'), ("python3", f'"{sys.executable}"')):
        script = made / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        script.chmod(0o755)
    return made


def run(command: str, folder: Path) -> str:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    package = str(Path(normaliser.__file__).resolve().parent.parent)  # the one under test, wherever it is
    environment = {**os.environ, "PATH": path, "PYTHONPATH": package, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr.decode())
    return done.stdout.decode()


def test_the_first_block_is_how_to_install_run_and_test() -> None:
    language, block = BLOCKS[0]
    lines = [line for line in block.splitlines() if not line.startswith("#")]
    assert language == "sh" and README[: README.index(block)].count("\n") < 20
    assert lines == [
        "git clone ... && cd normaliser",
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/normaliser repair samples/*.txt",
        ".venv/bin/pip install '.[test]' && .venv/bin/pytest",
    ]


def test_every_command_gives_what_is_shown(folder: Path) -> None:
    ran = 0
    for command, shown in commands():
        output = run(command, folder)
        assert is_shown(shown, output), f"$ {command}\n{output}"
        ran += 1
    assert ran > 20


def test_every_line_of_python_gives_what_is_shown() -> None:
    text = "\n".join(block for language, block in BLOCKS if language == "python")
    test = doctest.DocTestParser().get_doctest(text, {}, "README.md", str(ROOT / "README.md"), 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert "".join(said) == "" and len(test.examples) > 15


def test_before_and_after_are_a_sample_and_what_becomes_of_it(folder: Path) -> None:
    before, after = re.findall(r"^\| (?:scraped|repaired) \| `(.*)` \|$", README, re.MULTILINE)
    assert (ROOT / "samples" / "letter.txt").read_text(encoding="utf-8").split("\n")[0] == before
    assert run("normaliser repair samples/letter.txt", folder).split("\n")[0] == after


def test_every_command_and_option_is_mentioned() -> None:
    for name, command in program.commands.items():
        assert f"**`{name}`**" in README
        options = [opt for param in command.params if isinstance(param, click.Option) for opt in param.opts]
        unknown = [o for o in options if o not in README and o not in ("--quiet", "--output", "--help", "-h")]
        assert unknown == [], name


def test_the_table_of_reference_texts_is_what_is_installed() -> None:
    corpora = json.loads((ROOT / "normaliser" / "data" / "corpora.json").read_text(encoding="utf-8"))
    for name, corpus in corpora.items():
        assert f"| `{name}` | {corpus['package']} {corpus['version']} |" in README


def test_links_lead_somewhere() -> None:
    for page in (README, ARCHITECTURE):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page):
            assert (ROOT / target).exists(), target
        headings = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", page, re.M)}
        assert set(re.findall(r"\]\(#([^)]*)\)", page)) <= headings


def test_architecture_names_every_module() -> None:
    missing = []
    for path in sorted((ROOT / "normaliser").rglob("*.py")):
        if not path.stem.startswith("__") and f"`{path.stem}`" not in ARCHITECTURE:
            missing.append(str(path.relative_to(ROOT)))
    assert missing == []
