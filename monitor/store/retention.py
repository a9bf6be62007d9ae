"""What is let go in time: texts, old polls, look-up keys. That something was told is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    delete,
    select,
    update,
)

from monitor.store.articles import COPIES_WITHIN
from monitor.store.following import FOLLOWED_FOR, LASTING, LASTING_FOR
from monitor.store.records import load_setting, save_setting
from monitor.store.schema import (
    article_sketches,
    articles,
    host_pauses,
    notices,
    polls,
    story_facts,
    story_keys,
)

CLOCK_JUMP = timedelta(days=1)
_BATCH = 500
_CLOCK = "retention clock"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept."""

    texts: timedelta = timedelta(days=90)
    polls: timedelta = timedelta(days=30)
    notices: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What one batch let go."""

    texts: int = 0
    polls: int = 0
    sketches: int = 0
    keys: int = 0  # articles whose event is not followed any more
    refused: str = ""  # why nothing was let go

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to let go now."""
        return max(self.texts, self.polls, self.sketches, self.keys) < _BATCH


def prune(connection: Connection, keep: Retention, now: datetime) -> Pruned:
    """Let go of one batch of what is too old; call again until it `is_done`.

    Nothing is let go for a day after the clock was seen to jump ahead by more than a day (or the
    daemon was off for as long), so that a wrong clock empties no archive.
    """
    refused = _doubt_about_clock(connection, now)
    if refused:
        return Pruned(refused=refused)
    connection.execute(delete(host_pauses).where(host_pauses.c.until < now))
    connection.execute(delete(notices).where(notices.c.at < now - keep.notices))
    return Pruned(
        texts=_drop_texts(connection, now - keep.texts, now),
        polls=_forget_polls(connection, now - keep.polls),
        sketches=_forget_sketches(connection, now - COPIES_WITHIN),
        keys=_forget_keys(connection, now - FOLLOWED_FOR),
    )


def _drop_texts(connection: Connection, before: datetime, now: datetime) -> int:
    old = _some(
        articles.c.id,
        articles.c.fetched_at < before,
        articles.c.text_dropped_at.is_(None),
        articles.c.next_due.is_(None),
    )
    dropped = update(articles).where(articles.c.id.in_(old))
    return connection.execute(dropped.values(text="", text_dropped_at=now)).rowcount


def _forget_polls(connection: Connection, before: datetime) -> int:
    old = _some(polls.c.id, polls.c.at < before)
    return connection.execute(delete(polls).where(polls.c.id.in_(old))).rowcount


def _forget_sketches(connection: Connection, before: datetime) -> int:
    """Keys of articles that are too old to have copies looked up; numbers grow with time."""
    newest = select(articles.c.id).where(articles.c.fetched_at < before)
    newest = newest.order_by(articles.c.fetched_at.desc(), articles.c.id.desc()).limit(1)
    key = article_sketches.c.article_id
    old = select(key).distinct().where(key <= newest.scalar_subquery()).order_by(key).limit(_BATCH)
    return connection.execute(delete(article_sketches).where(key.in_(old))).rowcount


def _forget_keys(connection: Connection, before: datetime) -> int:
    """Keys of articles whose events are not looked for any more; their facts stay."""
    key = story_keys.c.article_id
    lasts = story_keys.c.key.startswith(LASTING, autoescape=True)
    forgotten = 0
    for which, until in ((~lasts, before), (lasts, before - LASTING_FOR + FOLLOWED_FOR)):
        old = select(key).distinct().join(story_facts, story_facts.c.article_id == key)
        old = old.where(which, story_facts.c.at < until).order_by(key).limit(_BATCH)
        ids = list(connection.execute(old).scalars())
        connection.execute(delete(story_keys).where(which, key.in_(ids)))
        forgotten = max(forgotten, len(ids))
    return forgotten


def _some(key: Column[int], *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    query: Select[int] = select(key).where(*conditions).order_by(key).limit(_BATCH)
    return query.scalar_subquery()


def _doubt_about_clock(connection: Connection, now: datetime) -> str:
    """Why the clock is not trusted today; empty when it is."""
    seen = load_setting(connection, _CLOCK) or {"at": now.isoformat(), "jumped": None}
    jumped = None if seen["jumped"] is None else datetime.fromisoformat(seen["jumped"])
    if now - datetime.fromisoformat(seen["at"]) > CLOCK_JUMP:
        jumped = now
    elif jumped is not None and not timedelta(0) <= now - jumped <= CLOCK_JUMP:
        jumped = None  # a day has confirmed it, or the clock was put back
    at = {"at": now.isoformat(), "jumped": None if jumped is None else jumped.isoformat()}
    save_setting(connection, _CLOCK, at)
    if jumped is None:
        return ""
    return f"the clock jumped ahead, or nothing ran, before {jumped:%Y-%m-%d %H:%M} UTC"
