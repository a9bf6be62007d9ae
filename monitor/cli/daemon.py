"""`monitor run`: the daemon, and its two short forms."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import show
from monitor.cli.context import examples, settings
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.run.app import App
    from monitor.run.daemon import Drained

EXAMPLES = examples(
    "monitor run                 watch until Ctrl-C or SIGTERM; SIGHUP reloads the rules",
    "monitor run --once          do what is due and end: for cron",
    "monitor run --dry-run       the same on a copy of the database, alerts on the terminal only",
)


def run(
    ctx: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do all that is due, and what follows, then end.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Like --once, but nothing is sent or remembered."),
    ] = False,
) -> None:
    """Watch the feeds and send alerts.

    One process per database. It can be stopped, or killed, at any moment: what was due is done at
    the next start.
    """
    from monitor.run import daemon, log

    if once and dry_run:
        raise UsageError("--dry-run ends by itself; --once adds nothing to it")
    found = settings(ctx)
    log.configure(found.log.level, found.log.format)
    if not once and not dry_run:
        daemon.run_forever(found)
        return
    work = daemon.run_once if once else daemon.dry_run
    with _progress() as progress:
        drained = work(found, progress)
    _report(drained)
    if dry_run:
        print("Nothing was sent, and nothing of this is remembered.", file=sys.stderr)


@contextmanager
def _progress() -> Iterator[Callable[[App], None]]:
    """What each queue has done, on one moving line, for whoever watches."""
    if not show.progress_wanted():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:

        def tell(app: App) -> None:
            words = (f"{queue.name} {queue.done}" for queue in app.queues.all)
            busy = sum(queue.in_work for queue in app.queues.all)
            status.update(f"{', '.join(words)}; {busy} in work")

        yield tell


def _report(drained: Drained) -> None:
    """Say what was done."""
    done = drained.done
    parts = (
        f"{show.count(done['poll'], 'feed')} polled",
        f"{show.count(done['read'], 'entry', 'entries')} read",
        f"{show.count(done['match'], 'article')} matched",
        f"{show.count(done['send'], 'message')} sent or tried",
        f"in {drained.seconds:.1f} s",
    )
    print(", ".join(parts), file=sys.stderr)
