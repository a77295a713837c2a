"""Words that no corpus has, asked of camel-tools' morphological analyser: is this Arabic, and if not, what is near it?

The extra `[camel]` and its database are heavy, so nothing of them is imported before the first such word. What the
analyser knows is modern standard Arabic: a name, a term or a word of another language has no analysis either. That is
why nothing it says is ever applied, and why a quotation in which most words are unknown to it is left alone.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from normaliser.edits import suggest
from normaliser.errors import CorpusError, OptionError
from normaliser.model import Edit, Kind, Quotation, Span, Status
from normaliser.script import ALEF
from normaliser.skeleton import RASM_CODE, bare_words
from normaliser.words import Word, split_words

COMMAND = "camel_data -i morphology-db-msa-r13"
"""What downloads the database."""

_INSTALL = "pip install 'normaliser[camel]'"
_FOREIGN = 0.5  # share of unknown words from which a quotation is in another language
_SHORTEST = 3  # letters: nearly everything is one letter away from a shorter word
_DAMAGED = 0.5  # a first estimate of how often an unknown word is damaged rather than a name
_SHOWN = 3  # spellings named in a reason
_CACHED = 65536  # words whose analyses are remembered; text repeats itself
_UNSEEN = -99.0  # the log probability camel-tools gives to what it has not counted

HAMZA = "\N{ARABIC LETTER HAMZA}"
_SEATS = "ءأؤئ" + ALEF
_ALEFS = "اأإآ" + HAMZA
_FINAL_ONLY = "ةى"


@dataclass(frozen=True, slots=True, order=True)
class Analysis:
    """The likeliest way to read a word; the greater is the better."""

    exact: bool  # spelt so, hamza and final ya included
    log_probability: float


class Lexicographer(Protocol):
    """Something that analyses bare words: `Analyser`, or a stand-in."""

    def analyse(self, word: str) -> Analysis | None: ...


class Analyser:
    """camel-tools' analyser with its default database, loaded when first asked. Picklable; safe between threads.

    Raises `OptionError` at once when camel-tools or the database is not installed.
    """

    def __init__(self) -> None:
        _check_installed()
        self._lock = threading.Lock()
        self._analyse: Callable[[str], Analysis | None] | None = None

    def __reduce__(self) -> tuple[type["Analyser"], tuple[()]]:
        return Analyser, ()  # the database is loaded anew by whoever gets the copy

    def analyse(self, word: str) -> Analysis | None:
        """The likeliest reading of a bare word; None when it has none."""
        if self._analyse is None:
            with self._lock:
                self._analyse = self._analyse or lru_cache(_CACHED)(_load_analyser())
        return self._analyse(word)


def _check_installed() -> None:
    """Look for the files only: importing camel-tools without its data would make it ask the network."""
    if find_spec("camel_tools") is None:
        raise OptionError(f"morphology needs camel-tools, which is not installed; try: {_INSTALL}")
    if not (_data_folder() / "catalogue.json").is_file():
        raise _no_database()


def _data_folder() -> Path:
    given = os.environ.get("CAMELTOOLS_DATA")
    return Path(given).expanduser().absolute() if given else Path.home() / ".camel_tools"


def _no_database() -> OptionError:
    return OptionError(f"{_data_folder()}: camel-tools has no morphology database there; try: {COMMAND}")


def _load_analyser() -> Callable[[str], Analysis | None]:
    analyze = _open_database()

    def analyse(word: str) -> Analysis | None:
        return max(map(_read_analysis, analyze(word)), default=None)

    if analyse("في") is None:  # a file cut short is read without complaint
        raise CorpusError(f"{_data_folder()}: the morphology database lacks common words; try again: {COMMAND}")
    return analyse


def _open_database() -> Callable[[str], Iterable[Mapping[str, object]]]:
    """camel-tools' own loading of its default database; seconds, and hundreds of megabytes."""
    try:
        from camel_tools.morphology.errors import MorphologyError
    except ImportError as error:
        raise OptionError(f"camel-tools cannot be imported: {error}; try: {_INSTALL}") from None
    try:
        from camel_tools.morphology.analyzer import Analyzer
        from camel_tools.morphology.database import MorphologyDB

        analyze: Callable[[str], Iterable[Mapping[str, object]]] = Analyzer(MorphologyDB.builtin_db()).analyze
    except ImportError as error:
        raise OptionError(f"camel-tools cannot be imported: {error}; try: {_INSTALL}") from None
    except (FileNotFoundError, KeyError):
        raise _no_database() from None
    except (MorphologyError, ValueError, IndexError, TypeError, OSError) as error:
        raise CorpusError(
            f"{_data_folder()}: the morphology database cannot be read: {error}; try: {COMMAND}"
        ) from None
    return analyze


