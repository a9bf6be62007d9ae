"""Records as JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from monitor.events import extract
from monitor.formats.event_records import from_json, to_json
from tests.annotated import article

DEAL = "Turkey denied that it would send Pakistan 700 Bayraktar TB2 drones for $900 million in May 2025."
VISIT = "TCG Kinaliada docked at Karachi on Monday."


def records():
    for topic, text in (("drone-deals", DEAL), ("ship-visits", VISIT)):
        found = extract(article("Turkish news", text), topic, date(2025, 6, 20))
        assert found is not None
        yield found


def test_a_record_comes_back_as_it_was():
    for record in records():
        assert from_json(json.loads(json.dumps(to_json(record)))) == record


def test_what_is_not_known_is_null():
    record = replace(
        next(records()), value=None, quantity=None, when=None, phase=None, direction=None
    )
    found = to_json(record)
    assert [found[name] for name in ("value", "quantity", "date", "phase", "direction")] == [
        None
    ] * 5
    assert from_json(found) == record
