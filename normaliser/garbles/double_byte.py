"""UTF-8 read in a Chinese double-byte code page: `丕賱賱賴` for `الله`.

What it looks like: rare Chinese characters, one for each Arabic letter or mark, with spaces where Arabic has them.

How it happens: a letter takes two bytes in UTF-8 and one character two bytes in GBK, so one became the other.

How we know: only 256 characters can come of Arabic letters, most of them rare; three in a row that spell likely Arabic
are no Chinese.

What we might get wrong: where an odd number of bytes stood between, as at a curly quote, a letter beside it was torn
apart and stays; single letters between spaces stay too.
"""

import re
from functools import cache

from normaliser.garbles.plausibility import weigh, weigh_urdu
from normaliser.model import Edit, Span

_PLAUSIBLE = -0.5
_LETTERS = 3


def find_edits(text: str) -> tuple[Edit, ...]:
    """One edit for each word; spans count code points of `text`.

    >>> [edit.new for edit in find_edits("丕賱賱賴")]
    ['الله']
    """
    if text.isascii() or not _three().search(text):
        return ()
    edits: list[Edit] = []
    for run in _run().finditer(text):
        new = run.group().translate(_letters())
        if _three().search(run.group()) and _is_likely(new):
            for word in _word().finditer(text, *run.span()):
                spelt = word.group().translate(_letters())
                span = Span(*word.span())
                edits.append(Edit(span, word.group(), spelt, ("double_byte",), "UTF-8 read as GBK", 0.99))
    return tuple(edits)


def _is_likely(new: str) -> bool:
    arabic = weigh(new)
    return arabic.letters >= _LETTERS and max(arabic.mean, weigh_urdu(new).mean) > _PLAUSIBLE


@cache
def _letters() -> dict[int, str]:
    """What each character was before; bytes D8 to DB begin the letters of the Arabic block."""
    table = {}
    for first in range(0xD8, 0xDC):
        for second in range(0x80, 0xC0):
            pair = bytes([first, second])
            table[ord(pair.decode("gb18030"))] = pair.decode("utf-8")
    return table


@cache
def _word() -> re.Pattern[str]:
    return re.compile(f"[{_class()}]+")


@cache
def _three() -> re.Pattern[str]:
    return re.compile(f"[{_class()}]{{3}}")


@cache
def _run() -> re.Pattern[str]:
    """Words with a space or plain punctuation between them."""
    return re.compile(f"[{_class()}]+(?:[ -@]{{1,2}}[{_class()}]+)*")


def _class() -> str:
    return "".join(map(chr, _letters()))
