"""Pages that quote verses, printed and read again by a scanner that looks for Arabic and English at once.

    python -m benchmarks.scan --seed 1 --count 300 pages.jsonl

Wants Pillow, tesseract with its Arabic and English data (Debian: tesseract-ocr, tesseract-ocr-ara) and fonts with
Arabic letters (fonts-hosny-amiri, fonts-sil-scheherazade, fonts-kacst, fonts-noto-core, fonts-dejavu, fonts-farsiweb).
Page `i` of a seed is the same whatever is made before it, and a page that the file has already is not made again. A
page takes about a second.
"""

import argparse
import io
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from normaliser.corpora import Library, QuranShelf
from normaliser.options import Options
from normaliser.surahs import surah_names
from normaliser.words import split_words

FONTS = Path("/usr/share/fonts")
_ARABIC_FONTS = (
    "Scheherazade-Regular", "KacstNaskh", "KacstBook", "KacstQurn", "KacstOffice", "NotoNaskhArabic-Regular",
    "NotoSansArabic-Regular", "DejaVuSans", "Amiri-Regular", "nazli",
)  # fmt: skip
_ENGLISH_FONTS = ("DejaVuSerif", "DejaVuSans", "NotoSerif-Regular", "NotoSans-Regular")
_LEADS = (
    "The lecture turns to the verse:", "As it is said in the Book:", "In the same chapter we read:", "Then we hear:",
    "The preacher then recited:", "Allah the Exalted says:", "He went on to quote:", "Here it refers to this verse:",
)  # fmt: skip
_WRAPPERS = ("«{}»", "«{}»", "{}", "{}", "({})", "\N{ORNATE RIGHT PARENTHESIS}{}\N{ORNATE LEFT PARENTHESIS}")
_ENGLISH = ('"{}"', "“{}”", "{}")
_CITED = ("[{name}: {ayah}]", "({name} {ayah})", "[{surah}:{ayah}]", "(Qur'an {surah}:{ayah})", "[{name}, {ayah}]")
_MARKS = re.compile("[\u064b-\u0652\u0670]")
_MARGIN, _TALLEST = 80, 3600  # dots


@dataclass(frozen=True, slots=True)
class Printed:
    """A verse, or a part of one, as it was printed: its words `[start, end)` of so many."""

    ref: str
    arabic: str
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner made of a page, and what was printed on it."""

    name: str
    text: str
    font: str
    blur: int  # 0 for a sharp page, to 2
    printed: tuple[Printed, ...]


Block = tuple[str, str]
"""What a paragraph is, `lead`, `arabic` or `english`, and its text."""


def read_scans(path: Path) -> Iterator[Scan]:
    """The pages of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        yield Scan(**{**row, "printed": tuple(Printed(**p) for p in row["printed"])})


def write_page(shelf: QuranShelf, rng: random.Random) -> tuple[list[Block], tuple[Printed, ...]]:
    """Two or three verses with lead-in, English and citation, the Arabic with marks or without."""
    blocks: list[Block] = []
    printed = []
    bare, wrapper = rng.random() < 0.3, rng.choice(_WRAPPERS)
    for _ in range(rng.choice((2, 3, 3, 3))):
        surah, ayah, words, english = _draw(shelf, rng)
        start, end = _part(len(words), rng)
        arabic = " ".join(_MARKS.sub("", w) if bare else w for w in words[start:end])
        cited = rng.choice(_CITED).format(name=surah_names(surah).latin, surah=surah, ayah=ayah)
        blocks += [("lead", rng.choice(_LEADS)), ("arabic", wrapper.format(arabic))]
        blocks.append(("english", f"{rng.choice(_ENGLISH).format(english)} {cited}"))
        printed.append(Printed(f"quran:{surah}:{ayah}", arabic, start, end, len(words)))
    return blocks, tuple(printed)


