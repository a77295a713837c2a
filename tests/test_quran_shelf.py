"""The Qur'an and its English: what stands in the files is what comes out, verse by verse."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packages import lines_of, quran_of

from normaliser.corpora import Library, QuranShelf
from normaliser.corpora.quran import parse_quran_ref
from normaliser.corpora.sources import load_corpora, locate_files
from normaliser.errors import OptionError
from normaliser.options import Options
from normaliser.skeleton import fold_rasm, fold_skeleton

BASMALA = "بسم الله الرحمن الرحيم"


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


@given(row=st.integers(0, 12_695))
def test_a_row_is_found_again_by_its_ref(quran: QuranShelf, row: int) -> None:
    assert quran.rows_of(quran.ref(row)) == (row % (quran.rows() // 2),)


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


def test_only_chosen_translations_are_given(index_dir: Path) -> None:
    shelf = quran_of(Library(Options(translations=("en.sahih", "en.arberry"), index_dir=index_dir)))
    assert [edition for edition, _ in shelf.english(0)] == ["en.arberry", "en.sahih"]


def test_an_unknown_translation_is_an_error_that_lists_the_known_ones(index_dir: Path) -> None:
    with pytest.raises(OptionError, match=r'"en\.nobody"; try: en\.ahmedali, .*en\.yusufali'):
        Library(Options(translations=("en.nobody",), index_dir=index_dir))
