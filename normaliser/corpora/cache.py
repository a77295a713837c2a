"""The folder the index lives in: finding it, filling it, keeping it tidy.

An entry is a folder named after what it was made from, so it never goes stale: other sources make another entry. It is
built under a temporary name beside its place and then renamed, so nobody sees half an entry. Nothing is locked: when
two processes build the same entry, the first to rename wins and the other throws its copy away.
"""

import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

KEY_LENGTH = 20
"""Hexadecimal digits of a hash in an entry's name."""

LEFTOVER_AGE = 3600.0
"""Seconds after which a half-built entry belongs to a process that died; the longest build takes under a minute."""

UNUSED_AGE = 30 * 86400.0
"""Seconds after which an entry nobody has opened is deleted, so that updates do not pile up."""

_FRESH = 2.0
"""Seconds within which a changed file may change again without its time of change showing it (git does the same)."""

_BUILDING = "building-"
_SUMS = "sums-"
_FILES = ("arrays.bin", "meta.json")
_NAME = re.compile(
    rf"({_BUILDING})?[a-z]+(-[a-z0-9]+)*-[0-9a-f]{{{KEY_LENGTH}}}(-.*)?|{_SUMS}[0-9a-f]{{16}}\.json|{_BUILDING}{_SUMS}.*"
)


def index_folder(chosen: Path | None) -> Path:
    """The cache folder: the caller's choice, else NORMALISER_INDEX, else the user's cache folder."""
    if chosen is not None:
        return chosen
    if from_environment := os.environ.get("NORMALISER_INDEX"):
        return Path(from_environment)
    import platformdirs

    return Path(platformdirs.user_cache_path("normaliser"))


def is_entry(folder: Path) -> bool:
    """Whether a folder holds a whole entry: the description is there and the arrays have the length it states."""
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        return int(meta["size"]) == (folder / "arrays.bin").stat().st_size
    except (OSError, ValueError, KeyError, TypeError):
        return False


def publish(folder: Path, name: str, write: Callable[[Path], None]) -> Path:
    """Build the entry `folder/name` with `write` and return its path, or that of another process's equal entry.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prune(folder)
    building = Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{name}-", dir=folder))
    try:
        write(building)
        building.chmod(0o755)  # mkdtemp gives 0o700, which would shut out the other users of a shared cache
        _move(building, folder / name)
    finally:
        _remove(building)
    return folder / name


def _move(building: Path, place: Path) -> None:
    for _ in range(3):
        try:
            building.rename(place)
            return
        except OSError:
            if not place.exists():
                raise
        if is_entry(place):
            return  # somebody was faster; the two are equal
        broken = building.with_name(f"{building.name}-broken")
        with suppress(OSError):
            place.rename(broken)
        _remove(broken)
    raise OSError(f"{place} is in the way and cannot be replaced")


def _remove(entry: Path) -> None:
    """Delete an entry, file by file: whatever is not ours stays, whatever folder the user chose for the index."""
    for name in _FILES:
        with suppress(OSError):
            (entry / name).unlink()
    with suppress(OSError):
        entry.rmdir()


def touch(entry: Path) -> None:
    """Note that an entry is in use, at most once a day."""
    with suppress(OSError):
        if time.time() - entry.stat().st_mtime > 86400.0:
            os.utime(entry)


def prune(folder: Path) -> None:
    """Delete what killed builds left behind, and entries nobody has used for a month.

    A process that has mapped an entry keeps its map.
    """
    now = time.time()
    for path in folder.iterdir():
        if not _NAME.fullmatch(path.name):
            continue
        with suppress(OSError):
            age = LEFTOVER_AGE if path.name.startswith(_BUILDING) else UNUSED_AGE
            if now - path.stat().st_mtime <= age:
                continue
            if path.is_dir():
                _remove(path)
            else:
                path.unlink()


def load_sums(folder: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """The SHA-256 of each file; hashed again only when its size or time of change differ from what is remembered."""
    where = "\n".join(str(path.absolute()) for path in files.values())
    memory = folder / f"{_SUMS}{hashlib.sha256(where.encode()).hexdigest()[:16]}.json"
    known = _load_memory(memory)
    sums: dict[str, str] = {}
    stamps: dict[str, list[int | str]] = {}
    for name, path in files.items():
        status = path.stat()
        stamp = known.get(name, [])
        if stamp[:2] != [status.st_size, status.st_mtime_ns]:
            with path.open("rb") as file:
                stamp = [status.st_size, status.st_mtime_ns, hashlib.file_digest(file, "sha256").hexdigest()]
        sums[name] = str(stamp[2])
        if time.time() - status.st_mtime > _FRESH:
            stamps[name] = stamp
    if stamps != known:
        _store_memory(memory, stamps)
    return sums


def _load_memory(path: Path) -> dict[str, list[int | str]]:
    try:
        known = json.loads(path.read_bytes())
        return {str(name): list(stamp) for name, stamp in known.items() if len(stamp) == 3}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _store_memory(path: Path, stamps: dict[str, list[int | str]]) -> None:
    with suppress(OSError):  # a cache that cannot be written costs a second, not an answer
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f"{_BUILDING}{_SUMS}", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(stamps, file)
        Path(part).replace(path)
