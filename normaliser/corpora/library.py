"""The library: every reference text that is installed, opened when asked for."""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from normaliser.corpora import hadith, own, quran, translations
from normaliser.corpora.cache import index_folder, load_sums
from normaliser.corpora.shelves import Shelf
from normaliser.corpora.sources import Corpus, Origin, find_origin, load_corpora
from normaliser.corpora.store import Plan, Progress, Sources, Store
from normaliser.corpora.translations import Editions
from normaliser.english import Vocabulary, function_words_alone
from normaliser.errors import CorpusError, OptionError
from normaliser.model import Passage, Ref
from normaliser.options import Options
from normaliser.published import Published, published

if TYPE_CHECKING:
    from normaliser.corpora.describe import CorpusState
    from normaliser.corpora.english import EnglishIndex
    from normaliser.corpora.renderings import Renderings

Opened = TypeVar("Opened")


class Library:
    """The reference texts. Making one is cheap: nothing is opened until a shelf is asked for.

    It may be used from several threads, and pickled (the copy opens its own maps).
    """

    def __init__(self, options: Options | None = None, progress: Progress | None = None) -> None:
        self.options = options or Options()
        known = [file.name for file in load_corpora()["english"].files]
        for edition in self.options.translations or ():
            if edition not in known:
                raise OptionError(f'no English edition of the Qur\'an called "{edition}"; try: {", ".join(known)}')
        self._progress = progress
        self._start()

    def _start(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._opened: dict[str, object] = {}
        self._shelves: tuple[Shelf, ...] | None = None  # once all are open; asked for with every word
        self._warnings: dict[str, None] = {}  # a dict for its order; each is said once
        self._counts = lru_cache(maxsize=1 << 16)(self._count)
        self._store = Store(index_folder(self.options.index_dir), self._warn, self._progress)

    def __getstate__(self) -> dict[str, Any]:
        return {"options": self.options}  # maps and locks stay here, and a progress bar belongs to this process

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.options = state["options"]
        self._progress = None
        self._start()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was missing, altered or in the way, in the order it was met."""
        return tuple(self._warnings)

    def _warn(self, warning: str) -> None:
        self._warnings.setdefault(warning)

    def own_files(self) -> dict[str, Path]:
        """The user's own corpora by name: that of the file without its suffix, numbered where two are alike."""
        named: dict[str, Path] = {}
        for path in self.options.own:
            name, count = path.stem, 1
            while name in named or name in load_corpora():
                count += 1
                name = f"{path.stem}-{count}"
            named[name] = path
        return named

    def shelf(self, name: str) -> Shelf | None:
        """The corpus of that name, built or mapped on first call; None, with a warning, when it is not installed."""
        if name in self._opened:
            opened = self._opened[name]
        elif name == "quran":
            opened = self._once(name, self._open_quran)
        elif name == "hadith":
            opened = self._once(name, self._open_hadith)
        elif name in (files := self.own_files()):
            opened = self._once(name, lambda: self._open_own(name, files[name]))
        else:
            raise CorpusError(f'no corpus called "{name}"; try: {", ".join(["quran", "hadith", *files])}')
        return opened if isinstance(opened, Shelf) else None

    def shelves(self) -> tuple[Shelf, ...]:
        """Every shelf the options ask for that is there: the built-in ones, then the user's own."""
        if self._shelves is None:
            names = (*self.options.corpora, *self.own_files())
            self._shelves = tuple([shelf for shelf in map(self.shelf, names) if shelf is not None])
        return self._shelves

    def word_count(self, word: str) -> int:
        """How often the corpora have `word`, one of `skeleton.bare_words`."""
        return self._counts(word)

    def _count(self, word: str) -> int:
        return sum([shelf.word_count(word) for shelf in self.shelves()])

    def english_index(self) -> "EnglishIndex | None":
        """The search index over the English editions, built or mapped on first call; None when none is installed."""
        return self._once("english-index", self._open_english)

    def renderings(self) -> "Renderings | None":
        """Which words render which, built or mapped on first call; None, with a warning, without the parallel texts."""
        return self._once("renderings", self._open_renderings)

    def build(self) -> None:
        """Build now everything that would otherwise be built when first needed, as far as the options ask for it."""
        if any(isinstance(shelf, quran.QuranShelf) for shelf in self.shelves()):
            self._editions()
            self.english_index()
            if self.options.words:
                self.renderings()

    def passages(self, refs: Iterable[Ref]) -> tuple[Passage, ...]:
        """The passages behind refs, verbatim, a range of verses as one; refs nobody knows are skipped."""
        return tuple(passage for ref in refs for passage in self._passages_of(ref))

    def texts(self, ref: Ref) -> list[str]:
        """The Arabic behind a ref alone, verbatim, row by row; nothing for a ref nobody knows."""
        shelf, rows = self._find(ref)
        return list(map(shelf.text, rows)) if shelf else []

    def _passages_of(self, ref: Ref) -> tuple[Passage, ...]:
        shelf, rows = self._find(ref)
        if shelf is None:
            return ()
        if isinstance(shelf, quran.QuranShelf):
            return (_join(shelf, ref, rows, _source(load_corpora()["quran"], "simple")),)
        source = self._source_of(shelf, rows[0])
        return tuple([_join(shelf, ref, (row,), source) for row in rows])

    def _find(self, ref: Ref) -> tuple[Shelf | None, tuple[int, ...]]:
        """The shelf that has a ref, and the rows of it; the built-in corpora come before the user's own."""
        corpus = ref.partition(":")[0]
        built_in = (corpus,) if corpus in ("quran", "hadith") and corpus in self.options.corpora else ()
        for name in (*built_in, *self.own_files()):
            shelf = self.shelf(name)
            if shelf is not None and (rows := shelf.rows_of(ref)):
                return shelf, rows
        return None, ()

    def _source_of(self, shelf: Shelf, row: int) -> str:
        if isinstance(shelf, hadith.HadithShelf):
            return _source(load_corpora()["hadith"], shelf.book(row))
        return str(self.own_files()[shelf.name])

    def published(self, ref: Ref) -> Published:
        """The published translations of the passage behind a ref, their words coded where the index has them so."""
        shelf, rows = self._find(ref)
        if shelf is None:
            return published(())
        if isinstance(shelf, quran.QuranShelf):
            index = self.english_index()
            return index.published([shelf.verse(row) for row in rows]) if index else published(())
        return published([pair for row in rows for pair in shelf.english(row)])

    def vocabulary(self) -> Vocabulary:
        """The words of the English editions, coded; the function words alone where there are none."""
        index = self.english_index() if "quran" in self.options.corpora else None
        return index.vocabulary if index else function_words_alone()

    def origin_of(self, ref: Ref) -> Origin | None:
        """The file behind a passage, with its checksum; None for a ref that names nothing here."""
        corpus, _, rest = ref.partition(":")
        if corpus in self.options.corpora:
            file = rest.partition(":")[0] if corpus == "hadith" else "simple"
            return self._once(f"origin {corpus} {file}", lambda: find_origin(load_corpora()[corpus], file))
        for name, path in self.own_files().items():
            shelf = self.shelf(name)
            if shelf is not None and shelf.rows_of(ref):
                return self._once(f"origin {name}", partial(Origin.of, str(path), path))
        return None

    def describe(self) -> "tuple[CorpusState, ...]":
        """What is installed, whose it is, and what of it is indexed. Nothing is built."""
        from normaliser.corpora.describe import describe

        return describe(self._store, self.own_files())

    def _once(self, name: str, open_it: Callable[[], Opened]) -> Opened:
        """What `open_it` gave when it was first called for `name`; a name is always opened as the same thing."""
        if name not in self._opened:
            with self._lock:
                lock = self._locks.setdefault(name, threading.Lock())
            with lock:  # a lock a shelf: asking for the Qur'an does not wait for the hadith
                if name not in self._opened:
                    self._opened[name] = open_it()
        return cast(Opened, self._opened[name])

    def _open_quran(self) -> Shelf | None:
        corpus = load_corpora()["quran"]
        sources = self._store.find_sources(corpus, all_needed=True)
        if sources is None:
            return None
        plan = Plan(
            name=corpus.name,
            sources=sources,
            gram=quran.GRAM,
            draft=partial(quran.load_quran, sources.paths),
            steps=("Qur'an",),
            notice=corpus.notice,
            requirement=corpus.requirement,
        )
        entry = self._store.entry(plan)
        return quran.QuranShelf(entry, sources.paths, self._editions, self.options.translations) if entry else None

    def _editions(self) -> Editions | None:
        return self._once("english", self._open_editions)

    def _open_editions(self) -> Editions | None:
        corpus = load_corpora()["english"]
        sources = self._store.find_sources(corpus, all_needed=False)
        if sources is None:
            return None
        plan = Plan(
            name=corpus.name,
            sources=sources,
            gram=0,
            draft=partial(translations.load_translations, sources.paths),
            steps=("English translations",),
            notice=corpus.notice,
            requirement=corpus.requirement,
        )
        entry = self._store.entry(plan)
        return Editions(entry, sources.paths) if entry else None

    def _open_english(self) -> "EnglishIndex | None":
        from normaliser.corpora.english import open_english

        return open_english(self.options, self._warn)

    def _open_hadith(self) -> Shelf | None:
        corpus = load_corpora()["hadith"]
        sources = self._store.find_sources(corpus, all_needed=False)
        if sources is None:
            return None
        plan = Plan(
            name=corpus.name,
            sources=sources,
            gram=hadith.GRAM,
            draft=partial(hadith.load_hadith, sources.paths, sources.altered),
            steps=(*map(corpus.title, sources.paths), "table of hadith letters"),
            notice=corpus.notice,
            requirement=corpus.requirement,
        )
        entry = self._store.entry(plan)
        return hadith.HadithShelf(entry, sources.paths) if entry else None

    def _open_renderings(self) -> "Renderings | None":
        from normaliser.corpora.renderings import open_renderings

        verses, narrations = self.shelf("quran"), self.shelf("hadith")
        if not isinstance(verses, quran.QuranShelf) or self._editions() is None:
            self._warn("words: not linked, as the Qur'an and its translations are needed; see `normaliser corpora`")
            return None
        return open_renderings(
            self._store,
            verses,
            narrations if isinstance(narrations, hadith.HadithShelf) else None,
            wanted=self.options.translations,
        )

    def _open_own(self, name: str, path: Path) -> Shelf | None:
        paths = {name: path}
        try:
            sources = Sources(paths, load_sums(self._store.folder, paths))
            entry = self._store.entry(
                Plan(name="own", sources=sources, gram=own.GRAM, draft=partial(own.load_own, path), steps=(name,))
            )
        except OSError as error:
            raise CorpusError(f"cannot read {path} ({error}); give a JSON Lines file that exists") from error
        return own.OwnShelf(name, entry) if entry else None


def _source(corpus: Corpus, file: str) -> str:
    return f"{corpus.title(file)}; {corpus.attribution}; {corpus.terms}; {corpus.link}"


def _join(shelf: Shelf, ref: Ref, rows: tuple[int, ...], source: str) -> Passage:
    """One passage of several rows, their texts joined by a space, edition by edition."""
    english: dict[str, list[str]] = {}
    for row in rows:
        for edition, text in shelf.english(row):
            english.setdefault(edition, []).append(text)
    text = " ".join(map(shelf.text, rows))
    return Passage(ref, text, tuple((edition, " ".join(parts)) for edition, parts in english.items()), source)
