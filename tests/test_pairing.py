"""Quotations find their English on the page, exactly, whatever the layout; and nobody's own words are claimed."""

import json
import os
import time
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normaliser
from normaliser.assignment import assign
from normaliser.corpora import Library
from normaliser.english_only import locate_english_only
from normaliser.english_page import Page
from normaliser.layout import locate_english
from normaliser.likeness import Known
from normaliser.model import Citation, Kind, Quotation, Ref, Span, Status, Translation
from normaliser.options import Options
from normaliser.pairing import pair
from normaliser.published import Lookup, Published, published
from normaliser.quotemarks import Cue
from normaliser.surroundings import Surroundings

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases" / "pairing.json").read_text(encoding="utf-8"))
ARABIC = "إِنَّا أَعْطَيْنَاكَ الْكَوْثَرَ"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(Options(index_dir=tmp_path_factory.mktemp("pairing-index")))


def translations_of(library: Library, ref: Ref) -> list[tuple[str, str]]:
    return [one for passage in library.passages([ref]) for one in passage.translations]


def quote(text: str, arabic: str, refs: Sequence[str] = (), kind: Kind = Kind.QURAN, start: int = 0) -> Quotation:
    at = text.index(arabic, start)
    span = Span(at, at + len(arabic))
    return Quotation(span, arabic, arabic, kind, tuple(map(Ref, refs)), Status.SOUND, 0.99, "said by the test")


def cite(text: str, cited: dict[str, Any], start: int = 0) -> Citation:
    at = text.index(cited["text"], start)
    first, last = cited["ayahs"]
    span = Span(at, at + len(cited["text"]))
    return Citation(span, cited["text"], Kind.QURAN, "quran", cited["surah"], (first, last))


def run(library: Library, case: dict[str, Any]) -> tuple[Translation | None, ...]:
    text = case["text"]
    quotations: list[Quotation] = []
    for q in case["quotations"]:
        start = quotations[-1].span.end if quotations else 0
        quotations.append(quote(text, q["arabic"], q["refs"], Kind(q["kind"]), start))
    citations = [cite(text, c) for c in case["citations"]]
    return pair(text, quotations, citations=citations, lookup=lookup(library))


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c["label"]))
def test_every_quotation_gets_its_english_and_nothing_else(library: Library, case: dict[str, Any]) -> None:
    found = run(library, case)
    assert [t and t.text for t in found] == case["expect"]
    assert all(t is None or t.span.of(case["text"]) == t.text for t in found)
    if "editions" in case:
        assert [t and t.edition for t in found] == case["editions"]
    for translation, before in zip(found, case.get("at", ()), strict=False):
        assert translation is not None and case["text"][: translation.span.start].endswith(before)


def test_a_translation_by_an_edition_left_out_is_still_found(library: Library) -> None:
    ref = Ref("quran:2:286")
    editions = translations_of(library, ref)
    for left_out, english in editions:
        text = f"﴿{ARABIC}﴾ “{english}” (2:286)"
        others = [edition for edition in editions if edition[0] != left_out]
        (found,) = pair(text, [quote(text, ARABIC, [ref])], citations=(), lookup=Lookup(partial(known, others)))
        assert found is not None and found.text == english
        assert found.edition != left_out


@pytest.mark.parametrize("ref", ["quran:2:255", "quran:108:1-3", "quran:1:1"])
def test_words_coded_in_the_index_say_what_the_texts_say(library: Library, ref: str) -> None:
    page = "And what is [the matter] with you that you fight not? God! There is no deity save Him; pray to your Lord."
    coded, plain = library.published(Ref(ref)), published(translations_of(library, Ref(ref)))
    assert coded.editions == plain.editions and coded.codes is not None and plain.codes is None
    assert list(map(coded.read, range(16))) == list(map(plain.read, range(16)))
    stretch = Span(0, len(page))
    likes = [Known(Page(page, library.vocabulary), [passage]).like(stretch) for passage in (coded, plain)]
    assert likes[0] is not None and likes[0] == likes[1]


def known(translations: list[tuple[str, str]], ref: Ref) -> Published:
    return published(translations)


def test_what_the_layout_offers_has_neither_marks_nor_labels() -> None:
    text = 'Translation: "Read!" (96:1)\n| cell | “Recite.” |\nwhich means: Proclaim.\n'
    offers = {offer.span.of(text): offer.cue for offer in locate_english(text, [], [Span(21, 27)])}
    assert offers["Read!"] is Cue.QUOTED
    assert offers["Recite."] is Cue.QUOTED
    assert offers["Proclaim."] is Cue.LABEL


