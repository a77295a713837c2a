"""A review without a browser: the page's data, and decisions about its cards as the page exports them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Card = dict[str, Any]
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def page_data(page: str) -> dict[str, Any]:
    """What the page's script reads."""
    found = DATA.search(page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def decide(page: str, answer: Callable[[Card], Card | None]) -> dict[str, Any]:
    """The decisions that the page would export if each card were answered so; None leaves a card undecided."""
    data = page_data(page)
    rows = []
    for card in data["cards"]:
        if choice := answer(card):
            places = [
                {"path": data["files"][file]["path"], "text": text, "start": start, "end": end}
                for file, text, start, end, *_ in card["places"]
            ]
            about = {"before": "".join(card["before"]), "after": "".join(card["after"]), "refs": card["refs"]}
            rows.append({**choice, **about, "places": places})
    files = {file["path"]: {name: value for name, value in file.items() if name != "path"} for file in data["files"]}
    return {"schema": data["schema"], "files": files, "decisions": rows}


def accept(card: Card) -> Card:
    """Yes to everything."""
    return {"decision": "accept"}


def write_decisions(decisions: dict[str, Any], path: str = "decisions.json") -> None:
    Path(path).write_text(json.dumps(decisions), encoding="utf-8")
