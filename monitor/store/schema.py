"""The tables, and the unique keys that make things happen once.

A row with work to do has `next_due`; a row without has none. While a delivery is being sent its
`next_due` is the moment at which the attempt is taken for lost, so a due time is also the lease.

Addresses and guids are looked up by digest: they may be longer than an index row can be.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from monitor.store.columns import Figures, Id, Json, Seconds, Sketch, UtcDateTime, Words

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ix": "%(table_name)s_%(column_0_N_name)s",
    }
)

DIGEST = 40


def digest(*parts: str) -> str:
    """The key under which texts of any length are looked up: 160 bits of SHA-256, in hex."""
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:DIGEST]


def _due_index(table: Table) -> None:
    """Index the rows with work to do, and only those, so that a due query stays fast for years."""
    due = table.c.next_due
    Index(
        f"{table.name}_due",
        due,
        sqlite_where=due.is_not(None),
        postgresql_where=due.is_not(None),
    )


feeds = Table(
    "feeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    Column("host", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("tags", Json, nullable=False),
    Column("every", Seconds, nullable=False),
    Column("first_poll", String(16), nullable=False),
    Column("first_poll_count", Integer, nullable=False),
    Column("first_poll_since", UtcDateTime),
    Column("status", String(16), nullable=False),
    Column("every_is_chosen", Boolean, nullable=False),
    Column("slowest", Seconds),
    Column("ignore_hints", Boolean, nullable=False),
    Column("reread", Boolean, nullable=False),
    Column("links", Words, nullable=False),
    Column("former", Json, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    # What the polls have taught us.
    Column("validators_url", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("next_due", UtcDateTime),
    Column("due_reason", Words, nullable=False),
    Column("baseline_at", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("last_polled", UtcDateTime),
    Column("last_success", UtcDateTime),
    Column("last_outcome", Words, nullable=False),
    Column("body_hash", String(64)),
    Column("hints", Json, nullable=False),
    Column("items", LargeBinary, nullable=False),
    Column("learnt", Json, nullable=False),
)
_due_index(feeds)

polls = Table(
    "polls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("outcome", String(16), nullable=False),
    Column("detail", Words, nullable=False),
    Column("new_entries", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Index("polls_by_feed", "feed_id", "at"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("first_seen", UtcDateTime, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False, index=True),
    Column("url", Words, nullable=False),
    Column("url_key", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("text_source", String(16), nullable=False),
    Column("exact", String(64), nullable=False, index=True),
    Column("sketch", Sketch, nullable=False),
    Column("figures", Figures, nullable=False),
    Column("published", UtcDateTime),
    Column("lang", Words),
    Column("note", Words, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_due", UtcDateTime),
    Column("detail", Words, nullable=False),
    Column("over_budget", Json, nullable=False),
    Column("text_dropped_at", UtcDateTime),
)
_due_index(articles)
Index(
    "articles_failed",
    articles.c.id,
    sqlite_where=articles.c.state == "failed",
    postgresql_where=articles.c.state == "failed",
)
Index(
    "articles_with_text",
    articles.c.fetched_at,
    sqlite_where=articles.c.text_dropped_at.is_(None),
    postgresql_where=articles.c.text_dropped_at.is_(None),
)

article_addresses = Table(
    "article_addresses",
    metadata,
    Column("url_digest", String(DIGEST), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
)

article_sketches = Table(
    "article_sketches",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", ForeignKey("articles.id"), primary_key=True, index=True),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("identity", String(DIGEST), nullable=False),
    Column("guid", Words, nullable=False),
    Column("guid_digest", String(DIGEST), nullable=False),
    Column("url", Words),
    Column("url_key", Words),
    Column("url_digest", String(DIGEST)),
    Column("host", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("published", UtcDateTime),
    Column("lang", Words),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_due", UtcDateTime),
    Column("detail", Words, nullable=False),
    Column("article_id", ForeignKey("articles.id"), index=True),
    UniqueConstraint("feed_id", "identity"),
    Index("entries_by_guid", "feed_id", "guid_digest"),
    Index("entries_by_address", "feed_id", "url_digest"),
)
_due_index(entries)
Index(
    "entries_failed",
    entries.c.id,
    sqlite_where=entries.c.state == "failed",
    postgresql_where=entries.c.state == "failed",
)

matches = Table(
    "matches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("rule_id", Words, nullable=False),
    Column("rule_title", Words, nullable=False),
    Column("rule_version", Words, nullable=False),
    Column("topics", Json, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("quote", Json, nullable=False),
    Column("reason", Words, nullable=False),
    Column("confidence", Seconds.impl, nullable=False),
    Column("event", Json),
    Column("matched_at", UtcDateTime, nullable=False),
    UniqueConstraint("article_id", "rule_id"),
    Index("matches_by_rule", "rule_id", "matched_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("story_id", ForeignKey("stories.id"), nullable=False, index=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("headline", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("text_source", String(16), nullable=False),
    Column("published", UtcDateTime),
    Column("created", UtcDateTime, nullable=False, index=True),
    Column("severity", Integer, nullable=False),
    Column("topics", Json, nullable=False),
    Column("novelty", String(16), nullable=False),
    Column("change", Words, nullable=False),  # what the article adds, in one sentence
    Column("follows", ForeignKey("alerts.id"), index=True),  # the story's first alert
)

alert_matches = Table(
    "alert_matches",
    metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("match_id", ForeignKey("matches.id"), nullable=False, unique=True),
)

# By what an article's event is known again, and the keys under which it is looked for.
story_facts = Table(
    "story_facts",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("facts", Json, nullable=False),
)

story_keys = Table(
    "story_keys",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("article_id", ForeignKey("articles.id"), primary_key=True, index=True),
)

# What the operator decided: two articles tell one event, or two.
event_decisions = Table(
    "event_decisions",
    metadata,
    Column("first_id", ForeignKey("articles.id"), primary_key=True),
    Column("second_id", ForeignKey("articles.id"), primary_key=True, index=True),
    Column("same", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# The gate: a story is told once for a rule, whichever article told it.
story_rules = Table(
    "story_rules",
    metadata,
    Column("story_id", ForeignKey("stories.id"), primary_key=True),
    Column("rule_id", Words, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), index=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), nullable=False),
    Column("channel", Words, nullable=False),
    Column("recipient", Words, nullable=False),
    Column("message_id", String(300), nullable=False, unique=True),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_due", UtcDateTime),
    Column("first_tried", UtcDateTime),
    Column("last_tried", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("possible_repeat", Boolean, nullable=False),
    Column("detail", Words, nullable=False),
    Column("digest_due", UtcDateTime),  # none: it goes by itself
    Column("bundled_with", Id, index=True),  # whose digest it goes in
    UniqueConstraint("alert_id", "channel", "recipient"),
)
_due_index(deliveries)

# What the operator is told of Monitor's own work; never the analysts.
notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("feed_id", ForeignKey("feeds.id", ondelete="SET NULL"), index=True),
    Column("subject", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("next_due", UtcDateTime),  # due to be handed to the operator's channels
)
_due_index(notices)

notice_deliveries = Table(
    "notice_deliveries",
    metadata,
    Column("notice_id", ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("recipient", Words, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("next_due", UtcDateTime),  # none: told, or given up
    Column("sent_at", UtcDateTime),
    Column("detail", Words, nullable=False),
)
_due_index(notice_deliveries)

host_pauses = Table(
    "host_pauses",
    metadata,
    Column("host", Words, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("reason", Words, nullable=False),
)

# Hubs that tell us of a feed's changes (W3C WebSub).
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("token", String(64), nullable=False, unique=True),
    Column("secret", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("next_due", UtcDateTime),
    Column("detail", Words, nullable=False),
)
_due_index(subscriptions)

# Whose turn it is at a host or a channel, among several workers; until then, nobody else's.
turns = Table(
    "turns",
    metadata,
    Column("lane", Words, primary_key=True),
    Column("until", UtcDateTime, nullable=False, index=True),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", Json, nullable=False),
)
