"""The story on one page: text -> garbles undone -> spans -> evidence -> repairs -> pairs -> report."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from normaliser.assembly import Findings, assemble
from normaliser.citations import locate_citations, parse_citation
from normaliser.edits import apply, compose
from normaliser.evidence import gather
from normaliser.garbles import RARE, undo_garbles
from normaliser.garbles.page_font import locate_page_fonts
from normaliser.locate import locate_quotations, whole_quotation
from normaliser.model import Citation, EnglishOnly, Kind, Pair, Quotation, Ref, Report, Span, Status, Translation
from normaliser.morphology import Analyser, check_words
from normaliser.options import Options
from normaliser.runs import Found
from normaliser.scraps import outside_scraps, read_scraps
from normaliser.settling import find_revealed, look_again
from normaliser.sharing import note_shared

if TYPE_CHECKING:
    from normaliser.evidence import Evidence
    from normaliser.matching import Hints
    from normaliser.published import Lookup
    from normaliser.reading import Reading

_ROUNDS = 2  # of looking for garbles that repairs reveal


Progress = Callable[[str, int, int], None]
"""Called while an index is built: what is being read, how many steps are done, how many there are."""


class Normaliser:
    """Options and reference texts, ready to work. Cheap to make, picklable, safe to share between threads."""

    def __init__(self, options: Options | None = None, progress: Progress | None = None) -> None:
        from normaliser.corpora import Library

        self.options = options or Options()
        self.library = Library(self.options, progress)
        self.analyser = Analyser() if self.options.morphology else None

    def repair(self, text: str) -> Report:
        """Find every quotation of `text`, put right what is wrong, pair each with its English."""
        garbled, notes = undo_garbles(text)
        if self.options.clean:
            from normaliser.cleaning import find_leftovers

            garbled = compose(garbled, find_leftovers(apply(text, garbled)))
        view = apply(text, garbled)
        findings = self._find(view)
        for _ in range(_ROUNDS):
            revealed, quotations = find_revealed(view, findings.quotations)
            if not revealed:
                findings = replace(findings, quotations=quotations)
                break
            garbled, view = compose(garbled, revealed), apply(view, revealed)
            findings = self._find(view)
        return assemble(text, view, garbled, findings, (*notes, *self.library.warnings))

    def _find(self, view: str) -> Findings:
        """Everything that a text with its garbles undone has to say."""
        citations = locate_citations(view)
        quotations = self._read(view, locate_quotations(view, [c.span for c in citations]), citations)
        if codes := locate_page_fonts(view) if RARE.search(view) else ():
            quotations = self._with_codes(view, quotations, codes, citations)
        if self.options.words:
            quotations = self._link(quotations)
        return Findings(quotations, self._english_only(view, quotations, citations))

    def align(self, text: str) -> tuple[Pair, ...]:
        """Every quotation of `text` with its English, in order of appearance."""
        return self.repair(text).pairs

    def identify(
        self, quote: str, *, citation: str | None = None, translation: str | None = None, kind: Kind | None = None
    ) -> Quotation:
        """One quotation by itself, with what is known of where it comes from; spans count in `quote`."""
        from normaliser.evidence import told

        kind = Kind(kind) if kind else None  # callers write "quran"
        garbled, _ = undo_garbles(quote)
        view = apply(quote, garbled)
        cited = parse_citation(citation) if citation else None
        evidence, hints = told(cited, kind)
        found = whole_quotation(view, kind)
        read = self._decide(view, found, evidence, hints)
        if translation and read.status is not Status.SOUND:
            english = Translation(Span(0, 0), translation, None, 1.0)
            read = self._decide(view, found, *self._with_english(evidence, hints, english))
        findings = Findings((self._finish(read),))
        return assemble(quote, view, garbled, findings, ()).quotations[0]

    def repair_many(
        self, texts: Iterable[str], jobs: int = 1, *, consensus: bool = False, names: Sequence[str] | None = None
    ) -> Iterator[Report]:
        """A report for each text, in order; `jobs` processes share the mapped index.

        `consensus` compares quotations in no corpus across the texts, and so reads all of them before the first report
        comes. `names` are what reasons call the texts, "text 0" and so on without them.
        """
        from normaliser.parallel import map_ordered

        if jobs > 1:
            self.library.build()  # once, before the workers all ask for it
        reports = map_ordered(partial(_start, self), texts, jobs=jobs)
        if not consensus:
            return reports
        from normaliser.consensus import compare_documents

        return compare_documents(reports, self._usage, options=self.options, names=names)

    def _usage(self, word: str) -> int:
        """How often the corpora have a word; once, when only the analyser knows it."""
        return self.library.word_count(word) or int(bool(self.analyser and self.analyser.analyse(word)))

    def _read(self, text: str, found: Sequence[Found], citations: Sequence[Citation]) -> tuple[Quotation, ...]:
        """Identify and repair by Arabic and citation; pair; let the English speak for what is still in doubt."""
        scraps = read_scraps(text, citations, self.library, self._identify_english, self.options)
        found = outside_scraps(found, scraps)
        if not found and not scraps:
            return ()
        gathered = zip(found, gather(text, found, citations), strict=True)
        read: list[tuple[Quotation, tuple[Found, Evidence, Hints] | None]] = [(s.quotation, None) for s in scraps]
        for item, told in gathered:
            if item.prose:
                read += [(quotation, None) for quotation in self._decide_prose(text, item, *told)]
            else:
                read.append((self._decide(text, item, *told), (item, *told)))
        read.sort(key=lambda r: r[0].span)
        quotations = self._pair(text, [quotation for quotation, _ in read], citations)
        again = False
        for i, (_, asked) in enumerate(read):
            if asked:
                second = self._look_closer(text, quotations[i], *asked)
                again = again or second.refs != quotations[i].refs
                quotations[i] = second
        if again:
            quotations = self._pair(text, quotations, citations)
        return tuple(map(self._finish, note_shared(text, quotations, self._lookup)))

    def _look_closer(
        self, text: str, quotation: Quotation, found: Found, evidence: "Evidence", hints: "Hints"
    ) -> Quotation:
        """The quotation after its English was heard, where there is doubt; a repair, until nothing more changes."""
        english = quotation.translation

        def doubt(text: str, found: Found, told: Quotation) -> Quotation:
            if english is None or not _in_doubt(told, evidence):
                return told
            return self._decide(text, found, *self._with_english(evidence, hints, english))

        def decide(text: str, found: Found) -> Quotation:
            return doubt(text, found, self._decide(text, found, evidence, hints))

        told = doubt(text, found, quotation)
        return look_again(text, found, told, decide, self.library.texts).with_translation(english)

    def _finish(self, quotation: Quotation) -> Quotation:
        """The quotation with its words looked up, if that was asked for, and the library behind it."""
        if self.analyser:
            quotation = check_words(quotation, self.analyser, self.library.word_count)
        return replace(quotation, source=self.library)

    def _decide(self, text: str, found: Found, evidence: "Evidence", hints: "Hints") -> Quotation:
        from normaliser.attestation import stands_in_a_narration
        from normaliser.decide import decide

        told = decide(text, found, *self._readings(found, evidence, hints), self.options)
        few = 0 < len(told.edits) <= self.options.risks.otherwise
        doubtful = few and told.kind is Kind.QURAN and not (evidence.claim or hints.verses)
        if doubtful and stands_in_a_narration(found.words, self.library):
            hints = replace(hints, claim=Kind.HADITH)
            narration = decide(text, found, *self._readings(found, evidence, hints), self.options)
            if narration.kind is Kind.HADITH and narration.status is Status.SOUND and not narration.warnings:
                return narration
        return told

    def _decide_prose(self, text: str, found: Found, evidence: "Evidence", hints: "Hints") -> tuple[Quotation, ...]:
        from normaliser.prose import led_in, led_quotation, quotations_in, sentences

        def read(part: Found) -> tuple[Quotation, ...]:
            return quotations_in(text, part, *self._readings(part, evidence, hints), self.options)

        hints = replace(hints, prose=True)
        told = read(found)
        if all(quotation.status is not Status.SOUND or not quotation.refs for quotation in told):
            told = tuple(q for part in sentences(text, found, self.options) for q in read(part)) or told
        for led in led_in(text, found):
            if any(quotation.span.touches(led.span) for quotation in told):
                break
            first = led_quotation(text, led, *self._readings(led, evidence, hints), self.options)
            if first:
                return (first, *told)
        return told

    def _readings(self, found: Found, evidence: "Evidence", hints: "Hints") -> tuple[Sequence["Reading"], "Evidence"]:
        """What the words may be read as, and the evidence with what is known of them."""
        from normaliser.decide import evidence_bits
        from normaliser.evidence import with_usage
        from normaliser.reading import read_words

        evidence = with_usage(evidence, found.words, self.library.word_count, self.options)
        weigh = partial(evidence_bits, evidence=evidence, options=self.options)
        return read_words(found.words, self.library, hints, weigh, self.options.evidence.accept), evidence

    def _pair(self, text: str, quotations: Sequence[Quotation], citations: Sequence[Citation]) -> list[Quotation]:
        from normaliser.pairing import pair

        translations = pair(text, quotations, citations=citations, lookup=self._lookup)
        return [q.with_translation(t) for q, t in zip(quotations, translations, strict=True)]

    def _link(self, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
        """The quotations with the words of their translations linked to their own."""
        from normaliser.linking import link_words

        if not any(q.translation for q in quotations) or (model := self.library.renderings()) is None:
            return tuple(quotations)
        return tuple(link_words(q, model, passages_of=self.library.passages) for q in quotations)

    def _with_english(
        self, evidence: "Evidence", hints: "Hints", translation: Translation
    ) -> tuple["Evidence", "Hints"]:
        """Evidence and hints with what the English says: the verses it renders, and a lexicon for its words.

        A published translation renders whole verses, so it does not say where a quotation ends.
        """
        from normaliser.corpora import QuranShelf
        from normaliser.english import content_words, fold_english
        from normaliser.evidence import verses_of
        from normaliser.lexicon import Lexicon

        renderings = self._identify_english(translation.text, self.options.evidence.least_english)
        verses = hints.verses | {v for ref, _, _ in renderings for v in verses_of(ref)}
        shelf = self.library.shelf("quran")
        if translation.edition is not None or not isinstance(shelf, QuranShelf):
            return evidence, replace(hints, verses=verses)
        lexicon = Lexicon(shelf, self._verses_with)
        words = content_words(fold_english(translation.text))
        lore = replace(evidence.lore, renders=partial(lexicon.renders, english=words))
        return replace(evidence, lore=lore), replace(hints, verses=verses)

    def _with_codes(
        self, text: str, quotations: Sequence[Quotation], runs: Sequence[Span], citations: Sequence[Citation]
    ) -> tuple[Quotation, ...]:
        """With what stands in the codes of page fonts, read through citations, then through the English."""
        from normaliser.page_codes import read_codes, suggest

        coded = read_codes(text, runs, citations, self.library.passages)
        together = sorted((*quotations, *coded), key=lambda q: q.span)
        paired = self._pair(text, together, citations)
        for i, quotation in enumerate(paired):
            english = quotation.translation
            if together[i] in coded and english and quotation.status is Status.UNRESOLVED:
                rendered = self._identify_english(english.text, self.options.evidence.least_english)
                refs = [ref for ref, _, _ in rendered]
                paired[i] = suggest(quotation, refs, self.library.passages, english.text).with_translation(english)
        return tuple(replace(q, source=self.library) for q in paired)

    def _verses_with(self, word: str) -> frozenset[tuple[int, int]]:
        index = self.library.english_index()
        return index.verses_with(word) if index else frozenset()

    def _english_only(
        self, text: str, quotations: Sequence[Quotation], citations: Sequence[Citation]
    ) -> tuple[EnglishOnly, ...]:
        if not citations and not quotations:
            return ()  # a page that neither quotes Arabic nor cites is not about scripture
        from normaliser.english_only import locate_english_only

        taken = [q.span for q in quotations] + [q.translation.span for q in quotations if q.translation]
        return locate_english_only(text, taken, citations=citations, lookup=self._lookup)

    @property
    def _lookup(self) -> "Lookup":
        from normaliser.published import Lookup

        return Lookup(self.library.published, self._identify_english, self.library.vocabulary)

    def _identify_english(self, text: str, least: float) -> list[tuple[Ref, float, str | None]]:
        index = self.library.english_index()
        return [(r.ref, r.score, r.edition) for r in index.identify_english(text, least)] if index else []


def _start(fixer: Normaliser) -> Callable[[str], Report]:
    """What a worker process does with each text: the fixer travels to it once, and opens the index there."""
    return fixer.repair


def _in_doubt(quotation: Quotation, evidence: "Evidence") -> bool:
    if quotation.status is Status.SOUND:
        return bool(quotation.warnings) or (quotation.kind is Kind.OTHER and evidence.claim is not None)
    return quotation.status is not Status.REPAIRED
