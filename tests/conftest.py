"""Settings for all tests, and what several test modules use."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings
from packages import quran_of
from running import command, environment
from stub import StubNormaliser

from normaliser import cli
from normaliser.corpora import Library, QuranShelf
from normaliser.options import Options

if TYPE_CHECKING:
    from browsing import Page
    from selenium.webdriver import Chrome

# How long something takes is measured where it matters; on a busy machine any example may take its time.
settings.register_profile("normaliser", deadline=None)
settings.load_profile("normaliser")

Invoke = Callable[..., Result]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the journals of runs that is not the user's."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Invoke:
    """The command line over the stub, in an empty folder."""
    monkeypatch.setattr(cli, "open_normaliser", lambda options, talk: StubNormaliser(options))
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: bytes | str = "") -> Result:
        return CliRunner().invoke(cli.program, args, input=stdin, catch_exceptions=False)

    return run


@pytest.fixture
def opened(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """The options of each normaliser that the command line opens, the stub in its place."""
    seen: list[Options] = []

    def note(options: Options, talk: object) -> StubNormaliser:
        seen.append(options)
        return StubNormaliser(options)

    monkeypatch.setattr(cli, "open_normaliser", note)
    return seen


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index, built here, for all tests of the corpora that do not spoil it."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def library(index_dir: Path) -> Library:
    """The library over that index."""
    return Library(Options(index_dir=index_dir))


@pytest.fixture(scope="session")
def quran(library: Library) -> QuranShelf:
    """The Qur'an of that library."""
    return quran_of(library)


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Pages in shards of every kind, in a folder of that name."""
    from crawling import write_crawl  # which needs an extra

    return write_crawl(tmp_path / "crawl")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The real command line, in a process of its own."""

    def call(*args: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command(*args), cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )

    return call


@pytest.fixture(scope="module")
def driver() -> "Iterator[Chrome]":
    """A browser for the tests of a module."""
    from browsing import start_browser  # which needs an extra

    with start_browser() as browser:
        yield browser


@pytest.fixture
def page(driver: "Chrome", invoke: Invoke, tmp_path: Path) -> "Page":
    """The review of a folder with three files, with nothing decided."""
    from browsing import open_review, write_folder

    write_folder()
    assert invoke("review", "d", "-o", "review.html").exit_code == 0
    return open_review(driver, tmp_path)
