"""Text in the codes of a Qur'an page font: recognised, never read as letters.

Fonts of the printed Qur'an have one font a page and one code a word, taken from U+FB51 onwards or from the private-use
area. Without the font the codes say nothing: NFKC turns them into letters that were never written.
"""

import re

from normaliser.garbles.letter_forms import FORMS_B
from normaliser.model import Span

_CODES = re.compile("[\ufb50-\ufbff\ue000-\uf8ff](?: ?[\ufb50-\ufbff\ue000-\uf8ff]){3,}")
_SHAPES_BESIDE = re.compile(f"[{FORMS_B}]")
_NEAR = 20  # code points to either side


def locate_page_fonts(text: str) -> tuple[Span, ...]:
    """Where four or more such codes follow each other with no ordinary letter shapes near; spans are of `text`.

    >>> locate_page_fonts("\ufb51\ufb52 \ufb53\ufb54")
    (Span(start=0, end=5),)
    """
    return tuple(
        Span(*run.span())
        for run in _CODES.finditer(text)
        if not _SHAPES_BESIDE.search(text, max(0, run.start() - _NEAR), run.end() + _NEAR)
    )
