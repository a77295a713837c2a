"""Quotations in no corpus, compared across documents: what most have is suggested, another wording is left alone."""

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from normaliser import cli
from normaliser.consensus import compare_documents
from normaliser.edits import apply
from normaliser.errors import OutputError
from normaliser.model import Edit, Kind, Quotation, Ref, Report, Span, Status
from normaliser.options import Agreement, Options
from normaliser.pipeline import Normaliser
from normaliser.skeleton import bare_words
from normaliser.spool import Spool
from normaliser.voting import Version, propose
from normaliser.words import split_words

CASES = json.loads((Path(__file__).parent / "cases" / "consensus.json").read_text(encoding="utf-8"))
RIGHT = "العلم في الصغر كالنقش في الحجر والعلم في الكبر كالغرس في المدر"
WRONG = RIGHT.replace("كالنقش", "كالنفش")


@cache
def fixer() -> Normaliser:
    return Normaliser()


def page(number: int, quotation: str) -> str:
    return f"Letter {number} of the collection has «{quotation}» on its back.\n"


def quoted(text: str, **more: object) -> Report:
    """A report on a page that is nothing but one quotation in no corpus."""
    found = Quotation(Span(0, len(text)), text, text, Kind.OTHER, (), Status.SOUND, 0.5, "stands in no corpus")
    for name, value in more.items():
        found = _with(found, name, value)
    return Report(text, text, (), (found,))


def _with(quotation: Quotation, name: str, value: object) -> Quotation:
    from dataclasses import replace

    return replace(quotation, **{name: value})  # type: ignore[arg-type]  # tests set one field by name


def known(*texts: str) -> "dict[str, int]":
    return {word: 1 for text in texts for word in bare_words(text)}


def compare(reports: Sequence[Report], vocabulary: str = "", names: Sequence[str] | None = None) -> list[Report]:
    words = known(vocabulary)
    return list(compare_documents(reports, lambda w: words.get(w, 0), options=Options(), names=names))


def first(report: Report) -> Quotation:
    return report.quotations[0]


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_cases(case: "dict[str, list[str | None]]") -> None:
    texts = [page(i, quotation or "") for i, quotation in enumerate(case["texts"])]
    alone = [fixer().repair(text) for text in texts]
    together = list(fixer().repair_many(texts, consensus=True))
    for report, before, expected in zip(together, alone, case["expect"], strict=True):
        assert (report.text, report.edits) == (before.text, before.edits), "nothing is applied"
        if expected is None:
            assert report == before
            continue
        quotation = first(report)
        assert (quotation.status, quotation.repaired) == (Status.SUGGESTED, expected)
        assert any("consensus" in edit.by for edit in quotation.edits)
        assert all(edit.span.of(report.original) == edit.old for edit in quotation.edits)
        local = [Edit(e.span.shift(-quotation.span.start), e.old, e.new, e.by, e.because) for e in quotation.edits]
        assert apply(quotation.original, local) == expected


def test_reasons_name_the_other_documents() -> None:
    reports = [quoted(RIGHT + "." * i) for i in range(8)] + [quoted(WRONG)]
    edit = first(compare(reports)[-1]).edits[0]
    assert edit.because == "8 of 9 documents have it so: text 0, text 1, text 2, text 3, text 4 and 3 more"
    named = compare(reports[-3:], names=["a.txt", "b.txt", "c.txt"])[-1]
    assert first(named).because == "stands in no corpus; 2 of 3 documents have it so: a.txt, b.txt"


def test_confidence_grows_with_agreement_and_never_says_certain() -> None:
    few = compare([quoted(WRONG), *(quoted(RIGHT + "." * i) for i in range(2))])
    many = compare([quoted(WRONG), *(quoted(RIGHT + "." * i) for i in range(60))])
    assert first(few[0]).confidence < first(many[0]).confidence < 0.99


