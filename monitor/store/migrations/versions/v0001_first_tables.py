"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
JSON = sa.JSON().with_variant(JSONB, "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create everything."""
    _feeds()
    _notices()
    _host_pauses()
    _settings()
    _stories()
    _articles()
    _polls()
    _alerts()
    _article_addresses()
    _article_sketches()
    _entries()
    _matches()
    _alert_matches()
    _deliveries()
    _story_rules()
    _story_facts()
    _story_keys()
    _event_decisions()


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("every", sa.Float(53), nullable=False),
        sa.Column("first_poll", sa.String(length=16), nullable=False),
        sa.Column("first_poll_count", sa.Integer(), nullable=False),
        sa.Column("first_poll_since", INSTANT),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("every_is_chosen", sa.Boolean(), nullable=False),
        sa.Column("slowest", sa.Float(53)),
        sa.Column("ignore_hints", sa.Boolean(), nullable=False),
        sa.Column("reread", sa.Boolean(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("former", JSON, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("validators_url", sa.Text()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("next_due", INSTANT),
        sa.Column("due_reason", sa.Text(), nullable=False),
        sa.Column("baseline_at", INSTANT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_polled", INSTANT),
        sa.Column("last_success", INSTANT),
        sa.Column("last_outcome", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.String(length=64)),
        sa.Column("hints", JSON, nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("learnt", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("feeds_pkey")),
        sa.UniqueConstraint("url", name=op.f("feeds_url_key")),
    )
    op.create_index(
        "feeds_due",
        "feeds",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("feed_id", ID),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("next_due", INSTANT),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("notices_feed_id_fkey"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("notices_pkey")),
    )
    op.create_index(op.f("notices_at"), "notices", ["at"], unique=False)
    op.create_index(op.f("notices_feed_id"), "notices", ["feed_id"], unique=False)
    op.create_table(
        "notice_deliveries",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_due", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
            name=op.f("notice_deliveries_notice_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "notice_id", "channel", "recipient", name=op.f("notice_deliveries_pkey")
        ),
    )
    for table in ("notices", "notice_deliveries"):
        op.create_index(
            f"{table}_due",
            table,
            ["next_due"],
            unique=False,
            sqlite_where=sa.text("next_due IS NOT NULL"),
            postgresql_where=sa.text("next_due IS NOT NULL"),
        )


def _host_pauses() -> None:
    op.create_table(
        "host_pauses",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("host_pauses_pkey")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("settings_pkey")),
    )


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", ID, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("stories_pkey")),
    )


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", ID, nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text_source", sa.String(length=16), nullable=False),
        sa.Column("exact", sa.String(length=64), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("published", INSTANT),
        sa.Column("lang", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fetched_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_due", INSTANT),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("over_budget", JSON, nullable=False),
        sa.Column("text_dropped_at", INSTANT),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("articles_story_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("articles_pkey")),
    )
    op.create_index(
        "articles_due",
        "articles",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index(op.f("articles_exact"), "articles", ["exact"], unique=False)
    op.create_index(op.f("articles_fetched_at"), "articles", ["fetched_at"], unique=False)
    op.create_index(op.f("articles_story_id"), "articles", ["story_id"], unique=False)
    op.create_index(
        "articles_with_text",
        "articles",
        ["fetched_at"],
        unique=False,
        sqlite_where=sa.text("text_dropped_at IS NULL"),
        postgresql_where=sa.text("text_dropped_at IS NULL"),
    )


def _polls() -> None:
    op.create_table(
        "polls",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("new_entries", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("polls_feed_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("polls_pkey")),
    )
    op.create_index(op.f("polls_at"), "polls", ["at"], unique=False)
    op.create_index("polls_by_feed", "polls", ["feed_id", "at"], unique=False)


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("story_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text_source", sa.String(length=16), nullable=False),
        sa.Column("published", INSTANT),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("topics", JSON, nullable=False),
        sa.Column("novelty", sa.String(length=16), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("follows", ID),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("alerts_article_id_fkey")
        ),
        sa.ForeignKeyConstraint(["follows"], ["alerts.id"], name=op.f("alerts_follows_fkey")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("alerts_story_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("alerts_pkey")),
        sa.UniqueConstraint("key", name=op.f("alerts_key_key")),
    )
    op.create_index(op.f("alerts_created"), "alerts", ["created"], unique=False)
    op.create_index(op.f("alerts_follows"), "alerts", ["follows"], unique=False)
    op.create_index(op.f("alerts_story_id"), "alerts", ["story_id"], unique=False)


def _article_addresses() -> None:
    op.create_table(
        "article_addresses",
        sa.Column("url_digest", sa.String(length=40), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("article_addresses_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("url_digest", name=op.f("article_addresses_pkey")),
    )
    op.create_index(
        op.f("article_addresses_article_id"), "article_addresses", ["article_id"], unique=False
    )


def _article_sketches() -> None:
    op.create_table(
        "article_sketches",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("article_sketches_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("article_sketches_pkey")),
    )
    op.create_index(
        op.f("article_sketches_article_id"), "article_sketches", ["article_id"], unique=False
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("identity", sa.String(length=40), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("guid_digest", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("url_key", sa.Text()),
        sa.Column("url_digest", sa.String(length=40)),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", INSTANT),
        sa.Column("lang", sa.Text()),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_due", INSTANT),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("article_id", ID),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("entries_article_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("entries_feed_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("entries_pkey")),
        sa.UniqueConstraint("feed_id", "identity", name=op.f("entries_feed_id_identity_key")),
    )
    op.create_index(op.f("entries_article_id"), "entries", ["article_id"], unique=False)
    op.create_index("entries_by_address", "entries", ["feed_id", "url_digest"], unique=False)
    op.create_index("entries_by_guid", "entries", ["feed_id", "guid_digest"], unique=False)
    op.create_index(
        "entries_due",
        "entries",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("rule_title", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("topics", JSON, nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("quote", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(precision=53), nullable=False),
        sa.Column("event", JSON),
        sa.Column("matched_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("matches_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("matches_pkey")),
        sa.UniqueConstraint("article_id", "rule_id", name=op.f("matches_article_id_rule_id_key")),
    )
    op.create_index("matches_by_rule", "matches", ["rule_id", "matched_at"], unique=False)


def _alert_matches() -> None:
    op.create_table(
        "alert_matches",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("match_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("alert_matches_alert_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("alert_matches_match_id_fkey")
        ),
        sa.PrimaryKeyConstraint("alert_id", "position", name=op.f("alert_matches_pkey")),
        sa.UniqueConstraint("match_id", name=op.f("alert_matches_match_id_key")),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_due", INSTANT),
        sa.Column("first_tried", INSTANT),
        sa.Column("last_tried", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("possible_repeat", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("deliveries_alert_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("deliveries_pkey")),
        sa.UniqueConstraint(
            "alert_id",
            "channel",
            "recipient",
            name=op.f("deliveries_alert_id_channel_recipient_key"),
        ),
        sa.UniqueConstraint("message_id", name=op.f("deliveries_message_id_key")),
    )
    op.create_index(
        "deliveries_due",
        "deliveries",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index(op.f("deliveries_state"), "deliveries", ["state"], unique=False)


def _story_rules() -> None:
    op.create_table(
        "story_rules",
        sa.Column("story_id", ID, nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("alert_id", ID),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("story_rules_alert_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name=op.f("story_rules_story_id_fkey")
        ),
        sa.PrimaryKeyConstraint("story_id", "rule_id", name=op.f("story_rules_pkey")),
    )
    op.create_index(op.f("story_rules_alert_id"), "story_rules", ["alert_id"], unique=False)


def _story_facts() -> None:
    op.create_table(
        "story_facts",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("story_facts_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("story_facts_pkey")),
    )
    op.create_index(op.f("story_facts_at"), "story_facts", ["at"], unique=False)


def _story_keys() -> None:
    op.create_table(
        "story_keys",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("story_keys_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("story_keys_pkey")),
    )
    op.create_index(op.f("story_keys_article_id"), "story_keys", ["article_id"], unique=False)


def _event_decisions() -> None:
    op.create_table(
        "event_decisions",
        sa.Column("first_id", ID, nullable=False),
        sa.Column("second_id", ID, nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["articles.id"], name=op.f("event_decisions_first_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["articles.id"], name=op.f("event_decisions_second_id_fkey")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("event_decisions_pkey")),
    )
    op.create_index(
        op.f("event_decisions_second_id"), "event_decisions", ["second_id"], unique=False
    )
