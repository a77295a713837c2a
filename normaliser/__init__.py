"""Find the Arabic quotations of scraped bilingual text, repair the garbled ones, pair each with its English.

>>> import normaliser
>>> report = normaliser.repair("He recited «إن الله مع الصابربن» to them.")
>>> report.text
'He recited «إن الله مع الصابرين» to them.'
"""

from functools import cache

from normaliser.errors import CorpusError, EditError, InputError, NormaliserError, OptionError
from normaliser.model import (
    Citation,
    Edit,
    EnglishOnly,
    Kind,
    Pair,
    Passage,
    Quotation,
    Ref,
    Report,
    Rival,
    Span,
    Status,
    Translation,
    WordLink,
)
from normaliser.options import Options
from normaliser.pipeline import Normaliser

__version__ = "0.1.0"

__all__ = [
    "Citation",
    "CorpusError",
    "Edit",
    "EditError",
    "EnglishOnly",
    "InputError",
    "Kind",
    "Normaliser",
    "NormaliserError",
    "OptionError",
    "Options",
    "Pair",
    "Passage",
    "Quotation",
    "Ref",
    "Report",
    "Rival",
    "Span",
    "Status",
    "Translation",
    "WordLink",
    "align",
    "clean",
    "identify",
    "repair",
]


@cache
def _shared() -> Normaliser:
    return Normaliser()


def repair(text: str) -> Report:
    """Find every quotation of `text`, put right what is wrong, pair each with its English. Default options."""
    return _shared().repair(text)


def align(text: str) -> tuple[Pair, ...]:
    """Every quotation of `text` with its English, in order of appearance. Default options."""
    return _shared().align(text)


def clean(text: str) -> Report:
    """What a scrape left around the text taken out (menus, share bars, stray spaces), as edits; no quotations.

    >>> clean("Leave a comment\\nRain is expected.").text
    'Rain is expected.'
    """
    from normaliser.cleaning import clean_text

    return clean_text(text)


def identify(
    quote: str, *, citation: str | None = None, translation: str | None = None, kind: Kind | None = None
) -> Quotation:
    """One quotation by itself: what it quotes, and how it should read. Default options.

    >>> identify("الحمد لله رب العلمين", citation="1:2").refs[0]
    'quran:1:2'
    """
    return _shared().identify(quote, citation=citation, translation=translation, kind=kind)
