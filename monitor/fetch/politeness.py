"""What a server's answer asks of us: how long an answer stays good, and how long to stay away.

Pure functions over header values as sent; the clock is an argument. Dates in a header are measured
against the answer's own Date, so that a server with a wrong clock is still understood.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from monitor.model import HostPause

LONGEST_WAIT: Final = timedelta(days=31)
"""No server's word keeps us away for longer: beyond lies a mistake, not a wish."""

NO_TIME: Final = timedelta(0)

_DELAY: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_DIRECTIVE: Final = re.compile(
    r"""\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^,]*))?\s*(?:,|\Z)"""
)


def http_date(value: str | None) -> datetime | None:
    """An HTTP date in any of RFC 9110's three forms, in UTC; None when it is none.

    A date without zone is taken as UTC, as RFC 9110, section 5.6.7, has it for asctime.
    """
    if not value:
        return None
    try:
        parsed = parsedate_to_datetime(value.strip())
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def retry_after(value: str | None, date: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110, section 10.2.3) asks us to stay away.

    Seconds, or a date measured against the answer's Date (`now` when there is none). A past date is
    no wait at all, nonsense is None (the caller's own back-off rules), and nothing exceeds 31 days.
    """
    if value is None:
        return None
    value = value.strip()
    if _DELAY.match(value):
        return min(_bounded(value), LONGEST_WAIT)
    until = http_date(value)
    if until is None:
        return None
    return min(max(until - (http_date(date) or now), NO_TIME), LONGEST_WAIT)


def fresh_for(
    cache_control: str | None,
    expires: str | None,
    age: str | None,
    date: str | None,
    now: datetime,
) -> timedelta:
    """How much longer an answer is fresh (RFC 9111, sections 4.2 and 5.2.2), at most 31 days.

    no-store and no-cache beat max-age, max-age beats Expires, Age is subtracted from both. s-maxage
    speaks to shared caches, which Monitor is not. A directive given twice counts with its smaller
    value, one that cannot be read counts as stale.
    """
    if cache_control is None and expires is None:
        return NO_TIME
    directives = _directives(cache_control or "")
    if "no-store" in directives or "no-cache" in directives:
        return NO_TIME
    if "max-age" in directives:
        lifetime = directives["max-age"]
    else:
        until = http_date(expires)
        if until is None:
            return NO_TIME
        lifetime = until - (http_date(date) or now)
    spent = _bounded(age.strip()) if age is not None and _DELAY.match(age.strip()) else NO_TIME
    return min(max(lifetime - spent, NO_TIME), LONGEST_WAIT)


def pause(
    host: str, status: int, wait: timedelta | None, usual: timedelta, now: datetime
) -> HostPause | None:
    """The pause an answer puts on its whole host, or None.

    429 (RFC 6585) always pauses, for `usual` when the server names no time; 503 pauses when it
    names one, because otherwise it may be one feed's own trouble.
    """
    if status == 429:
        return HostPause(host, now + (wait or usual), f"the server answered 429 at {_minute(now)}")
    if status == 503 and wait:
        return HostPause(host, now + wait, f"the server answered 503 at {_minute(now)}")
    return None


def _directives(cache_control: str) -> dict[str, timedelta]:
    """Cache-Control's directives, lower case; those with a number of seconds carry it."""
    found: dict[str, timedelta] = {}
    for match in _DIRECTIVE.finditer(cache_control):
        name = match[1].lower()
        value = (match[2] or "").strip().strip('"')
        seconds = _bounded(value) if _DELAY.match(value) else NO_TIME
        found[name] = min(seconds, found.get(name, seconds))
    return found


def _bounded(seconds: str) -> timedelta:
    """A decimal number of seconds, rounded up, never beyond a year: enough to be compared with."""
    whole, _, fraction = seconds.partition(".")
    count = int(whole) if len(whole) <= 12 else 10**12
    return timedelta(seconds=min(count + (1 if fraction.strip("0") else 0), 366 * 86400))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