def _read_analysis(found: Mapping[str, object]) -> Analysis:
    probability = found.get("pos_lex_logprob", _UNSEEN)
    return Analysis(found.get("source") != "spvar", probability if isinstance(probability, float) else _UNSEEN)


def check_words(quotation: Quotation, lexicographer: Lexicographer, usage: Callable[[str], int]) -> Quotation:
    """The quotation with a respelling suggested for each word that no corpus has and the analyser cannot read.

    `usage` is how often the reference texts have a bare word. Quotations of a known source, and those in which
    something else is the matter, come back as they are.
    """
    if quotation.kind is not Kind.OTHER or quotation.refs or quotation.status is not Status.SOUND:
        return quotation
    words = split_words(quotation.original)
    unknown = [word for word in words if _is_unknown(word, lexicographer, usage)]
    if not unknown or len(unknown) >= _FOREIGN * len(words):
        return quotation
    edits, left = [], []
    for word in unknown:
        spellings = rank_spellings(word.text, lexicographer, usage)
        if spellings:
            edits.append(_edit(word, spellings))
        else:
            left.append(word.text)
    if left:
        warning = f"in no corpus and without analysis: {' '.join(left)}"
        quotation = replace(quotation, warnings=(*quotation.warnings, warning))
    return suggest(quotation, edits, edits) if edits else quotation


def _is_unknown(word: Word, lexicographer: Lexicographer, usage: Callable[[str], int]) -> bool:
    return any(usage(bare) == 0 and lexicographer.analyse(bare) is None for bare in bare_words(word.text))


def _edit(word: Word, spellings: Sequence[str]) -> Edit:
    shown = ", ".join(spellings[:_SHOWN]) + (f" and {len(spellings) - _SHOWN} more" if len(spellings) > _SHOWN else "")
    because = f"{word.text} is in no corpus and has no analysis, but {shown} has"
    confidence = round(_DAMAGED / len(spellings), 6)
    return Edit(Span(word.start, word.end), word.text, spellings[0], ("morphology",), because, confidence)


def rank_spellings(word: str, lexicographer: Lexicographer, usage: Callable[[str], int]) -> tuple[str, ...]:
    """The spellings one slip away from `word` that the analyser can read, the likeliest first.

    Those that the corpora have come first, then by the analyser's probability. Empty for very short words.
    """
    if sum(c in RASM_CODE or c in _ALEFS for c in word) < _SHORTEST:
        return ()
    ranked = []
    for spelling in dict.fromkeys(_spellings(word)):
        bare = bare_words(spelling)
        analysis = lexicographer.analyse(bare[0]) if len(bare) == 1 else None
        if analysis:
            ranked.append((usage(bare[0]) == 0, not analysis.exact, -analysis.log_probability, spelling))
    return tuple(spelling for *_, spelling in sorted(ranked))


def _spellings(word: str) -> Iterator[str]:
    """`word` with one letter's dots or hamza otherwise, or an alef or hamza more or less; marks stay where they are."""
    letters = [i for i, c in enumerate(word) if c in RASM_CODE or c in _ALEFS]
    for i in letters:
        before, letter, after = word[:i], word[i], word[i + 1 :]
        final = i == letters[-1]
        for other in _ALIKE.get(letter, ""):
            if final or other not in _FINAL_ONLY:
                yield before + other + after
        if letter in _ALEFS and len(letters) > 1:
            yield before + after[_marks_at(after) :]
    for i, end in zip(letters, [*letters[1:], len(word)], strict=True):
        yield word[:end] + ALEF + word[end:]
        if i == letters[-1]:
            yield word[:end] + HAMZA + word[end:]


def _marks_at(text: str) -> int:
    """How many characters stand on a letter just deleted."""
    return next((i for i, c in enumerate(text) if c in RASM_CODE or c in _ALEFS), len(text))


def _alike() -> dict[str, str]:
    """For each letter those that differ from it in dots or in the seat of its hamza."""
    everyday = [c for c in RASM_CODE if "\N{ARABIC LETTER HAMZA}" <= c <= "\N{ARABIC LETTER YEH}"]
    alike: dict[str, str] = {}
    for letter in {*everyday, *_ALEFS}:
        shapes = [c for c in everyday if letter in RASM_CODE and RASM_CODE[c] == RASM_CODE[letter]]
        seats = [c for c in _SEATS if letter in _SEATS]
        alike[letter] = "".join(sorted({*shapes, *seats} - {letter}))
    return alike


_ALIKE = _alike()
