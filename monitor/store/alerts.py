"""Matches and alerts: a story is told once for each rule, and each recipient gets it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, func, insert, select, update

from monitor.errors import NotFound
from monitor.formats.event_records import from_json, to_json
from monitor.model import (
    Alert,
    AlertId,
    ArticleId,
    DeliveryState,
    Evidence,
    Match,
    MatchResult,
    Quote,
    Route,
    Severity,
    StoryId,
    TextSource,
    Zone,
)
from monitor.model.stories import News, Novelty
from monitor.store.correlating import Combination, Telling, combinations
from monitor.store.following import follow
from monitor.store.inserts import insert_new
from monitor.store.schema import (
    alert_matches,
    alerts,
    articles,
    deliveries,
    digest,
    matches,
    story_rules,
)

Routes = Callable[[Sequence[Match]], tuple[Route, ...]]

# Built once, as most articles match nothing and that path is to be short.
_LOAD_ARTICLE = select(articles).where(articles.c.id == bindparam("this_article")).with_for_update()
_FINISH_MATCHING = update(articles).where(articles.c.id == bindparam("this_article"))
_DELETE_UNTOLD = delete(matches).where(
    matches.c.article_id == bindparam("this_article"),
    ~exists().where(alert_matches.c.match_id == matches.c.id),
)


def save_matches(
    connection: Connection,
    article_id: ArticleId,
    result: MatchResult,
    routes: Routes,
    *,
    now: datetime,
    message_domain: str,
    news: News | None = None,
) -> AlertId | None:
    """Save what the rules found in an article, and the alert and deliveries that follow.

    An alert is made for the rules for which the article's story has not been told yet, and for
    those that want to hear of what it adds to a known event; None when there are none. Without
    `news` every story is an event of its own. All of it happens in this one transaction, so running
    it again tells nothing twice. An alert that no route wants exists all the same.

    Raises:
        NotFound: there is no such article.
    """
    row = connection.execute(_LOAD_ARTICLE, {"this_article": article_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no article {article_id}")
    found = tuple({match.rule_id: match for match in result.matches}.values())
    _replace_untold(connection, article_id, found, now)
    told_now, telling = _pass_gates(connection, row, replace(result, matches=found), news, now)
    alert_id = None
    if told_now:
        alert_id = _make_alert(connection, row, told_now, telling, now)
        _make_deliveries(connection, alert_id, routes(told_now), now, message_domain)
    if news is not None and news.correlate is not None and result.patterns and found:
        for one in combinations(
            connection, row, telling, found,
            patterns=result.patterns, correlate=news.correlate, now=now,
        ):  # fmt: skip
            together = _tell_together(connection, row, one, now)
            _make_deliveries(connection, together, routes((one.match,)), now, message_domain)
    done = {
        "this_article": article_id,
        "state": "matched",
        "next_due": None,
        "failures": 0,
        "detail": "",
        "over_budget": list(result.over_budget),
    }
    connection.execute(_FINISH_MATCHING, done)
    return alert_id


def load_alert(connection: Connection, alert_id: AlertId) -> Alert:
    """An alert with its matches.

    Raises:
        NotFound: there is no such alert.
    """
    row = connection.execute(select(alerts).where(alerts.c.id == alert_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no alert {alert_id}")
    return Alert(
        id=AlertId(row.id),
        key=row.key,
        story_id=StoryId(row.story_id),
        article_id=ArticleId(row.article_id),
        headline=row.headline,
        url=row.url,
        source=row.source,
        text_source=TextSource(row.text_source),
        published=row.published,
        created=row.created,
        matches=_matches_of(connection, alert_id),
        novelty=Novelty(row.novelty),
        change=row.change,
        follows=None if row.follows is None else AlertId(row.follows),
    )


def also_told_by(connection: Connection, alert: Alert) -> tuple[str, ...]:
    """The other sources that carry the alert's story, each once, in the order of their reports."""
    query = (
        select(articles.c.source)
        .where(articles.c.story_id == alert.story_id, articles.c.source != alert.source)
        .order_by(articles.c.id)
    )
    return tuple(dict.fromkeys(connection.execute(query).scalars()))


