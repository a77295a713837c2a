"""What is installed: a table for people, plain lines for programs."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normaliser.corpora import CorpusState

_COLUMNS = ("corpus", "package", "wanted", "found", "files", "index", "attribution", "terms", "link")


def render_plain(states: Iterable["CorpusState"]) -> str:
    """A header and one line a corpus, the cells parted by tabs; what is missing is `-`."""
    rows = [_COLUMNS, *((*_facts(state), state.attribution, state.terms, state.link) for state in states)]
    return "".join("\t".join(" ".join(cell.split()) or "-" for cell in row) + "\n" for row in rows)


def render_table(states: Sequence["CorpusState"], width: int) -> str:
    """A table fitted to a terminal `width` columns wide, and below it whose the texts are."""
    import io

    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS[:6]:
        table.add_column(column, overflow="fold")
    for state in states:
        style = "" if state.files == "ok" else "red" if "missing" in state.files else "yellow"
        table.add_row(*(cell or "-" for cell in _facts(state)), style=style)
    console = Console(file=io.StringIO(), force_terminal=True, width=width, highlight=False, markup=False)
    console.print(table)
    for state in states:
        console.print(f"\n{state.name}: {state.attribution}\n  {state.terms}\n  {state.link}".rstrip())
    shown = console.file
    return shown.getvalue() if isinstance(shown, io.StringIO) else ""


def notice(states: Iterable["CorpusState"]) -> str:
    """Whose the installed texts are, in one paragraph, for files that hold much of them."""
    parts = (" ".join(f"{s.name}: {s.attribution} {s.terms} {s.link}".split()) for s in states if s.found)
    return " | ".join(dict.fromkeys(parts))


def _facts(state: "CorpusState") -> tuple[str, str, str, str, str, str]:
    index = f"built, {_size(state.size)}" if state.index else "not built"
    return state.name, state.package, state.wanted, state.found or "", state.files, index


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
