"""An event in words: its status, and one line of who, whom, what, how many, worth, when. Pure."""

from __future__ import annotations

from monitor.alerts.wording import cut, line
from monitor.model import Alert, Match, Zone
from monitor.model.events import EventDate, EventRecord, Money, Party, Prominence, Quantity

LINE_LIMIT = 240
_PARTY_LIMIT = 40
_MOST_PARTIES = 6
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Who acts, and whom it concerns; parties of equal standing stand in one role.
_SIDES = (
    ("supplier", "recipient"),
    ("visitor", "host"),
    ("imposer", "target"),
    ("operator", "destination"),
    ("actor", "target"),
)
_EQUALS = ("participants", "parties", "partners")
_ROLES = tuple(dict.fromkeys(role for sides in _SIDES for role in sides))
_PROMINENCE = {"main": 2, "secondary": 1, "background": 0}
_THINGS = ("system", "object", "ship", "port")


def leading_first(alert: Alert) -> tuple[Match, ...]:
    """Return an alert's matches as a reader should meet them.

    The one whose event is the article's news comes first, with both its sides known before with
    one, then the gravest; among equals the one read most fully, told earliest, and most surely.
    """
    return tuple(sorted(alert.matches, key=_weight, reverse=True))  # stable: ties keep order


def _weight(match: Match) -> tuple[bool, bool, int, int, int, int, float]:
    record = match.event
    if record is None:
        return (False, False, match.severity, -1, 0, 0, 0.0)
    sides = sum(bool(_held(record, role)) for role in (*_ROLES, *_EQUALS))
    prominence = _PROMINENCE.get(record.prominence, 0)
    is_news = record.prominence is Prominence.MAIN
    whole = is_news and (sides > 1 or any(_held(record, role) for role in _EQUALS))
    place = 0 if match.quote.zone is Zone.TITLE else -match.quote.start
    return (is_news, whole, match.severity, prominence, sides, place, record.confidence)


def lead_event(alert: Alert) -> EventRecord | None:
    """Return the event of the alert's leading match that tells one."""
    return next((match.event for match in leading_first(alert) if match.event is not None), None)


def status_word(record: EventRecord | None) -> str:
    """Return the status that leads a subject, in capitals: DENIED, PLANNED; "" when unknown."""
    return record.status.replace("_", " ").upper() if record is not None else ""


def event_line(record: EventRecord | None) -> str:
    """Return `Turkey (TR) -> Pakistan (PK), TB2, more than 700, 900 million USD, 2 May 2025`."""
    if record is None:
        return ""
    things = [_called(party) for role in _THINGS for party in _held(record, role)]
    parts = [
        _sides(record),
        *dict.fromkeys(things),
        _quantity(record.quantity),
        _money(record.value),
        _date(record.when),
    ]
    return cut(", ".join(part for part in parts if part), LINE_LIMIT)


def _held(record: EventRecord, role: str) -> tuple[Party, ...]:
    return next((held for name, held in record.roles if name == role), ())


def _sides(record: EventRecord) -> str:
    for first, second in _SIDES:
        ones, others = _named(record, first), _named(record, second)
        if ones or others:
            return f"{ones or '?'} -> {others or '?'}"
    return next((named for role in _EQUALS if (named := _named(record, role))), "")


def _named(record: EventRecord, role: str) -> str:
    """Return the parties of a role, each by its name and its key."""
    held = _held(record, role)
    shown = [f"{cut(_called(party), _PARTY_LIMIT)} ({party.key})" for party in held]
    more = len(shown) - _MOST_PARTIES
    return ", ".join(shown[:_MOST_PARTIES]) + (f" and {more} more" if more > 0 else "")


def _called(party: Party) -> str:
    """Return a party's name; what the article calls it where the lists have none."""
    return party.name or line(party.text)


def _quantity(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    bounded = quantity.minimum is not None and quantity.maximum is not None
    about = "about " if quantity.approximate and bounded else ""
    return about + _range(quantity.minimum, quantity.maximum)


def _money(money: Money | None) -> str:
    if money is None:
        return ""
    return f"{_range(money.minimum, money.maximum)} {money.currency}".strip()


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"up to {_number(high or 0)}"
    if high is None:
        return f"at least {_number(low)}"
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    for factor, word in ((1e9, " billion"), (1e6, " million")):
        if value >= factor:
            return f"{value / factor:g}{word}"
    return f"{value:,.0f}"


def _date(when: EventDate | None) -> str:
    """Return an event's date as exactly as it is known."""
    if when is None:
        return ""
    start, end = when.start, when.end
    month = _MONTHS[start.month - 1]
    match when.precision:
        case "day":
            return f"{start.day} {month} {start.year}"
        case "month":
            return f"{month} {start.year}"
        case "year":
            return str(start.year)
        case _:
            return (
                f"{start.day} {month} {start.year} to {end.day} {_MONTHS[end.month - 1]} {end.year}"
            )
