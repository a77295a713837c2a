"""UTF-8 read in a one-byte code page: `Ø§Ù„Ù„Ù‡` or `ط§ظ„ظ„ظ‡` for `الله`, `â€œ` for an opening quotation mark.

What it looks like: every Arabic letter became two characters, the first of which is nearly always one of a pair (Ø and
Ù in Windows-1252, ط and ظ in Windows-1256, ╪ and ┘ in DOS 437); curly quotes became three. Two and three layers exist.
Where a scraper dropped the C1 controls or the soft hyphen, some letters kept only their first half: `Ù` alone.

How it happens: bytes of UTF-8 are decoded as the code page of the machine instead, and saved again as UTF-8.

How we know: read back into bytes, the characters are valid UTF-8, which chance does not produce. A run counts when it
holds two Arabic letters in a row, or a mark of punctuation no language writes as such; a lone unit counts only beside
such a run. For every page but Windows-1252 the result must also read as Arabic, Persian or Urdu.

What we might get wrong: when bytes were dropped, `Ù` alone is either fa or one of three vowel marks. Bare text settles
it, since it has no marks; in vocalised text letter statistics decide, and a lost mark stays lost, because nothing says
which it was. Two U+FFFD in place of a letter are beyond repair here and are left to the reference text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from normaliser.garbles.lost_bytes import settle
from normaliser.garbles.misreading import PAGES, Page, page
from normaliser.garbles.plausibility import weigh, weigh_urdu
from normaliser.model import Edit, Span

LATIN = PAGES[0]
_ARABIC_CLASS = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_ARABIC = re.compile(f"[{_ARABIC_CLASS}]")
_TWO_ARABIC = re.compile(f"[{_ARABIC_CLASS}]{{2}}")
# Punctuation, arrows, ornate brackets, honorific ligatures and emoji: three or four bytes, which no language imitates.
_SIGN = re.compile("[\u2010-\u2044\u20ac\u2122\u2190-\u21ff\ufd3e\ufd3f\ufdf0-\ufdfd\U0001f300-\U0001faff]")
_WORD = re.compile(r"[^ \t\r\n]+")
# What may stand between two words of one garbled stretch: a little ASCII without letters.
_GAP = re.compile("[\t -@\\[-`{-~]{0,3}")
# Signs that close or follow a word, so that a capital letter may well stand before them: «À», “Ä”, PÂ…
_CLOSING = frozenset("\N{HORIZONTAL ELLIPSIS}‘’“”–—™•«»›‹\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")


@dataclass(frozen=True, slots=True)
class _Run:
    """Misread characters that follow each other directly. `parts` holds what each spells, "" for half a character."""

    start: int
    end: int
    parts: tuple[str, ...]
    widths: tuple[int, ...]  # of each part, in code points of the text
    sure: bool  # by its own evidence

    @property
    def arabic(self) -> bool:
        return "" in self.parts or any(_ARABIC.match(part) for part in self.parts)


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each run of misread characters; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("قال Ø§Ù„Ù„Ù‡")]
    ['الله']
    """
    leads = set() if text.isascii() else {pair[0] for pair in _suspects().findall(text)}
    found = [
        stretch
        for name in PAGES
        if not leads.isdisjoint(_leads(name)) and _quick(name).search(text)
        for stretch in _stretches(text, page(name))
    ]
    # Where two pages explain one place, the longer explanation wins, then the commoner page.
    found.sort(key=lambda edits: edits[0].span.start - edits[-1].span.end)
    kept: list[tuple[Edit, ...]] = []
    starts: list[int] = []
    for edits in found:
        at = bisect_left(starts, edits[0].span.start)
        clear = at == len(kept) or edits[-1].span.end <= starts[at]
        if clear and (not at or kept[at - 1][-1].span.end <= edits[0].span.start):
            kept.insert(at, edits)
            starts.insert(at, edits[0].span.start)
    return tuple(edit for edits in kept for edit in edits)


