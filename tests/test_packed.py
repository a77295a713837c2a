"""Files that are no text: what is read in them, and that nothing but repaired words changes."""

import gzip
import json
import zipfile
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Invoke
from stub import RIGHT, WRONG

from normaliser.errors import InputError
from normaliser.sources import SOURCES, Intake, load_sources, read_source

VERSE = f"﴿فَاللَّهُ {WRONG} أَن تَخْشَوْهُ﴾ “fear Him”"
REPAIRED = VERSE.replace(WRONG, RIGHT)
PAGE = '<?xml version="1.0" encoding="utf-8"?>\r\n<html xmlns="urn:x"><body><p class="a">{}</p></body></html>'
CONTAINER = '<container xmlns="urn:x"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
BOOK = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
<item id="b" href="b%20b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a.xhtml"
 media-type="application/xhtml+xml"/><item id="c" href="locked.xhtml" media-type="application/xhtml+xml"/>
<item id="s" href="s.css" media-type="text/css"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>"""
LOCKED = '<encryption><CipherReference URI="OEBPS/locked.xhtml"/></encryption>'


def make_epub(path: Path, first: str = VERSE) -> Path:
    members = {
        "META-INF/container.xml": CONTAINER,
        "META-INF/encryption.xml": LOCKED,
        "OEBPS/book.opf": BOOK,
        "OEBPS/b b.xhtml": PAGE.format("Nothing here. Ø§"),
        "OEBPS/a.xhtml": PAGE.format(first),
        "OEBPS/locked.xhtml": VERSE,
        "OEBPS/s.css": VERSE,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.comment = b"ours"
        book.writestr(zipfile.ZipInfo("mimetype", (2001, 2, 3, 4, 5, 6)), "application/epub+zip")
        for name, text in members.items():
            book.writestr(name, text)
    return path


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differing(one: Path, other: Path) -> list[str]:
    """The members that are not the same; names and their order are."""
    before, after = members_of(one), members_of(other)
    assert list(before) == list(after)
    return [name for name in before if before[name] != after[name]]


# EPUB


def test_of_a_book_only_the_repaired_words_change(invoke: Invoke) -> None:
    book = make_epub(Path("book.epub"))
    result = invoke("repair", "book.epub", "-o", "out")
    assert result.exit_code == 0
    after = Path("out/book.epub")
    assert differing(book, after) == ["OEBPS/b b.xhtml", "OEBPS/a.xhtml"]
    assert members_of(after)["OEBPS/a.xhtml"].decode() == PAGE.format(REPAIRED)
    assert "book.epub:OEBPS/a.xhtml: 1 repaired" in result.stderr
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(after) as new:
        facts = [
            [(i.filename, i.date_time, i.compress_type, i.external_attr) for i in z.infolist()] for z in (old, new)
        ]
        assert facts[0] == facts[1] and new.comment == b"ours"


def test_pages_of_a_book_come_in_reading_order_and_locked_ones_not_at_all(tmp_path: Path) -> None:
    source = read_source(str(make_epub(tmp_path / "book.epub")))
    assert [text.part for text in source.texts] == ["OEBPS/a.xhtml", "OEBPS/b b.xhtml"]


def test_a_sound_book_comes_out_byte_for_byte(invoke: Invoke) -> None:
    book = make_epub(Path("book.epub"), REPAIRED)
    invoke("repair", "--in-place", "book.epub")
    first = book.read_bytes()
    invoke("repair", "book.epub", "-o", "out")
    assert Path("out/book.epub").read_bytes() == first


def test_standard_output_gets_what_a_reader_sees(invoke: Invoke) -> None:
    make_epub(Path("book.epub"))
    shown = invoke("repair", "book.epub").stdout_bytes.decode()
    assert REPAIRED in shown and "<p" not in shown


# Word


def make_docx(path: Path) -> Path:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("A title & more")
    paragraph = document.add_paragraph("He said ")
    half = VERSE.index(WRONG) + 2
    paragraph.add_run(VERSE[:half]).bold = True
    paragraph.add_run(VERSE[half:]).italic = True
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "left", f"right\tØ§\n{VERSE}"
    document.sections[0].header.paragraphs[0].text = "At the head: Ø§"
    document.save(str(path))
    return path


def test_of_a_word_document_only_the_repaired_words_change(invoke: Invoke) -> None:
    docx = pytest.importorskip("docx")
    path = make_docx(Path("a.docx"))
    kept = Path("old.docx")
    kept.write_bytes(path.read_bytes())
    assert invoke("repair", "--in-place", "a.docx").exit_code == 0
    assert differing(kept, path) == ["word/document.xml", "word/header1.xml"]
    before, after = (members_of(p)["word/document.xml"].decode() for p in (kept, path))
    assert before.count("<w:r>") == after.count("<w:r>")
    assert after == before.replace(WRONG[2:], RIGHT[2:]).replace("Ø§", "ا")
    document = docx.Document(str(path))
    runs = document.paragraphs[1].runs
    assert "".join(run.text for run in runs) == f"He said {REPAIRED}"
    assert [(run.bold, run.italic) for run in runs] == [(None, None), (True, None), (None, True)]
    assert document.sections[0].header.paragraphs[0].text == "At the head: ا"


def test_a_word_document_reads_as_paragraphs_and_cells(tmp_path: Path) -> None:
    source = read_source(str(make_docx(tmp_path / "a.docx")))
    body, head = source.texts
    assert body.text.strip() == f"A title & more\n\nHe said {VERSE}\n\n\n\tleft\n\tright\tØ§\n{VERSE}"
    assert (body.part, head.part) == ("word/document.xml", "word/header1.xml")


def word(body: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "view"),
    [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc\n\n"),
        ('<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>', "a\n\n"),
        ("<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:r><w:t>a &amp; b</w:t></w:r></w:p>", "a & b\n\n"),
        ("<w:p><mc:Choice><w:t>a</w:t></mc:Choice><mc:Fallback><w:t>a</w:t></mc:Fallback></w:p>", "a\n\n"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>1</w:t></w:r></w:p>", "1\n\n"),
    ],
)
def test_word_shows_what_a_reader_sees(tmp_path: Path, body: str, view: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(body))
    assert read_source(str(path)).texts[0].text == view


def test_spaces_at_the_end_of_a_run_are_kept() -> None:
    data = word("<w:p><w:r><w:t>Ø§</w:t></w:r><w:r><w:t>Ø§ x</w:t></w:r></w:p>")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    changed = SOURCES["docx"].pack(data, {"word/document.xml": xml.replace("Ø§ x", " x")}, Intake())
    with zipfile.ZipFile(BytesIO(changed)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert '<w:t>Ø§</w:t></w:r><w:r><w:t xml:space="preserve"> x' in xml


def test_decisions_are_applied_inside_a_document(invoke: Invoke) -> None:
    path = make_docx(Path("a.docx"))
    assert invoke("review", "a.docx", "-o", "review.html").exit_code == 0
    assert "a.docx" in Path("review.html").read_text(encoding="utf-8")
    assert invoke("check", "a.docx").stdout.startswith("a.docx:word/document.xml:3:10: repaired quran")
    assert path.exists()


# PDF

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def make_pdf(path: Path, *pages: str) -> Path:
    """A PDF with a line of text on each page; readers make up for the table of contents it does not have."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", FONT]
    for number, page in enumerate(pages):
        stream = f"BT /F1 12 Tf 50 700 Td ({page}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 800] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body = "%PDF-1.4\n"
    body += "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    path.write_text(f"{body}trailer << /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF\n")
    return path


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


