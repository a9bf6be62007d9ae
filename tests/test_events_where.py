"""What a rule asks of an event: frames, roles, conditions with three values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.events import holds, satisfies
from monitor.matching.conditions import parse_condition
from monitor.model import Zone
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


def party(key: str) -> tuple[Party, ...]:
    return (Party(key, key, Zone.TEXT, 0, 2),)


DEAL = EventRecord(
    frame="transfer",
    roles=(("supplier", party("TR")), ("recipient", party("PK")), ("system", party("tb2"))),
    status="signed",
    phase=Phase.SIGNED,
    stance=Stance.ASSERTED,
    confidence=0.8,
    prominence=Prominence.MAIN,
    quantity=Quantity(700, None),
    value=Money(900e6, 900e6, "USD", 900e6, "2024-12-31"),
    when=EventDate(date(2025, 5, 1), date(2025, 5, 31), "month", "stated"),
)
BARE = replace(DEAL, quantity=None, value=None, when=None, status="", phase=None)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("value >= 100 million USD", True),
        ("value >= 1 billion USD", False),
        ("value >= 500 million EUR", True),
        ("value >= 500 million XYZ", None),
        ("quantity >= 100", True),
        ("quantity <= 1000", None),
        ("quantity < 500", False),
        ("status IN (delivered, signed)", True),
        ("status = denied", False),
        ("status != denied", True),
        ("recipient IN (PK)", True),
        ("recipient IN (IN)", False),
        ("host IN (PK)", None),
        ("confidence < 0.6", False),
        ("date >= 2025-01-01", True),
        ("date > 2025-05-15", None),
        ("date = 2025-05", True),
        ("value IS KNOWN", True),
        ("port IS UNKNOWN", True),
        ("NOT status = denied", True),
        ("host IN (PK) OR quantity >= 100", True),
        ("host IN (PK) AND quantity >= 100", None),
        ("host IN (PK) AND quantity < 100", False),
    ],
)
def test_a_condition_is_true_false_or_unknown(condition, expected):
    assert holds(parse_condition(condition), DEAL) is expected


@pytest.mark.parametrize(
    "condition", ["value >= 1 USD", "quantity >= 1", "date >= 2025", "status = signed"]
)
def test_what_the_article_does_not_say_is_unknown(condition):
    assert holds(parse_condition(condition), BARE) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, True),
        ({"frames": ["transfer"]}, True),
        ({"frames": ["assembly_plant"]}, True),
        ({"frames": ["ship_visit"]}, True),
        ({"frames": ["ship_visit"], "require": ["system"]}, False),
        ({"require": ["system", "supplier or recipient or partners"]}, True),
        ({"require": ["port"]}, False),
        ({"distinct": ["supplier", "recipient"]}, True),
    ],
)
def test_a_rule_asks_for_frames_roles_and_distinct_parties(asked, expected):
    assert satisfies(asked, DEAL) is expected


def test_a_domestic_delivery_has_no_distinct_parties():
    home = replace(DEAL, roles=(("supplier", party("TR")), ("recipient", party("TR"))))
    assert not satisfies({"distinct": ["supplier", "recipient"]}, home)


def test_no_record_satisfies_no_requirement():
    assert satisfies({}, None)
    assert not satisfies({"require": ["system"]}, None)


@given(
    st.floats(0, 1e9), st.floats(0, 1e9), st.floats(0, 1e9), st.sampled_from([">=", ">", "<=", "<"])
)
def test_a_range_is_never_both_above_and_below(one, other, number, sign):
    low, high = sorted((one, other))
    record = replace(DEAL, quantity=Quantity(low, high))
    opposite = {">=": "<", ">": "<=", "<=": ">", "<": ">="}[sign]
    first = holds(parse_condition(f"quantity {sign} {number:.3f}"), record)
    second = holds(parse_condition(f"quantity {opposite} {number:.3f}"), record)
    assert (first is None) == (second is None)
    assert first is None or first != second
