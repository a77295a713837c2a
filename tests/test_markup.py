"""Markup stays: only text changes, everything else is byte-identical, and spans count in the source."""

import gc
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normaliser import batch
from normaliser.edits import apply
from normaliser.errors import OptionError
from normaliser.garbles import undo_garbles
from normaliser.model import Edit, Kind, Quotation, Report, Span, Status, Translation
from normaliser.report import Document, repaired_text
from normaliser.sources import SOURCES, Intake, Source, encode_back, read_source
from normaliser.sources.lift import lift
from normaliser.sources.markup import Reading, Segment

CASES = Path(__file__).parent / "cases" / "sources"
BAD, GOOD = "Ø§Ù„Ù„Ù‡", "الله"


@dataclass(frozen=True, slots=True)
class Case:
    """A source, and what becomes of it when garbles alone are undone."""

    form: str
    label: str
    text: str
    expect: str
    view: str | None = None
    comment: str = ""


class Garbles:
    """Repairs nothing but garbles; what stands in guillemets is a quotation, and in quote marks its translation."""

    def repair_many(self, texts: object, jobs: int = 1, **more: object) -> object:
        return map(repair, texts)  # type: ignore[call-overload]


def repair(view: str) -> Report:
    edits, warnings = undo_garbles(view)
    quotations = tuple(_quotation(view, edits))
    return Report(view, apply(view, edits), edits, quotations, (), warnings)


def _quotation(view: str, edits: tuple[Edit, ...]) -> list[Quotation]:
    start, end = view.find("«") + 1, view.find("»")
    if not 0 < start < end:
        return []
    span = Span(start, end)
    inside = tuple(edit for edit in edits if span.covers(edit.span))
    repaired = apply(span.of(view), [Edit(e.span.shift(-start), e.old, e.new, e.by, e.because) for e in inside])
    status = Status.REPAIRED if inside else Status.SOUND
    at = view.find('"', end) + 1
    english = Translation(Span(at, view.find('"', at)), view[at : view.find('"', at)], None, 1.0) if at else None
    return [Quotation(span, span.of(view), repaired, Kind.OTHER, (), status, 1.0, "", inside, translation=english)]


def read(form: str, text: str) -> Source:
    texts = SOURCES[form].read(text, "")
    return Source("page", text.encode("utf-8", "surrogatepass"), text, "utf-8", (), form, texts)


def documents_of(source: Source) -> list[Document]:
    return list(batch.repair_all(Garbles(), [source], 1))  # type: ignore[arg-type]


def fix(form: str, text: str) -> str:
    documents = documents_of(read(form, text))
    return repaired_text(documents) if documents else text


ALL = [
    Case(file.stem, **line)
    for file in sorted(CASES.glob("*.json"))
    for line in json.loads(file.read_text(encoding="utf-8"))
]
each_case = pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.form}: {case.label}")
TEXTS = [form for form, known in SOURCES.items() if known.suffixes and form != "text" and not known.packed]
each_form = pytest.mark.parametrize("form", TEXTS)


@each_case
def test_only_text_changes(case: Case) -> None:
    assert fix(case.form, case.text) == case.expect
    if case.view is not None:
        assert read(case.form, case.text).texts[0].view == case.view


@each_case
def test_repairing_again_changes_nothing(case: Case) -> None:
    assert fix(case.form, case.expect) == case.expect


@each_case
def test_reports_count_in_the_text_with_its_markup(case: Case) -> None:
    for document in documents_of(read(case.form, case.text)):
        report = document.report
        assert apply(report.original, report.edits) == report.text
        assert report.original == (case.text if document.text and document.text.line is None else report.original)


def test_every_format_but_plain_text_has_cases() -> None:
    assert {case.form for case in ALL} == set(TEXTS)


def test_a_quotation_with_markup_inside_keeps_its_places() -> None:
    text = f'<p>He read «{BAD} &#1602;<b>ال</b>» <i>"God &amp; man"</i></p>'
    (document,) = documents_of(read("html", text))
    (quotation,) = document.report.quotations
    assert quotation.span.of(text) == quotation.original == f"{BAD} &#1602;<b>ال"
    assert quotation.repaired == f"{GOOD} &#1602;<b>ال"
    assert quotation.translation and quotation.translation.text == "God &amp; man"
    assert quotation.translation.span.of(text) == "God &amp; man"
    (row,) = document.pair_rows()
    assert (row["arabic"], row["english"]) == (f"{GOOD} قال", "God & man")
    assert text[row["start"] : row["end"]] == row["original"]


