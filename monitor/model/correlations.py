"""Several events that mean something together: what is looked for, and what is found.

Pattern, Occurrence, Occurrences --correlate--> Together
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.model.matches import Severity

EVENT = "event_id"  # as the one thing grouped by: everything is told of a single event
SOURCES = "independent_source"  # as the thing counted: who tells it on his own


class Kind(StrEnum):
    """How events must come together."""

    EVENT_COUNT = "event_count"  # so many events
    VALUE_COUNT = "value_count"  # events with so many different values of one thing
    TEMPORAL = "temporal"  # one event of each rule
    TEMPORAL_ORDERED = "temporal_ordered"  # one of each, in the order of the rules


class Clock(StrEnum):
    """By which time events lie near one another."""

    EVENT = "event"  # when it happened; when it was reported, where nothing says
    SEEN = "seen"  # when it was reported


@dataclass(frozen=True, slots=True)
class Grouping:
    """Something the events must share: for each rule, the role that holds it."""

    name: str
    roles: tuple[tuple[str, str], ...]  # rule and role

    def role(self, rule: str) -> str:
        """Return the role that counts for a rule; the grouping's own name where none is given."""
        return dict(self.roles).get(rule, self.name)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a correlation looks for."""

    id: str
    title: str
    kind: Kind
    rules: tuple[str, ...]
    within: timedelta
    by: tuple[Grouping, ...] = ()
    clock: Clock = Clock.EVENT
    status: tuple[str, ...] = ()  # only events that stand so; () for any
    count_of: str = ""  # the role counted, or `SOURCES`; "" counts events
    at_least: int = 1
    severity: Severity | None = None  # None raises that of the gravest match by one
    repeat: timedelta = timedelta(0)  # told no more for so long
    version: str = ""  # changes whenever what it looks for does

    @property
    def by_event(self) -> bool:
        """Whether it counts what is told of one event."""
        return any(grouping.name == EVENT for grouping in self.by)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event as one rule saw it."""

    event: str
    rule: str
    seen: date
    day: date | None = None  # when it happened, if that is known
    roles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    status: tuple[str, ...] = ()  # the words for where it stands
    sources: tuple[str, ...] = ()  # who tells it
    title: str = ""

    def keys(self, role: str) -> frozenset[str]:
        """Return the keys that fill a role."""
        return frozenset(key for name, keys in self.roles if name == role for key in keys)


@dataclass(frozen=True, slots=True)
class Together:
    """A correlation that has come true: the events, the earliest first, and what they share."""

    pattern: Pattern
    events: tuple[Occurrence, ...]
    shared: tuple[tuple[str, str], ...]  # what is grouped by, and its value
    reason: str  # one sentence


Correlate = Callable[[Pattern, Occurrence, Sequence[Occurrence]], Together | None]


@dataclass(frozen=True, slots=True)
class PatternTest:
    """A test that a correlation carries: events in the order of their reports."""

    events: tuple[Occurrence, ...]
    match: bool
    count: int | None = None  # of the events that contribute
    name: str = ""
