"""What a run came to: the statistics that its tasks left, added up."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from normaliser.model import Kind, Status

_KINDS = tuple(str(kind) for kind in Kind)


def read_task(logs: Path, rank: int) -> Counter[str] | None:
    """What a task counted, `seconds` of work among it; None when it has not come to its end."""
    try:
        steps = json.loads((logs / "stats" / f"{rank:05d}.json").read_bytes())
    except (OSError, ValueError):
        return None
    counts: Counter[str] = Counter()
    for step in steps:
        if step["name"].startswith(("normaliser", "📖")):
            for label, value in step["stats"].items():
                counts[label] += _total(value)
            counts["seconds"] += _total(step["time_stats"])
    return counts


def _total(value: Any) -> Any:
    return value["total"] if isinstance(value, dict) else value


def summarise_run(logs: Path, tasks: int, seconds: float) -> dict[str, Any]:
    """The final report over all tasks, those of earlier calls included; `seconds` is how long this call took."""
    known = {rank: counts for rank in range(tasks) if (counts := read_task(logs, rank)) is not None}
    total: Counter[str] = Counter()
    for counts in known.values():
        total.update(counts)
    complete = sum((logs / "completions" / f"{rank:05d}").is_file() for rank in range(tasks))
    quotations = {
        kind: {str(status): int(total[f"{kind} {status}"]) for status in Status if total[f"{kind} {status}"]}
        for kind in _KINDS
    }
    return {
        "tasks": {"total": tasks, "complete": complete, "incomplete": tasks - complete},
        "documents": int(total["documents"]),
        "bytes": int(total["bytes"]),
        "quotations": {kind: found for kind, found in quotations.items() if found},
        "pairs": int(total["pairs"]),
        "failures": int(total["failures"]),
        "broken_shards": int(total["broken shards"]),
        "not_utf8": int(total["not UTF-8"]),
        "seconds": round(seconds, 1),
        "seconds_of_work": round(float(total["seconds"]), 1),
        "peak_memory": int(max((counts["peak memory"] for counts in known.values()), default=0)),
    }


def describe_task(counts: Counter[str]) -> str:
    """One line on a finished task.

    >>> describe_task(Counter({"documents": 2, "bytes": 2500, "quran repaired": 3, "pairs": 1, "seconds": 1.5}))
    '2 documents, 2,500 bytes, 3 quotations, 1 pairs, 0 failures, 1.5 s'
    """
    quotations = sum(number for label, number in counts.items() if label.split()[0] in _KINDS)
    return (
        f"{counts['documents']:,} documents, {counts['bytes']:,} bytes, {quotations:,} quotations, "
        f"{counts['pairs']:,} pairs, {counts['failures']:,} failures, {counts['seconds']:.1f} s"
    )


def describe_run(summary: dict[str, Any]) -> list[str]:
    """The final report in lines for a person."""
    tasks = summary["tasks"]
    found = [f"{n:,} {kind} {status}" for kind, by in summary["quotations"].items() for status, n in by.items()]
    return [
        f"{tasks['complete']} of {tasks['total']} tasks complete in {summary['seconds']} s",
        f"{summary['documents']:,} documents, {summary['bytes']:,} bytes; quotations: {', '.join(found) or 'none'}",
        f"{summary['pairs']:,} pairs, {summary['failures']:,} failures, {summary['broken_shards']} broken shards",
    ]
