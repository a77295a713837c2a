"""What a page in Markdown shows, and whether it is so: its fenced blocks, run one after the other in one folder.

`console` blocks are commands, `$ ` before each, with the standard output below it; `0.9…` stands for a number that
begins so. `python` blocks with prompts are compared like doctests, others are run. A block with a `title` is a file of
that name. `<!-- needs: x -->` on the line before a block says which modules it takes.
"""

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import normaliser

ROOT = Path(__file__).resolve().parent.parent
_FENCE = re.compile(
    r"^(?:<!-- needs: (?P<needs>.*?) -->\n+)?```(?P<language>\w+)(?: title=\"(?P<title>[^\"]*)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str
    title: str | None = None
    needs: tuple[str, ...] = ()

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command of a console block, with the output shown below it."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def blocks_of(page: str) -> list[Block]:
    """Every fenced block that names its language, in order."""
    return [
        Block(found["language"], found["text"], found["title"], tuple((found["needs"] or "").split()))
        for found in _FENCE.finditer(page)
    ]


def is_shown(shown: str, output: str) -> bool:
    """Whether the output is what is shown, a number cut off by an ellipsis aside."""
    pieces = re.split(r"(?<=\d)…", shown)
    return re.fullmatch(r"\d*".join(map(re.escape, pieces)), output) is not None


def furnish(folder: Path) -> Path:
    """The folder with the samples in it and, in `bin`, the commands of this environment."""
    (folder / "samples").symlink_to(ROOT / "samples")
    (folder / "bin").mkdir()
    for name, command in (("normaliser", f'"{sys.executable}" -m normaliser'), ("python3", f'"{sys.executable}"')):
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        script.chmod(0o755)
    return folder


def run(command: str, folder: Path) -> str:
    """What a command writes to standard output in the folder. Fails when the command does."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    package = str(Path(normaliser.__file__).resolve().parent.parent)  # the one under test, wherever it is
    environment = {**os.environ, "PATH": path, "PYTHONPATH": package, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr.decode())
    return done.stdout.decode()


def check_console(block: Block, folder: Path) -> int:
    """Run every command of a block and compare what it writes; how many there were."""
    commands = list(block.commands())
    for command, shown in commands:
        output = run(command, folder)
        assert is_shown(shown, output), f"$ {command}\n{output}"
    return len(commands)


def check_python(text: str, name: str, names: dict[str, object]) -> int:
    """Run lines of Python, with or without prompts, and compare what they give; how many examples there were.

    `names` is what earlier blocks of the page have defined.
    """
    if ">>> " not in text:
        exec(compile(text, name, "exec"), names)
        return 1
    test = doctest.DocTestParser().get_doctest(text, names, name, name, 0)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    assert said == [], "".join(said)
    names.update(test.globs)
    return len(test.examples)
