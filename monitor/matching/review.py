"""`monitor check` for rules: all that is wrong or doubtful in a folder, and the rules' own tests.

report = check(Path("rules"), strict=True)
print(report.render()); sys.exit(report.exit_code)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from monitor.matching import lint
from monitor.matching.breadth import judge_breadth
from monitor.matching.expectations import BY_WORDS, OF_WORDS, ReadEvent, asks_for_event, unmet
from monitor.matching.loading import Loaded, load_to_judge, read_files, rule_files
from monitor.matching.matcher import RuleSet, Verdict, judge, match_of
from monitor.matching.mutation import Coverage, coverage
from monitor.matching.operators import OverBudget
from monitor.matching.problems import Problem
from monitor.matching.rules import Example, Rule
from monitor.model import Match

#: Makes, for one rule set, what reads the events behind its matches.
EventsOf = Callable[[RuleSet], ReadEvent]


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]  # errors first, then warnings and notes, each by place
    rules: int
    lists: int
    tests: int
    failed: int
    unjudged: int  # expectations about events, when nothing was given that reads them
    strict: bool = False
    coverage: tuple[Coverage, ...] = ()
    rule_set: RuleSet | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What refuses the rule set, failing tests included."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is doubtful."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def exit_code(self) -> int:
        """0 when the set is good, 1 on errors or failing tests, 2 on warnings when strict."""
        if self.errors:
            return 1
        return 2 if self.strict and self.warnings else 0

    def summary(self) -> str:
        """Return the check's outcome in one line."""
        parts = [
            f"{self.rules} rules",
            f"{self.lists} lists",
            f"{self.tests} tests, {self.failed} failed",
            f"{len(self.errors)} errors",
            f"{len(self.warnings)} warnings",
        ]
        if self.unjudged:
            parts.append(f"{self.unjudged} expectations about events not judged")
        return ", ".join(parts)

    def render(self) -> str:
        """Return everything found, with carets and hints, and the summary."""
        blocks = [problem.render() for problem in self.problems]
        blocks += [entry.render() for entry in self.coverage]
        return "\n\n".join([*blocks, self.summary()])

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON output."""
        return {
            "ok": self.exit_code == 0,
            "rules": self.rules,
            "lists": self.lists,
            "tests": self.tests,
            "failed": self.failed,
            "unjudged": self.unjudged,
            "problems": [problem.as_dict() for problem in self.problems],
            "coverage": [entry.as_dict() for entry in self.coverage],
        }


@dataclass(slots=True)
class _Tally:
    tests: int = 0
    failed: int = 0
    unjudged: int = 0
    problems: list[Problem] = field(default_factory=list)


def check(
    folder: Path,
    *,
    strict: bool = False,
    today: date | None = None,
    against: Sequence[tuple[str, str]] = (),
    mutate: bool = False,
    events: EventsOf | None = None,
) -> Report:
    """Read, lint and compile a folder of rules and run the tests the rules carry.

    Args:
        folder: the rules folder, or one rule file.
        strict: whether warnings fail the check.
        today: the day by which `review_by` is judged; None leaves it unjudged.
        against: a sample of (title, text) to measure how broad the rules are.
        mutate: also tell which exclusions, alternatives and words no test covers.
        events: what reads the events that tests expect; without it those are only counted.

    Raises:
        RuleError: when the folder is missing or empty, or a file cannot be read.
    """
    files = read_files(rule_files(folder))
    return check_files(
        files, strict=strict, today=today, against=against, mutate=mutate, events=events
    )


def check_files(
    files: dict[str, bytes],
    *,
    strict: bool = False,
    today: date | None = None,
    against: Sequence[tuple[str, str]] = (),
    mutate: bool = False,
    events: EventsOf | None = None,
) -> Report:
    """Check rule files given as bytes by name; see `check`."""
    loaded = load_to_judge(files)
    lint.lint(loaded, today)
    tally = _Tally()
    rule_set: RuleSet | None = None
    covered: tuple[Coverage, ...] = ()
    if not loaded.problems.errors:
        rule_set = loaded.rule_set()
        _run_examples(rule_set, loaded, tally, events(rule_set) if events else None)
        judge_breadth(loaded, rule_set, against)
        covered = tuple(coverage(rule_set)) if mutate else ()
    found = loaded.problems
    return Report(
        problems=(*found.errors, *found.warnings),
        rules=len(loaded.rules),
        lists=len(loaded.lists),
        tests=tally.tests,
        failed=tally.failed,
        unjudged=tally.unjudged,
        strict=strict,
        coverage=covered,
        rule_set=rule_set,
    )


def _run_examples(
    rule_set: RuleSet, loaded: Loaded, tally: _Tally, read_event: ReadEvent | None
) -> None:
    for rule in rule_set.rules:
        for example in rule.examples:
            tally.tests += 1
            if read_event is None:
                tally.unjudged += len(example.expect.keys() - OF_WORDS - {"only"})
            outcome = judge_example(rule_set, rule, example, read_event)
            if outcome.faults:
                tally.failed += 1
                message = failure(example, outcome.faults)
                loaded.problems.add("E30", example.place, message, "", rule.id)
            elif outcome.silenced:
                message = f'test "{_name(example)}" matches by its words, but no alert would come'
                hint = "its event or where drops the match; write match: words if that is meant"
                loaded.problems.add("W43", example.place, message, hint, rule.id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a test: what of it is not met, and whether only the event dropped the match."""

    faults: tuple[str, ...] = ()
    silenced: bool = False


