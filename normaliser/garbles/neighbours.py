"""What language the surroundings of a doubtful place speak, as far as single letters tell."""

import re

NOT_ARABIC = "پچژگٹڈڑںۓټڼښږځڅډړګڊڌڄڃڇڦڳڱڻڏٺٽٿڀؠٲٳۄۆۇۈۋېۍێڵڕ"
"""Inside a class: letters of Persian, Urdu, Pashto, Sindhi, Kurdish, Uyghur, Kashmiri that Arabic never has."""

# The same, and a final ya that Urdu alone writes.
_FOREIGN = re.compile(f"[{NOT_ARABIC}ے]")
# The same, and the letters that Persian and Urdu write with codes of their own.
_PERSIAN_TYPING = re.compile(f"[{NOT_ARABIC}ےکیہھۀۂۃ]")
_WINDOW = 60  # code points to either side


def is_foreign_around(text: str, start: int, end: int) -> bool:
    """Whether the line around `text[start:end]` holds a letter that Arabic does not have."""
    return bool(_FOREIGN.search(_around(text, start, end)))


def is_persian_typing_around(text: str, start: int, end: int) -> bool:
    """Whether the line around `text[start:end]` holds a letter typed on a Persian or Urdu keyboard."""
    return bool(_PERSIAN_TYPING.search(_around(text, start, end)))


def _around(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _WINDOW) : start].rpartition("\n")[2]
    return before + text[start:end] + text[end : end + _WINDOW].partition("\n")[0]
