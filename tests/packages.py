"""The reference packages as tests want them: read in the plainest way, put in front of the installed ones, or gone."""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from normaliser.corpora import Library, QuranShelf
from normaliser.corpora.sources import load_corpora, locate_files


def quran_of(library: Library) -> QuranShelf:
    shelf = library.shelf("quran")
    assert isinstance(shelf, QuranShelf)
    return shelf


def lines_of(name: str) -> Iterator[tuple[int, int, str]]:
    """The verses of a Tanzil file, read in the plainest way."""
    path = locate_files(load_corpora()["quran"])[name]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            surah, ayah, text = line.split("|")
            yield int(surah), int(ayah), text


def install(site: Path, corpus: str, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a package in front of the one that is installed, holding these files only."""
    table = load_corpora()[corpus]
    about = site / f"{table.package.replace('-', '_')}-9.9.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {table.package}\nVersion: 9.9\n")
    for file in table.files:
        if file.name in files:
            (site / file.path).parent.mkdir(parents=True, exist_ok=True)
            (site / file.path).write_bytes(files[file.name])
    monkeypatch.syspath_prepend(site)


def installed(corpus: str) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in locate_files(load_corpora()[corpus]).items()}


def uninstall(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.distribution

    def distribution(name: str) -> metadata.Distribution:
        if name == package:
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "distribution", distribution)
