"""The command line in processes of its own."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command(*args: str) -> list[str]:
    """A call of the command line."""
    return [sys.executable, "-m", "normaliser", *args]


def environment(**more: str) -> dict[str, str]:
    """The variables of this process and more; what is started finds the package under test."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}
