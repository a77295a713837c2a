"""Arguments in, exit code out: the verbs of the library as commands, and no logic of their own.

Output is standard output, in UTF-8; talk, progress and complaints are standard error. Exit 0: done or clean. Exit 1:
`check` found work. Exit 2: something could not be read, written or understood, said in one line each.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

import normaliser
from normaliser import batch
from normaliser.apply_command import apply
from normaliser.configuration import find_configuration, load_defaults
from normaliser.console import Program, Talk, print_chunks, stdout
from normaliser.errors import InputError
from normaliser.formats import FORMATS, Render, Setting, formats_for, load_folder, load_renderer
from normaliser.memory import Memory
from normaliser.options import Options
from normaliser.report import Document, find_work
from normaliser.run_command import run as run_command
from normaliser.selection import Selection
from normaliser.shared_options import CHOICES, FILE, GROUPS, INPUT, SHARED, shared_options
from normaliser.sources import Intake, Source, read_source
from normaliser.writing import Manner, repair_in_place, repair_into

if TYPE_CHECKING:
    from normaliser.pipeline import Normaliser


@dataclass(frozen=True)
class Run:
    """What every command over documents is told."""

    paths: tuple[str, ...]
    options: Options
    jobs: int
    talk: Talk
    consensus: bool = False
    intake: Intake | None = None
    memory: Memory | None = None
    decisions: tuple[Path, ...] = ()  # what `memory` was read from

    def inputs(self, but: Path | None = None) -> tuple[batch.Input, ...]:
        """The documents to read; standard input when none are named."""
        if not self.paths and sys.stdin.isatty():
            raise click.UsageError("Nothing to read: name files or folders, or pipe a text in")
        return batch.find_inputs(self.paths or ("-",), but, self.talk.complain)

    def documents(
        self, inputs: Sequence[batch.Input], fixer: "Normaliser | None" = None, *, to_files: bool = False
    ) -> Iterator[Document]:
        """Every input that can be read, with its report, in order; the others are complained of."""
        fixer = fixer or open_normaliser(self.options, self.talk)
        with self.talk.watching(len(inputs), to_files=to_files) as progress:
            sources = self._sources(inputs)
            for document in batch.repair_all(fixer, sources, self.jobs, consensus=self.consensus, memory=self.memory):
                self.talk.warn("normaliser", fixer.library.warnings)
                self.talk.warn(document.source.path, document.source.warnings)
                known = {*fixer.library.warnings, *document.source.warnings}
                self.talk.warn(document.name, [warning for warning in document.report.warnings if warning not in known])
                progress.see(document)
                yield document

    def _sources(self, inputs: Iterable[batch.Input]) -> Iterator[Source]:
        for item in inputs:
            try:
                source = read_source(item.path, self.intake)
            except InputError as error:
                self.talk.complain(str(error))
            else:
                yield source

    def finish(self, *, found_work: bool = False) -> None:
        """Leave with the exit code the run has earned."""
        click.get_current_context().exit(2 if self.talk.failed else int(found_work))


def open_normaliser(options: Options, talk: Talk) -> "Normaliser":
    """The one that does the work, telling how far the index has come."""
    from normaliser.formats.progress import IndexProgress
    from normaliser.pipeline import Normaliser

    return Normaliser(options, None if talk.quiet else IndexProgress(sys.stderr))


class Verb(click.Command):
    """A command over documents: it takes the shared options, grouped in its help, and is handed a `Run`."""

    def __init__(self, *args: object, **settings: object) -> None:
        super().__init__(*args, **settings)  # type: ignore[arg-type]  # passed through as they come
        self._own = [param.name for param in self.params if isinstance(param, click.Option)]
        self.params = [click.Argument(["paths"], nargs=-1, metavar="[PATHS|-]"), *self.params, *shared_options()]

    def invoke(self, ctx: click.Context) -> object:
        given = {name: ctx.params.pop(name) for name in SHARED}
        options = Options(own=given["corpus"], **{name: given[name] for name in CHOICES})
        intake = Intake(**{name: given[name] for name in INPUT})
        talk = Talk(quiet=given["quiet"])
        memory = Memory.load(given["decisions"])
        ctx.params["run"] = Run(
            given["paths"], options, given["jobs"], talk, given["consensus"], intake, memory, given["decisions"]
        )
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {"Output": [], "Input": [], "Repairing": [], "Running": []}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record:
                group = "Output" if param.name in self._own else GROUPS.get(param.name or "", "Running")
                groups[group].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def _setting(*, headed: bool = False, notice: str = "") -> Setting:
    colour = stdout().isatty() and "NO_COLOR" not in os.environ
    return Setting(headed=headed, colour=colour, notice=notice)


@click.group(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config", type=FILE, metavar="FILE.toml", help="Read options from this file rather than the nearest one."
)
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.pass_context
def program(ctx: click.Context, config: Path | None, version: bool) -> None:
    """Find the Arabic quotations of bilingual text, repair the garbled ones, pair each with its English."""
    if version:
        click.echo(f"normaliser {normaliser.__version__}")
        ctx.exit()
    elif ctx.invoked_subcommand and (path := config or find_configuration(Path.cwd())):
        ctx.default_map = load_defaults(path, program.commands)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@program.command(cls=Verb)
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write each document below this folder, under its own name.")  # fmt: skip
@click.option("--in-place", is_flag=True, help="Rewrite the files that change.")
@click.option("--backup", is_flag=True, help="With --in-place: keep the old file as NAME.bak.")
@click.option("--resume", is_flag=True, help="With -o or --in-place: leave out what the last such run has done.")
@click.option("--diff", is_flag=True, help="Show what would change as [-old-]{+new+}.")
@click.option("--format", "form", default="text", show_default=True, metavar="NAME",
              help=f"What to write: {', '.join(formats_for('repair'))}.")  # fmt: skip
def repair(run: Run, output: Path | None, in_place: bool, backup: bool, resume: bool, diff: bool, form: str) -> None:
    """Repair documents: files, folders of them, or standard input.

    Everything outside a repair comes out byte for byte as it came in.
    """
    if (output is not None) + in_place + diff > 1 or ((in_place or diff) and form != "text"):
        raise click.UsageError("Choose one of -o, --in-place, --diff; the last two write text only")
    if backup and not in_place:
        raise click.UsageError("--backup goes with --in-place")
    if resume and (run.consensus or not (in_place or output)):
        raise click.UsageError(
            "--resume goes with -o or --in-place, and not with --consensus, which needs every document"
        )
    inputs = run.inputs(output)
    manner = Manner(form, backup, resume)
    if in_place:
        repair_in_place(run, inputs, manner)
    elif output:
        repair_into(run, inputs, output, manner)
    else:
        batch.refuse_input_as_output(inputs, Path("/dev/stdout"))
        render = load_diff() if diff else load_renderer(form, "repair")
        print_chunks(render(run.documents(inputs), _setting(headed=len(inputs) > 1)))
    run.finish()


def load_diff() -> Render:
    """The diff is no format of its own: it shows what a format would hold."""
    from normaliser.formats.diff import render_repair

    return render_repair


@program.command(cls=Verb)
@click.option("--format", "form", default="text", show_default=True, metavar="NAME",
              help=f"What to write: {', '.join(formats_for('check'))}.")  # fmt: skip
def check(run: Run, form: str) -> None:
    """Say what needs repair, one finding a line, and exit 1 if anything does.

    A finding is `path:line:column: status kind refs: because`.
    """
    found, render = False, load_renderer(form, "check")
    for document in run.documents(run.inputs()):
        found = bool(find_work(document.report)) or found
        print_chunks(render([document], _setting()))
    run.finish(found_work=found)


@program.command(cls=Verb)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="Write to this file, whole or not at all; to this folder, if the format is one.")  # fmt: skip
@click.option("--format", "form", default="jsonl", show_default=True, metavar="NAME",
              help=f"What to write: {', '.join(formats_for('align'))}.")  # fmt: skip
@click.option("--dedupe", is_flag=True, help="Leave out rows whose Arabic letters and English words came before.")
@click.option("--repaired-only", is_flag=True, help="Leave out rows whose Arabic was not repaired.")
@click.pass_context
def align(ctx: click.Context, run: Run, output: Path | None, form: str, dedupe: bool, repaired_only: bool) -> None:
    """Write each quotation with its English translation, as rows of a bilingual corpus.

    With --min-confidence, rows below that are left out too. Sums of what was found go to standard error.
    """
    inputs, known = run.inputs(), FORMATS.get(form)
    _check_output(output, form)
    batch.refuse_input_as_output(inputs, output or Path("/dev/stdout"))
    asked = ctx.get_parameter_source("min_confidence") is click.core.ParameterSource.COMMANDLINE
    selection = Selection(dedupe, run.options.min_confidence if asked else 0.0, repaired_only)
    folder = load_folder(form, "align") if known and known.folder else None
    render = None if folder else load_renderer(form, "align")
    fixer = open_normaliser(run.options, run.talk)
    documents = selection.choose(run.documents(inputs, fixer), fixer.library.origin_of)
    setting = _setting(notice=_notice(fixer, form))
    if folder and output:
        batch.write_folder(output, folder(documents, setting))
    elif render and output:
        with batch.write_atomically(output) as file:
            file.writelines(render(documents, setting))
    elif render:
        print_chunks(render(documents, setting))
    for line in selection.tally.lines():
        run.talk.say(f"normaliser: {line}")
    run.finish()


def _check_output(output: Path | None, form: str) -> None:
    """Refuse, before any work is done, an output that the format cannot go to."""
    known = FORMATS.get(form)
    if known and known.folder:
        if output is None or output.is_file():
            raise click.UsageError(f"{form} is a folder of files; name one with -o")
    elif output and output.is_dir():
        raise click.UsageError(f"{output} is a folder; {form} is one file, so name one with -o")
    elif known and known.binary and output is None and stdout().isatty():
        raise click.UsageError(f"{form} is nothing for a terminal; name a file with -o")


def _notice(fixer: "Normaliser", form: str) -> str:
    """Whose the reference texts are, if the format says so; finding out takes a moment."""
    from normaliser.formats.corpora import notice

    return notice(fixer.library.describe()) if form not in FORMATS or FORMATS[form].noted else ""


@program.command(cls=Verb)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.html", required=True,
              help="Write the page to this file, whole or not at all.")  # fmt: skip
def review(run: Run, output: Path) -> None:
    """Write a page on which a person accepts, rejects or edits each repair; it opens in a browser, offline.

    What is decided there is exported as decisions.json, for `apply` and for --decisions.
    """
    from normaliser.formats.review import render_review

    inputs = run.inputs()
    batch.refuse_input_as_output(inputs, output)
    fixer = open_normaliser(run.options, run.talk)
    undecided = replace(run, memory=None)  # what was decided is shown as decided, not done
    setting = _setting(notice=_notice(fixer, "review"))
    page = render_review(
        undecided.documents(inputs, fixer, to_files=True), setting, memory=run.memory, intake=run.intake
    )
    with batch.write_atomically(output) as file:
        file.writelines(page)
    run.finish()


@program.command(cls=Verb)
def explain(run: Run) -> None:
    """Say what was found in documents, what was done, and why.

    A ref (quran:2:255, hadith:muslim:2564) prints that passage; the name of a garble explains that kind of damage.
    """
    from normaliser.formats.explain import explain_name, render_explain

    fixer = open_normaliser(run.options, run.talk)
    names = [path for path in run.paths if path != "-" and not os.path.lexists(path)]
    for name in names:
        with run.talk.complaining():
            print_chunks([explain_name(name, fixer.library).encode("utf-8", "backslashreplace") + b"\n"])
    if len(names) < len(run.paths) or not run.paths:
        inputs = [item for item in run.inputs() if item.path not in names]
        print_chunks(render_explain(run.documents(inputs, fixer), _setting()))
    run.finish()


@program.command()
@click.option("--build", is_flag=True, help="Build every search index now rather than when first needed.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Keep the index in this folder, to be shipped; NORMALISER_INDEX names it to others.")  # fmt: skip
@click.option("--corpus", type=FILE, multiple=True, metavar="FILE.jsonl", help="Count this file among them.")
@click.option("--quiet", is_flag=True, help="No talk on standard error.")
def corpora(build: bool, into: Path | None, corpus: tuple[Path, ...], quiet: bool) -> None:
    """Show which reference texts are installed, their versions, terms and checksums, and what is indexed."""
    from normaliser.formats.corpora import render_plain, render_table

    talk = Talk(quiet=quiet)
    library = open_normaliser(Options(own=corpus, index_dir=into, words=True), talk).library
    if build:
        library.build()
    states = library.describe()
    talk.warn("normaliser", library.warnings)
    width = shutil.get_terminal_size().columns
    shown = render_table(states, width) if stdout().isatty() else render_plain(states)
    print_chunks([shown.encode("utf-8", "backslashreplace")])


program.add_command(apply)
program.add_command(run_command)


def main() -> None:
    """The entry point of the `normaliser` command."""
    import signal

    # So that a polite kill, like Ctrl-C, leaves no temporary file and no worker behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    program()
