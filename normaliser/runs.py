"""Runs of Arabic words: what stands around one, whether that sets it apart, and what the words before it claim."""

import re
from dataclasses import dataclass

from normaliser.model import Kind, Span
from normaliser.skeleton import bare_words
from normaliser.words import Word, without_formulas

# Opening marks and what may close them. Arabic pages also print them the other way round, so pairs are tried both ways.
_PAIRS = {
    "\N{ORNATE RIGHT PARENTHESIS}": "\N{ORNATE LEFT PARENTHESIS}",
    "«": "»",
    "“": "”",
    "„": "“”",
    "‘": "’",
    '"': '"',
    "'": "'",
    "(": ")",
    "[": "]",
    "{": "}",
    "<": ">",
    "‹": "›",
    "❝": "❞",
    "*": "*",
    "_": "_",
    "`": "`",
    "|": "|",
}
_ORNATE = "\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS}"
# Marks that belong to Arabic alone: an unbalanced one is damage of the quotation beside it.
_STRAY = frozenset(_ORNATE + "«»")
OPENERS = frozenset(_PAIRS) | frozenset("".join(_PAIRS.values()))
_SKIP_BACK = re.compile("[ \\t\\u00a0\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069.…:،,]*$")
_SKIP_ON = re.compile("[ \\t\\u00a0\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069.…،,؛;!؟?]*")

# A verse number between two words: ornate, in brackets, after the end-of-ayah sign, or bare.
_NUMBER = re.compile(
    "[\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS}(\\[{\N{ARABIC END OF AYAH}]?\\s*"
    "[0-9\u0660-\u0669\u06f0-\u06f9]{1,3}\\s*[\N{ORNATE RIGHT PARENTHESIS}\N{ORNATE LEFT PARENTHESIS})\\]}]?"
)
_GAP = re.compile("[\\s\u00a0\u00ad\u061c\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069.,،؛;:*…!?؟۔/ﷺ_-]*")
_LONG_GAP = 24  # code points between two words of one quotation; ellipses and verse signs are shorter
PARAGRAPH = re.compile("\n[ \t\u00a0\r]*\n")

_SAYS = re.compile("(?:^|[وف])?(?:قال|يقول|قوله|تعالى|سبحانه|وجل|حديث|رواه|أخرجه|روى|الآية|تعالي|انه|عنه|وسلم)$")
_QURAN_LEAD = re.compile(
    r"\b(?i:allah|god|lord|almighty|exalted|most high|qur['’]?an|koran|verse|ayah?|surah?|swt|revealed)\b"
    r"|\b[Tt]he (?:[Nn]oble |[Hh]oly )?Book\b"
    r"|تعالى|سبحانه|وجل|سورة|الآية"
)
_HADITH_LEAD = re.compile(
    r"(?i)\b(?:prophet|messenger|hadith|narrat\w+|saw|pbuh|sunnah|bukhari|tirmidhi|reported that)\b"
    r"|ﷺ|رسول|النبي|وسلم|حديث|رواه"
)
_SOURCE = re.compile("و?(?:رواه|أخرجه|متفق)$")
_ASIDE = re.compile("(?:سورة|حديث|أي|يعني|انظر|صحيح|سنن|مسند|موطأ)$")
ROUND = ("(", ")")
GLOSS = 3  # words in round brackets that may as well explain the words before them
_RENDERED = re.compile(r"[^\w\s()]{1,2} *\([^\n]*\)[ .،]*")  # a quotation's translation, within an Arabic sentence
_BESIDE = 6  # code points between a lead-in and the bracket it leads to
LEAD_WORDS = 6  # words of a lead-in, at most
LEAD = 90  # code points before a quotation in which a lead-in is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """A located quotation: its span, its words, how it is set apart, and what its lead-in says it is."""

    span: Span
    words: tuple[Word, ...]
    marks: str  # the opening and closing mark, or "" when nothing encloses it
    claim: Kind | None
    stray: bool = False  # the span ends in an unbalanced bracket
    prose: bool = False  # nothing encloses it, on a page written in Arabic: what it holds must show that it is quoted
    led: bool = False  # a lead-in stands straight before it
    sparse: bool = False  # the page has so few words that every sentence on it is set apart

    @property
    def enclosed(self) -> bool:
        return bool(self.marks)


