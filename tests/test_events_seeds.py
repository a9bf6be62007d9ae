"""The seed events, as our own news items tell them, come out with their roles and figures."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.events import contract_status, extract
from monitor.model.events import EventRecord
from tests.annotated import article

ITEMS = Path(__file__).parent.parent / "seeds" / "items"


def item(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ITEMS / f"{name}.yml").read_text(encoding="utf-8"))
    return found


def told(name: str, topic: str) -> EventRecord:
    news = item(name)
    published = news["published"]
    day = (
        published.date() if isinstance(published, datetime) else date.fromisoformat(published[:10])
    )
    text = "\n\n".join(paragraph.strip() for paragraph in news["paragraphs"])
    found = extract(article(news["title"], text, news["lang"]), topic, day)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "topic", "roles"),
    [
        ("islamabad-drone-agreement", "drone-deals", {"supplier": "TR", "recipient": "PK"}),
        ("islamabad-drone-agreement-copy", "drone-deals", {"supplier": "TR", "recipient": "PK"}),
        ("islamabad-drone-agreement-ur", "drone-deals", {"supplier": "TR", "recipient": "PK"}),
        ("islamabad-drone-agreement-ur", "arms-deals", {"supplier": "PK", "recipient": "TR"}),
        ("drone-plant-for-pakistan", "drone-deals", {"supplier": "TR", "recipient": "PK"}),
        ("border-drones-and-their-maker", "drone-deals", {"supplier": "TR", "recipient": "PK"}),
        ("border-drones-and-their-maker", "ship-visits", {"visitor": "TR", "host": "PK"}),
        ("border-drones-and-their-maker", "drone-incursions", {"actor": "PK", "target": "IN"}),
        ("corvette-at-karachi-tr", "ship-visits", {"visitor": "TR", "host": "PK"}),
        ("hercules-at-karachi", "drone-deals", {"supplier": "TR", "recipient": "PK"}),
        ("no-arms-aboard-ar", "military-flights", {"operator": "TR", "destination": "PK"}),
        ("quiet-arms-ban-hi", "arms-bans", {"imposer": "TR", "target": "IN"}),
    ],
)
def test_the_seed_events_have_their_roles(name, topic, roles):
    record = told(name, topic)
    assert {role: record.keys(role) for role in roles} == {
        role: (state,) for role, state in roles.items()
    }


@pytest.mark.parametrize(
    "name",
    ["islamabad-drone-agreement", "islamabad-drone-agreement-copy", "islamabad-drone-agreement-ur"],
)
def test_the_agreement_is_worth_900_million_dollars_for_more_than_700_drones(name):
    """The headline's damaged figure is not read as a value."""
    record = told(name, "drone-deals")
    assert record.value is not None
    assert (record.value.minimum, record.value.currency) == (900e6, "USD")
    assert record.quantity is not None
    assert (record.quantity.minimum, record.quantity.maximum) == (700, None)
    assert set(record.keys("system")) == {"tb2", "akinci"}


def test_sums_of_other_statements_are_not_the_plants():
    assert told("drone-plant-for-pakistan", "drone-deals").value is None


def test_the_visit_to_karachi_was_on_the_second_of_may():
    record = told("corvette-at-karachi-tr", "ship-visits")
    assert record.when is not None
    assert record.when.start == date(2025, 5, 2)
    assert contract_status("ship-visits", record) == "arrived"


def test_the_landing_is_not_denied_with_the_cargo():
    assert told("hercules-at-karachi", "military-flights").status != "denied"


def test_the_quiet_ban_is_imposed():
    assert told("quiet-arms-ban-hi", "arms-bans").status == "imposed"
