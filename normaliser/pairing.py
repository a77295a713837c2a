"""Which English on the page renders which quotation.

Every quotation wishes for the passages near it. A wish is worth what the published translations of the quotation's
passage say about the English (any edition, any part of it) and what the layout says: distance, what stands between,
the citation beside it, the length. The whole page is then settled at once, so that an English passage goes to the
quotation that needs it most, and a quotation that nothing fits goes without.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from normaliser.assignment import assign
from normaliser.counterparts import Counterparts
from normaliser.english_page import Page, Stretch, page_of
from normaliser.layout import Layout
from normaliser.likeness import Known, Likeness
from normaliser.model import Citation, Quotation, Span, Translation
from normaliser.published import Lookup, Published
from normaliser.quotemarks import Cue, EnglishSpan
from normaliser.surroundings import Surroundings

_NEAR = 10  # passages looked at on each side
_NEAR_INNER = 40  # the same, counting those inside others
_FAR = 6_000  # code points; further away only the text of a known translation speaks for a passage
_REFS = 6  # of many places with the same words, so many are asked for translations
_ENOUGH = 1.5  # likeness that makes looking further afield needless
_BOUNDED = (Cue.CELL, Cue.LABEL, Cue.BRACKETED)  # cues that, like quote marks, say where a passage starts and ends
_MOST = 0.6  # of a line, so much is the line: translators add a sentence that others do not have
_LEAN = 0.2  # points for standing on the side where the page's certain pairs have their English
_ROUNDS = 8  # of settling overlaps; each settles all there are, and new ones are rare


class Wish(NamedTuple):
    """A passage a quotation may get: what it is worth, and the part of it that is certainly meant."""

    value: float
    whole: Span
    core: Span
    edition: str | None
    like: float  # what the translations say for it; 0 when there are none
    after: bool
    quoted: bool  # in quote marks that enclose all of it


def pair(
    text: str, quotations: Sequence[Quotation], *, citations: Sequence[Citation], lookup: Lookup
) -> tuple[Translation | None, ...]:
    """The English of each quotation, or None, in the order of `quotations`.

    Spans count in `text`, those of the quotations and citations too. Nothing is looked up but through `lookup`; a
    quotation without refs is paired by layout and length alone.
    """
    if not quotations:
        return ()
    spans, cited = [q.span for q in quotations], [c.span for c in citations]
    layout = Layout(text, spans, cited)
    counterparts = Counterparts(text, spans, cited, layout)
    table = _Table(page_of(text, lookup.vocabulary), layout, Surroundings(text, quotations, citations), counterparts)
    wishes = [table.wishes(q, [lookup.translations_of(ref) for ref in q.refs[:_REFS]]) for q in quotations]
    chosen = _settle(wishes)
    habits = _habits(chosen)
    if any(habits) and any(not w.like for of_one in wishes for w in of_one):
        chosen = _settle([[_as_usual(w, habits) for w in of_one] for of_one in wishes])
    return _translations(text, chosen)


class _Table:
    """The passages of a page, and what each quotation would give for them."""

    def __init__(self, page: Page, layout: Layout, surroundings: Surroundings, counterparts: Counterparts) -> None:
        self._page = page
        self._layout = layout
        self._surroundings = surroundings
        self._counterparts = counterparts

    def wishes(self, quotation: Quotation, passages: Sequence[Published]) -> list[Wish]:
        """The quotation's wishes that are worth something, one for each core; `passages` are what it quotes."""
        known = Known(self._page, passages)
        assigned = self._counterparts.of(quotation.span)
        liked = self._likes if known.editions else self._unknown
        belongs = {o.span for o in assigned}
        wishes = []
        for offer, like in liked(quotation.span, assigned, known):
            counterpart = offer.span in belongs if belongs else None
            score = like.score if like else 0.0
            if (value := self._surroundings.worth(quotation, offer, like=score, counterpart=counterpart)) > 0:
                wishes.append(_wish(offer, like, value, offer.span.start >= quotation.span.end))
        return _best(wishes, known)

    def _unknown(self, span: Span, assigned: Sequence[EnglishSpan], _: Known) -> list[tuple[EnglishSpan, None]]:
        """The passages near a quotation that quotes nothing known."""
        near = [offer for side in self._sides(span) for offer in side]
        return [(o, None) for o in (*near, *[o for o in assigned if o not in near])]

    def _likes(
        self, span: Span, assigned: Sequence[EnglishSpan], known: Known
    ) -> Sequence[tuple[EnglishSpan, Likeness | None]]:
        """The passages near a quotation, and what the translations say about them; only those to the letter, if any."""
        near, exact = self._near(span, known)
        others = [(o, self._page.words(o.span)) for o in assigned if o not in [offer for offer, _ in near]]
        exact += [(o, like) for o, words in others if (like := known.exact(o.span, words))]
        if exact:
            return exact
        likes = [(o, known.compare(o.span, words, o.cue is Cue.TAIL)) for o, words in near + others]
        if max([like.score for _, like in likes if like], default=0.0) < _ENOUGH:
            likes += [(o, known.like(o.span)) for o in self._afar(known)]
        return [(o, like) for o, like in likes if like]

    def _near(
        self, span: Span, known: Known
    ) -> tuple[list[tuple[EnglishSpan, Stretch]], list[tuple[EnglishSpan, Likeness]]]:
        """Passages near a quotation, and their words; and which are whole editions to the letter.

        Once there is one of these, no others are asked about, so the page is read no further than where they stand.
        """
        near: list[tuple[EnglishSpan, Stretch]] = []
        exact: list[tuple[EnglishSpan, Likeness]] = []
        places: list[Span] | None = None  # where editions stand
        for after, side in zip((True, False), self._sides(span), strict=True):
            reached = span.end if after else span.start
            while places is None or any(p.start >= reached if after else p.start <= reached for p in places):
                if (offer := next(side, None)) is None:
                    break
                words = self._page.words(offer.span)
                near.append((offer, words))
                reached = offer.span.start
                if like := known.exact(offer.span, words):
                    exact.append((offer, like))
                    places = known.places(Span(span.start - _FAR, span.end + _FAR)) if places is None else places
                    places = [place for place in places if place != offer.span]
        return near, exact

    def _sides(self, span: Span) -> tuple[Iterator[EnglishSpan], Iterator[EnglishSpan]]:
        """Passages after a quotation, and those before it, nearest first."""
        return self._stroll(self._layout.after(span.end), span), self._stroll(self._layout.before(span.start), span)

    def _stroll(self, offers: Iterator[EnglishSpan], span: Span) -> Iterator[EnglishSpan]:
        outer = 0
        for offer in islice(offers, _NEAR_INNER):
            distance = max(offer.span.start - span.end, span.start - offer.span.end)
            outer += not offer.inner
            if distance > _FAR or outer > _NEAR:
                return
            if distance >= 0:
                yield offer

    def _afar(self, known: Known) -> Iterator[EnglishSpan]:
        """Where an edition's words stand elsewhere on the page: in a note, in a list at the end."""
        for place in sorted(self._page.seek(known.coded)):
            before = list(islice(self._layout.before(place.start), 6))
            yield from (o for o in before[::-1] if o.span.touches(place))
            yield from (o for o in islice(self._layout.after(place.start), 12) if o.span.touches(place))


