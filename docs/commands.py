"""Writes reference/commands.md beside it from the commands themselves: `python docs/commands.py`, or `make docs`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from normaliser.cli import program

PAGE = Path(__file__).parent / "reference" / "commands.md"
HEAD = """# Commands

<!-- Written by docs/commands.py; run `make docs` after a change of the commands. -->

What `normaliser --help` and `normaliser COMMAND --help` say. Paths are files, folders or `-` for standard input. Exit
codes: 0 done, 1 `check` found something, 2 something could not be read, written or understood.
"""


class Sections(click.HelpFormatter):
    """Keeps what a command says of its options instead of laying it out for a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """A table of its own for each section."""
        self.found.append((name, []))
        yield

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """The rows of the section."""
        self.found[-1][1].extend(rows)


def render() -> str:
    """The page."""
    context = click.Context(program, info_name="normaliser", **program.context_settings)
    parts = [HEAD, *_tables(context)]
    for name, command in sorted(program.commands.items()):
        inside = click.Context(command, parent=context, info_name=name)
        usage = " ".join(["normaliser", name, *command.collect_usage_pieces(inside)])
        parts += [f"## {name}\n", f"```text\n{usage}\n```\n", _told(command), *_tables(inside)]
    return "\n".join(parts)


def _told(command: click.Command) -> str:
    paragraphs = (command.help or "").replace("\n\n", "\0").replace("\n", " ").split("\0")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs) + "\n"


def _tables(context: click.Context) -> Iterator[str]:
    sections = Sections()
    context.command.format_options(context, sections)
    for title, rows in sections.found:
        if title != "Commands":
            lines = [f"| `{names}` | {_cell(told)} |" for names, told in rows]
            yield "\n".join([f"| {title} | |", "|---|---|", *lines]) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
