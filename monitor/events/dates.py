"""Dates as news writes them, resolved against the day of publication, with their precision.

    2 May 2025   May 2   the 11th   on Tuesday   yesterday   last month   October 2022   late 2020

A weekday is the last one before publication, or the next when what happens lies ahead. "May" is the
month only beside a day, a year or a preposition of time. Years before 1900, or more than twenty
after publication, are no dates of events.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.events import calendars
from monitor.model.events import Annotated, EventDate

_EARLIEST_YEAR = 1900
_YEARS_AHEAD = 20
_LATER = frozenset({"will", "no", "may", "must", "shall", "would", "to"})  # from Monday no licence
_BEFORE_MAY = frozenset(
    {"in", "since", "until", "by", "of", "from", "last", "next", "this", "early", "late", "mid"}
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at words [start, end)."""

    start: int
    end: int
    when: EventDate


def dates(
    article: Annotated, start: int, end: int, published: date, *, ahead: bool = False
) -> Iterator[Dated]:
    """Yield the dates among words [start, end); `ahead` says that the event lies in the future."""
    place = start
    while place < end:
        found = (
            _day_and_month(article, place, end, published, ahead=ahead)
            or _numeric(article, place, published)
            or _relative(article, place, end, published, ahead=ahead)
            or _year(article, place, published)
        )
        if found is None:
            place += 1
            continue
        yield found
        place = found.end


def _sane(year: int, published: date) -> bool:
    return _EARLIEST_YEAR <= year <= published.year + _YEARS_AHEAD


def _day_number(word: str) -> int | None:
    digits = word.rstrip("stndrh") if word[:1].isdigit() else ""
    if digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31:
        return int(digits)
    return calendars.ORDINALS.get(word)


def _day_and_month(
    article: Annotated, place: int, end: int, published: date, *, ahead: bool
) -> Dated | None:
    """Read `2 May 2025`, `May 2, 2025`, `16 to 22 August`, `October 2022` or `in October`."""
    words = article.folded
    day = _day_number(words[place])
    month_at = place
    if day is not None:
        month_at = _month_after_day(article, place, end)
        if month_at < 0:
            return None
    month = calendars.MONTHS.get(words[month_at])
    if month is None or not _is_month(article, place, month_at, end):
        return None
    after = month_at + 1
    if day is None and after < end:
        day = _day_number(words[after])
        after += day is not None
        if after < end and words[after] in {"st", "nd", "rd", "th"}:
            after += 1
    year = None
    if after < end and words[after].isdigit() and len(words[after]) == 4:
        year = int(words[after])
        after += 1
    return _resolved(place, after, (year, month, day), published, ahead=ahead)


def _month_after_day(article: Annotated, place: int, end: int) -> int:
    """Return where the month stands that a day number belongs to, -1 when none follows."""
    words = article.folded
    at = place + 1
    while at < min(end, place + 5):
        if words[at] in calendars.MONTHS:
            return at
        if (
            words[at] not in {"st", "nd", "rd", "th", "of", "to", "and", "من"}
            and _day_number(words[at]) is None
        ):
            return -1
        at += 1
    return -1


def _is_month(article: Annotated, place: int, month_at: int, end: int) -> bool:
    """Say whether a word that may be a month is one: May with a day, a year or `in` beside it."""
    word = article.folded[month_at]
    if word not in calendars.UNSURE:
        return True
    if not article.written[month_at][:1].isupper() and article.written[month_at].isascii():
        return False
    if place < month_at:
        return True
    following = article.folded[month_at + 1] if month_at + 1 < end else ""
    if following.isdigit():
        return True
    return month_at > 0 and article.folded[month_at - 1] in _BEFORE_MAY


def _resolved(
    start: int, end: int, parts: tuple[int | None, int, int | None], published: date, *, ahead: bool
) -> Dated | None:
    """Fill in the year nearest to publication on the side where the event lies."""
    year, month, day = parts
    basis = "stated" if year is not None else "relative"
    if year is None:
        year = _nearest_year(month, day, published, ahead=ahead)
    if not _sane(year, published):
        return None
    if day is None:
        return Dated(start, end, month_of(year, month, basis))
    if day > calendar.monthrange(year, month)[1]:
        return None
    on = date(year, month, day)
    return Dated(start, end, EventDate(on, on, "day", basis))


def _nearest_year(month: int, day: int | None, published: date, *, ahead: bool) -> int:
    this_year = (month, day or 1) <= (published.month, published.day + 3)
    if ahead:
        return (
            published.year
            if (month, day or 28) >= (published.month, published.day - 3)
            else published.year + 1
        )
    if this_year:
        return published.year
    near = (month - published.month) == 1 and day is not None and day < 8
    return published.year if near else published.year - 1


def month_of(year: int, month: int, basis: str) -> EventDate:
    """Return a whole month."""
    last = calendar.monthrange(year, month)[1]
    return EventDate(date(year, month, 1), date(year, month, last), "month", basis)


