"""A feed's own words on how often to ask: RSS 2.0 ttl, skipHours and skipDays; the sy: module.

Read straight from the text before the first item, because feedparser keeps only the last `hour`.
Hints are lower bounds; what makes no sense is left out, with a warning.
"""

from __future__ import annotations

import re
from datetime import timedelta

from monitor.model import PollHints

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST_TTL = 60 * 24 * 365  # minutes
_VALUE = r"\s*(?:<!\[CDATA\[)?\s*([^<\]]{0,40}?)\s*(?:\]\]>)?\s*"


def poll_hints(head: str) -> tuple[PollHints, tuple[str, ...]]:
    """Return the hints in a feed's head (all that precedes its first item), and warnings."""
    warnings: list[str] = []
    hours = _listed(head, "skipHours", "hour")
    days = _listed(head, "skipDays", "day")
    good_hours = sorted({int(hour) for hour in hours if hour.isdigit() and int(hour) < 24})
    good_days = sorted({_DAYS.index(day.lower()) for day in days if day.lower() in _DAYS})
    if any(not hour.isdigit() or int(hour) > 23 for hour in hours):
        warnings.append("skipHours holds no hour of the day")
    if any(day.lower() not in _DAYS for day in days):
        warnings.append("skipDays holds no day of the week")
    waits = [wait for wait in (_ttl(head, warnings), _period(head, warnings)) if wait]
    hints = PollHints(
        ttl=max(waits, default=None), skip_hours=tuple(good_hours), skip_days=tuple(good_days)
    )
    return hints, tuple(warnings)


def _ttl(head: str, warnings: list[str]) -> timedelta | None:
    """Return RSS 2.0's ttl, a number of minutes."""
    raw = _value(head, "ttl")
    if raw is None:
        return None
    if raw.isdecimal() and 0 < int(raw) <= _LONGEST_TTL:
        return timedelta(minutes=int(raw))
    warnings.append("the ttl is no usable number of minutes")
    return None


def _period(head: str, warnings: list[str]) -> timedelta | None:
    """Return the syndication module's period divided by its frequency (default 1)."""
    raw = _value(head, "sy:updatePeriod")
    if raw is None:
        return None
    frequency = _value(head, "sy:updateFrequency") or "1"
    if raw.lower() in _PERIODS and frequency.isdecimal() and int(frequency) > 0:
        return _PERIODS[raw.lower()] / int(frequency)
    warnings.append("sy:updatePeriod or sy:updateFrequency makes no sense")
    return None


def _value(head: str, name: str) -> str | None:
    found = re.search(rf"<{name}\b[^<>]*>{_VALUE}</{name}\s*>", head)
    return found[1] if found else None


def _listed(head: str, name: str, part: str) -> list[str]:
    found = re.search(rf"<{name}\b[^<>]*>(.{{0,4000}}?)</{name}\s*>", head, re.DOTALL)
    return re.findall(rf"<{part}\b[^<>]*>{_VALUE}</{part}\s*>", found[1]) if found else []
