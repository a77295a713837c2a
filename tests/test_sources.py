"""What is read can be written back byte for byte, whatever the bytes."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normaliser.errors import InputError
from normaliser.sources import SOURCES, Source, encode_back, read_source

PAGE = "English\r\nثُمَّ تَكُونُ خِلَافَةً\rmore\n\N{NEXT LINE}\N{LINE SEPARATOR}\0 end"


def read(folder: Path, data: bytes) -> Source:
    path = folder / "page.txt"
    path.write_bytes(data)
    return read_source(str(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=40),
        st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.binary(max_size=40).map(lambda data: b"\xff\xfe" + data),
        st.binary(max_size=40).map(lambda data: b"\xfe\xff" + data),
        st.binary(max_size=40).map(lambda data: b"\xef\xbb\xbf" + data),
    )
)
def test_every_file_comes_back_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    source = read(tmp_path, data)
    assert encode_back(source, source.text) == data


def test_line_ends_and_nul_bytes_stay(tmp_path: Path) -> None:
    source = read(tmp_path, PAGE.encode())
    assert (source.text, source.encoding, source.warnings) == (PAGE, "utf-8", ())


def test_a_byte_order_mark_is_part_of_the_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfabc").text == "\ufeffabc"
    source = read(tmp_path, "\ufeffسلام".encode("utf-16-le"))
    assert (source.text, source.encoding) == ("\ufeffسلام", "utf-16-le")
    assert encode_back(source, "\ufeffسلم") == "\ufeffسلم".encode("utf-16-le")


def test_the_first_bad_byte_is_named(tmp_path: Path) -> None:
    source = read(tmp_path, "سلا".encode() + b"\xd9 \xc7")
    assert source.warnings == ("not valid UTF-8: byte 0xD9 at offset 6, 2 bad bytes in all, kept as they are",)
    assert source.text == "سلا\udcd9 \udcc7"


def test_a_torn_utf16_file_keeps_its_last_byte(tmp_path: Path) -> None:
    source = read(tmp_path, "\ufeffab".encode("utf-16-be") + b"\x06")
    assert "offset 6" in source.warnings[1]
    assert encode_back(source, source.text) == source.data


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    assert read(tmp_path, b"").text == ""


def test_standard_input_is_read_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a\r\n\xff"), encoding="ascii"))
    source = read_source("-")
    assert (source.path, source.text) == ("-", "a\r\n\udcff")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FileNotFoundError(), "no such file"),
        (IsADirectoryError(), "is a folder"),
        (PermissionError(), "permission to read it is denied"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
        (ValueError("embedded null byte"), "no file can have this name"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(monkeypatch: pytest.MonkeyPatch, error: Exception, message: str) -> None:
    def fail(self: Path) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(InputError, match=message) as caught:
        read_source("page.txt")
    assert "page.txt" in str(caught.value)


def test_the_table_of_sources_claims_each_suffix_once() -> None:
    suffixes = [suffix for source in SOURCES.values() for suffix in source.suffixes]
    assert len(suffixes) == len(set(suffixes))
