"""What is read can be written back byte for byte, whatever the bytes."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normaliser.errors import InputError, OptionError, OutputError
from normaliser.garbles.letter_forms import letters_of
from normaliser.sources import SOURCES, Intake, Source, encode_back, read_source

PAGE = "English\r\nثُمَّ تَكُونُ خِلَافَةً\rmore\n\N{NEXT LINE}\N{LINE SEPARATOR}\0 end"


ARABIC = "قال رسول الله صلى الله عليه وسلم إنما الأعمال بالنيات"


def read(folder: Path, data: bytes, intake: Intake | None = None, name: str = "page.txt") -> Source:
    path = folder / name
    path.write_bytes(data)
    return read_source(str(path), intake)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=40),
        st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.binary(max_size=40).map(lambda data: b"\xff\xfe" + data),
        st.binary(max_size=40).map(lambda data: b"\xfe\xff" + data),
        st.binary(max_size=40).map(lambda data: b"\xef\xbb\xbf" + data),
        st.binary(max_size=40).map(lambda data: b"\xff\xfe\0\0" + data),
        st.binary(max_size=40).map(lambda data: ARABIC.encode("windows-1256") + data),
        st.binary(max_size=40).map(lambda data: "“Déjà vu” ".encode("cp1252") + data),
        st.binary(max_size=40).map(lambda data: b"<meta charset=windows-1256>" + data),
        st.binary(max_size=40).map(lambda data: b"Content-Type: text/plain; charset=shift_jis\n\n" + data),
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


@pytest.mark.parametrize("page", ["windows-1256", "iso-8859-6", "cp720", "cp864", "utf-16-le", "utf-16-be"])
def test_arabic_is_recognised_by_its_letters(tmp_path: Path, page: str) -> None:
    text = f"He said: {ARABIC}\r\nThe end.\r\n"
    if page == "cp864":  # holds shapes, stored as seen
        shapes = {letters_of(c): c for c in bytes(range(0x99, 0xFF)).decode(page, "ignore")}
        text = "He said: " + "".join(shapes.get(c, c) for c in reversed("قال محمد بن سعيد"))
    source = read(tmp_path, text.encode(page))
    assert source.text == text
    assert encode_back(source, source.text) == source.data
    (warning,) = source.warnings
    assert warning.startswith("read as")


def test_three_words_of_arabic_are_enough(tmp_path: Path) -> None:
    for words in ("بسم الله الرحمن", "غُرَفٌ مِّن فَوْقِهَا", "وَمَنْ خَفَّتْ مَوَازِينُهُ"):
        assert read(tmp_path, words.encode("windows-1256")).text == words
    assert read(tmp_path, "في".encode("windows-1256")).encoding == "utf-8"  # too little to say


DECLARATIONS = [
    b'<html><head><meta charset="%s"></head><p>',
    b"<html><head><META HTTP-EQUIV='Content-Type' content='text/html; charset=%s'></head><p>",
    b'<?xml version="1.0" encoding="%s"?><p>',
    b"Subject: x\r\nContent-Type: text/html; charset=%s\r\n\r\n",
]


@pytest.mark.parametrize("head", DECLARATIONS, ids=["meta", "http-equiv", "xml", "header"])
def test_a_declared_encoding_counts_where_letters_do_not_speak_against_it(tmp_path: Path, head: bytes) -> None:
    short = read(tmp_path, head % b"windows-1256" + "في".encode("windows-1256"))
    assert (short.text[-2:], short.encoding) == ("في", "cp1256")
    assert "as its header says" in short.warnings[0]
    wrong = read(tmp_path, head % b"iso-8859-1" + ARABIC.encode("windows-1256"))
    assert wrong.text.endswith(ARABIC)
    russian = read(tmp_path, head % b"koi8-r" + "да".encode("koi8-r"))
    assert russian.text.endswith("да")
    unknown = read(tmp_path, head % b"x-nobody-knows" + ARABIC.encode("windows-1256"))
    assert unknown.text.endswith(ARABIC)


def test_utf8_is_utf8_whatever_the_header_says(tmp_path: Path) -> None:
    source = read(tmp_path, b"<meta charset=windows-1256>" + ARABIC.encode())
    assert source.text.endswith(ARABIC)
    assert "header says Windows-1256" in source.warnings[0]
    assert read(tmp_path, b"<meta charset=windows-1256>").warnings == ()


def test_an_encoding_can_be_forced(tmp_path: Path) -> None:
    data = "في".encode("iso-8859-6")
    source = read(tmp_path, data, Intake(encoding="ISO-8859-6"))
    assert (source.text, encode_back(source, source.text)) == ("في", data)
    assert read(tmp_path, data, Intake(encoding="latin-1")).text == "áê"
    assert read(tmp_path, ARABIC.encode("cp1256"), Intake(encoding="utf-8")).encoding == "utf-8"
    with pytest.raises(OptionError, match='no encoding called "klingon"; try: utf-8'):
        Intake(encoding="klingon")
    with pytest.raises(InputError, match=r"page\.txt: this is no text in ISO2022_JP"):
        read(tmp_path, b"a\x1b(B", Intake(encoding="iso-2022-jp"))


def test_what_an_encoding_cannot_hold_is_named(tmp_path: Path) -> None:
    source = read(tmp_path, f"one\n{ARABIC}".encode("windows-1256"))
    with pytest.raises(OutputError, match=r"line 2 .* U\+0670 .* SUPERSCRIPT ALEF, which Windows-1256 has not"):
        encode_back(source, source.text + "\N{ARABIC LETTER SUPERSCRIPT ALEF}")


def test_western_quote_marks_are_read(tmp_path: Path) -> None:
    text = "“It’s a café” – à la carte"
    assert read(tmp_path, text.encode("cp1252")).text == text


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
