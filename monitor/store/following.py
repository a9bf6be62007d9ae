"""Events that are followed: which articles tell them, and what the operator decided of them.

An event is a story. An article that tells a known event is filed under its story, with the copies
of its text; what was told already stays where it was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, insert, or_, select, update

from monitor.errors import NotFound, UsageError
from monitor.formats.story_facts import from_json, to_json
from monitor.model import ArticleId, StoryId
from monitor.model.stories import Constraints, OpenStory, Place, Placement, StoryFacts
from monitor.store.articles import FILING, NEW_STORY
from monitor.store.inserts import insert_new, one_at_a_time
from monitor.store.schema import (
    alert_matches,
    articles,
    event_decisions,
    matches,
    stories,
    story_facts,
    story_keys,
    story_rules,
)

FOLLOWED_FOR = timedelta(days=30)
LASTING_FOR = timedelta(days=400)  # what is filed under a key that begins so:
LASTING = "lasting:"
MOST_CANDIDATES = 400  # articles that share a key; the newest
MOST_OF_A_STORY = 40


def follow(
    connection: Connection, article: Row[Any], facts: StoryFacts, place: Place, now: datetime
) -> tuple[StoryId, Placement]:
    """Place an article among the events followed, and file it there; the story it now belongs to.

    What a story was told for stays put: an article whose own story was told is not moved.
    """
    one_at_a_time(connection, FILING)
    day = facts.day or article.fetched_at.date()
    facts = replace(facts, article=str(article.id), day=day)
    own = StoryId(article.story_id)
    siblings = _load(connection, _of_story(own, article.id))
    _remember(connection, ArticleId(article.id), facts, article.published or article.fetched_at)
    if siblings:
        pair = frozenset({facts.article, siblings[0].articles[-1].article})
        return own, place(facts, siblings, Constraints(same=frozenset({pair})))
    found = _followed(connection, _alike(facts, article, now))
    placement = place(facts, found, _constraints(connection, ArticleId(article.id)))
    if placement.story is None or _was_told(connection, own):
        return own, replace(placement, story=None) if placement.story else placement
    joined = StoryId(int(placement.story))
    _move(connection, own, joined)
    return joined, placement


def merge(connection: Connection, kept: StoryId, other: StoryId, now: datetime) -> int:
    """File an event's articles under another, by the operator's word; how many.

    What the other was told for counts as told of the one kept.

    Raises:
        NotFound: there is no such event.
        UsageError: they are one event already.
    """
    if kept == other:
        raise UsageError("give two events: one cannot be merged with itself")
    first, second = (_articles_of(connection, story) for story in (kept, other))
    _decide(connection, [(first[0], article) for article in second], now, same=True)
    _decide(connection, [(first[0], second[0])], now, same=True)
    told = select(story_rules.c.rule_id, story_rules.c.alert_id).where(
        story_rules.c.story_id == other
    )
    rows = [
        {"story_id": kept, "rule_id": row.rule_id, "alert_id": row.alert_id}
        for row in connection.execute(told)
    ]
    insert_new(connection, story_rules, rows, story_rules.c.rule_id)
    _move(connection, other, kept)
    return len(second)


def split(connection: Connection, article_id: ArticleId, now: datetime) -> StoryId:
    """Take an article out of its event, by the operator's word; the new event it tells.

    An article that was never told by itself is seen by the rules again, and told.

    Raises:
        NotFound: there is no such article.
        UsageError: it is the only one of its event.
    """
    query = select(articles.c.story_id).where(articles.c.id == article_id)
    story = connection.execute(query).scalar_one_or_none()
    if story is None:
        raise NotFound(f"there is no article {article_id}")
    rest = [one for one in _articles_of(connection, StoryId(story)) if one != article_id]
    if not rest:
        raise UsageError(f"article {article_id} is the only one of event {story}")
    _decide(connection, [(article_id, other) for other in rest], now, same=False)
    fresh = StoryId(connection.execute(NEW_STORY, {"first_seen": now}).scalar_one())
    own = update(articles).where(articles.c.id == article_id)
    told = _rules_told_of(connection, article_id)
    rows = [{"story_id": fresh, "rule_id": rule, "alert_id": alert} for rule, alert in told]
    insert_new(connection, story_rules, rows, story_rules.c.rule_id)
    again = {} if told else {"state": "to_match", "next_due": now, "detail": ""}
    connection.execute(own.values(story_id=fresh, **again))
    return fresh


def _rules_told_of(connection: Connection, article_id: ArticleId) -> list[tuple[str, int]]:
    """The rules that alerts on an article told it for."""
    query = (
        select(matches.c.rule_id, alert_matches.c.alert_id)
        .join(alert_matches, alert_matches.c.match_id == matches.c.id)
        .where(matches.c.article_id == article_id)
    )
    return [(row.rule_id, row.alert_id) for row in connection.execute(query)]


def _alike(facts: StoryFacts, article: Row[Any], now: datetime) -> Select[Any]:
    """The articles of the last weeks that share a key with these facts, in other stories.

    A deal is looked for longer, under the key of its parties and its system.
    """
    sharing = select(story_keys.c.article_id).where(story_keys.c.key.in_(facts.keys or ("",)))
    lasting = sharing.where(story_keys.c.key.startswith(LASTING, autoescape=True))
    decided = select(event_decisions.c.first_id).where(
        event_decisions.c.second_id == article.id, event_decisions.c.same
    )
    latest = min(now, article.published or now)
    known = story_facts.c.article_id
    recent = or_(known.in_(sharing), known.in_(decided)) & (
        story_facts.c.at >= latest - FOLLOWED_FOR
    )
    return (
        _facts()
        .where(
            or_(recent, known.in_(lasting) & (story_facts.c.at >= latest - LASTING_FOR)),
            articles.c.story_id != article.story_id,
        )
        .order_by(story_facts.c.at.desc(), story_facts.c.article_id.desc())
        .limit(MOST_CANDIDATES)
    )


def _of_story(story: StoryId, besides: int) -> Select[Any]:
    return (
        _facts()
        .where(articles.c.story_id == story, articles.c.id != besides)
        .order_by(story_facts.c.at.desc(), story_facts.c.article_id.desc())
        .limit(MOST_OF_A_STORY)
    )


def _facts() -> Select[Any]:
    return select(articles.c.id, articles.c.story_id, story_facts.c.facts).join(
        articles, articles.c.id == story_facts.c.article_id
    )


def _load(connection: Connection, query: Select[Any]) -> tuple[OpenStory, ...]:
    """The stories of the articles found, each with its articles, the oldest first."""
    found: dict[int, list[StoryFacts]] = {}
    for row in reversed(connection.execute(query).all()):
        found.setdefault(row.story_id, []).append(from_json(str(row.id), row.facts))
    return tuple(OpenStory(str(story), tuple(facts)) for story, facts in found.items())


def _followed(connection: Connection, query: Select[Any]) -> tuple[OpenStory, ...]:
    """The stories of the articles found, with all that is known of them."""
    ids = {row.story_id for row in connection.execute(query)}
    if not ids:
        return ()
    whole = (
        _facts()
        .where(articles.c.story_id.in_(ids))
        .order_by(story_facts.c.at.desc(), story_facts.c.article_id.desc())
        .limit(2 * MOST_CANDIDATES)
    )
    return _load(connection, whole)


def _remember(
    connection: Connection, article_id: ArticleId, facts: StoryFacts, at: datetime
) -> None:
    """Keep an article's facts as they are now."""
    for table in (story_keys, story_facts):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    row = {"article_id": article_id, "at": at, "facts": to_json(facts)}
    connection.execute(insert(story_facts), row)
    keys = [{"key": key, "article_id": article_id} for key in dict.fromkeys(facts.keys)]
    insert_new(connection, story_keys, keys, story_keys.c.article_id)


