"""What holds for every format that is no text, those of other packages included."""

from pathlib import Path

import pytest
from conftest import Invoke
from documents import REPAIRED, VERSE, make_epub, make_pdf, word

from normaliser.errors import InputError
from normaliser.sources import SOURCES, load_sources, read_source

# Formats of other packages

ADDED = """
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part
SUFFIXES = (".hex",)
def unpack(data, intake):
    text = bytes.fromhex(data.decode()).decode()
    yield Part("inside", text, (Text(text),))
def pack(data, changed, intake):
    return changed["inside"].encode().hex().encode()
"""


def test_other_packages_add_formats(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("hexes.py").write_text(ADDED)
    Path("hexes-1.dist-info").mkdir()
    Path("hexes-1.dist-info/METADATA").write_text("Name: hexes\nVersion: 1\n")
    Path("hexes-1.dist-info/entry_points.txt").write_text("[normaliser.sources]\nhex = hexes\n")
    monkeypatch.syspath_prepend(str(Path.cwd()))
    load_sources.cache_clear()
    try:
        Path("a.hex").write_bytes(VERSE.encode().hex().encode())
        assert invoke("repair", "--in-place", "a.hex").exit_code == 0
        assert bytes.fromhex(Path("a.hex").read_text()).decode() == REPAIRED
        assert invoke("check", "--input-format", "hex", "a.hex").exit_code == 0
    finally:
        load_sources.cache_clear()


# All


@pytest.mark.parametrize("form", [name for name, known in SOURCES.items() if known.packed])
def test_what_is_damaged_is_one_clear_error(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a{SOURCES[form].suffixes[0]}"
    for data in (b"", b"no such thing", SOURCES[form].magic + b"PK\x03\x04\x14\0\0\0", word("")[:-9]):
        path.write_bytes(data)
        try:
            read_source(str(path))
        except InputError as error:
            assert str(error).startswith(f"{path}: "), error
            assert "\n" not in str(error)


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdfium2", None)
    with pytest.raises(InputError, match=r"a\.pdf: needs pypdfium2, .*pip install 'normaliser\[pdf\]'"):
        read_source(str(make_pdf(tmp_path / "a.pdf", "x")))


def test_a_folder_is_walked_for_documents_that_can_be_rewritten(invoke: Invoke) -> None:
    make_epub(Path("d.epub")).rename(Path("in.epub"))
    Path("d").mkdir()
    Path("in.epub").rename("d/a.epub")
    Path("d/b.pdf").write_bytes(b"%PDF-")
    assert invoke("repair", "d", "-o", "out").exit_code == 0
    assert [path.name for path in Path("out").iterdir()] == ["a.epub"]