def test_a_text_given_twice_is_one_witness() -> None:
    reports = [quoted(RIGHT), quoted(WRONG), quoted(RIGHT)]
    assert compare(reports) == reports


def test_a_document_is_no_witness_for_itself() -> None:
    both = quoted(f"{RIGHT} {WRONG}")
    right, wrong = Span(0, len(RIGHT)), Span(len(RIGHT) + 1, len(both.original))
    quotations = tuple(
        Quotation(s, s.of(both.original), s.of(both.original), Kind.OTHER, (), Status.SOUND, 0.5, "")
        for s in (right, wrong)
    )
    report = Report(both.original, both.original, (), quotations)
    assert compare([report, quoted(RIGHT)])[0] == report


def test_what_claims_to_be_quran_stays_unresolved() -> None:
    claimed = quoted(WRONG, kind=Kind.QURAN, status=Status.UNRESOLVED)
    assert compare([quoted(RIGHT), claimed, quoted(RIGHT + ".")])[1] == claimed
    hadith = quoted(WRONG, kind=Kind.HADITH, status=Status.UNRESOLVED)
    assert first(compare([quoted(RIGHT), hadith, quoted(RIGHT + ".")])[1]).repaired == RIGHT


def test_known_passages_neither_vote_nor_change() -> None:
    refs = (Ref("hadith:muslim:1"),)
    reports = [quoted(RIGHT, refs=refs), quoted(WRONG, refs=refs), quoted(RIGHT + ".", refs=refs), quoted(WRONG)]
    assert compare(reports) == reports


def test_a_suggestion_of_another_kind_gives_way() -> None:
    at = WRONG.index("كالنفش")
    other = Edit(Span(at, at + 6), "كالنفش", "كالنفس", ("morphology",), "")
    doubted = quoted(WRONG, status=Status.SUGGESTED, repaired=WRONG.replace("كالنفش", "كالنفس"), edits=(other,))
    assert first(compare([quoted(RIGHT), doubted, quoted(RIGHT + ".")])[1]).repaired == RIGHT


def test_keep_spelling_leaves_hamza_to_the_quoter() -> None:
    texts = ["إن الأسلوب هو الإنسان نفسه", "إن الاسلوب هو الانسان نفسه", "إن الأسلوب هو الإنسان نفسه."]
    reports = [quoted(text) for text in texts]
    for keep, expected in ((True, Status.SOUND), (False, Status.SUGGESTED)):
        options = Options(keep_spelling=keep)
        found = list(compare_documents(reports, lambda w: 0, options=options))
        assert first(found[1]).status is expected


def test_thresholds_come_from_the_options() -> None:
    reports = [quoted(RIGHT), quoted(WRONG)]
    options = Options(agreement=Agreement(least_documents=1, majority=0.4))
    assert any(first(r).status is Status.SUGGESTED for r in compare_documents(reports, lambda w: 0, options=options))


WORDS = RIGHT.split()
LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"


@st.composite
def copies(draw: st.DrawFn) -> list[str]:
    """Copies of one text with words damaged, joined and taken apart."""
    made = []
    for number in range(draw(st.integers(2, 7))):
        words = list(WORDS)
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(words) - 1))
            kind = draw(st.sampled_from(["letter", "join", "split", "drop"]))
            word = words[at]
            if kind == "letter":
                i = draw(st.integers(0, len(word) - 1))
                words[at] = word[:i] + draw(st.sampled_from(LETTERS)) + word[i + 1 :]
            elif kind == "join" and at:
                words[at - 1 : at + 1] = [words[at - 1] + word]
            elif kind == "split" and len(word) > 3:
                words[at] = word[:2] + " " + word[2:]
            elif kind == "drop" and len(words) > 5:
                del words[at]
        made.append(" ".join(words) + "." * number)
    return made


