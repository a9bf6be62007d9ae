"""`monitor check` for rules: all that is wrong or doubtful in a folder, and the rules' own tests.

report = check(Path("rules"), strict=True)
print(report.render()); sys.exit(report.exit_code)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from monitor.matching import lint
from monitor.matching.loading import Loaded, load_to_judge, read_files, rule_files
from monitor.matching.matcher import RuleSet, Verdict, judge
from monitor.matching.mutation import Coverage, coverage
from monitor.matching.operators import OverBudget
from monitor.matching.problems import Problem
from monitor.matching.rules import Example, Rule

#: What a test may expect that this stage can judge; the rest waits for the event stage.
JUDGED = frozenset({"match", "because", "alternative", "evidence", "topics", "severity"})


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    problems: tuple[Problem, ...]  # errors first, then warnings and notes, each by place
    rules: int
    lists: int
    tests: int
    failed: int
    unjudged: int  # expectations about event records, which no stage judges yet
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
            parts.append(f"{self.unjudged} expectations not judged yet (event records)")
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
) -> Report:
    """Read, lint and compile a folder of rules and run the tests the rules carry.

    Args:
        folder: the rules folder, or one rule file.
        strict: whether warnings fail the check.
        today: the day by which `review_by` is judged; None leaves it unjudged.
        against: a sample of (title, text) to measure how broad the rules are.
        mutate: also tell which exclusions, alternatives and words no test covers.

    Raises:
        RuleError: when the folder is missing or empty, or a file cannot be read.
    """
    return check_files(
        read_files(rule_files(folder)), strict=strict, today=today, against=against, mutate=mutate
    )


def check_files(
    files: dict[str, bytes],
    *,
    strict: bool = False,
    today: date | None = None,
    against: Sequence[tuple[str, str]] = (),
    mutate: bool = False,
) -> Report:
    """Check rule files given as bytes by name; see `check`."""
    loaded = load_to_judge(files)
    lint.lint(loaded, today)
    tally = _Tally()
    rule_set: RuleSet | None = None
    covered: tuple[Coverage, ...] = ()
    if not loaded.problems.errors:
        rule_set = loaded.rule_set()
        _run_examples(rule_set, loaded, tally)
        lint.judge_breadth(loaded, rule_set, against)
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


def _run_examples(rule_set: RuleSet, loaded: Loaded, tally: _Tally) -> None:
    for rule in rule_set.rules:
        for example in rule.examples:
            tally.tests += 1
            tally.unjudged += len(example.expect.keys() - JUDGED - {"only"})
            if faults := list(judge_example(rule_set, rule, example)):
                tally.failed += 1
                name = example.name or (example.title or example.text)[:60]
                message = f'test "{name}" fails: {"; ".join(faults)}'
                loaded.problems.add("E30", example.place, message, "", rule.id)


def judge_example(rule_set: RuleSet, rule: Rule, example: Example) -> Iterable[str]:
    """Yield a sentence for each expectation of a test that is not met."""
    scan = rule_set.scan(
        example.title, example.text, lang=example.lang, source=example.source, url=example.url
    )
    try:
        verdict = judge(rule, scan)
    except OverBudget:
        yield "the rule runs out of its step budget"
        return
    expect = example.expect
    fired = verdict.alternative is not None
    if "match" in expect and expect["match"] != fired:
        yield _unlike(verdict)
    because = expect.get("because")
    if because not in {None, "", "where", verdict.because}:
        yield f"expected because {because}, it is {verdict.because or 'nothing'}"
    name = expect.get("alternative")
    if name and verdict.alternative is not None and verdict.alternative.name != name:
        yield f"expected alternative {name}, it is {verdict.alternative.name}"
    if (level := expect.get("severity")) and level != rule.severity.word:
        yield f"expected severity {level}, it is {rule.severity.word}"
    if (topics := expect.get("topics")) is not None and set(_texts(topics)) != set(rule.topics):
        yield f"expected topics {', '.join(_texts(topics))}"
    if (words := expect.get("evidence")) and fired:
        yield from _missing_evidence(scan.stream.full, verdict, words, scan.stream)


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _unlike(verdict: Verdict) -> str:
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
