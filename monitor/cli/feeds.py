"""`monitor feeds`: what is followed, and how it does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from monitor.cli import entries, opml, show
from monitor.cli.context import AsJson, examples, reading, writing
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import FirstPoll
    from monitor.store.rows import FeedRow, PollRow

app = typer.Typer(
    no_args_is_help=True,
    help="Sources: follow, pause and judge feeds; bring lists in and out.",
)
app.command("entries", epilog=entries.EXAMPLES)(entries.entries)
app.command("import", epilog=opml.IMPORT_EXAMPLES)(opml.import_)
app.command("export", epilog=opml.EXPORT_EXAMPLES)(opml.export)

Named = Annotated[list[str], typer.Argument(metavar="FEED...", help="Number or address.")]


@app.command(
    "add",
    epilog=examples(
        "monitor feeds add https://news.example/rss.xml",
        "monitor feeds add https://news.example/rss.xml --every 5m --tag navy --newest 3",
        "monitor feeds add https://news.example/rss.xml --since 2026-11-01",
    ),
)
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address (http or https).")],
    title: Annotated[str, typer.Option(help="A name of your own; else the feed's.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="A label; may be repeated.")] = None,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="How often to ask, such as 5m or 2h.")
    ] = None,
    newest: Annotated[
        int, typer.Option(min=0, help="Read this many of the entries it holds already.")
    ] = 0,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Read those published since a day.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Read all entries it holds already.")
    ] = False,
) -> None:
    """Follow a feed. What it holds already is remembered and not read, unless asked for."""
    from monitor.run.clock import utc_now
    from monitor.store.feeds import NewFeed, add_feed

    first, moment = _first_poll(newest, since, everything)
    address, own_interval = _web_address(url), _interval(every) if every else None
    with writing(ctx) as (settings, connection):
        feed = NewFeed(
            url=address,
            title=title,
            tags=tuple(tag or ()),
            every=own_interval or settings.polling.every,
            first_poll=first,
            first_poll_count=newest,
            first_poll_since=moment,
        )
        added = add_feed(connection, feed, utc_now())
    if added.is_new:
        print(f"Following feed {added.id}: {feed.url}")
    else:
        print(f"Feed {added.id} has this address already; it stays as it was")


@app.command("list", epilog=examples("monitor feeds list", "monitor feeds list --failing"))
def list_(
    ctx: typer.Context,
    tag: Annotated[str | None, typer.Option(help="Only feeds with this label.")] = None,
    failing: Annotated[bool, typer.Option("--failing", help="Only feeds that fail now.")] = False,
    json_: AsJson = False,
) -> None:
    """List the feeds followed, with their health in words."""
    from monitor.run.clock import utc_now
    from monitor.store import queries

    now = utc_now()
    with reading(ctx) as connection:
        rows = [
            row
            for row in queries.list_feeds(connection, now)
            if (tag is None or tag in row.feed.tags) and (not failing or row.state.failures)
        ]
    if json_:
        show.as_json([_record(row) for row in rows])
        return
    show.table(
        ("id", "title", "health", "last", "next", "entries", "address"),
        [
            (
                str(row.feed.id),
                row.feed.title,
                row.health.value,
                show.ago(row.state.last_polled, now),
                show.until(row.state.next_due, now),
                f"{row.entries:,}",
                row.feed.url,
            )
            for row in rows
        ],
        empty="No feeds. Follow one: monitor feeds add URL, or monitor feeds import FILE.opml",
    )


@app.command("show", epilog=examples("monitor feeds show 3"))
def show_(
    ctx: typer.Context,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="Number or address.")],
    json_: AsJson = False,
) -> None:
    """Show one feed: its settings, its health, why it is due when it is, its last polls."""
    from monitor.run.clock import utc_now
    from monitor.store import queries

    with reading(ctx) as connection:
        row = queries.find_feed(connection, feed, utc_now())
        polls = queries.list_polls(connection, row.feed.id, limit=10)
    if json_:
        show.as_json(_record(row) | {"polls": [_poll(poll) for poll in polls]})
        return
    show.facts(_facts(row))
    print()
    show.table(
        ("polled", "outcome", "new", "detail"),
        [
            (show.moment(poll.at), poll.outcome.value, str(poll.new_entries), poll.detail)
            for poll in polls
        ],
        empty="Not polled yet",
    )


@app.command("remove", epilog=examples("monitor feeds remove 3"))
def remove(ctx: typer.Context, feeds: Named) -> None:
    """Follow feeds no longer; their articles and alerts stay."""
    from monitor.run.clock import utc_now
    from monitor.store import queries
    from monitor.store.feeds import remove_feed

    with writing(ctx) as (_, connection):
        for row in [queries.find_feed(connection, name, utc_now()) for name in feeds]:
            remove_feed(connection, row.feed.id)
            print(f"Removed feed {row.feed.id}: {row.feed.url}")


@app.command("pause", epilog=examples("monitor feeds pause 3 7"))
def pause(ctx: typer.Context, feeds: Named) -> None:
    """Ask feeds no more, until resumed."""
    _set_status(ctx, feeds, active=False)


@app.command("resume", epilog=examples("monitor feeds resume 3"))
def resume(ctx: typer.Context, feeds: Named) -> None:
    """Ask paused feeds again, at once; also feeds that were gone."""
    _set_status(ctx, feeds, active=True)


def _first_poll(
    newest: int, since: str | None, everything: bool
) -> tuple[FirstPoll, datetime | None]:
    from monitor.model import FirstPoll

    if bool(newest) + (since is not None) + everything > 1:
        raise UsageError("--newest, --since and --all exclude each other")
    if everything:
        return FirstPoll.ALL, None
    if since is not None:
        return FirstPoll.SINCE, _day(since)
    return (FirstPoll.NEWEST if newest else FirstPoll.SILENT), None


def _day(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--since {text}: not a date such as 2026-11-01") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _interval(text: str) -> timedelta:
    from monitor.config.values import duration

    try:
        return duration(text)
    except ValueError as error:
        raise UsageError(f"--every {text}: {error}") from error


def _web_address(url: str) -> str:
    """Return the address when it can be one of a feed."""
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise UsageError(f"{url}: not a web address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        hint = f"; did you mean https://{url}?" if not parts.scheme else ""
        raise UsageError(f"{url}: not a web address (http or https){hint}")
    return url.strip()


def _set_status(ctx: typer.Context, names: list[str], *, active: bool) -> None:
    from monitor.model import FeedStatus
    from monitor.run.clock import utc_now
    from monitor.store import queries
    from monitor.store.feeds import set_status

    status, word = (FeedStatus.ACTIVE, "Resumed") if active else (FeedStatus.PAUSED, "Paused")
    now = utc_now()
    with writing(ctx) as (_, connection):
        for row in [queries.find_feed(connection, name, now) for name in names]:
            set_status(connection, row.feed.id, status, now)
            print(f"{word} feed {row.feed.id}: {row.feed.url}")


def _record(row: FeedRow) -> dict[str, Any]:
    """A feed in a listing for programs."""
    feed, state = row.feed, row.state
    return {
        "id": feed.id,
        "url": feed.url,
        "title": feed.title,
        "tags": list(feed.tags),
        "every": feed.every,
        "status": feed.status.value,
        "health": row.health.value,
        "failures": state.failures,
        "last_polled": state.last_polled,
        "last_success": state.last_success,
        "last_outcome": state.last_outcome,
        "next_due": state.next_due,
        "due_reason": state.due_reason,
        "baseline_at": state.baseline_at,
        "entries": row.entries,
        "last_entry": row.last_entry,
    }


def _poll(row: PollRow) -> dict[str, Any]:
    return {
        "at": row.at,
        "outcome": row.outcome.value,
        "new_entries": row.new_entries,
        "detail": row.detail,
    }


def _facts(row: FeedRow) -> dict[str, str]:
    """A feed's facts for a person."""
    feed, state = row.feed, row.state
    failing = f", {show.count(state.failures, 'failure')} in a row" if state.failures else ""
    return {
        "feed": f"{feed.id}  {feed.title}",
        "address": feed.url,
        "labels": ", ".join(feed.tags),
        "health": row.health.value + failing,
        "asked every": show.span(feed.every),
        "last poll": f"{show.moment(state.last_polled)}  {state.last_outcome}".strip(),
        "last success": show.moment(state.last_success),
        "next poll": f"{show.moment(state.next_due)}  {state.due_reason}".strip(),
        "first poll": show.moment(state.baseline_at),
        "entries": f"{row.entries:,}, the newest seen {show.moment(row.last_entry)}",
    }
