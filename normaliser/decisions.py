"""What a person decided about proposals, and the JSON in which the review page hands it over.

    {"schema": 2,
     "files": {"a.txt": {"sha256": "...", "format": "text", "encoding": null, "field": "text"}},
     "decisions": [{"decision": "edit", "before": "...", "after": "...", "refs": ["quran:9:13"], "text": "...",
                    "places": [{"path": "a.txt", "text": 0, "start": 10, "end": 52}]},
                   {"decision": "reject", "alone": true, "before": "...", "after": "...", "refs": ["quran:9:13"],
                    "places": [{"path": "a.txt", "text": 0, "start": 70, "end": 112, "around": ["...", "..."]}]}]}

`decision` is `accept`, `reject` or `edit`, and `text` what stands there by an `edit`. `start` and `end` are code points
of what a reader sees of the file's text number `text` (from 0). `files` and `places` may be missing: then the decisions
can be remembered and not applied. What was decided `alone` holds for its places and no others; `around` is what stands
before and after such a place, by which it is known again when the text has moved. Schema 1 had neither.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from normaliser.errors import InputError
from normaliser.model import Ref, Span
from normaliser.sources import AUTO, Intake

SCHEMA = 2
_READ = (1, SCHEMA)
Value = TypeVar("Value")


class Choice(StrEnum):
    """What was decided about a proposal."""

    ACCEPT = "accept"  # what is proposed is to stand; where nothing is, what stands there is right
    REJECT = "reject"  # what stands there is to stay; where nothing is proposed, it is wrong and stays so
    EDIT = "edit"  # what the person wrote is to stand


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the span counts in what a reader sees of one text of a file."""

    path: str
    text: int  # which of the file's texts, from 0
    span: Span
    around: tuple[str, str] = ("", "")  # what stands before and after, where that was written down


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, for every place with the same text and the same proposal, or for its own places alone."""

    choice: Choice
    before: str
    after: str
    refs: tuple[Ref, ...] = ()
    text: str | None = None  # by an edit, what is to stand there
    places: tuple[Place, ...] = ()
    alone: bool = False

    @property
    def final(self) -> str:
        """What is to stand there."""
        if self.choice is Choice.EDIT and self.text is not None:
            return self.text
        return self.after if self.choice is Choice.ACCEPT else self.before


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A file as it was when it was reviewed."""

    sha256: str
    intake: Intake


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided in a review."""

    decisions: tuple[Decision, ...]
    files: Mapping[str, Reviewed]


def load_decisions(path: Path) -> Decisions:
    """What a review page exported. Raises `InputError` when that cannot be read or is something else."""
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: holds no JSON; name the file that a review page has exported") from None
    return _Reader(str(path)).decisions(value)


class _Reader:
    """Plain values into decisions; whatever does not fit is said with its place in the file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def decisions(self, value: object) -> Decisions:
        row = self._take(value, dict, "the file")
        if row.get("schema") not in _READ:
            raise self._odd(
                "the file", f'has no "schema": {SCHEMA}; was it written by another version, or for something else?'
            )
        files = self._take(row.get("files", {}), dict, "files")
        return Decisions(
            tuple(self._each(row.get("decisions"), "decisions", self._decision)),
            {name: self._file(facts, f"files[{name!r}]") for name, facts in files.items()},
        )

    def _decision(self, value: object, where: str) -> Decision:
        row = self._take(value, dict, where)
        choice = row.get("decision")
        if choice not in tuple(Choice):
            raise self._odd(where, f"decides {choice!r}; it must be one of {', '.join(Choice)}")
        return Decision(
            choice=Choice(choice),
            before=self._take(row.get("before"), str, f"{where}.before"),
            after=self._take(row.get("after"), str, f"{where}.after"),
            refs=tuple(self._each(row.get("refs", []), f"{where}.refs", lambda ref, at: Ref(self._take(ref, str, at)))),
            text=self._take(row.get("text"), str, f"{where}.text") if choice == Choice.EDIT else None,
            places=tuple(self._each(row.get("places", []), f"{where}.places", self._place)),
            alone=row.get("alone") is True,
        )

    def _place(self, value: object, where: str) -> Place:
        row = self._take(value, dict, where)
        start, end = (self._take(row.get(name), int, f"{where}.{name}") for name in ("start", "end"))
        number = self._take(row.get("text", 0), int, f"{where}.text")
        if not 0 <= start <= end or number < 0:
            raise self._odd(where, "counts backwards")
        around = self._each(row.get("around", ["", ""]), f"{where}.around", lambda side, at: self._take(side, str, at))
        if len(around) != 2:
            raise self._odd(f"{where}.around", "is not what stands before and what stands after")
        path = self._take(row.get("path"), str, f"{where}.path")
        return Place(path, number, Span(start, end), (around[0], around[1]))

    def _file(self, value: object, where: str) -> Reviewed:
        row = self._take(value, dict, where)
        encoding = row.get("encoding")
        intake = Intake(
            encoding=None if encoding is None else self._take(encoding, str, f"{where}.encoding"),
            input_format=self._take(row.get("format", AUTO), str, f"{where}.format"),
            field=self._take(row.get("field", Intake().field), str, f"{where}.field"),
        )
        return Reviewed(self._take(row.get("sha256"), str, f"{where}.sha256"), intake)

    def _each(self, value: object, where: str, read: Callable[[object, str], Value]) -> list[Value]:
        return [read(item, f"{where}[{i}]") for i, item in enumerate(self._take(value, list, where))]

    def _take(self, value: object, kind: type[Value], where: str) -> Value:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._odd(where, f"is {_NAMES.get(type(value), 'something else')} and should be {_NAMES[kind]}")
        return value

    def _odd(self, where: str, what: str) -> InputError:
        return InputError(f"{self.path}: {where} {what}; export the decisions again from the review page")


_NAMES: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    int: "a whole number",
    type(None): "missing",
}
