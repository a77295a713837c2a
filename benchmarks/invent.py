"""Arabic that quotes nothing, or nothing as it stands: what a repair must leave alone."""

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from benchmarks.quoted import UNQUOTABLE, URDU, Shelves, cut_narration, fold_letters
from normaliser.search import find_noisy
from normaliser.skeleton import fold_rasm

NEGATIVES = ("plain", "shuffled", "markov", "near verse", "paraphrase", "supplication", "stitched")
"""Ordinary sentences; words of narrations in disorder; bigram chains over the Qur'an's words; verses with a third of
their words replaced; verses with their halves exchanged and words dropped; supplications of Qur'anic phrases;
narrations that begin as one book has them and end as another has them."""

_SUBJECTS = (
    "الجامعة", "الوزارة", "المدينة القديمة", "الشركة الجديدة", "اللجنة المحلية", "إدارة المدرسة", "فرقة المسرح",
    "الصحيفة اليومية",
)  # fmt: skip
_VERBS = ("تعلن", "تنظم", "تفتتح", "تستقبل", "تناقش", "تنشر", "تدعم", "تراجع")
_OBJECTS = (
    "برنامجا تدريبيا للشباب", "معرضا للكتب والصور", "خطة لتطوير الطرق", "مؤتمرا علميا عن المياه", 
    "نتائج الاستبيان السنوي", "مشروعا لزراعة الأشجار", "مسابقة في الرياضيات", "تقريرا عن أسعار السوق",
)  # fmt: skip
_ENDS = (
    "في شهر مارس القادم", "بمشاركة عدد من الخبراء", "يوم الخميس المقبل في القاعة الكبرى", "بالتعاون مع المكتبة الوطنية",
    "رغم تأخر التمويل هذا العام", "وسط حضور كبير من الطلاب", "قبل نهاية الموسم الحالي", "كما ذكر المتحدث الرسمي",
)  # fmt: skip
_ENDING = re.compile("[\u064b-\u0652]+$")
_PLEAS = ("اللهم", "ربنا", "يا رب", "نسأل الله أن", "اللهم إني أسألك", "سبحانك", "اللهم اجعلنا من", "أعوذ بالله من")


@dataclass(frozen=True, slots=True)
class Invented:
    """A text and the name of what it was made from, if anything."""

    text: str
    source: str = ""


class Inventor:
    """Makes negatives out of the reference texts."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def invent(self, kind: str, rng: random.Random) -> Invented:
        """A text of one of the kinds in `NEGATIVES`."""
        make = {
            "plain": self._plain, "shuffled": self._shuffled, "markov": self._markov, "near verse": self._near_verse,
            "paraphrase": self._paraphrase, "supplication": self._supplication, "stitched": self._stitched,
        }  # fmt: skip
        return make[kind](rng)

    @cached_property
    def _chain(self) -> dict[str, list[str]]:
        follows: dict[str, list[str]] = defaultdict(list)
        for surah, ayah in self._shelves.verses:
            words = self._shelves.verse_words(surah, ayah, 3)
            for word, after in pairwise(words):
                follows[word].append(after)
        return follows

    @cached_property
    def _heads(self) -> list[str]:
        return sorted(self._chain)

    def _plain(self, rng: random.Random) -> Invented:
        parts = [" ".join(map(rng.choice, (_VERBS, _SUBJECTS, _OBJECTS, _ENDS))) for _ in range(rng.randint(1, 2))]
        return Invented(" و".join(parts))

    def _shuffled(self, rng: random.Random) -> Invented:
        words = self._narration(rng).split()
        rng.shuffle(words)
        return Invented(" ".join(words))

    def _markov(self, rng: random.Random) -> Invented:
        words = [rng.choice(self._heads)]
        for _ in range(rng.randint(4, 15)):
            words.append(rng.choice(self._chain.get(words[-1]) or self._heads))
        return Invented(" ".join(words))

    def _near_verse(self, rng: random.Random) -> Invented:
        while True:
            surah, ayah = rng.choice(self._shelves.verses)
            words = self._shelves.verse_words(surah, ayah, 3)[:25]
            if len(words) >= 5:
                break
        for i in rng.sample(range(len(words)), (len(words) + 2) // 3):
            words[i] = rng.choice(self._heads)
        return Invented(" ".join(words), f"quran:{surah}:{ayah}")

    def _paraphrase(self, rng: random.Random) -> Invented:
        while True:
            surah, ayah = rng.choice(self._shelves.verses)
            words = self._shelves.verse_words(surah, ayah, 3)[:20]
            if len(words) >= 8:
                break
        middle = len(words) // 2
        kept = [w for w in (*words[middle:], "فإن", "ذلك", *words[:middle]) if rng.random() < 0.75]
        return Invented(" ".join(kept), f"quran:{surah}:{ayah}")

    def _supplication(self, rng: random.Random) -> Invented:
        words = rng.choice(_PLEAS).split()
        for _ in range(rng.randint(2, 4)):
            word = rng.choice(self._heads)
            words += [word, *(rng.choice(self._chain.get(word) or self._heads) for _ in range(rng.randint(1, 2)))]
        return Invented(" ".join(words))

    def _narration(self, rng: random.Random) -> str:
        return self._shelves.draw_narration(rng).text

    def _stitched(self, rng: random.Random) -> Invented:
        """Two books' wordings of one narration, exchanged in the middle; sound, and in no single book."""
        shelf = self._shelves.hadith
        for _ in range(40):
            row = rng.randrange(shelf.rows())
            words = cut_narration(shelf.text(row), rng).split() if self._shelves.holds(shelf.ref(row)) else []
            if len(words) < 8 or URDU.search("".join(words)):
                continue
            rasm = fold_rasm("".join(words))
            for start, _end in find_noisy(shelf, rasm)[1:6]:
                other = shelf.text(shelf.row_at(start + len(rasm) // 2)).split()
                made = _stitch(words, other)
                if made and not URDU.search("".join(made)) and not UNQUOTABLE.search("".join(made)):
                    return Invented(" ".join(made), shelf.ref(row))
        return Invented(self._narration(rng))


def _stitch(words: list[str], other: list[str]) -> list[str] | None:
    """`words` up to a word that both have, then as the other goes on, where the two part ways by little.

    Where both mark that word they mark it alike: with another ending the two halves would be no Arabic.
    """
    ours, theirs = [fold_letters(w) for w in words], [fold_letters(w) for w in other]
    for i in range(len(words) // 2, len(words) - 2):
        if len(ours[i]) < 3 or theirs.count(ours[i]) != 1:
            continue
        j = theirs.index(ours[i])
        endings = {ending.group() for word in (words[i], other[j]) if (ending := _ENDING.search(word))}
        if len(endings) > 1:
            continue
        tail, rest = ours[i:], theirs[j : j + len(words) - i]
        shared = len(set(tail) & set(rest))
        if tail != rest and len(rest) == len(tail) and shared >= len(tail) - 2:
            return [*words[:i], *other[j : j + len(words) - i]]
    return None
