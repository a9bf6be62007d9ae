"""Rules that defend themselves: those that fail their own tests do not come into force."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from monitor.matching import Problem, RuleSet
from monitor.matching.review import failure, judge_example
from monitor.matching.rules import Example, Rule
from monitor.run.correlating import failing_tests
from monitor.run.events import event_reader

SECONDS = 10.0  # processor time: an edit of a few rules takes milliseconds, 10,000 new ones this


@dataclass(frozen=True, slots=True)
class Gated:
    """What the tests of a rule set say."""

    failing: tuple[Problem, ...]
    left_out: int = 0  # rules not reached in time; `monitor rules check` knows no limit


def run_tests(
    rules: RuleSet,
    former: RuleSet | None,
    *,
    seconds: float = SECONDS,
    timer: Callable[[], float] = time.process_time,
) -> Gated:
    """Run the tests of the rules that differ from a set whose tests were run before.

    Disabled rules are left alone, so are tests that say `gate: false`, and what is not reached
    within `seconds`.
    """
    tested = {} if former is None else {rule.id: _tested(rule) for rule in former.rules}
    waiting = [
        rule
        for rule in rules.rules
        if rule.status != "disabled" and tested.get(rule.id) != _tested(rule)
    ]
    deadline = timer() + seconds
    failing = list(failing_tests(rules))
    read_event = event_reader(rules)
    for number, rule in enumerate(waiting):
        if timer() > deadline:
            return Gated(tuple(failing), left_out=len(waiting) - number)
        failing.extend(
            _problem(rule, example, faults)
            for example in rule.examples
            if example.gate and (faults := judge_example(rules, rule, example, read_event).faults)
        )
    return Gated(tuple(failing))


def _tested(rule: Rule) -> tuple[object, ...]:
    """What decides how a rule's tests end; where in the file they stand does not."""
    told = (
        (
            one.title,
            one.text,
            one.lang,
            one.source,
            one.url,
            one.published,
            str(one.expect),
            one.gate,
        )
        for one in rule.examples
    )
    return (rule.version, *told)


def _problem(rule: Rule, example: Example, faults: tuple[str, ...]) -> Problem:
    place = example.place
    return Problem(
        place.file, place.line, place.column, "E30", failure(example, faults), rule=rule.id
    )
