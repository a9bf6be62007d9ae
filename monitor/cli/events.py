"""`monitor events`: what happened, who told it, and the operator's word on what is one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import show
from monitor.cli.context import AsJson, Limit, examples, reading, writing

if TYPE_CHECKING:
    from monitor.model.stories import Facet
    from monitor.store.events import EventRow

app = typer.Typer(no_args_is_help=True, help="What happened, who told it, what changed since.")

EventId = Annotated[int, typer.Argument(metavar="EVENT", help="Its number.")]


@app.command("list", epilog=examples("monitor events list", "monitor events list --json"))
def list_(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Option(help="Only events on this topic.")] = None,
    limit: Limit = 20,
    json_: AsJson = False,
) -> None:
    """List the events last reported on, newest first."""
    from monitor.store.events import list_events

    with reading(ctx) as connection:
        found = list_events(connection, limit if topic is None else show.ALL)
    events = [event for event in found if topic is None or topic in event.topics][:limit]
    if json_:
        show.as_json([_record(event) for event in events])
        return
    show.table(
        ("id", "last report", "status", "topics", "headline", "articles", "sources", "alerts"),
        [
            (
                str(event.id),
                show.moment(event.reports[-1].at),
                event.status,
                ", ".join(event.topics),
                show.headline(event.reports[0].title),
                str(len(event.reports)),
                str(len(event.sources)),
                str(len(event.tellings)),
            )
            for event in events
        ],
        empty="No events yet",
    )


@app.command("show", epilog=examples("monitor events show 12", "monitor events show 12 --json"))
def show_(ctx: typer.Context, event: EventId, json_: AsJson = False) -> None:
    """Show one event: its reports in order, what each says, and what was told when."""
    from monitor.model import StoryId
    from monitor.store.events import show_event

    with reading(ctx) as connection:
        found = show_event(connection, StoryId(event))
    if json_:
        show.as_json(_shown(found))
        return
    show.table(
        ("article", "reported", "status", "parties", "headline", "source"),
        [
            (
                str(report.id),
                show.moment(report.at),
                ", ".join(dict.fromkeys(f.status for f in report.facts.facets if f.status)),
                "; ".join(dict.fromkeys(_parties(facet) for facet in report.facts.facets)),
                show.headline(report.title),
                report.source,
            )
            for report in found.reports
        ],
        empty="",
    )
    print()
    show.table(
        ("alert", "told", "novelty", "what changed"),
        [
            (str(one.id), show.moment(one.created), one.novelty.value, one.change)
            for one in found.tellings
        ],
        empty="Never told",
    )


@app.command("merge", epilog=examples("monitor events merge 12 15"))
def merge(
    ctx: typer.Context,
    event: EventId,
    other: Annotated[int, typer.Argument(metavar="OTHER", help="The event to file under it.")],
) -> None:
    """Say that two events are one; it is remembered, and nothing is told again."""
    from monitor.model import StoryId
    from monitor.run.clock import utc_now
    from monitor.store import following

    with writing(ctx) as (_, connection):
        moved = following.merge(connection, StoryId(event), StoryId(other), utc_now())
    print(f"Event {event} has {moved} more article{'s' if moved != 1 else ''}")


@app.command("split", epilog=examples("monitor events split 40"))
def split(
    ctx: typer.Context,
    article: Annotated[int, typer.Argument(metavar="ARTICLE", help="The article's number.")],
) -> None:
    """Say that an article tells another event than those it was filed with; it is remembered.

    An article that no alert was about is matched again, and told.
    """
    from monitor.model import ArticleId
    from monitor.run.clock import utc_now
    from monitor.store import following

    with writing(ctx) as (_, connection):
        fresh = following.split(connection, ArticleId(article), utc_now())
    print(f"Article {article} tells event {fresh} now")


def _parties(facet: Facet) -> str:
    return " > ".join("/".join(keys) for _, keys in facet.roles[:2])


def _record(event: EventRow) -> dict[str, Any]:
    """Return what a listing says of an event: docs/operate.md, "Listings for programs"."""
    return {
        "id": event.id,
        "first_report": event.reports[0].at,
        "last_report": event.reports[-1].at,
        "topics": list(event.topics),
        "status": event.status or None,
        "headline": event.reports[0].title,
        "articles": [report.id for report in event.reports],
        "sources": list(event.sources),
        "alerts": [told.id for told in event.tellings],
    }


def _shown(event: EventRow) -> dict[str, Any]:
    return _record(event) | {
        "reports": [
            {
                "article": report.id,
                "at": report.at,
                "title": report.title,
                "url": report.url,
                "source": report.source,
                "facets": [
                    {
                        "topic": facet.topic,
                        "roles": {name: list(keys) for name, keys in facet.roles},
                        "status": facet.status or None,
                        "stance": facet.stance or None,
                    }
                    for facet in report.facts.facets
                ],
            }
            for report in event.reports
        ],
        "tellings": [
            {
                "alert": told.id,
                "article": told.article,
                "at": told.created,
                "novelty": told.novelty.value,
                "change": told.change or None,
            }
            for told in event.tellings
        ],
    }
