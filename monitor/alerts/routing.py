"""Who is told: which channels and recipients want an alert. Pure.

A channel that asks for nothing in particular is told of everything. An alert that no channel asks
for still exists: it has no route, so no delivery, but it is stored, listed and searchable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from monitor.model import Match, Route, Severity
from monitor.model.timetables import AT_ONCE, Timetable


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one channel wants to be told, and whom it reaches.

    All filters must pass for the same match. An empty filter passes everything. Rules and topics
    may hold shell patterns, such as `drone-*`.
    """

    channel: str
    recipients: tuple[str, ...] = ("",)  # "" is the one fixed place the channel reaches
    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    min_severity: Severity = Severity.LOW
    timetable: Timetable = AT_ONCE

    def wants(self, match: Match) -> bool:
        """Whether this match alone is worth a message here."""
        return (
            match.severity >= self.min_severity
            and _passes(self.rules, (match.rule_id,))
            and _passes(self.topics, match.topics)
        )


def routes_for(
    subscriptions: Sequence[Subscription],
) -> Callable[[Sequence[Match]], tuple[Route, ...]]:
    """Return the function from an alert's matches to its routes.

    A recipient is named once per channel, however many matches or subscriptions ask for it, in the
    order of the subscriptions.
    """

    def routes(matches: Sequence[Match]) -> tuple[Route, ...]:
        wanted = (
            Route(subscription.channel, recipient, subscription.timetable)
            for subscription in subscriptions
            if any(subscription.wants(match) for match in matches)
            for recipient in subscription.recipients
        )
        return tuple(dict.fromkeys(wanted))

    return routes


def _passes(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for name in names for pattern in patterns)
