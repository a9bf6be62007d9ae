"""Turns of several workers at hosts and channels, subscriptions to hubs, what was put aside."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both tables, and index the few rows that were put aside."""
    for table in ("articles", "entries"):
        op.create_index(
            f"{table}_failed",
            table,
            ["id"],
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )
    op.create_table(
        "turns",
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("turns_pkey")),
    )
    op.create_index(op.f("turns_until"), "turns", ["until"])
    op.create_table(
        "subscriptions",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("next_due", INSTANT),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("subscriptions_pkey")),
        sa.UniqueConstraint("token", name=op.f("subscriptions_token_key")),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name=op.f("subscriptions_feed_id_fkey"), ondelete="CASCADE"
        ),
    )
    op.create_index(
        "subscriptions_due",
        "subscriptions",
        ["next_due"],
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
