"""Golden cases of the event record: one clause pattern, one turn of phrase or one figure each.

The cases stand in tests/cases/events/, a file a topic; a new pattern is a new line there.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.events import counted_status, deal_idioms, extract, phases, stances
from monitor.matching.folding import fold
from monitor.model.events import EventRecord, Money, Quantity
from tests.annotated import article

CASES = Path(__file__).parent / "cases" / "events"
PUBLISHED = date(2025, 6, 20)
ROLES = ("supplier", "recipient", "partners", "visitor", "host", "port", "imposer", "target")
TOPICS = {"drone-deals": "drone-deals", "ship-visits": "ship-visits", "arms-bans": "arms-bans"}


def cases(name: str) -> list[Any]:
    told = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{name}-{at}") for at, case in enumerate(told, 1)]


def read(case: dict[str, Any], topic: str) -> EventRecord | None:
    told = article(case.get("title", ""), case["say"], case.get("lang", "en"))
    return extract(told, topic, PUBLISHED)


def count(quantity: Quantity | None) -> list[float | None] | None:
    return [quantity.minimum, quantity.maximum] if quantity else None


def worth(value: Money | None) -> str | None:
    return f"{value.maximum or value.minimum:.0f} {value.currency}" if value else None


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_cases_in_five_languages(topic):
    told = {param.values[0].get("lang", "en") for param in cases(topic)}
    assert told == {"en", "tr", "ur", "hi", "ar"}


@pytest.mark.parametrize("case", cases("drone-deals"))
def test_a_deal_is_read_as_its_case_says(case):
    _check(case, "drone-deals")


@pytest.mark.parametrize("case", cases("ship-visits"))
def test_a_visit_is_read_as_its_case_says(case):
    _check(case, "ship-visits")


@pytest.mark.parametrize("case", cases("arms-bans"))
def test_a_ban_is_read_as_its_case_says(case):
    _check(case, "arms-bans")


@pytest.mark.parametrize("case", cases("figures"))
def test_a_deals_figures_are_read_as_the_case_says(case):
    found = read(case, "drone-deals")
    assert found is not None
    assert (count(found.quantity), worth(found.value)) == (case.get("count"), case.get("value"))


def test_every_turn_of_phrase_is_written_as_the_text_is_folded():
    """A word in another spelling than the folded text's would never be found."""
    rows = [
        *(row[-1] for lang in ("en", "tr", "ur", "hi", "ar") for row in deal_idioms.rows(lang)),
        *(row[-1] for row in phases.compiled((*phases.VISIT, *phases.BAN, *phases.MEETING))),
        *(row[-1] for row in stances.patterns()),
    ]
    words = {
        word
        for pattern in rows
        for word in re.findall("[\u0600-\u06ff\u0900-\u097f]{2,}", pattern.pattern)
    }
    assert {word for word in words if "".join(fold(word)) != word} == set()


def _check(case: dict[str, Any], topic: str) -> None:
    found = read(case, topic)
    assert found is not None
    read_roles = {role: set(found.keys(role)) for role in ROLES if role in case}
    assert read_roles == {role: set(case[role].split()) for role in read_roles}
    if "status" in case:
        assert counted_status(topic, found) == case["status"]
    if topic == "drone-deals":
        assert (count(found.quantity), worth(found.value)) == (case.get("count"), case.get("value"))
