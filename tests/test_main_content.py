"""The article of a page read alone, and the rest of the page left as it is."""

from html import escape
from pathlib import Path

import pytest
from conftest import Invoke
from documents import REPAIRED, VERSE, make_warc
from stub import RIGHT

from normaliser.sources import Intake, read_source

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