def test_apostrophes_do_not_open_quotes() -> None:
    text = "The servants' reward and the servant's reward are 'with the Lord' alone."
    assert [o.span.of(text) for o in locate_english(text, [], []) if o.cue is Cue.QUOTED] == ["with the Lord"]


def lookup(library: Library) -> Lookup:
    index = library.english_index()
    assert index is not None
    return Lookup(
        library.published,
        lambda text, least: [(r.ref, r.score, r.edition) for r in index.identify_english(text, least)],
        library.vocabulary,
    )


def test_english_without_arabic_is_claimed_with_and_without_a_citation(library: Library) -> None:
    english = "And what is [the matter] with you that you fight not in the cause of Allah and [for] the oppressed?"
    text = f'They stood as spectators. "{english}" [An-Nisa: 75] Then they left: "{english}"'
    citations = [cite(text, {"text": "[An-Nisa: 75]", "surah": 4, "ayahs": [75, 75]})]
    found = locate_english_only(text, [], citations=citations, lookup=lookup(library))
    assert [(f.text, f.refs, f.edition) for f in found] == [(english, ("quran:4:75",), "en.sahih")] * 2


@pytest.mark.parametrize(
    "words",
    [
        '"We expect the work to take 9 months," the editor said in Leeds on Sunday.',
        "“It is the only museum of its kind,” the editor told reporters, “and it needs a new roof.”",
        'He asked the curator: "Is the library still closed?" The answer was a shrug.',
        'Raise your voice: "armies must move to Aleppo", "We will not allow a second Hama", they said.',
    ],
)
def test_peoples_words_are_never_scripture(library: Library, words: str) -> None:
    text = f"{words} (2:255) {words}"
    citations = [cite(text, {"text": "(2:255)", "surah": 2, "ayahs": [255, 255]})]
    assert locate_english_only(text, [], citations=citations, lookup=lookup(library)) == ()


def test_taken_english_is_not_claimed_again(library: Library) -> None:
    english = "So pray to your Lord and sacrifice [to Him alone]."
    text = f'«{ARABIC}» "{english}" (108:2)'
    at = text.index(english)
    taken = [quote(text, ARABIC).span, Span(at, at + len(english))]
    assert locate_english_only(text, taken, citations=(), lookup=lookup(library)) == ()


MARKS = [*"\"“”'’‘«»()[]|\n *—", "\n\n", "> ", "1. ", ": ", "<p>", "&quot;"]
WORDS = ["Indeed, We have granted you ", "al-Kawthar. ", "he said ", "Translation: ", "which means ", "(108:1)", "كتاب"]
PIECES = st.lists(st.sampled_from([*MARKS, *WORDS, ARABIC]), max_size=40)


@given(PIECES)
def test_any_page_is_paired_without_overlaps(library: Library, pieces: list[str]) -> None:
    text = "".join(pieces)
    quotations, at = [], 0
    while (at := text.find(ARABIC, at)) >= 0:
        quotations.append(quote(text, ARABIC, ["quran:108:1"], start=at))
        at += len(ARABIC)
    citations = [Citation(Span(i, i + 7), "(108:1)", Kind.QURAN, "quran", 108, (1, 1))
                 for i in range(len(text)) if text.startswith("(108:1)", i)]  # fmt: skip
    found = pair(text, quotations, citations=citations, lookup=lookup(library))
    assert len(found) == len(quotations)
    spans = sorted([t.span for t in found if t] + [q.span for q in quotations])
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(t.span.of(text) == t.text == t.text.strip() and 0 < t.confidence < 1 for t in found if t)


def brute_force(wishes: list[dict[int, float]]) -> float:
    """The best total over every assignment, by trying them all."""

    def best(bidder: int, taken: frozenset[int]) -> float:
        if bidder == len(wishes):
            return 0.0
        totals = [best(bidder + 1, taken)]
        totals += [v + best(bidder + 1, taken | {i}) for i, v in wishes[bidder].items() if i not in taken and v > 0]
        return max(totals)

    return best(0, frozenset())


WORTH = st.sampled_from([-1.0, 0.3, 0.5, 1.0, 2.0])
WISHES = st.lists(st.dictionaries(st.integers(0, 4), WORTH, max_size=4), max_size=5)


