"""Which English words render which Arabic words, and which part renders which: the parts of it, on small inputs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from normaliser.assembly import Findings, assemble
from normaliser.corpora.training import ROUNDS, train
from normaliser.edits import apply
from normaliser.garbles import undo_garbles
from normaliser.hmm import FIRST_JUMPS, Floats, jump_table, posteriors
from normaliser.linking import link_words
from normaliser.model import Edit, Kind, Passage, Quotation, Ref, Span, Status, Translation, WordLink
from normaliser.morphs import count_forms, cut_word, stem_english
from normaliser.report import Document, as_dict
from normaliser.sources import Source
from normaliser.stretches import best_stretch, borders
from normaliser.wordlinks import align_words

LETTERS = st.text("ابتسفكلمنهوي", min_size=1, max_size=9)


# Words cut up.


@given(st.dictionaries(LETTERS, st.integers(1, 50), max_size=20), LETTERS)
def test_a_word_is_cut_into_morphs_that_spell_it(vocabulary: dict[str, int], word: str) -> None:
    morphs = cut_word(word, count_forms(vocabulary).__getitem__)
    assert all(morph.strip("+") for morph in morphs)
    assert sum("+" not in morph for morph in morphs) <= 1
    spelt = "".join(morph.strip("+") for morph in morphs)
    assert abs(len(spelt) - len(word)) <= 2  # the article after li-, ta marbuta, silent alef
    assert spelt[0] == word[0]


def test_clitics_are_cut_off_where_the_rest_is_a_word() -> None:
    count = count_forms(
        {"كتاب": 9, "كتابهم": 3, "وكتابهم": 1, "وعد": 9, "مومن": 5, "مومنون": 5, "الكتاب": 4}
    ).__getitem__
    assert cut_word("وكتابهم", count) == ["و+", "كتاب", "+هم"]
    assert cut_word("وعد", count) == ["وعد"]
    assert cut_word("للمومنين", count) == ["ل+", "ال+", "مومن", "+ون"]
    assert cut_word("بالكتاب", count) == ["ب+", "ال+", "كتاب"]


def test_english_forms_of_a_word_have_one_stem() -> None:
    assert len({stem_english(word) for word in ("believe", "believed", "believes", "believing", "believeth")}) == 1
    assert stem_english("is") == "is"


# The hidden Markov model, against every path there is.


def every_path(emissions: Floats, none: Floats, table: Floats, start: Floats) -> NDArray[np.float64]:
    """`posteriors` of one sentence, by adding up all paths; a word from nowhere stays where the one before it was."""
    words, places = emissions.shape
    total, sums = 0.0, np.zeros((words, places))
    for first in range(places):
        for path in product(range(-1, places), repeat=words):
            chance, at = float(start[first]), first
            for word, place in enumerate(path):
                if place < 0:
                    chance *= float(none[word])
                    continue
                chance *= float(emissions[word, place]) * (float(table[at, place]) if word else float(place == at))
                at = place
            total += chance
            for word, place in enumerate(path):
                if place >= 0:
                    sums[word, place] += chance
    return sums / total


@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 4))
def test_posteriors_are_those_of_all_paths(seed: int, places: int, words: int) -> None:
    draw = np.random.default_rng(seed)
    emissions = draw.uniform(0.01, 1, (1, words, places)).astype(np.float32)
    none = draw.uniform(0.01, 0.5, (1, words)).astype(np.float32)
    start = np.full((1, places), 1 / places, np.float32)
    table = jump_table(FIRST_JUMPS, places)
    found = posteriors(emissions, none, table, start)[0]
    assert found == pytest.approx(every_path(emissions[0], none[0], table, start[0]), abs=1e-4)


# What is learnt.


def toy_lines() -> tuple[list[NDArray[np.int32]], list[NDArray[np.int32]]]:
    """Sentences of three words each, English in the reverse order."""
    lines = [line for line in product(range(1, 7), repeat=3) if len(set(line)) == 3]
    return [np.array(line, np.int32) for line in lines], [np.array(line[::-1], np.int32) for line in lines]


def test_a_dictionary_is_learnt_from_sentences_alone() -> None:
    steps: list[int] = []
    learned = train(*toy_lines(), (7, 7), steps.append)
    assert steps == list(range(ROUNDS))
    best = {}
    for arabic in range(1, 7):
        of_it = np.flatnonzero(learned.keys // 7 == arabic)
        best[arabic] = int(learned.keys[of_it[np.argmax(learned.to_english[of_it])]] % 7)
    assert best == {word: word for word in range(1, 7)}


def test_the_same_lines_teach_the_same() -> None:
    one, other = (train(*toy_lines(), (7, 7), lambda number: None) for _ in range(2))
    assert (one.keys == other.keys).all() and (one.to_english == other.to_english).all()
    assert (one.jumps_arabic == other.jumps_arabic).all()


# Stretches.


@given(
    arrays.arrays(np.float64, st.integers(1, 8), elements=st.floats(-1, 1, width=16)),
    st.lists(st.sampled_from([0.0, 0.3, 0.5]), min_size=9, max_size=9),
)
def test_the_best_stretch_is_the_best_of_all(gains: NDArray[np.float64], marks: list[float]) -> None:
    ends = np.array(marks[: len(gains) + 1])
    found = best_stretch(gains, ends)

    def value(first: int, last: int) -> float:
        return float((gains[first:last] - 0.01).sum() + ends[first] + ends[last])

    stretches = [(a, b) for a in range(len(gains)) for b in range(a + 1, len(gains) + 1)]
    gaining = [(a, b) for a, b in stretches if (gains[a:b] - 0.01).sum() > 1e-9]
    assert (found is not None) >= bool(gaining)
    if found and gaining:
        assert value(*found) == pytest.approx(max(value(a, b) for a, b in gaining))


def test_a_stretch_ends_with_a_clause() -> None:
    text = "He knows, and you do not; he forgives"
    starts = [i for i in range(len(text)) if text[i].isalpha() and (not i or text[i - 1] == " ")]
    words = [(start, start + len(text[start:].split()[0].strip(",;"))) for start in starts]
    gains = np.array([1.0, 1, -0.1, 0, 0, 0, -1, -1])
    assert best_stretch(gains, borders(text, words)) == (0, 6)


# Links on a page, by a model that knows a few words.

GLOSSES = {"الله": ["god"], "يعلم": ["knows"], "وانتم": ["and", "you"], "لا": ["not"], "تعلمون": ["know"]}


class Glossary:
    """Stands in for the model: one morph a word, and the words of the glossary."""

    jumps = (FIRST_JUMPS, FIRST_JUMPS)

    def number_arabic(self, skeletons: Sequence[str]) -> tuple[list[int], list[int]]:
        known = list(GLOSSES)
        return [known.index(s) + 1 if s in known else 0 for s in skeletons], list(range(len(skeletons)))

    def number_english(self, keys: Sequence[str]) -> list[int]:
        known = [word for words in GLOSSES.values() for word in words]
        return [known.index(key) + 1 if key in known else 0 for key in keys]

    def chances(self, arabic: Sequence[int], english: Sequence[int]) -> tuple[Floats, Floats]:
        words = [word for words in GLOSSES.values() for word in words]
        pairs = [(a, words.index(w) + 1) for a, ws in enumerate(GLOSSES.values(), start=1) for w in ws]
        table = np.array([[0.9 if (a, e) in pairs else 1e-4 for a in arabic] for e in english], np.float32)
        return table, table

    def shares(self, arabic: Sequence[int], english: Sequence[int]) -> tuple[Floats, Floats]:
        return np.full(len(arabic), 1e-2, np.float32), np.full(len(english), 1e-2, np.float32)


VERSE = Passage(
    Ref("quran:2:216"),
    "الله يعلم وأنتم لا تعلمون",
    (("en.own", "God knows; and you know not."),),
    "",
)


def passages_of(refs: Iterable[Ref]) -> list[Passage]:
    return [VERSE for _ in refs]


def quotation(page: str, arabic: str, english: str) -> Quotation:
    at, there = page.index(arabic), page.index(english)
    translation = Translation(Span(there, there + len(english)), english, "en.own", 1.0)
    return Quotation(
        Span(at, at + len(arabic)),
        arabic,
        arabic,
        Kind.QURAN,
        (VERSE.ref,),
        Status.SOUND,
        1.0,
        "",
        translation=translation,
    )


def link(page: str, found: Quotation) -> tuple[Translation, list[tuple[str, str]]]:
    linked = link_words(found, Glossary(), passages_of=passages_of).translation  # type: ignore[arg-type]  # stands in
    assert linked is not None and linked.words is not None
    return linked, [(one.arabic.of(page), one.english.of(page)) for one in linked.words]


def test_links_are_spans_of_the_page() -> None:
    page = f"He said: «{VERSE.text}» \u201cGod knows; and you know not.\u201d"
    linked, words = link(page, quotation(page, VERSE.text, "God knows; and you know not."))
    assert words == [
        ("الله", "God"), ("يعلم", "knows"), ("وأنتم", "and"), ("وأنتم", "you"), ("لا", "not"), ("تعلمون", "know"),
    ]  # fmt: skip
    assert linked.part is None and linked.rendered is None


def test_the_part_that_renders_half_a_verse_is_found() -> None:
    page = "«وأنتم لا تعلمون» God knows; and you know not."
    linked, words = link(page, quotation(page, "وأنتم لا تعلمون", "God knows; and you know not."))
    assert linked.part is not None and linked.part.of(page) == "and you know not"
    assert linked.rendered is None
    assert ("الله", "God") not in words and ("لا", "not") in words


def test_the_part_that_half_a_translation_renders_is_found() -> None:
    page = f"«{VERSE.text}» and you know not."
    linked, _ = link(page, quotation(page, VERSE.text, "and you know not."))
    assert linked.rendered is not None and linked.rendered.of(page) == "وأنتم لا تعلمون"
    assert linked.part is None


def test_a_damaged_word_is_linked_where_it_stands() -> None:
    page = "«الله يع لم وأنتم لا» God knows; and you know not."
    found = quotation(page, "الله يع لم وأنتم لا", "God knows; and you know not.")
    at = page.index("يع لم")
    edits = (
        Edit(Span(at, at + 5), "يع لم", "يعلم", ("reference",), ""),
        Edit(Span(found.span.end, found.span.end), "", " تعلمون", ("reference",), ""),
    )
    mended = Quotation(
        found.span, found.original, "الله يعلم وأنتم لا تعلمون", found.kind, found.refs, Status.REPAIRED, 1.0, "",
        edits=edits, translation=found.translation,
    )  # fmt: skip
    _, words = link(page, mended)
    assert ("يع لم", "knows") in words
    assert all(english != "know" for _, english in words), "the word that the repair adds stands nowhere"


def test_nothing_to_link_gives_no_links() -> None:
    assert align_words(Glossary(), [], ["god"]).links() == []  # type: ignore[arg-type]  # stands in
    page = "«الله» !!"
    assert link(page, quotation(page, "الله", "!!"))[1] == []


def test_a_whole_surah_is_not_linked() -> None:
    table = align_words(Glossary(), ["الله"] * 5_000, ["god"] * 9_000)  # type: ignore[arg-type]  # stands in
    assert table.both.shape == (9_000, 5_000) and not table.both.any()


def test_links_are_carried_back_over_garbles() -> None:
    text = "\u00d8\u00a7\u00d9\u201e\u00d9\u201e\u00d9\u2021 \u201cGod\u201d"
    garbled, _ = undo_garbles(text)
    view = apply(text, garbled)
    assert view.startswith("الله")
    found = quotation(view, "الله", "God")
    linked = link_words(found, Glossary(), passages_of=lambda refs: [])  # type: ignore[arg-type]  # stands in
    report = assemble(text, view, garbled, Findings((linked,)), ())
    (one,) = report.pairs[0].words
    assert one.arabic.of(text) == text[:8] and one.english.of(text) == "God"


def test_rows_hold_links_only_where_they_were_asked_for() -> None:
    page = f"«{VERSE.text}» God knows; and you know not."
    plain = quotation(page, VERSE.text, "God knows; and you know not.")
    linked = link_words(plain, Glossary(), passages_of=passages_of)  # type: ignore[arg-type]  # stands in
    for found, keys in ((plain, set()), (linked, {"part", "rendered", "words"})):
        report = assemble(page, page, (), Findings((found,)), ())
        (row,) = Document(Source("page.txt", page.encode(), page, "utf-8"), report).linked_rows()
        assert set(row) & {"part", "rendered", "words"} == keys
        translation = as_dict(report, "page.txt")["quotations"][0]["translation"]
        assert translation is not None and set(translation) & {"part", "rendered", "words"} == keys
    assert row["words"][0] == {
        "start": 1, "end": 5, "en_start": page.index("God"), "en_end": page.index("God") + 3,
        "confidence": row["words"][0]["confidence"],
    }  # fmt: skip


def test_a_link_can_be_carried_to_another_text() -> None:
    one = Translation(Span(0, 3), "abc", None, 1.0, Span(1, 2), None, (WordLink(Span(5, 6), Span(0, 1), 0.5),))
    moved = one.carried(lambda span: span.shift(2), "  abc")
    assert (moved.span, moved.text, moved.part, moved.rendered) == (Span(2, 5), "abc", Span(3, 4), None)
    assert moved.words == (WordLink(Span(7, 8), Span(2, 3), 0.5),)


def test_the_vocabulary_counts_what_is_left() -> None:
    assert count_forms(Counter({"كتاب": 2, "وكتاب": 3}))["كتاب"] == 5
