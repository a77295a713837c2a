"""Every default and threshold, each with its reason."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from normaliser.errors import OptionError


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured on garbled reference texts (`data/calibration.json`; see `calibration`)."""

    shares: tuple[tuple[float, float], ...]  # what was weighed, and the share of it that was right
    repaired: float  # confidence from which repairs are applied: at most one page in a thousand came out worse


@cache
def load_calibration() -> Calibration:
    """What the package was calibrated with; read once, when first asked for."""
    import json
    from importlib.resources import files

    measured = json.loads(files("normaliser").joinpath("data", "calibration.json").read_text(encoding="utf-8"))
    return Calibration(tuple((x, y) for x, y in measured["confidence"]), measured["repaired"])


@dataclass(frozen=True, slots=True)
class Risks:
    """The chance that a change of each kind is wrong, given that the passage is right.

    Estimates that put changes in order, replaced, lost and added words behind damaged letters; what they come to is
    turned into confidence by measurement (see `calibration`).
    """

    few_words: int = 3  # of a neighbouring verse may stand there by chance
    telling_letters: int = 3  # of a word that stands in a longer string; fewer are there by chance
    otherwise: int = 3  # changes to a verse that may be a narration's own; with more it is damaged
    marked_so: float = 0.15  # of the narrations that mark a word: marks that fewer have are slips of theirs
    slip: int = 100  # times a word must be as common as what stands there to be what was meant
    together: float = 0.3  # share of every further change's risk that comes on top of the riskiest one's
    marks: float = 0.001
    all_over: float = 0.25  # share of the words with wrong marks that makes them damage, not another vocalisation
    attested: int = 5  # times a spelling must stand in the books to be accepted for another
    spelling: float = 0.001
    spacing: float = 0.001
    letters: float = 0.003  # a string that is no word, of which at most `damage_share` differs
    damage_share: float = 0.5  # of a word's letters: more than this wrong makes it another word
    word_quran: float = 0.01  # a string that is no word, and hardly like the one in its place
    word_hadith: float = 0.1
    used_word_damaged: float = 0.02  # a word in use in the place of another, in a quotation with damage of other kinds
    in_use: int = 3  # times a word must stand in the books to be no slip of theirs; in the Qur'an, once
    in_use_letters: int = 3  # letters from which a word in use, beyond a quotation, is no chance
    most_rewritten: int = 2  # words replaced, lost or added; more, with nothing that names the verse, is another text
    most_used: int = 5  # words in use that are not the passage's: from here on it is another text
    beside_reading: int = 2  # damaged strings beside what is another reading; with more, it is damage too
    used_word_heavily: float = 0.003  # the same where twice as many strings are no words
    used_word_dots: float = 0.04  # the same without other damage, where only dots differ
    used_word_dots_hadith: float = 0.4  # narrations have "he" for "she" and the like as often as anybody
    own_word: float = 0.35  # a word in use, lost or added, with nothing else to say that the text is damaged
    fragment: float = 0.7  # of the words of a run that nothing encloses: fewer, and they may be in it by chance
    lost_quran: float = 0.015
    lost_hadith: float = 0.25
    reworded: float = 0.5  # a narration in somebody's own words, put into those of the reference
    deletion: float = 0.04
    deletion_hadith: float = 0.8
    most_deleted: int = 5  # words in a row; more is another text
    end_share: float = 0.3  # of an end word's letters: more than this wrong and its match may be chance
    end_words: float = 0.25  # words at an end, inside the brackets, that the passage does not account for
    end_word: float = 0.08  # a single one of them, no word in use, and not much longer than the word in its place
    end_whole: float = 0.01  # the same where the passage's next words would end its verse
    end_rendered: float = 0.04  # the same where the English goes on to render those words
    end_rendered_quran: float = 0.4  # for a verse, whose English is mostly a published one that runs to its end
    frayed: float = 0.005  # an end within a verse, in a damaged quotation: a word may be lost there without a trace
    frayed_heavily: float = 0.3  # the same in a heavily damaged one that shows no lost or replaced word elsewhere
    heavily: float = 0.1  # share of wrong letters that makes it one
    rewritten: float = 0.2  # two words or more replaced, lost or added, and fewer than
    words_an_event: int = 4  # so many words to each; or one of them where two passages are quoted together
    lost_end: float = 0.07  # a verse that lacks its last word, in a heavily damaged quotation
    lost_start: float = 0.3  # the same for its first: people begin after "say" or "and"
    damaged: float = 0.08  # share of wrong letters that makes a quotation a damaged one


