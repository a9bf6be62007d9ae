"""Does a record satisfy what a rule asks of its event: the frame, the roles, the conditions.

Conditions are three-valued: what the article does not say makes a test unknown, and unknown at the
top is not satisfied. Bounds are honoured: "over 700" is at least 100 and may be below 1000.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from monitor.events.rates import USD_PER_UNIT
from monitor.model.events import EventRecord

_FRAMES = {
    "transfer": {"transfer", "codevelopment", "assembly_plant", "upgrade"},
    "arms_ban": {"arms_ban", "export_block"},
}
_ALTERNATIVES = " or "
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


class Comparison(Protocol):
    """One test of a condition: a field, an operator, and what it is compared with."""

    @property
    def field(self) -> str:
        """Name the field."""
        ...

    @property
    def operator(self) -> str:
        """Name the operator."""
        ...

    @property
    def values(self) -> tuple[str, ...]:
        """Return what it is compared with."""
        ...

    @property
    def number(self) -> float | None:
        """Return the number it is compared with, if it is one."""
        ...

    @property
    def unit(self) -> str:
        """Name the currency or unit, if any."""
        ...


class Joined(Protocol):
    """Conditions joined by AND or OR, or turned round by NOT."""

    @property
    def operator(self) -> str:
        """Name the operator."""
        ...

    @property
    def parts(self) -> Sequence[Comparison | Joined]:
        """Return the conditions below."""
        ...


def satisfies(rule_event: Mapping[str, Any], record: EventRecord | None) -> bool:
    """Say whether an article's record lets its rule fire.

    What a rule `require`s must be there, in one of its frames, or the match is dropped. Without
    `require` a frame only describes: an event that could not be read is no reason to be silent.
    Roles that must be `distinct` veto whenever both are known and the same: a warship in a port of
    her own is no visit, whatever else the rule says.
    """
    wanted = rule_event.get("require", ())
    if wanted and (record is None or not _in_frame(rule_event, record)):
        return False
    if record is None:
        return True
    if not all(
        any(_filled(record, name) for name in str(one).split(_ALTERNATIVES)) for one in wanted
    ):
        return False
    held = [set(record.keys(str(role))) for role in rule_event.get("distinct", ())]
    return not any(one and one == other for at, one in enumerate(held) for other in held[at + 1 :])


def _in_frame(rule_event: Mapping[str, Any], record: EventRecord) -> bool:
    frames = {str(name) for name in rule_event.get("frames", ())}
    return not frames or not frames.isdisjoint(_FRAMES.get(record.frame, {record.frame}))


def _filled(record: EventRecord, name: str) -> bool:
    name = name.strip()
    if name == "system":
        return bool(record.keys("system") or record.keys("object"))
    if name in {"value", "quantity", "date"}:
        return _known(record, name)
    return bool(record.keys(name))


def holds(condition: Comparison | Joined, record: EventRecord) -> bool | None:
    """Judge a condition on a record: true, false, or None where the record does not tell."""
    parts: Sequence[Comparison | Joined] | None = getattr(condition, "parts", None)
    if parts is None:
        return _test(condition, record)  # type: ignore[arg-type]  # what has no parts is a test
    results = [holds(part, record) for part in parts]
    match condition.operator:
        case "NOT":
            return None if results[0] is None else not results[0]
        case "AND":
            return False if False in results else None if None in results else True
        case _:
            return True if True in results else None if None in results else False


def _test(test: Comparison, record: EventRecord) -> bool | None:
    if test.operator == "IS":
        return _known(record, test.field) == (test.values[0] == "KNOWN")
    if test.field in {"value", "quantity", "confidence"}:
        bounds = _bounds(test, record)
        return (
            None
            if bounds is None or test.number is None
            else _compare(bounds, test.operator, test.number)
        )
    if test.field in {"date", "event_date"}:
        return _dates(test, record)
    held = _words(record, test.field)
    if not held:
        return None
    wanted = {value.lower() for value in test.values}
    found = not wanted.isdisjoint(word.lower() for word in held)
    return not found if test.operator == "!=" else found


def _known(record: EventRecord, field: str) -> bool:
    known: dict[str, object] = {
        "value": record.value,
        "quantity": record.quantity,
        "date": record.when,
        "event_date": record.when,
    }
    return known[field] is not None if field in known else bool(_words(record, field))


def _words(record: EventRecord, field: str) -> tuple[str, ...]:
    """Return what a record holds of a field that is compared by its words."""
    words = {
        "status": record.status,
        "phase": record.phase.value if record.phase else "",
        "stance": record.stance.value,
        "prominence": record.prominence.value,
        "frame": record.frame,
    }
    if field in words:
        return (words[field],) if words[field] else ()
    if field == "place":
        field = "port"
    return record.keys(field)


_Bounds = tuple[float | None, float | None]


def _bounds(test: Comparison, record: EventRecord) -> _Bounds | None:
    """Return the least and most that a number may be, in the unit the test asks for."""
    if test.field == "confidence":
        return (record.confidence, record.confidence)
    if test.field == "quantity":
        return (record.quantity.minimum, record.quantity.maximum) if record.quantity else None
    money = record.value
    if money is None:
        return None
    if test.unit in {"", money.currency}:
        return (money.minimum, money.maximum)
    here, there = USD_PER_UNIT.get(money.currency), USD_PER_UNIT.get(test.unit)
    if here is None or there is None:
        return None
    rate = here / there
    return (
        money.minimum * rate if money.minimum is not None else None,
        money.maximum * rate if money.maximum is not None else None,
    )


def _compare(bounds: _Bounds, sign: str, number: float) -> bool | None:
    """Compare a range with a number: true or false only when all of the range agrees."""
    low, high = bounds
    if sign in {"=", "!="}:
        if low == high and low is not None:
            return (low == number) == (sign == "=")
        outside = (low is not None and low > number) or (high is not None and high < number)
        return (sign == "!=") if outside else None
    compare = _COMPARE[sign]
    if sign in {">=", ">"}:
        if low is not None and compare(low, number):
            return True
        return False if high is not None and not compare(high, number) else None
    if high is not None and compare(high, number):
        return True
    return False if low is not None and not compare(low, number) else None


def _dates(test: Comparison, record: EventRecord) -> bool | None:
    """Compare the event's days with a day, month or year."""
    when = record.when
    if when is None:
        return None
    text = test.values[0]
    first = (
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        if len(text) < 10
        else date.fromisoformat(text)
    )
    if test.operator in {"=", "!="}:
        same = when.start.isoformat().startswith(text) and when.end.isoformat().startswith(text)
        return same == (test.operator == "=")
    return _compare(
        (when.start.toordinal(), when.end.toordinal()), test.operator, first.toordinal()
    )
