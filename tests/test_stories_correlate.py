"""Events come together by count, by kind, by order and by what they share, or they do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.correlations import (
    EVENT,
    SOURCES,
    Clock,
    Grouping,
    Kind,
    Occurrence,
    Pattern,
    Together,
)
from monitor.stories.correlate import correlate

FIRST = date(2025, 5, 1)
HOST = Grouping("host", ())


def visit(event: str, after: int = 0, host: str = "PK", visitor: str = "TR", **more) -> Occurrence:
    day = FIRST + timedelta(days=after)
    roles = (("host", (host,)), ("visitor", (visitor,)))
    given = {
        "rule": "ship-visits",
        "seen": day,
        "day": day,
        "roles": roles,
        "status": ("occurred",),
    }
    return Occurrence(event, **(given | more))


def flight(event: str, after: int = 0, destination: str = "PK") -> Occurrence:
    return visit(event, after, rule="flights", roles=(("destination", (destination,)),))


def pattern(kind: Kind, *rules: str, **more) -> Pattern:
    given = {"within": timedelta(days=14), "rules": rules or ("ship-visits",)}
    return Pattern("p", "P", kind, **(given | more))


def last_of(one: Pattern, *events: Occurrence) -> Together | None:
    """What the last event completes, the others being known."""
    return correlate(one, events[-1], events[:-1])


SAME_PLACE = Grouping("where", (("ship-visits", "host"), ("flights", "destination")))
BOTH = pattern(Kind.TEMPORAL, "ship-visits", "flights", by=(SAME_PLACE,))
ORDERED = pattern(Kind.TEMPORAL_ORDERED, "ship-visits", "flights", by=(SAME_PLACE,))


def test_two_kinds_of_event_at_one_place_come_together_in_either_order():
    found = last_of(BOTH, visit("one"), flight("two", 5))
    assert found is not None
    assert [one.event for one in found.events] == ["one", "two"]
    assert found.reason == "2 events within 5 days; where PK"
    assert last_of(BOTH, flight("two", 5), visit("one")) is not None


def test_two_rules_that_fire_on_one_event_are_no_two_events():
    assert last_of(BOTH, visit("one"), flight("one", 1)) is None


@pytest.mark.parametrize(
    "other",
    [flight("two", 15), flight("two", 5, destination="IN"), visit("two", 5)],
    ids=["too late", "elsewhere", "another of the same kind"],
)
def test_what_lies_apart_does_not_come_together(other):
    assert last_of(BOTH, visit("one"), other) is None


def test_order_counts_where_it_is_asked_for():
    assert last_of(ORDERED, visit("one"), flight("two", 5)) is not None
    assert last_of(ORDERED, flight("two"), visit("one", 5)) is None
    late_report = last_of(ORDERED, flight("two", 5), visit("one"))
    assert late_report is not None, "what happened first may be reported last"


def test_events_are_counted_once_each():
    three = pattern(Kind.EVENT_COUNT, by=(HOST,), at_least=3)
    assert last_of(three, visit("one"), visit("two", 2), visit("three", 4)) is not None
    assert last_of(three, visit("one"), visit("two", 2), visit("two", 4)) is None
    assert last_of(three, visit("one"), visit("two", 2), visit("three", 30)) is None


def test_different_values_are_counted_once_each():
    tour = pattern(Kind.VALUE_COUNT, by=(Grouping("visitor", ()),), count_of="host", at_least=2)
    found = last_of(tour, visit("one"), visit("two", 3, host="LK"))
    assert found is not None
    assert "2 different for host: LK, PK" in found.reason
    assert last_of(tour, visit("one"), visit("two", 3)) is None
    assert last_of(tour, visit("one"), visit("two", 3, host="LK", visitor="CN")) is None


def test_the_sources_of_one_event_are_counted():
    told = pattern(Kind.VALUE_COUNT, by=(Grouping(EVENT, ()),), count_of=SOURCES, at_least=3)
    found = last_of(told, visit("one", sources=("a", "b", "c")))
    assert found is not None
    assert found.reason == "one event told by 3 independent sources"
    assert last_of(told, visit("one", sources=("a", "b"))) is None


def test_only_events_that_stand_as_asked_count():
    arrived = pattern(Kind.EVENT_COUNT, by=(HOST,), at_least=2, status=("arrived",))
    assert last_of(arrived, visit("one"), visit("two", 1)) is not None
    assert last_of(arrived, visit("one"), visit("two", 1, status=("refused",))) is None


def test_the_clock_may_be_that_of_the_reports():
    seen = pattern(Kind.EVENT_COUNT, by=(HOST,), at_least=2, clock=Clock.SEEN)
    old = visit("one", seen=FIRST + timedelta(days=40))
    assert last_of(seen, old, visit("two", 39)) is not None
    by_event = pattern(Kind.EVENT_COUNT, by=(HOST,), at_least=2)
    assert last_of(by_event, old, visit("two", 39)) is None


def test_an_event_that_lacks_what_is_grouped_by_completes_nothing():
    two = pattern(Kind.EVENT_COUNT, by=(HOST,), at_least=2)
    assert last_of(two, visit("one"), visit("two", roles=())) is None


@st.composite
def events(draw: st.DrawFn) -> list[Occurrence]:
    made = []
    for number in range(draw(st.integers(1, 8))):
        make = draw(st.sampled_from([visit, flight]))
        place = draw(st.sampled_from(["PK", "IN"]))
        made.append(make(str(number), draw(st.integers(0, 40)), place))
    return made


@given(
    events(), st.sampled_from([BOTH, ORDERED, pattern(Kind.EVENT_COUNT, by=(HOST,), at_least=2)])
)
def test_what_comes_together_holds_the_new_event_and_lies_within_the_span(told, asked):
    found = last_of(asked, *told)
    if found is not None:
        days = [one.day for one in found.events]
        assert told[-1] in found.events
        assert days == sorted(days)
        assert days[-1] - days[0] <= asked.within
        assert {one.rule for one in found.events} <= {*asked.rules}
