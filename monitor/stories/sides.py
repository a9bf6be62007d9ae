"""Who did it to whom, in two articles: the parties of an event compared. Pure.

Roles are read from prose, may be missing and may be wrong. So a party that the other article names
among its leading states contradicts nothing, and where the roles are not all known, states that
lead both articles speak for one event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from monitor.events.vocabulary import words
from monitor.model.stories import Facet, Point, StoryFacts

LEADING_STATES = 4
# Named in so much of the trade's news that they tell less than other states do.
OFTEN_NAMED = words("US CN RU UA TR IL IR IN PK GB FR DE SA EU UN NATO")
_SIDES = (
    ("supplier", "recipient"),
    ("visitor", "host"),
    ("imposer", "target"),
    ("operator", "destination"),
    ("actor", "target"),
)
_TOGETHER = ("parties", "participants")


@dataclass(frozen=True, slots=True)
class Told:
    """One topic's side of an event, with the article that tells it."""

    facts: StoryFacts
    facet: Facet

    @property
    def leading(self) -> frozenset[str]:
        """The states that are parties here, or that the article names most."""
        return frozenset((*self.facts.states[:LEADING_STATES], *parties(self.facet)))


def parties(facet: Facet) -> frozenset[str]:
    """Return the keys of a facet's parties, whichever side they are on."""
    return keys_of(sides(facet).values())


def is_two_sided(facet: Facet) -> bool:
    """Tell whether both sides of a facet are known."""
    return len(sides(facet)) == 2


@lru_cache(maxsize=8192)  # a new report is compared with hundreds, and asks again for each
def sides(facet: Facet) -> dict[str, frozenset[str]]:
    """Return the parties by side; of an exercise or a pact the two that weigh most, in order."""
    for role in _TOGETHER:
        if held := facet.keys(role):
            return {key: frozenset({key}) for key in sorted(held[:2])}
    for pair in _SIDES:
        found = {role: frozenset(facet.keys(role)) for role in pair if facet.keys(role)}
        if found:
            return found
    return {}


def keys_of(held: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the keys of several sides together."""
    return frozenset[str]().union(*held)


def compare_parties(one: Told, other: Told) -> Point | None:
    """Return the points for who did it to whom, None where neither article says."""
    left, right = sides(one.facet), sides(other.facet)
    if not left and not right:
        return None
    said = "; ".join(sorted({_said(left), _said(right)}))
    if len(left) == len(right) == 2:
        if _meet(left.values(), right.values()):
            return Point(3.0, f"equal parties: {said}")
        if _meet(left.values(), reversed(right.values())):
            return Point(2.0, f"equal parties the other way round: {said}")
        return _in_part(one, other, said)
    return _led_by_the_same(one, other) or _in_part(one, other, said)


def _led_by_the_same(one: Told, other: Told) -> Point | None:
    """Return the points where the same states lead both, and the parties are not all known.

    The parties of one article at least must be heard of in the other.
    """
    left, right = sides(one.facet), sides(other.facet)
    both = one.leading & other.leading
    heard = parties(one.facet) <= {*other.facts.states, *parties(other.facet)} or parties(
        other.facet
    ) <= {*one.facts.states, *parties(one.facet)}
    if len(both) < 2 or not heard:
        return None
    agree = all(left[role] & right[role] for role in left.keys() & right.keys())
    points = 1.5 if agree and _named(one, other) and _named(other, one) else 1.0
    rare = both - OFTEN_NAMED
    more = 0.5 if len(both) > 2 else 0.0
    return Point(points + more, f"{', '.join(sorted(both))} lead both", telling=len(rare) > 1)


def _in_part(one: Told, other: Told, said: str) -> Point:
    """Return the points where the parties differ or are not all known."""
    left, right = sides(one.facet), sides(other.facet)
    named = (_named(one, other), _named(other, one))
    shared = left.keys() & right.keys()
    if not all(named):
        common = parties(one.facet) & parties(other.facet)
        if common and (_outranked(one, other) or _outranked(other, one)):
            return Point(1.0, f"a party misread, as it seems: {said}")
        points = 0.0 if any(named) and common else -2.0 if any(named) else -4.0
        return Point(points, f"other parties: {said}")
    if shared and all(left[role] & right[role] for role in shared):
        one_side = len(left.keys() | right.keys()) == 1
        return Point(1.5 if one_side else 2.5, f"equal parties as far as known: {said}")
    if len(left) == len(right) == 1:
        return Point(-1.0, f"a party on the other side: {said}")
    return Point(1.5, f"parties named in both: {said}")


def _outranked(one: Told, other: Told) -> bool:
    """Tell whether an article names the other's parties more than what was read as its own."""
    rank = {state: place for place, state in enumerate(one.facts.states)}
    own = parties(one.facet) - parties(other.facet)
    others = parties(other.facet) - parties(one.facet)
    if not own or not others or not own | others <= rank.keys():
        return False
    return max(rank[key] for key in others) < min(rank[key] for key in own)


def _meet(held: Iterable[frozenset[str]], others: Iterable[frozenset[str]]) -> bool:
    return all(mine & theirs for mine, theirs in zip(held, others, strict=True))


def _named(one: Told, other: Told) -> bool:
    """Tell whether the other article names each party of one, in a role or as a leading state."""
    held = {key for _, keys in other.facet.roles for key in keys}
    known = held | {*other.facts.states[:LEADING_STATES]}
    return all(side & known for side in sides(one.facet).values())


def _said(held: dict[str, frozenset[str]]) -> str:
    return " and ".join("/".join(sorted(side)) for side in held.values()) or "none"
