"""The kinds of value a setting may have beyond TOML's own: durations, sizes, secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator

_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[smhdw])", re.ASCII)
_LONGEST = timedelta(days=3660)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]i?)?B", re.ASCII | re.IGNORECASE)
_BYTES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that is never shown: `reveal` is the only way to it."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Return the text itself, for the one place that uses it."""
        return self._text

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return "Secret(***)"

    def __format__(self, form: str) -> str:
        return format(str(self), form)


def duration(value: object) -> timedelta:
    """Return a duration written as `30s`, `15m`, `1h30m` or `2d`; a bare 0 is no time at all.

    Raises:
        ValueError: the text is no duration, is negative, or exceeds ten years.
    """
    if isinstance(value, timedelta):
        return value
    if value == 0 and not isinstance(value, bool):
        return timedelta(0)
    text = value.strip() if isinstance(value, str) else ""
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        raise ValueError(f'must be a duration such as "30s", "15m" or "1h30m", not {value!r}')
    try:
        total = sum((float(number) * _UNITS[unit] for number, unit in parts), timedelta(0))
    except OverflowError:
        total = timedelta.max
    if total > _LONGEST:
        raise ValueError(f"{text} is longer than ten years")
    return total


def size(value: object) -> int:
    """Return the bytes of a size written as `500KB`, `10MB` or `1GiB`, or as a number of bytes.

    Raises:
        ValueError: the text is no size, or is not above zero.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        count = value
    else:
        found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f'must be a size such as "500KB" or "10MB", not {value!r}')
        number, unit = found.groups()
        count = int(float(number[:18]) * _BYTES[(unit or "").lower()])
    if count <= 0:
        raise ValueError("must be above zero bytes")
    return count


def clock_time(value: object) -> time:
    """Return a time of day written as `07:00`.

    Raises:
        ValueError: the text is no time of day.
    """
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    try:
        return datetime.strptime(str(value).strip(), "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise ValueError(f'must be a time of day such as "07:00", not {value!r}') from None


def quiet_hours(value: object) -> tuple[time, time] | None:
    """Return hours written as `22:00-06:30`.

    Raises:
        ValueError: the text is no such span, or it is empty.
    """
    if value is None:
        return None
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise ValueError(f'must be hours such as "22:00-06:30", not {value!r}')
    hours = (clock_time(start), clock_time(end))
    if hours[0] == hours[1]:
        raise ValueError("begins and ends at the same time")
    return hours


def zone(value: object) -> ZoneInfo:
    """Return a time zone by its name, such as `Europe/Istanbul`.

    Raises:
        ValueError: no zone of that name is known here.
    """
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f'must be a time zone such as "Europe/Istanbul", not {value!r}') from None


Duration = Annotated[timedelta, BeforeValidator(duration)]
ClockTime = Annotated[time, BeforeValidator(clock_time)]
QuietHours = tuple[time, time]
Size = Annotated[int, BeforeValidator(size)]
