"""`monitor entries`: what feeds announced, and what became of it; also `monitor feeds entries`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import retry, show
from monitor.cli.context import AsJson, Limit, examples, reading
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store.rows import EntryRow

EXAMPLES = examples("monitor feeds entries", "monitor feeds entries 3 --state failed")
STATES = ("baseline", "to_read", "read", "failed")

app = typer.Typer(no_args_is_help=True, help="What feeds announced, and what became of it.")
app.command("retry", epilog=retry.ENTRIES_EXAMPLES)(retry.entries)


@app.command("list", epilog=examples("monitor entries list --state failed"))
def entries(
    ctx: typer.Context,
    feed: Annotated[
        str | None, typer.Argument(metavar="[FEED]", help="Number or address; else all feeds.")
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(help=f"Only those in this state: {', '.join(STATES)}."),
    ] = None,
    limit: Limit = 20,
    json_: AsJson = False,
) -> None:
    """List what feeds announced last, newest first, and what became of it."""
    from monitor.run.clock import utc_now
    from monitor.store import queries

    if state is not None and state not in STATES:
        raise UsageError(f"--state {state}: must be one of {', '.join(STATES)}")
    with reading(ctx) as connection:
        of = queries.find_feed(connection, feed, utc_now()).feed.id if feed else None
        rows = queries.list_entries(connection, of, state, limit)
    if json_:
        show.as_json([_entry(row) for row in rows])
        return
    show.table(
        ("id", "seen", "state", "article", "title", "detail"),
        [
            (
                str(row.id),
                show.moment(row.first_seen),
                row.state,
                str(row.article_id or "-"),
                show.headline(row.title),
                row.detail,
            )
            for row in rows
        ],
        empty="No entries" if state is None else f"No entries are {state}",
    )


def _entry(row: EntryRow) -> dict[str, Any]:
    """An announced entry in a listing for programs."""
    return {
        "id": row.id,
        "feed": row.feed_id,
        "title": row.title,
        "url": row.url,
        "published": row.published,
        "first_seen": row.first_seen,
        "state": row.state,
        "attempts": row.attempts,
        "next_due": row.next_due,
        "article": row.article_id,
        "detail": row.detail,
    }
