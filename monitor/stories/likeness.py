"""Do two articles tell one event? The points for and against, as a table. Pure.

Articles are compared by keys (states, ships, ports, types, names, figures, days), never by the
words of one language. Roles are read from prose, may be missing and may be wrong: what an article
leaves out speaks neither for nor against, and a party that it names anywhere among its leading
states contradicts nothing.

The weights were set on 424 labelled news texts in five languages and judged on others. They leave
out what every pair of reports between two states would share: without a ship, type, place, figure,
name or date in common, equal parties in one week are not yet one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.model.stories import Facet, Point, Score, StoryFacts
from monitor.stories.diction import NO_USAGE, Usage, likeness
from monitor.stories.lasting import carries_on
from monitor.stories.naming import compare_ships, shared_names, shared_states
from monitor.stories.sides import Told, compare_parties, is_two_sided, keys_of, parties

SAME = 4.25
FOLLOWED_DAYS = 30  # an event nobody wrote about for so long is not looked at any more
FEW_TOPICS = 3  # an overview names much and shares something with everything
_FAMILIES = {"drone-deals": "transfer", "arms-deals": "transfer"}
_NEAR = ((2, 2.0), (4, 1.5), (7, 1.0), (14, 0.0), (FOLLOWED_DAYS, -0.5))  # days, points
_SURE_PARTIES = 2.5
_PRECISE_DAYS = 10  # a longer window tells no two events apart
_APART_DAYS = {"ship_visit": 4, "military_flight": 4, "incursion": 7}
_FAR_APART_DAYS = 30
_EQUAL_WORTH = 1.15
_OTHER_WORTH = 1.5
_OTHER_QUANTITY = 2.0
_ALIKE = ((0.18, 2.5), (0.12, 2.0), (0.1, 1.5), (0.08, 0.75), (0.05, 0.0), (0.0, -0.5))
_TELLING_LIKENESS = 0.1
_PASSAGES = 0.12  # texts of different authors share less than half of this


def same_event(
    one: StoryFacts,
    other: StoryFacts,
    common: frozenset[str] = frozenset(),
    usage: Usage = NO_USAGE,
) -> Score:
    """Return the points for and against two articles telling one event; the total is symmetric.

    `common` holds the names and things that many events share, which therefore count for nothing,
    `usage` how many use each word.
    An empty score says that the articles share nothing, or lie more than 30 days apart and are not
    two stages of one deal.
    """
    near = _nearness(one, other)
    tables = [
        tuple(_facets(one, other, mine, theirs))
        for mine in one.facets
        for theirs in other.facets
        if family(mine) == family(theirs)
    ]
    if near is None:
        if not carries_on(one, other):
            return Score()
        near = Point(-1.0, "the next stage of a deal, weeks or months later")
    if not tables:
        return _across_topics(one, other, near, common, usage)
    best = max(tables, key=lambda table: (sum(point.points for point in table), str(table)))
    return Score((*best, near, *_shared(one, other, common), *_diction(one, other, usage)))


def _across_topics(
    one: StoryFacts, other: StoryFacts, near: Point, common: frozenset[str], usage: Usage
) -> Score:
    """Return the points where no topic is shared: one reader saw a visit, the other the exercise.

    They must name the same thing or the same rare words, and of one of them no parties were read,
    or nothing is compared.
    """
    if all(any(parties(facet) for facet in facts.facets) for facts in (one, other)):
        return Score()
    shared = (*_shared(one, other, common), *_diction(one, other, usage))
    if not any(point.telling for point in shared):
        return Score()
    return Score((Point(-1.5, "no topic in common"), near, *shared))


def is_same(score: Score) -> bool:
    """Tell whether a score makes one event of two articles."""
    enough = score.total >= SAME
    return enough and any(point.telling and point.points > 0 for point in score.points)


def family(facet: Facet) -> str:
    """Return the topics among which a facet's event may be told: all deals are one family."""
    return _FAMILIES.get(facet.topic, facet.topic)


def _is_beside(facts: StoryFacts, facet: Facet) -> bool:
    """Tell whether an article names both parties of another event, and not of this one."""
    if is_two_sided(facet):
        return False
    return any(
        is_two_sided(other) and family(other) != family(facet) and other.prominence == "main"
        for other in facts.facets
    )


def _nearness(one: StoryFacts, other: StoryFacts) -> Point | None:
    """Return the points for the days between two reports, None when they are too many."""
    if one.day is None or other.day is None:
        return Point(0.0, "a day of publication is not known")
    days = abs((one.day - other.day).days)
    points = next((points for most, points in _NEAR if days <= most), None)
    return None if points is None else Point(points, f"published {days} days apart")


