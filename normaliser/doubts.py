"""What speaks against a repair as a whole, whatever each change is worth: another text, words lost without a trace."""

from collections.abc import Sequence
from itertools import pairwise

from normaliser.changes import LOSES, Change, What
from normaliser.letters import shape_of
from normaliser.model import Kind
from normaliser.options import Options
from normaliser.runs import Found
from normaliser.skeleton import fold_skeleton
from normaliser.verdict import Choice
from normaliser.words import holds_blessing, without_formulas


def sureness(text: str, found: Found, choices: Sequence[Choice], unexplained: int, options: Options) -> float:
    """The chance that none of this is so; `unexplained` words at the ends are none of the passage's."""
    share = (1.0 - options.risks.end_words) ** unexplained * (1.0 - _frayed(choices, options))
    share *= (1.0 - _rewritten(text, choices, options)) * (1.0 - _fragment(found, choices, options))
    overrun = any(_is_overrun(choice, options) for choice in choices) or any(map(_is_turned, choices))
    overrun = overrun or any(_is_blessed(choice, found) for choice in choices)
    return share * (1.0 - options.risks.own_word) if overrun else share


def is_another_text(choices: Sequence[Choice], unexplained: int, options: Options) -> bool:
    """Whether half of the words are none of the passage's, and nothing names the verse."""
    words = sum(len(choice.reading.words) for choice in choices)
    in_doubt = [c for choice in choices if not choice.match.hinted for c in choice.mending.changes]
    replaced = sum(len(c.old.split()) for c in in_doubt if c.what in LOSES and not _holds_new(c, options))
    return 2 * (unexplained + replaced) >= words


def _holds_new(change: Change, options: Options) -> bool:
    """Whether what stands there has the word of the passage in it, dots aside, run together with other letters."""
    old, new = (shape_of(fold_skeleton(text)) for text in (change.old, change.new))
    return len(new) >= options.risks.telling_letters and new in old


def _rewritten(text: str, choices: Sequence[Choice], options: Options) -> float:
    """The chance that somebody's own words stand there, for the many that the passages do not have."""
    each = [_events(text, choice) for choice in choices]
    if len(choices) > 1:
        return options.risks.rewritten if any(each) else 0.0
    many = each[0] > 1 and options.risks.words_an_event * each[0] > len(choices[0].reading.words)
    return options.risks.rewritten if many and not choices[0].match.hinted else 0.0


def _events(text: str, choice: Choice) -> int:
    """At how many places words were lost, added or replaced."""
    spans = sorted(c.span for c in choice.mending.changes if c.what in LOSES)
    apart = [bool(text[a.end : b.start].strip()) for a, b in pairwise(spans)]
    return len(spans[:1]) + sum(apart)


def _frayed(choices: Sequence[Choice], options: Options) -> float:
    """The chance that a word is lost without a trace: at an end within a verse, or where narrations differ."""
    first, risks = choices[0], options.risks
    share = first.match.cost / first.match.letters
    if first.match.shelf.kind is not Kind.QURAN:
        rendered = any(c.what is What.END_RENDERED for c in first.kept)  # the English says how it goes on
        return risks.frayed_heavily if share >= risks.heavily and not rendered else 0.0
    if share < risks.damaged:
        return 0.0
    # Two lost words are rare: a trace of one elsewhere says that none is lost here.
    traced = any(first.match.is_event(b, risks.damage_share) for b in first.match.blocks)
    traced = traced or any(c.what in LOSES for c in first.kept)
    return 1.0 - (1.0 - (risks.frayed if share < risks.heavily or traced else risks.frayed_heavily)) ** _open(choices)


def _fragment(found: Found, choices: Sequence[Choice], options: Options) -> float:
    """The chance that a sentence of the page's own only has some words in common with the passage.

    That is where nothing encloses the words, nothing names the passage, and it has few of them and goes on beyond.
    """
    if found.enclosed or not _open(choices) or any(choice.match.hinted for choice in choices):
        return 0.0
    taken = sum(last - first for first, last in (choice.match.extent() for choice in choices))
    return options.risks.own_word if taken < options.risks.fragment * len(without_formulas(found.words)) else 0.0


def _is_overrun(choice: Choice, options: Options) -> bool:
    """Whether a few words of a neighbouring verse were only reached over lost ones, or cut out of a longer string."""
    match = choice.match
    rows = [target.row for target in match.targets]
    partly = [rows[0]] if match.targets[0].place else []
    partly += [] if match.ends_row(len(rows) - 1) else [rows[-1]]
    few = {row for row in partly if rows.count(row) <= min(options.risks.few_words, len(rows) - 1)}
    uneven = (b for b in match.blocks if b.q1 - b.q0 != b.p1 - b.p0)
    return any(row in few for b in uneven for row in rows[b.p0 : b.p1])


def _is_turned(choice: Choice) -> bool:
    """Whether the first or last word is also said to be lost elsewhere: then it is that one, in the wrong place."""
    words, lost = choice.reading.words, [c.new for c in choice.kept if c.what is What.LOST]
    return any(fold_skeleton(word) in (words[0].skeleton, words[-1].skeleton) for new in lost for word in new.split())


def _is_blessed(choice: Choice, found: Found) -> bool:
    """Whether a verse is to be changed in words with a blessing, which no verse holds."""
    return choice.match.shelf.kind is Kind.QURAN and bool(choice.mending.changes) and holds_blessing(found.words)


def _open(choices: Sequence[Choice]) -> int:
    """How many ends of the quotation lie within a verse."""
    first, last = choices[0].match, choices[-1].match
    return (first.targets[0].place > 0) + (not last.ends_row(len(last.targets) - 1))
