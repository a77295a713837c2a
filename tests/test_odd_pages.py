"""Pairing on pages nobody means to write: in time that grows with the page, and rather no pair than a wrong one."""

import time
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest

from normaliser import Normaliser, Ref, Report
from normaliser.edits import apply
from normaliser.options import Options

KAWTHAR = "إِنَّا أَعْطَيْنَاكَ الْكَوْثَرَ"
NOTE = "كتب المدير الرسالة إلى صاحب المتجر"
MARKS = "\"'"
GIVEN = "Indeed, We have granted you, [O Muhammad], al-Kawthar."
FRENCH = "Nous t'avons certes accordé l'abondance, et ton Seigneur est le plus généreux de tous."
URDU = "بیشک ہم نے آپ کو کوثر عطا فرمائی ہے"


@cache
def fixer() -> Normaliser:
    return Normaliser()


@cache
def verses() -> tuple[tuple[Ref, str, tuple[tuple[str, str], ...]], ...]:
    """Verses of a few words, each with its translations."""
    refs = [Ref(f"quran:{surah}:{ayah}") for surah in range(50, 115) for ayah in range(2, 30)]
    passages = fixer().library.passages(refs)
    return tuple((p.ref, p.text, p.translations) for p in passages if 4 <= len(p.text.split()) <= 15)


def read(text: str) -> Report:
    """The report, which keeps its promises on any page."""
    report = fixer().repair(text)
    assert apply(text, report.edits) == report.text
    spans = sorted([q.span for q in report.quotations] + [p.translation.span for p in report.pairs])
    assert all(a.end <= b.start for a, b in pairwise(spans))
    return report


MANY: dict[str, Callable[[int], str]] = {
    "paired": lambda n: f'«{KAWTHAR}» "{GIVEN}" (108:1)\n\n' * n,
    "one line": lambda n: f'«{KAWTHAR}» "{GIVEN}" (108:1) ' * n,
    "unbalanced": lambda n: f'«{KAWTHAR}» "He gave ‘you "abundance. ' * n,
    "unknown": lambda n: f'«{NOTE}» "The manager wrote the letter to the owner." ' * n,
    "Arabic first, English last": lambda n: f"«{KAWTHAR}»\n\n" * n + f'"{GIVEN}"\n\n' * n,
    "footnotes": lambda n: (
        "".join(f"«{KAWTHAR}»[{i % 900}]\n\n" for i in range(n)) + "".join(f'[{i % 900}] "{GIVEN}"\n' for i in range(n))
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("make", MANY.values(), ids=MANY)
def test_thousands_of_quotations_take_time_in_proportion(make: Callable[[int], str]) -> None:
    def seconds(count: int) -> float:
        started = time.process_time()
        assert len(read(make(count)).quotations) == count
        return time.process_time() - started

    seconds(50)  # what is cached on first use
    few, many = seconds(500), seconds(2000)
    assert many < 7 * few + 0.5  # with the square of their number it would be sixteen times as long


@pytest.mark.slow
def test_five_thousand_verses_on_a_page() -> None:
    lines = [f"«{arabic}» “{translations[0][1]}” ({ref[6:]})\n\n" for ref, arabic, translations in verses()]
    report = read("".join(lines[i % len(lines)] for i in range(5000)))
    assert len(report.quotations) == len(report.pairs) == 5000


LONG: dict[str, Callable[[int], str]] = {
    "words": lambda n: f"«{KAWTHAR}» " + "and he said that the river is wide " * (n // 35),
    "opening marks": lambda n: f"«{KAWTHAR}» " + 'he gave "you “abundance ‘here ' * (n // 30),
    "closing marks": lambda n: f"«{KAWTHAR}» " + 'he gave" you” abundance’ here, ' * (n // 30),
    "announcements": lambda n: f"«{KAWTHAR}» " + "which means: He gave. " * (n // 22),
    "brackets": lambda n: f"«{KAWTHAR}» " + "(He " * (n // 8) + "gave) " * (n // 12),
    "honorifics": lambda n: f"«{KAWTHAR}» " + "the Prophet صلى الله عليه وسلم said " * (n // 37),
    "citations": lambda n: f"«{KAWTHAR}» " + "(108:1) " * (n // 8),
    "Arabic": lambda n: f"{KAWTHAR} " * (n // 33),
    "Arabic in marks": lambda n: f"«{f'{NOTE} ' * (n // 35)}»",
}


@pytest.mark.slow
@pytest.mark.parametrize("make", LONG.values(), ids=LONG)
def test_a_line_of_a_hundred_thousand_characters_takes_time_in_proportion(make: Callable[[int], str]) -> None:
    def seconds(length: int) -> float:
        started = time.process_time()
        read(make(length))
        return time.process_time() - started

    seconds(1000)
    part, whole = seconds(25_000), seconds(100_000)
    assert whole < 7 * part + 0.5


@pytest.mark.parametrize("other", [FRENCH, URDU], ids=["French", "Urdu"])
@pytest.mark.parametrize("form", ["“{}”", "{}", "({})", "Translation: {}"])
def test_another_language_in_between_is_no_translation(other: str, form: str) -> None:
    text = "\n\n".join(f"﴿{arabic}﴾\n{form.format(other)}\n({ref[6:]})" for ref, arabic, _ in verses()[:6])
    for pair in read(text).pairs:
        assert other not in pair.english, pair


def test_english_beyond_another_language_is_still_found() -> None:
    for ref, arabic, translations in verses()[:20]:
        english = dict(translations)["en.sahih"]
        (pair,) = read(f"﴿{arabic}﴾\n“{FRENCH}”\n“{english}” ({ref[6:]})\n").pairs
        assert pair.english == english


@pytest.mark.parametrize("parting", [" ", "\n", "\n\n"], ids=["same line", "lines", "paragraphs"])
def test_every_verse_followed_by_three_editions(parting: str) -> None:
    editions = ("en.sahih", "en.pickthall", "en.arberry")
    page, wanted = "", []
    for ref, arabic, translations in verses()[:60]:
        mine = [dict(translations)[edition] for edition in editions]
        page += f"﴿{arabic}﴾" + "".join(f"{parting}“{english}”" for english in mine) + f" ({ref[6:]})\n\n"
        wanted.append(mine)
    pairs = read(page).pairs
    assert len(pairs) == len(wanted)
    for pair, mine in zip(pairs, wanted, strict=True):
        assert pair.english.strip(MARKS) in [english.strip(MARKS) for english in mine]


def test_pairs_do_not_depend_on_an_edition_that_is_not_there() -> None:
    careful = Normaliser(Options(translations=("en.pickthall", "en.arberry", "en.shakir")))
    for ref, arabic, translations in verses()[:20]:
        english = dict(translations)["en.sahih"]
        (pair,) = careful.align(f"﴿{arabic}﴾ “{english}” ({ref[6:]})")
        assert pair.english == english
