"""What scraping does to text before anybody misquotes anything: one module for each kind of damage, one ordered table.

A garble finds edits only where it is sure; what it is not sure of is left to the reference texts. Bytes come before
markup, markup before characters and order, those before words, and the whole is repeated until nothing changes.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from normaliser.edits import apply, compose
from normaliser.garbles.page_font import locate_page_fonts
from normaliser.model import Edit

RARE = re.compile("[^\x00-\x7f\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0670“”‘’–—…«»]")
"""All but what sound pages are made of: ASCII, Arabic letters and marks, the commonest punctuation."""


@dataclass(frozen=True, slots=True)
class Garble:
    """A kind of damage: its name, the module that undoes it, whether pure ASCII and everyday characters can hold it."""

    name: str
    module: str
    in_ascii: bool = False
    in_everyday: bool = True

    def find_edits(self, text: str) -> tuple[Edit, ...]:
        """The edits that undo this kind of damage, in order; spans count code points of `text`."""
        edits: tuple[Edit, ...] = _load(self.module).find_edits(text)
        return edits

    @property
    def explanation(self) -> str:
        """What it looks like, how it happens, how we know, what we might get wrong."""
        return _load(self.module).__doc__ or ""


_load = cache(import_module)  # every garble is asked for on every page, and import looks for a module in four places


GARBLES: tuple[Garble, ...] = (
    Garble("mojibake", "normaliser.garbles.mojibake"),
    Garble("double_byte", "normaliser.garbles.double_byte", in_everyday=False),
    Garble("code_page", "normaliser.garbles.code_page", in_everyday=False),
    Garble("western", "normaliser.garbles.western", in_everyday=False),
    Garble("entities", "normaliser.garbles.entities", in_ascii=True),
    Garble("escapes", "normaliser.garbles.escapes", in_ascii=True),
    # Before the shapes are undone, because how they join says which way a run goes.
    Garble("visual_order", "normaliser.garbles.visual_order"),
    Garble("presentation", "normaliser.garbles.presentation", in_everyday=False),
    Garble("lam_alef", "normaliser.garbles.lam_alef"),
    Garble("controls", "normaliser.garbles.controls", in_everyday=False),
    Garble("tatweel", "normaliser.garbles.tatweel"),
    Garble("persian", "normaliser.garbles.persian", in_everyday=False),
    Garble("marks", "normaliser.garbles.marks"),
)


@cache
def load_garbles() -> tuple[Garble, ...]:
    """The table, then whatever other packages add through the entry-point group `normaliser.garbles`."""
    own = {garble.name for garble in GARBLES}
    added = [point for point in entry_points(group="normaliser.garbles") if point.name not in own]
    return GARBLES + tuple(Garble(point.name, point.module, in_ascii=True) for point in sorted(added))


def undo_garbles(text: str, *, rounds: int = 4) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """Undo every layer of damage that is certain: the net edits against `text`, and warnings.

    One layer may hide another, so the whole table is gone through up to `rounds` times, until nothing changes.

    >>> edits, warnings = undo_garbles("&amp;#1602;&amp;#1575;&amp;#1604;")
    >>> edits[0].new, edits[0].by, warnings
    ('قال', ('entities',), ())
    """
    warnings: list[str] = []
    if RARE.search(text) and (codes := locate_page_fonts(text)):
        places = ", ".join(f"{span.start}-{span.end}" for span in codes[:3]) + (", ..." if len(codes) > 3 else "")
        warnings.append(f"codes of a Qur'an page font at {places}: without the font nothing tells what they say")
    net: tuple[Edit, ...] = ()
    for _ in range(rounds):
        found, text_after = _one_round(text)
        if not found:
            return net, tuple(warnings)
        net = compose(net, found)
        text = text_after
    if _one_round(text)[0]:
        warnings.append(f"garbles: {rounds} rounds of undoing did not settle; some layers may be left")
    return net, tuple(warnings)


def _one_round(text: str) -> tuple[tuple[Edit, ...], str]:
    """The net edits of going through the table once, and the text they give."""
    net: tuple[Edit, ...] = ()
    ascii_only, everyday = text.isascii(), not RARE.search(text)
    for garble in load_garbles():
        possible = garble.in_ascii if ascii_only else garble.in_everyday or not everyday
        if possible and (found := garble.find_edits(text)):
            net = compose(net, found)
            text = apply(text, found)
            ascii_only, everyday = text.isascii(), not RARE.search(text)
    return net, text
