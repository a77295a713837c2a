"""Draw the word links of ten verses beside those made by hand: docs/words.svg.

python -m benchmarks.draw_words docs/words.svg

Arabic stands on the right, English on the left, both from top to bottom. A link is thick where it was made by hand as
sure and found, thin where it was found and is possible, dashed and red where it was found and is wrong, dotted where it
is sure and was not found.
"""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from benchmarks.words import HandAligned, Links, link_lines, load_hand_aligned
from normaliser.corpora import Library

_ROW, _WIDTH, _TOP, _ACROSS = 22, 400, 46, 5
_ENGLISH, _ARABIC = 150, 250  # where the lines begin and end
_STYLE = """
text { font: 14px sans-serif } .arabic { font-size: 17px } .name { font-weight: bold }
line { stroke: #246; stroke-width: 2.5 } .possible { stroke-width: 1; stroke: #68a }
.wrong { stroke: #c22; stroke-dasharray: 5 3; stroke-width: 1.5 }
.missing { stroke: #999; stroke-dasharray: 1 4; stroke-width: 2 }
"""


def draw(lines: list[tuple[HandAligned, Links]]) -> str:
    """One picture of all the lines, side by side."""
    heights = [_TOP + _ROW * max(len(line.arabic), len(line.english)) for line, _ in lines]
    rows = [max(heights[start : start + _ACROSS]) for start in range(0, len(lines), _ACROSS)]
    parts = [
        f'<g transform="translate({_WIDTH * (n % _ACROSS)} {sum(rows[: n // _ACROSS])})">{"".join(_panel(*line))}</g>'
        for n, line in enumerate(lines)
    ]
    size = f'width="{_WIDTH * _ACROSS}" height="{sum(rows)}"'
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{_STYLE}</style>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _panel(line: HandAligned, found: Links) -> Iterator[str]:
    yield f'<text class="name" x="{_WIDTH // 2}" y="20" text-anchor="middle">{escape(line.ref)}</text>'
    height = _ROW * max(len(line.arabic), len(line.english))
    places = [
        [round(_TOP + height * (number + 0.5) / len(words)) - _ROW // 2 for number in range(len(words))]
        for words in (line.arabic, line.english)
    ]
    for arabic, english in sorted(found | line.sure):
        kind = _kind(line, found, (arabic, english))
        y = places[1][english] - 5, places[0][arabic] - 5
        yield f'<line class="{kind}" x1="{_ENGLISH}" y1="{y[0]}" x2="{_ARABIC}" y2="{y[1]}"/>'
    for number, word in enumerate(line.english):
        yield f'<text x="{_ENGLISH - 6}" y="{places[1][number]}" text-anchor="end">{escape(word)}</text>'
    for number, word in enumerate(line.arabic):
        yield f'<text class="arabic" x="{_ARABIC + 6}" y="{places[0][number]}">{word}</text>'


def _kind(line: HandAligned, found: Links, link: tuple[int, int]) -> str:
    if link not in found:
        return "missing"
    if link not in line.possible:
        return "wrong"
    return "sure" if link in line.sure else "possible"


def main() -> None:
    library = Library()
    verses = [line for line in load_hand_aligned(library) if line.half == "held" and line.ref.startswith("quran")]
    chosen = verses[:10]
    Path(sys.argv[1]).write_text(draw(list(zip(chosen, link_lines(library, chosen), strict=True))), encoding="utf-8")


if __name__ == "__main__":
    main()
