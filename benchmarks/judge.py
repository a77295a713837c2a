"""Judging a repair against the truth: was it found, is it right, and which of its changes were right."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio

import normaliser.decide as core
from benchmarks.garble import Document
from benchmarks.quoted import Shelves, fold_letters
from normaliser.corpora import Shelf
from normaliser.edits import apply
from normaliser.model import Edit, Kind, Quotation, Report, Status
from normaliser.pipeline import Normaliser
from normaliser.risk import weigh_changes
from normaliser.skeleton import bare_words, fold_skeleton

_STYLE = re.compile("[\\u0652\\u0670\\u0640\\u06d6-\\u06ed\\u0653\\u200b-\\u200f]")
_CALL = re.compile("ي\u064e?\u0640\u0670\u0653?")  # the mushaf joins "O" to the word after it
_LOOSE_MARK = re.compile("\\s+(?=[\u064b-\u0652])")  # some editions have a space before a mark: nobody means it
_HAMZA = re.compile("[أإآ]")
_URDU = str.maketrans("یکہھۃ", "يكههة")
USAGES = ("absent", "100 times rarer", "10 times rarer", "rarer", "no rarer")
_ARABIC = re.compile("[\\s\\u0610-\\u061a\\u0621-\\u065f\\u0670-\\u06d3\\u06d5-\\u06ed\\u08a0-\\u08ff\\u200b-\\u200f،]")
_SAME_PASSAGE = 90  # of 100, of `partial_ratio`: another book's wording of the narration


def cut_marks(text: str) -> tuple[list[str], list[frozenset[str]]]:
    """Letters as spelt with single spaces, and the vowel marks on each; sukun, dagger alef, alef wasla are style."""
    text = _CALL.sub("يا ", _LOOSE_MARK.sub("", text))
    text = unicodedata.normalize("NFC", _STYLE.sub("", text.replace("ٱ", "ا")))
    text = text.translate(_URDU)
    letters: list[str] = []
    marks: list[frozenset[str]] = []
    for c in " ".join(text.split()):
        if "\u064b" <= c <= "\u0651" and letters:
            marks[-1] |= {c}
        else:
            letters.append(c)
            marks.append(frozenset())
    return letters, marks


def spelling_distance(text: str, target: str) -> int:
    """Letters, spaces and marks of `text` that contradict `target`; an absent mark or one more does not."""
    if not _HAMZA.search(target):  # some books write no hamza on any alef: to add it is no contradiction
        text = _HAMZA.sub("ا", text)
    ours, our_marks = cut_marks(text)
    theirs, their_marks = cut_marks(target)
    bare = not any(their_marks)
    cost = 0
    for op in Levenshtein.opcodes(ours, theirs):
        if op.tag == "equal":
            pairs = zip(our_marks[op.src_start : op.src_end], their_marks[op.dest_start : op.dest_end], strict=True)
            cost += sum(bool(bare or want) and not have <= want for have, want in pairs)
        else:
            cost += max(op.src_end - op.src_start, op.dest_end - op.dest_start)
    return cost


def spelling_distances(text: str, targets: Sequence[str]) -> int:
    """The same to the nearest target; word by word where they have as many words, since editions may be mixed."""
    words = text.split()
    rows = [row for row in map(str.split, targets) if len(row) == len(words)]
    whole = min(spelling_distance(text, target) for target in targets)
    if not whole or len(rows) < 2:
        return whole
    each = (min(spelling_distance(word, row[i]) for row in rows) for i, word in enumerate(words))
    return min(whole, sum(each))


def letter_distances(text: str, targets: Sequence[str]) -> int:
    """Letters by which a text differs from the nearest target."""
    return min(letter_distance(text, target) for target in targets)


def letter_distance(text: str, target: str) -> int:
    """Letters by which two texts differ, variants of spelling and spaces aside."""
    return Levenshtein.distance(fold_letters(text), fold_letters(target))


@dataclass(frozen=True, slots=True)
class Judged:
    """One proposed change: its kind, the risk the core gave it, and whether the truth bears it out."""

    kind: str
    corpus: Kind
    risk: float | None
    usage: str  # how common the word that stood there is, next to the one that replaces it
    verdict: str  # right, neutral, wrong
    edit: Edit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document."""

    document: Document
    quotation: Quotation | None  # the one that covers the Arabic best
    applied: str  # the repaired page
    altered: bool
    passage_right: bool
    verdict: str  # of the page: right, better, same, worse
    proposed: str  # of the page with what is proposed for the quotation, applied or not
    bits: float | None  # evidence for the least certain passage taken
    changes: tuple[Judged, ...]

    @property
    def status(self) -> Status | None:
        return self.quotation.status if self.quotation else None

    @property
    def borne_out(self) -> bool:
        """Whether all that was changed, or proposed, is what stood there; something else may be left."""
        return self.proposed != "worse" and not any(change.verdict == "wrong" for change in self.changes)

    @property
    def proposal_right(self) -> bool:
        """The quotation as repaired or suggested is letter for letter what was quoted."""
        return self.quotation is not None and _is_target(self.quotation.repaired, self.document)


