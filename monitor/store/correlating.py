"""Correlations over what was matched: the events that come together, and the alert on them.

All of it happens in the transaction that saves an article's matches, so that an event cannot be
counted and its alert be lost. A correlation is told as a rule of its own on the article that
completed it; its alert names the events and the alerts on each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select

from monitor.formats.event_records import from_json
from monitor.model import Match, Severity
from monitor.model.correlations import Correlate, Occurrence, Pattern, Together
from monitor.model.events import EventRecord
from monitor.model.stories import Novelty
from monitor.store.schema import alerts, articles, digest, matches

_MARGIN = timedelta(days=30)  # a report may come so long after what it tells
_MOST = 500  # matches looked at, the newest: a flood of them must not slow each other down
_TITLE = 100
_TOLD = (
    articles.c.story_id,
    articles.c.title,
    articles.c.source,
    articles.c.published,
    articles.c.fetched_at,
)
_NAMED = 8  # events that a sentence names


@dataclass(frozen=True, slots=True)
class Telling:
    """The story an article tells, who tells it, and what the article adds to it."""

    story: int
    sources: int = 1  # independent ones, this article's included
    novelty: Novelty = Novelty.NEW
    change: str = ""


@dataclass(frozen=True, slots=True)
class Combination:
    """A correlation to tell: as a match on the article that completes it, and in which words."""

    match: Match
    story: int
    key: str
    title: str
    change: str


def combinations(
    connection: Connection,
    article: Row[Any],
    telling: Telling,
    found: Sequence[Match],
    *,
    patterns: Sequence[Pattern],
    correlate: Correlate,
    now: datetime,
) -> Iterator[Combination]:
    """Yield the correlations that an article's matches complete and that were not told lately."""
    for pattern in patterns:
        known = _known(connection, pattern, now)
        for match in found:
            new = _read(match.event, match.rule_id, article, telling)
            together = correlate(pattern, new, known) if match.rule_id in pattern.rules else None
            if together is not None and not _was_told(connection, together, now):
                yield _combination(connection, together, telling.story, match, found)
                break


def _known(connection: Connection, pattern: Pattern, now: datetime) -> tuple[Occurrence, ...]:
    """The other events that the pattern's rules fired on of late, each once for each rule."""
    if pattern.by_event:
        return ()
    query = (
        select(matches.c.rule_id, matches.c.event, *_TOLD)
        .join(articles, articles.c.id == matches.c.article_id)
        .where(
            matches.c.rule_id.in_(pattern.rules),
            matches.c.matched_at >= now - pattern.within - _MARGIN,
        )
        .order_by(matches.c.matched_at.desc(), matches.c.id.desc())
        .limit(_MOST)
    )
    latest: dict[tuple[int, str], Occurrence] = {}
    for row in connection.execute(query):
        key = (row.story_id, row.rule_id)
        if key not in latest:
            record = from_json(row.event) if row.event else None
            latest[key] = _read(record, row.rule_id, row, Telling(row.story_id))
    return tuple(latest.values())


def _read(record: EventRecord | None, rule: str, article: Any, telling: Telling) -> Occurrence:
    """Return an event as a rule saw it in an article; only the number of its sources is known."""
    plain = Occurrence(
        event=str(telling.story),
        rule=rule,
        seen=(article.published or article.fetched_at).date(),
        sources=tuple(f"source {number}" for number in range(1, telling.sources + 1)),
        title=article.title,
    )
    if record is None:
        return plain
    return replace(
        plain,
        day=record.when.start if record.when else None,
        roles=tuple((name, tuple(party.key for party in held)) for name, held in record.roles),
        status=(record.status,) if record.status else (),
    )


def _group_key(together: Together) -> str:
    shared = (f"{name}={value}" for name, value in together.shared)
    return f"together:{together.pattern.id}:{digest(*shared)[:16]}:"


def _was_told(connection: Connection, together: Together, now: datetime) -> bool:
    """Whether the same thing was told within its time of silence; of one event, whether ever."""
    told = alerts.c.key.startswith(_group_key(together), autoescape=True)
    if not together.pattern.by_event:
        told &= alerts.c.created > now - together.pattern.repeat
    return bool(connection.execute(select(exists().where(told))).scalar_one())


def _combination(
    connection: Connection, together: Together, story: int, match: Match, found: Sequence[Match]
) -> Combination:
    pattern = together.pattern
    events = (f"{one.event}.{one.rule}" for one in together.events)
    change = f"{together.reason}: {'; '.join(_named(connection, together))}"
    told = replace(
        match,
        rule_id=pattern.id,
        rule_title=pattern.title,
        rule_version=pattern.version,
        severity=pattern.severity or _raised(found),
        topics=tuple(dict.fromkeys((*match.topics, *_topics(connection, together)))),
        reason=together.reason,
        event=None,
    )
    key = f"{_group_key(together)}{digest(*events)[:16]}"
    return Combination(told, story, key, pattern.title, change)


def _raised(found: Sequence[Match]) -> Severity:
    return Severity(min(max(match.severity for match in found) + 1, Severity.CRITICAL))


def _topics(connection: Connection, together: Together) -> Iterator[str]:
    """The topics under which the contributing events were matched."""
    stories = [int(one.event) for one in together.events]
    query = (
        select(matches.c.topics)
        .join(articles, articles.c.id == matches.c.article_id)
        .where(articles.c.story_id.in_(stories), matches.c.rule_id.in_(together.pattern.rules))
        .order_by(matches.c.id)
    )
    for topics in connection.execute(query).scalars():
        yield from topics


def _named(connection: Connection, together: Together) -> Iterator[str]:
    """Name each event by its rule, its day, its headline and the alert that told it first."""
    stories = {int(one.event) for one in together.events}
    first = (
        select(alerts.c.story_id, func.min(alerts.c.id).label("id"))
        .where(alerts.c.story_id.in_(stories))
        .group_by(alerts.c.story_id)
    )
    numbers = {row.story_id: row.id for row in connection.execute(first)}
    for one in together.events[:_NAMED]:
        alert = numbers.get(int(one.event))
        told = f" (event {one.event}, alert {alert})" if alert else f" (event {one.event})"
        yield f"{one.rule} {(one.day or one.seen).isoformat()}, {one.title[:_TITLE]}{told}"
    if len(together.events) > _NAMED:
        yield f"and {len(together.events) - _NAMED} more"
