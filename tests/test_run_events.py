"""Rules that fire, joined with the events they tell."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.matching.loading import load
from monitor.model import Severity
from monitor.run.events import with_events
from tests.annotated import RULES

PUBLISHED = date(2025, 6, 20)
LISTS = ("states.yml", "drones.yml", "makers.yml")
RULE = """
kind: rule
version: 1
id: deals
title: Deals
topics: [drone-deals]
match: 'drone~ AND @states'
"""


def judged(more: str, text: str):
    files = {name: (RULES / "lists" / name).read_bytes() for name in LISTS}
    rules = load({**files, "deals.yml": (RULE + more).encode()}).rule_set()
    found = rules.match("", text)
    assert found.matches
    return with_events(rules, found, title="", text=text, lang="en", published=PUBLISHED).matches


def test_a_match_carries_its_event_and_its_confidence():
    (match,) = judged("", "Turkey will send Pakistan 700 drones.")
    assert match.event is not None
    assert match.event.keys("recipient") == ("PK",)
    assert match.confidence == match.event.confidence


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("event: {require: [supplier, recipient]}", True),
        ("event: {require: [value]}", False),
        ("where: quantity >= 100", True),
        ("where: quantity >= 1000", False),
        ("where: value >= 1 million USD", False),
    ],
)
def test_a_rule_that_asks_for_more_than_the_article_says_is_silent(more, told):
    assert bool(judged(more, "Turkey will send Pakistan exactly 700 drones.")) is told


def test_a_record_raises_and_lowers_the_severity():
    more = (
        "severity: {base: medium, raise: {high: 'quantity >= 100'}, lower: {low: 'quantity < 10'}}"
    )
    severities = [
        judged(more, f"Turkey will send Pakistan {count} drones.")[0].severity
        for count in (700, 50, 5)
    ]
    assert severities == [Severity.HIGH, Severity.MEDIUM, Severity.LOW]
