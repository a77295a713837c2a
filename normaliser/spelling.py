"""One word against its accepted forms: is it written wrongly?

What is style and what is damage follows DESIGN.md: marks merely absent, sukun, dagger alef, the alef that carries its
neighbour's vowel, a pausal ending are style; letters that fit no form and marks that contradict every form are damage.
"""

from collections.abc import Sequence
from functools import lru_cache

from normaliser.script import ALEF, ALEF_MADDA, KASRA, SHADDA, SUKUN
from normaliser.skeleton import bare_words
from normaliser.units import ALEF_MAQSURA, YA, Unit, cut_units

_SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")


def is_same(word: str, form: str) -> bool:
    """Whether the word stands as the form has it, or as the form without its marks."""
    return word == form or word == "".join(bare_words(form))


def same_letters(word: str, form: str, dotless_ya: bool = False) -> bool:
    """Whether the letters agree, hamza seats and all.

    Many hadith editions write every final ya without dots: such a form is a ya all the same. `dotless_ya` says that the
    quoter does so too.
    """
    a, b = cut_units(word), cut_units(form)
    if len(a) != len(b):
        return False
    pairs = enumerate(zip(a, b, strict=True))
    return all(
        x.letter == y.letter or same_ya(x, y, b[i - 1] if i else None) or (dotless_ya and same_ya(y, x, None))
        for i, (x, y) in pairs
    )


def same_ya(unit: Unit, form: Unit, before: Unit | None) -> bool:
    """Whether the form's alef maqsura is a ya: it is marked, or a kasra precedes it."""
    if unit.letter != YA or form.letter != ALEF_MAQSURA:
        return False
    return bool(form.marks or before is None or KASRA in before.marks)


@lru_cache(maxsize=32768)
def dot_ya(form: str) -> str:
    """The form with its dots under every ya that the mushaf writes without them.

    >>> dot_ya("فِى"), dot_ya("عَلَىٰ")
    ('فِي', 'عَلَىٰ')
    """
    if ALEF_MAQSURA not in form:
        return form
    text = list(form)
    units = cut_units(form)
    for i, unit in enumerate(units):
        if unit.letter == ALEF_MAQSURA and (unit.marks or (i and KASRA in units[i - 1].marks)):
            text[unit.start] = YA
    return "".join(text)


def contradictions(word: str, form: str, last: bool = False, spotty: bool = False) -> tuple[int, ...]:
    """Indices of the units of `word` whose marks contradict `form`; the letters of the two must agree.

    `last`: the word ends a quotation or verse, where a pausal sukun is at home. `spotty`: the form comes from an
    edition that leaves out marks at random, so that a letter it leaves bare contradicts nothing, and that may end any
    word in a sukun.
    """
    have, want = cut_units(word), cut_units(form)
    wrong = wrong_units(have, want)
    if (last or spotty) and wrong and wrong[-1] == len(have) - 1 and have[-1].marks == {SUKUN}:
        wrong.pop()
    return tuple(i for i in wrong if want[i].marks or not spotty or _impossible(have[i]))


def wrong_units(have: Sequence[Unit], want: Sequence[Unit]) -> list[int]:
    full = _fully_marked(have, want)
    return [
        i
        for i, (x, y) in enumerate(zip(have, want, strict=True))
        if _contradicts(x, y, i == 0) or (full and _lacks_shadda(x, y, i, want))
    ]


def _contradicts(have: Unit, want: Unit, first: bool) -> bool:
    vowels = have.vowels
    if _impossible(have):
        return True
    if SHADDA in have.marks and SHADDA not in want.marks and not first:
        return True
    if SUKUN in have.marks:
        return bool(want.vowels)
    if vowels and vowels != want.vowels:
        return bool(want.vowels or SUKUN in want.marks) or not (first and have.letter == ALEF)
    return False


def _impossible(unit: Unit) -> bool:
    """Marks that no Arabic text holds together."""
    vowels = unit.vowels
    return len(vowels) > 1 or (unit.letter == ALEF_MADDA and bool(unit.marks)) or (SUKUN in unit.marks and bool(vowels))


def _fully_marked(have: Sequence[Unit], want: Sequence[Unit]) -> bool:
    """Every letter that the form vowels carries a vowel in the word too, so that a missing shadda is no style."""
    vowelled = [(x, y) for x, y in zip(have, want, strict=True) if y.vowels]
    return len(vowelled) > 1 and all(x.vowels for x, _ in vowelled)


def _lacks_shadda(have: Unit, want: Unit, i: int, form: Sequence[Unit]) -> bool:
    """A shadda that tells words apart: not the assimilation of a first letter or after the article, nor the Name's."""
    if SHADDA not in want.marks or SHADDA in have.marks or i == 0:
        return False
    after_article = form[i - 1].letter == "ل" and not form[i - 1].marks and want.letter in _SUN_LETTERS
    return not after_article and "".join(u.letter for u in form[-3:]) != "لله"