def _constraints(connection: Connection, article_id: ArticleId) -> Constraints:
    query = select(event_decisions).where(
        or_(event_decisions.c.first_id == article_id, event_decisions.c.second_id == article_id)
    )
    rows = connection.execute(query).all()
    same, different = (
        frozenset(
            frozenset({str(row.first_id), str(row.second_id)}) for row in rows if row.same is wanted
        )
        for wanted in (True, False)
    )
    return Constraints(same, different)


def _was_told(connection: Connection, story: StoryId) -> bool:
    told = select(exists().where(story_rules.c.story_id == story))
    return bool(connection.execute(told).scalar_one())


def _move(connection: Connection, story: StoryId, to: StoryId) -> None:
    connection.execute(update(articles).where(articles.c.story_id == story).values(story_id=to))


def _articles_of(connection: Connection, story: StoryId) -> list[ArticleId]:
    """The articles of an event, the oldest first.

    Raises:
        NotFound: there is no such event.
    """
    known = select(exists().where(stories.c.id == story))
    query = select(articles.c.id).where(articles.c.story_id == story).order_by(articles.c.id)
    found = [ArticleId(one) for one in connection.execute(query).scalars()]
    if not found or not connection.execute(known).scalar_one():
        raise NotFound(f"there is no event {story}")
    return found


def _decide(
    connection: Connection,
    pairs: Sequence[tuple[ArticleId, ArticleId]],
    now: datetime,
    *,
    same: bool,
) -> None:
    """Remember the operator's word on pairs of articles; the last one holds."""
    for one, other in pairs:
        first, second = sorted((one, other))
        key = (event_decisions.c.first_id == first) & (event_decisions.c.second_id == second)
        connection.execute(delete(event_decisions).where(key))
        row = {"first_id": first, "second_id": second, "same": same, "at": now}
        connection.execute(insert(event_decisions), row)
