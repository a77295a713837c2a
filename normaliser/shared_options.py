"""The options that every command over documents has, and the groups they stand in in its help."""

from pathlib import Path

import click

from normaliser.options import Options
from normaliser.sources import AUTO, SOURCES, Intake

CHOICES = ("min_confidence", "keep_spelling", "morphology", "translations", "clean", "words")  # fields of `Options`
INPUT = ("encoding", "input_format", "main_content", "field")  # fields of `Intake` by the same name
SHARED = ("paths", *INPUT, *CHOICES, "corpus", "consensus", "decisions", "jobs", "quiet")
GROUPS = {
    **dict.fromkeys(INPUT, "Input"),
    **dict.fromkeys([*CHOICES, "corpus", "consensus", "decisions"], "Repairing"),
    "words": "Output",
}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DEFAULTS = Options()


def shared_options() -> list[click.Parameter]:
    """New options each time: every command has its own."""
    return [*_input_options(), *_repair_options(), *_running_options()]


def _input_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--encoding"], metavar="NAME",
            help="What the bytes are in (windows-1256, iso-8859-6, ...), whatever headers and letters say.",
        ),
        click.Option(
            ["--input-format"], default=AUTO, show_default=True, metavar="NAME",
            help=f"What the files are: {AUTO} (by suffix and look), {', '.join(SOURCES)}.",
        ),
        click.Option(
            ["--main-content"], is_flag=True, default=Intake().main_content,
            help="Of HTML, in WARC too: read the article only, not what surrounds it. Needs the extra [html].",
        ),
        click.Option(
            ["field", "--field", "--column"], default=Intake().field, metavar="NAME",
            help="Of JSON Lines: the field that holds the text (text); a.b is field b of the object a. "
            "Of tables: the columns to read (a,b; all).",
        ),
    ]  # fmt: skip


def _repair_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--min-confidence"], type=float, default=_DEFAULTS.min_confidence, show_default=True, metavar="X",
            help="Suggest, rather than apply, repairs below this confidence (0 to 1).",
        ),
        click.Option(
            ["--keep-spelling"], is_flag=True, default=_DEFAULTS.keep_spelling,
            help="Leave hamza, ta marbuta and final ya as the quoter spelt them.",
        ),
        click.Option(
            ["--corpus"], type=FILE, multiple=True, metavar="FILE.jsonl",
            help="Search this file too: lines of JSON with ref, arabic, english. May be repeated.",
        ),
        click.Option(
            ["--morphology"], is_flag=True, default=_DEFAULTS.morphology,
            help="Look up words that no corpus has; suggest respellings. Needs the extra [camel].",
        ),
        click.Option(
            ["--translations"], callback=_names, metavar="NAME,NAME",
            help="Find and pair by these English editions of the Qur'an alone (en.sahih, ...).",
        ),
        click.Option(
            ["--clean"], is_flag=True, default=_DEFAULTS.clean,
            help="Take out what the scrape left around the quotations: menus, share bars, stray spaces.",
        ),
        click.Option(
            ["--consensus"], is_flag=True,
            help="Compare quotations in no corpus across the documents; suggest what most of them have.",
        ),
        click.Option(
            ["--decisions"], type=FILE, multiple=True, metavar="FILE.json",
            help="Answer what was decided in a review as it was decided there. May be repeated.",
        ),
    ]  # fmt: skip


def _running_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--words"], is_flag=True, default=_DEFAULTS.words,
            help="Say in JSON Lines which English words render which Arabic ones, and which part.",
        ),
        click.Option(["--jobs"], type=click.IntRange(min=1), default=1, metavar="N", help="Work in N processes."),
        click.Option(["--quiet"], is_flag=True, help="No talk on standard error, only what went wrong."),
    ]  # fmt: skip


def _names(ctx: click.Context, param: click.Parameter, given: str | None) -> tuple[str, ...] | None:
    """Names with commas between."""
    return None if given is None else tuple(filter(None, map(str.strip, given.split(","))))
