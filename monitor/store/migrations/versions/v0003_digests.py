"""Deliveries that wait for a digest, and those that go with another's."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add both columns; what waits already goes by itself."""
    op.add_column("deliveries", sa.Column("digest_due", sa.DateTime(timezone=True)))
    op.add_column("deliveries", sa.Column("bundled_with", ID))
    op.create_index(op.f("deliveries_bundled_with"), "deliveries", ["bundled_with"])
