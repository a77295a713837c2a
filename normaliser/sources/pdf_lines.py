"""The lines of a page, put together again from where its letters stand.

A PDF says which shape stands where, and nothing of words. In Arabic, above all in vowelled Arabic, the shapes come in
any order: what stands left first, marks before or after their letters or raised out of the line. Here marks go to the
letter that they stand on, letters to lines, and lines are read from the side that they are written from.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

_SAME_LINE = 0.4  # of the size of the letters: baselines as near as this are one; so are raised numbers
_WORD = 0.2  # a gap of that share of the size sets words apart; between letters of one, 0.16 was seen
_WORD_INK = 0.27  # and between the ink of Arabic letters, some of which reach far; 0.22 was seen
_COLUMN = 2.5  # a gap of that sets columns apart
_LANGUAGES, _WIDER = 0.8, 1.8  # one of that columns of two languages, if it is so much wider than others in the line
_LEADING = 2.1  # baselines of one paragraph are nearer than that
_RAGGED = 2.0  # how much nearer to one margin a line must stand to begin there
_BACK = 4  # how many shapes may lie over each other
_REACH = 1.6  # how far, in sizes, a mark stands from the baseline, or from the middle of its letter, at most
_HEIGHT = 0.3  # of the middle of a letter above it
_LEANING = 0.1  # how far it may stand beside its letter

_RIGHT = frozenset({"R", "AL"})
_NUMBER = frozenset({"EN", "AN"})
_IN_NUMBERS = frozenset({"ES", "ET", "CS"})
_PAIRS = ("()", "[]", "{}", "«»", "“”", "\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS}")
_SHADDA = "\N{ARABIC SHADDA}"


@dataclass(slots=True)
class Glyph:
    """What one shape stands for, and where it is, in points; x grows to the right and y upwards."""

    text: str  # in reading order
    room: tuple[float, float]  # what it takes of its line, from left to right
    ink: tuple[float, float]  # what is black of it
    height: float  # the middle of its ink
    baseline: float
    size: float  # of its font
    place: int  # of its first character, in the order the page was written in
    marks: list["Glyph"] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Of its ink, from left to right."""
        return sum(self.ink) / 2

    @property
    def bidi(self) -> str:
        """The bidirectional class of its first character."""
        return unicodedata.bidirectional(self.text[0])


def is_right_to_left(text: str) -> bool:
    """Whether there is a letter in the text that is written from the right.

    >>> is_right_to_left("page 5"), is_right_to_left("page ه")
    (False, True)
    """
    return not text.isascii() and any(unicodedata.bidirectional(character) in _RIGHT for character in text)


def whole_characters(units: Sequence[int]) -> list[str]:
    """The character at each place of a page. Of one in two halves, in whatever order, the second place is empty.

    >>> whole_characters([0x41, 0xD83D, 0xDE00]) == ["A", "\N{GRINNING FACE}", ""]
    True
    """
    characters: list[str] = []
    half = 0
    for unit in units:
        is_half = 0xD800 <= unit <= 0xDFFF
        if is_half and half and (unit < 0xDC00) != (half < 0xDC00):
            high, low = min(unit, half), max(unit, half)
            characters[-1:] = [chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00), ""]
            half = 0
        else:
            characters.append("\N{REPLACEMENT CHARACTER}" if is_half else chr(unit))
            half = unit if is_half else 0
    return characters


def read_lines(glyphs: Sequence[Glyph], written: Sequence[str]) -> str:
    """The text of a page. `written` has its characters in the order they were written in; lines without a letter that
    is written from the right are taken from there, if they stand in one piece.
    """
    letters = [glyph for glyph in glyphs if not _is_mark(glyph)]
    lines = list(_lines(letters))
    for mark in filter(_is_mark, glyphs):
        _attach(mark, lines)
    pieces = [piece for line in lines for piece in _columns(line)]
    pieces.sort(key=lambda piece: min(glyph.place for glyph in piece))
    whole = {glyph.place: number for number, piece in enumerate(pieces) for glyph in piece}
    read: list[str] = []
    for block in _blocks(pieces):
        read += (_read_as_written(piece, written, whole) or _read_piece(piece, block) for piece in block)
    return "\n".join(read)


def _is_mark(glyph: Glyph) -> bool:
    return all(unicodedata.combining(character) for character in glyph.text)


