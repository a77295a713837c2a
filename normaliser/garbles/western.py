"""Mojibake of text that is not Arabic, and controls in place of punctuation: `g√¢teaux`, `вЂњ`, a lone byte 0x93.

What it looks like: English quotation marks, accented letters, Cyrillic or emoji in two or three odd characters each; or
nothing at all, where a quotation mark became an invisible control.

How it happens: UTF-8 is read in whatever code page a machine has, or Windows-1252 as Latin-1, whose bytes 80 to 9F are
controls.

How we know: ftfy knows which sequences of characters no language writes, and undoes a line when that makes it better.
It sees only what is left after `mojibake`, and none of its other repairs is used. Its changes count where they touch no
Arabic, and where nothing as odd stays in the word. Controls become the signs of Windows-1252 in a text where a letter,
a digit or another sign stands beside one of them; not within words, where one of them would give what no word holds.

What we might get wrong: a word that lost bytes is left as it is. Controls that nothing adjoins stay, and so does
U+0085, which some programs use as a line end, unless other such signs stand in the text.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from normaliser.garbles.misreading import PAGES, page
from normaliser.model import Edit, Span

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
# Controls that are signs in Windows-1252, beside something that is read; not inside what may still be mojibake, nor as
# the end of a range in program code.
_C1 = re.compile("[\u0080-\u009f]")
_CONTROL = re.compile("(?<!\x7f-)(?<![\u00c2-\u00f4\u0080-\u009f])[\u0080-\u009f](?![\u0080-\u009f])")
_WORD = re.compile("[^ \\t]*")
# What may stand in a word beside what was changed (U+0000) when that was mojibake indeed.
_PLAIN = re.compile("[\\x00-\\x7f\u00a0«»\u2010-\u2026]*")
_CLOSING = frozenset("\u2026\u2018\u2019\u201c\u201d\u2013\u2014\u2122\u2022»›‹\u00ad")
_NO_BREAK = "\N{NO-BREAK SPACE}"
_READ = re.compile("[^\\s\\W_]|[.,;:!?()'\"]")
_NEXT_LINE = "\u0085"
# Signs that never stand between two letters: there the control was a letter, in a code page that is not known.
_NOT_IN_WORDS = frozenset("†‡ˆ‰•˜™")
# Pages that ftfy does not try.
_UNKNOWN = frozenset(("Windows-1256", "DOS 850", "DOS 852"))
# Lines longer than this are cut, so that the time for each stays bounded.
_PIECE = re.compile(r"[^\n]{1,1000}(?!\S)|[^\n]{1,2000}")


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each place that changes; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("des gÃ¢teaux")]
    ['â']
    """
    if text.isascii():
        return ()
    edits = [*_signs(text)]
    taken = {edit.span.start for edit in edits}
    for piece in _suspect_pieces(text):
        edits += [edit for edit in _repair(piece) if taken.isdisjoint(range(edit.span.start, edit.span.end))]
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _suspect_pieces(text: str) -> Iterator[re.Match[str]]:
    """The lines, or pieces of long ones, with two characters that may be misread; others are not even cut out."""
    done = 0
    while suspect := _suspects().search(text, done):
        piece = _PIECE.match(text, max(done, text.rfind("\n", done, suspect.start()) + 1))
        while piece and piece.end() <= suspect.start():
            piece = _PIECE.match(text, piece.end())
        if piece is None:
            return
        if suspect.end() <= piece.end():
            yield piece
        done = piece.end()


def _signs(text: str) -> Iterator[Edit]:
    """Controls that were signs of Windows-1252."""
    if not _C1.search(text):
        return
    found = [(match, match.group().encode("latin-1").decode("cp1252", "ignore")) for match in _CONTROL.finditer(text)]
    if not any(sign and match.group() != _NEXT_LINE and _adjoins(text, match) for match, sign in found):
        return
    if any(sign in _NOT_IN_WORDS and _is_in_word(text, match) for match, sign in found):
        found = [(match, sign) for match, sign in found if not _is_in_word(text, match)]
    for match, sign in found:
        if sign:
            because = "Windows-1252 read as Latin-1"
            yield Edit(Span(*match.span()), match.group(), sign, ("western",), because, 0.99)


def _adjoins(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return bool(_READ.match(before) or _READ.match(after))


def _is_in_word(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()].isalpha() and text[match.end() : match.end() + 1].isalpha()


def _repair(piece: re.Match[str]) -> Iterator[Edit]:
    """What ftfy would change in a line, where it touches no Arabic."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    old = piece.group()
    if not is_bad(old):
        return
    new = fix_encoding(old, _config())
    changes = list(_changes(old, new))
    rest = list(old)
    for span, _ in changes:
        rest[span.start : span.end] = "\0" * len(span)
    for span, after in changes:
        before = span.of(old)
        if not (before.isascii() or _ARABIC.search(before + after) or _may_be_sound(old, "".join(rest), span)):
            because = "UTF-8 read in another code page, as ftfy finds"
            yield Edit(span.shift(piece.start()), before, after, ("western",), because, 0.98)


def _may_be_sound(line: str, rest: str, place: Span) -> bool:
    """Whether a word holds other letters as odd, left as they are, or is a capital before a closing sign: `IRMÃ”`."""
    start = max(rest.rfind(blank, 0, place.start) for blank in " \t") + 1
    word = _WORD.match(rest, start)
    if word and not _PLAIN.fullmatch(word.group()):
        return True
    if not line[place.start - 1 : place.start].isupper() or len(place) > 2:
        return False
    following = line[place.end : place.end + 1]
    return following == _NO_BREAK or (line[place.end - 1] in _CLOSING and not following.isalpha())


def _changes(old: str, new: str) -> Iterator[tuple[Span, str]]:
    """The stretches of the old text that change, those that adjoin as one, and what they become."""
    from rapidfuzz.distance import Levenshtein

    for kept, ops in groupby(Levenshtein.opcodes(old, new), key=lambda op: op.tag == "equal"):
        if not kept:
            first, *more = ops
            last = more[-1] if more else first
            yield Span(first.src_start, last.src_end), new[first.dest_start : last.dest_end]


@cache
def _config() -> "TextFixerConfig":
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
        uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False,
        normalization=None, fix_c1_controls=False, replace_lossy_sequences=False,
    )  # fmt: skip


@cache
def _suspects() -> re.Pattern[str]:
    """A character that can be a first byte and one that can be a later byte, in one page or another that ftfy knows."""
    known = [name for name in PAGES if name not in _UNKNOWN]
    first = "".join(dict.fromkeys("".join(page(name).chars(0xC2, 0xF4) for name in known)))
    later = "".join(dict.fromkeys("".join(page(name).chars(0x80, 0xBF) for name in known)))
    return re.compile(f"[{first}][{later}]")
