"""`monitor rules`: the analyst's workbench."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import backtest, check, diff, draft, explain, show
from monitor.cli.context import AsJson, archive, examples, reading, rules_folder
from monitor.errors import ConfigError, StoreError, UsageError

if TYPE_CHECKING:
    from monitor.matching.rules import Rule

FIRED_WITHIN = timedelta(days=30)
LEAST_SAMPLE = 20  # of fewer articles nothing is concluded

app = typer.Typer(
    no_args_is_help=True,
    help="Rules: list, check and explain them; try them and their edits on the past.",
)
app.command("explain", epilog=explain.EXAMPLES)(explain.explain)
app.command("backtest", epilog=backtest.EXAMPLES)(backtest.backtest)
app.command("diff", epilog=diff.EXAMPLES)(diff.diff)
app.command("draft", epilog=draft.EXAMPLES)(draft.draft)

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[PATH]", help="A rules folder or one rule file; else the configured."),
]


@app.command("list", epilog=examples("monitor rules list", "monitor rules list drafts/ --json"))
def list_(ctx: typer.Context, path: Folder = None, json_: AsJson = False) -> None:
    """List the rules of the files as they are now, and on how many articles each fired lately."""
    from monitor.matching import load_rules

    rules = load_rules(rules_folder(ctx, path)).rules
    fired = _fired(ctx)
    if json_:
        show.as_json([_record(rule, fired) for rule in rules])
        return
    show.table(
        ("rule", "severity", "topics", "status", "tests", "fired 30 d", "file"),
        [
            (
                rule.id,
                rule.severity.word,
                ", ".join(rule.topics),
                rule.status,
                str(len(rule.examples)),
                "-" if fired is None else str(fired.get(rule.id, 0)),
                f"{rule.place.file}:{rule.place.line}",
            )
            for rule in rules
        ],
        empty="No rules",
    )


@app.command(
    "check",
    epilog=examples(
        "monitor rules check                      the configured rules",
        "monitor rules check drafts/ --strict     warnings fail the check",
        "monitor rules check --mutate             which words and exclusions no test needs",
        "monitor rules check --against last:5000  how broad they are on stored articles",
    ),
)
def check_(
    ctx: typer.Context,
    path: Folder = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail the check.")] = False,
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="Take each part of each rule out: would its tests notice?"),
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(metavar="last:N", help="Judge how broad rules are on the newest N articles."),
    ] = None,
    json_: AsJson = False,
) -> int:
    """Judge rules alone, and run the examples they carry; exit codes as of `monitor check`."""
    sample = _sample(ctx, against) if against else ()
    folder = rules_folder(ctx, path)
    judged = check.Judged(folder, check.report(folder, mutate=mutate, against=sample))
    if json_:
        show.as_json(check.record(judged, strict=strict))
    else:
        check.describe(judged)
    return judged.exit_code(strict=strict)


def _sample(ctx: typer.Context, against: str) -> tuple[tuple[str, str], ...]:
    """Titles and texts of the newest stored articles."""
    import sys

    from monitor.run.archive import articles, stretch

    word, _, number = against.partition(":")
    if word != "last" or not number.isdecimal() or not int(number):
        raise UsageError(f"--against {against}: expected last:N, such as last:5000")
    with archive(ctx) as (_, database):
        newest = stretch(database, None).ids[-int(number) :]
        sample = tuple((one.article.title, one.article.text) for one in articles(database, newest))
    if len(sample) < LEAST_SAMPLE:
        print(
            f"monitor: the archive holds {show.count(len(sample), 'article')}: too few to say how"
            f" broad a rule is ({LEAST_SAMPLE} at least; monitor articles import)",
            file=sys.stderr,
        )
    return sample


def _fired(ctx: typer.Context) -> dict[str, int] | None:
    """How often each rule fired lately; None when there is no database to ask."""
    from monitor.run.clock import utc_now
    from monitor.store.archive import matches_by_rule

    try:
        with reading(ctx) as connection:
            return matches_by_rule(connection, utc_now() - FIRED_WITHIN)
    except (ConfigError, StoreError):
        return None


def _record(rule: Rule, fired: dict[str, int] | None) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "version": rule.version,
        "status": rule.status,
        "severity": rule.severity.word,
        "topics": list(rule.topics),
        "file": rule.place.file,
        "line": rule.place.line,
        "tests": len(rule.examples),
        "review_by": rule.review_by or None,
        "fired_30d": None if fired is None else fired.get(rule.id, 0),
    }
