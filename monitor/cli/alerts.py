"""`monitor alerts`: what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, Limit, examples, reading
from monitor.cli.deliveries import delivery_record
from monitor.cli.match import match_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.model import DeliveryState
    from monitor.store.rows import AlertRow, AlertShown

app = typer.Typer(no_args_is_help=True, help="What was told, and on which evidence.")


@app.command("list", epilog=examples("monitor alerts list", "monitor alerts list --json"))
def list_(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Option(help="Only alerts on this topic.")] = None,
    limit: Limit = 20,
    json_: AsJson = False,
) -> None:
    """List the last alerts, newest first."""
    from monitor.store import queries

    with reading(ctx) as connection:
        found = queries.list_alerts(connection, limit=limit if topic is None else show.ALL)
    rows = [row for row in found if topic is None or topic in row.topics][:limit]
    if json_:
        show.as_json([_record(row) for row in rows])
        return
    show.table(
        ("id", "created", "severity", "topics", "headline", "source", "deliveries"),
        [
            (
                str(row.id),
                show.moment(row.created),
                row.severity.word,
                ", ".join(row.topics),
                show.headline(row.headline),
                row.source,
                _states(row.deliveries),
            )
            for row in rows
        ],
        empty="No alerts yet",
    )


@app.command("show", epilog=examples("monitor alerts show 12"))
def show_(
    ctx: typer.Context,
    alert: Annotated[int, typer.Argument(metavar="ALERT", help="Its number.")],
    json_: AsJson = False,
) -> None:
    """Show one alert: the sentence, the words, the rule, who was told and when."""
    from monitor.model import AlertId
    from monitor.store import queries

    with reading(ctx) as connection:
        shown = queries.show_alert(connection, AlertId(alert))
    if json_:
        show.as_json(_shown_record(shown))
        return
    from rich.console import Console

    from monitor.alerts.terminal import picture

    Console(highlight=False).print(picture(shown.alert, shown.also_told_by), crop=False)
    print()
    show.table(
        ("delivery", "channel", "recipient", "state", "attempts", "detail"),
        [
            (
                str(row.id),
                row.channel,
                row.recipient,
                row.state.value,
                str(row.attempts),
                row.detail,
            )
            for row in shown.deliveries
        ],
        empty="No channel wanted it",
    )


def _states(deliveries: Mapping[DeliveryState, int]) -> str:
    """Deliveries by state in words: "2 sent, 1 pending"."""
    return ", ".join(f"{number} {state.value}" for state, number in deliveries.items()) or "none"


def _record(row: AlertRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "created": row.created,
        "severity": row.severity.word,
        "topics": list(row.topics),
        "headline": row.headline,
        "url": row.url,
        "source": row.source,
        "story": row.story_id,
        "deliveries": {state.value: number for state, number in row.deliveries.items()},
    }


def _shown_record(shown: AlertShown) -> dict[str, Any]:
    alert = shown.alert
    return {
        "id": alert.id,
        "key": alert.key,
        "created": alert.created,
        "severity": alert.severity.word,
        "topics": list(alert.topics),
        "headline": alert.headline,
        "url": alert.url,
        "source": alert.source,
        "published": alert.published,
        "rests_on": alert.text_source.value,
        "story": alert.story_id,
        "article": alert.article_id,
        "also_told_by": list(shown.also_told_by),
        "matches": [match_record(match) | {"title": match.rule_title} for match in alert.matches],
        "deliveries": [delivery_record(row) for row in shown.deliveries],
    }