def _name(example: Example) -> str:
    return example.name or " ".join((example.title or example.text)[:60].split())


def failure(example: Example, faults: Sequence[str]) -> str:
    """Return a failing test in one line."""
    return f'test "{_name(example)}" fails: {"; ".join(faults)}'


def judge_example(
    rule_set: RuleSet, rule: Rule, example: Example, read_event: ReadEvent | None = None
) -> Outcome:
    """Run one test of a rule.

    Without `read_event` the rule is judged by its words alone: conditions on the event count as
    met, and expectations about it are left out.
    """
    scan = rule_set.scan(
        example.title, example.text, lang=example.lang, source=example.source, url=example.url
    )
    try:
        verdict = judge(rule, scan)
    except OverBudget:
        return Outcome(("the rule runs out of its step budget",))
    expect = example.expect
    by_words = match_of(rule, verdict, scan.stream) if verdict.alternative is not None else None
    match = by_words
    if match is not None and read_event is not None and asks_for_event(rule, example):
        match = read_event(rule, match, example)
    # A short text may match and yet tell too little of its event: no fault, unless it is asked for.
    silenced = match is None and by_words is not None and expect.get("match") is True
    if silenced and not expect.keys() - OF_WORDS:
        match = by_words
    faults = [*_unmet_words(expect, rule, verdict, match)]
    if match is not None and expect.get("match") is not False and read_event is not None:
        faults += unmet(expect, match)
    if (words := expect.get("evidence")) and match is not None:
        faults += _missing_evidence(scan.stream.full, verdict, words, scan.stream)
    return Outcome(tuple(faults), silenced)


def _unmet_words(
    expect: Mapping[str, Any], rule: Rule, verdict: Verdict, match: Match | None
) -> Iterable[str]:
    """Yield what is not met of the expectations about the rule itself."""
    refused = match is None and verdict.alternative is not None
    wanted = expect.get("match")
    if wanted == BY_WORDS:
        if verdict.alternative is None:
            yield _unlike(verdict, refused=False)
    elif wanted is not None and wanted != (match is not None):
        yield _unlike(verdict, refused=refused)
    because = "where" if refused else verdict.because
    if (asked := expect.get("because")) and asked != because:
        yield f"expected because {asked}, it is {because or 'nothing'}"
    name = expect.get("alternative")
    if name and verdict.alternative is not None and verdict.alternative.name != name:
        yield f"expected alternative {name}, it is {verdict.alternative.name}"
    severity = match.severity if match is not None else rule.severity
    if (level := expect.get("severity")) and level != severity.word:
        yield f"expected severity {level}, it is {severity.word}"
    if (topics := expect.get("topics")) is not None and set(_texts(topics)) != set(rule.topics):
        yield f"expected topics {', '.join(_texts(topics))}"


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _unlike(verdict: Verdict, *, refused: bool) -> str:
    if refused:
        return "expected a match, but its event or where kept it from matching"
    if verdict.alternative is not None:
        return "expected no match, but it matches"
    return f"expected a match, but {verdict.because or 'its expression'} kept it from matching"


def _missing_evidence(full: str, verdict: Verdict, words: Any, stream: Any) -> Iterable[str]:
    """Yield the expected evidence that no matched word lies in."""
    spans = [(stream.starts[leaf.start], stream.ends[leaf.end - 1]) for leaf in verdict.leaves]
    for wanted in _texts(words):
        at = full.find(wanted)
        if at < 0:
            yield f'the evidence "{wanted}" is not in the text'
        elif not any(at <= start and end <= at + len(wanted) + 2 for start, end in spans):
            yield f'no matched word lies in "{wanted}"'
