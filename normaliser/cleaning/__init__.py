"""Leftovers of a scrape around what a page says: menus, calls for comments, share bars, stray spaces.

Each rule yields edits; what it removes is in their `old`, so nothing goes unseen. Arabic is left alone, and so is the
space around it. This comes before anything looks for quotations, so that no menu is taken for somebody's translation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from normaliser.cleaning import characters, lines, titles
from normaliser.edits import apply, compose
from normaliser.model import Edit, Report, Span


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of leftover. `find` yields what is to be put in the place of which spans, in order."""

    name: str
    because: str
    find: Callable[[str], Iterator[tuple[Span, str]]]


RULES: tuple[Rule, ...] = (
    Rule("line-hyphen", "a hyphen where a line was broken", characters.find_hyphens),
    Rule("quote-mark", "a straight quotation mark whose partner is curly", characters.find_quote_marks),
    Rule("hard-space", "a space that does not break", characters.find_hard_spaces),
    Rule("menu", "a menu of the site", lines.find_menus),
    Rule("comments", "what a site says about comments", lines.find_comments),
    Rule("share", "buttons to share the page", lines.find_sharing),
    Rule("cookies", "a notice about cookies", lines.find_cookies),
    Rule("clock", "a clock of the site", lines.find_clocks),
    Rule("page-number", "the number of a printed page", lines.find_page_numbers),
    Rule("breadcrumb", "the way to the page within its site", titles.find_breadcrumbs),
    Rule("repeated-title", "a title given again", titles.find_repeated),
    Rule("double-space", "several spaces that stand for one", characters.find_double_spaces),
)


def clean_text(text: str) -> Report:
    """Take the leftovers of a scrape out of a text; the edits of the report say what, and by which rule. No quotations.

    >>> clean_text("Home | About us | Contact\\nRain is expected.\\nLeave a comment\\n").text
    'Rain is expected.\\n'
    """
    edits = find_leftovers(text)
    return Report(text, apply(text, edits), edits, ())


def find_leftovers(text: str) -> tuple[Edit, ...]:
    """The edits that take them out, each rule working on what the one before has left."""
    edits: tuple[Edit, ...] = ()
    left = text
    for rule in RULES:
        found = [Edit(span, span.of(left), new, (rule.name,), rule.because) for span, new in sorted(rule.find(left))]
        if found:
            edits = compose(edits, found)
            left = apply(left, found)
    return edits