def _stretches(text: str, misread: Page) -> Iterator[tuple[Edit, ...]]:
    """For each stretch misread in one code page its edits, at least one."""
    groups = list(_groups(text, _runs(text, misread)))
    certain = [_is_certain(group, misread) for group in groups]
    company = any(certain) or any(run.sure or _is_likely(text, run, False) for group in groups for run in group)
    if misread.name != LATIN and not any(certain):
        return
    chosen = [
        [run for run in group if whole or run.sure or _is_likely(text, run, company)]
        for group, whole in zip(groups, certain, strict=True)
    ]
    hopeless = _hopeless(text, [run for wanted in chosen for run in wanted]) if misread.name == LATIN else set()
    for group, wanted in zip(groups, chosen, strict=True):
        vocalised = _is_vocalised(group)
        wanted = [run for run in wanted if run.start not in hopeless]
        if edits := tuple(edit for run in wanted for edit in _edits(text, run, vocalised, misread)):
            yield edits


def _edits(text: str, run: _Run, vocalised: bool, misread: Page) -> Iterator[Edit]:
    """One edit for each word of the run and one for each sign between, so that borders stay where they were."""
    because = f"UTF-8 read as {misread.name}"
    start = run.start
    for is_word, group in groupby(zip(run.parts, run.widths, strict=True), key=lambda item: _is_in_word(item[0])):
        items = list(group)
        for item in [items] if is_word else [[item] for item in items]:
            piece, width = [part for part, _ in item], sum(width for _, width in item)
            lossy = "" in piece
            new = settle(piece, vocalised=vocalised)
            if new is not None:
                reason = because + (", some bytes lost" if lossy else "")
                span = Span(start, start + width)
                yield Edit(span, span.of(text), new, ("mojibake",), reason, 0.95 if lossy else 0.999)
            start += width


def _is_in_word(part: str) -> bool:
    return not part or part.isalnum() or _ARABIC.match(part) is not None


def _runs(text: str, misread: Page) -> Iterator[_Run]:
    """Every run of characters that are bytes of valid UTF-8."""
    for match in _run_pattern(misread.name).finditer(text):
        start = match.start()
        parts: list[str] = []
        widths: list[int] = []
        for unit in _unit_pattern(misread.name).findall(match.group()):
            part = _spell(unit, misread)
            if part is not None:
                parts.append(part)
                widths.append(len(unit))
                continue
            # Overlong or beyond Unicode: whatever it is, it was not UTF-8.
            if parts:
                yield _run(text, start, parts, widths, misread)
            start, parts, widths = start + sum(widths) + len(unit), [], []
        if parts:
            yield _run(text, start, parts, widths, misread)


def _spell(unit: str, misread: Page) -> str | None:
    """What one unit stands for: "" for a lone first byte, None when the bytes are not UTF-8."""
    if len(unit) == 1:
        return "ح" if unit == "Ø" else ""  # of the letters in D8 only ha loses its second byte
    if unit == _HALF_QUOTE:
        return "”"
    try:
        return misread.encode(unit).decode("utf-8")
    except UnicodeDecodeError:
        return None


_HALF_QUOTE = "â€"


