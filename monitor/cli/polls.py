"""`monitor feeds poll`: ask a feed soon, or say why it is asked when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import feed_words as words
from monitor.cli import show
from monitor.cli.context import AsJson, examples, reading, writing
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import HostPause
    from monitor.store.rows import FeedRow, PollRow

EXAMPLES = examples("monitor feeds poll 3", "monitor feeds poll https://news.example/rss --explain")


def poll(
    ctx: typer.Context,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="Number or address.")],
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Ask nobody: say what it answered last, what is sent next."),
    ] = False,
    json_: AsJson = False,
) -> None:
    """Make a feed due now, for the daemon or `monitor run --once` to ask."""
    if explain or json_:
        _explain(ctx, feed, json_)
        return
    from monitor.run.clock import utc_now
    from monitor.store import queries
    from monitor.store.feeds import poll_soon

    now = utc_now()
    with writing(ctx) as (_, connection):
        row = queries.find_feed(connection, feed, now)
        if row.feed.status.value != "active":
            raise UsageError(f"feed {row.feed.id} is {row.feed.status.value}: see 'feeds resume'")
        poll_soon(connection, row.feed.id, now)
        pause = queries.pause_of(connection, row.feed.url, now)
    print(f"Feed {row.feed.id} is due now: {row.feed.url}")
    if pause is not None:
        print(f"but not before {show.moment(pause.until)} UTC: {pause.reason}")


def _explain(ctx: typer.Context, feed: str, as_json: bool) -> None:
    from monitor.run.clock import utc_now
    from monitor.store import queries

    now = utc_now()
    with reading(ctx) as connection:
        row = queries.find_feed(connection, feed, now)
        last = next(iter(queries.list_polls(connection, row.feed.id, limit=1)), None)
        pause = queries.pause_of(connection, row.feed.url, now)
    if as_json:
        show.as_json(_record(row, last, pause))
        return
    show.facts(_facts(row, last, pause))


def _facts(row: FeedRow, last: PollRow | None, pause: HostPause | None) -> dict[str, str]:
    state, validators = row.state, row.state.validators
    told = words.facts(row)
    told["last poll"] = show.moment(state.last_polled)
    told["last answer"] = f"{last.outcome.value}: {last.detail}" if last else "-"
    told["asked with"] = "nothing: the next answer is a whole body"
    if validators is not None:
        pairs = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
        told["asked with"] = ", ".join(f"{name}: {value}" for name, value in pairs.items() if value)
        told["given by"] = validators.url
    told["next poll"] = show.moment(state.next_due)
    told["because"] = state.due_reason
    if pause is not None:
        told["not before"] = f"{show.moment(pause.until)}: {pause.reason}"
    if state.hints.ttl is not None:
        told["the feed asks for"] = f"at least {show.span(state.hints.ttl)} between two polls"
    if state.learnt.move is not None:
        move = state.learnt.move
        told["redirected to"] = f"{move.to}, since {show.moment(move.since)}, {move.polls} polls"
    return told


def _record(row: FeedRow, last: PollRow | None, pause: HostPause | None) -> dict[str, Any]:
    state, validators = row.state, row.state.validators
    move = state.learnt.move
    return words.record(row) | {
        "last_answer": None if last is None else words.poll_record(last),
        "etag": validators.etag if validators else None,
        "last_modified": validators.last_modified if validators else None,
        "validators_from": validators.url if validators else None,
        "ttl": state.hints.ttl,
        "skip_hours": list(state.hints.skip_hours),
        "skip_days": list(state.hints.skip_days),
        "redirected_to": None if move is None else move.to,
        "not_before": None if pause is None else pause.until,
        "not_before_reason": None if pause is None else pause.reason,
    }
