"""Events as an operator sees them: what each is about, who told it, and what was said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from monitor.errors import NotFound
from monitor.formats.story_facts import from_json
from monitor.model import AlertId, ArticleId, StoryId
from monitor.model.stories import Novelty, StoryFacts
from monitor.store.schema import alerts, articles, story_facts


@dataclass(frozen=True, slots=True)
class Report:
    """One article that tells an event."""

    id: ArticleId
    at: datetime
    title: str
    url: str
    source: str
    facts: StoryFacts


@dataclass(frozen=True, slots=True)
class Telling:
    """One alert on an event."""

    id: AlertId
    article: ArticleId
    created: datetime
    novelty: Novelty
    change: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with its reports and alerts, each in the order in which they came."""

    id: StoryId
    reports: tuple[Report, ...]
    tellings: tuple[Telling, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """Its topics, each once."""
        told = (facet.topic for report in self.reports for facet in report.facts.facets)
        return tuple(dict.fromkeys(told))

    @property
    def status(self) -> str:
        """The last status a report gave; "" when none did."""
        told = [f.status for report in self.reports for f in report.facts.facets if f.status]
        return told[-1] if told else ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Who reported it, each once."""
        return tuple(dict.fromkeys(report.source for report in self.reports))


def list_events(connection: Connection, limit: int) -> list[EventRow]:
    """The events last reported on, the newest first."""
    last = func.max(story_facts.c.at)
    query = (
        select(articles.c.story_id)
        .join(story_facts, story_facts.c.article_id == articles.c.id)
        .group_by(articles.c.story_id)
        .order_by(last.desc(), articles.c.story_id.desc())
        .limit(limit)
    )
    return _events(connection, list(connection.execute(query).scalars()))


def show_event(connection: Connection, event: StoryId) -> EventRow:
    """One event.

    Raises:
        NotFound: no article that matched a rule tells it.
    """
    [found] = _events(connection, [event])
    if not found.reports:
        raise NotFound(f"there is no event {event}")
    return found


def _events(connection: Connection, ids: Sequence[int]) -> list[EventRow]:
    reports: defaultdict[int, list[Report]] = defaultdict(list)
    tellings: defaultdict[int, list[Telling]] = defaultdict(list)
    found = (
        select(articles, story_facts.c.at, story_facts.c.facts)
        .join(story_facts, story_facts.c.article_id == articles.c.id)
        .where(articles.c.story_id.in_(ids))
        .order_by(story_facts.c.at, articles.c.id)
    )
    for row in connection.execute(found):
        reports[row.story_id].append(_report(row))
    told = select(alerts).where(alerts.c.story_id.in_(ids)).order_by(alerts.c.id)
    for row in connection.execute(told):
        tellings[row.story_id].append(
            Telling(
                AlertId(row.id),
                ArticleId(row.article_id),
                row.created,
                Novelty(row.novelty),
                row.change,
            )
        )
    return [EventRow(StoryId(one), tuple(reports[one]), tuple(tellings[one])) for one in ids]


def _report(row: Row[Any]) -> Report:
    facts = from_json(str(row.id), row.facts)
    return Report(ArticleId(row.id), row.at, row.title, row.url, row.source, facts)