def _run(text: str, start: int, parts: list[str], widths: list[int], misread: Page) -> _Run:
    end = start + sum(widths)
    spelt = "".join(parts)
    arabic = len(_ARABIC.findall(spelt))
    sure = arabic >= 2 and bool(_TWO_ARABIC.search(spelt)) and (arabic >= 4 or not _in_word(text, start, end))
    if misread.name == LATIN:
        sure = sure or bool(_SIGN.search(spelt)) or (len(parts) > 1 and _is_other_script(spelt))
    return _Run(start, end, tuple(parts), tuple(widths), sure)


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether letters beyond ASCII touch the run: then it may be part of something misread in another way."""
    return any(c > "\x7f" and c.isalpha() for c in text[max(0, start - 1) : start] + text[end : end + 1])


def _is_other_script(spelt: str) -> bool:
    """Whether this is another layer, or three letters in a row of a script far from Latin."""
    if _quick(LATIN).search(spelt):
        return True
    return (len(spelt) >= 3 or spelt >= "\u3000") and all(c >= "\u0370" and c.isalpha() for c in spelt)


def _groups(text: str, runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    """Runs with nothing but a little ASCII punctuation between them."""
    group: list[_Run] = []
    for run in runs:
        if group and not _GAP.fullmatch(text, group[-1].end, run.start):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _is_certain(group: list[_Run], misread: Page) -> bool:
    if not any(run.sure and run.arabic for run in group):
        return False
    if misread.name == LATIN:
        return True
    spelt = " ".join("".join(run.parts) for run in group)
    return weigh(spelt).letters < 4 or max(weigh(spelt).mean, weigh_urdu(spelt).mean) > -2.0


def _is_vocalised(group: list[_Run]) -> bool:
    """Whether the text had vowel marks. One in ten letters with a fatha, a shadda or a sukun left is enough."""
    spelt = "".join("".join(run.parts) for run in group)
    return 10 * len(re.findall("[\u064b-\u0652]", spelt)) > len(spelt)


def _is_likely(text: str, run: _Run, company: bool) -> bool:
    """Whether a unit or two for letters and signs of Latin text are misread: by their neighbours, or in company."""
    if run.arabic or any("\u0250" <= part[0] < "\u2010" for part in run.parts):  # no letter of Latin text
        return False
    before, after = text[max(0, run.start - 1) : run.start], text[run.end : run.end + 1]
    last = text[run.end - 1]
    if text[run.start] == "Â":  # C2: a sign or a no-break space
        return company or (before.isdigit() and last in "°²³") or (after.isdigit() and last in "£©")
    if last in _CLOSING:
        return company and not before.isupper()
    return company or (before.isascii() and before.islower()) or (after.isascii() and after.islower())


def _hopeless(text: str, runs: Iterable[_Run]) -> set[int]:
    """Where runs of signs begin that are not worth undoing: as much as they are stays odd in the same word.

    Such text was garbled in a way that is not known, and some of it only looks like mojibake.
    """
    waiting = [run for run in runs if not run.arabic]
    found: set[int] = set()
    at = 0
    for word in _WORD.finditer(text) if waiting else ():
        inside: list[_Run] = []
        while at < len(waiting) and waiting[at].start < word.end():
            inside.append(waiting[at])
            at += 1
        if inside:
            edges = [word.start(), *(place for run in inside for place in (run.start, run.end)), word.end()]
            rest = "\0".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
            if len(_left_over().findall(rest)) >= sum(len(run.parts) for run in inside):
                found.update(run.start for run in inside)
        if at == len(waiting):
            break
    return found


@cache
def _left_over() -> re.Pattern[str]:
    """What still looks misread, unless a byte that was lost on the way explains it."""
    return re.compile(f"{_quick(LATIN).pattern}(?!.?\ufffd)")


@cache
def _suspects() -> re.Pattern[str]:
    """Two characters of which the first can be a first byte and the second a later byte in one page or another."""
    first = "".join(dict.fromkeys("".join(map(_leads, PAGES))))
    later = "".join(dict.fromkeys("".join(page(name).chars(0x80, 0xBF) for name in PAGES)))
    return re.compile(f"[{first}][{later}]")


@cache
def _leads(name: str) -> str:
    """The first bytes of what text misread in this page cannot do without: Arabic, in Windows-1252 anything."""
    return page(name).chars(0xC2, 0xF4) if name == LATIN else page(name).chars(0xD8, 0xDB)


@cache
def _quick(name: str) -> re.Pattern[str]:
    pair = f"[{_leads(name)}][{page(name).chars(0x80, 0xBF)}]"
    return re.compile(pair if name == LATIN else 2 * pair)


@cache
def _run_pattern(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_unit_pattern(name).pattern})+")


@cache
def _unit_pattern(name: str) -> re.Pattern[str]:
    units = page(name).units
    if name == LATIN:  # halves left behind by a scraper that dropped the C1 controls
        later = page(name).chars(0x80, 0xBF)
        units += f"|[ØÙ](?![{later}])|{_HALF_QUOTE}(?![{later}\\w])"
    return re.compile(units)
