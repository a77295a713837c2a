"""The command `apply`: decisions in, files changed, exit code out."""

from pathlib import Path

import click

from normaliser.console import Talk
from normaliser.shared_options import FILE


@click.command()
@click.argument("decisions", type=FILE)
@click.option("--undo", is_flag=True, help="Undo what was applied last from this file.")
@click.option("--quiet", is_flag=True, help="No talk on standard error, only what went wrong.")
def apply(decisions: Path, undo: bool, quiet: bool) -> None:
    """Do to the files what was decided on a review page; run it where `review` was run.

    A file that has changed since is refused. DECISIONS.undo, beside the decisions, takes what --undo needs.
    """
    from normaliser.applying import apply_decisions, undo_decisions
    from normaliser.decisions import load_decisions

    talk, journal = Talk(quiet=quiet), decisions.with_name(f"{decisions.name}.undo")
    for outcome in undo_decisions(journal) if undo else apply_decisions(load_decisions(decisions), journal):
        for reason in outcome.refused:
            talk.complain(reason)
        counts = [(outcome.changed, "undone" if undo else "changed"), (outcome.kept, "left as it was")]
        talk.say(f"{outcome.path}: {', '.join(f'{n} {what}' for n, what in counts if n) or 'nothing changed'}")
    click.get_current_context().exit(2 if talk.failed else 0)
