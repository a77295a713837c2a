"""What was found in a document, what was done, and why; or what a passage says. For people, not a contract."""

import math
from collections.abc import Iterable, Iterator, Sequence

from normaliser.edits import apply
from normaliser.errors import EditError, InputError
from normaliser.formats import Setting
from normaliser.formats.diff import mark_changes, widen
from normaliser.formats.graphemes import show
from normaliser.lines import Lines
from normaliser.model import Edit, Passage, PassageSource, Quotation, Ref, Report, Span
from normaliser.report import Document, edits_outside, summarise


def render_explain(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """Each document explained, with an empty line between."""
    for number, document in enumerate(documents):
        text = "\n" * bool(number) + explain_report(document.report, document.name, colour=setting.colour)
        yield text.encode("utf-8", "backslashreplace")


def explain_report(report: Report, path: str = "-", *, colour: bool = False) -> str:
    """A paragraph for each quotation, each edit around them, and each English quotation without Arabic."""
    places = Lines(report.original)
    paragraphs: list[tuple[Span, list[str]]] = []
    for quotation in report.quotations:
        paragraphs.append((quotation.span, _explain_quotation(quotation, places, colour=colour)))
    for edit in edits_outside(report):
        facts = [("text", _marked(edit.old, edit.span.start, [edit], colour=colour)), *_explain_edit(edit)]
        paragraphs.append((edit.span, ["repaired outside quotations", *_lines(facts)]))
    for english in report.english_only:
        title = f"English only  {_refs(english.refs)}  confidence {_sure(english.confidence)}"
        facts = [("English", show(english.text)), ("edition", english.edition or "")]
        paragraphs.append((english.span, [title, *_lines(facts)]))
    out = [f"{show(path)}: {summarise(report)}", *_lines(("warning", show(w)) for w in report.warnings)]
    for span, (title, *lines) in sorted(paragraphs, key=lambda item: item[0]):
        line, column = places.place(span.start)
        out += ["", f"{show(path)}:{line}:{column}  {title}", *lines]
    return "\n".join(out) + "\n"


def explain_name(name: str, library: PassageSource) -> str:
    """What a ref or the name of a garble stands for. Raises `InputError` when it is neither."""
    if passages := library.passages((Ref(name),)):
        return "\n".join(explain_passage(passage) for passage in passages)
    from normaliser.garbles import load_garbles

    garbles = {garble.name: garble for garble in load_garbles()}
    if name in garbles:
        return f"{name}: {garbles[name].explanation.strip()}\n"
    known = "no file or folder, no passage like quran:2:255 or hadith:muslim:2564"
    raise InputError(f"nothing is called {name}: {known}, and no garble ({', '.join(garbles)})")


def explain_passage(passage: Passage) -> str:
    """A passage verbatim, who it comes from, and its published translations."""
    translations = ((edition, show(english, verbatim=True)) for edition, english in passage.translations)
    facts = [("source", show(passage.source)), ("text", show(passage.text, verbatim=True)), *translations]
    return "\n".join([passage.ref, *_lines(facts)]) + "\n"


def _explain_quotation(quotation: Quotation, places: Lines, *, colour: bool) -> list[str]:
    kind = _refs(quotation.refs) if quotation.refs else str(quotation.kind)
    marked = _marked(quotation.original, quotation.span.start, quotation.edits, colour=colour)
    facts = [("text", marked), ("because", show(quotation.because))]
    for edit in quotation.edits:
        facts += _explain_edit(edit)
    facts += [("warning", show(warning)) for warning in quotation.warnings]
    if quotation.rivals:
        facts.append(("rivals", ", ".join(f"{rival.ref} {_sure(rival.score)}" for rival in quotation.rivals)))
    if translation := quotation.translation:
        line, column = places.place(translation.span.start)
        known = f"{translation.edition}, " if translation.edition else ""
        facts.append(("English", f"{show(translation.text)} ({known}{line}:{column}, {_sure(translation.confidence)})"))
    return [f"{quotation.status}  {kind}  confidence {_sure(quotation.confidence)}", *_lines(facts)]


def _explain_edit(edit: Edit) -> list[tuple[str, str]]:
    change = f"[-{show(edit.old)}-]" * bool(edit.old) + f"{{+{show(edit.new)}+}}" * bool(edit.new)
    return [("edit", f"{change}  {', '.join(edit.by)}: {show(edit.because)} ({_sure(edit.confidence)})")]


def _marked(original: str, start: int, edits: Sequence[Edit], *, colour: bool) -> str:
    """The words of a quotation, which stands at `start`, with its edits marked."""
    moved = [Edit(e.span.shift(-start), e.old, e.new, e.by, e.because, e.confidence) for e in edits]
    try:
        apply(original, moved)
    except EditError:  # an edit that reaches beyond the quotation; the edits are listed below it anyway
        return show(original)
    return mark_changes(original, widen(original, moved), 0, len(original), colour=colour)


def _refs(refs: Sequence[Ref]) -> str:
    return ", ".join(refs) or "of unknown source"


def _sure(number: float) -> str:
    """A confidence or score to three places, never rounded up: what is not certain is not shown as 1.

    >>> _sure(0.9999), _sure(0.95), _sure(0.29), _sure(1.0)
    ('0.999', '0.950', '0.290', '1.000')
    """
    return f"{math.floor(number * 1000 + 1e-9) / 1000:.3f}"


def _lines(facts: Iterable[tuple[str, str]]) -> list[str]:
    return [f"  {name:8} {fact}" for name, fact in facts if fact]
