"""Findings as workflow commands, which GitHub shows beside the lines they are about."""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.lines import Lines
from normaliser.model import Status
from normaliser.report import Document, find_work

_LEVELS = {Status.REPAIRED: "error", Status.UNRESOLVED: "error", Status.SUGGESTED: "warning"}


def render_check(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One command a finding; a place in a text that is a line of its file is that line."""
    for document in documents:
        lines = Lines(document.report.original)
        for finding in find_work(document.report):
            line, column = lines.place(finding.span.start)
            if document.text and document.text.line:
                line = document.text.line
            refs = ", ".join(finding.refs) or "no known source"
            title = f"{finding.status}: {refs}" if finding.kind else str(finding.status)
            place = f"file={_property(document.source.path)},line={line},col={column},title={_property(title)}"
            command = f"::{_LEVELS[finding.status]} {place}::{_message(finding.because)}\n"
            yield command.encode("utf-8", "backslashreplace")


def _message(text: str) -> str:
    """Text as a workflow command takes it: it ends at a line end, and `%` begins an escape."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
