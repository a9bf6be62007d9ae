"""`monitor rules backtest`: what a rule would have told of the past."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import quotes, show
from monitor.cli.bar import bar
from monitor.cli.context import AsJson, Limit, archive, examples, rules_folder
from monitor.cli.explain import RulesOption
from monitor.cli.since import Since, moment

if TYPE_CHECKING:
    from monitor.run.backtest import Backtest

SELDOM = 0.1  # alerts a day, below which the days between them say more
EXAMPLES = examples(
    "monitor rules backtest drone-deals --since 30d",
    "monitor rules backtest my-draft --rules drafts/ --since all --json",
)


def backtest(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its id; a disabled one will do.")],
    since: Since = "30d",
    rules: RulesOption = None,
    limit: Limit = 20,
    json_: AsJson = False,
) -> None:
    """Run one rule over the stored articles, and say how often it would have told something.

    Sends and changes nothing. Interrupted, the same command goes on where it stopped.
    """
    from monitor.matching import load_rules
    from monitor.run.app import state_folder
    from monitor.run.backtest import backtest as run
    from monitor.run.clock import utc_now

    earliest = moment(since, utc_now())
    rule_set = load_rules(rules_folder(ctx, rules))
    with archive(ctx) as (found, database), bar(f"backtest {rule}") as progress:
        folder = state_folder(found)
        try:
            done = run(database, rule_set, rule, since=earliest, folder=folder, progress=progress)
        except KeyboardInterrupt:
            judged = f"{progress.done:,} of {show.count(progress.total, 'article')} judged"
            print(f"{judged}; the same command goes on from there", file=sys.stderr)
            raise
    if json_:
        show.as_json(_record(done))
    else:
        _describe(done, limit)


def _describe(done: Backtest, limit: int) -> None:
    telling, rule = done.telling, done.rule
    print(f"{rule.id} {rule.version}  {show.line(rule.title)}")
    print(done.coverage.sentence)
    if done.resumed:
        print(f"{show.count(done.resumed, 'article')} judged by the run that was interrupted")
    print(
        f"Fires on {show.count(len(done.found), 'article')}: {show.count(telling.alerts, 'alert')},"
        f" copies folded into their story, {_pace(done.alerts_per_day)}{_busiest(done)}"
    )
    if done.over_budget:
        print(f"Ran out of its time on {show.count(done.over_budget, 'article')}")
    out = quotes.console()
    newest = list(telling.firsts.values())[::-1]
    for found in newest[:limit]:
        out.print()
        quotes.tell(out, found)
    if len(newest) > limit:
        print(f"\nand {len(newest) - limit:,} earlier alerts: --limit, or --json for all")


def _pace(per_day: float) -> str:
    """How often alerts come, in words."""
    if 0 < per_day < SELDOM:
        return f"one in {1 / per_day:.0f} days"
    return f"{per_day:.1f} a day"


def _busiest(done: Backtest) -> str:
    """The day with most alerts, in words."""
    if not done.telling.alerts:
        return ""
    [(day, alerts)] = done.telling.per_day.most_common(1)
    return f", at most {alerts} ({day})"


def _record(done: Backtest) -> dict[str, Any]:
    telling = done.telling
    firsts = {found.article_id for found in telling.firsts.values()}
    return {
        "rule": done.rule.id,
        "version": done.rule.version,
        "archive": quotes.archive_record(done.coverage),
        "fires_on": len(done.found),
        "alerts": telling.alerts,
        "alerts_per_day": round(done.alerts_per_day, 3),
        "per_day": {str(day): telling.per_day[day] for day in sorted(telling.per_day)},
        "over_budget": done.over_budget,
        "resumed": done.resumed,
        "matches": [
            quotes.record(found) | {"alert": found.article_id in firsts} for found in done.found
        ],
    }