def _numeric(article: Annotated, place: int, published: date) -> Dated | None:
    """Read 2025-06-20 and 20.06.2025."""
    words = article.folded
    if not words[place][:1].isdigit():
        return None
    pieces = [words[place]] if "." in words[place] else list(words[place : place + 3])
    end = place + len(pieces)
    if "." in words[place]:
        pieces = words[place].split(".")
    elif any(article.between[at].strip() not in {"-", "/", "."} for at in range(place + 1, end)):
        return None
    if len(pieces) != 3 or not all(piece.isdigit() for piece in pieces):
        return None
    day, month, year = (int(piece) for piece in (pieces if len(pieces[2]) == 4 else pieces[::-1]))
    if not (1 <= month <= 12 and _sane(year, published)) or len(pieces[0]) + len(pieces[2]) < 5:
        return None
    return (
        _resolved(place, end, (year, month, day), published, ahead=False)
        if 1 <= day <= 31
        else None
    )


def _relative(
    article: Annotated, place: int, end: int, published: date, *, ahead: bool
) -> Dated | None:
    words = article.folded
    word = words[place]
    if (days := calendars.DAYS_FROM_NOW.get(word)) is not None:
        on = published + timedelta(days=days)
        return Dated(place, place + 1, EventDate(on, on, "day", "relative"))
    if (weekday := calendars.WEEKDAYS.get(word)) is not None:
        on = _weekday(words, place, weekday, published, ahead=ahead)
        return Dated(place, place + 1, EventDate(on, on, "day", "relative"))
    following = words[place + 1] if place + 1 < end else ""
    if word in {"last", "this", "next", "gecen", "bu", "گزشته", "पिछले"}:
        return _whole_unit(place, word, following, published)
    if word == "the" and (day := _nth(article, place + 1, end)) is not None:
        month = published.replace(day=1)
        if not ahead and day > published.day:
            month = (month - timedelta(days=1)).replace(day=1)
        if day <= calendar.monthrange(month.year, month.month)[1]:
            on = month.replace(day=day)
            return Dated(place, place + 3, EventDate(on, on, "day", "relative"))
    return None


def _nth(article: Annotated, place: int, end: int) -> int | None:
    """Read the 11th, when nothing follows that it might number."""
    words = article.folded
    if place + 1 >= end or words[place + 1] not in {"st", "nd", "rd", "th"}:
        return None
    if not words[place].isdigit() or article.between[place + 1]:
        return None
    follows = words[place + 2] if place + 2 < end else ""
    ends = (
        place + 2 >= end
        or bool(article.between[place + 2].strip())
        or follows in calendars.AFTER_A_DAY
    )
    return int(words[place]) if ends and 1 <= int(words[place]) <= 31 else None


def _weekday(
    words: tuple[str, ...], place: int, weekday: int, published: date, *, ahead: bool
) -> date:
    back = (published.weekday() - weekday) % 7
    before = words[max(0, place - 2) : place]
    after = words[place + 1 : place + 9]
    coming = "from" in before and not _LATER.isdisjoint(after)
    if "next" in before or coming or (ahead and "last" not in before):
        return published + timedelta(days=(weekday - published.weekday()) % 7 or 7)
    if "last" in before and back == 0:
        back = 7
    return published - timedelta(days=back)


def _whole_unit(place: int, word: str, unit: str, published: date) -> Dated | None:
    """Read last month, this year, next week and the like."""
    step = {"last": -1, "this": 0, "next": 1, "gecen": -1, "bu": 0, "گزشته": -1, "पिछले": -1}[word]
    kind = calendars.UNITS.get(unit)
    if kind == "year":
        year = published.year + step
        when = EventDate(date(year, 1, 1), date(year, 12, 31), "year", "relative")
    elif kind == "month":
        months = published.year * 12 + published.month - 1 + step
        when = month_of(months // 12, months % 12 + 1, "relative")
    elif kind == "day":
        when = EventDate(published, published, "day", "relative")
    elif kind == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
        when = EventDate(monday, monday + timedelta(days=6), "range", "relative")
    else:
        return None
    return Dated(place, place + 2, when)


def _year(article: Annotated, place: int, published: date) -> Dated | None:
    """Read a year that stands for itself: `in 2022`, `late 2020`, `2025's`."""
    word = article.folded[place]
    if len(word) != 4 or not word.isdigit() or not _sane(int(word), published):
        return None
    before = article.folded[place - 1] if place else ""
    if before not in calendars.BEFORE_A_YEAR:
        return None
    year = int(word)
    first, last = calendars.PARTS_OF_YEAR.get(before, (1, 12))
    end = date(year, last, calendar.monthrange(year, last)[1])
    precision = "year" if (first, last) == (1, 12) else "range"
    start = place - 1 if precision == "range" else place
    return Dated(start, place + 1, EventDate(date(year, first, 1), end, precision, "stated"))
