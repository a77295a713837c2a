r"""Escapes of programming languages and web addresses left in the text: `\u0627`, `%D8%A7`, `=D8=A7`, `\xd8\xa7`.

What it looks like: a backslash, a percent or an equals sign and a few hexadecimal digits for each letter or byte.

How it happens: a JSON file, an address, a mail or a byte string is taken as text without reading its escapes.

How we know: read as letters or as UTF-8, two escapes in a row spell Arabic letters. Curly quotes and accented letters
in the same notation are undone where such a run stands in the same text.

What we might get wrong: addresses stay as they are, since there the escapes are right, and so do ranges of letters in
program code (`[\u0600-\u06ff]`) and everything in a text most of whose escapes are of other scripts. A single escaped
letter with nothing beside it is left.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from normaliser.model import Edit, Span
from normaliser.script import LETTERS_CLASS, MARKS_CLASS

_SUSPECT = re.compile(r"\\(?:[uU][0-9a-fA-F]{4}|x[c-fC-F][0-9a-fA-F]|3[0-7]{2})|[%=][C-Fc-f][0-9A-Fa-f]|%u06")
_UNICODE = re.compile(r"(?:(?<!\\)\\++(?:u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5})|%u[0-9a-fA-F]{4})+")
# Each notation with what no run of it is without.
_NOTATIONS = (
    (_UNICODE, ("\\u", "\\U", "%u")),
    (re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f]|%20)+"), ("%",)),
    (re.compile(r"(?:=[89A-F][0-9A-F]|=20|=\r?\n(?==[89A-F]))+"), ("=",)),
    (re.compile(r"(?:\\x[89a-fA-F][0-9a-fA-F])+"), ("\\x",)),
    (re.compile(r"(?:\\[23][0-7]{2})+"), ("\\2", "\\3")),
)
_TWO_ARABIC = re.compile(f"[{LETTERS_CLASS}][{MARKS_CLASS} ]*[{LETTERS_CLASS}]")
_ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_OTHER = re.compile("[^\0-\u024f\u0300-\u036f\u2000-\u206f]")
# What may stand between two escaped words of one stretch.
_GAP = re.compile(r"[\t -/:-@\[\]^_`{|}~]{0,3}")
# Of the characters before and after a run, enough to tell an address from a sentence.
_LOOK_BACK = 200
_ADDRESS_BEFORE = re.compile(r"(?:[:/?&#][^\s\"'<>]*|www\.[^\s\"'<>]*|=[\"']?)$")
_RANGE = re.compile(r"[0-9a-fA-F]{2}-\\{1,4}[ux]")
_ADDRESS_AFTER = re.compile(r"[/?&#]|\.[a-z]")


def find_edits(text: str) -> tuple[Edit, ...]:
    r"""One edit for each run of escapes; spans count code points of `text`.

    >>> [edit.new for edit in find_edits(r"\u0642\u0627\u0644 said: https://example.org/%D9%82%D8%A7")]
    ['قال']
    """
    if not any(sign in text for sign in "\\%=") or not _SUSPECT.search(text):
        return ()
    edits: list[Edit] = []
    for pattern, signs in _NOTATIONS:
        if any(sign in text for sign in signs):
            edits += _undo(text, pattern)
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _undo(text: str, pattern: re.Pattern[str]) -> Iterator[Edit]:
    """The edits for one notation. Short runs count when they stand beside a sure one."""
    found = [match for match in pattern.finditer(text) if not (_in_address(text, match) or _in_range(text, match))]
    runs = [(match, new) for match in found if (new := _spell(match.group()))]
    sure = [bool(_TWO_ARABIC.search(new)) for _, new in runs]
    if not any(sure) or _is_table([new for _, new in runs]):
        return
    near = [bool(_GAP.fullmatch(text, one.end(), other.start())) for (one, _), (other, _) in pairwise(runs)]
    for i in range(1, len(runs)):
        sure[i] = sure[i] or (sure[i - 1] and near[i - 1])
    for i in range(len(runs) - 2, -1, -1):
        sure[i] = sure[i] or (sure[i + 1] and near[i])
    for (match, new), wanted in zip(runs, sure, strict=True):
        if wanted or not (new.isascii() or _ARABIC.search(new)):
            because = f"escaped as {match.group()[: 2 + 4 * (pattern is _UNICODE)]}..."
            yield Edit(Span(*match.span()), match.group(), new, ("escapes",), because, 0.999)


def _is_table(spelt: list[str]) -> bool:
    """Whether most runs in a text are neither Arabic nor of Latin text: then it is program code."""
    arabic = sum(1 for run in spelt if _ARABIC.search(run))
    return sum(1 for run in spelt if _OTHER.search(run) and not _ARABIC.search(run)) > 2 * arabic


def _spell(run: str) -> str | None:
    """What a run of escapes stands for, or None when it is not what it seems."""
    if run[0] == "=":
        run = run.replace("=\r\n", "").replace("=\n", "")
    digits = re.sub(r"[\\%=xuU]+", " ", run).split()
    try:
        if run[1:2] in "uU" or run.startswith("\\\\"):
            # UTF-16 in between, so that two escapes of one character beyond the first plane come together.
            units = "".join(chr(int(number, 16)) for number in digits)
            return units.encode("utf-16", "surrogatepass").decode("utf-16")
        return bytes(int(number, 8 if len(number) == 3 else 16) for number in digits).decode("utf-8")
    except (UnicodeDecodeError, ValueError, OverflowError):
        return None


def _in_range(text: str, match: re.Match[str]) -> bool:
    """Whether the run is a border of a range of characters in program code."""
    return bool(_RANGE.search(text, max(0, match.start() - 7), match.end() + 3)) if match.group()[0] == "\\" else False


def _in_address(text: str, match: re.Match[str]) -> bool:
    """Whether a percent escape belongs to a web address or a file name, where it is right."""
    if match.group()[0] != "%" or match.group()[1] == "u":
        return False
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    return bool(_ADDRESS_BEFORE.search(before) or _ADDRESS_AFTER.match(text, match.end()))
