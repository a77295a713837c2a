"""Shards as they are read: every encoding and packing, and where one is broken, what stands before."""

import gzip
import json
from pathlib import Path

import pytest
from crawling import PAGES, write_parquet, write_warc
from documents import warc_record

from normaliser import run_command
from normaliser.errors import InputError, OptionError
from normaliser.scale import RepairStep, ShardReader
from normaliser.scale.steps import FAILED


def test_a_truncated_archive_gives_what_stands_before(tmp_path: Path) -> None:
    whole = tmp_path / "a.warc.gz"
    write_warc(whole, PAGES)
    data = whole.read_bytes()
    for name, cut in (("cut.warc.gz", data[:-20]), ("cut.warc", gzip.decompress(data)[:-60])):
        path = tmp_path / name
        path.write_bytes(cut)
        reader = ShardReader([str(path)])
        read = list(reader.run())
        assert [d.id for d in read[:-1]] == list(PAGES)[: len(read) - 1] and len(read) >= len(PAGES)
        assert "cannot be read to its end" in read[-1].metadata[FAILED] and reader.broken == [str(path)]


def test_records_in_other_encodings_are_read(tmp_path: Path) -> None:
    path, text = tmp_path / "a.warc", "<p>" + "قل هو الله أحد " * 9 + "</p>"
    arabic = warc_record("http://a/", text.encode("windows-1256"), "text/html; charset=windows-1256")
    broken = warc_record("http://b/", b"<p>plain \xff text, and more of it</p>", "text/html; charset=nonsense")
    picture = warc_record("http://c/", b"\x89PNG", "image/png")
    path.write_bytes(arabic + broken + picture)
    first, second = ShardReader([str(path)]).run()
    assert (first.text, first.metadata["read_as"]) == (text, "cp1256")
    assert second.text.startswith("<p>plain ") and second.metadata["warnings"]
    step = RepairStep()
    assert [d.id for d in step.run([first, second])] == ["http://a/", "http://b/"]
    assert step.stats["not UTF-8"].total >= 1


def test_payloads_sent_packed_are_unpacked_and_other_records_passed_over(tmp_path: Path) -> None:
    path, text = tmp_path / "a.warc", PAGES["p000.txt"]
    body = gzip.compress(text.encode())
    packed = warc_record("http://a/", body, "text/plain\r\nContent-Encoding: gzip")
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(text.encode()), text.encode())
    chunked = warc_record("http://b/", chunks, "text/plain\r\nTransfer-Encoding: chunked")
    answer = b"20260101 example.org\n"
    names = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: text/dns\r\nContent-Length: %d\r\n\r\n" % len(answer)
    wet = text.encode()
    plain = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nWARC-Target-URI: http://c/\r\n"
    plain += b"Content-Length: %d\r\n\r\n" % len(wet) + wet + b"\r\n\r\n"
    lying = warc_record("http://d/", wet, "text/plain\r\nContent-Encoding: gzip")
    lying += warc_record("http://e/", wet, "text/plain\r\nTransfer-Encoding: chunked")
    path.write_bytes(packed + chunked + names + answer + b"\r\n\r\n" + plain + lying)
    reader = ShardReader([str(path)])
    assert [(d.id, d.text) for d in reader.run()] == [(f"http://{host}/", text) for host in "abcde"]
    assert reader.broken == []


def test_lines_packed_with_zstandard_are_read(tmp_path: Path) -> None:
    import zstandard

    lines = b"".join(json.dumps({"id": name, "text": text}).encode() + b"\n" for name, text in PAGES.items())
    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.compress(lines))
    assert {d.id: d.text for d in ShardReader([str(tmp_path / "a.jsonl.zst")]).run()} == PAGES
    (tmp_path / "cut.jsonl.zst").write_bytes(zstandard.compress(lines[:-20]))
    assert "no JSON" in list(ShardReader([str(tmp_path / "cut.jsonl.zst")]).run())[-1].metadata[FAILED]


def test_lines_that_are_no_json_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n\n{"text": "tw\n[1]\n{"text": 3}\n{"text": "\xff"}\n{"text": "six", "id": 6}\n')
    read = list(ShardReader([str(path)]).run())
    assert [(d.id, d.text) for d in read if FAILED not in d.metadata] == [("a.jsonl/0", "one"), ("6", "six")]
    reasons = [d.metadata[FAILED] for d in read if FAILED in d.metadata]
    assert [reason.split(":")[0] for reason in reasons] == ["no JSON", "no JSON object", '"text" is int', "no JSON"]
    assert read[1].metadata["line"] == '{"text": "tw\n'


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_parquet(path, {"a": "b"})
    (read,) = ShardReader([str(path)], text_field="body").run()
    assert 'no column "body"; it has id, text' in read.metadata[FAILED]


def test_shards_are_found_once_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    assert run_command.find_shards((f"{tmp_path}/*.jsonl", f"{tmp_path}/a*")) == (str(tmp_path / "a.jsonl"),)
    with pytest.raises(InputError, match="no such shard"):
        run_command.find_shards((f"{tmp_path}/*.parquet",))
    with pytest.raises(OptionError, match="no shard by its name"):
        ShardReader(["pages.csv"])
