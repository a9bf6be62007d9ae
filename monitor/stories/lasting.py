"""Deals last: signed in one season, delivered in another. Pure.

An event nobody wrote about for a month is not looked at any more, but for a deal whose parties and
system are known: the report of its next stage belongs to it for more than a year. A report that
tells no later stage tells another order of the same goods, as far as anybody can know.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model.stories import Facet, StoryFacts
from monitor.stories.stages import ENDED, STEPS

LASTING_DAYS = 400
PREFIX = "lasting:"
_MOST_KEYS = 3  # of each role


def lasting_keys(facets: tuple[Facet, ...]) -> Iterator[str]:
    """Yield the keys under which a deal is looked up for as long as deals last."""
    for facet in facets:
        if facet.frame == "transfer" and facet.prominence == "main":
            for supplier in facet.keys("supplier")[:_MOST_KEYS]:
                for recipient in facet.keys("recipient")[:_MOST_KEYS]:
                    for system in facet.keys("system")[:_MOST_KEYS]:
                        yield f"{PREFIX}{supplier}>{recipient}:{system}"


def carries_on(one: StoryFacts, other: StoryFacts) -> bool:
    """Tell whether two articles, months apart, tell two stages of one deal."""
    if one.day is None or other.day is None or abs((one.day - other.day).days) > LASTING_DAYS:
        return False
    early, late = (one, other) if one.day < other.day else (other, one)
    return any(
        {*lasting_keys((before,))} & {*lasting_keys((after,))} and _is_further(before, after)
        for before in early.facets
        for after in late.facets
    )


def _is_further(before: Facet, after: Facet) -> bool:
    if before.status in ENDED:
        return False
    step = STEPS.get(before.status, 0)
    return 0 < step < STEPS.get(after.status, 0) or (step > 0 and after.status in ENDED)