@dataclass
class Trace:
    """What the core weighed while one page was repaired."""

    bits: dict[tuple[str, ...], float] = field(default_factory=dict)
    risks: dict[tuple[int, int, str], float] = field(default_factory=dict)


@contextmanager
def traced() -> Iterator[Trace]:
    """Listen to `decide`: the evidence of every reading and the risk of every change."""
    trace = Trace()
    weigh = core.evidence_bits

    def weigh_and_note(match: Any, *rest: Any, **named: Any) -> float:
        bits = weigh(match, *rest, **named)
        trace.bits[tuple(match.refs)] = bits
        return bits

    def weigh_changes_and_note(*given: Any, **named: Any) -> Any:
        kept, left = weigh_changes(*given, **named)
        for change in kept:
            trace.risks[change.span.start, change.span.end, change.new] = change.risk
        return kept, left

    noting = patch.multiple(core, evidence_bits=weigh_and_note, weigh_changes=weigh_changes_and_note)
    with noting:
        yield trace


def run(document: Document, fixer: Normaliser, shelves: Shelves, trace: Trace) -> Outcome:
    """Repair the document and judge what came of it."""
    trace.bits.clear()
    trace.risks.clear()
    report = fixer.repair(document.text)
    quotation = _best_cover(document, report)
    right = quotation is not None and _same_passage(document, quotation, shelves)
    taken = [bits for refs, bits in trace.bits.items() if quotation and set(refs) <= set(quotation.refs)]
    return Outcome(
        document=document,
        quotation=quotation,
        applied=report.text,
        altered=report.text != document.text,
        passage_right=right,
        verdict=_judge_page(document, report.text),
        proposed=_judge_page(document, _proposed(document, quotation)),
        bits=min(taken, default=None),
        changes=tuple(_judge_changes(document, quotation, trace, shelves)) if quotation else (),
    )


def _best_cover(document: Document, report: Report) -> Quotation | None:
    def cover(q: Quotation) -> int:
        return min(q.span.end, document.span.end) - max(q.span.start, document.span.start)

    best = max(report.quotations, key=cover, default=None)
    return best if best is not None and 2 * cover(best) > len(document.span) else None


def _same_passage(document: Document, quotation: Quotation, shelves: Shelves) -> bool:
    if document.quoted is None or not quotation.refs:
        return False
    if _verses(document.quoted.refs) & _verses(quotation.refs):
        return True
    wanted = fold_letters(document.quoted.text)
    for ref in quotation.refs:
        shelf = shelves.quran if ref.startswith("quran:") else shelves.hadith
        letters = fold_letters("".join(shelf.text(row) for row in shelf.rows_of(ref)))
        if wanted in letters:
            return True
        both_hadith = shelf is shelves.hadith and document.quoted.kind is Kind.HADITH
        if both_hadith and len(wanted) <= len(letters) + 8 and partial_ratio(wanted, letters) >= _SAME_PASSAGE:
            return True
    return False


