"""`monitor feeds import` and `export`: lists of feeds in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import feed_words as words
from monitor.cli import show
from monitor.cli.context import examples, reading, writing
from monitor.errors import MonitorError

IMPORT_EXAMPLES = examples("monitor feeds import feeds.opml")
EXPORT_EXAMPLES = examples("monitor feeds export > feeds.opml")
STANDARD = Path("-")


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="An OPML file; - is standard input.")],
) -> None:
    """Follow every feed of an OPML file; its folders become labels."""
    from monitor.feeds.opml import read_opml
    from monitor.run.clock import utc_now
    from monitor.store.feeds import NewFeed, add_feed

    found = read_opml(_read(file))
    with writing(ctx) as (settings, connection):
        added = [
            add_feed(
                connection,
                NewFeed(
                    url=feed.url,
                    title=feed.title,
                    tags=feed.tags,
                    every=settings.polling.every,
                    links=words.selector(feed.links) or "",
                ),
                utc_now(),
            )
            for feed in found
        ]
    new = sum(each.is_new for each in added)
    print(f"Following {show.count(new, 'new feed')}; {len(added) - new} known already")


def export(ctx: typer.Context) -> None:
    """Write all feeds as OPML to standard output."""
    from monitor.feeds.opml import OpmlFeed, write_opml
    from monitor.run.clock import utc_now
    from monitor.store import queries

    with reading(ctx) as connection:
        feeds = [
            OpmlFeed(row.feed.url, row.feed.title, row.feed.tags, row.feed.links)
            for row in queries.list_feeds(connection, utc_now())
        ]
    sys.stdout.buffer.write(write_opml(feeds))


def _read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()
    except OSError as error:
        raise MonitorError(f"{path}: cannot read: {error.strerror}") from error