def match_from(row: Row[Any]) -> Match:
    """A row of `matches` as a rule that fires and the words it fires on."""
    quote = row.quote
    return Match(
        rule_id=row.rule_id,
        rule_title=row.rule_title,
        rule_version=row.rule_version,
        topics=tuple(row.topics),
        severity=Severity(row.severity),
        evidence=tuple(
            Evidence(one["field"], Zone(one["zone"]), one["start"], one["end"], one["exact"])
            for one in row.evidence
        ),
        quote=Quote(
            zone=Zone(quote["zone"]),
            start=quote["start"],
            end=quote["end"],
            text=quote["text"],
            highlights=tuple((start, end) for start, end in quote["highlights"]),
        ),
        reason=row.reason,
        confidence=row.confidence,
        event=from_json(row.event) if row.event else None,
    )


def _replace_untold(
    connection: Connection, article_id: ArticleId, found: Sequence[Match], now: datetime
) -> None:
    """Keep an article's matches as they are now, and those that an alert told as they were told."""
    connection.execute(_DELETE_UNTOLD, {"this_article": article_id})
    rows = [_match_row(article_id, match, now) for match in found]
    insert_new(connection, matches, rows, matches.c.id)


def _pass_gate(connection: Connection, story_id: int, found: Sequence[Match]) -> tuple[Match, ...]:
    """The matches whose rules the story was not told for, which it is from now on."""
    rows = [{"story_id": story_id, "rule_id": match.rule_id} for match in found]
    # In one order, so that two transactions never wait for each other.
    rows.sort(key=lambda row: str(row["rule_id"]))
    new = {row.rule_id for row in insert_new(connection, story_rules, rows, story_rules.c.rule_id)}
    return tuple(match for match in found if match.rule_id in new)


def _pass_gates(
    connection: Connection,
    article: Row[Any],
    result: MatchResult,
    news: News | None,
    now: datetime,
) -> tuple[tuple[Match, ...], Telling]:
    """The matches to tell an article for, and how: for the first time, or as what changed."""
    found = result.matches
    if news is None or result.facts is None or not found:
        return _pass_gate(connection, article.story_id, found), Telling(article.story_id)
    story, placement = follow(connection, article, result.facts, news.place, now)
    first = _pass_gate(connection, story, found)
    again: list[Match] = []
    if placement.story is not None and not _has_alert(connection, article.id):
        again = [
            match
            for match in found
            if match not in first and news.tells_again(placement, match.notify)
        ]
    told = tuple(match for match in found if match in first or match in again)
    if again or placement.novelty is Novelty.BACKGROUND:
        return told, Telling(story, placement.sources, placement.novelty, placement.reason)
    return told, Telling(story, placement.sources)


def _has_alert(connection: Connection, article_id: int) -> bool:
    """Whether an article was told: read again, it tells no change a second time."""
    told = select(exists().where(alerts.c.article_id == article_id))
    return bool(connection.execute(told).scalar_one())


def _make_alert(
    connection: Connection,
    article: Row[Any],
    told: Sequence[Match],
    telling: Telling,
    now: datetime,
) -> AlertId:
    rule_ids = sorted(match.rule_id for match in told)
    story = telling.story
    changed = "" if telling.novelty is Novelty.NEW else f":{telling.novelty.value}:{article.id}"
    first = select(func.min(alerts.c.id)).where(alerts.c.story_id == story)
    values = {
        "key": f"story:{story}{changed}:{digest(*rule_ids)}",
        "story_id": story,
        "article_id": article.id,
        "headline": article.title,
        "url": article.url,
        "source": article.source,
        "text_source": article.text_source,
        "published": article.published,
        "created": now,
        "severity": max(match.severity for match in told).value,
        "topics": list(dict.fromkeys(topic for match in told for topic in match.topics)),
        "novelty": telling.novelty.value,
        "change": telling.change,
        "follows": connection.execute(first).scalar_one(),
    }
    alert_id = connection.execute(insert(alerts).values(values).returning(alerts.c.id)).scalar_one()
    connection.execute(
        update(story_rules)
        .where(
            story_rules.c.story_id == story,
            story_rules.c.rule_id.in_(rule_ids),
            story_rules.c.alert_id.is_(None),
        )
        .values(alert_id=alert_id)
    )
    _link_matches(connection, alert_id, article.id, told)
    return AlertId(alert_id)


