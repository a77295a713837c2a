"""PDFs with Arabic, whose letters and marks stand on the page in any order."""

import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.sources import read_source
from normaliser.sources.pdf_lines import _LANGUAGES, Glyph, read_lines

ROOT = Path(__file__).resolve().parent.parent
WIDTH, SIZE = 6.0, 12.0
LETTERS, MARKS = "ابتثجحخدرسصعفقلمنهوي", "\N{ARABIC FATHA}\N{ARABIC KASRA}\N{ARABIC SUKUN}"


def lay_out(line: str, x: float = 500, y: float = 700) -> list[Glyph]:
    """A line read from the right, each letter and each mark a glyph of its own."""
    glyphs: list[Glyph] = []
    for character in line:
        if character == " ":
            x -= WIDTH / 2
        elif character in MARKS:
            ink = (x + 1.0, x + 4.0)
            glyphs.append(Glyph(character, (x, x), ink, y + 10, y + 3, SIZE, 0))
        else:
            x -= WIDTH
            glyphs.append(Glyph(character, (x, x + WIDTH), (x + 0.5, x + 5.5), y + 3, y, SIZE, 0))
    return glyphs


def written_as(glyphs: list[Glyph]) -> str:
    for place, glyph in enumerate(glyphs):
        glyph.place = place
    return "".join(glyph.text for glyph in glyphs)


LETTER = st.tuples(st.sampled_from(LETTERS), st.sampled_from(["", *MARKS])).map("".join)
LINE = st.lists(st.lists(LETTER, min_size=1, max_size=6).map("".join), min_size=1, max_size=6).map(" ".join)


@given(LINE, st.randoms(use_true_random=False))
def test_a_line_is_read_whatever_its_order(line: str, dice: random.Random) -> None:
    glyphs = lay_out(line)
    dice.shuffle(glyphs)
    assert read_lines(glyphs, written_as(glyphs)) == line


@given(st.lists(LINE, min_size=1, max_size=5))
def test_lines_keep_the_order_they_were_written_in(lines: list[str]) -> None:
    glyphs = [glyph for number, line in enumerate(lines) for glyph in lay_out(line, y=700 - 20 * number)]
    assert read_lines(glyphs, written_as(glyphs)) == "\n".join(lines)


def test_columns_are_not_read_across() -> None:
    left, right = ["من سلام", "بعد"], ["هل", "نعم ولا"]
    glyphs = [glyph for n, line in enumerate(right) for glyph in lay_out(line, 500, 700 - 20 * n)]
    glyphs += [glyph for n, line in enumerate(left) for glyph in lay_out(line, 200, 700 - 20 * n)]
    assert read_lines(glyphs, written_as(glyphs)).split("\n") == [*right, *left]


def test_columns_in_two_languages_may_stand_closer() -> None:
    left = [Glyph(c, (6.0 * n, 6.0 * n + 6), (6.0 * n, 6.0 * n + 6), 703, 700, SIZE, 0) for n, c in enumerate("left")]
    for gap, columns in ((_LANGUAGES * SIZE + 2, 2), (SIZE / 3, 1)):
        glyphs = left + lay_out("من سلام", 24 + gap + 6.5 * WIDTH)
        assert len(read_lines(glyphs, written_as(glyphs)).split("\n")) == columns


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("He said مالس and left", "He said سلام and left"),
        ("[Nuh: 5] مالس نم", "من سلام [Nuh: 5]"),
        ("نم 255 مالس", "سلام 255 من"),
        ("٢٫٥ مالس نم", "من سلام ٢٫٥"),
        ("He said (مالس) and", "He said (سلام) and"),
        ("He read (2:83) «مالس» and", "He read (2:83) «سلام» and"),
    ],
)
def test_runs_from_the_left_stay_so(seen: str, read: str) -> None:
    glyphs: list[Glyph] = []
    for number, character in enumerate(seen):
        x = 50 + WIDTH * number
        if character != " ":
            glyphs.append(Glyph(character, (x, x + WIDTH), (x + 1, x + 5), 703, 700, SIZE, 0))
    assert read_lines(glyphs, written_as(glyphs)) == read


@given(LINE, st.randoms(use_true_random=False))
def test_marks_with_room_of_their_own_follow_their_letters(line: str, dice: random.Random) -> None:
    x, glyphs = 500.0, []
    for character in line:
        x -= WIDTH
        if character != " ":
            glyphs.append(Glyph(character, (x, x + WIDTH), (x + 0.5, x + WIDTH - 0.5), 703, 700, SIZE, 0))
    dice.shuffle(glyphs)
    assert read_lines(glyphs, written_as(glyphs)) == line


