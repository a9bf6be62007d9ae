"""What tests expect of events, held against records."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.matching.conditions import Amount, expected_amount
from monitor.matching.expectations import said_of, unmet
from monitor.matching.loading import load
from monitor.model import Match, Quote, Severity, Zone
from monitor.model.events import (
    EventDate,
    EventRecord,
    Money,
    Party,
    Phase,
    Prominence,
    Quantity,
    Stance,
)

RULE = b"""kind: rule
id: r
match: drone
event: {frames: [transfer], require: [system], distinct: [supplier, recipient]}
where: value > 5 USD OR (quantity > 3 AND NOT confidence < 0.5)
"""
RECORD = EventRecord(
    frame="transfer",
    roles=(
        ("supplier", (Party("TR", "Turkey", Zone.TEXT, 0, 6),)),
        (
            "recipient",
            (Party("BD", "Bangladesh", Zone.TEXT, 0, 1), Party("MM", "Myanmar", Zone.TEXT, 1, 2)),
        ),
        ("object", (Party("tb2", "TB2", Zone.TEXT, 2, 3),)),
    ),
    status="planned",
    phase=Phase.PLANNED,
    stance=Stance.REPORTED,
    confidence=0.9,
    prominence=Prominence.MAIN,
    quantity=Quantity(24, None, approximate=True),
    value=Money(9e8, 9e8, "USD"),
    when=EventDate(date(2025, 5, 1), date(2025, 5, 31), "month", "stated"),
)


def faults(expect: dict[str, object], event: EventRecord | None = RECORD) -> list[str]:
    quote = Quote(Zone.TEXT, 0, 0, "")
    match = Match("r", "r", "1", ("t",), Severity.MEDIUM, (), quote, "", event=event)
    return list(unmet(expect, match))


@pytest.mark.parametrize(
    "expect",
    [
        {"match": True, "because": "", "evidence": "x"},
        {"supplier": "TR", "recipient": "BD"},
        {"recipient": ["MM", "BD"], "system": "tb2"},
        {"frame": "transfer", "status": ["planned", "agreed"], "stance": "reported"},
        {"phase": "planned", "prominence": "main"},
        {"value": "900 million USD", "quantity": ">= 24"},
        {"value": "0.9 bn"},
        {"date": 2025},
        {"date": "2025-05"},
        {"visitor": None},
    ],
)
def test_what_is_as_expected_is_no_fault(expect):
    assert faults(expect) == []


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        ({"supplier": "PK"}, "expected supplier PK, it is TR"),
        ({"visitor": "TR"}, "expected visitor TR, it is unknown"),
        ({"recipient": ["BD", "PK"]}, "expected recipient BD, PK, it is BD, MM"),
        ({"supplier": None}, "expected supplier unknown, it is TR"),
        ({"value": "900 million EUR"}, "it is 900,000,000 USD"),
        ({"value": ">= 900 million USD"}, "it is 900,000,000 USD"),
        ({"quantity": 24}, "it is at least 24"),
        ({"quantity": "24-30"}, "it is at least 24"),
        ({"date": "2025-05-02"}, "it is 2025-05-01 to 2025-05-31"),
        ({"status": "delivered"}, "expected status delivered, it is planned"),
        (
            {"only": True, "supplier": "TR", "recipient": "BD"},
            "expected recipient BD, it is BD, MM",
        ),
        ({"only": True, "supplier": "TR"}, "expected no value, it is 900,000,000 USD"),
    ],
)
def test_what_is_not_as_expected_says_what_it_is(expect, fault):
    assert any(fault in one for one in faults(expect)), faults(expect)


def test_what_a_record_says_of_a_rules_demands_is_told():
    rule = load({"r.yml": RULE}).rule_set().rules[0]
    assert said_of(rule, RECORD) == (
        "frame is transfer",
        "system is tb2",
        "supplier is TR",
        "recipient is BD, MM",
        "value is 900,000,000 USD",
        "quantity is at least 24",
        "confidence is 0.9",
    )
    assert said_of(rule, None) == ("no event could be read",)


def test_without_a_record_only_the_unknown_is_as_expected():
    assert faults({"supplier": "TR"}, None) == ["no event could be read"]
    assert faults({"supplier": None}, None) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("20", Amount(20, 20)),
        ("300-400", Amount(300, 400)),
        (">= 24", Amount(24, None)),
        ("< 1,000", Amount(None, 1000)),
        ("1.5-2 bn USD", Amount(1.5e9, 2e9, "USD")),
        ("5 EUR", Amount(5, 5, "EUR")),
    ],
)
def test_an_amount_is_read_as_written(text, amount):
    assert expected_amount(text) == amount


def test_what_is_no_amount_is_refused():
    with pytest.raises(ValueError, match="no amount"):
        expected_amount("many")
