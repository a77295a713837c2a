"""Quotations that nothing encloses, in the running prose of an Arabic page: what they hold must show that they are.

Everybody writes in four words that stand in some narration; seven, or four with their vowels, are somebody's. Straight
after a lead-in three are, if they stand there to the letter.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from normaliser.decide import decide
from normaliser.evidence import Evidence
from normaliser.model import Quotation, Span, Status
from normaliser.options import Options
from normaliser.reading import Reading
from normaliser.runs import Found
from normaliser.skeleton import fold_skeleton
from normaliser.words import Word, split_words, without_formulas

_SENTENCE = re.compile(r"[.\u061f!\n]")
_SAID = re.compile(r"\b[وف]?(?:قال|قالت|يقول)(?: تعالى| الله تعالى|\s*ﷺ|\s*صلى الله عليه وسلم)?\s*:\s*$")
_BESIDE = 2  # code points from a word to the colon after it
_LEAD = 12  # words of a lead-in, formulas aside
_CLAUSE = re.compile(r"[.\u061f!\n,\u060c\u061b]")
_CITATION = re.compile(
    r"[.\u060c\s]{0,3}(?:[(\[]?\s*(?:رواه|أخرجه|متفق عليه)"
    r"|[\[({\ufd3f\ufd3e][^\])}\n]{2,40}[\s:]\s*[0-9\u0660-\u0669])"
)
_CITED = 60  # words of a sentence that a citation may stand after
_BETWEEN = 2  # words between two passages that are quoted as one


def quotations_in(
    text: str, found: Found, readings: Sequence[Reading], evidence: Evidence, options: Options
) -> tuple[Quotation, ...]:
    """What a run of prose quotes, in order: passages that follow each other are one quotation, others are apart.

    On a page of few words a sentence of no known source counts too, as one in marks does.
    """
    kept = []
    for group in _together(text, [r for r in readings if r.matches]):
        words = tuple(word for reading in group for word in reading.words)
        told = decide(text, _part(found, words), group, evidence, options)
        telling = _is_telling(told, options) and not _leads_on(text, told)
        if told.refs and (telling or (found.sparse and told.span == found.span)):
            kept.append(told)
    if not kept and found.sparse:
        return (decide(text, found, (), evidence, options),)
    return tuple(kept)


def sentences(text: str, found: Found, options: Options) -> tuple[Found, ...]:
    """The sentences of a run of prose that are long enough to be quotations; none when it is a single one."""
    parts: list[list[Word]] = [[]]
    for word in found.words:
        if parts[-1] and _SENTENCE.search(text, parts[-1][-1].end, word.start):
            parts.append([])
        parts[-1].append(word)
    long = [tuple(part) for part in parts if len(part) >= options.evidence.prose_words]
    return tuple(_part(found, part) for part in long) if len(parts) > 1 else ()


def led_in(text: str, found: Found) -> tuple[Found, ...]:
    """What a lead-in may lead in to: the sentence that follows it, and the first clause of that."""
    if not found.led or found.claim is None:
        return ()
    offers: dict[int, Found] = {}
    for end in (
        _SENTENCE.search(text, found.span.start, found.span.end),
        _CLAUSE.search(text, found.span.start, found.span.end),
    ):
        words = tuple(w for w in found.words if not end or w.end <= end.start())
        if words:
            offers.setdefault(len(words), replace(_part(found, words), prose=False))
    return tuple(offers.values())


def led_quotation(
    text: str, found: Found, readings: Sequence[Reading], evidence: Evidence, options: Options
) -> Quotation | None:
    """The quotation that a sentence after a lead-in begins with; or all of it, where a citation follows."""
    told = decide(text, found, readings[:1], evidence, options)
    settled = told.status in (Status.SOUND, Status.REPAIRED) and told.kind is found.claim and bool(told.refs)
    long = len(split_words(told.original)) >= options.evidence.led_words
    if settled and long and told.span.start == found.span.start:
        return told
    cited = len(found.words) <= _CITED and _CITATION.match(text, found.span.end)
    return decide(text, found, (), evidence, options) if cited else None


def _part(found: Found, words: tuple[Word, ...]) -> Found:
    return replace(found, words=words, span=Span(words[0].start, words[-1].end))


def _together(text: str, readings: Sequence[Reading]) -> list[list[Reading]]:
    groups: list[list[Reading]] = []
    for reading in readings:
        before = groups[-1][-1] if groups else None
        if before and _follows(text, before, reading):
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return groups


def _follows(text: str, before: Reading, after: Reading) -> bool:
    last, first = before.matches[0].extent()[1], after.matches[0].extent()[0]
    between = len(before.words) - last + first
    return between <= _BETWEEN and not _SENTENCE.search(text, before.words[last - 1].end, after.words[first].start)


def _leads_on(text: str, quotation: Quotation) -> bool:
    """Whether a few words only say who said what follows them, as the chains of narrations do."""
    few = len(without_formulas(split_words(quotation.original))) <= _LEAD
    return few and _SAID.search(text, quotation.span.start, quotation.span.end + _BESIDE) is not None


def _is_telling(quotation: Quotation, options: Options) -> bool:
    """Whether so many words are vocalised, or not what everybody opens and closes with, that they are somebody's."""
    words = split_words(quotation.original)
    if sum(len(w.text) - len(w.skeleton) for w in words) > 0.5 * sum(len(w.skeleton) for w in words):
        return len(words) >= options.evidence.prose_words_vocalised
    return len(_own(words)) >= options.evidence.prose_words


def _own(words: Sequence[Word]) -> list[Word]:
    kept = []
    i = 0
    while i < len(words):
        ahead = tuple(word.skeleton for word in words[i : i + _LONGEST])
        phrase = next((phrase for phrase in _EVERYDAY if ahead[: len(phrase)] == phrase), ())
        kept += [] if phrase else [words[i]]
        i += len(phrase) or 1
    return kept


# What everybody opens a letter with, or says of God: phrases that stand in the books too.
_EVERYDAY = tuple(
    tuple(fold_skeleton(word) for word in phrase.split())
    for phrase in (
        "بسم الله الرحمن الرحيم",
        "السلام عليكم ورحمة الله وبركاته",
        "وعليكم السلام ورحمة الله وبركاته",
        "الحمد لله رب العالمين",
        "الحمد لله وحده",
        "الحمد لله",
        "والصلاة والسلام على رسول الله",
        "صلى الله عليه وسلم",
        "على آله وصحبه",
        "وعلى آله وصحبه",
        "أجمعين",
        "وسلم",
        "أما بعد",
        "لا إله إلا الله",
        "محمد رسول الله",
        "وحده لا شريك له",
        "لا حول ولا قوة إلا بالله",
        "العلي العظيم",
        "إن شاء الله",
        "سبحان الله",
        "الله أكبر",
        "والله أعلم",
        "رضي الله عنه",
        "رضي الله عنها",
        "رضي الله عنهما",
    )
)
_LONGEST = max(map(len, _EVERYDAY))