def test_what_cannot_be_written_is_left_out_and_said() -> None:
    source = read("table", "a,«&#44;» x\n")
    (document,) = documents_of(source)
    assert document.report.edits == ()
    assert document.report.quotations[0].status is Status.UNRESOLVED
    assert any("breaking the file" in warning for warning in document.report.warnings)


def test_suggestions_are_carried_and_not_applied() -> None:
    reading = read("html", "<p>a<b>b</b>c").texts[0].reading
    assert reading
    edit = Edit(Span(2, 5), "abc", "xyz", ("reference",), "why")
    quotation = Quotation(Span(2, 5), "abc", "xyz", Kind.OTHER, (), Status.SUGGESTED, 0.5, "", (edit,))
    lifted = lift(Report(reading.view, reading.view, (), (quotation,)), reading)
    assert (lifted.text, lifted.edits) == (reading.text, ())
    assert lifted.quotations[0].repaired == "x<b>y</b>z"


def test_lines_of_json_are_documents_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text(f'{{"text": "one"}}\n\n{{"a": {{"b": "{BAD}"}}, "text": "{BAD}"}}\n', encoding="utf-8")
    documents = documents_of(read_source(str(path)))
    assert [document.name for document in documents] == [f"{path}:1", f"{path}:3"]
    assert [document.report.original for document in documents] == ["one", BAD]
    inner = read_source(str(path), Intake(field="a.b"))
    assert [text.text for text in inner.texts] == [BAD]
    assert inner.warnings == ('one line has no string "a.b", left alone; --field names another',)
    assert repaired_text(documents_of(inner)).count(GOOD) == 1
    none = read_source(str(path), Intake(field="nope"))
    assert "2 lines have no string" in none.warnings[0]
    assert repaired_text(documents_of(none)) == none.text


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.txt", "<p>x</p>", "text"),
        ("a.txt", " \n<!DOCTYPE html>\n<p>", "html"),
        ("a.txt", "<?xml version='1.0'?><html>", "html"),
        ("a.txt", '{"text": "x"}', "text"),
        ("a.HTM", "x", "html"),
        ("a.md", "<html>", "markdown"),
        ("a.ndjson", "x", "jsonl"),
        ("a.json", "{}", "json"),
        ("a.csv", "x", "table"),
        ("a.tex", "x", "tex"),
        ("page", "<div class=x>y</div>", "html"),
        ("page", "<div class=x>y", "text"),
        ("page", '\ufeff{"id": 1, "text": "x"}\n{"id": 2}\n', "jsonl"),
        ("page", '{"id": 1}\n', "text"),
        ("page", "He said {x}", "text"),
    ],
)
def test_formats_are_guessed_by_suffix_then_by_look(tmp_path: Path, name: str, text: str, form: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_source(str(path)).input_format == form
    assert read_source(str(path), Intake(input_format="text")).input_format == "text"


def test_a_format_nobody_knows_is_said() -> None:
    with pytest.raises(OptionError, match='no input format called "odt"; try: auto, text, html'):
        Intake(input_format="odt")


def test_what_a_code_page_lacks_is_spelt_out_where_the_format_knows_how(tmp_path: Path) -> None:
    words = "قال رسول الله صلى الله عليه وسلم"
    dagger = "\N{ARABIC LETTER SUPERSCRIPT ALEF}"
    for name, text, spelt in (("a.html", f"<p>{words}", "&#1648;"), ("a.jsonl", f'{{"text": "{words}"}}', "\\u0670")):
        path = tmp_path / name
        path.write_bytes(text.encode("cp1256"))
        source = read_source(str(path))
        assert encode_back(source, text + dagger) == (text + spelt).encode("cp1256")


def test_only_the_columns_named_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'id,"arabic",url,english\r\n{BAD},"{BAD}, x",{BAD},{BAD}\r\n2,b,c\r\n\r\n'.encode())
    source = read_source(str(path), Intake(field="arabic, english"))
    assert source.texts[0].view == f"\n\n{BAD}, x\n\t{BAD}\n\nb\n\t\n\n\n\n"
    after = source.text.replace(f'"{BAD}, x"', f'"{GOOD}, x"').replace(f",{BAD}\r", f",{GOOD}\r")
    assert repaired_text(documents_of(source)) == after
    none = read_source(str(path), Intake(field="nope"))
    assert none.warnings == ('has no column "nope"; --column names others',)
    assert repaired_text(documents_of(none)) == none.text


