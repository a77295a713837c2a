"""PDF, web archives and Parquet: what is read in them, and which are never rewritten."""

import json
from pathlib import Path

import pytest
from conftest import Invoke
from documents import REPAIRED, VERSE, make_pdf, make_warc
from stub import RIGHT, WRONG

from normaliser.sources import read_source

# PDF


def test_a_pdf_is_read_page_by_page_and_written_as_text(invoke: Invoke) -> None:
    pytest.importorskip("pypdfium2")
    path = make_pdf(Path("a.pdf"), "One <<fear Him>>", "Two")
    data = path.read_bytes()
    rows = [json.loads(line) for line in invoke("repair", "--format", "jsonl", "a.pdf").stdout.splitlines()]
    assert [(row["path"], row["text"]) for row in rows] == [
        ("a.pdf:page 1", "One <<fear Him>>"),
        ("a.pdf:page 2", "Two"),
    ]
    assert invoke("repair", "a.pdf", "-o", "out").exit_code == 0
    assert Path("out/a.pdf.txt").read_text() == "One <<fear Him>>\fTwo"
    piped = invoke("repair", "-", stdin=data)
    assert piped.stdout == "One <<fear Him>>\fTwo"
    assert path.read_bytes() == data


def test_a_pdf_is_never_rewritten(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdfium2")
    make_pdf(Path("a.pdf"), "One")
    from normaliser.sources import pdf
    from normaliser.sources.markup import Text
    from normaliser.sources.parts import Part

    monkeypatch.setattr(pdf, "unpack", lambda data, intake: iter([Part("page 1", VERSE, (Text(VERSE),))]))
    result = invoke("repair", "--in-place", "a.pdf")
    assert (result.exit_code, "a.pdf: pdf files can only be read; write text with -o DIR" in result.stderr) == (2, True)
    assert invoke("repair", "a.pdf", "-o", "out").exit_code == 0
    assert Path("out/a.pdf.txt").read_bytes().decode() == REPAIRED


def test_a_scan_without_text_says_so(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    assert "no text layer" in read_source(str(make_pdf(tmp_path / "a.pdf", " "))).warnings[0]


# Web archives


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_of_a_web_archive_are_read(invoke: Invoke, name: str) -> None:
    pytest.importorskip("fastwarc")
    pages = (("http://x.org/a", "text/html; charset=utf-8", f"<p>{VERSE}</p>"), ("http://x.org/b", "image/png", "x"))
    path = make_warc(Path(name), *pages)
    data = path.read_bytes()
    (row,) = [json.loads(line) for line in invoke("align", name).stdout.splitlines()]
    assert (row["path"], row["english"]) == (f"{name}:http://x.org/a", "fear Him")
    assert invoke("repair", "--in-place", name).exit_code == 2
    assert invoke("repair", "-o", "out", name).exit_code == 0
    assert REPAIRED in (Path("out") / f"{name}.txt").read_text(encoding="utf-8")
    assert path.read_bytes() == data


def test_what_the_server_said_of_the_encoding_counts(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    text = "Žižka říká: žluťoučký kůň"
    for charset in ("iso-8859-2", "nonsense"):
        page = ("http://x.org/a", f"text/html; charset={charset}", f"<p>{text}</p>")
        path = make_warc(tmp_path / "a.warc", page, encoding="iso-8859-2")
        view = read_source(str(path)).texts[0].view.strip()
        assert (view == text) == (charset == "iso-8859-2")


# Parquet


@pytest.mark.parametrize("compression", ["zstd", "none", "snappy"])
def test_of_a_parquet_file_one_column_is_repaired(invoke: Invoke, compression: str) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    texts = [VERSE, None, "Nothing", VERSE, VERSE]
    schema = arrow.schema(
        [("id", arrow.int16()), ("body", arrow.string()), ("x", arrow.list_(arrow.string()))], {"k": "v"}
    )
    rows = {"id": [1, 2, 3, 4, 5], "body": texts, "x": [[VERSE]] * 5}
    table = arrow.table(rows, schema=schema)
    parquet.write_table(table, "a.parquet", row_group_size=2, compression=compression)
    assert "1 repaired" in (done := invoke("repair", "--column", "body", "-o", "out", "a.parquet")).stderr, done.stderr
    file = parquet.ParquetFile("out/a.parquet")
    assert file.read().to_pydict() == {**rows, "body": [text and text.replace(WRONG, RIGHT) for text in texts]}
    assert file.schema_arrow.equals(parquet.read_schema("a.parquet"), check_metadata=True)
    sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    assert sizes == [2, 2, 1]
    used = file.metadata.row_group(0).column(0).compression
    assert used == {"none": "UNCOMPRESSED"}.get(compression, compression.upper())
    assert invoke("check", "--column", "body", "a.parquet").stdout.startswith("a.parquet:1:1:2: repaired")
    wrong = invoke("check", "a.parquet")
    assert (wrong.exit_code, 'no column of strings called "text"' in wrong.stderr) == (2, True)
