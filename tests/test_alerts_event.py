"""An event in an alert's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.alerts.event import event_line, leading_first, status_word
from monitor.events import extract
from monitor.model import Severity
from tests.alert_samples import alert, match
from tests.annotated import article


def told(topic: str, text: str):
    return extract(article("", text), topic, date(2025, 6, 20))


def test_the_line_says_who_whom_what_how_many_worth_and_when():
    record = told(
        "drone-deals",
        "Turkey will send Pakistan more than 700 Bayraktar TB2 drones for $900 million in May 2026.",
    )
    assert event_line(record) == (
        "Turkey (TR) -> Pakistan (PK), Bayraktar TB2, at least 700, 900 million USD, May 2026"
    )
    assert status_word(record) == "PLANNED"


def test_an_open_side_is_shown_as_open():
    record = told("drone-deals", "Turkey exported drones.")
    assert event_line(record).startswith("Turkey (TR) -> ?")


def test_parties_of_equal_standing_stand_in_one_row():
    record = told("joint-exercises", "Turkey and Pakistan held a joint exercise.")
    assert event_line(record).startswith("Turkey (TR), Pakistan (PK)")


def test_no_event_is_no_line():
    assert event_line(None) == ""
    assert status_word(None) == ""


def test_the_event_with_both_sides_leads_before_a_graver_one_with_a_single_side():
    record = told("drone-deals", "Turkey will send Pakistan 700 drones.")
    one_side = replace(record, roles=(("target", record.roles[1][1]),))
    grave = match(rule_id="drone-incursions", severity=Severity.CRITICAL, event=one_side)
    whole = match(rule_id="drone-deals", severity=Severity.MEDIUM, event=record)
    first, second = leading_first(alert(matches=(grave, whole)))
    assert (first.rule_id, second.rule_id) == ("drone-deals", "drone-incursions")