class Shown(HTMLParser):
    """What the standard library's parser takes for text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:
            self.found.append(data)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", '<i title="a > b">', "<br/>", "<td x=y>", "<!-- c -->", "<script>x<y</script>",
     "&amp;", "&#1602;", "&nbsp;", "&Oslash;&sect;", "قال", BAD, " ", "\n", "a", "ـ", "\u200c", "هللا لوسر لاق", "«",
     "»", "12"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_view_of_a_page_is_its_text(page: str) -> None:
    parser = Shown()
    parser.feed(page)
    parser.close()
    view = read("html", page).texts[0].view
    assert "".join("".join(parser.found).split()) == "".join(view.split())


SOUP = st.lists(
    st.sampled_from(
        ["<", ">", "<b>", "</b>", "<p x='", "'", '"', "&amp;", "&#1602;", "&", ";", "`", "```", "\n", "\n\n", "[a](",
         "/x)", '{"text": "', '"}', '\\u0627', "\\n", "\\", ",", "\t", "%", "$", "{", "}", "\\x", BAD, "ق ال", "x",
         "ـم", "هللا لوسر لاق", "\ud800", "😀"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@each_form
@settings(max_examples=150, deadline=None)
@example(text="هللا لوسر لاق```{Ø§Ù„Ù„Ù‡")  # backticks moved to the start of a line would open code
@example(text="<p x='هللا لوسر لاق<>Ø§Ù„Ù„Ù‡")  # and < and > that change places make a tag
@example(text='{"text": "&amp;"&amp;"')  # an entity undone takes its semicolon away, which is no separator
@example(text="هللا لوسر لاق<b>\\n<<هللا لوسر لاق")  # a letter moved behind a command
@given(text=SOUP)
def test_any_soup_replays_and_keeps_its_markup(form: str, text: str) -> None:
    source = read(form, text)
    after = text
    for document in documents_of(source):
        assert apply(document.report.original, document.report.edits) == document.report.text
    if documents := documents_of(source):
        after = repaired_text(documents)
    assert list(fixed_in(source)) == list(fixed_in(read(form, after)))


def fixed_in(source: Source) -> Iterator[str]:
    """What stands in the source and is no text."""
    for text in source.texts:
        for segment in text.reading.segments if text.reading else ():
            if segment.fixed:
                yield segment.span.of(text.text)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="abc \u064e", min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "\n", " "])), max_size=4),
    st.tuples(st.integers(0, 12), st.integers(0, 12)),
    st.text(alphabet="xyz\u064e", max_size=6),
)
def test_walls_stay_and_the_text_between_becomes_what_the_edit_says(
    plain: str, walls: list[tuple[int, str]], place: tuple[int, int], new: str
) -> None:
    text, segments = plain, list[Segment]()
    for at, _ in sorted(walls, reverse=True):
        at = min(at, len(plain))
        text = f"{text[:at]}<{text[at:]}"
    shown_by = iter([shown for at, shown in sorted(walls)])
    segments = [Segment(Span(i, i + 1), next(shown_by)) for i, c in enumerate(text) if c == "<"]
    reading = Reading(text, segments, lambda new, at: new)
    start, end = sorted(min(at, len(reading.view)) for at in place)
    edit = Edit(Span(start, end), reading.view[start:end], new, ("example",), "why")
    written = reading.write(edit)
    assert written is not None
    after = apply(text, written)
    assert after.count("<") == text.count("<")
    bare = "".join(reading.view[:start].split()) + new + "".join(reading.view[end:].split())
    assert "".join(after.replace("<", "").split()) == "".join(bare.split())


HOSTILE = [
    "<", "<a ", '<a x="', "<a x='", "&", "&amp;", "&#1", "<!--", "<script>", "<script", "<pre><code>", "<b>", "</",
    "<![CDATA[", "<p>Ø§</p>", '"', "`", "``", "` ", "``` ", "```\n", "~~~\n", "[a](", "[a](/", "[a]: /", "](",
    '{"text":"', '{"text":"\\u0627"}\n', '{"a":', "\\", "\\a", "\\begin{verbatim}", "$", "%", "{", "\\ref{", '""',
    '","', '"""', ",", 'a""', '"a,', "\n", "\r\n",
]  # fmt: skip


def seconds(form: str, text: str) -> float:
    gc.disable()  # it would go through whatever other tests have left in memory
    begun = time.process_time()
    for found in SOURCES[form].read(text, ""):
        len(found.view)
    gc.enable()
    return time.process_time() - begun


@each_form
@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_time_grows_with_the_source_and_no_faster(form: str, unit: str) -> None:
    small, large = (unit * 10_000)[:10_000], (unit * 80_000)[:80_000]
    # Eight times the text; quadratic work would take 64 times as long. The constant allows for a busy machine.
    assert min(seconds(form, large) for _ in range(2)) < 30 * max(seconds(form, small), 0.001) + 0.6
