"""When a channel is told: at once, in a digest at set times, or after its quiet hours. Pure.

Local times are those of the channel's zone, so a digest at 07:00 comes at 07:00 in summer and in
winter. Nothing is decided by being awake at a moment: a due time is computed once, when the alert
is made, and stands in the delivery's row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from monitor.model.matches import Severity
from monitor.model.stories import Novelty


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which a channel is left alone, and what may disturb it all the same."""

    start: time
    end: time
    besides: Severity = Severity.CRITICAL  # from this severity on, told at once

    def holds(self, moment: time) -> bool:
        """Tell whether a local time lies in them; they may go past midnight."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


@dataclass(frozen=True, slots=True)
class Planned:
    """When a delivery is due, and whether it goes into a digest."""

    due: datetime
    in_digest: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one channel is told of what."""

    digest_at: tuple[time, ...] = ()  # local; none: everything goes by itself
    digest_below: Severity = Severity.MEDIUM  # what is graver goes by itself
    quiet: Quiet | None = None
    zone: tzinfo = UTC

    def plan(self, severity: Severity, novelty: Novelty, now: datetime) -> Planned:
        """Return when an alert made now is due.

        An old event told again, and what is less grave than `digest_below`, waits for the digest,
        where there is one. A digest set in quiet hours comes then: its time was chosen.
        """
        if self.digest_at and (novelty is Novelty.BACKGROUND or severity < self.digest_below):
            return Planned(self._next(self.digest_at, now), in_digest=True)
        quiet = self.quiet
        if quiet is None or severity >= quiet.besides:
            return Planned(now)
        local = now.astimezone(self.zone).time()
        return Planned(self._next((quiet.end,), now) if quiet.holds(local) else now)

    def _next(self, times: tuple[time, ...], now: datetime) -> datetime:
        """Return the first of these local times that comes after a moment, in UTC."""
        today = now.astimezone(self.zone).date()
        moments = (
            datetime.combine(today + timedelta(days=day), at, self.zone).astimezone(UTC)
            for day in (0, 1, 2)  # a clock put forward may leave out a time, once
            for at in times
        )
        return min(moment for moment in moments if moment > now)


AT_ONCE = Timetable()
