"""`monitor digests`: what waits for the next digest of each recipient, and sending it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, Limit, examples, reading, writing

if TYPE_CHECKING:
    from monitor.store.bundles import Waiting

app = typer.Typer(no_args_is_help=True, help="What waits for the next digest; send it now.")


@app.command("list", epilog=examples("monitor digests list", "monitor digests list --json"))
def list_(ctx: typer.Context, json_: AsJson = False) -> None:
    """List each recipient's next digest: how many alerts wait for it, and when it comes."""
    from monitor.run.clock import utc_now
    from monitor.store.bundles import waiting

    with reading(ctx) as connection:
        rows = waiting(connection)
    if json_:
        show.as_json([_record(row) for row in rows])
        return
    now = utc_now()
    show.table(
        ("channel", "recipient", "alerts", "next"),
        [
            (row.channel, row.recipient or "-", str(row.count), show.until(row.due, now))
            for row in rows
        ],
        empty="Nothing waits for a digest",
    )


@app.command("show", epilog=examples("monitor digests show desk"))
def show_(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(help="A channel's name.")],
    limit: Limit = 100,
    json_: AsJson = False,
) -> None:
    """List the alerts that wait for a channel's next digest, the gravest first."""
    from monitor.store.bundles import waiting_alerts

    with reading(ctx) as connection:
        alerts = waiting_alerts(connection, channel, limit)
    rows = [
        {
            "id": int(alert.id),
            "severity": alert.severity.word,
            "topics": list(alert.topics),
            "novelty": alert.novelty.value,
            "headline": alert.headline,
        }
        for alert in alerts
    ]
    if json_:
        show.as_json(rows)
        return
    show.table(
        ("alert", "severity", "topics", "headline"),
        [
            (str(row["id"]), str(row["severity"]), ", ".join(alert.topics), str(row["headline"]))
            for row, alert in zip(rows, alerts, strict=True)
        ],
        empty=f"Nothing waits for a digest of channel {channel}",
    )


@app.command("send", epilog=examples("monitor digests send desk", "monitor digests send"))
def send(
    ctx: typer.Context,
    channel: Annotated[
        str | None, typer.Argument(metavar="[CHANNEL]", help="A channel's name; all without it.")
    ] = None,
) -> None:
    """Make what waits for a digest due now; the running daemon sends it."""
    from monitor.run.clock import utc_now
    from monitor.store.bundles import make_due

    with writing(ctx) as (_, connection):
        count = make_due(connection, channel, utc_now())
    print(f"{show.count(count, 'alert')} due now" if count else "Nothing waits for a digest")


def _record(row: Waiting) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "recipient": row.recipient or None,
        "alerts": row.count,
        "next_due": row.due,
    }