@dataclass(frozen=True, slots=True)
class Weights:
    """How evidence adds up, in bits (see `decide.evidence_bits`). Estimates, as those of `Risks` are."""

    named_verse: float = 10.0  # a citation or the English names the verse; unrelated text stays 4 bits below that
    named_book: float = 3.0  # one of 22
    claim: float = 8.0  # lead-in or brackets say Qur'an, or hadith
    strange_share: float = 0.3  # of the words, that are no words in use: the text is damaged, whatever it is
    excused: float = 0.5  # share of what wrong letters in such words say against a passage that is not counted,
    strange: float = 8.0  # and by how much less a passage is accepted: damaged Arabic of any other kind stays below
    accept: float = 4.0  # bits from which a passage is accepted as quoted
    least_english: float = 0.5  # share of an English passage's words that a verse must have to be looked at for it
    doubt: float = 0.08  # share of wrong passages at that point,
    halving: float = 4.0  # halved with every so many bits beyond it
    lead: float = 3.0  # bits for every letter by which the best rival is worse
    far_behind: float = 4.0  # letters by which a passage may be worse and still be a rival
    prose_similarity: float = 0.7  # of a passage with running Arabic: everybody writes the words that open narrations
    same_wording: float = 0.85  # likeness from which a narration in other words is another wording of it
    near_wording: float = 0.75  # and from which it is still meant
    meant: float = 0.7  # likeness from which the verse is the one meant, where the Qur'an is claimed
    meant_bits: float = 32.0  # or with so much evidence
    meant_least: float = 0.55  # from this likeness on
    scraps: float = 0.90  # share of a stretch among all that may stand in scraps, to be put there; right so often
    scraps_bits: float = 8.0  # of the scraps for it; 1 scanned line in 360 says so much for a verse not there
    scraps_against: float = -20.0  # bits below which scraps are another text; of 606 scanned verses none lay there
    scraps_said: float = 1.0  # of Latin beside sound words for words there: 7 of 10 scraps say it, 1 of 17 others
    scraps_named: float = 9.0  # of the English or the citation alone, from which scraps after a lead-in are theirs
    main_passage: float = 0.4  # of the letters: less, and of passages run together none is the one meant
    prose_words: int = 7  # of running Arabic that may be called a quotation,
    prose_words_vocalised: int = 4  # or of vocalised,
    led_words: int = 3  # or straight after a lead-in


@dataclass(frozen=True, slots=True)
class Agreement:
    """When other documents say that a quotation in no corpus is damaged (see `consensus`)."""

    least_words: int = 4  # words of a quotation that is compared: two copies share three of them at the least
    least_documents: int = 2  # others that must agree: one alone may as well be the damaged one
    majority: float = 0.5  # of the documents that have the words: more than this share must agree, so ties say nothing


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may choose. Raises `OptionError` for a value out of range."""

    corpora: tuple[str, ...] = ("quran", "hadith")
    """Built-in reference corpora to search."""

    own: tuple[Path, ...] = ()
    """The user's own corpora: JSON Lines files with ref, arabic, english."""

    translations: tuple[str, ...] | None = None
    """English editions used for finding and pairing (`en.sahih`); None means all that are installed."""

    words: bool = False
    """Link the words of each quotation with those of its English, and find the part of one that renders the other."""

    min_confidence: float = field(default_factory=lambda: load_calibration().repaired)
    """Repairs below this are suggested, not applied. As measured, unless said otherwise: see `Calibration`."""

    least_confidence: float = 0.3
    """What is weighed below this (see `calibration`) is not even suggested: the quotation is one of no known source."""

    keep_spelling: bool = False
    """Leave hamza, ta marbuta and final ya as the quoter spelt them."""

    risks: Risks = Risks()
    """How far each kind of change is trusted."""

    evidence: Weights = Weights()
    """How the witnesses are weighed."""

    agreement: Agreement = Agreement()
    """How documents are compared with each other."""

    morphology: bool = False
    """Look up words that no corpus has with camel-tools' analyser (extra `[camel]`), and suggest respellings."""

    clean: bool = False
    """Take out what a scrape left around the quotations: menus, calls for comments, share bars, stray spaces."""

    index_dir: Path | None = None
    """Where the search index is kept; None means NORMALISER_INDEX, else the user's cache folder."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.min_confidence <= 1.0:
            raise OptionError(f"min_confidence is {self.min_confidence}; it must lie between 0 and 1")
        if not 0.0 <= self.least_confidence <= 1.0:
            raise OptionError(f"least_confidence is {self.least_confidence}; it must lie between 0 and 1")
        unknown = set(self.corpora) - {"quran", "hadith"}
        if unknown:
            raise OptionError(f'no corpus called "{sorted(unknown)[0]}"; try: quran, hadith')
