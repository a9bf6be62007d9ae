"""The schema's versions: from nothing up, all or nothing, and never backwards."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, update
from sqlalchemy.sql import column, table
from stores import FEED_URL, NOON, Desk, PostgreSQL

from monitor.errors import StoreError
from monitor.store import backup, migrations
from monitor.store.database import Database
from monitor.store.engines import Role, make_engine, parse_url, sqlite_url
from monitor.store.feeds import NewFeed, add_feed
from monitor.store.migrations import check, upgrade
from monitor.store.queries import list_feeds
from monitor.store.schema import metadata

VERSION = table("alembic_version", column("version_num"))

NEXT = '''
"""{words}."""
import sqlalchemy as sa
from alembic import op
revision = "0004"
down_revision = "0003"
def upgrade():
    op.add_column("feeds", sa.Column("colour", sa.Text()))
    {statement}
'''


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    """Make a program one version ahead, which runs a statement of ours in its upgrade."""

    def make(statement: str = "pass") -> None:
        scripts = tmp_path_factory.mktemp("ahead") / "migrations"
        shutil.copytree(migrations.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        source = NEXT.format(words="The next one", statement=statement)
        (scripts / "versions" / "v0004_next.py").write_text(source)
        monkeypatch.setattr(migrations, "SCRIPTS", scripts)

    return make


def columns(url: str) -> set[str]:
    engine = make_engine(parse_url(url), Role.READER)
    found = {one["name"] for one in inspect(engine).get_columns("feeds")}
    engine.dispose()
    return found


def test_the_migrations_make_exactly_the_tables_we_use(desk: Desk):
    with desk.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_a_new_file_is_its_owners_alone_and_known_as_ours(tmp_path: Path):
    path = tmp_path / "monitor.db"
    before = upgrade(sqlite_url(path))
    assert before.found is None
    assert check(sqlite_url(path)).is_current
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(path)) as connection:
        marks = connection.execute("PRAGMA application_id").fetchone()
    assert marks == (migrations.APPLICATION_ID,)


def test_upgrading_what_is_current_changes_nothing(database_url: str):
    with Desk(database_url) as desk:
        desk.feed()
    assert upgrade(database_url).is_current
    with Desk(database_url) as desk:
        assert len(desk.read(list_feeds, NOON)) == 1


def test_an_empty_database_is_not_used_before_it_has_tables(tmp_path: Path, postgresql: PostgreSQL):
    (tmp_path / "monitor.db").touch()
    for url in (sqlite_url(tmp_path / "monitor.db"), postgresql.new_database("template0")):
        with pytest.raises(StoreError, match="is empty; 'monitor db upgrade' makes its tables"):
            Database(url)


def test_a_newer_database_is_refused_with_both_versions_named(database_url: str):
    with Desk(database_url) as desk:
        desk.write(
            lambda connection: connection.execute(update(VERSION).values(version_num="0777"))
        )
    for use in (Database, check, upgrade):
        with pytest.raises(StoreError) as raised:
            use(database_url)
        assert "has schema 0777, this Monitor works with 0003" in str(raised.value)


def test_a_database_with_two_versions_is_refused(database_url: str):
    with Desk(database_url) as desk:
        desk.write(
            lambda connection: connection.execute(insert(VERSION).values(version_num="0777"))
        )
    with pytest.raises(StoreError, match=r"has schema 0003, 0777|has schema 0777, 0003"):
        check(database_url)


def test_an_older_database_is_refused_until_it_is_upgraded(database_url: str, next_version):
    with Desk(database_url) as desk:
        desk.feed()
    next_version()
    with pytest.raises(StoreError, match=r"has schema 0003, this Monitor works with 0004.*upgrade"):
        Database(database_url)
    assert upgrade(database_url).found == "0003"
    assert "colour" in columns(database_url)
    with Desk(database_url) as desk:
        assert len(desk.read(list_feeds, NOON)) == 1


def test_an_sqlite_file_is_copied_before_it_is_changed(
    sqlite_file_url: str, next_version, tmp_path: Path
):
    with Desk(sqlite_file_url) as desk:
        desk.feed()
    next_version()
    upgrade(sqlite_file_url)
    copy = tmp_path / "monitor.db.before-0004"
    assert "colour" not in columns(sqlite_url(copy))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    backup.check_whole(copy)


@pytest.mark.parametrize("fault", ['op.execute("SELECT * FROM nowhere")', "raise ValueError()"])
def test_an_upgrade_that_fails_leaves_the_old_schema(database_url: str, next_version, fault: str):
    next_version(fault)
    with pytest.raises((StoreError, ValueError)):
        upgrade(database_url)
    assert check(database_url).found == "0003"
    assert "colour" not in columns(database_url)


KILLED_AT_EVERY_STATEMENT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from monitor.store import backup
from monitor.store.engines import sqlite_url
from monitor.store.migrations import check, upgrade

def killed_at(number, url):
    seen = 0
    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_arguments):
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)
    upgrade(url)
    os._exit(0)

number, step = 1, 3
while True:
    path = Path(sys.argv[1]) / f"{number}.db"
    child = os.fork()
    if child == 0:
        killed_at(number, sqlite_url(path))
    _, status = os.waitpid(child, 0)
    if path.exists():
        assert check(sqlite_url(path)).found in {None, "0003"}, number
        backup.check_whole(path)
    upgrade(sqlite_url(path))
    assert check(sqlite_url(path)).is_current, number
    path.unlink()
    if status == 0:
        break
    number += step
print(number)
"""