def test_marks_go_to_their_part_of_a_ligature() -> None:
    ligature = Glyph("لا", (100, 108), (100, 108), 703, 700, SIZE, 0)
    marks = [
        Glyph(mark, (x, x), (x - 1, x + 1), 711, 700, SIZE, 1)
        for mark, x in zip(list(MARKS[:2]), (106, 102), strict=True)
    ]
    assert read_lines([ligature, *marks], "") == f"ل{MARKS[0]}ا{MARKS[1]}"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*LETTERS, *MARKS, *"aB7٣(«. \n"]),
            st.floats(-50, 600),
            st.floats(-50, 900),
            st.floats(0, 30),
            st.floats(0, 40),
        ),
        max_size=25,
    )
)
def test_no_letter_is_lost_wherever_they_stand(shapes: list[tuple[str, float, float, float, float]]) -> None:
    glyphs = [Glyph(c, (x, x + w), (x, x + w), y + size / 3, y, size, 0) for c, x, y, w, size in shapes]
    read = read_lines(glyphs, written_as(glyphs))
    kept = Counter(c for c in read if c.isalnum())
    assert kept == Counter(c for c, *_ in shapes if c.isalnum())


# Files


def make_pdf(path: Path, *shapes: tuple[str, float, float, str]) -> Path:
    """A page with a shape for each text, at x and y, in the order given; `said` is what it says that it stands for."""
    letters = sorted({character for text, *_ in shapes for character in text})
    codes = {character: 0x41 + number for number, character in enumerate(letters)}
    content = []
    for text, x, y, said in shapes:
        shown = "".join(f"{codes[character]:02x}" for character in text)
        drawn = f"BT /F 12 Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET"
        span = f"/Span <</ActualText <FEFF{said.encode('utf-16-be').hex()}>>> BDC {drawn} EMC"
        content.append(span if said else drawn)
    means = "\n".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> "
        f"endcodespacerange {len(codes)} beginbfchar\n{means}\nendbfchar endcmap end end"
    )
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>",
        stream("\n".join(content)),
        "<</Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R>>",
        stream(cmap),
    ]
    data = "%PDF-1.7\n" + "".join(f"{n} 0 obj {text} endobj\n" for n, text in enumerate(objects, 1))
    path.write_bytes((data + "trailer <</Root 1 0 R>>").encode())
    return path


def stream(content: str) -> str:
    return f"<</Length {len(content)}>> stream\n{content}\nendstream"


def test_letters_and_marks_of_a_page_are_put_together(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    fatha, kasra = MARKS[0], MARKS[1]
    path = make_pdf(
        tmp_path / "a.pdf",
        (kasra, 300, 708, ""),
        ("م", 300, 700, ""),
        ("ن", 292.8, 700, ""),
        ("س", 278, 700, f"س{fatha}"),
        ("ل", 270.8, 700, ""),
        (fatha, 274, 712, ""),
        ("page 5", 40, 500, ""),
    )
    assert read_source(str(path)).text == f"م{kasra}ن س{fatha}ل{fatha}\npage 5"


def test_characters_in_two_halves_come_whole(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    path = make_pdf(tmp_path / "a.pdf", ("A\N{GRINNING FACE}B", 40, 600, ""), ("س\N{GRINNING FACE}", 40, 500, ""))
    text = read_source(str(path)).text
    assert text.startswith("A\N{GRINNING FACE}B\n") and sorted(text[4:]) == sorted("س\N{GRINNING FACE}")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sound", "lecture_notes", "press_release"])
def test_vowelled_arabic_printed_by_a_browser_is_read_word_by_word(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pypdfium2")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here")
    text = (ROOT / "samples" / f"{name}.txt").read_text(encoding="utf-8")
    lines = "".join(f"<p dir=auto>{line}</p>" for line in text.split("\n"))
    font = (ROOT / "normaliser/data/fonts/amiri-arabic.woff2").as_uri()
    style = f"@font-face {{font-family: A; src: url({font})}} body {{font-family: A}}"
    (tmp_path / "a.html").write_text(f"<meta charset=utf-8><style>{style}</style>{lines}", encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={tmp_path}/a.pdf", "a.html"], cwd=tmp_path, check=True, timeout=60)
    read = read_source(str(tmp_path / "a.pdf")).text
    assert not words(text) - words(read)


def words(text: str) -> Counter[str]:
    return Counter(text.split())