def _verses(refs: Sequence[str]) -> set[str]:
    names: set[str] = set()
    for ref in refs:
        head, _, tail = ref.rpartition(":")
        first, dash, last = tail.partition("-")
        names |= {f"{head}:{n}" for n in range(int(first), int(last) + 1)} if dash and last.isdigit() else {ref}
    return names


def _is_target(arabic: str, document: Document) -> bool:
    return fold_letters(arabic) in {fold_letters(t) for t in document.targets}


def _proposed(document: Document, quotation: Quotation | None) -> str:
    """The page with what is proposed for the quotation, and nothing else."""
    return apply(document.text, quotation.edits) if quotation else document.text


def _judge_page(document: Document, repaired: str) -> str:
    """The whole page against the page as it should be: letters, and the marks where the letters were right already."""
    if repaired == document.text:
        return "right" if _is_target(document.span.of(document.text), document) else "same"
    before, after = document.text[: document.span.start], document.text[document.span.end :]
    pages = [f"{before}{target}{after}" for target in document.targets]
    if _other_text(repaired) != _other_text(document.text):
        return "worse"
    texts = [document.text, repaired]
    if document.damage == "stitched":  # of two books, one of which may write no hamza on any alef
        texts, pages = [_HAMZA.sub("ا", text) for text in texts], [_HAMZA.sub("ا", page) for page in pages]
    for measure in (letter_distances, spelling_distances):
        was, now = (measure(text, pages) for text in texts)
        if now != was:
            return "worse" if now > was else "better" if now else "right"
        if now:
            break  # letters are still wrong: marks do not matter
    return "same" if now else "right"


def _other_text(page: str) -> str:
    """What is neither an Arabic letter nor a mark nor a space."""
    return _ARABIC.sub("", page)


def _judge_changes(document: Document, quotation: Quotation, trace: Trace, shelves: Shelves) -> Iterator[Judged]:
    """Each change against the truth, all the others being made."""
    nearest = letter_distances(quotation.repaired, document.targets)
    targets = [t for t in document.targets if letter_distance(t, quotation.repaired) == nearest]
    shifted = [_shift(e, -quotation.span.start) for e in quotation.edits]
    for i, edit in enumerate(shifted):
        without = apply(quotation.original, [e for j, e in enumerate(shifted) if j != i])
        in_letters = fold_letters(edit.old) != fold_letters(edit.new)
        distance = letter_distances if in_letters else spelling_distances
        gain = distance(without, targets) - distance(quotation.repaired, targets)
        size = letter_distance(edit.old, edit.new)
        verdict = "right" if gain > 0 and gain >= size else "neutral" if gain == 0 and not in_letters else "wrong"
        span = quotation.edits[i].span
        risk = trace.risks.get((span.start, span.end, edit.new))
        corpus = Kind.QURAN if quotation.kind is Kind.QURAN else Kind.HADITH
        shelf = shelves.quran if corpus is Kind.QURAN else shelves.hadith
        hidden = document.damage == "hidden wording"
        yield Judged(_change_kind(edit), corpus, risk, _usage(shelf, edit, hidden), verdict, quotation.edits[i])


def _usage(shelf: Shelf, edit: Edit, hidden: bool) -> str:
    """One of `USAGES`. `hidden`: the corpus is to be read as if this quotation were not in it."""
    old, new = (min(map(shelf.word_count, bare_words(t)), default=0) for t in (edit.old, edit.new))
    old -= hidden
    if old <= 0:
        return USAGES[0]
    return USAGES[1 if 100 * old < new else 2 if 10 * old < new else 3 if old < new else 4]


def _change_kind(edit: Edit) -> str:
    what = edit.because.rpartition(": ")[2]
    if what == "letters":
        old, new = fold_skeleton(edit.old), fold_skeleton(edit.new)
        share = Levenshtein.distance(old, new) / max(1, len(old), len(new))
        return "another word" if share > 0.5 else "letters, over a quarter" if share > 0.25 else "letters, few"
    return what


def _shift(edit: Edit, by: int) -> Edit:
    return Edit(edit.span.shift(by), edit.old, edit.new, edit.by, edit.because, edit.confidence)
