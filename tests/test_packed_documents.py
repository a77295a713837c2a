"""Books and Word documents: what is read in them, and that nothing but repaired words changes."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Invoke
from documents import PAGE, REPAIRED, VERSE, make_docx, make_epub, word
from stub import RIGHT, WRONG

from normaliser.sources import SOURCES, Intake, read_source


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
