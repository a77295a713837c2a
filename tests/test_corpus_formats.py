"""Formats for corpora and translation tools: each is read back by a reader that is not ours."""

import csv
import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub import StubNormaliser
from test_formats import GOLDEN, NOTICE, PAGE, document, document_of, pair, render

from normaliser.corpora.sources import Origin
from normaliser.formats import FORMATS, Setting, formats_for, load_folder, load_renderer
from normaliser.formats.columns import COLUMNS
from normaliser.model import Pair
from normaliser.report import Document, PairRow
from normaliser.selection import Selection
from normaliser.sources import Source

TEXTS = st.text(st.characters() | st.sampled_from("<>&'\"\r\n\t\0\x85\ufffe\udcff\u200f|\\"), min_size=1)
EMPTY = document("No Arabic.", "empty.txt")
DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def pairs_of(*documents: Document) -> list[tuple[str, str]]:
    return [(pair.arabic, pair.english) for document in documents for pair in document.report.pairs]


def xml_readable(text: str) -> str:
    """What XML keeps of a text."""
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def render_files(documents: list[Document], folder: Path) -> Path:
    for name, chunks in load_folder("dataset", "align")(documents, Setting(notice=NOTICE)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"".join(chunks))
    return folder


def test_the_dataset_equals_the_golden_folder(tmp_path: Path) -> None:
    render_files([document(PAGE), EMPTY], tmp_path)
    golden = GOLDEN / "align.dataset"
    names = sorted(str(path.relative_to(golden)) for path in golden.rglob("*.*"))
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")) == names
    for name in names:
        assert (tmp_path / name).read_bytes() == (golden / name).read_bytes()


@pytest.mark.parametrize("name", [n for n in formats_for("align") if not FORMATS[n].folder and n != "parquet"])
def test_no_direction_marks_are_added(name: str) -> None:
    assert not DIRECTIONS.search(render(name, "align", [document(PAGE)], notice=NOTICE).decode())


def test_columns_are_those_of_a_row() -> None:
    assert list(COLUMNS) == list(PairRow.__annotations__)


# CSV


@given(TEXTS)
def test_any_text_survives_csv(text: str) -> None:
    shown = render("csv", "align", [document_of(pair(text, text))]).decode("utf-8")
    (row,) = csv.DictReader(io.StringIO(shown, newline=""))
    assert row["arabic"] == text.encode("utf-8", "backslashreplace").decode()
    assert (row["refs"], row["edition"]) == ("quran:1:1|quran:27:30", "")


def test_pandas_reads_the_csv() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(render("csv", "align", [document(PAGE)])))
    assert list(zip(frame["arabic"], frame["english"], strict=True)) == pairs_of(document(PAGE))


# XLIFF


def read_xliff(data: bytes) -> list[tuple[str, str]]:
    xliff2 = pytest.importorskip("translate.storage.xliff2")
    return [(str(unit.source), str(unit.target)) for unit in xliff2.Xliff2File.parsestring(data).units]


def test_translation_tools_load_the_xliff() -> None:
    other = document(PAGE, "other.txt")
    assert read_xliff(render("xliff", "align", [document(PAGE), EMPTY, other])) == pairs_of(document(PAGE), other)


def test_an_xliff_without_pairs_still_has_a_file() -> None:
    etree = pytest.importorskip("lxml.etree")
    shown = render("xliff", "align", [EMPTY])
    assert read_xliff(shown) == []
    assert len(etree.fromstring(shown)) == 1


@given(TEXTS)
def test_any_text_survives_xliff(text: str) -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(render("xliff", "align", [document_of(pair(text, text))], notice=text))
    (source,) = root.iter("{urn:oasis:names:tc:xliff:document:2.0}source")
    assert source.text == xml_readable(text)
    units = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(units) == len(set(units))


# TEI


