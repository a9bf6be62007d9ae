"""`monitor entries retry`, `monitor articles retry`: what was put aside, tried once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import show
from monitor.cli.context import examples, writing
from monitor.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.store.queues import Job

ENTRIES_EXAMPLES = examples("monitor entries retry 17 18", "monitor entries retry --all")
ARTICLES_EXAMPLES = examples("monitor articles retry 40", "monitor articles retry --all")

Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="[NUMBER...]", help="Those put aside (failed).")
]
All = Annotated[bool, typer.Option("--all", help="Everything that was put aside.")]


def entries(ctx: typer.Context, numbers: Numbers = None, everything: All = False) -> None:
    """Have entries read once more that were put aside after three failures of our own."""
    from monitor.store.queues import Job

    _retry(ctx, Job.READ, numbers or [], everything)


def articles(ctx: typer.Context, numbers: Numbers = None, everything: All = False) -> None:
    """Have articles matched once more that were put aside after three failures of our own."""
    from monitor.store.queues import Job

    _retry(ctx, Job.MATCH, numbers or [], everything)


def _retry(ctx: typer.Context, job: Job, numbers: Sequence[int], everything: bool) -> None:
    from monitor.run.clock import utc_now
    from monitor.store.queues import put_aside, try_again

    noun = job.value
    if bool(numbers) == everything:
        raise UsageError(f"name each {noun} by its number, or all that failed by --all")
    now = utc_now()
    with writing(ctx) as (_, connection):
        chosen = put_aside(connection, job) if everything else numbers
        for number in chosen:
            if not try_again(connection, job, number, now):
                raise NotFound(f"there is no {noun} {number} that was put aside")
    amount = show.count(len(chosen), noun).replace("entrys", "entries")
    print(f"{amount} put aside: due again now" if chosen else f"No {noun} is put aside")