class Run:
    """A run of words with what stands around it."""

    def __init__(self, words: tuple[Word, ...], text: str) -> None:
        self.words = words
        self.start, self.end = words[0].start, words[-1].end
        self.text = text
        self.before, self.before_at = self._mark_before()
        self.after, self.after_at = self._mark_after()

    def _mark_before(self) -> tuple[str, int]:
        low = max(0, self.start - 12)
        line = self.text[low : self.start]
        line = line[: _SKIP_BACK.search(line).start()]  # type: ignore[union-attr]  # matches the empty string too
        mark = line[-1:]
        return (mark, low + len(line) - 1) if mark and mark in OPENERS else ("", -1)

    def _mark_after(self) -> tuple[str, int]:
        at = _SKIP_ON.match(self.text, self.end, self.end + 12).end()  # type: ignore[union-attr]  # as above
        mark = self.text[at : at + 1]
        return (mark, at) if mark and mark in OPENERS else ("", at)

    @property
    def marks(self) -> str:
        """The enclosing pair, the right way round or swapped."""
        opener, closer = self.before, self.after
        if not opener or not closer:
            return ""
        if closer in _PAIRS.get(opener, "") or opener in _PAIRS.get(closer, ""):
            return opener + closer
        return opener + closer if opener in _ORNATE and closer in _ORNATE else ""

    def is_quotation(self, beside: list["Run"]) -> bool:
        letters = sum(len(w.skeleton) for w in self.words)
        if self.is_aside():
            return False
        if self.marks:
            return len(self.words) > 1 or (self.marks[0] in _STRAY and letters > 2)
        if len(self.words) < 2 or letters < 5:
            return False
        beside_quotation = any(
            r.marks
            and (
                abs(r.start - self.end) < _BESIDE
                or abs(self.start - r.end) < _BESIDE
                or _RENDERED.fullmatch(self.text, r.end, self.start)
            )
            for r in beside
        )
        opened = self.before in _STRAY and not any(run.after_at == self.before_at for run in beside)
        return opened or self.stray(beside) or not beside_quotation or len(self.words) >= 12 or self.is_vocalised()

    def is_aside(self) -> bool:
        """Whether the run is a source or an honorific; or, in round brackets, an explanation."""
        few, first = len(self.words) <= LEAD_WORDS, "".join(bare_words(self.words[0].text))
        if few and _SOURCE.match(first):
            return True
        if self.before in ROUND and few and _ASIDE.match(first):
            return True
        return (self.before in ROUND or not self.marks) and not without_formulas(self.words)

    def is_vocalised(self) -> bool:
        """Running prose is printed bare; four vocalised words in a row are quoted from somewhere."""
        marks = sum(len(w.text) - len(w.skeleton) for w in self.words)
        return len(self.words) > 3 and 2 * marks > sum(len(w.skeleton) for w in self.words)

    def stray(self, beside: list["Run"]) -> bool:
        """A bracket closes the run that nothing has opened, and that opens none of those beside it."""
        unopened = not self.marks and self.after in _STRAY and self.before not in _STRAY and not self._opened_earlier()
        return unopened and not any(run.before_at == self.after_at for run in beside)

    def _opened_earlier(self) -> bool:
        """Whether the bracket after the run closes one that other text of the line stands in too."""
        line = self.text[self.text.rfind("\n", 0, self.start) + 1 : self.start]
        marks = [c for c in line if c in _STRAY]
        return bool(marks) and marks[-1] != self.after and (marks[-1] in _ORNATE) == (self.after in _ORNATE)

    def found(self, beside: list["Run"], *, sparse: bool) -> Found:
        stray = self.stray(beside)
        end = self.after_at + 1 if stray else self.end
        return Found(Span(self.start, end), self.words, self.marks, self.claim(), stray, sparse=sparse)

    def claim(self) -> Kind | None:
        if self.before in ROUND and len(self.words) <= GLOSS:
            return None
        lead = self.text[max(0, self.start - LEAD) : self.start]
        cut = lead.rfind("\n\n", 0, max(0, len(lead) - 8))
        lead = lead[cut + 1 :]
        hadith = [m.start() for m in _HADITH_LEAD.finditer(lead)]
        quran = [m.start() for m in _QURAN_LEAD.finditer(lead)]
        if hadith or quran:
            return Kind.HADITH if max(hadith, default=-1) > max(quran, default=-1) else Kind.QURAN
        return None  # ornate brackets prove nothing: supplications and even English are put into them


def is_opened(text: str, start: int) -> bool:
    """Whether a mark stands straight before `start`: what it encloses is one quotation, lead-ins inside and all."""
    return text[max(0, start - 1) : start] in OPENERS


def separates(gap: str, lead: tuple[Word, ...]) -> bool:
    """Whether a gap between two words ends a run; `lead` are the run's words so far when they may only lead in."""
    if gap == " ":
        return False
    if len(gap) > _LONG_GAP or PARAGRAPH.search(gap):
        return True
    if not _GAP.fullmatch(_NUMBER.sub(" ", gap)):
        return True
    if "**" in gap.replace(" ", ""):
        return True
    return ":" in gap and len(lead) < LEAD_WORDS and any(_SAYS.match(w.skeleton) or _SAYS.match(w.text) for w in lead)
