"""`monitor coverage`: what could we have missed? `monitor notices`: what the operator was told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import feed_words, show
from monitor.cli.context import AsJson, Limit, examples, reading
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.store.coverage import Coverage

EXAMPLES = examples("monitor coverage", "monitor coverage --from 2026-11-01 --to 2026-11-08 --json")
NOTICES_EXAMPLES = examples("monitor notices", "monitor notices --json")
_POLLS_KEPT = timedelta(days=30)  # retention's; older spans lack their polls

From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="From then on; else the last day.")
]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Before then; else now.")]


def coverage(ctx: typer.Context, from_: From = None, to: To = None, json_: AsJson = False) -> None:
    """Say for each source what was expected, seen, read and matched, and what may be missing."""
    from monitor.run.clock import utc_now
    from monitor.store.coverage import coverage as covered

    now = utc_now()
    end = feed_words.day(to, "--to") if to else now
    start = feed_words.day(from_, "--from") if from_ else end - timedelta(days=1)
    if start >= end:
        raise UsageError("--from must come before --to")
    with reading(ctx) as connection:
        rows = covered(connection, start, end, now)
    if json_:
        show.as_json({"from": start, "to": end, "sources": [_record(row) for row in rows]})
        return
    show.table(
        ("id", "source", "polls", "unwatched", "expected", "seen", "fetched", "text", "flagged",
         "matched", "undone", "lost"),
        [_cells(row) for row in rows],
        empty="No feeds are followed",
    )  # fmt: skip
    print()
    for sentence in _summary(rows):
        print(sentence)
    if now - start > _POLLS_KEPT:
        print("Polls are kept for 30 days: before that, gaps and failed polls are not known.")


def notices(ctx: typer.Context, limit: Limit = 20, json_: AsJson = False) -> None:
    """List what the operator was told: feeds that failed, moved, fell silent, rolled past us."""
    from monitor.store.notices import list_notices

    with reading(ctx) as connection:
        rows = list_notices(connection, limit=limit)
    if json_:
        show.as_json(
            [
                {
                    "id": row.notice.id,
                    "at": row.notice.at,
                    "kind": row.notice.kind.value,
                    "feed": row.notice.feed_id,
                    "subject": row.notice.subject,
                    "detail": row.notice.detail,
                    "sent": row.sent,
                    "waiting": row.waiting,
                    "given_up": row.given_up,
                }
                for row in rows
            ]
        )
        return
    show.table(
        ("at", "kind", "told", "what", "why"),
        [
            (
                show.moment(row.notice.at),
                row.notice.kind.value,
                f"{row.sent} of {row.sent + row.waiting + row.given_up}",
                row.notice.subject,
                row.notice.detail,
            )
            for row in rows
        ],
        empty="Nothing to tell: no feed has changed for the worse",
    )


def _cells(row: Coverage) -> tuple[str, ...]:
    missed = row.failed_polls + row.offline_polls
    return (
        str(row.feed_id),
        row.title or row.url,
        f"{row.polls:,}" + (f" +{missed:,} failed" if missed else ""),
        show.span(row.unwatched),
        "?" if row.expected is None else f"{row.expected:,}",
        f"{row.seen:,}",
        f"{row.fetched:,}",
        f"{row.extracted:,}",
        f"{row.flagged:,}",
        f"{row.matched:,}",
        f"{row.unfinished + row.failed:,}",
        f"{row.lost:,}",
    )


def _summary(rows: tuple[Coverage, ...]) -> list[str]:
    """What could have been missed, in sentences; the sum of all sources first."""
    whole = sum(row.is_whole for row in rows)
    said = [f"{whole:,} of {show.count(len(rows), 'source')} without a known hole."]
    for number, noun, plural, what in (
        (sum(row.lost for row in rows), "entry", "entries", "may be lost between two polls"),
        (sum(row.unfinished for row in rows), "entry", "entries", "still to be read or matched"),
        (sum(row.failed for row in rows), "entry", "entries", "put aside after failing"),
        (sum(row.failed_polls for row in rows), "poll", "polls", "failed"),
        (sum(row.offline_polls for row in rows), "poll", "polls", "not made: our network was down"),
    ):
        if number:
            said.append(f"{show.count(number, noun, plural)} {what}.")
    return said


def _record(row: Coverage) -> dict[str, Any]:
    return {
        "feed": row.feed_id,
        "title": row.title,
        "url": row.url,
        "health": row.health.value,
        "polls": row.polls,
        "failed_polls": row.failed_polls,
        "offline_polls": row.offline_polls,
        "unwatched": row.unwatched,
        "expected": row.expected,
        "seen": row.seen,
        "fetched": row.fetched,
        "extracted": row.extracted,
        "flagged": row.flagged,
        "matched": row.matched,
        "failed": row.failed,
        "unfinished": row.unfinished,
        "lost": row.lost,
        "whole": row.is_whole,
    }