def _tell_together(
    connection: Connection, article: Row[Any], one: Combination, now: datetime
) -> AlertId:
    """The alert on events that come together, told on the article that completed them."""
    insert_new(connection, matches, [_match_row(article.id, one.match, now)], matches.c.id)
    values = {
        "key": one.key,
        "story_id": one.story,
        "article_id": article.id,
        "headline": one.title,
        "url": article.url,
        "source": article.source,
        "text_source": article.text_source,
        "published": article.published,
        "created": now,
        "severity": one.match.severity.value,
        "topics": list(one.match.topics),
        "novelty": Novelty.CORRELATED.value,
        "change": one.change,
        "follows": None,
    }
    alert_id = connection.execute(insert(alerts).values(values).returning(alerts.c.id)).scalar_one()
    _link_matches(connection, alert_id, article.id, (one.match,))
    return AlertId(alert_id)


def _link_matches(
    connection: Connection, alert_id: int, article_id: int, told: Sequence[Match]
) -> None:
    query = select(matches.c.rule_id, matches.c.id).where(matches.c.article_id == article_id)
    ids = {row.rule_id: row.id for row in connection.execute(query)}
    rows = [
        {"alert_id": alert_id, "position": position, "match_id": ids[match.rule_id]}
        for position, match in enumerate(told)
    ]
    connection.execute(insert(alert_matches), rows)


def _make_deliveries(
    connection: Connection,
    alert_id: AlertId,
    routes: Sequence[Route],
    now: datetime,
    message_domain: str,
) -> None:
    """One row per recipient, due when its channel's timetable says.

    Its message id is made here, once, and goes with every attempt.

    The moment of creation is part of it: a second installation, or this one begun anew, counts its
    stories from 1 too, and mail servers drop a message whose id they have seen.
    """
    alert = connection.execute(
        select(alerts.c.key, alerts.c.severity, alerts.c.novelty).where(alerts.c.id == alert_id)
    ).one()
    alert_part = digest(alert.key, now.isoformat())[:20]
    severity, novelty = Severity(alert.severity), Novelty(alert.novelty)
    planned = [(route, route.timetable.plan(severity, novelty, now)) for route in routes]
    rows = [
        {
            "alert_id": alert_id,
            "channel": route.channel,
            "recipient": route.recipient,
            "message_id": _message_id(alert_part, route, message_domain),
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "failures": 0,
            "next_due": plan.due,
            "digest_due": plan.due if plan.in_digest else None,
            "possible_repeat": False,
            "detail": "",
        }
        for route, plan in planned
    ]
    insert_new(connection, deliveries, rows, deliveries.c.id)


def _message_id(alert_part: str, route: Route, domain: str) -> str:
    """An RFC 5322 msg-id (section 3.6.4)."""
    return f"<alert-{alert_part}.{digest(route.channel, route.recipient)[:12]}@{domain}>"


def _match_row(article_id: ArticleId, match: Match, now: datetime) -> dict[str, Any]:
    quote = match.quote
    return {
        "article_id": article_id,
        "rule_id": match.rule_id,
        "rule_title": match.rule_title,
        "rule_version": match.rule_version,
        "topics": list(match.topics),
        "severity": match.severity.value,
        "evidence": [
            {
                "field": one.field,
                "zone": one.zone.value,
                "start": one.start,
                "end": one.end,
                "exact": one.exact,
            }
            for one in match.evidence
        ],
        "quote": {
            "zone": quote.zone.value,
            "start": quote.start,
            "end": quote.end,
            "text": quote.text,
            "highlights": [list(span) for span in quote.highlights],
        },
        "reason": match.reason,
        "confidence": match.confidence,
        "event": to_json(match.event) if match.event else None,
        "matched_at": now,
    }


def _matches_of(connection: Connection, alert_id: AlertId) -> tuple[Match, ...]:
    query = (
        select(matches)
        .join(alert_matches, alert_matches.c.match_id == matches.c.id)
        .where(alert_matches.c.alert_id == alert_id)
        .order_by(alert_matches.c.position)
    )
    return tuple(match_from(row) for row in connection.execute(query))
