"""Arabic stored as it stands on the screen from left to right: `هللا مسب` for `بسم الله`.

What it looks like: every word begins with its last letter and every line with its last word. Digits and Latin words
inside still read from left to right. With presentation forms, final shapes stand first in their words.

How it happens: old programs and PDF extractors write down glyphs in the order they were drawn.

How we know: where the text holds presentation forms, how the shapes join says which way it runs. Elsewhere letter
statistics are asked of every run on its own, never of the page: read backwards it must be likely Arabic, and far
likelier than as it stands; where a run has several segments between brackets, each is asked.

What we might get wrong: a single word or two may read both ways and are left alone. Brackets inside a run are mirrored
with it; whether the program had already mirrored them cannot always be seen.
"""

import re
from collections.abc import Iterator

from normaliser.garbles.letter_forms import FORMS_A, FORMS_B, letters_of, order_of
from normaliser.garbles.neighbours import is_foreign_around, is_persian_typing_around
from normaliser.garbles.plausibility import Weight, leaning, weigh, weigh_urdu
from normaliser.model import Edit, Span
from normaliser.script import INVISIBLE_CLASS, LETTERS_CLASS, MARKS_CLASS, TATWEEL

_ARABIC = f"{LETTERS_CLASS}{MARKS_CLASS}{TATWEEL}{FORMS_B}{FORMS_A}"
# A run is one line's worth: Arabic and whatever is no letter between, but not <, > and &, which in another order may
# make a tag or an entity, or no longer be one.
_SIGNS = "\u00a0«»\u060c\u061b\u061f\u0660-\u066d\u06d4\u06f0-\u06f9\u2010-\u203a\ufd3e\ufd3f"
_BETWEEN = f"\\t -%'-;=?@\\[-`{{-~{_SIGNS}{INVISIBLE_CLASS}"
_RUN = re.compile(f"[{_ARABIC}][{_ARABIC}{_BETWEEN}]*(?<=[{_ARABIC}])")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"), ("‹", "›"), ("“", "”"), ("\ufd3f", "\ufd3e"))
_BRACKET = re.compile('[()\\[\\]{}«»“”"\ufd3e\ufd3f]')
_SEGMENT = re.compile('[^()\\[\\]{}«»“”"\ufd3e\ufd3f]+')
_FORM = re.compile(f"[{FORMS_B}{FORMS_A}]")
# What keeps its order from left to right: numbers, and words of other scripts with the spaces between them.
_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_NUMBER = f"{_DIGIT}+(?:[.,:/\u066b\u066c-]{_DIGIT}+)*[%\u066a]?"
_LATIN = "[A-Za-z\u00c0-\u024f][0-9A-Za-z\u00c0-\u024f'’.-]*"
_KEPT = f"{_NUMBER}|{_LATIN}(?: {_LATIN})*"
_CODE_POINTS = re.compile(f"{_KEPT}|.", re.DOTALL)
_CLUSTERS = re.compile(f"{_KEPT}|.[{MARKS_CLASS}]*", re.DOTALL)
_MARK_FIRST = re.compile(f"(?:^|[^{_ARABIC}])[{MARKS_CLASS}]")
# A full stop or question mark that belongs to the end of the run stands straight before it, after nothing.
_STRAY_STOP = re.compile('(?:^|(?<=[\\s"“«(*\\[\ufd3f\ufd3e]))[.،؛!؟?\N{HORIZONTAL ELLIPSIS}]{1,3}$')
# A number before the run at the beginning of its line is what the line ends with.
_FIRST_NUMBER = re.compile(f"(?:^|(?<=\n)){_NUMBER} $")
# Between two reversed runs of one Arabic line: a few words of another script.
_FOREIGN = re.compile(r"[^\n]{0,60}")
# Nats by which a run must read better backwards. Of 270,000 sound phrases of two to four words in the hadith books six
# got to 8, of 40,000 single words four to 12; damaged ones get further. The longer a run, the less chance can do.
_MARGIN = 12.0
_MARGIN_SHORT = 16.0
_SHORT = 12  # letters
# Nats from which a segment says of itself that it is sound, so that the run is not turned as a whole.
_SOUND = 4.0
# Backwards the run must read as Arabic: a mean that nearly all Arabic reaches.
_PLAUSIBLE = -0.25
# The first run of a text must read well besides, or far better. Of 40,000 messages, names, months in Arabic, Persian,
# Pashto, Sindhi, Kurdish and Uyghur 42 pass otherwise: up to 12 letters with means up to 0.92, from there to 24 with
# less than 0.0, in Persian letters 0.2, and by up to 21 and 18 nats, in Persian letters 25.
_WELL = 1.0
_FAIRLY = 0.0
_FAIRLY_PERSIAN = 0.3
_FAR_BETTER = 26.0
_BETTER = 19.0


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run in visual order; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("He read: هللا لوسر لاق yesterday")]
    ['قال رسول الله']
    """
    has_forms = _FORM.search(text) is not None
    suspects = [
        run for run in _RUN.finditer(text) if _is_suspect(run.group()) or (has_forms and _FORM.search(run.group()))
    ]
    if not any(is_reversed(part, alone=True) for run in suspects for part in _parts(run.group())):
        return ()
    edits: list[Edit] = []
    for run in suspects:
        for span in _reversed_parts(run):
            if edits and _is_one_line(text, edits[-1].span, span):
                span = Span(edits.pop().span.start, span.end)
            edits.append(_edit(text, span))
    return tuple(edits)


def _is_suspect(run: str) -> bool:
    """Whether a run, or a segment of it between brackets, reads better backwards; shapes aside."""
    if _BRACKET.search(run):
        return any(leaning(segment) < 0 for segment in _SEGMENT.findall(run))
    return leaning(run) < 0


def _parts(run: str) -> list[str]:
    """The run, and its segments between brackets where it has several."""
    segments = _SEGMENT.findall(run)
    return [run, *segments] if len(segments) > 1 else [run]


def is_reversed(segment: str, *, alone: bool = False) -> bool:
    """Whether a stretch of Arabic runs from left to right: by how its shapes join, else by its letters.

    `alone`: nothing else in the text is known to.
    """
    if _FORM.search(segment):
        reading, screen = order_of(segment)
        if reading + screen > 1 or (screen and len(segment) < 5):
            return screen > 4 * reading
        segment = _FORM.sub(lambda form: letters_of(form.group()), segment)
    turned = weigh(segment[::-1])
    if turned.mean < _PLAUSIBLE:
        return False
    better = turned.gain - weigh(segment).gain
    persian = is_persian_typing_around(segment, 0, len(segment))
    margin = _MARGIN if turned.letters > _SHORT else _MARGIN_SHORT
    if better < margin or (alone and not _is_clear(turned, better, persian)):
        return False
    return weigh_urdu(segment[::-1]).gain - weigh_urdu(segment).gain > (margin if persian else 0.0)


def _is_clear(turned: Weight, better: float, persian: bool) -> bool:
    """Whether letters that gain so many nats by being turned can be no name that reads both ways."""
    if turned.letters <= _SHORT:
        return turned.mean > _WELL or better > _FAR_BETTER
    if turned.letters > 2 * _SHORT:
        return True
    return turned.mean > (_FAIRLY_PERSIAN if persian else _FAIRLY) or better > (_FAR_BETTER if persian else _BETTER)


def turn(run: str) -> str:
    """A run in visual order put into reading order; brackets are mirrored where they would otherwise stand wrong.

    >>> turn("2015 ماع يف")
    'في عام 2015'
    """
    tokens = (_CODE_POINTS if _MARK_FIRST.search(run) else _CLUSTERS).findall(run)
    turned = "".join(reversed(tokens))
    for opening, closing in _BRACKETS:
        if closing in turned and turned.find(closing) < turned.find(opening):
            turned = turned.translate({ord(opening): closing, ord(closing): opening})
    return turned


def _reversed_parts(run: re.Match[str]) -> Iterator[Span]:
    """The run when all of it is reversed, else each of its segments that is."""
    segments = [(segment, is_reversed(segment.group())) for segment in _SEGMENT.finditer(run.group())]
    if weigh(run.group()).letters <= _SHORT and is_foreign_around(run.string, *run.span()):
        return  # a word or two in an Urdu or Persian line
    if not any(turned for _, turned in segments):
        return
    if all(turned or leaning(segment.group()) < _SOUND for segment, turned in segments):
        yield Span(*run.span())
        return
    for segment, turned in segments:
        if turned:
            kept = segment.group().strip(" \t`")  # markup beside a run would open code at the start of a line
            start = run.start() + segment.start() + segment.group().index(kept)
            yield Span(start, start + len(kept))


def _is_one_line(text: str, one: Span, other: Span) -> bool:
    """Whether two reversed runs are one line of Arabic with a few words of another script inside."""
    before = text[max(0, one.start - 3) : one.start].rpartition("\n")[2]
    after = text[other.end : other.end + 3].partition("\n")[0]
    if (before + after).strip(" \t\r.,*-") or not _FOREIGN.fullmatch(text, one.end, other.start):
        return False
    return len(other) + len(one) > 2 * (other.start - one.end)


def _edit(text: str, span: Span) -> Edit:
    """The edit that turns a run, with the brackets and the full stop at its borders that were turned with it."""
    start, end = span.start, span.end
    new = turn(span.of(text))
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and after and (after, before) in _BRACKETS:
        start, end, new = start - 1, end + 1, after + new + before
    elif stop := _STRAY_STOP.search(text, max(0, start - 4), start):
        start, new = stop.start(), new + stop.group()
    elif number := _FIRST_NUMBER.search(text, max(0, start - 12), start):
        start, new = number.start(), f"{new} {number.group().strip()}"
    old = text[start:end]
    return Edit(Span(start, end), old, new, ("visual_order",), "stored as seen from left to right", 0.99)