def _lines(letters: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Letters with one baseline, from the left."""
    line: list[Glyph] = []
    for glyph in sorted(letters, key=lambda glyph: -glyph.baseline):
        if line and line[0].baseline - glyph.baseline > _SAME_LINE * max(line[0].size, glyph.size):
            yield sorted(line, key=lambda glyph: glyph.room)
            line = []
        line.append(glyph)
    if line:
        yield sorted(line, key=lambda glyph: glyph.room)


def _attach(mark: Glyph, lines: Iterable[Sequence[Glyph]]) -> None:
    """Give a mark to the letter that it stands on or under; one that stands nowhere is left out.

    Text layers of scans give marks room of their own, to the left of their letters: between two, the right one counts.
    """

    def distance(glyph: Glyph) -> tuple[float, float]:
        outside = max((glyph.ink[0] - mark.middle) / 2, mark.middle - glyph.ink[1], _LEANING * mark.size)
        return (outside + abs(mark.height - glyph.baseline - _HEIGHT * glyph.size), abs(mark.middle - glyph.middle))

    reach = _REACH * mark.size
    near = [glyph for line in lines if abs(mark.height - line[0].baseline) < reach for glyph in line]
    letters = [glyph for glyph in near if abs(mark.middle - glyph.middle) < reach and not glyph.text.isspace()]
    if letters:
        letter = min(letters, key=distance)
        letter.marks.append(mark)
        if mark.room[1] - mark.room[0] > _LEANING * mark.size:
            letter.room = (min(letter.room[0], mark.room[0]), letter.room[1])
            letter.ink = (min(letter.ink[0], mark.ink[0]), letter.ink[1])


def _columns(line: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The pieces of a line that wide gaps set apart, with a space in every other gap."""
    gaps = [_gap(line, at) for at in range(len(line))]
    around = _neighbours([_side(glyph) for glyph in line], "")
    turns = [at > 0 and {around[at - 1][0], around[at][1]} == {"L", "R"} for at in range(len(line))]
    usual = max((gap for gap, turn in zip(gaps, turns, strict=True) if gap <= _COLUMN and not turn), default=0.0)
    border = max(_LANGUAGES, _WIDER * usual)
    piece: list[Glyph] = []
    for at, glyph in enumerate(line):
        if gaps[at] > (min(border, _COLUMN) if turns[at] else _COLUMN):
            yield piece
            piece = []
        elif gaps[at] > _WORD or (piece and _is_far(piece[-_BACK:], glyph)):
            piece.append(replace(glyph, text=" ", marks=[]))
        piece.append(glyph)
    yield piece


def _gap(line: Sequence[Glyph], at: int) -> float:
    """The room on the left of a glyph of a line, in sizes of it."""
    before = [other.room[1] for other in line[max(0, at - _BACK) : at]]
    return (line[at].room[0] - max(before)) / max(line[at].size, 0.1) if before else 0.0


def _is_far(before: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether a letter written from the right stands too far from those on its left to be of one word with them."""
    ink = glyph.ink[0] - max(other.ink[1] for other in before)
    return ink > _WORD_INK * glyph.size and glyph.bidi in _RIGHT and before[-1].bidi in _RIGHT


def _blocks(pieces: Iterable[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """Lines that stand close above each other."""
    block: list[list[Glyph]] = []
    for piece in pieces:
        if block and not 0 < block[-1][0].baseline - piece[0].baseline < _LEADING * piece[0].size:
            yield block
            block = []
        block.append(piece)
    if block:
        yield block


def _read_as_written(piece: Sequence[Glyph], written: Sequence[str], whole: dict[int, int]) -> str:
    """The text of a piece without a letter from the right, if it is in one piece in what was written, else nothing.
    `whole` says which piece a place belongs to.
    """
    if any(glyph.bidi in _RIGHT for glyph in piece):
        return ""
    first, last = min(glyph.place for glyph in piece), max(glyph.place for glyph in piece)
    alone = len({whole[place] for place in range(first, last + 1) if place in whole}) == 1
    return "".join(written[first : last + 1]) if alone else ""


def _read_piece(piece: Sequence[Glyph], block: Sequence[Sequence[Glyph]]) -> str:
    """The text of a piece of a line, whose glyphs come from the left."""
    ordered = _in_reading_order(piece, _is_right_to_left(piece, block))
    return _turn_pairs(" ".join("".join(map(_with_marks, ordered)).split()))


def _is_right_to_left(piece: Sequence[Glyph], block: Sequence[Sequence[Glyph]]) -> bool:
    """Whether a line is written from the right: then it begins at that margin of its block, and may end short of the
    other. A line that fills the block goes as its other lines do, or else as most letters there.
    """
    left, right = min(line[0].room[0] for line in block), max(line[-1].room[1] for line in block)
    for lines in ([piece], block):
        indented = [(line[0].room[0] - left) - (right - line[-1].room[1]) for line in lines]
        short = [by for by in indented if abs(by) > _RAGGED * piece[0].size]
        if sum(short):
            return sum(short) > 0
    kinds = [glyph.bidi for line in block for glyph in line]
    return sum(kind in _RIGHT for kind in kinds) > kinds.count("L")


def _with_marks(glyph: Glyph) -> str:
    """The letters of a glyph, each with its marks; of a ligature, the first letters stand right."""
    if not glyph.marks:
        return glyph.text
    letters = list(glyph.text)
    left, right = glyph.ink
    for mark in sorted(glyph.marks, key=lambda mark: not mark.text.startswith(_SHADDA)):
        at = int((right - mark.middle) / max(right - left, 0.1) * len(glyph.text))
        letters[min(max(at, 0), len(glyph.text) - 1)] += mark.text
    return "".join(letters)


def _in_reading_order(piece: Sequence[Glyph], right_to_left: bool) -> list[Glyph]:
    """The line from the side that it is written from, with what is read the other way turned."""
    sides = _sides(piece, right_to_left)
    runs = [
        (side, [glyph for glyph, _ in run])
        for side, run in groupby(zip(piece, sides, strict=True), key=lambda pair: pair[1])
    ]
    ordered: list[Glyph] = []
    for side, run in reversed(runs) if right_to_left else runs:
        ordered += _from_the_right(run) if side == "R" else run
    return ordered


def _from_the_right(run: Sequence[Glyph]) -> Iterator[Glyph]:
    """A run from the right; numbers in it are read from the left all the same."""

    def is_number(at: int) -> bool:
        if run[at].bidi in _IN_NUMBERS and 0 < at < len(run) - 1:
            return run[at - 1].bidi in _NUMBER and run[at + 1].bidi in _NUMBER
        return run[at].bidi in _NUMBER

    for number, together in groupby(reversed(range(len(run))), key=is_number):
        places = list(together)
        yield from (run[at] for at in (reversed(places) if number else places))


def _side(glyph: Glyph) -> str:
    """Which side a glyph is read from by itself, "L" or "R"; signs and numbers have none."""
    return "R" if glyph.bidi in _RIGHT else "L" if glyph.bidi == "L" else ""


def _sides(piece: Sequence[Glyph], right_to_left: bool) -> list[str]:
    """For each glyph from the left, which side it is read from, "L" or "R".

    A number to the right of text from the left goes with it. What has no side of its own, signs and spaces, goes with
    its neighbours where both agree, else with the line.
    """
    base = "R" if right_to_left else "L"
    sides = [_side(glyph) for glyph in piece]
    for at, (left, right) in enumerate(_neighbours(sides, base)):
        if piece[at].bidi in _NUMBER:
            sides[at] = "L" if left == "L" or right == base == "L" else "R"
    around = _neighbours(sides, base)
    return [side or (left if left == right else base) for side, (left, right) in zip(sides, around, strict=True)]


def _neighbours(sides: Sequence[str], base: str) -> list[tuple[str, str]]:
    """The next side known on the left and on the right of each place; its own where it has one."""
    return list(zip(_spread(sides, base), reversed(_spread(sides[::-1], base)), strict=True))


def _spread(sides: Iterable[str], base: str) -> list[str]:
    """The last side known at each place."""
    spread: list[str] = []
    last = base
    for side in sides:
        last = side or last
        spread.append(last)
    return spread


def _turn_pairs(text: str) -> str:
    """Brackets and quotation marks as they are written: those of text from the right come mirrored, or not.

    >>> _turn_pairs("]a[ )b( ”c")
    '[a] (b) “c'
    """
    for pair in _PAIRS:
        count = sum(map(text.count, pair))
        turned = [pair[at % 2] for at in range(count)] if count % 2 == 0 else []
        number = 0
        for at, character in enumerate(text):
            if character in pair:
                follows, leads = bool(text[at - 1 : at].strip()), text[at + 1 : at + 2].isalnum()
                if follows != leads:
                    character = pair[0] if leads else pair[1]
                elif turned:
                    character = turned[number]
                text = text[:at] + character + text[at + 1 :]
                number += 1
    return text
