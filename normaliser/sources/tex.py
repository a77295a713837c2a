"""TeX: its text without commands, comments, formulas, and what only commands read (labels, file names)."""

import re
from collections.abc import Iterator

from normaliser.model import Span
from normaliser.sources.markup import Reading, Segment, Text

_VERBATIM = r"\\begin\{(?P<env>verbatim|lstlisting|minted|comment|equation|align)\*?\}.*?(?:\\end\{(?P=env)\*?\}|\Z)"
_NAMES = r"label|ref|pageref|eqref|cite\w*|includegraphics|usepackage|documentclass|input|include|url|href|begin|end"
_OPTION = r"(?:\[[^\]\n]{0,300}\])"
_HIDDEN = rf"\\(?:{_NAMES})\*?{_OPTION}{{0,3}}\{{[^{{}}\n]{{0,300}}\}}"
_TOKEN = re.compile(
    rf"(?P<block>{_VERBATIM})|%[^\n]*|{_HIDDEN}|(?P<char>\\[&%$#_{{}}])|(?P<quote>``|'')|(?P<line>\\\\{_OPTION}?)"
    rf"|\\(?P<command>[a-zA-Z@]+\*?){_OPTION}{{0,3}}|(?P<space>\\.)|(?P<formula>\$\$?[^$\n]{{0,1000}}\$\$?)|[{{}}]",
    re.DOTALL,
)
_BREAKS = re.compile(r"par|item|chapter\*?|(?:sub){0,2}section\*?|paragraph\*?|newline|linebreak")
_QUOTES = {"``": "“", "''": "”"}
_COMMAND_BEFORE = re.compile(r"\\[a-zA-Z@]+\Z")
_LONGEST = 60  # letters of a command
_SPECIAL = re.compile(r"[&%$#_{}\\~^]")
_NAMED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def read(text: str, field: str) -> Iterator[Text]:
    """The document as one text; spans of its report count in the source."""

    def write(new: str, at: int) -> str | None:
        """New text at a place, unless a letter would come straight after a command, and be part of it."""
        joins = new[:1].isascii() and new[:1].isalpha() and _COMMAND_BEFORE.search(text[max(0, at - _LONGEST) : at])
        return None if joins else escape(new)

    yield Text(text, Reading(text, list(_segments(text)), write))


def escape(new: str) -> str:
    """New text with the signs escaped that would be commands.

    >>> escape("50 %")
    '50 \\\\%'
    """
    return _SPECIAL.sub(lambda sign: _NAMED.get(sign.group(), f"\\{sign.group()}"), new)


def _segments(text: str) -> Iterator[Segment]:
    for token in _TOKEN.finditer(text):
        span = Span(*token.span())
        if token["char"]:
            yield Segment(span, token["char"][1], fixed=False)
        elif token["quote"]:
            yield Segment(span, _QUOTES[token["quote"]], fixed=False)
        elif token["line"] or token["block"] or _BREAKS.fullmatch(token["command"] or ""):
            yield Segment(span, "\n")
        else:
            yield Segment(span, " " if token["space"] or token["formula"] else "")