def _wish(offer: EnglishSpan, like: Likeness | None, value: float, after: bool) -> Wish:
    quoted = offer.cue is Cue.QUOTED and not offer.mixed
    if like is None:
        return Wish(value, offer.span, offer.span, None, 0.0, after, quoted)
    whole, core = offer.span, like.core
    if like.edition is not None or like.precision:
        bounded = quoted or offer.cue in _BOUNDED
        bounded = bounded or (offer.cue is Cue.LINE and not like.edition and len(core) > _MOST * len(whole))
        whole = like.extent(offer.span) if bounded else core
    elif not (quoted or offer.cue in _BOUNDED):
        whole = core
    return Wish(value, whole, core, like.edition, like.score, after, quoted)


def _best(wishes: Sequence[Wish], known: Known) -> list[Wish]:
    """The best wish for each core; of a line and the quote marks in it only one."""
    best: dict[Span, Wish] = {}
    for wish in wishes:
        if wish.core not in best or wish.value > best[wish.core].value:
            best[wish.core] = wish
    quoted = [w for w in best.values() if w.quoted]
    for line in [w for w in best.values() if not w.quoted]:
        for marks in quoted:
            if marks.whole.touches(line.core) and marks.whole != line.core:
                loser = marks if _outgrows(line, marks, known) else line
                best.pop(loser.core, None)
    return list(best.values())


