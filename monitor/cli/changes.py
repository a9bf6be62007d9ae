"""`monitor feeds set`: follow a feed in another way."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.cli import feed_words as words
from monitor.cli.context import examples, writing
from monitor.errors import UsageError

EXAMPLES = examples(
    "monitor feeds set 3 --every 5m --ignore-hints",
    "monitor feeds set 3 7 --slowest 2h",
    "monitor feeds set 9 --links 'main h2 a'",
)

Every = Annotated[
    str | None, typer.Option(metavar="TIME", help="How often to ask, such as 5m or 2h.")
]
Slowest = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="If it publishes rarely, ask more rarely, up to this."),
]
IgnoreHints = Annotated[
    bool | None,
    typer.Option(
        "--ignore-hints/--heed-hints",
        help="Ask as often as told, whatever server and feed would like. Nothing overrules a"
        " server that asks to be left alone (429, 503 with Retry-After) or a feed that is gone.",
        show_default=False,
    ),
]
Links = Annotated[
    str | None,
    typer.Option(metavar="SELECTOR", help="It is a page: its links by CSS, such as 'main h2 a'."),
]


def set_(
    ctx: typer.Context,
    feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="Number or address.")],
    every: Every = None,
    slowest: Slowest = None,
    ignore_hints: IgnoreHints = None,
    links: Links = None,
    title: Annotated[str | None, typer.Option(help="A name of your own.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="A label, in place of all; may be repeated.")
    ] = None,
    reread: Annotated[
        bool | None,
        typer.Option(
            "--reread/--no-reread",
            help='Read it whole once a week while its server says "not modified" to everything.',
            show_default=False,
        ),
    ] = None,
) -> None:
    """Change how feeds are followed; what is not named stays as it is."""
    from monitor.run.clock import utc_now
    from monitor.store import queries
    from monitor.store.feeds import FeedChange, change_feed

    change = FeedChange(
        every=words.span("--every", every),
        slowest=words.span("--slowest", slowest),
        ignore_hints=ignore_hints,
        reread=reread,
        title=title,
        tags=None if tag is None else tuple(tag),
        links=words.selector(links),
    )
    if change == FeedChange():
        raise UsageError("nothing to change: name at least one option")
    now = utc_now()
    with writing(ctx) as (_, connection):
        for row in [queries.find_feed(connection, name, now) for name in feeds]:
            change_feed(connection, row.feed.id, change, now)
            print(f"Changed feed {row.feed.id}: {row.feed.url}")
