"""Tables of what became of garbled texts: by kind of damage and of change, by confidence, by evidence."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from benchmarks.confidence import upper
from benchmarks.judge import USAGES, Outcome
from normaliser.model import Kind, Status

BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 1.0)
_BITS = (-99, 0, 2, 4, 6, 8, 12, 16, 24, 32, 64, 999)


def print_tables(outcomes: Sequence[Outcome], accept: float, worst: int) -> None:
    """All tables; `accept` is the evidence that accepts a passage, in bits, `worst` how many wrong repairs to show."""
    print_kinds(outcomes)
    print_errors(outcomes)
    print_reliability(outcomes)
    print_changes(outcomes)
    print_usage(outcomes)
    print_replaced(outcomes)
    print_evidence(outcomes, accept)
    print_worst(outcomes, worst)


def print_kinds(outcomes: Sequence[Outcome]) -> None:
    """Per damage: what was found, put right, offered, and wrongly applied."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for o in outcomes:
        kind = f" {o.document.quoted.kind}" if o.document.quoted else " negative"
        groups[o.document.damage + kind].append(o)
    heads = ("found", "exact", "offered", "applied", "wrong", "worse", "claimed")
    print(f"\n{'damage':28}{'n':>6}" + "".join(f"{h:>8}" for h in heads))
    for name in sorted(groups):
        group = groups[name]
        applied = [o for o in group if o.altered]
        cells = (
            _share(group, lambda o: o.passage_right),
            _share(group, _is_exact),
            _share(group, lambda o: o.proposal_right and not _is_exact(o)),
        )
        wrong = sum(o.verdict != "right" for o in applied)
        worse = sum(o.verdict in ("worse", "same") for o in applied)
        claimed = sum(bool(o.quotation and o.quotation.refs) for o in group)
        print(f"{name:28}{len(group):6}" + "".join(cells) + f"{len(applied):8}{wrong:8}{worse:8}{claimed:8}")


def _is_exact(outcome: Outcome) -> bool:
    return outcome.verdict == "right" or (outcome.proposal_right and outcome.status is not Status.SUGGESTED)


def _share(group: Sequence[Outcome], test: Callable[[Outcome], bool]) -> str:
    return f"{100 * sum(map(test, group)) / len(group):8.1f}"


def print_errors(outcomes: Sequence[Outcome]) -> None:
    """Of the pages that repairs changed: how many came out further from the truth, and the most that it may be."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for o in outcomes:
        if not o.altered:
            continue
        quoted = o.document.quoted
        name = str(quoted.kind) if quoted else "not quoted"
        deleted = any(c.edit.old.strip() and not c.edit.new.strip() for c in o.changes)
        sure = o.quotation is not None and o.quotation.confidence >= 0.99
        for key in (
            name,
            "all",
            *(["words deleted"] if deleted else []),
            *(["confidence 0.99 and more"] if sure else []),
        ):
            rows[key][o.verdict] += 1
    print(
        f"\n{'pages changed':28}{'n':>7}{'right':>8}{'better':>8}{'same':>7}{'worse':>7}{'worse %':>9}{'at most %':>11}"
    )
    for name, c in sorted(rows.items()):
        n, worse = c.total(), c["worse"]
        cells = "".join(f"{c[v]:{w}}" for v, w in (("right", 8), ("better", 8), ("same", 7), ("worse", 7)))
        print(f"{name:28}{n:7}{cells}{100 * worse / n:9.2f}{100 * upper(worse, n):11.2f}")


def print_reliability(outcomes: Sequence[Outcome]) -> None:
    """How right repairs and suggestions are, by their confidence."""
    for status in (Status.REPAIRED, Status.SUGGESTED):
        print(f"\n{status}: confidence      n   right  better  not better   mean confidence")
        chosen = [o for o in outcomes if o.status is status and o.quotation]
        for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
            group = [o for o in chosen if o.quotation and low <= o.quotation.confidence < high]
            if group:
                right = sum(_is_right(o) for o in group)
                better = sum(not _is_right(o) and o.verdict in ("better", "right") for o in group)
                mean = sum(o.quotation.confidence for o in group if o.quotation) / len(group)
                rest = len(group) - right - better
                print(f"{low:20.3f}- {len(group):6}{right / len(group):8.4f}{better:8}{rest:12}{mean:18.4f}")


def _is_right(outcome: Outcome) -> bool:
    return outcome.verdict == "right" if outcome.status is Status.REPAIRED else outcome.proposal_right


def print_changes(outcomes: Sequence[Outcome]) -> None:
    """Per kind of change, where the passage is right: how often the change is."""
    rows: dict[tuple[str, str, float], Counter[str]] = defaultdict(Counter)
    for o in outcomes:
        for change in o.changes if o.passage_right else ():
            rows[change.kind, str(change.corpus), round(change.risk or -1.0, 5)][change.verdict] += 1
    print(f"\n{'change':40}{'corpus':8}{'risk now':>9}{'n':>7}{'right':>7}{'neutral':>8}{'wrong':>7}{'measured':>10}")
    for (kind, corpus, risk), c in sorted(rows.items()):
        n = sum(c.values())
        rate = (c["wrong"] + 0.5) / (n + 1)
        print(f"{kind:40}{corpus:8}{risk:9.4f}{n:7}{c['right']:7}{c['neutral']:8}{c['wrong']:7}{rate:10.4f}")


def print_usage(outcomes: Sequence[Outcome]) -> None:
    """Changed words, by how common what stood there is next to what replaces it: a word in use is likelier meant."""
    rows: dict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for o in outcomes:
        sound = o.document.quoted is None or o.document.sound
        for change in o.changes if sound or o.passage_right else ():
            if change.kind.startswith(("letters", "another", "spelling", "spacing")):
                key = change.kind.partition(",")[0], str(change.corpus), USAGES.index(change.usage)
                rows[key]["sound" if sound else change.verdict] += 1
    print(f"\n{'change':16}{'corpus':8}{'stood there':>18}{'right':>7}{'neutral':>8}{'wrong':>7}{'of sound text':>15}")
    for (kind, corpus, usage), c in sorted(rows.items()):
        print(f"{kind:16}{corpus:8}{USAGES[usage]:>18}{c['right']:7}{c['neutral']:8}{c['wrong']:7}{c['sound']:15}")


def print_replaced(outcomes: Sequence[Outcome]) -> None:
    """Read as the Qur'an: how many words in use had to be replaced, lost or added, against what it really was."""
    rows: dict[int, Counter[str]] = defaultdict(Counter)
    for o in outcomes:
        if o.quotation and o.quotation.kind is Kind.QURAN and o.changes:
            replaced = [c for c in o.changes if c.kind.startswith(("another", "letters, over", "end"))]
            count = sum(c.usage != USAGES[0] for c in replaced) + sum(c.kind.startswith("words") for c in o.changes)
            right = "right" if o.verdict == "right" or o.proposal_right else "wrong"
            rows[min(count, 5)]["no quotation" if o.document.quoted is None else right] += 1
    print(f"\n{'words in use replaced':24}{'right':>7}{'wrong':>7}{'no quotation':>14}")
    for count, c in sorted(rows.items()):
        print(f"{count:24}{c['right']:7}{c['wrong']:7}{c['no quotation']:14}")