def _facets(one: StoryFacts, other: StoryFacts, mine: Facet, theirs: Facet) -> Iterator[Point]:
    """Yield the points of one topic's side."""
    who = compare_parties(Told(one, mine), Told(other, theirs))
    if who is not None:
        yield who
    if {"secondary", "background"} & {mine.prominence, theirs.prominence}:
        yield Point(-1.0, "not the lead of both")
    if _is_beside(one, mine) or _is_beside(other, theirs):
        yield Point(-3.0, "told beside another event, which is told in full")
    ships = compare_ships(mine.keys("ship"), theirs.keys("ship"), (one.lang, other.lang))
    if ships is not None:
        yield ships
    yield from _role(mine, theirs, "system", 2.0, -2.0)
    yield from _role(mine, theirs, "port", 2.0, -2.0)
    yield from _role(mine, theirs, "object", 1.0, -0.5)
    yield from _dates(mine, theirs, sure=who is not None and who.points >= _SURE_PARTIES)
    yield from _worth(mine, theirs)
    yield from _quantity(mine, theirs)


def _role(mine: Facet, theirs: Facet, role: str, equal: float, other: float) -> Iterator[Point]:
    left, right = {*mine.keys(role)}, {*theirs.keys(role)}
    if not left or not right:
        return
    if both := left & right:
        yield Point(equal, f"the same {role}: {', '.join(sorted(both))}", telling=True)
    else:
        said = sorted((", ".join(sorted(left)), ", ".join(sorted(right))))
        yield Point(other, f"another {role}: {'; '.join(said)}")


def _dates(mine: Facet, theirs: Facet, *, sure: bool) -> Iterator[Point]:
    """Yield the points for when it happened; a day in common tells little of uncertain parties."""
    if mine.start is None or mine.end is None or theirs.start is None or theirs.end is None:
        return
    gap = (max(mine.start, theirs.start) - min(mine.end, theirs.end)).days
    longest = max((mine.end - mine.start).days, (theirs.end - theirs.start).days)
    if gap <= 1 and longest <= _PRECISE_DAYS:
        yield Point(1.5 if sure else 1.0, "dates agree", telling=sure)
    elif gap > _APART_DAYS.get(mine.frame, _FAR_APART_DAYS):
        exact = longest <= _PRECISE_DAYS and mine.status == theirs.status
        yield Point(-2.0 if exact else -1.0, f"its dates lie {gap} days apart")


def _worth(mine: Facet, theirs: Facet) -> Iterator[Point]:
    if mine.usd is None or theirs.usd is None:
        return
    low, high = sorted((max(mine.usd[1], 1.0), max(theirs.usd[1], 1.0)))
    if high <= low * _EQUAL_WORTH:
        yield Point(2.0, "the same worth", telling=True)
    elif high > low * _OTHER_WORTH:
        yield Point(-2.0, "another worth")


def _quantity(mine: Facet, theirs: Facet) -> Iterator[Point]:
    if mine.quantity is None or theirs.quantity is None:
        return
    low, high = sorted((max(mine.quantity[1], 1.0), max(theirs.quantity[1], 1.0)))
    if mine.quantity[0] <= theirs.quantity[1] and theirs.quantity[0] <= mine.quantity[1]:
        yield Point(1.0, "the same number", telling=True)
    elif high > low * _OTHER_QUANTITY:
        yield Point(-1.0, "another number")


def _shared(one: StoryFacts, other: StoryFacts, common: frozenset[str]) -> Iterator[Point]:
    """Yield the points for what two articles name besides the parties."""
    counted = _in_roles(one) & _in_roles(other)
    yield from shared_names(one, other, common, counted)
    yield from shared_states(one, other, _all_parties(one) | _all_parties(other))
    yield from _overviews(one, other)
    if _passages(one.sketch, other.sketch) >= _PASSAGES:
        yield Point(2.0, "their texts share passages", telling=True)


def _diction(one: StoryFacts, other: StoryFacts, usage: Usage) -> Iterator[Point]:
    """Yield the points for rare words in common."""
    alike = likeness(one, other, usage)
    if one.lang != other.lang:
        yield Point(0.75, "told in two languages, so their words cannot be compared")
    if alike is None or min(_families(one), _families(other)) > FEW_TOPICS:
        return
    points = next((points for least, points in _ALIKE if alike >= least), 0.0)
    if points:
        said = f"{alike:.0%} of their rarer words are the same"
        yield Point(points, said, telling=alike >= _TELLING_LIKENESS)


def _overviews(one: StoryFacts, other: StoryFacts) -> Iterator[Point]:
    """Yield what is taken from articles that tell of much, and most where both do."""
    fewer, more = sorted((_families(one), _families(other)))
    if more > FEW_TOPICS:
        points = 0.5 * (FEW_TOPICS - more) + min(0, FEW_TOPICS - fewer)
        yield Point(points, f"they tell of {fewer} and {more} topics")


def _families(facts: StoryFacts) -> int:
    return len({family(facet) for facet in facts.facets})


def _all_parties(facts: StoryFacts) -> frozenset[str]:
    return keys_of(parties(facet) for facet in facts.facets)


def _in_roles(facts: StoryFacts) -> set[str]:
    return {key for facet in facts.facets for _, keys in facet.roles for key in keys}


def _passages(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of common values in two sketches, a rough likeness of their texts."""
    if not one or not other:
        return 0.0
    return len({*one} & {*other}) / max(len(one), len(other))
