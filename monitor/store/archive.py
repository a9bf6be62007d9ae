"""The stored articles as an archive: imported, searched, and run through rules once more.

An article's moment is when it was published or, where nobody says, when it was read. What is
imported counts as told: the rules of the daemon never see it, and a feed that announces its address
later brings nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from monitor.model import Article, ArticleId, KnownArticle, StoryId
from monitor.store.articles import (
    ALIKE,
    COPIES_WITHIN,
    FILING,
    KNOWN,
    LOOKUP_KEYS,
    MOST_CANDIDATES,
    NEW_ARTICLE,
    NEW_STORY,
    article_at,
    article_from,
    columns_of,
    index_sketch,
    known_from,
)
from monitor.store.inserts import batches, insert_new, one_at_a_time
from monitor.store.schema import article_addresses, articles, digest, matches

StoryOf = Callable[[Article, Sequence[KnownArticle]], StoryId | None]

# A date may lie ahead of the clock by as much (monitor.formats.dates): an article cannot be
# published later than that after it was read, so the index on `fetched_at` finds a span of moments.
_AHEAD = timedelta(days=2)
_moment: ColumnElement[datetime] = func.coalesce(articles.c.published, articles.c.fetched_at)
_HAS_TEXT = articles.c.text_dropped_at.is_(None)
_CANDIDATES = (
    KNOWN.where(
        or_(articles.c.exact == bindparam("same"), articles.c.id.in_(ALIKE)),
        _moment >= bindparam("earliest", type_=articles.c.published.type),
        _moment <= bindparam("latest", type_=articles.c.published.type),
    )
    .order_by(articles.c.id)
    .limit(MOST_CANDIDATES)
)


class Dated(NamedTuple):
    """A stored article's number and its moment."""

    id: ArticleId
    at: datetime


@dataclass(frozen=True, slots=True)
class Archived:
    """A stored article, whole."""

    id: ArticleId
    story_id: StoryId
    at: datetime  # its moment
    article: Article


def articles_since(connection: Connection, since: datetime | None) -> tuple[Dated, ...]:
    """The articles whose moment is not before `since`, the oldest first; those without text not."""
    query = select(articles.c.id, _moment.label("at")).where(_HAS_TEXT)
    if since is not None:
        query = query.where(articles.c.fetched_at >= since - _AHEAD, _moment >= since)
    rows = connection.execute(query.order_by("at", articles.c.id))
    return tuple(Dated(ArticleId(row.id), row.at) for row in rows)


def texts_let_go(connection: Connection, since: datetime | None) -> int:
    """How many articles of that time have lost their texts to retention."""
    query = select(func.count()).select_from(articles).where(~_HAS_TEXT)
    if since is not None:
        query = query.where(articles.c.fetched_at >= since - _AHEAD, _moment >= since)
    return int(connection.execute(query).scalar_one())


def load_articles(connection: Connection, ids: Sequence[ArticleId]) -> tuple[Archived, ...]:
    """The articles with these numbers, in their order; those that are gone are left out."""
    found = {}
    for some in batches(ids):
        query = select(articles, _moment.label("at")).where(articles.c.id.in_(some))
        for row in connection.execute(query):
            story = StoryId(row.story_id)
            found[row.id] = Archived(ArticleId(row.id), story, row.at, article_from(row))
    return tuple(found[one] for one in ids if one in found)


def import_articles(
    connection: Connection, found: Sequence[Article], story_of: StoryOf, now: datetime
) -> int:
    """File articles of an archive that no address of ours leads to yet; how many were new.

    They are filed as matched. Copies are looked for among articles published within two weeks
    before or after, since an archive comes in any order.
    """
    one_at_a_time(connection, FILING)
    new = 0
    for article in found:
        if article_at(connection, article.url_key) is None:
            _file_as_seen(connection, article, story_of, now)
            new += 1
    return new


def matches_by_rule(connection: Connection, since: datetime) -> dict[str, int]:
    """On how many articles each rule has fired since a moment."""
    query = (
        select(matches.c.rule_id, func.count().label("articles"))
        .where(matches.c.matched_at >= since)
        .group_by(matches.c.rule_id)
    )
    return {row.rule_id: row.articles for row in connection.execute(query)}


def _file_as_seen(
    connection: Connection, article: Article, story_of: StoryOf, now: datetime
) -> None:
    story_id = story_of(article, _candidates(connection, article, now))
    if story_id is None:
        first_seen = {"first_seen": article.published or now}
        story_id = StoryId(connection.execute(NEW_STORY, first_seen).scalar_one())
    values = columns_of(article) | {
        "story_id": story_id,
        "fetched_at": now,
        "state": "matched",
        "failures": 0,
        "next_due": None,
        "detail": "",
        "over_budget": [],
    }
    article_id = ArticleId(connection.execute(NEW_ARTICLE, values).scalar_one())
    index_sketch(connection, article_id, article.fingerprint)
    address = {"url_digest": digest(article.url_key), "article_id": article_id}
    insert_new(connection, article_addresses, [address], article_addresses.c.article_id)


def _candidates(
    connection: Connection, article: Article, now: datetime
) -> tuple[KnownArticle, ...]:
    at = article.published or now
    wanted = {
        "same": article.fingerprint.exact,
        "keys": article.fingerprint.sketch[:LOOKUP_KEYS],
        "earliest": at - COPIES_WITHIN,
        "latest": at + COPIES_WITHIN,
    }
    return tuple(known_from(row) for row in connection.execute(_CANDIDATES, wanted))
