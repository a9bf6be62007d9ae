"""The tests that correlations carry, judged by the code that judges real events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.matching import Problem, RuleSet
from monitor.matching.rules import Correlation, CorrelationExample
from monitor.model.correlations import Occurrence, Pattern, PatternTest, Together
from monitor.stories.correlate import correlate


def relevant(patterns: Iterable[Pattern], rules: Iterable[str]) -> tuple[Pattern, ...]:
    """Return the patterns that one of these rules may fulfil."""
    fired = {*rules}
    return tuple(pattern for pattern in patterns if fired & {*pattern.rules})


def failing_tests(rules: RuleSet) -> tuple[Problem, ...]:
    """Return what is wrong with the tests of a set's correlations, each at its place."""
    return tuple(
        _problem(correlation, example, fault)
        for correlation in rules.correlations
        for example in correlation.examples
        for fault in faults(correlation.pattern, example.test)
    )


def faults(pattern: Pattern, test: PatternTest) -> Iterator[str]:
    """Yield a sentence for each expectation of a test that is not met.

    The events are taken in their order, as reports come in; one fulfilment is a match.
    """
    found = _first(pattern, test.events)
    if found is None and test.match:
        yield "the events do not come together"
    elif found is not None and not test.match:
        yield f"the events come together: {found.reason}"
    elif found is not None and test.count is not None and len(found.events) != test.count:
        yield f"{len(found.events)} events contribute, not {test.count}"


def _first(pattern: Pattern, events: Sequence[Occurrence]) -> Together | None:
    """Return the fulfilment that holds most events."""
    known: list[Occurrence] = []
    best: Together | None = None
    for one in events:
        found = correlate(pattern, one, known)
        if found is not None and (best is None or len(found.events) > len(best.events)):
            best = found
        known.append(one)
    return best


def _problem(correlation: Correlation, example: CorrelationExample, fault: str) -> Problem:
    place = example.place
    name = f' "{example.test.name}"' if example.test.name else ""
    return Problem(
        place.file, place.line, place.column, "E30", f"test{name} fails: {fault}",
        rule=correlation.id,
    )  # fmt: skip
