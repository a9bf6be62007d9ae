"""`monitor search`: the archive, asked in the language of the rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import quotes, show
from monitor.cli.bar import Bar, bar
from monitor.cli.context import AsJson, Limit, archive, examples, rules_folder
from monitor.cli.explain import RulesOption
from monitor.cli.since import Since, moment
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.matching import RuleSet
    from monitor.run.archive import Stretch
    from monitor.run.forecast import Found
    from monitor.store.database import Database

EXAMPLES = examples(
    "monitor search 'frigate~ NEAR/8 (visit~ OR \"port call\")'",
    "monitor search '@drones SENTENCE @states[TR]' --since 90d --limit 50",
    "monitor search 'title:embargo AND lang:en' --since all --json",
)


def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="An expression, as a rule's match has it.")],
    since: Since = "30d",
    limit: Limit = 20,
    rules: RulesOption = None,
    json_: AsJson = False,
) -> None:
    """Find stored articles, the newest first, by an expression of the rule language.

    Lists are those of the rules. What finds an article here fires on it as a rule.
    """
    from monitor.matching import load_rules
    from monitor.run.archive import stretch
    from monitor.run.clock import utc_now

    earliest = moment(since, utc_now())
    compiled = _compiled(query, load_rules(rules_folder(ctx, rules)))
    with archive(ctx) as (_, database), bar("search") as progress:
        past = stretch(database, earliest)
        found = _search(database, compiled, past, limit, progress)
    if json_:
        show.as_json([quotes.record(one) for one in found])
        return
    out = quotes.console()
    for one in found:
        quotes.tell(out, one)
    _account(len(found), progress, past)


def _compiled(query: str, rules: RuleSet) -> RuleSet:
    from monitor.matching import RuleProblems
    from monitor.matching.query import compile_query

    try:
        return compile_query(query, rules)
    except RuleProblems as error:
        shown = "\n".join(problem.render() for problem in error.problems)
        raise UsageError(f"the query cannot be read\n{shown}") from error


def _search(
    database: Database, query: RuleSet, past: Stretch, limit: int, progress: Bar
) -> list[Found]:
    """The newest articles that the query finds, at most `limit`."""
    from monitor.run.archive import judged

    found: list[Found] = []
    progress.begin(len(past.ids))
    for one in judged(database, query, past.ids[::-1]):
        found += one.found
        progress.advance(1)
        if len(found) >= limit:
            break
    return found


def _account(found: int, progress: Bar, past: Stretch) -> None:
    """Say how much was searched, apart from what was found."""
    if progress.done < progress.total:
        searched = f"the newest {progress.done:,} of {show.count(progress.total, 'article')}"
        more = "; --limit finds more"
    else:
        searched, more = show.count(progress.total, "article"), ""
    print(f"{found:,} found in {searched}{more}. {past.coverage.sentence}.", file=sys.stderr)