def _draw(shelf: QuranShelf, rng: random.Random) -> tuple[int, int, list[str], str]:
    for _ in count():
        row = rng.randrange(shelf.rows() // 2)
        surah, ayah = shelf.key(row)
        words = [w.text for w in split_words(shelf.text(row)) if w.skeleton]
        editions = shelf.english(row)
        if ayah and len(words) > 2 and editions:
            break
    return surah, ayah, words, rng.choice(editions)[1]


def _part(words: int, rng: random.Random) -> tuple[int, int]:
    """All words, or 4 to 14 of them, from the first one on more often than chance has it."""
    if words <= 4 or (words <= 20 and rng.random() < 0.55):
        return 0, words
    start = rng.randrange(words - 3)
    end = min(words, start + rng.randint(4, 14))
    return (0, end - start) if rng.random() < 0.3 else (start, end)


def scan(name: str, blocks: list[Block], printed: tuple[Printed, ...]) -> Scan:
    """Print the blocks on a page of its own look and read it."""
    rng = random.Random(f"look:{name}")
    font, blur = rng.choice(_found(_ARABIC_FONTS)), rng.randint(0, 2)
    image = _blurred(_drawn(blocks, font, rng), blur, rng)
    picture = io.BytesIO()
    image.save(picture, "PNG")
    command = ["tesseract", "-", "-", "-l", "ara+eng"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    read = subprocess.run(command, input=picture.getvalue(), capture_output=True, env=environment, check=True)
    text = read.stdout.decode("utf-8", "replace").replace("\f", "")
    return Scan(name, text, font.stem, blur, printed)


def _found(names: tuple[str, ...]) -> list[Path]:
    fonts = {path.stem: path for path in sorted(FONTS.rglob("*.[to]tf"))}
    found = [fonts[name] for name in names if name in fonts]
    if not found:
        raise SystemExit(f"none of these fonts is in {FONTS}: {', '.join(names)}")
    return found


def _drawn(blocks: list[Block], font: Path, rng: random.Random) -> Any:
    """A page, black on white; Arabic at the right or in the middle, larger than the English."""
    from PIL import Image, ImageDraw, ImageFont

    width, size = rng.choice((1240, 1400, 1654)), rng.randint(24, 30)
    tall = rng.randint(int(size * 1.25), int(size * 1.9))
    english = ImageFont.truetype(str(rng.choice(_found(_ENGLISH_FONTS))), size)
    arabic = ImageFont.truetype(str(font), tall, layout_engine=ImageFont.Layout.RAQM)
    middle = rng.random() < 0.33
    image = Image.new("L", (width, _TALLEST), 255)
    draw, y = ImageDraw.Draw(image), 60
    for kind, text in blocks:
        look: dict[str, Any] = {"font": english}
        if kind == "arabic":
            look = {"font": arabic, "direction": "rtl", "language": "ar"}
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if not lines or draw.textlength(longer, **look) > width - 2 * _MARGIN:
                lines.append(word)
            else:
                lines[-1] = longer
        for line in lines:
            room = width - draw.textlength(line, **look)
            x = _MARGIN if kind != "arabic" else room / 2 if middle else room - _MARGIN
            draw.text((x, y), line, fill=0, **look)
            y += int(tall * 1.75 if kind == "arabic" else size * 1.4)
        y += rng.choice((4, 10, 18))
    return image.crop((0, 0, width, min(_TALLEST, y + 60)))


def _blurred(image: Any, blur: int, rng: random.Random) -> Any:
    """The page a little turned, out of focus, at low resolution, with noise, packed as JPEG."""
    from PIL import Image, ImageChops, ImageFilter

    if not blur:
        return image
    small = rng.uniform(0.55, 0.8) if blur == 2 else rng.uniform(0.75, 0.95)
    size = (int(image.width * small), int(image.height * small))
    image = image.rotate(rng.uniform(-0.3, 0.3) * blur, resample=Image.Resampling.BICUBIC, fillcolor=255)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 0.8) * blur)).resize(size)
    image = ImageChops.add(image, Image.effect_noise(size, 6 * blur), 1, -128)
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=90 - 20 * blur)
    again = Image.open(io.BytesIO(packed.getvalue()))
    return again.resize((int(size[0] / small), int(size[1] / small)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    chosen = parser.parse_args()
    shelf = Library(Options(corpora=("quran",))).shelf("quran")
    if not isinstance(shelf, QuranShelf):
        raise SystemExit("the Qur'an is not installed; see `normaliser corpora`")
    done = {page.name for page in read_scans(chosen.file)} if chosen.file.exists() else set()
    with chosen.file.open("a", encoding="utf-8") as out:
        for i in range(chosen.first, chosen.first + chosen.count):
            name = f"{chosen.seed}:{i}"
            if name not in done:
                page = scan(name, *write_page(shelf, random.Random(name)))
                out.write(json.dumps(asdict(page), ensure_ascii=False) + "\n")
                print(f"{name} {page.font} {page.blur}", file=sys.stderr)


if __name__ == "__main__":
    main()
