"""`monitor feeds discover`: which feeds a site has; and `feeds add` on its home page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import feed_words as words
from monitor.cli import show
from monitor.cli.context import AsJson, examples, settings
from monitor.errors import NotFound, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.run.discovery import Discovery

EXAMPLES = examples("monitor feeds discover https://news.example/")


def discover_(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="A site's home page, or one of its sections.")],
    json_: AsJson = False,
) -> None:
    """List the feeds that a page names, or that are where feeds usually are; each is read once."""
    from monitor.run.clock import utc_now

    found = _found(ctx, words.web_address(url))
    if json_:
        show.as_json(
            [
                {"url": f.url, "title": f.title, "entries": f.entries, "newest": f.newest}
                for f in found.feeds
            ]
        )
        return
    now = utc_now()
    rows = [
        (str(number), str(feed.entries), _age(feed.newest, now), feed.title, feed.url)
        for number, feed in enumerate(found.feeds, 1)
    ]
    show.table(
        ("pick", "entries", "newest", "title", "address"),
        rows,
        empty="No feed found. A page can be followed by its links: feeds add URL --links SELECTOR",
    )


def _age(newest: datetime | None, now: datetime) -> str:
    return show.ago(newest, now) if newest else "-"


def picked(ctx: typer.Context, url: str, pick: int) -> str:
    """Return the address of the feed to follow on a site's page.

    Raises:
        UsageError: the choice is open; the message offers what was found.
        NotFound: there is no feed, or the page cannot be read.
    """
    found = _found(ctx, url)
    if found.is_feed:
        return url
    if not found.feeds:
        raise NotFound(
            f"{url}: names no feed; follow the page itself with --links, or the address --as-is"
        )
    if not pick:
        offer = "\n".join(
            f"  --pick {number}  {feed.url}  {show.headline(feed.title)}"
            for number, feed in enumerate(found.feeds, 1)
        )
        raise UsageError(f"{url} is a page that names feeds; choose one:\n{offer}")
    if pick > len(found.feeds):
        raise UsageError(f"--pick {pick}: {url} has {show.count(len(found.feeds), 'feed')}")
    return found.feeds[pick - 1].url


def _found(ctx: typer.Context, url: str) -> Discovery:
    from monitor.run.clock import utc_now
    from monitor.run.discovery import discover

    found = asyncio.run(discover(settings(ctx), url, utc_now))
    if found.problem:
        raise NotFound(f"{url} cannot be looked at: {found.problem} (--as-is: follow it unseen)")
    return found