def print_evidence(outcomes: Sequence[Outcome], accept: float) -> None:
    """Accepted passages by evidence above `accept`: how many are right, and how many negatives are accepted."""
    heads = f"{'quoted':>14}{'wrong':>7}{'share':>8}{'quoted hadith':>15}{'wrong':>7}{'negatives':>11}"
    print(f"\nbits above accept {heads}")
    points: list[tuple[float, float, int]] = []
    for low, high in pairwise(_BITS):
        group = [o for o in outcomes if o.bits is not None and low <= o.bits - accept < high]
        quoted = [o for o in group if o.document.quoted]
        hadith = [o for o in quoted if o.document.quoted and o.document.quoted.kind is Kind.HADITH]
        wrong, wrong_hadith = (sum(not o.passage_right for o in g) for g in (quoted, hadith))
        invented = sum(not o.document.quoted and o.document.damage != "stitched" for o in group)
        share = wrong / len(quoted) if quoted else 0.0
        print(f"{low:5}..{high:<5}{len(quoted):18}{wrong:7}{share:8.3f}{len(hadith):15}{wrong_hadith:7}{invented:11}")
        if quoted and low >= 0 and high < 64:
            points.append(((low + high) / 2, (wrong + 0.5) / (len(quoted) + 1), len(quoted)))
    if len(points) > 2:
        doubt, halving = _fit_doubt(points)
        print(f"fitted: doubt {doubt:.3f} at accept, halved every {halving:.2f} bits")


def _fit_doubt(points: Sequence[tuple[float, float, int]]) -> tuple[float, float]:
    """The line through log2 of the wrong share over bits, weighted by how many there are."""
    total = sum(n for *_, n in points)
    mean_x = sum(x * n for x, _, n in points) / total
    mean_y = sum(math.log2(y) * n for _, y, n in points) / total
    slope = sum(n * (x - mean_x) * (math.log2(y) - mean_y) for x, y, n in points)
    slope /= sum(n * (x - mean_x) ** 2 for x, _, n in points)
    return 2 ** (mean_y - slope * mean_x), -1 / slope if slope < 0 else math.inf


def print_worst(outcomes: Sequence[Outcome], count: int) -> None:
    """Wrong repairs that were applied, the most confident first."""
    wrong = [o for o in outcomes if o.altered and o.verdict != "right"]
    sure = {id(o): o.quotation.confidence if o.quotation else 0.0 for o in wrong}
    wrong.sort(key=lambda o: (not o.document.sound, o.verdict == "better", -sure[id(o)]))
    sound = sum(o.document.sound for o in wrong)
    print(f"\n{len(wrong)} wrong repairs applied, {sound} of them of sound or invented text")
    seen: Counter[tuple[str, ...]] = Counter()
    for o in wrong:
        key = (o.document.damage, *sorted({c.kind for c in o.changes if c.verdict == "wrong"}))
        seen[key] += 1
        if seen[key] > 2 or seen.total() > 1000 or sum(min(n, 2) for n in seen.values()) > count:
            continue  # two of a sort are enough to learn from
        d, q = o.document, o.quotation
        refs = d.quoted.refs[0] if d.quoted else "-"
        print(f"-- {d.name} {d.damage} {d.wrapper} cited {d.cited}; {refs}; {o.verdict}; bits {o.bits}")
        print(f"   stood {d.span.of(d.text)}\n   truth {d.targets[0]}")
        if q:
            print(f"   now   {q.repaired}\n   {q.confidence} {q.because}")
            for c in o.changes:
                print(f"      {c.edit.old!s} -> {c.edit.new!s}  [{c.kind}, risk {c.risk}, {c.verdict}]")
