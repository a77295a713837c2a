"""What is installed, whose it is, and what of it is indexed: for `normaliser corpora`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from normaliser.corpora.cache import is_entry, load_sums
from normaliser.corpora.sources import Corpus, found_version, load_corpora, locate_files
from normaliser.corpora.store import Store


@dataclass(frozen=True, slots=True)
class CorpusState:
    """What there is to say of one corpus."""

    name: str
    package: str  # for a corpus of the user's own, its path
    wanted: str  # the version whose checksums are recorded; "" for the user's own
    found: str | None  # the version installed
    files: str  # "ok", "altered: simple, uthmani", "missing" or "missing: muslim"
    attribution: str
    terms: str
    link: str
    index: Path | None  # None when it is not built
    size: int  # of the index, in bytes


def describe(store: Store, own: Mapping[str, Path]) -> tuple[CorpusState, ...]:
    """One state for each built-in corpus, then one for each of the user's own. Builds nothing, warns of nothing."""
    return (
        *(_built_in(store, corpus) for corpus in load_corpora().values()),
        *(_own(store, name, path) for name, path in own.items()),
    )


def _built_in(store: Store, corpus: Corpus) -> CorpusState:
    paths = locate_files(corpus)
    sums = load_sums(store.folder, paths) if paths else {}
    missing = [file.name for file in corpus.files if file.name not in paths]
    altered = [file.name for file in corpus.files if file.name in paths and sums[file.name] != file.sha256]
    files = "; ".join(
        f"{word}: {', '.join(names)}" for word, names in (("missing", missing), ("altered", altered)) if names
    )
    index, size = _find_index(store, corpus.name, sums)
    return CorpusState(
        name=corpus.name,
        package=corpus.package,
        wanted=corpus.version,
        found=found_version(corpus),
        files=(files or "ok") if paths else "missing",
        attribution=corpus.attribution,
        terms=corpus.terms,
        link=corpus.link,
        index=index,
        size=size,
    )


def _own(store: Store, name: str, path: Path) -> CorpusState:
    there = path.is_file()
    index, size = _find_index(store, "own", load_sums(store.folder, {name: path})) if there else (None, 0)
    return CorpusState(
        name=name,
        package=str(path),
        wanted="",
        found=None,
        files="ok" if there else "missing",
        attribution="",
        terms="",
        link="",
        index=index,
        size=size,
    )


def _find_index(store: Store, name: str, sums: dict[str, str]) -> tuple[Path | None, int]:
    place = store.place(name, sums)
    if not sums or not is_entry(place):
        return None, 0
    return place, sum(file.stat().st_size for file in place.iterdir())
