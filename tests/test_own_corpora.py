"""Corpora of the user's own: what is written in the file comes out, and a bad line is named."""

import json
from pathlib import Path

import pytest

from normaliser.corpora import Library, OwnShelf
from normaliser.errors import CorpusError
from normaliser.model import Kind, Ref
from normaliser.options import Options


def own_of(path: Path, folder: Path) -> OwnShelf:
    library = Library(Options(own=(path,), index_dir=folder))
    shelf = library.shelf(path.stem)
    assert isinstance(shelf, OwnShelf)
    return shelf


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
