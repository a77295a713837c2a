"""Who gets what: the assignment of items to bidders with the highest total value, each item to at most one."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

STEP = 0.005
"""Least raise of a bid. The total found lies within this much per bidder of the best there is; values are around 1."""


def assign(wishes: Sequence[Mapping[Item, float]]) -> list[Item | None]:
    """One item, or None, for each bidder. Only items of positive value are taken.

    An auction: whoever has nothing bids for the item that is worth most to him at its present price, and raises the
    price by what he would lose with his second choice. It suits a page, where every quotation has a handful of
    passages near it: the time grows with the number of wishes, while a full matrix would grow with its square.

    >>> assign([{"a": 1.0, "b": 0.9}, {"a": 1.0}])
    ['b', 'a']
    """
    price: dict[Item, float] = {}
    owner: dict[Item, int] = {}
    got: list[Item | None] = [None] * len(wishes)
    waiting = list(range(len(wishes) - 1, -1, -1))
    while waiting:
        bidder = waiting.pop()
        best: Item | None = None
        first = second = 0.0  # going without is worth nothing and always on offer
        for item, value in wishes[bidder].items():
            net = value - price.get(item, 0.0)
            if net > first:
                best, first, second = item, net, first
            elif net > second:
                second = net
        if best is None:
            continue
        price[best] = price.get(best, 0.0) + first - second + STEP
        if (loser := owner.get(best)) is not None:
            got[loser] = None
            waiting.append(loser)
        owner[best] = bidder
        got[bidder] = best
    return got
