"""The demo: the bundled articles as a news site, and the real daemon's wiring run over it.

Nothing is staged but the news: feeds and pages are fetched over HTTP, parsed and extracted in
children, remembered in a database, matched by the bundled rules and told through the terminal
channel. Only afterwards the database is asked what became of the copy and of the look-alikes.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from monitor.config import load
from monitor.demo.items import Item, read_items
from monitor.demo.report import Told, report
from monitor.demo.server import LOOPBACK, DemoServer, serving
from monitor.demo.site import Outlet, documents, outlets
from monitor.model import FirstPoll
from monitor.run import app as wiring
from monitor.run import log
from monitor.run.app import App
from monitor.run.bundled import bundled
from monitor.run.clock import utc_now
from monitor.run.jobs import drain_all
from monitor.store import migrations
from monitor.store.feeds import NewFeed, add_feed

LOOPBACK_6 = "[::1]"  # some resolvers give both addresses for a name under localhost
EVERY = timedelta(seconds=10)

# The demo's own site is all on loopback, and is asked without a pause between requests.
SETTINGS = """\
[store]
path = "monitor.db"
[rules]
path = "{rules}"
[polling]
every = "10s"
host_gap = "0s"
page_gap = "0s"
jitter = 0.0
allow_private = ["{loopback}:{port}", "{loopback_6}:{port}"]
[children]
workers = 2
[channels.terminal]
url = "terminal:"
[log]
level = "error"
"""


def play(*, keep: bool) -> int:
    """Run the demo on standard output; return the exit code: 1 when no alert was told.

    Args:
        keep: go on serving and polling until interrupted.
    """
    began = utc_now()
    items = read_items(bundled("seeds/items"))
    with TemporaryDirectory(prefix="monitor-demo-") as folder, suppress(KeyboardInterrupt):
        return asyncio.run(_play(items, Path(folder), began, keep=keep))
    return 0  # interrupted: that is how --keep ends


async def _play(items: tuple[Item, ...], folder: Path, began: datetime, *, keep: bool) -> int:
    console = Console(highlight=False)
    async with serving() as server:
        sites = outlets(items)
        _put_up(server, sites, items)
        _introduce(console, server, sites)
        app = await _application(folder, server.port, sites)
        try:
            await drain_all(app.queues.all)
            with app.database.reading() as connection:
                told = Told.read(connection, began, utc_now())
            report(console, items, told)
            if keep:
                await _stay(console, app, folder)
        finally:
            await app.close()
    return 0 if told.alerts else 1


def _put_up(server: DemoServer, sites: tuple[Outlet, ...], items: tuple[Item, ...]) -> None:
    for outlet in sites:
        server.put(outlet.host, documents(outlet, _base(outlet, server.port), items))


def _base(outlet: Outlet, port: int) -> str:
    return f"http://{outlet.host}:{port}"


def _introduce(console: Console, server: DemoServer, sites: tuple[Outlet, ...]) -> None:
    pages = sum(len(outlet.items) for outlet in sites)
    console.print(f"[bold]{len(sites)} invented outlets with {pages} articles, on this machine:[/]")
    for outlet in sites:
        console.print(f"  {_base(outlet, server.port)}{outlet.path}", markup=False)
    console.print("Monitor polls them, reads the articles, and alerts on what its rules know.\n")


async def _application(folder: Path, port: int, sites: tuple[Outlet, ...]) -> App:
    """The daemon's own wiring over a fresh database that follows the demo's feeds."""
    rules = str(bundled("rules")).replace("\\", "\\\\").replace('"', '\\"')
    file = folder / "monitor.toml"
    file.write_text(
        SETTINGS.format(rules=rules, loopback=LOOPBACK, loopback_6=LOOPBACK_6, port=port),
        encoding="utf-8",
    )
    file.chmod(0o600)
    settings = load(file, {})
    log.configure(settings.log.level, settings.log.format)
    migrations.upgrade(settings.store_url.reveal())
    app = await wiring.build(settings, utc_now)
    with app.database.writing() as connection:
        for outlet in sites:
            feed = NewFeed(_base(outlet, port) + outlet.path, every=EVERY, first_poll=FirstPoll.ALL)
            add_feed(connection, feed, utc_now())
    return app


async def _stay(console: Console, app: App, folder: Path) -> None:
    """Serve and poll until interrupted."""
    console.print(
        f"\nStill serving and polling every {EVERY.total_seconds():.0f} s; look around:\n"
        f"  monitor --config {folder / 'monitor.toml'} status\n"
        f"  monitor --config {folder / 'monitor.toml'} alerts list\n"
        "Ctrl-C ends it, and removes the folder.",
        markup=False,
        soft_wrap=True,
    )
    await asyncio.gather(*(queue.run() for queue in app.queues.all))