@settings(max_examples=60, deadline=None)
@given(copies(), st.randoms())
def test_the_order_of_documents_changes_nothing(texts: list[str], rng: random.Random) -> None:
    reports = [quoted(text) for text in texts]
    order = list(range(len(texts)))
    rng.shuffle(order)
    straight, shuffled = compare(reports, RIGHT), compare([reports[i] for i in order], RIGHT)
    for place, number in enumerate(order):
        one, other = first(straight[number]), first(shuffled[place])
        assert (one.repaired, one.status, one.confidence) == (other.repaired, other.status, other.confidence)


@settings(max_examples=60, deadline=None)
@given(copies())
def test_the_table_of_pairs_finds_what_comparing_all_with_all_finds(texts: list[str]) -> None:
    found = compare([quoted(text) for text in texts], RIGHT)
    versions: dict[tuple[str, ...], Version] = {}
    for number, text in enumerate(texts):
        cut = split_words(text)
        words = tuple(w.text for w in cut)
        versions.setdefault(words, Version(words, tuple(w.skeleton for w in cut))).documents.add(number)
    vocabulary = known(RIGHT)
    for number, text in enumerate(texts):
        own = versions[tuple(w.text for w in split_words(text))]
        others = [v for v in versions.values() if v is not own]
        slow = propose(own, others, usage=lambda w: vocabulary.get(w, 0), options=Options())
        fast = [(e.new, e.because.split(":")[0]) for e in first(found[number]).edits]
        assert fast == [(p.new, f"{len(p.agree)} of {p.asked} documents have it so") for p in slow]


def test_a_phrase_that_everybody_uses_costs_little() -> None:
    """Thousands of quotations with one phrase in common are not compared each with each."""
    rng = random.Random(5)
    reports = [
        quoted("قال الشيخ رحمه الله تعالى " + " ".join("".join(rng.choices(LETTERS, k=5)) for _ in range(6)))
        for _ in range(1500)
    ]
    assert compare(reports) == reports


def test_the_spool_gives_back_what_it_was_given() -> None:
    library = fixer().library
    reports = [quoted(f"{RIGHT} {i}", source=library) for i in range(5)]
    spool = Spool()
    for report in reports:
        spool.put(report)
    taken = list(spool.take())
    assert taken == reports
    assert all(first(report).source is library for report in taken)


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("normaliser.spool.pickle.dump", fail)
    with pytest.raises(OutputError, match="set TMPDIR"):
        list(compare([quoted(RIGHT)]))


def test_several_processes_find_the_same() -> None:
    texts = [page(i, q) for i, q in enumerate([RIGHT, WRONG, RIGHT])]
    alone = list(fixer().repair_many(texts, consensus=True))
    assert list(fixer().repair_many(texts, jobs=2, consensus=True)) == alone
    assert first(alone[1]).repaired == RIGHT


def test_the_command_line_names_files(tmp_path: Path) -> None:
    for number, quotation in enumerate([RIGHT, WRONG, RIGHT]):
        (tmp_path / f"{number}.txt").write_text(page(number, quotation), encoding="utf-8")
    alone = CliRunner().invoke(cli.program, ["check", "--quiet", str(tmp_path)])
    assert (alone.exit_code, alone.stdout) == (0, "")
    result = CliRunner().invoke(cli.program, ["check", "--quiet", "--consensus", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{tmp_path}/1.txt:1:33: suggested other -: stands in no corpus; 2 of 3 documents")
    assert f"{tmp_path}/0.txt, {tmp_path}/2.txt" in result.stdout
    repaired = CliRunner().invoke(cli.program, ["repair", "--quiet", "--consensus", "--format", "jsonl", str(tmp_path)])
    rows = [json.loads(line) for line in repaired.stdout.splitlines()]
    assert [row["quotations"][0]["status"] for row in rows] == ["sound", "suggested", "sound"]
    assert rows[1]["quotations"][0]["edits"][0]["by"] == ["consensus"] and rows[1]["edits"] == []
