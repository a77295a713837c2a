"""English is folded the same way everywhere, aligned as plainly as can be, and found in every edition."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.corpora import Library
from normaliser.corpora.english import EnglishIndex, open_english
from normaliser.english import Alphabet, align, content_code, coverage, fold_english, is_foreign, words_of
from normaliser.english_page import Page
from normaliser.model import Ref, Span
from normaliser.options import Options

QUOTES = "“”‘’\"'`"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("english-index")


@pytest.fixture(scope="session")
def library(folder: Path) -> Library:
    return Library(Options(index_dir=folder))


@pytest.fixture(scope="session")
def index(library: Library) -> EnglishIndex:
    index = library.english_index()
    assert index is not None
    return index


def editions_of(library: Library, ref: str) -> dict[str, str]:
    return {edition: text for passage in library.passages([Ref(ref)]) for edition, text in passage.translations}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lo! Allah’s mercy", ["lo", "allahs", "mercy"]),
        ("the Qurʾān—recite", ["the", "quran", "recite"]),
        ("[O Muhammad],-say:", ["o", "muhammad", "say"]),
        ("'Our Lord' and “me”", ["our", "lord", "and", "me"]),
        ("ALIF-LAM-MIM 12:3", ["alif", "lam", "mim", "12", "3"]),
        ("قال he said", ["he", "said"]),
        ("'' — …", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert fold_english(text) == words


@given(st.text(st.sampled_from("abZé" + QUOTES + "— -.[](\u0301\u02beﬁ\N{ARABIC LETTER BEH}1\n")))
def test_both_ways_of_folding_agree(text: str) -> None:
    words = words_of(text)
    assert fold_english(text) == list(words.keys)
    assert all(fold_english(text[a:b]) == [k] for k, a, b in zip(words.keys, words.starts, words.ends, strict=True))


def slow_align(here: str, there: str) -> float:
    """The best local alignment, plainly: a word in common 1, a word on one side -0.5, both at once -0.5."""
    rows = [[0.0] * (len(there) + 1) for _ in range(len(here) + 1)]
    best = 0.0
    for i, a in enumerate(here, start=1):
        for j, b in enumerate(there, start=1):
            diagonal = rows[i - 1][j - 1] + (1.0 if a == b else -0.5)
            rows[i][j] = max(0.0, diagonal, rows[i - 1][j] - 0.5, rows[i][j - 1] - 0.5)
            best = max(best, rows[i][j])
    return best


@given(st.text("abcd", max_size=12), st.text("abcd", max_size=12))
def test_an_alignment_is_consistent_and_never_better_than_the_plain_one(here: str, there: str) -> None:
    found = align(here, there)
    if found is None:
        assert not set(here) & set(there)
        return
    (h0, h1), (t0, t1) = found.here, found.there
    assert 0 < found.same <= min(h1 - h0, t1 - t0)
    assert here[h0] == there[t0]
    assert here[h1 - 1] == there[t1 - 1]
    gaps = max(h1 - h0, t1 - t0) - found.same
    assert found.same - gaps <= slow_align(here, there)


@given(st.text("abcdefghij", min_size=6, max_size=20), st.text("klmnop", max_size=9), st.text("qrstuv", max_size=9))
def test_a_part_is_found_where_it_stands(part: str, before: str, after: str) -> None:
    found = align(part, before + part + after)
    assert found is not None
    assert found.there == (len(before), len(before) + len(part))
    assert found.same == len(part)


def test_a_few_spoilt_words_do_not_move_the_ends() -> None:
    alphabet = Alphabet()
    edition = fold_english("And what is the matter with you that you fight not in the cause of Allah and for the weak")
    page = ["he", "said", *edition, "they", "left"]
    page[6], page[13] = "rnatter", "tight"
    found = align(alphabet.code(page), alphabet.code(edition))
    assert found is not None
    assert found.here == (2, 2 + len(edition))


@given(st.text(st.sampled_from("aé’' .\n"), max_size=40), st.data())
def test_a_page_read_in_parts_has_the_words_of_the_whole(text: str, data: st.DataObject) -> None:
    words, page, alphabet = words_of(text), Page(text), Alphabet()
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        span = Span(start, data.draw(st.integers(start, len(text))))
        inside = [i for i, at in enumerate(words.starts) if start <= at < span.end]
        stretch = page.words(span)
        assert list(stretch.keys) == [words.keys[i] for i in inside]
        assert list(stretch.starts) == [words.starts[i] for i in inside]
        assert page.encode(stretch.keys) == stretch.code
        cut = any(a < edge < b for a, b in zip(words.starts, words.ends, strict=True) for edge in (start, span.end))
        assert stretch.whole is not cut
    assert len(set(alphabet.code(words.keys))) == len(set(words.keys))


def plain_seek(words: list[str], edition: list[str]) -> tuple[int, int] | None:
    """Where an edition's words stand, by counting every four in a row that it shares with the page."""
    votes: dict[int, int] = {}
    for i in range(len(edition) - 3):
        places = [j for j in range(len(words) - 3) if words[j : j + 4] == edition[i : i + 4]]
        for place in places[:8]:
            votes[(place - i) // 8] = votes.get((place - i) // 8, 0) + 1
    if not votes:
        return None
    band = min(votes, key=lambda b: (-votes[b] - votes.get(b + 1, 0), b))
    enough = votes[band] > 1 or len(edition) <= 5
    return (max(0, band * 8 - 8), min(len(words), (band + 2) * 8 + len(edition) + 8)) if enough else None


FEW_WORDS = st.lists(st.sampled_from(["say", "lord", "people", "the"]), max_size=40)


@given(FEW_WORDS, st.lists(FEW_WORDS.filter(bool), max_size=3))
def test_editions_are_sought_as_if_every_run_were_counted(words: list[str], editions: list[list[str]]) -> None:
    page = Page("".join(word + ("\n\n" if i % 5 == 4 else " ") for i, word in enumerate(words)))
    starts, ends = words_of(page.text).starts, words_of(page.text).ends
    found = [place for edition in editions if (place := plain_seek(words, edition))]
    assert page.seek(list(map(page.encode, editions))) == {Span(starts[low], ends[high - 1]) for low, high in found}


def test_words_are_characters_that_a_string_may_have() -> None:
    codes = [content_code(number) for number in (0, 0xD6FF, 0xD700, 200_000)]
    assert sorted(set(codes)) == codes
    assert "".join(codes).encode("utf-8")


@pytest.mark.parametrize("ref", ["quran:2:282", "quran:112:1-4"])
def test_the_index_has_the_words_of_every_edition(library: Library, ref: str) -> None:
    alphabet, kept = Alphabet(library.vocabulary()), library.published(Ref(ref))
    plain = [alphabet.code(fold_english(text)) for text in editions_of(library, ref).values()]
    assert list(kept.codes or ()) == plain
    counted = sum(len({c for c in code if c >= content_code(0)}) for code in plain)
    assert kept.content in (counted, None)


def test_translators_share_words_and_other_verses_do_not(library: Library) -> None:
    editions = editions_of(library, "quran:2:255")
    alphabet = Alphabet()
    others = alphabet.code(fold_english(" ".join(text for name, text in editions.items() if name != "en.sahih")))
    for ref, least, most in (("quran:2:255", 0.7, 1.0), ("quran:8:41", 0.0, 0.3)):
        words = fold_english(editions_of(library, ref)["en.sahih"])
        assert least < coverage(words, alphabet.code(words), others) < most


def test_a_transliteration_is_not_english() -> None:
    assert is_foreign("Qul huwa llahu ahad Allahu s-samad")
    assert not is_foreign("Say: He is Allah, the One and Only")
    assert not is_foreign("Read!")


@pytest.mark.parametrize("noise", [0.0, 0.04])
def test_verses_are_found_by_any_edition_and_through_noise(library: Library, index: EnglishIndex, noise: float) -> None:
    rng = random.Random(7)
    refs = ["quran:2:255", "quran:4:75", "quran:8:72", "quran:18:46", "quran:29:45", "quran:47:7", "quran:75:13"]
    for ref in refs:
        for edition, text in editions_of(library, ref).items():
            spoilt = "".join(rng.choice("aeiou") if c.isalpha() and rng.random() < noise else c for c in text)
            found = index.identify_english(spoilt)
            assert found, (ref, edition)
            assert found[0].ref == ref, (edition, spoilt, found)
            assert found[0].score > 0.6
            assert index.search(fold_english(spoilt))[0][:2] == tuple(map(int, ref.split(":")[1:]))


def test_a_part_of_a_verse_names_the_verse(index: EnglishIndex) -> None:
    found = index.identify_english("And if they seek help of you for the religion, then you must help")
    assert (found[0].ref, found[0].edition, found[0].score) == ("quran:8:72", "en.sahih", 1.0)


def test_several_verses_are_one_ref(library: Library, index: EnglishIndex) -> None:
    text = editions_of(library, "quran:19:1-11")["en.itani"]
    assert index.identify_english(text)[0].ref == "quran:19:1-11"


def test_verses_that_say_the_same_are_all_named(index: EnglishIndex) -> None:
    found = index.identify_english("So which of the favors of your Lord would you deny?")
    assert len(found) > 3
    assert all(r.ref.startswith("quran:55:") and r.score == 1.0 for r in found)


def test_ordinary_prose_is_not_scripture(index: EnglishIndex) -> None:
    prose = [
        "We expect the work to take 9 months,",
        "It is the only museum of its kind, the editor told reporters, and it needs a new roof.",
        "The market in Cape Town opened in 1957 and receives some 280 visitors a month.",
        "Women's Section in the Central Media Office",
    ]
    assert all(r.score < 0.7 for text in prose for r in index.identify_english(text))
    assert index.identify_english("") == index.identify_english("قال") == ()
    assert index.search([]) == index.search(["zzyzx"]) == []


def test_only_the_chosen_editions_are_searched(folder: Path) -> None:
    warnings: list[str] = []
    only = open_english(Options(index_dir=folder, translations=("en.itani",)), warnings.append)
    assert only is not None
    found = only.identify_english("And if they seek help of you for the religion, then you must help")
    assert all(r.edition == "en.itani" and r.score < 0.9 for r in found)
    assert warnings == []


def test_the_verses_of_a_word(index: EnglishIndex) -> None:
    assert (105, 1) in index.verses_with("elephant")
    assert len(index.verses_with("elephant")) < 20
    assert index.verses_with("the") == frozenset()
