"""`monitor check`: configuration, rules and channels judged, before anything runs on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, examples, settings_at
from monitor.errors import RuleError

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.matching.review import Report

EXAMPLES = examples(
    "monitor check                      the configuration in force, its rules and channels",
    "monitor check rules/               a rules folder, or one rule file, alone",
    "monitor check /etc/monitor/monitor.toml --strict --json",
    "monitor check --mutate             also which words of the rules no test needs",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check looked at, and found."""

    rules: Path
    report: Report
    configuration: Path | None = None
    warnings: tuple[str, ...] = ()  # of the configuration
    channels: dict[str, str] = field(default_factory=dict)  # where each leads, masked

    def exit_code(self, *, strict: bool) -> int:
        """The code the command ends with."""
        if self.report.errors:
            return RuleError.exit_code
        return 1 if strict and (self.warnings or self.report.warnings) else 0


def check(
    ctx: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="A configuration (.toml), or rules alone."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail the check.")] = False,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="Take each part of each rule out: would its tests notice?"),
    ] = False,
    json_: AsJson = False,
) -> int:
    """Judge configuration, channels and rules, and run the examples the rules carry.

    Nothing is fetched or sent. Exit codes: 3 the configuration is wrong, 4 a rule is wrong or fails
    its own examples, 1 there are warnings and --strict was given.
    """
    judged = _judge(ctx, path, mutate)
    if json_:
        show.as_json(record(judged, strict=strict))
    else:
        describe(judged)
    return judged.exit_code(strict=strict)


def _judge(ctx: typer.Context, path: Path | None, mutate: bool) -> Judged:
    if path is not None and path.suffix != ".toml":
        return Judged(path, report(path, mutate=mutate))
    found = settings_at(ctx, path)
    return Judged(
        rules=found.rules,
        report=report(found.rules, mutate=mutate),
        configuration=found.path,
        warnings=found.warnings,
        channels=_channels(found),
    )


def report(rules: Path, *, mutate: bool = False, against: Sequence[tuple[str, str]] = ()) -> Report:
    """Judge rules; `against` is a sample of titles and texts that shows how broad they are."""
    from monitor.matching import review
    from monitor.matching.problems import relative
    from monitor.run.clock import utc_now
    from monitor.run.events import event_reader

    found = _with_correlations(
        review.check(
            rules,
            today=utc_now().date(),
            mutate=mutate,
            against=against,
            events=event_reader,
        )
    )
    if not rules.is_file():
        return found
    # The lists beside one rule file are used by other rules: their warnings would be wrong here.
    own = tuple(each for each in found.problems if each.is_error or each.file == relative(rules))
    return replace(found, problems=own)


def _with_correlations(found: Report) -> Report:
    """Add what is wrong with the tests of correlations; the event stage judges them."""
    from monitor.run.correlating import failing_tests

    if found.rule_set is None:
        return found
    tests = sum(len(one.examples) for one in found.rule_set.correlations)
    failing = failing_tests(found.rule_set)
    return replace(
        found,
        problems=(*found.problems, *failing),
        tests=found.tests + tests,
        failed=found.failed + len(failing),
    )


def _channels(found: Settings) -> dict[str, str]:
    from monitor.run.channels import channels_of

    channels = channels_of(found)
    return {channel.name: channels.describe(channel.name) for channel in found.channels}


def describe(judged: Judged) -> None:
    """Print what was looked at and what was found."""
    if judged.configuration is not None:
        print(f"{judged.configuration}: {show.count(len(judged.warnings), 'warning')}")
        for warning in judged.warnings:
            print(f"  warning: {warning}")
        for name, target in judged.channels.items():
            print(f"  channel {name} leads to {target}")
        if not judged.channels:
            print("  no channels: alerts are made and listed, and told to nobody")
    for problem in judged.report.problems:
        print(f"{problem.render()}\n")
    for entry in judged.report.coverage:
        print(f"{entry.render()}\n")
    print(f"{judged.rules}: {judged.report.summary()}")


def record(judged: Judged, *, strict: bool) -> dict[str, Any]:
    """Return what was found, for programs."""
    return {
        "ok": judged.exit_code(strict=strict) == 0,
        "configuration": str(judged.configuration) if judged.configuration else None,
        "warnings": list(judged.warnings),
        "channels": [
            {"name": name, "leads_to": target} for name, target in judged.channels.items()
        ],
        "rules": judged.report.as_dict() | {"path": str(judged.rules)},
    }
