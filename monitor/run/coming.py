"""Correlations over a replayed archive: what the store remembers, kept in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.model import Match, Severity
from monitor.model.correlations import Occurrence, Pattern, Together
from monitor.stories.correlate import correlate

_NO_DAY = date(1970, 1, 1)  # of an article whose day is not known


@dataclass(slots=True)
class Watch:
    """The events seen so far, and the correlations told of them."""

    _seen: dict[tuple[str, str], Occurrence] = field(default_factory=dict)
    _told: dict[tuple[object, ...], date] = field(default_factory=dict)

    def take(
        self,
        patterns: Sequence[Pattern],
        matches: Sequence[Match],
        event: str,
        *,
        title: str,
        day: date | None,
        sources: int,
    ) -> Iterator[tuple[Together, Match]]:
        """Take an article's matches; yield what they complete, each as a match of its own."""
        new = {
            match.rule_id: _occurrence(match, event, title, day or _NO_DAY, sources)
            for match in matches
        }
        for pattern in patterns:
            found = self._completed(pattern, new, day or _NO_DAY)
            if found is not None:
                yield found, _as_match(found, matches)
        for rule, one in new.items():
            self._seen.setdefault((event, rule), one)

    def _completed(
        self, pattern: Pattern, new: dict[str, Occurrence], day: date
    ) -> Together | None:
        known = () if pattern.by_event else tuple(self._seen.values())
        for rule in pattern.rules:
            found = correlate(pattern, new[rule], known) if rule in new else None
            if found is None:
                continue
            last = self._told.get(key := (pattern.id, *found.shared))
            if last is None or (not pattern.by_event and day - last >= pattern.repeat):
                self._told[key] = day
                return found
        return None


def _occurrence(match: Match, event: str, title: str, day: date, sources: int) -> Occurrence:
    record = match.event
    plain = Occurrence(
        event,
        match.rule_id,
        day,
        sources=tuple(f"source {number}" for number in range(1, sources + 1)),
        title=title,
    )
    if record is None:
        return plain
    return replace(
        plain,
        day=record.when.start if record.when else None,
        roles=tuple((name, tuple(party.key for party in held)) for name, held in record.roles),
        status=(record.status,) if record.status else (),
    )


def _as_match(found: Together, matches: Sequence[Match]) -> Match:
    """Return the correlation as a rule that fires on the article which completed it."""
    pattern = found.pattern
    gravest = max(matches, key=lambda match: match.severity)
    raised = Severity(min(gravest.severity + 1, Severity.CRITICAL))
    return replace(
        gravest,
        rule_id=pattern.id,
        rule_title=pattern.title,
        rule_version=pattern.version,
        severity=pattern.severity or raised,
        reason=found.reason,
        event=None,
    )
