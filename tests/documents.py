"""Documents that are no text, made for the tests, and the verse in them that the stub repairs."""

import gzip
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from stub import RIGHT, WRONG

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


def word(body: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return out.getvalue()


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


def warc_record(address: str, body: bytes, kind: str = "text/plain; charset=utf-8") -> bytes:
    """A page with its address and its kind, as a server sent it."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Record-ID: <urn:uuid:{address}>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def make_warc(path: Path, *pages: tuple[str, str, str], encoding: str = "utf-8") -> Path:
    """Each page with its address and its kind."""
    records = [warc_record(address, page.encode(encoding), kind) for address, kind, page in pages]
    zipped = path.suffix == ".gz"
    path.write_bytes(b"".join(gzip.compress(record) if zipped else record for record in records))
    return path
