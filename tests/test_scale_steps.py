"""The steps for datatrove: what they give for a page, and how that is written."""

import io
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from crawling import PAGES, documents
from datatrove.data import Document
from pyarrow import parquet as pq

import normaliser
from normaliser.pages import repair_page
from normaliser.scale import AlignStep, RepairStep, ShardReader, WholeJsonlWriter, WholeParquetWriter
from normaliser.scale.steps import FAILED


def test_the_steps_give_what_the_library_gives() -> None:
    first = PAGES["p000.txt"]
    (repaired,) = RepairStep().run(documents({"p000.txt": first}))
    report = normaliser.repair(first)
    found = repaired.metadata["normaliser"]
    assert repaired.text == report.text != first
    assert [q["refs"] for q in found["quotations"]] == [["quran:94:5"]]
    assert found["statistics"] == {"quran repaired": 1, "pairs": 1}
    (pair,) = AlignStep().run(documents({"p000.txt": first}))
    assert (pair.text, pair.metadata["english"]) == (report.pairs[0].arabic, report.pairs[0].english)
    assert pair.id == f"p000.txt#{report.quotations[0].span.start}"


def test_a_name_with_html_is_read_as_html() -> None:
    html = "<p>He read &laquo;فَإِنَّ مَعَ <b>الْعُسْرُ</b> يُسْرًا&raquo; (94:5)</p>"
    (repaired,) = RepairStep().run(documents({"https://example.org/a.html": html}))
    assert repaired.text == html.replace("الْعُسْرُ", "الْعُسْرِ")


def test_a_step_and_the_pipeline_travel_without_the_index() -> None:
    normaliser.repair(PAGES["p000.txt"])
    step = RepairStep()
    list(step.run(documents(PAGES)))
    assert len(pickle.dumps(step)) < 20_000
    assert len(pickle.dumps(normaliser.Normaliser())) < 5_000


def test_a_page_that_raises_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(fixer: object, name: str, *rest: object) -> Any:
        if name == "p001.txt":
            raise RecursionError("too deep")
        return whole(fixer, name, *rest)  # type: ignore[arg-type]

    whole = repair_page
    monkeypatch.setattr("normaliser.scale.steps.repair_page", fail)
    writer = WholeJsonlWriter(str(tmp_path))
    given = list(RepairStep(exclusion_writer=writer).run(documents(PAGES)))
    assert [d.id for d in given] == [name for name in PAGES if name != "p001.txt"]
    kept = json.loads((tmp_path / "00000.jsonl").read_text(encoding="utf-8"))
    assert kept == {"id": "p001.txt", "text": PAGES["p001.txt"], "metadata": {FAILED: "RecursionError: too deep"}}
    passed = list(RepairStep().run(documents(PAGES)))
    assert [d.id for d in passed if FAILED in d.metadata] == ["p001.txt"]
    assert "p001.txt" not in {d.metadata["path"] for d in AlignStep().run(documents(PAGES))}


class FullDisk(io.BytesIO):
    def write(self, data: Any) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("kind", [WholeJsonlWriter, WholeParquetWriter])
def test_a_full_disk_leaves_no_file_that_looks_whole(
    kind: type[WholeJsonlWriter], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    writer = kind(str(tmp_path))
    opened = writer.output_mg._output_files
    monkeypatch.setattr(writer.output_mg, "get_file", lambda name: opened.setdefault(name, FullDisk()))
    with pytest.raises(OSError, match="No space left"):
        list(writer.run(documents(PAGES)))
    assert list(tmp_path.iterdir()) == []


def test_parquet_out_has_a_schema_and_comes_back(tmp_path: Path) -> None:
    odd = documents({"a.txt": PAGES["p000.txt"], "b.txt": "bytes \udcff that were no text"})
    list(WholeParquetWriter(str(tmp_path)).run(RepairStep().run(odd)))
    table = pq.read_table(tmp_path / "00000.parquet")
    assert table.column_names == ["id", "text", "metadata"]
    first, second = ShardReader([str(tmp_path / "00000.parquet")]).run()
    assert first.metadata["normaliser"]["quotations"][0]["status"] == "repaired"
    assert second.text == "bytes \ufffd that were no text"
    list(WholeParquetWriter(str(tmp_path / "pairs"), pairs=True).run(AlignStep().run(documents(PAGES))))
    pairs = pq.read_table(tmp_path / "pairs" / "00000.parquet").to_pylist()
    assert pairs == [d.metadata for d in AlignStep().run(documents(PAGES))]
    assert pairs[0]["source_sha256"] and pairs[0]["document_sha256"]


def test_a_long_page_is_written_as_a_short_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'قال «نعم» "yes" \\ \n\udc81 \N{GRINNING FACE}' * 50
    document = Document(text=text, id='a "text": "" b', metadata={"text": "", "failed": "too long"})
    rows = []
    for stretch in (1 << 20, 7):
        monkeypatch.setattr("normaliser.scale.writers._STRETCH", stretch)
        with WholeJsonlWriter(str(tmp_path / str(stretch))) as writer:
            writer.write(document, 0)
        rows.append((tmp_path / str(stretch) / "00000.jsonl").read_bytes())
    assert rows[0] == rows[1]
    assert json.loads(rows[0])["id"] == document.id
