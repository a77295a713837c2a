"""Reports and texts where people already work: data frames, notebooks, datasets, spaCy."""

import pickle
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import stub

import normaliser.adapters.datasets as for_datasets
from normaliser.errors import OptionError
from normaliser.model import Report, Row

TEXT = f"He said ﴿فَاللَّهُ {stub.WRONG} أَن تَخْشَوْهُ﴾ “fear <b>Him</b>” and ﴿قَالَ﴾."
REPORT = stub.StubNormaliser().repair(TEXT)
EMPTY = Report("", "", (), ())


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(for_datasets, "Normaliser", stub.StubNormaliser)


def test_rows_hold_what_the_quotations_say() -> None:
    first, second = REPORT.rows()
    assert TEXT[first["start"] : first["end"]] == first["original"]
    assert (first["status"], first["refs"], first["english"]) == ("repaired", ["quran:9:13"], "fear <b>Him</b>")
    assert (second["english"], second["en_start"]) == (None, None)


def test_a_pandas_frame_has_a_row_a_quotation() -> None:
    pytest.importorskip("pandas")
    frame = REPORT.to_pandas()
    assert list(frame.columns) == list(Row.__annotations__) == list(EMPTY.to_pandas().columns)
    assert list(frame[frame.status == "repaired"].repaired) == [REPORT.quotations[0].repaired]


def test_a_polars_frame_has_a_row_a_quotation() -> None:
    polars = pytest.importorskip("polars")
    frame = REPORT.to_polars()
    assert frame.schema == EMPTY.to_polars().schema
    repaired = frame.filter(polars.col("status") == "repaired").explode("refs")
    assert repaired["refs"].to_list() == ["quran:9:13"]


def test_the_example_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    readme = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(import pandas\n.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    (tmp_path / "pages").mkdir()
    for name in "ab":
        (tmp_path / "pages" / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(example, {"normaliser": stub.StubNormaliser(), "Path": Path, "text": TEXT})
    shown = capsys.readouterr().out
    assert "repaired    0.95" in shown and "quran:9:13" in shown


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, make in (("pandas", REPORT.to_pandas), ("polars", REPORT.to_polars)):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(OptionError, match=f"pip install {name}"):
            make()


def test_a_notebook_shows_a_table_in_which_nothing_is_markup() -> None:
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            tags.append(tag)

    Tags().feed(REPORT._repr_html_())
    assert (tags.count("tr"), tags.count("td"), tags.count("ins"), tags.count("b")) == (3, 10, 1, 0)


def test_a_dataset_is_mapped_in_batches() -> None:
    datasets = pytest.importorskip("datasets")
    repair = for_datasets.RepairBatch("body")
    assert pickle.loads(pickle.dumps(repair)).column == "body"
    data = datasets.Dataset.from_dict({"id": [1, 2, 3], "body": [TEXT, "Nothing here", None]})
    mapped = data.map(repair, batched=True, batch_size=2)
    assert mapped["body"][:] == [REPORT.text, "Nothing here", None]
    assert mapped["id"][:] == [1, 2, 3]
    assert mapped["quotations"][0][0]["refs"] == ["quran:9:13"] and len(mapped["quotations"][1]) == 0


def test_spacy_marks_the_quotations_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    spacy = pytest.importorskip("spacy")
    from normaliser.adapters import spacy as for_spacy  # which spaCy finds by itself where we are installed

    monkeypatch.setattr(for_spacy, "Normaliser", stub.StubNormaliser)
    nlp = spacy.blank("xx")
    nlp.add_pipe("normaliser", config={"min_confidence": 0.9})
    doc = nlp(TEXT)
    spans = doc.spans["quotations"]
    assert [(span.label_, span.id_) for span in spans] == [("quran", "quran:9:13"), ("other", "")]
    assert REPORT.quotations[0].original in spans[0].text
    assert doc.user_data["normaliser"].text == REPORT.text