def tei_schema() -> Any:
    etree = pytest.importorskip("lxml.etree")
    try:
        path = distribution("trafilatura").locate_file("trafilatura/data/tei_corpus.dtd")  # the schema ships there
    except PackageNotFoundError:
        pytest.skip("trafilatura, which ships a schema of TEI, is not installed")
    with Path(str(path)).open("rb") as file:
        return etree.DTD(file)


@pytest.mark.parametrize("documents", [[document(PAGE), document(PAGE, "b & c.txt")], [EMPTY], []])
def test_the_tei_is_valid(documents: list[Document]) -> None:
    etree, schema = pytest.importorskip("lxml.etree"), tei_schema()
    root = etree.fromstring(render("tei", "align", documents, notice=NOTICE))
    assert schema.validate(root), schema.error_log.last_error


@given(TEXTS)
def test_any_text_survives_tei(text: str) -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(render("tei", "align", [document_of(pair(text, text))], notice=text))
    quotes = [element.text for element in root.iter("{http://www.tei-c.org/ns/1.0}quote")]
    assert quotes == [xml_readable(text)] * 2
    refs = [element.get("target") for element in root.iter("{http://www.tei-c.org/ns/1.0}ref")]
    assert refs == ["quran:1:1", "quran:27:30"]


# OpenITI


@pytest.mark.parametrize("verb", ["repair", "align"])
def test_an_openiti_parser_finds_the_quotations(verb: str) -> None:
    oimdp = pytest.importorskip("oimdp")
    parsed = oimdp.parse(render("openiti", verb, [document(PAGE)], notice=NOTICE).decode())
    assert [str(header.value).strip() for header in parsed.content if hasattr(header, "level")] == ["page.txt"]
    text = "\n".join(item.orig for item in parsed.content if hasattr(item, "text_only"))
    assert re.findall("@QB@ (.*?) @QE@", text) == [arabic for arabic, _ in pairs_of(document(PAGE))]


def test_openiti_tags_nothing_but_the_quran_and_changes_no_other_text() -> None:
    shown = render("openiti", "repair", [document(PAGE)]).decode()
    body = shown.partition("### | page.txt\n")[2]
    plain = re.sub("@QB@ | @QE@", "", body)
    words = re.sub(r"^(# |~~)", "", plain, flags=re.MULTILINE).split()
    assert words == document(PAGE).report.text.split()
    assert "@QB@" not in render("openiti", "repair", [document("﴿هذا كلام ?﴾")]).decode()


# HTML


@given(TEXTS)
def test_any_text_survives_html(text: str) -> None:
    html = pytest.importorskip("lxml.html")
    page = html.document_fromstring(render("html", "align", [document_of(pair(text, text))], notice=text).decode())
    cells = {cell.get("lang"): (cell.get("dir"), cell.text_content()) for cell in page.iter("td")}
    expected = xml_readable(text)
    assert {k: v for k, (v, _) in cells.items()} == {"ar": "rtl", "en": "ltr"}
    for _, shown in cells.values():
        assert shown.split() == expected.split()
    assert not list(page.iter("script", "link", "img"))


# Parquet and datasets


def test_parquet_is_read_by_pyarrow() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    shown = render("parquet", "align", [document(PAGE), EMPTY], notice=NOTICE)
    table = parquet.read_table(pyarrow.BufferReader(shown))
    rows = [json.loads(line) for line in (GOLDEN / "align.jsonl").read_text(encoding="utf-8").split("\n") if line]
    assert table.to_pylist() == rows
    described = "\n".join(f"{field.name}: {field.type}" for field in table.schema) + "\n"
    assert described == (GOLDEN / "align.parquet.schema").read_text(encoding="utf-8")
    assert table.schema.metadata[b"normaliser.notice"].decode() == NOTICE


def test_parquet_holds_what_has_no_utf_8() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    table = parquet.read_table(pyarrow.BufferReader(render("parquet", "align", [document_of(pair("ا\udcff", "a"))])))
    assert table.column("arabic").to_pylist() == ["ا\ufffd"]
    empty = parquet.read_table(pyarrow.BufferReader(render("parquet", "align", [EMPTY])))
    assert (empty.num_rows, empty.column_names) == (0, list(COLUMNS))