def make_warc(path: Path, *pages: tuple[str, str, str], encoding: str = "utf-8") -> Path:
    """Each page with its address and its kind."""
    records = []
    for address, kind, page in pages:
        body = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{page}".encode(encoding)
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        records.append(head.encode() + body + b"\r\n\r\n")
    zipped = path.suffix == ".gz"
    path.write_bytes(b"".join(gzip.compress(record) if zipped else record for record in records))
    return path


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


# The article of a page

ARTICLE = [
    f"Paragraph {n} of the article says something about rain, rivers and mountains, and goes on & on." for n in range(9)
]


def test_the_article_alone_is_read_and_the_page_stays_whole(invoke: Invoke) -> None:
    pytest.importorskip("trafilatura")
    menu = f"<nav><ul><li><a href='/'>Home Ø§</a></li><li>{VERSE}</li></ul></nav>"
    article = "".join(f"<p>{escape(text)}</p>\n" for text in ARTICLE) + f"<p>He <b>said</b>: {VERSE}</p>"
    page = f"<html><body>{menu}<article><h1>On rain</h1>{article}</article><footer>Ø§</footer></body></html>"
    Path("a.html").write_bytes(page.encode())
    assert invoke("repair", "a.html").stdout_bytes.decode().count(RIGHT) == 2
    result = invoke("repair", "--main-content", "a.html")
    assert (result.exit_code, result.stderr.count("no main content")) == (0, 0)
    assert result.stdout_bytes.decode() == page.replace(f": {VERSE}", f": {REPAIRED}")
    view = read_source("a.html", Intake(main_content=True)).texts[0].view
    assert all(text in view for text in ARTICLE) and "Home" not in view and view.strip().endswith("“fear Him”")


