"""`monitor rules diff`: what an edit of the rules would gain and lose, before it is in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import quotes, show
from monitor.cli.bar import bar
from monitor.cli.context import AsJson, Limit, archive, examples, rules_folder
from monitor.cli.explain import RulesOption
from monitor.cli.since import Since, moment
from monitor.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from monitor.config import Settings
    from monitor.run.difference import Difference, RuleChange
    from monitor.run.forecast import Found

EXAMPLES = examples(
    "monitor rules diff                              the files as they are against those in force",
    "monitor rules diff --rules drafts/ --since 60d",
    "monitor rules diff --old checked-out/rules --fail-if-doubled      for a merge check",
)


def diff(
    ctx: typer.Context,
    since: Since = "30d",
    rules: RulesOption = None,
    old: Annotated[
        Path | None,
        typer.Option("--old", metavar="DIR", help="Against these rules, not those in force."),
    ] = None,
    fail_if_doubled: Annotated[
        bool,
        typer.Option("--fail-if-doubled", help="Exit 1 when alerts would more than double."),
    ] = False,
    limit: Limit = 10,
    json_: AsJson = False,
) -> int:
    """Run edited rules and those in force over the stored articles, and show what differs.

    Those in force are the last that the daemon loaded; it keeps a copy beside its database.
    Nothing is reloaded, sent or changed. Two alerts a day are never too many for
    --fail-if-doubled.
    """
    from monitor.matching import load_rules
    from monitor.run.clock import utc_now
    from monitor.run.difference import difference

    earliest = moment(since, utc_now())
    new = load_rules(rules_folder(ctx, rules))
    with archive(ctx) as (found, database), bar("diff") as progress:
        former = load_rules(_in_force(found, old))
        done = difference(database, former, new, since=earliest, progress=progress)
    if json_:
        show.as_json(_record(done))
    else:
        _describe(done, limit)
    return 1 if fail_if_doubled and done.is_doubled else 0


def _in_force(settings: Settings, old: Path | None) -> Path:
    from monitor.run.app import last_good_rules

    if old is not None:
        return old
    kept = last_good_rules(settings)
    if not kept.is_dir():
        raise RuleError(
            f"{kept}: no rules have been in force yet; run the daemon once, or name the former"
            " rules with --old DIR"
        )
    return kept


def _describe(done: Difference, limit: int) -> None:
    if not done.rules:
        print("No rule differs from those in force")
        return
    print(done.coverage.sentence)
    print(f"Alerts a day, all rules: {_a_day(done, before=True)} before, {_a_day(done)} after")
    if done.is_doubled:
        print("Alerts would more than double")
    out = quotes.console()
    for change in done.rules:
        print(f"\n{change.rule_id} ({change.change.value}): {_numbers(change)}")
        _some(out, "  + ", change.gained, limit)
        _some(out, "  - ", change.lost, limit)
        _some(out, f"  ~ {_moves(change)}  ", [after for _, after in change.moved], limit)


def _a_day(done: Difference, *, before: bool = False) -> str:
    telling = done.before if before else done.after
    return f"{telling.alerts / done.coverage.days:.1f}"


def _numbers(change: RuleChange) -> str:
    return (
        f"{show.count(change.alerts_before, 'alert')} before, {change.alerts_after:,} after;"
        f" {len(change.gained):,} gained, {len(change.lost):,} lost, {len(change.moved):,} moved"
    )


def _moves(change: RuleChange) -> str:
    """What moved alerts move between, by the first of them."""
    if not change.moved:
        return ""
    before, after = change.moved[0]
    old, new = before.match.severity.word, after.match.severity.word
    if old != new:
        return f"{old} to {new}"
    return f"{', '.join(before.match.topics)} to {', '.join(after.match.topics)}"


def _some(out: Console, sign: str, found: Sequence[Found], limit: int) -> None:
    for one in found[-limit:][::-1]:
        quotes.tell(out, one, sign)
    if len(found) > limit:
        print(f"{sign}and {len(found) - limit:,} earlier: --limit, or --json for all")


def _record(done: Difference) -> dict[str, Any]:
    days = done.coverage.days
    return {
        "archive": quotes.archive_record(done.coverage),
        "alerts_before": done.before.alerts,
        "alerts_after": done.after.alerts,
        "alerts_per_day_before": round(done.before.alerts / days, 3),
        "alerts_per_day_after": round(done.after.alerts / days, 3),
        "doubled": done.is_doubled,
        "rules": [
            {
                "rule": change.rule_id,
                "change": change.change.value,
                "alerts_before": change.alerts_before,
                "alerts_after": change.alerts_after,
                "gained": [quotes.record(found) for found in change.gained],
                "lost": [quotes.record(found) for found in change.lost],
                "moved": [
                    {"before": quotes.record(before), "after": quotes.record(after)}
                    for before, after in change.moved
                ],
            }
            for change in done.rules
        ],
    }
