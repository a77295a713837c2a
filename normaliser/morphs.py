"""Words cut into what the other language renders by words of its own: Arabic clitics and endings, English endings.

English says "and by their hands" for one Arabic word, so Arabic conjunctions, prepositions, the article, pronouns and
the commonest inflections become morphs. Which letters of a word are one is read off a corpus: they are cut off
where what is left is a word in use as well. English words only lose their endings. It is all for comparing, never for
output.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

Count = Callable[[str], int]
"""How often a form is in use: as a word of its own, or as what is left of words once something is cut off."""

# Words that look as if something could be cut off.
_WHOLE_WORDS = """
    الله اللهم الذي التي الذين اللذين اللاتي اللايي الي الا الان اله واله ولد وجه وعد وحي وقع وجد وصل وضع فلان في فيما
    كل كان كانت كانوا كما كيف كذلك كذا كلا كم كي بل بلي بين بعد بعض لا لم لن لما لو ليس ليست لعل لكن لدي هذه هذا هو هي
    هم هن ذلك تلك الف انا ان ورا فوق فمن سوف علي عليه عن عند منذ من ما مع متي نحن انت انتم اني هنا هناك به له لها لنا قد
    ثم ام او اي يا بن ابن ابي ابو ابا بنت عبد سبحان سليمان سعيد بيت يوم ليله بقره فتنه فضل فضه فاطمه كافر كافرين كفر
    كتاب ولي وليد وقت فقه لله اوليك اليه اليهم اليها اليك اليكم الينا تحت نعم نحو نار نور ناس نبي نهار نفس نسا يد يدي
    يمين يسير يقين تين تمر يتيم تراب توبه تام ايه امه اهل امر اجر اب اخ ارض احد اكبر اول اخر اليم
"""
_WHOLE = frozenset(_WHOLE_WORDS.split())
_TOWARDS = {"الي" + suffix: suffix for suffix in ("ه", "هم", "ها", "نا", "ك", "كم")}
_PRONOUNS = ("هما", "كما", "هم", "هن", "كم", "كن", "ها", "نا", "ني", "ه", "ك", "ي")
_SHORT_WORDS = "بهم لهم بكم لكم بها لنا بنا لك بك لي بي لكما لهما بهما لهن بهن له لها به"
_SHORT = frozenset(_SHORT_WORDS.split())
_PLURALS = {"ون": "ون", "ين": "ون", "وا": "ون", "ات": "ات", "ان": "ان"}
_OFTEN = 0.1  # what is left must be in use at least so often as the word; a word in use itself is cut only then
_OFTEN_PRONOUN = 0.05
_OFTEN_PLURAL = 0.02

Cut = Callable[[str, Count], list[str]]


def _is_stem(morph: str) -> bool:
    return not (morph[0] == "+" or morph[-1] == "+")


def _left(form: str, word: str, count: Count, share: float = _OFTEN) -> bool:
    return form in _WHOLE or count(form) >= max(1, share * count(word))


def _conjunction(word: str, count: Count) -> list[str]:
    if word in _WHOLE or word[0] not in "وف" or len(word) < 3:
        return [word]
    rest = word[1:]
    return [word[0] + "+", rest] if rest.startswith("ال") or _left(rest, word, count) else [word]


def _preposition(word: str, count: Count) -> list[str]:
    if word in _WHOLE or len(word) < 3:
        return [word]
    first, rest = word[0], word[1:]
    if word.startswith("لل") and len(word) > 3:
        return ["ل+", "ال" + word[2:]]
    if first in "بلك" and ((rest.startswith("ال") and len(word) > 4) or _left(rest, word, count)):
        return [first + "+", rest]
    if first == "س" and rest[0] in "يتنا" and len(word) > 4 and _left(rest, word, count):
        return ["س+", rest]
    return [word]


def _article(word: str, count: Count) -> list[str]:
    if word in _WHOLE or len(word) < 5 or not word.startswith("ال"):
        return [word]
    return ["ال+", word[2:]]


def _pronoun(word: str, count: Count) -> list[str]:
    if word in _TOWARDS:
        return ["الي", "+" + _TOWARDS[word]]
    if word in _WHOLE:
        return [word]
    for pronoun in _PRONOUNS:
        stem = word.removesuffix(pronoun)
        if stem == word or (len(stem) < 2 and word not in _SHORT):
            continue
        if len(stem) < 2:
            return [stem + "+", "+" + pronoun]
        for form in (stem, *_before_pronoun(stem)):
            if form in _WHOLE or (count(form) > 1 and _left(form, word, count, _OFTEN_PRONOUN)):
                return [form, "+" + pronoun]
    return [word]


def _before_pronoun(stem: str) -> Iterable[str]:
    """The word that is spelt `stem` where a pronoun follows: ta marbuta, silent alef and final ya change."""
    if stem[-1] == "ت":
        yield stem[:-1] + "ه"
    elif stem[-1] == "و":
        yield stem + "ا"
    elif stem[-1] == "ا":
        yield stem[:-1] + "ي"


def _plural(word: str, count: Count) -> list[str]:
    ending = _PLURALS.get(word[-2:])
    stem = word[:-2]
    if word in _WHOLE or ending is None or len(stem) < 3:
        return [word]
    for form in (stem, stem + "ه", stem + "ي"):
        if count(form) > 1 and _left(form, word, count, _OFTEN_PLURAL):
            return [form, "+" + ending]
    return [word]


def _subject(word: str, count: Count) -> list[str]:
    if word in _WHOLE or len(word) < 4 or word[0] not in "يتنا":
        return [word]
    rest = word[1:]
    return [word[0] + "+", rest] if count(rest) > 1 and _left(rest, word, count) else [word]


_CUTS: tuple[Cut, ...] = (_conjunction, _preposition, _article, _pronoun, _plural, _subject)


def cut_word(skeleton: str, count: Count) -> list[str]:
    """The morphs of an Arabic word in order; `+` marks the side on which one hangs on to the stem.

    >>> cut_word("وكتابهم", Counter({"كتاب": 9, "كتابهم": 3}).__getitem__)
    ['و+', 'كتاب', '+هم']
    """
    morphs = [skeleton]
    for cut in _CUTS:
        morphs = [part for morph in morphs for part in (cut(morph, count) if _is_stem(morph) else [morph])]
    return morphs


def count_forms(words: Mapping[str, int]) -> Counter[str]:
    """How often each form is in use, learnt from a vocabulary of skeletons, for `cut_word`."""
    counts: Counter[str] = Counter(words)
    current: Counter[str] = Counter({word: n for word, n in words.items() if word})
    for cut in _CUTS:
        following: Counter[str] = Counter()
        for word, n in current.items():
            for part in cut(word, current.__getitem__):
                if _is_stem(part):
                    following[part] += n
                    if part != word:
                        counts[part] += n
        current = following
    return counts


_ENDINGS = ("eth", "est", "ing", "ed", "es", "ly")


@lru_cache(maxsize=65536)
def stem_english(word: str) -> str:
    """A folded English word without its commonest ending; rough, and the same for the forms of most words.

    >>> stem_english("believeth") == stem_english("believed") == stem_english("believes")
    True
    """
    if len(word) > 4:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word = word[: -len(ending)]
                if word[-1] == word[-2] and word[-1] not in "sl":
                    word = word[:-1]
                break
        else:
            if word.endswith("s") and not word.endswith("ss"):
                word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "y" if len(word) > 3 and word.endswith("i") else word