@pytest.mark.slow
def test_datasets_loads_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    documents = [document(PAGE), document("﴿ا\udcff﴾ “a\udcff”", "b.txt")]
    folder = render_files(documents, tmp_path / "set")
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    expected = [(a.replace("\udcff", "\ufffd"), e.replace("\udcff", "\ufffd")) for a, e in pairs_of(*documents)]
    assert list(zip(loaded["arabic"], loaded["english"], strict=True)) == expected
    assert list(loaded.features) == list(COLUMNS)


# Whatever the format


def many(number: int) -> Iterator[Document]:
    text = PAGE * 3
    for i in range(number):
        source = Source(f"{i}.txt", text.encode(), text, "utf-8")
        yield Document(source, StubNormaliser().repair(text))


@pytest.mark.slow
@pytest.mark.parametrize("name", formats_for("align"))
def test_memory_stays_flat_over_thousands_of_documents(name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")

    def peak(number: int) -> int:
        tracemalloc.start()
        if FORMATS[name].folder:
            for _, chunks in load_folder(name, "align")(many(number), Setting()):
                assert all(isinstance(chunk, bytes) for chunk in chunks)
        else:
            assert sum(map(len, load_renderer(name, "align")(many(number), Setting()))) > 10 * number
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(5)  # what is imported and cached on first use is no part of it
    assert peak(2000) < peak(500) + 1_500_000


# Which rows, and where they come from


def chosen(selection: Selection, *pairs: Pair) -> list[str]:
    documents = selection.choose([document_of(one) for one in pairs])
    return [found.english for document in documents for found in document.report.pairs]


def test_duplicates_are_those_with_the_same_letters_and_words() -> None:
    pairs = [pair("الحمد لله", "Praise!"), pair("الْحَمْدُ لِلَّهِ", "“praise”"), pair("الحمد لله", "Thanks")]
    pairs += [pair("١", "1"), pair("٢", "1")]
    assert chosen(Selection(dedupe=True), *pairs) == ["Praise!", "Thanks", "1", "1"]
    assert len(chosen(Selection(), *pairs)) == 5


def test_rows_below_a_confidence_and_rows_not_repaired_are_left_out() -> None:
    from normaliser.model import Status

    repaired = pair("ا", "b", Status.REPAIRED, "ب")
    assert chosen(Selection(least=0.34), pair("ا", "a")) == []
    assert chosen(Selection(least=0.33), pair("ا", "a")) == ["a"]
    assert chosen(Selection(repaired_only=True), pair("ا", "a"), repaired) == ["b"]


def test_sums_name_what_was_found_and_what_was_left_out() -> None:
    selection = Selection(repaired_only=True)
    assert len(list(selection.choose([document(PAGE), EMPTY]))) == 2
    assert list(selection.tally.lines()) == [
        "2 documents, 4 quotations, 3 paired, 1 row written",
        "by status: 1 repaired (1 paired), 1 sound (1 paired), 1 unresolved (0 paired), 1 suggested (1 paired)",
        "by kind: 3 quran (3 paired), 1 other (0 paired)",
        "left out: 2 not repaired",
    ]


def test_a_row_says_where_it_comes_from() -> None:
    origin = Origin("package 1.0 simple", "ab12")
    (found,) = Selection(repaired_only=True).choose([document(PAGE)], lambda ref: origin if "9:13" in ref else None)
    (row,) = found.pair_rows()
    assert (row["source"], row["source_sha256"]) == ("package 1.0 simple", "ab12")
    assert row["document_sha256"] == "d9833f929d9bc40f6ec5c70ac71ec374708690c84ca2698c9d0eaea9149a0684"
    assert PAGE[row["en_start"] : row["en_end"]] == row["english"]
