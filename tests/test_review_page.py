"""The review page as a file: nothing in it but itself, nothing of a text in it that could run."""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from html.parser import HTMLParser

import regex  # type: ignore[import-untyped]  # the package ships no types
from hypothesis import given
from hypothesis import strategies as st
from reviewing import page_data
from stub import VERSE, WRONG, StubNormaliser

from normaliser.batch import repair_all
from normaliser.formats import Setting
from normaliser.formats.review import mark_letters, render_review
from normaliser.model import Status
from normaliser.sources import Source
from normaliser.sources.markup import Text

BEFORE = f"فَاللَّهُ {WRONG} أَن"
HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> ]]> &lt; \u2028\x00\x85\ufeff\u202e"
arabic = st.text(st.sampled_from("لاأإبت ةه\N{ARABIC FATHA}\N{ARABIC SHADDA}\N{ARABIC TATWEEL}x\n"), max_size=20)


def render(*texts: str, notice: str = "", paths: Iterable[str] = ()) -> str:
    names = [*paths, *(f"{i}.txt" for i in range(len(texts)))]
    sources = (
        Source(name, text.encode("utf-8", "surrogatepass"), text, "utf-8", texts=(Text(text),))
        for name, text in zip(names, texts, strict=False)
    )
    documents = repair_all(StubNormaliser(), sources)
    return b"".join(render_review(documents, Setting(notice=notice))).decode()


class Tags(HTMLParser):
    """The elements of a page, and the text of those that hold code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.code: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style") and self.cdata_elem:
            self.code.append(data)


def test_nothing_of_a_text_is_markup() -> None:
    page = render(f"{HOSTILE} ﴿{BEFORE} {HOSTILE}﴾ “{HOSTILE}” Ø§{HOSTILE}", notice=HOSTILE, paths=[f"{HOSTILE}.txt"])
    assert [tag for tag, _ in Tags(page).tags] == [tag for tag, _ in Tags(render("")).tags]
    assert "alert(1)" not in re.sub(r'id="data">.*?</script>', "", page, flags=re.DOTALL)
    assert any(HOSTILE in "".join(card["before"]) for card in page_data(page)["cards"])


def test_only_our_own_script_and_style_may_work() -> None:
    page = render(f"﴿{BEFORE}﴾")
    tags = Tags(page)
    (policy,) = [attrs["content"] for tag, attrs in tags.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    style, _, script = tags.code
    wanted = [f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in (script, style)]
    assert policy and f"script-src {wanted[0]}; style-src {wanted[1]}; font-src data:;" in policy
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    handlers = [name for _, attrs in tags.tags for name in attrs if name.startswith("on") or name == "style"]
    assert handlers == []


def test_nothing_is_fetched() -> None:
    page = render(f"﴿{BEFORE}﴾")
    assert not [attrs for _, attrs in Tags(page).tags if {"src", "href"} & set(attrs) and attrs.get("href") != "#cards"]
    style = Tags(page).code[0]
    fonts = re.findall(r"url\(data:font/woff2;base64,([^)]+)\)", style)
    assert style.count("url(") == len(fonts) == 3 and "@import" not in style
    assert all(b64decode(font).startswith(b"wOF2") for font in fonts)


def test_whose_the_fonts_and_texts_are_is_said() -> None:
    page = render(f"﴿{BEFORE}﴾", notice="quran: Tanzil, https://tanzil.net")
    assert "SIL OPEN FONT LICENSE Version 1.1" in page and "The Amiri Project Authors" in page
    data = page_data(page)
    assert data["notice"] == "quran: Tanzil, https://tanzil.net"
    assert data["passages"] == {VERSE.ref: [VERSE.text, VERSE.source]}


def test_what_is_the_same_is_one_card() -> None:
    pages = [f"say ﴿{BEFORE}﴾\n\n\nand ﴿{BEFORE}﴾", "Ø§", f"﴿{BEFORE}﴾ Ø§"]
    verse, garble = page_data(render(*pages))["cards"]
    assert [place[0] for place in verse["places"]] == [0, 0, 2]
    assert [place[4] for place in verse["places"]] == ["1:6", "4:6", "1:2"]
    assert [place[0] for place in garble["places"]] == [1, 2]


def test_the_least_sure_come_first() -> None:
    cards = page_data(render("Ø§", f"﴿{BEFORE}﴾", f"﴿{BEFORE} ~﴾", "﴿نص ?﴾"))["cards"]
    assert [card["status"] for card in cards] == ["unresolved", "suggested", "repaired", "repaired"]
    assert cards[2]["confidence"] < cards[3]["confidence"]


def test_a_card_says_all_there_is_to_know() -> None:
    (card,) = page_data(render(f"He said ﴿{BEFORE}﴾ “fear Him” [2:255]"))["cards"]
    assert ("".join(card["before"]), card["refs"], card["kind"]) == (BEFORE, [VERSE.ref], "quran")
    assert (card["english"], card["makers"]) == (["fear Him", "en.sahih"], ["reference"])
    assert (card["because"], card["rivals"]) == ("letters agree\nwith quran:9:13", [["quran:5:44", 0.41]])
    assert card["warnings"] == ["cited as 2:255, quotes 9:13"]
    assert card["context"] == ["He said ﴿", BEFORE, "﴾ “fear Him” [2:255]"]


def test_the_page_is_the_same_each_time_and_small() -> None:
    text = "\n\n".join(f"{i} ﴿{BEFORE} نص{i}﴾ “fear Him”" for i in range(200))
    page = render(text)
    assert page == render(text)
    per_card = (len(page.encode()) - len(render("").encode())) / 200
    assert len(render("").encode()) < 350_000 and per_card < 1500


def test_bytes_that_are_no_text_survive() -> None:
    (card,) = page_data(render("﴿نص \udcff ?﴾"))["cards"]
    assert "".join(card["before"]) == "نص \udcff ?"


@given(arabic, arabic)
def test_pieces_are_cut_between_letters_and_put_together_again(before: str, after: str) -> None:
    for text, pieces in zip((before, after), mark_letters(before, after), strict=True):
        assert "".join(pieces) == text
        borders = {found.end() for found in regex.finditer(r"\X", text)} | {0}
        cuts = [len("".join(pieces[:i])) for i in range(1, len(pieces))]
        assert set(cuts) <= borders
    old, new = mark_letters(before, after)
    assert old[::2] == new[::2]


@given(st.text(max_size=200))
def test_any_text_at_all_comes_through(text: str) -> None:
    text = text.replace("﴿", "").replace("﴾", "")
    page = render(f"﴿{text} ?﴾")
    (card,) = [card for card in page_data(page)["cards"] if card["status"] == str(Status.UNRESOLVED)] or [None]
    assert card is None or "".join(card["before"]) == f"{text} ?"
    assert len(Tags(page).tags) == len(Tags(render("")).tags)
