"""`monitor deliveries`: whether what was told arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, Limit, examples, reading, writing
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store.rows import DeliveryRow

app = typer.Typer(no_args_is_help=True, help="Whether what was told arrived; send it again.")


@app.command(
    "list", epilog=examples("monitor deliveries list", "monitor deliveries list --state dead")
)
def list_(
    ctx: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(help="Only those pending, sending, bundled, sent or dead (given up)."),
    ] = None,
    limit: Limit = 20,
    json_: AsJson = False,
) -> None:
    """List the last deliveries, newest first, with what the channel said."""
    from monitor.run.clock import utc_now
    from monitor.store import queries

    wanted = _state(state)
    with reading(ctx) as connection:
        rows = queries.list_deliveries(connection, wanted, limit)
    if json_:
        show.as_json([delivery_record(row) for row in rows])
        return
    now = utc_now()
    show.table(
        ("id", "alert", "channel", "recipient", "state", "tries", "last", "next", "detail"),
        [
            (
                str(row.id),
                str(row.alert_id),
                row.channel,
                row.recipient or "-",
                row.state.value,
                str(row.attempts),
                show.ago(row.last_tried, now),
                show.until(row.next_due, now),
                row.detail,
            )
            for row in rows
        ],
        empty="No deliveries" if state is None else f"No deliveries are {state}",
    )


@app.command(
    "resend", epilog=examples("monitor deliveries resend 17", "monitor deliveries resend --dead")
)
def resend(
    ctx: typer.Context,
    deliveries: Annotated[
        list[int] | None, typer.Argument(metavar="[DELIVERY...]", help="Their numbers.")
    ] = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that were given up.")] = False,
) -> None:
    """Send deliveries again, by the running daemon; they say that they may be repeats."""
    from monitor.model import DeliveryId, DeliveryState
    from monitor.run.clock import utc_now
    from monitor.store import queries
    from monitor.store.deliveries import resend_delivery

    if bool(deliveries) == dead:
        raise UsageError("give either delivery numbers or --dead")
    with writing(ctx) as (_, connection):
        wanted = [DeliveryId(number) for number in deliveries or ()]
        if dead:
            rows = queries.list_deliveries(connection, DeliveryState.DEAD, limit=show.ALL)
            wanted = [row.id for row in rows]
        for number in wanted:
            was = resend_delivery(connection, number, utc_now())
            if was in {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.BUNDLED}:
                print(f"Delivery {number} is on its way already")
            else:
                print(f"Delivery {number} was {was.value} and is due now")
    if not wanted:
        print("No deliveries are dead")


def delivery_record(row: DeliveryRow) -> dict[str, Any]:
    """A delivery in a listing for programs."""
    return {
        "id": row.id,
        "alert": row.alert_id,
        "headline": row.headline,
        "channel": row.channel,
        "recipient": row.recipient or None,
        "state": row.state.value,
        "attempts": row.attempts,
        "last_tried": row.last_tried,
        "next_due": row.next_due,
        "sent_at": row.sent_at,
        "possible_repeat": row.possible_repeat,
        "message_id": row.message_id,
        "detail": row.detail,
    }


def _state(word: str | None) -> Any:
    from monitor.model import DeliveryState

    if word is None:
        return None
    try:
        return DeliveryState(word)
    except ValueError:
        known = ", ".join(state.value for state in DeliveryState)
        raise UsageError(f"--state {word}: must be one of {known}") from None
