"""What a rule's test expects of the event record, held against the record that was read.

The record is made by the event stage, on a floor this one does not know: whoever judges tests hands
in a function that reads it (`ReadEvent`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from monitor.matching.conditions import ROLES, expected_amount, fields_of, parse_condition
from monitor.matching.rules import Example, Rule
from monitor.model import Match
from monitor.model.events import EventRecord

#: What matching itself can judge of a test; the rest is about the event.
OF_WORDS = frozenset({"match", "because", "alternative", "evidence", "topics", "severity"})
#: `match: words`: the words must match, whatever is read of the event.
BY_WORDS = "words"
_SAID = ("frame", "status", "phase", "stance", "prominence")
_CENT = 0.005  # of a number, by which amounts may differ


def asks_for_event(rule: Rule, example: Example) -> bool:
    """Say whether a test can only be judged once the event has been read."""
    expect = example.expect
    if expect.get("match") == BY_WORDS:
        return False
    conditions = rule.where or rule.event.get("require") or rule.event.get("distinct")
    levels = (rule.raise_to or rule.lower_to) and "severity" in expect
    return bool(
        conditions or levels or expect.keys() - OF_WORDS or expect.get("because") == "where"
    )


def unmet(expect: Mapping[str, Any], match: Match) -> Iterator[str]:
    """Yield a sentence for each expectation about the event that its record does not meet.

    What a test leaves out is not judged, unless it says `only: true`: then nothing else may be
    known of roles, value, quantity and date.
    """
    record = match.event
    wanted = {key: value for key, value in expect.items() if key not in OF_WORDS and key != "only"}
    if record is None:
        if any(value is not None for value in wanted.values()):
            yield "no event could be read"
        return
    for key, value in wanted.items():
        if (fault := _fault(key, value, record, only=expect.get("only") is True)) is not None:
            yield f"expected {key} {_shown(value)}, it is {fault or 'unknown'}"
    if expect.get("only") is True:
        for key in (*ROLES, "value", "quantity", "date"):
            if key not in wanted and (held := _held(key, record)):
                yield f"expected no {key}, it is {held}"


def said_of(rule: Rule, record: EventRecord | None) -> tuple[str, ...]:
    """Return what a record says of all that a rule demands of its event: `quantity is 2`."""
    if record is None:
        return ("no event could be read",)
    wanted = [
        name.strip()
        for one in (*rule.event.get("require", ()), *rule.event.get("distinct", ()))
        for name in str(one).split(" or ")
    ]
    if rule.where:
        wanted += fields_of(parse_condition(rule.where))
    said = [f"{name} is {_held(name, record) or 'unknown'}" for name in dict.fromkeys(wanted)]
    return (f"frame is {record.frame}", *said) if rule.event.get("frames") else tuple(said)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "unknown" if value is None else str(value)


def _fault(key: str, value: Any, record: EventRecord, *, only: bool) -> str | None:
    """Return what a field is when it is not as expected, None when it is."""
    held = _held(key, record)
    if value is None:
        return held or None
    if key in ROLES:
        wanted, known = {str(one) for one in _listed(value)}, {*_keys(key, record)}
        fits = wanted == known if only else wanted <= known
    elif key in _SAID:
        fits = held in {str(one) for one in _listed(value)}
    elif key == "date":
        when = record.when
        fits = when is not None and all(
            day.isoformat().startswith(str(value)) for day in (when.start, when.end)
        )
    else:
        fits = _amount_fits(key, str(value), record)
    return None if fits else held


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _keys(role: str, record: EventRecord) -> tuple[str, ...]:
    """Return what fills a role; arms that have no role of their own stand as the object."""
    if role in {"system", "goods", "aircraft"}:
        return (*record.keys(role), *record.keys("object"))
    return record.keys(role)


def _held(key: str, record: EventRecord) -> str:
    """Return what a record says of a field, in words; "" for nothing."""
    if key in ROLES:
        return ", ".join(_keys(key, record))
    if key in {"date", "event_date"}:
        when = record.when
        if when is None:
            return ""
        same = when.start == when.end
        return str(when.start) if same else f"{when.start} to {when.end}"
    if key in {"value", "quantity"}:
        return _amount(key, record)
    return str(getattr(record, key, "") or "")


def _amount(key: str, record: EventRecord) -> str:
    held = record.value if key == "value" else record.quantity
    if held is None:
        return ""
    low, high = held.minimum, held.maximum
    unit = f" {record.value.currency}".rstrip() if key == "value" and record.value else ""
    if low == high:
        return f"{low:,.15g}{unit}"
    if low is None or high is None:
        return (f"at least {low:,.15g}" if high is None else f"at most {high:,.15g}") + unit
    return f"{low:,.15g} to {high:,.15g}{unit}"


def _amount_fits(key: str, text: str, record: EventRecord) -> bool:
    held = record.value if key == "value" else record.quantity
    if held is None:
        return False
    wanted = expected_amount(text)
    if key == "value" and wanted.unit and record.value and wanted.unit != record.value.currency:
        return False
    return _same(wanted.minimum, held.minimum) and _same(wanted.maximum, held.maximum)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _CENT * max(abs(one), 1.0)


#: Reads the event behind a match of one test, as the daemon would; None when the rule's `event` or
#: `where` drops the match.
ReadEvent = Callable[[Rule, Match, Example], Match | None]
