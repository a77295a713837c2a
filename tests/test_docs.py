"""The pages below docs/ are so: what they show runs and gives what is shown, and the site holds together."""

import configparser
import re
import runpy
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest
from documents import make_epub, make_pdf, make_warc, word
from shown import ROOT, Block, blocks_of, check_console, check_python, furnish

import normaliser
from normaliser.garbles import GARBLES

DOCS = ROOT / "docs"
PAGES = {str(path.relative_to(DOCS)): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
CONFIGURATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENGLISH = "Indeed, with hardship will be ease."
VERSE = "«إِنَّ مَعَ الْعُسْرُ يُسْرًا» [Ash-Sharh: 6]"
WITHOUT_COMMANDS = ("index.md", "words.md", *(name for name in PAGES if name.startswith("reference/")))
SLOW = ("scale.md",)  # it builds an index
EXTRA = re.compile(r"pip install '\.\[(\w+)\]'")


def add_documents(folder: Path) -> None:
    """The files that the pages name and nobody can write by hand."""
    (folder / "lecture.docx").write_bytes(word(f"<w:p><w:r><w:t>He said {VERSE}</w:t></w:r></w:p>"))
    make_epub(folder / "book.epub", f"He said {VERSE}")
    make_pdf(folder / "sermon.pdf", ENGLISH)
    make_warc(folder / "crawl.warc.gz", ("http://x.example/", "text/html", f"<p>{VERSE} “{ENGLISH}”</p>"))
    (folder / "crawl").mkdir()
    (folder / "crawl" / "00000.warc.gz").write_bytes((folder / "crawl.warc.gz").read_bytes())
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return
    parquet.write_table(pyarrow.table({"id": [7], "body": [f"He said {VERSE}"]}), folder / "pages.parquet")


def install(folder: Path) -> None:
    """What `pip install .` does for the package in the folder, as far as entry points go."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    about = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = configparser.ConfigParser()
    points.read_dict(project["entry-points"])
    with (about / "entry_points.txt").open("w") as file:
        points.write(file)


def is_missing(block: Block) -> bool:
    """Whether a module that the block needs is not installed."""
    return any(find_spec(module) is None for module in block.needs)


def run_page(name: str, folder: Path) -> int:
    """Do what a page says, from top to bottom, in a folder; how many blocks were checked."""
    checked = 0
    names: dict[str, object] = {}
    blocks = blocks_of(PAGES[name])
    for block in blocks:
        if block.title:
            (folder / block.title).write_text(block.text, encoding="utf-8")
    if (folder / "pyproject.toml").exists():
        install(folder)
    for block in blocks:
        if block.title or is_missing(block):
            continue
        elif block.language == "console":
            checked += check_console(block, folder)
        elif block.language == "python":
            checked += check_python(block.text, name, names)
    return checked


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else [])
        for name in PAGES
        if name not in WITHOUT_COMMANDS
    ],
)
def test_what_a_page_shows_is_so(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_documents(furnish(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stderr", StringIO())  # bars of other libraries
    if not run_page(name, tmp_path):
        pytest.skip("nothing that its commands need is installed")


def test_pages_without_commands_have_none() -> None:
    for name in WITHOUT_COMMANDS:
        assert not any(block.language in ("console", "python", "sh") for block in blocks_of(PAGES[name])), name


def test_every_block_is_one_that_is_run() -> None:
    """None is indented, or without a language, or of a language that nobody runs."""
    for name, page in PAGES.items():
        blocks = blocks_of(page)
        assert page.count("```") == 2 * len(blocks), name
        for block in blocks:
            known = {"console", "python", "sh"} | ({"text"} if name == "reference/commands.md" else set())
            assert block.title or block.language in known, (name, block.language)


def test_what_is_to_be_installed_is_what_the_readme_says_or_an_extra() -> None:
    """These lines are not run here: CI installs by the README's, and each extra in one of its steps."""
    readme = blocks_of((ROOT / "README.md").read_text(encoding="utf-8"))[0].text
    extras = PROJECT["project"]["optional-dependencies"]
    for name, page in PAGES.items():
        for block in blocks_of(page):
            for line in block.text.splitlines() if block.language == "sh" else ():
                extra = EXTRA.fullmatch(line)
                assert line in readme or line == "pip install ." or (extra and extra[1] in extras), (name, line)


def test_the_commands_are_those_of_the_program() -> None:
    render = runpy.run_path(str(DOCS / "commands.py"))["render"]
    assert PAGES["reference/commands.md"] == render(), "run `make docs`, which writes the page anew"


def test_the_navigation_holds_every_page_once() -> None:
    assert sorted(re.findall(r"^ +- (?:[^:\n]+: )?(\S+\.md)$", CONFIGURATION, re.MULTILINE)) == sorted(PAGES)


def test_the_reference_holds_every_public_name() -> None:
    text = PAGES["reference/python.md"] + PAGES["reference/options.md"]
    named = set(re.findall(r"^::: (\S+)$", text, re.MULTILINE))
    assert {f"normaliser.{name}" for name in normaliser.__all__} <= named


def test_the_reference_holds_every_kind_of_damage() -> None:
    named = re.findall(r"^::: (\S+)$", PAGES["reference/garbles.md"], re.MULTILINE)
    assert named == [*(garble.module for garble in GARBLES), "normaliser.garbles.page_font"]


@pytest.mark.parametrize("name", ["python.md", "options.md", "garbles.md"])
def test_the_reference_names_what_there_is(name: str) -> None:
    for path in re.findall(r"^::: (\S+)$", PAGES[f"reference/{name}"], re.MULTILINE):
        if not path.startswith(("normaliser.scale", "normaliser.adapters")):  # which need packages of their own
            module, _, attribute = path.rpartition(".")
            assert hasattr(import_module(module), attribute) or find_spec(path), path


def test_the_hooks_are_those_that_there_are() -> None:
    offered = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    for hook in re.findall(r"- id: ([\w-]+)", PAGES["howto/configure.md"]):
        assert f"- id: {hook}\n" in offered


# The site

LOADING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "use": "href"}


class Loads(HTMLParser):
    """What a page loads by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag != "link" or given.get("rel") not in ("canonical", "prev", "next"):
            self.found += [address for name, address in attrs if address and name == LOADING.get(tag)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: any warning fails."""
    for module in ("mkdocs", "material", "mkdocstrings"):
        pytest.importorskip(module)
    made = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return made


def test_the_site_loads_nothing_from_the_network(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(PAGES)  # 404.html is one more
    for page in pages:
        for address in Loads(page.read_text(encoding="utf-8")).found:
            assert not re.match(r"(https?:)?//", address), (page.name, address)
            target = site / address.removeprefix("/") if page.name == "404.html" else page.parent / address
            assert address.startswith("data:") or target.exists(), (page.name, address)
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name


def test_the_reference_is_made_from_the_docstrings(site: Path) -> None:
    page = (site / "reference" / "python.html").read_text(encoding="utf-8")
    assert "The canonical passages behind" in page and 'id="normaliser.scale.RepairStep"' in page


def test_the_search_finds_what_the_pages_say(site: Path) -> None:
    assert "presentation forms" in (site / "search" / "search_index.json").read_text(encoding="utf-8")
