"""What a text without a telling suffix looks like."""

import re

from normaliser.sources.jsonl import DEFAULT, find_string

_WHOLE_PAGE = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.DOTALL | re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"\ufeff?\s*<(p|div|table|section|article|main|h[1-6]|ul|ol|blockquote)(?:\s[^<>]{0,500})?>", re.IGNORECASE
)


def looks_like_html(text: str, *, whole_page: bool) -> bool:
    """Whether a text begins as an HTML page does, or, unless `whole_page`, as a piece of one.

    >>> looks_like_html("<!DOCTYPE html><p>x", whole_page=True), looks_like_html("<p>x</p>", whole_page=True)
    (True, False)
    """
    if _WHOLE_PAGE.match(text):
        return True
    begun = None if whole_page else _FRAGMENT.match(text)
    return begun is not None and f"</{begun[1].lower()}" in text.lower()


def looks_like_json_lines(text: str, field: str) -> bool:
    """Whether the first line is an object of JSON, alone on its line, with a string in that field."""
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    return first.startswith("{") and first.endswith("}") and find_string(first, field or DEFAULT) is not None
