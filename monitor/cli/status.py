"""`monitor status`: what is happening now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, examples, reading

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store.rows import Counts

NOTICES_OF = timedelta(days=1)
NOTICES_SHOWN = 5
EXAMPLES = examples(
    "monitor status",
    "monitor status --json",
    "monitor status --metrics > monitor.prom    for node_exporter's textfile collector",
)


def status(
    ctx: typer.Context,
    json_: AsJson = False,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="Numbers for Prometheus, in OpenMetrics text.")
    ] = False,
) -> None:
    """Say what is followed, what waits, what fails, and what rests."""
    if metrics:
        _metrics(ctx)
        return
    _status(ctx, json_)


def _metrics(ctx: typer.Context) -> None:
    from monitor.run.clock import utc_now
    from monitor.run.metrics import of_database, text
    from monitor.store.measures import measure

    with reading(ctx) as connection:
        print(text(of_database(measure(connection, utc_now()))), end="")


def _status(ctx: typer.Context, json_: bool) -> None:
    from monitor.run.clock import utc_now
    from monitor.store import queries
    from monitor.store.notices import list_notices

    now = utc_now()
    with reading(ctx) as connection:
        counts = queries.counts(connection, now)
        trouble = [
            row
            for row in queries.list_feeds(connection, now)
            if row.health.value not in {"healthy", "new", "paused"}
        ]
        told = list_notices(connection, since=now - NOTICES_OF, limit=NOTICES_SHOWN)
    if json_:
        record = _record(counts)
        record["notices"] = [{"at": row.notice.at, "subject": row.notice.subject} for row in told]
        show.as_json(record)
        return
    show.facts(_facts(counts, now))
    for row in trouble[:10]:
        print(f"  feed {row.feed.id} is {row.health.value}: {row.reason}  {row.feed.url}")
    if len(trouble) > 10:
        print(f"  and {len(trouble) - 10} more: monitor feeds list --trouble")
    for each in told:
        print(f"  told {show.ago(each.notice.at, now)}: {show.headline(each.notice.subject)}")


def _record(counts: Counts) -> dict[str, Any]:
    return {
        "feeds": counts.feeds,
        "entries": counts.entries,
        "articles": counts.articles,
        "stories": counts.stories,
        "alerts": counts.alerts,
        "deliveries": counts.deliveries,
        "last_poll": counts.last_poll,
        "oldest_waiting_delivery": counts.oldest_waiting,
        "pauses": [
            {"host": pause.host, "until": pause.until, "reason": pause.reason}
            for pause in counts.pauses
        ],
    }


def _facts(counts: Counts, now: datetime) -> dict[str, str]:
    facts = {
        "feeds": _states(counts.feeds),
        "last poll": show.ago(counts.last_poll, now),
        "entries": _states(counts.entries),
        "articles": f"{_states(counts.articles)}, in {counts.stories:,} stories",
        "alerts": f"{counts.alerts:,}",
        "deliveries": _states(counts.deliveries),
    }
    if counts.oldest_waiting is not None:
        facts["waiting"] = f"a delivery, since {show.ago(counts.oldest_waiting, now)}"
    for pause in counts.pauses:
        facts[f"pause {pause.host}"] = f"until {show.moment(pause.until)}: {pause.reason}"
    return facts


def _states(numbers: Mapping[str, int]) -> str:
    """Numbers by state in words: "12 healthy, 1 failing"."""
    words = (f"{number:,} {state.replace('_', ' ')}" for state, number in numbers.items() if number)
    return ", ".join(words) or "none"