@given(st.lists(st.sampled_from(["(1:1)", "word", " ", "\n", "\n\n", "— ", "“", "”", "."]), max_size=12), st.data())
def test_a_block_is_left_unread_only_if_no_citation_is_beside_any_passage_of_it(
    pieces: list[str], data: st.DataObject
) -> None:
    text = "".join(pieces)
    at = [i for i in range(len(text)) if text.startswith("(1:1)", i)]
    surroundings = Surroundings(
        text, (), [Citation(Span(i, i + 5), "(1:1)", Kind.QURAN, "quran", 1, (1, 1)) for i in at]
    )
    places = st.integers(0, len(text))
    start, first, last, end = sorted(data.draw(st.tuples(places, places, places, places)))
    if surroundings.citation_beside(Span(first, last)):
        assert surroundings.may_cite(Span(start, end))


@given(WISHES)
def test_the_assignment_is_as_good_as_trying_everything(wishes: list[dict[int, float]]) -> None:
    got = assign(wishes)
    given_out = [item for item in got if item is not None]
    assert len(set(given_out)) == len(given_out)
    total = sum(of_one[item] for of_one, item in zip(wishes, got, strict=True) if item is not None)
    assert total >= brute_force(wishes) - 0.005 * len(wishes) - 1e-9


@pytest.mark.parametrize(
    "text",
    ['He said "this ' * 7000, "say “this ” and ” " * 5000, "' “ " * 25_000, '"""' * 20_000, "(a " * 30_000],
    ids=["open", "curly", "mixed", "run", "brackets"],
)
def test_a_long_line_of_stray_marks_takes_time_in_proportion(text: str) -> None:
    started = time.process_time()
    locate_english(text, [], [])
    assert time.process_time() - started < 5.0


def test_thousands_of_quotations_on_a_page_are_paired_in_order(library: Library) -> None:
    english = "Indeed, We have granted you, [O Muhammad], al-Kawthar."
    line = f'«{ARABIC}» "{english}"\n\n'
    text = line * 2000
    quotations = [quote(text, ARABIC, ["quran:108:1"], start=i * len(line)) for i in range(2000)]
    started = time.process_time()
    found = pair(text, quotations, citations=(), lookup=lookup(library))
    assert time.process_time() - started < 10.0
    assert [t and t.span.start for t in found] == [i * len(line) + line.index(english) for i in range(2000)]


@pytest.mark.slow
def test_the_benchmark_pages_are_paired(library: Library) -> None:
    folder = os.environ.get("NORMALISER_BENCH")
    if not folder:
        pytest.skip("set NORMALISER_BENCH to the folder of the benchmark files")
    right = total = 0
    for line in (Path(folder) / "docs_dev.jsonl").read_text(encoding="utf-8").split("\n"):
        page: dict[str, Any] = json.loads(line) if line else {"whole_page": True}
        if page["whole_page"]:
            continue  # damaged English: the pipeline undoes that first
        gold: list[dict[str, Any]] = page["gold"]
        quotations = [
            Quotation(Span(g["start"], g["end"]), g["arabic"], g["arabic"], Kind(g["kind"]),
                      (Ref(f"quran:{g['ref']}"),) if g["ref"] else (), Status.SOUND, 0.99, "")
            for g in gold
        ]  # fmt: skip
        found = pair(page["text"], quotations, citations=(), lookup=lookup(library))
        total += len(gold)
        right += sum(
            t is not None and t.span == Span(g["en_start"], g["en_end"]) for g, t in zip(gold, found, strict=True)
        )
    assert right >= 0.98 * total


def test_what_is_not_one_to_one_is_said() -> None:
    arabic, english = "فَإِنَّ مَعَ الْعُسْرِ يُسْرًا", "For indeed, with hardship [will be] ease."
    other = "But lo! with hardship goeth ease,"
    twice = normaliser.repair(f"«{arabic}» “{english}” Or, as another has it: “{other}” (94:5)")
    assert [p.english for p in twice.pairs] == [english]
    assert [(e.text, e.refs, e.edition) for e in twice.english_only] == [(other, ("quran:94:5",), "en.pickthall")]
    shared = normaliser.repair(f"«{arabic}» he said. “{english}” And again «{arabic}» was heard.")
    assert [bool(q.translation) for q in shared.quotations] == [True, False]
    assert [q.warnings for q in shared.quotations] == [(), ("shares the English of quran:94:5 beside it",)]
    alone = normaliser.repair(f"«{arabic}» he said, and nobody answered.")
    assert [(q.translation, q.warnings) for q in alone.quotations] == [(None, ())]
