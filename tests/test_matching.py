"""Which passages a run of words may quote: found whole, in part, damaged, repeated, across verses."""

import random
from collections.abc import Sequence
from functools import cache

import pytest

from normaliser.corpora import Library, QuranShelf
from normaliser.matching import Hints, Match, find_matches
from normaliser.model import Kind
from normaliser.options import Options
from normaliser.search import find_exact, find_noisy
from normaliser.skeleton import fold_rasm
from normaliser.words import split_words


@cache
def library() -> Library:
    return Library(Options(corpora=("quran",)))


@cache
def quran() -> QuranShelf:
    shelf = library().shelf("quran")
    assert isinstance(shelf, QuranShelf)
    return shelf


def matches(text: str, hints: Hints | None = None) -> Sequence[Match]:
    return find_matches(split_words(text), library(), hints or Hints(), lambda match: match.bits)


def refs(text: str, **hints: frozenset[tuple[int, int]]) -> tuple[str, ...]:
    """The refs of the best match, none when there is no match at all."""
    found = matches(text, Hints(verses=hints.get("verses", frozenset())))
    return tuple(found[0].refs) if found else ()


def sampled(count: int, least: int) -> list[tuple[int, int, list[str]]]:
    """(surah, ayah, bare words) of random verses with at least so many words."""
    rng = random.Random(11)
    rows = [row for row in range(quran().rows() // 2) if quran().key(row)[1]]
    found: list[tuple[int, int, list[str]]] = []
    while len(found) < count:
        surah, ayah = quran().key(rng.choice(rows))
        words = [word.skeleton for word in split_words(quran().forms(surah, ayah)[3])]
        if len(words) >= least:
            found.append((surah, ayah, words))
    return found


EXAMPLES = {
    "a whole verse": ("إنا أعطيناك الكوثر", ("quran:108:1",)),
    "part of a verse": ("لا إكراه في الدين قد تبين", ("quran:2:256",)),
    "several verses": ("إنا أعطيناك الكوثر فصل لربك وانحر", ("quran:108:1-2",)),
    "the end of one and the start of the next": ("وهم لا يفتنون ولقد فتنا الذين", ("quran:29:2-3",)),
    "no spaces": ("إناأعطيناكالكوثر", ("quran:108:1",)),
    "spaces everywhere": ("إ نا أع طي ناك ال كو ثر", ("quran:108:1",)),
    "no dots": ("لا إكراه ڡى الدىں ٯد ٮٮٮں", ("quran:2:256",)),
    "a word lost": ("لا إكراه الدين قد تبين الرشد من الغي", ("quran:2:256",)),
    "a damaged first word like the last one of the verse before": (
        "لأولئن سألتهم من خلق السماوات والأرض ليقولن خلقهن العزيز",
        ("quran:43:9",),
    ),
    "a damaged last word like the first one of the next verse": (
        "نطفة فإذا هو خصيم مبين لا نعام",
        ("quran:16:4", "quran:36:77"),
    ),
    "the last word of a verse, and the next verse": ("وتقواها قد أفلح من زكاها", ("quran:91:8-9",)),
    "a basmala alone": ("بسم الله الرحمن الرحيم", ("quran:1:1",)),
    "a basmala and a verse": ("بسم الله الرحمن الرحيم إنا أعطيناك الكوثر", ("quran:108:1",)),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_best_match_names_the_passage(name: str) -> None:
    text, expected = EXAMPLES[name]
    assert refs(text)[: len(expected)] == expected


def test_a_refrain_has_all_its_places_and_the_named_one_first() -> None:
    refrain = "فبأي آلاء ربكما تكذبان"
    places = refs(refrain)
    assert len(places) == 31 == len(set(places))
    named = refs(refrain, verses=frozenset({(55, 40)}))
    assert named[0] == "quran:55:40" and set(named) == set(places)


def test_a_named_verse_is_tried_however_little_is_left_of_it() -> None:
    scraps = "انا اعطز الكو"
    (best, *_) = matches(scraps, Hints(verses=frozenset({(108, 1)})))
    assert best.refs[0] == "quran:108:1" and best.hinted


def test_the_two_spellings_of_a_verse_are_no_rivals() -> None:
    for surah, ayah, words in sampled(20, 8):
        ours = f"quran:{surah}:{ayah}"
        assert sum(ours in match.refs for match in matches(" ".join(words))) == 1


def test_any_six_words_of_a_verse_find_it_at_no_cost() -> None:
    rng = random.Random(5)
    for surah, ayah, words in sampled(150, 6):
        start = rng.randrange(len(words) - 5)
        best = matches(" ".join(words[start : start + 6]))[0]
        assert best.cost == 0 and f"quran:{surah}:{ayah}" in best.refs


def test_a_fifth_of_the_letters_wrong_and_spaces_lost_still_find_it() -> None:
    rng = random.Random(6)
    found = 0
    verses = sampled(150, 10)
    for surah, ayah, words in verses:
        garbled = "".join(
            c if rng.random() > 0.2 else rng.choice("بتجدرسعفقكلمنهوي") if c != " " else "" for c in " ".join(words)
        )
        found += f"quran:{surah}:{ayah}" in refs(garbled)
    assert found >= 0.95 * len(verses)


def test_the_exact_search_finds_what_a_plain_scan_finds() -> None:
    whole = quran().rasm_bytes
    rng = random.Random(8)
    for _ in range(60):
        start, size = rng.randrange(len(whole) - 40), rng.randrange(12, 40)
        wanted = whole[start : start + size]
        found = find_exact(quran(), wanted)
        assert (start, start + size) in found or len(found) >= 64
        assert all(whole[a:b] == wanted for a, b in found)


def test_nothing_is_found_for_nothing() -> None:
    assert find_exact(quran(), b"") == [] == find_noisy(quran(), b"")
    assert find_exact(quran(), fold_rasm("ا")) == []
    assert not matches("ا ا ا")


def test_blocks_hold_every_quoted_word_and_targets_every_passage_word() -> None:
    for text in ("لا إكراه الدين قد تبين الرشد ثم قال من الغي", "قال ربكم إنا أعطيناك الكوثر جميعا"):
        for match in matches(text):
            covered = [i for block in match.blocks for i in range(block.q0, block.q1)]
            assert covered == list(range(len(match.quoted)))
            assert all(block.p1 <= len(match.targets) for block in match.blocks if block.p0 < block.p1)
            assert 0 <= match.similarity <= 1
            assert match.shelf.kind is Kind.QURAN
