"""`monitor feeds`: what is followed, and how it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import changes, discovery, entries, opml, polls, show
from monitor.cli import feed_words as words
from monitor.cli.changes import Every, IgnoreHints, Links, Slowest
from monitor.cli.context import AsJson, examples, reading, writing
from monitor.formats.addresses import is_front_page

if TYPE_CHECKING:
    from monitor.store.feeds import NewFeed

FINE = frozenset({"healthy", "new", "paused"})

app = typer.Typer(
    no_args_is_help=True,
    help="Sources: follow, pause and judge feeds; bring lists in and out.",
)
app.command("entries", epilog=entries.EXAMPLES)(entries.entries)
app.command("import", epilog=opml.IMPORT_EXAMPLES)(opml.import_)
app.command("export", epilog=opml.EXPORT_EXAMPLES)(opml.export)
app.command("set", epilog=changes.EXAMPLES)(changes.set_)
app.command("poll", epilog=polls.EXAMPLES)(polls.poll)
app.command("discover", epilog=discovery.EXAMPLES)(discovery.discover_)

Newest = Annotated[int, typer.Option(min=0, help="Read this many of the entries it holds already.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Read those published since a day.")
]
Everything = Annotated[bool, typer.Option("--all", help="Read all entries it holds already.")]
Pick = Annotated[
    int, typer.Option(min=0, metavar="N", help="Of a home page's feeds, follow this one.")
]
AsIs = Annotated[
    bool, typer.Option("--as-is", help="A home page's address is the feed's; look nowhere.")
]
Named = Annotated[list[str], typer.Argument(metavar="FEED...", help="Number or address.")]


@app.command(
    "add",
    epilog=examples(
        "monitor feeds add https://news.example/rss.xml",
        "monitor feeds add https://news.example/rss.xml --every 5m --tag navy --newest 3",
        "monitor feeds add https://news.example/ --pick 1",
        "monitor feeds add https://ministry.example/press --links 'main h2 a'",
    ),
)
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="The feed's address (http or https).")],
    title: Annotated[str, typer.Option(help="A name of your own; else the feed's.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="A label; may be repeated.")] = None,
    every: Every = None,
    slowest: Slowest = None,
    ignore_hints: IgnoreHints = None,
    links: Links = None,
    newest: Newest = 0,
    since: Since = None,
    everything: Everything = False,
    pick: Pick = 0,
    as_is: AsIs = False,
) -> None:
    """Follow a feed. What it holds already is remembered and not read, unless asked for.

    The address of a home page is looked at first, and the feeds it names are offered.
    """
    from monitor.store.feeds import NewFeed

    first, moment = words.first_poll(newest, since, everything)
    address = words.web_address(url)
    chosen = words.selector(links)
    own, rarest = words.span("--every", every), words.span("--slowest", slowest)
    if not (as_is or chosen) and (pick or is_front_page(address)):
        address = discovery.picked(ctx, address, pick)
    _follow(
        ctx,
        NewFeed(
            url=address,
            title=title,
            tags=tuple(tag or ()),
            every=own or timedelta(0),
            first_poll=first,
            first_poll_count=newest,
            first_poll_since=moment,
            every_is_chosen=own is not None,
            slowest=rarest,
            ignore_hints=bool(ignore_hints),
            links=chosen or "",
        ),
    )


def _follow(ctx: typer.Context, feed: NewFeed) -> None:
    from monitor.run.clock import utc_now
    from monitor.store.feeds import add_feed

    with writing(ctx) as (settings, connection):
        if not feed.every_is_chosen:
            feed = replace(feed, every=settings.polling.every)
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
    trouble: Annotated[
        bool, typer.Option("--trouble", help="Only feeds that are not as they should be.")
    ] = False,
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
            if (tag is None or tag in row.feed.tags)
            and (not failing or row.state.failures)
            and (not trouble or row.health.value not in FINE)
        ]
    if json_:
        show.as_json([words.record(row) for row in rows])
        return
    show.table(
        ("id", "title", "health", "last", "next", "entries", "address"),
        [
            (
                str(row.feed.id),
                row.feed.title,
                words.health(row, now),
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
        show.as_json(words.record(row) | {"polls": [words.poll_record(poll) for poll in polls]})
        return
    show.facts(words.facts(row))
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
