"""Files with a text that the stub repairs, and the command line in processes of its own."""

import os
import sys
from pathlib import Path

from stub import RIGHT, WRONG

ROOT = Path(__file__).resolve().parent.parent
GARBLED = f"He said\r\n﴿فَاللَّهُ {WRONG} أَن تَخْشَوْهُ﴾ “fear Him”\r\n"
REPAIRED = GARBLED.replace(WRONG, RIGHT)
SOUND = "Nothing to do here.\n"


def write(name: str, text: str = GARBLED) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def texts_below(folder: str | Path) -> dict[str, str]:
    """Every file, by its path from the folder on."""
    return {str(p.relative_to(folder)): p.read_bytes().decode() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def command(*args: str) -> list[str]:
    """A call of the command line."""
    return [sys.executable, "-m", "normaliser", *args]


def stub_command(*args: str) -> list[str]:
    """A call of the command line over the stub."""
    return [sys.executable, str(ROOT / "tests" / "stub.py"), *args]


def environment(**more: str) -> dict[str, str]:
    """The variables of this process and more; what is started finds the package under test."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}
