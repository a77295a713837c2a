"""What a run over files has done, written down as it goes, so that one that was cut short can be taken up again.

A file counts as done while it and what was made of it are still, byte for byte, what the run left. The journal lies in
the user's folder for such things, one file for each way of running, and goes when a run ends well.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from normaliser.places import Places

State = tuple[str, str]
"""Where a file is, and the SHA-256 of its bytes."""


class Journal:
    """The journal of runs told the same things; `told` says what they were told, whatever the files."""

    def __init__(self, told: Iterable[object], *, resume: bool, warn: Callable[[str], None]) -> None:
        key = hashlib.sha256(repr(tuple(told)).encode("utf-8", "surrogateescape")).hexdigest()
        self._path = _folder() / f"{key[:32]}.jsonl"
        self._warn = warn
        self._places = Places()
        self._file: IO[bytes] | None = None
        self._done: dict[str, list[tuple[State, State]]] = {}
        if resume:
            self._load()
        else:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def is_done(self, source: str, target: Path) -> bool:
        """Whether a file needs no more work."""
        known = self._done.get(self._places.of_name(source), ())
        there = self._places.of_name(target)
        return any(_stands(*before) and after[0] == there and _stands(*after) for before, after in known)

    def note(self, source: tuple[str | Path, bytes], target: tuple[str | Path, bytes]) -> None:
        """Write down that a file, with these bytes, has become another, or itself, with those."""
        rows = [(self._places.of_name(path), _sha256(data)) for path, data in (source, target)]
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("ab", buffering=0)  # a line is whole, or the last
            self._file.write(b"\n" + json.dumps(rows).encode() + b"\n")
        except OSError as error:
            self._warn(f"{self._path}: cannot be written: {error.strerror or error}; --resume will not know")
            self._warn = lambda message: None  # once is enough

    def close(self, *, finished: bool) -> None:
        """End the run; one that has done everything leaves nothing to take up."""
        if self._file:
            self._file.close()
        if finished:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _load(self) -> None:
        with suppress(OSError):
            for line in self._path.read_bytes().splitlines():
                with suppress(ValueError, TypeError):  # a line cut short says nothing
                    (before, old), (after, new) = json.loads(line)
                    self._done.setdefault(before, []).append(((before, old), (after, new)))


def _folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_path("normaliser")) / "runs"


def _stands(path: str, sha256: str) -> bool:
    with suppress(OSError):
        return _sha256(Path(path).read_bytes()) == sha256
    return False


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
