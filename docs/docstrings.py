"""What griffe does not see in this project's source: examples without a heading, and comments that explain a field."""

import re
from typing import Any

import griffe

_EXAMPLE = re.compile(r"^>>> .*(?:\n(?!\s*$).+)*", re.MULTILINE)
_COMMENT = re.compile(r"  # (.+)$")


class Docstrings(griffe.Extension):
    """Makes them part of the reference."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Lines with prompts become a block of code."""
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)

    def on_attribute(self, *, attr: griffe.Attribute, **_: Any) -> None:
        """A comment at the end of its line becomes the docstring of a field that has none."""
        if attr.docstring is None and attr.lines and (found := _COMMENT.search(attr.lines[-1])):
            attr.docstring = griffe.Docstring(found[1], parent=attr)
