"""Rules that fire, joined with the events they tell."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.matching.loading import load
from monitor.matching.review import check_files
from monitor.model import Severity
from monitor.model.events import Prominence
from monitor.run.events import event_reader, with_events
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


def checked(more: str, text: str, expect: str):
    files = {name: (RULES / "lists" / name).read_bytes() for name in LISTS}
    test = f"tests: [{{text: '{text}', published: 2025-06-20, expect: {expect}}}]\n"
    return check_files({**files, "deals.yml": (RULE + more + test).encode()}, events=event_reader)


@pytest.mark.parametrize(
    ("more", "expect"),
    [
        ("", "{match: true, supplier: TR, recipient: PK, quantity: 700, status: planned}"),
        ("", "{supplier: TR, value: null}"),
        ("where: quantity < 10\n", "{match: false, because: where}"),
        ("where: quantity < 10\n", "{match: words}"),
        ("severity: {base: low, raise: {high: quantity > 100}}\n", "{severity: high}"),
    ],
)
def test_a_test_of_a_rule_is_judged_on_the_event_that_is_read(more, expect):
    report = checked(more, "Turkey will send Pakistan 700 drones.", expect)
    assert (report.errors, report.unjudged) == ((), 0)
    assert "W43" not in {one.code for one in report.problems}


@pytest.mark.parametrize(
    ("more", "expect", "fault"),
    [
        ("", "{supplier: PK}", "expected supplier PK, it is TR"),
        ("", "{quantity: 70}", "expected quantity 70, it is 700"),
        ("where: quantity < 10\n", "{match: true, supplier: TR}", "its event or where kept it"),
        ("severity: {base: low, raise: {high: quantity > 100}}\n", "{severity: low}", "it is high"),
    ],
)
def test_a_test_that_expects_another_event_fails(more, expect, fault):
    report = checked(more, "Turkey will send Pakistan 700 drones.", expect)
    assert fault in report.errors[0].message


def test_a_test_that_only_the_event_would_silence_is_warned_of():
    report = checked("where: quantity < 10\n", "Turkey will send Pakistan 700 drones.", "true")
    assert report.errors == ()
    assert "W43" in {one.code for one in report.problems}


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


LONG = "\n\n".join(
    (
        "Turkey will send Pakistan exactly 700 drones, the ministry in Ankara said on Friday.",
        "The aircraft are to be handed over in three lots. "
        + "Crews will train until spring. " * 12,
        "No price was given. " + "The committee asked for one and was shown a first page. " * 6,
        "Separately, Israel delivered 12 drones to Azerbaijan.",
    )
)


def told_by(text: str, quoted: str):
    """The events of two rules, one of which fires in the passage with the words quoted."""
    files = {name: (RULES / "lists" / name).read_bytes() for name in LISTS}
    deep = RULE.replace("id: deals", "id: deep").replace("drone~ AND @states", quoted)
    rules = load({**files, "deals.yml": RULE.encode(), "deep.yml": deep.encode()}).rule_set()
    found = rules.match("", text)
    result = with_events(rules, found, title="", text=text, lang="en", published=PUBLISHED)
    return {match.rule_id: match.event for match in result.matches}, result.facts


def test_a_rule_that_fires_deep_in_a_long_article_tells_the_event_of_its_own_passage():
    events, _facts = told_by(LONG, "separately")
    assert events["deals"].keys("recipient") == ("PK",)
    assert events["deals"].prominence is Prominence.MAIN
    assert (events["deep"].keys("supplier"), events["deep"].keys("recipient")) == (("IL",), ("AZ",))
    assert events["deep"].quantity.minimum == 12
    assert events["deep"].prominence is Prominence.SECONDARY


def test_an_article_is_not_followed_by_what_it_recalls_in_passing():
    _events, facts = told_by(LONG, "separately")
    assert facts is not None
    assert [facet.keys("recipient") for facet in facts.facets] == [("PK",)]


def test_a_party_bears_the_name_of_the_lists_whatever_the_article_calls_it():
    (match,) = judged("", "Ankara will send Pakistan 700 drones.")
    (supplier,) = next(held for role, held in match.event.roles if role == "supplier")
    assert (supplier.key, supplier.text) == ("TR", "Ankara")
    assert supplier.name in {"Turkey", "Türkiye"}
