"""Fixtures that several test modules share: databases of both kinds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The helper modules beside the tests (servers, stores, ...) are imported by their bare names.
sys.path.insert(0, str(Path(__file__).parent))

import stores


@pytest.fixture(scope="session")
def postgresql() -> Iterator[stores.PostgreSQL]:
    """A PostgreSQL server of our own, on a Unix socket; skips where there is none installed."""
    binaries = stores.postgresql_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (looked in /usr/lib/postgresql and PATH)")
    with stores.running_postgresql(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new and empty database with our tables; each test runs on both kinds."""
    if request.param == "sqlite":
        return stores.new_sqlite(tmp_path / "monitor.db")
    server: stores.PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def sqlite_file_url(tmp_path: Path) -> str:
    """The address of a new and empty SQLite database with our tables."""
    return stores.new_sqlite(tmp_path / "monitor.db")


@pytest.fixture
def desk(database_url: str) -> Iterator[stores.Desk]:
    """A database of either kind with short cuts to fill it."""
    with stores.Desk(database_url) as one:
        yield one