def _outgrows(line: Wish, marks: Wish, known: Known) -> bool:
    """Whether quote marks hold a speech within the passage, rather than the passage within its line."""
    if line.like < _ENOUGH:  # where nothing is known, 0
        return False
    inside, outside = marks.whole, line.core
    if inside.start - outside.start > 2 and not known.begins(inside):
        return known.belongs(Span(outside.start, inside.start))
    if outside.end - inside.end > 2 and not known.ends(inside):
        return known.belongs(Span(inside.end, outside.end))
    return False


def _settle(wishes: Sequence[Sequence[Wish]]) -> list[Wish | None]:
    """Who gets what: nobody the same core as another, nor one that overlaps it."""
    open_to = [{w.core: w for w in of_one} for of_one in wishes]
    for _ in range(_ROUNDS):
        got = assign([{core: w.value for core, w in of_one.items()} for of_one in open_to])
        chosen = [of_one[core] if core is not None else None for of_one, core in zip(open_to, got, strict=True)]
        losers = _overlapping(chosen)
        if not losers:
            break
        for place in losers:
            wish = chosen[place]
            if wish is not None:
                del open_to[place][wish.core]
                chosen[place] = None
    return chosen


def _overlapping(chosen: Sequence[Wish | None]) -> list[int]:
    """Who must give way: of two that overlap, the one whose wish is worth less."""
    taken = sorted((w.core, i) for i, w in enumerate(chosen) if w is not None)
    losers: list[int] = []
    holder: tuple[Span, int] | None = None
    for core, place in taken:
        if holder is None or core.start >= holder[0].end:
            holder = (core, place)
            continue
        mine, other = chosen[place], chosen[holder[1]]
        if mine is not None and other is not None and mine.value > other.value:
            losers.append(holder[1])
            holder = (core, place)
        else:
            losers.append(place)
    return losers


def _habits(chosen: Sequence[Wish | None]) -> tuple[float, float]:
    """How the pairs that the translations vouch for stand on this page, -1 to 1.

    English after the Arabic (1) or before it (-1); in quote marks (1) or without (-1). Few pairs make no habit.
    """
    sure = [w for w in chosen if w is not None and w.like >= _ENOUGH]
    after = sum(1 if w.after else -1 for w in sure)
    quoted = sum(1 if w.quoted else -1 for w in sure)
    return after / (len(sure) + 2), quoted / (len(sure) + 2)


def _as_usual(wish: Wish, habits: tuple[float, float]) -> Wish:
    """A wish the translations say nothing about, worth more when it follows the habits of the page."""
    if wish.like:
        return wish
    points = habits[0] * (1 if wish.after else -1) + habits[1] * (1 if wish.quoted else -1)
    return wish._replace(value=wish.value + _LEAN * points)


def _translations(text: str, chosen: Sequence[Wish | None]) -> tuple[Translation | None, ...]:
    cores = sorted(w.core for w in chosen if w is not None)
    starts = [c.start for c in cores]
    out: list[Translation | None] = []
    for wish in chosen:
        if wish is None:
            out.append(None)
            continue
        low = bisect_left(starts, wish.whole.start)
        high = bisect_left(starts, wish.whole.end)
        alone = high - low <= 1 and (low == 0 or cores[low - 1].end <= wish.whole.start)
        span = wish.whole if alone else wish.core
        out.append(Translation(span, span.of(text), wish.edition, _confidence(wish)))
    return tuple(out)


def _confidence(wish: Wish) -> float:
    """That the English renders the Arabic."""
    if wish.like >= 2.5:
        return 0.99
    return round(1 / (1 + math.exp(-0.3 - 1.5 * wish.value)), 3)
