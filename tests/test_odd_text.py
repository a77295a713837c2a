"""The whole job on many texts at once, from threads and other processes, and on text that nobody would write."""

import pickle
import threading
import time
from collections.abc import Callable

import pytest

import normaliser
from normaliser import Normaliser, Options, Report, Span

PAGE = "Allah says «إنا أعطيناك الكوثر فصل لربك وانخر» (108:1-2)."
RIGHT = PAGE.replace("وانخر", "وانحر")
TEXTS = (PAGE, "", "no Arabic", PAGE.replace("108:1-2", "2:255"), "«السلام عليكم ورحمة الله»", PAGE * 3)


def test_two_processes_give_the_same_reports_in_order() -> None:
    fixer = Normaliser()
    one = list(fixer.repair_many(TEXTS))
    assert list(fixer.repair_many(iter(TEXTS), jobs=2)) == one
    assert [report.original for report in one] == list(TEXTS)


def test_the_order_of_texts_does_not_change_a_report() -> None:
    fixer = Normaliser()
    forth = list(fixer.repair_many(TEXTS))
    assert list(fixer.repair_many(TEXTS[::-1]))[::-1] == forth
    assert [Normaliser().repair(text) for text in TEXTS] == forth


def test_threads_share_one_normaliser() -> None:
    fixer = Normaliser()
    expected = [normaliser.repair(text) for text in TEXTS]
    got: list[list[Report]] = []
    threads = [threading.Thread(target=lambda: got.append(list(map(fixer.repair, TEXTS)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [expected] * 4


def test_a_normaliser_and_its_report_travel_by_pickle() -> None:
    fixer = Normaliser(Options(min_confidence=0.5))
    before = fixer.repair(PAGE)
    again = pickle.loads(pickle.dumps(fixer))
    assert again.options == fixer.options and again.repair(PAGE) == before
    report = pickle.loads(pickle.dumps(before))
    assert report == before and report.quotations[0].passages == before.quotations[0].passages


# Odd text.


BEFORE = ["🙂𐎀 ", "\ufeff", "\0 ", "\ud800 ", "a\r\n\r\nb\r\n", "\u2028\x85\x0b\x0c", "e\u0301 "]
NOTHING = ["", " ", "\r\n", "\0", "\ud800\udc00", "\u064b\u064d", "«»", "﴿﴾", "()", "ا", "🙂" * 9]


@pytest.mark.parametrize("before", BEFORE)
def test_spans_count_code_points_whatever_stands_before(before: str) -> None:
    report = normaliser.repair(before + PAGE + "\r\n")
    assert report.text == before + RIGHT + "\r\n"
    (quotation,) = report.quotations
    start = len(before) + PAGE.index("إ")
    assert quotation.span == Span(start, start + len(quotation.original))
    assert quotation.span.of(before + PAGE) == quotation.original


@pytest.mark.parametrize("text", NOTHING)
def test_text_without_quotations_comes_back(text: str) -> None:
    report = normaliser.repair(text)
    assert (report.text, report.edits, report.quotations, report.english_only) == (text, (), (), ())


# What pages print on the line of a verse, before or after it.
BESIDE = ["http://x.org", "@user", "1)", "(a)", "No. 3", "2.", "[12]", "fig 2", "IMG_2", "Dr. X:", "cf.", "Q108"]
BESIDE += ["AR:", "ar=", "Al-Kawthar", "al-Kawthar, 1-2:", "🙂Hi", "Intro:", "<b>", '<p class="ar">', '{"ar": "', "##"]


# Whole, in part, damaged, with a gloss inside.
VERSES = ["«إنا أعطيناك الكوثر فصل لربك وانحر»", "«إنا أعطيناك الكوثر فصل لربك»", "أعطيناك الكوثر فصل"]
VERSES += ["إنا أعطيناك (the river) الكوثر فصل لربك وانحر"]


@pytest.mark.parametrize("verse", VERSES)
def test_what_stands_beside_a_sound_verse_stays(verse: str) -> None:
    english = "\n\n“Indeed, We have granted you al-Kawthar. So pray to your Lord and sacrifice.” (108:1-2)\n"
    lines = [line for beside in BESIDE for line in (f"{beside} {verse}", f"{verse} {beside}")]
    pages = [line + tail for line in lines for tail in (english, " (108:1-2)")]
    assert [page for page in pages if normaliser.repair(page).text != page] == []


def test_line_ends_inside_a_quotation_stay() -> None:
    for end in ("\r\n", "\n", "\r"):
        page = f"He said{end}«إنا أعطيناك الكوثر{end}فصل لربك وانخر»{end}(108:1-2){end}"
        assert normaliser.repair(page).text == page.replace("وانخر", "وانحر")


def seconds(text: str) -> float:
    start = time.process_time()
    normaliser.repair(text)
    return time.process_time() - start


def test_a_long_line_of_english_takes_no_time() -> None:
    assert seconds("The ministry said that the bridge is open. " * 4700 + PAGE) < 5


def test_many_quotations_take_linear_time() -> None:
    unit = "He recited «إنا أعطيناك الكوثر فصل لربك وانخر» (108:1-2) to them. "
    report = normaliser.repair(unit * 10)
    assert len(report.quotations) == 10 and report.text == unit.replace("وانخر", "وانحر") * 10
    short, long = seconds(unit * 100), seconds(unit * 400)
    assert long < 8 * short + 0.1  # four times the text; quadratic would take sixteen times as long


@pytest.mark.slow
def test_two_thousand_quotations_are_all_repaired() -> None:
    unit = "He recited «إنا أعطيناك الكوثر فصل لربك وانخر» (108:1-2) to them.\n"
    start = time.perf_counter()
    report = normaliser.repair(unit * 2000)
    assert report.text == unit.replace("وانخر", "وانحر") * 2000
    assert time.perf_counter() - start < 60


LONG_RUNS = {
    "one word": "كتاب ",
    "a stock phrase of the books": "والله إن الكتاب ",
    "a damaged verse": "إنا أعطيناك الكوثر فصل لربك وانخر ",
    "news": "أعلنت الوزارة اليوم أن المعرض السنوي سيفتح أبوابه للزوار في العاصمة خلال الأسبوع المقبل ",
    "letters": "ا ل م ",
    "honorifics": "صلى الله عليه وسلم ",
}


@pytest.mark.parametrize("name", LONG_RUNS)
def test_two_hundred_kilobytes_in_one_line_take_seconds(name: str) -> None:
    unit = LONG_RUNS[name]
    assert seconds(unit * (100_000 // len(unit))) < 10


ONE_THING: dict[str, Callable[[int], str]] = {
    "a letter": lambda n: "a" * n,
    "an Arabic letter": lambda n: "ا" * n,
    "a mark": lambda n: "\N{ARABIC FATHA}" * n,
    "a control": lambda n: "\N{RIGHT-TO-LEFT MARK}" * n,
    "a line end": lambda n: "\n" * n,
    "a quote mark": lambda n: '"' * n,
    "brackets": lambda n: "()" * (n // 2),
    "opening brackets": lambda n: "([" * (n // 2),
    "guillemets": lambda n: "«»" * (n // 2),
    "an ampersand escaped again and again": lambda n: "&" + "amp;" * (n // 4),
    "C1 controls": lambda n: "\x80\x99\x81" * (n // 3),
    "UTF-8 read as Latin": lambda n: "Ø§Ù" * (n // 3),
}


@pytest.mark.slow
@pytest.mark.parametrize("make", ONE_THING.values(), ids=ONE_THING)
def test_one_thing_over_and_over_takes_time_in_proportion(make: Callable[[int], str]) -> None:
    normaliser.repair(make(1000))
    short, long = seconds(make(100_000)), seconds(make(400_000))
    assert long < 7 * short + 0.1  # four times the text; quadratic would take sixteen times as long
