"""Files of correlations are read strictly, and what is wrong in them is shown with its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.loading import load
from monitor.model import Severity
from monitor.model.correlations import Clock, Grouping, Kind

RULES = b"""\
kind: rules
rules:
  - {id: ship-visits, title: Visits, topics: [ship-visits], match: frigate}
  - {id: flights, title: Flights, topics: [military-flights], match: airlift}
"""
GOOD = """\
kind: correlation
version: 1
correlations:
  - id: both
    title: Both at one place
    type: temporal
    rules: [ship-visits, flights]
    by:
      host: {ship-visits: host, flights: destination}
    within: 2w
    clock: seen
    status: [arrived]
    severity: critical
    alert: {throttle: {repeat: 36h}}
    tests:
      - events:
          - {rule: ship-visits, host: PK, date: 2025-05-02}
          - {rule: flights, destination: [PK, IN], date: 2025-05-03, status: planned}
        expect: {match: true, events: 2}
"""


def loaded(text: str, rules: bytes = RULES):
    return load({"rules.yml": rules, "together.yml": text.encode()})


def faults(text: str) -> list[str]:
    return [problem.summary() for problem in loaded(text).problems.errors]


def test_a_correlation_is_read_whole():
    found = loaded(GOOD)
    assert not found.problems.errors
    [one] = found.correlations
    pattern = one.pattern
    assert (one.id, pattern.title, pattern.kind) == ("both", "Both at one place", Kind.TEMPORAL)
    assert (pattern.within, pattern.repeat) == (timedelta(days=14), timedelta(hours=36))
    assert (pattern.clock, pattern.severity) == (Clock.SEEN, Severity.CRITICAL)
    assert pattern.by == (Grouping("host", (("ship-visits", "host"), ("flights", "destination"))),)
    [example] = one.examples
    first, second = example.test.events
    assert (first.status, second.status) == (("arrived",), ("planned",))
    assert second.keys("destination") == {"PK", "IN"}
    assert (example.test.match, example.test.count) == (True, 2)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("temporal", "temporary", 6, 'type cannot be "temporary"'),
        ("[ship-visits, flights]\n    by", "[ship-visits, flight]\n    by", 4, "no rule"),
        ("within: 2w", "within: soon", 10, "within must be a span of time"),
        ("    within: 2w\n", "", 4, 'needs the key "within"'),
        ("clock: seen", "clock: sundial", 11, 'clock cannot be "sundial"'),
        ("[arrived]", "[arived]", 12, 'status cannot be "arived"'),
        ("severity: critical", "severity: grave", 13, 'severity cannot be "grave"'),
        ("destination}", "port_of}", 9, "cannot be"),
        ("title: Both", "titel: Both", 5, 'unknown key "titel"'),
        ("2025-05-02", "2025-13-02", 17, "not a day"),
        ("{match: true, events: 2}", "{match: perhaps}", 19, "must be true or false"),
        ("{rule: ship-visits,", "{rule: other,", 17, 'rule cannot be "other"'),
        ("severity: critical", "count: {gte: 2}", 13, "temporal counts nothing"),
        ("type: temporal", "type: event_count", 4, "needs the key count"),
    ],
)
def test_a_fault_is_told_with_its_line(old, new, where, what):
    assert old in GOOD
    told = [one for one in faults(GOOD.replace(old, new, 1)) if what in one]
    assert told, faults(GOOD.replace(old, new, 1))
    assert told[0].startswith(f"together.yml:{where}:")


def test_a_role_that_all_rules_share_is_written_once():
    text = GOOD.replace("by:\n      host: {ship-visits: host, flights: destination}", "by: [host]")
    assert loaded(text).correlations[0].pattern.by == (Grouping("host", ()),)


def test_counts_need_a_number_and_values_a_role():
    count = GOOD.replace("type: temporal", "type: value_count").replace(
        "    clock", "    {}\n    clock"
    )
    assert not faults(count.replace("{}", "count: {field: host, gte: 3}"))
    assert not faults(count.replace("{}", "count: {field: independent_source, gte: 3}"))
    assert "needs the role" in faults(count.replace("{}", "count: {gte: 3}"))[0]
    assert "whole number" in faults(count.replace("{}", "count: {field: host, gte: many}"))[0]


def test_the_version_changes_with_what_is_looked_for_and_not_with_its_tests():
    versions = [
        loaded(text).correlations[0].pattern.version
        for text in (GOOD, GOOD.replace("2w", "3w"), GOOD.replace("events: 2", "events: 3"))
    ]
    assert versions[0] != versions[1]
    assert versions[0] == versions[2]


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_reported_and_breaks_nothing(data):
    lines = GOOD.splitlines()
    at = data.draw(st.integers(2, len(lines) - 1))
    lines[at] = data.draw(st.text(max_size=30))
    found = loaded("\n".join(lines))
    assert all(one.pattern.rules for one in found.correlations)