def test_a_kill_during_an_upgrade_leaves_the_old_schema_or_the_new(tmp_path: Path):
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_STATEMENT, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 40


def test_two_upgrades_at_once_make_the_tables_once(tmp_path: Path, postgresql: PostgreSQL):
    for url in (sqlite_url(tmp_path / "monitor.db"), postgresql.new_database("template0")):
        script = "import sys; from monitor.store.migrations import upgrade; upgrade(sys.argv[1])"
        both = [subprocess.Popen([sys.executable, "-c", script, url]) for _ in range(2)]
        assert [one.wait(60) for one in both] == [0, 0]
        assert check(url).is_current


# --- Backups --------------------------------------------------------------------------------------


def test_a_backup_of_a_database_in_use_is_whole_and_its_owners_alone(
    sqlite_file_url: str, tmp_path: Path
):
    with Desk(sqlite_file_url) as desk, desk.database.writing() as connection:
        add_feed(connection, NewFeed(FEED_URL), NOON)
        copy = backup.copy_whole(sqlite_file_url, tmp_path / "copy.db")
        add_feed(connection, NewFeed(FEED_URL + "2"), NOON)
    backup.check_whole(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with Desk(sqlite_url(copy)) as restored:
        assert restored.read(list_feeds, NOON) == ()
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_a_backup_replaces_the_former_one(sqlite_file_url: str, tmp_path: Path):
    target = tmp_path / "copy.db"
    target.write_text("old")
    (tmp_path / "copy.db.part").write_text("left by a kill")
    with Desk(sqlite_file_url) as desk:
        desk.feed()
    backup.copy_whole(sqlite_file_url, target)
    with Desk(sqlite_url(target)) as restored:
        assert len(restored.read(list_feeds, NOON)) == 1


def test_a_backup_that_cannot_be_written_says_where(sqlite_file_url: str, tmp_path: Path):
    with pytest.raises(StoreError, match=r"cannot back up database .*monitor\.db to .*no/copy"):
        backup.copy_whole(sqlite_file_url, tmp_path / "no" / "copy.db")


def test_postgresql_is_backed_up_by_its_own_tools(postgresql: PostgreSQL, tmp_path: Path):
    with pytest.raises(StoreError, match="pg_dump"):
        backup.copy_whole(postgresql.new_database(), tmp_path / "copy.db")


def test_a_row_that_refers_to_nothing_is_damage(sqlite_file_url: str, tmp_path: Path):
    path = tmp_path / "monitor.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO article_addresses VALUES ('x', 77)")
        connection.commit()
    with pytest.raises(StoreError, match="a row of article_addresses refers to nothing"):
        backup.check_whole(path)
