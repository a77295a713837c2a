"""Which marks of an Arabic page belong together."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normaliser.marks import locate_enclosures, owners


def held(text: str) -> list[str]:
    return [enclosure.span.of(text) for enclosure in locate_enclosures(text)]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ('سمى ذلك "بابا"، وسمى هذا "طريقا" واسعا', ["بابا", "طريقا"]),
        ('كتب: " باب " ثم " طريق "', [" باب ", " طريق "]),
        ("كتب «باب» و“طريق” و{دار} و(سور)", ["باب", "طريق", "دار", "سور"]),
        ("كتب )باب( ثم )طريق(", ["باب", "طريق"]),
        ("كتب ((باب واسع)) هنا", ["(باب واسع)"]),
        ('كتب "باب (صلى الله عليه وسلم) واسع"', ["باب (صلى الله عليه وسلم) واسع"]),
        ('كتب "باب (سورة الملك: 3) واسع"', ["باب (سورة الملك: 3) واسع", "سورة الملك: 3"]),
        ('كتب "باب\nواسع" هنا', ["باب\nواسع"]),
        ('كتب "باب\n\nواسع هنا', ["باب"]),
        ('قال: "سألوه: "أين الباب"', ['سألوه: "أين الباب']),
        ("باب واسع} [هود: 3]", ["باب واسع", "هود: 3"]),
        ("1) باب 2) طريق", []),
        ("", []),
    ],
)
def test_marks_enclose_what_stands_between_them(text: str, expect: list[str]) -> None:
    assert held(text) == expect


def test_a_mark_that_nothing_closes_reaches_to_the_end_of_its_line() -> None:
    first, last = locate_enclosures('كتب "باب واسع\nثم "طريق')
    assert (first.whole, first.broken_off) == (False, False)
    assert (last.whole, last.broken_off) == (False, True)


TEXTS = st.text(alphabet='ابت \n:.3"«»(){}[]﴿﴾*“”', max_size=60)


@given(TEXTS)
def test_enclosures_hold_no_mark_of_their_own_at_the_edges(text: str) -> None:
    for enclosure in locate_enclosures(text):
        assert 0 <= enclosure.span.start <= enclosure.span.end <= len(text)
        if enclosure.whole:
            assert text[enclosure.span.start - 1] + text[enclosure.span.end] == enclosure.marks


@given(TEXTS)
def test_the_owner_of_a_place_is_the_innermost_enclosure(text: str) -> None:
    enclosures = locate_enclosures(text)
    for at, owner in enumerate(owners(enclosures, range(len(text)))):
        around = [i for i, e in enumerate(enclosures) if e.span.start <= at < e.span.end]
        assert owner == (around[-1] if around else -1)


@pytest.mark.parametrize("piece", ['"', "(", '("', '") ', '"ا ', "﴿\n", "{ا} ", '"\n'])
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def spent(times: int) -> float:
        start = time.process_time()
        locate_enclosures(piece * times)
        return time.process_time() - start

    assert min(spent(80_000) for _ in range(2)) < 64 * max(min(spent(5_000) for _ in range(3)), 0.005)
