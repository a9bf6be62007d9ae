"""Event records as JSON's types and back, without loss: for the store, the command line, webhooks.

Spans are code points in the article's text; those in its title say `"zone": "title"`. What is not
known is null. The field names are those of docs/operate.md, "Matching archives".
"""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.model import Evidence, Zone
from monitor.model.events import (
    Claim,
    Direction,
    EventDate,
    EventRecord,
    Money,
    Party,
    Phase,
    Prominence,
    Quantity,
    Stance,
    Via,
)

Json = dict[str, Any]


def to_json(record: EventRecord) -> Json:
    """Return a record in JSON's types."""
    return {
        "frame": record.frame,
        "roles": {name: [_party(party) for party in held] for name, held in record.roles},
        "status": record.status,
        "phase": record.phase.value if record.phase else None,
        "stance": record.stance.value,
        "record_confidence": record.confidence,
        "prominence": record.prominence.value,
        "direction": _direction(record.direction),
        "quantity": _quantity(record.quantity),
        "value": _money(record.value),
        "date": _date(record.when),
        "claims": [
            {"stance": claim.stance.value, "claimant": claim.claimant, **_evidence(claim.evidence)}
            for claim in record.claims
        ],
        "record_evidence": [_evidence(one) for one in record.evidence],
    }


def from_json(data: Json) -> EventRecord:
    """Return the record that `to_json` wrote.

    Raises:
        KeyError, ValueError: the data is not a record.
    """
    phase = data["phase"]
    return EventRecord(
        frame=data["frame"],
        roles=tuple(
            (name, tuple(_party_from(party) for party in held))
            for name, held in data["roles"].items()
        ),
        status=data["status"],
        phase=Phase(phase) if phase else None,
        stance=Stance(data["stance"]),
        confidence=data["record_confidence"],
        prominence=Prominence(data["prominence"]),
        direction=_direction_from(data["direction"]),
        quantity=_quantity_from(data["quantity"]),
        value=_money_from(data["value"]),
        when=_date_from(data["date"]),
        claims=tuple(
            Claim(Stance(claim["stance"]), claim["claimant"], _evidence_from(claim))
            for claim in data["claims"]
        ),
        evidence=tuple(_evidence_from(one) for one in data["record_evidence"]),
    )


def _party(party: Party) -> Json:
    found: Json = {"key": party.key, "text": party.text, "span": [party.start, party.end]}
    if party.zone is Zone.TITLE:
        found["zone"] = party.zone.value
    if party.name:
        found["name"] = party.name
    return {**found, "via": party.via.value}


def _party_from(data: Json) -> Party:
    start, end = data["span"]
    zone = Zone(data.get("zone", Zone.TEXT.value))
    return Party(
        data["key"], data["text"], zone, start, end, Via(data["via"]), data.get("name", "")
    )


def _evidence(evidence: Evidence) -> Json:
    found: Json = {
        "field": evidence.field,
        "start": evidence.start,
        "end": evidence.end,
        "exact": evidence.exact,
    }
    if evidence.zone is Zone.TITLE:
        found["zone"] = evidence.zone.value
    return found


def _evidence_from(data: Json) -> Evidence:
    zone = Zone(data.get("zone", Zone.TEXT.value))
    return Evidence(data["field"], zone, data["start"], data["end"], data["exact"])


def _direction(direction: Direction | None) -> Json | None:
    if direction is None:
        return None
    return {
        "pattern": direction.pattern,
        "confidence": direction.confidence,
        "alternatives": [dict(reading) for reading in direction.alternatives],
    }


def _direction_from(data: Json | None) -> Direction | None:
    if data is None:
        return None
    readings = tuple(tuple(reading.items()) for reading in data["alternatives"])
    return Direction(data["pattern"], data["confidence"], readings)


def _quantity(quantity: Quantity | None) -> Json | None:
    if quantity is None:
        return None
    return {
        "min": quantity.minimum,
        "max": quantity.maximum,
        "approximate": quantity.approximate,
    }


def _quantity_from(data: Json | None) -> Quantity | None:
    return None if data is None else Quantity(data["min"], data["max"], data["approximate"])


def _money(money: Money | None) -> Json | None:
    if money is None:
        return None
    return {
        "min": money.minimum,
        "max": money.maximum,
        "currency": money.currency,
        "usd": money.usd,
        "rate_date": money.rate_date,
    }


def _money_from(data: Json | None) -> Money | None:
    if data is None:
        return None
    return Money(data["min"], data["max"], data["currency"], data["usd"], data["rate_date"])


def _date(when: EventDate | None) -> Json | None:
    if when is None:
        return None
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat(),
        "precision": when.precision,
        "basis": when.basis,
    }


def _date_from(data: Json | None) -> EventDate | None:
    if data is None:
        return None
    start, end = date.fromisoformat(data["start"]), date.fromisoformat(data["end"])
    return EventDate(start, end, data["precision"], data["basis"])