def test_of_pages_in_a_web_archive_the_article_alone_is_read(invoke: Invoke) -> None:
    pytest.importorskip("trafilatura")
    pytest.importorskip("fastwarc")
    article = "".join(f"<p>{escape(text)}</p>\n" for text in ARTICLE) + f"<p>He <b>said</b>: {VERSE}</p>"
    page = f"<html><body><nav>{VERSE}</nav><article>{article}</article><footer>Ø§</footer></body></html>"
    make_warc(
        Path("a.warc"), ("http://x.org/a", "text/html", page), ("http://x.org/b", "text/html", f"<nav>{VERSE}</nav>")
    )
    assert len(invoke("check", "a.warc").stdout.splitlines()) == 4
    result = invoke("check", "--main-content", "a.warc")
    assert "a.warc: no main content found on 1 of 2 pages, which are read whole" in result.stderr
    one, other = result.stdout.splitlines()
    assert one.startswith("a.warc:http://x.org/a:10:") and other.startswith("a.warc:http://x.org/b:1:7:")


def test_a_page_without_an_article_is_read_whole_and_said(invoke: Invoke) -> None:
    pytest.importorskip("trafilatura")
    Path("a.html").write_bytes(f"<nav>{VERSE}</nav>".encode())
    result = invoke("repair", "--main-content", "a.html")
    assert "no main content found" in result.stderr
    assert REPAIRED in result.stdout_bytes.decode()


# Formats of other packages

ADDED = """
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part
SUFFIXES = (".hex",)
def unpack(data, intake):
    text = bytes.fromhex(data.decode()).decode()
    yield Part("inside", text, (Text(text),))
def pack(data, changed, intake):
    return changed["inside"].encode().hex().encode()
"""


def test_other_packages_add_formats(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("hexes.py").write_text(ADDED)
    Path("hexes-1.dist-info").mkdir()
    Path("hexes-1.dist-info/METADATA").write_text("Name: hexes\nVersion: 1\n")
    Path("hexes-1.dist-info/entry_points.txt").write_text("[normaliser.sources]\nhex = hexes\n")
    monkeypatch.syspath_prepend(str(Path.cwd()))
    load_sources.cache_clear()
    try:
        Path("a.hex").write_bytes(VERSE.encode().hex().encode())
        assert invoke("repair", "--in-place", "a.hex").exit_code == 0
        assert bytes.fromhex(Path("a.hex").read_text()).decode() == REPAIRED
        assert invoke("check", "--input-format", "hex", "a.hex").exit_code == 0
    finally:
        load_sources.cache_clear()


# All


@pytest.mark.parametrize("form", [name for name, known in SOURCES.items() if known.packed])
def test_what_is_damaged_is_one_clear_error(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a{SOURCES[form].suffixes[0]}"
    for data in (b"", b"no such thing", SOURCES[form].magic + b"PK\x03\x04\x14\0\0\0", word("")[:-9]):
        path.write_bytes(data)
        try:
            read_source(str(path))
        except InputError as error:
            assert str(error).startswith(f"{path}: "), error
            assert "\n" not in str(error)


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    with pytest.raises(InputError, match=r"a\.pdf: needs pypdfium2, .*pip install 'normaliser\[pdf\]'"):
        read_source(str(make_pdf(tmp_path / "a.pdf", "x")))


def test_a_folder_is_walked_for_documents_that_can_be_rewritten(invoke: Invoke) -> None:
    make_epub(Path("d.epub")).rename(Path("in.epub"))
    Path("d").mkdir()
    Path("in.epub").rename("d/a.epub")
    Path("d/b.pdf").write_bytes(b"%PDF-")
    assert invoke("repair", "d", "-o", "out").exit_code == 0
    assert [path.name for path in Path("out").iterdir()] == ["a.epub"]
