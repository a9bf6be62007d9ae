"""The schema's versions: numbered, only ever added to, each applied whole or not at all.

To add a version, write `versions/v0009_<words>.py` with `revision = "0009"`, the one before as its
`down_revision`, and an `upgrade()` of alembic operations; a test compares what comes of it with
`monitor.store.schema`.

An upgrade is one transaction on both kinds of database, so a kill during it leaves the old schema
or the new one. An SQLite file is copied before it is changed.

Alembic is loaded for an upgrade alone: a daemon that finds its schema as it should be saves 12 MB.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Select, column, inspect, select, table

from monitor.errors import StoreError
from monitor.store.backup import copy_whole
from monitor.store.engines import Role, make_engine, parse_url, sqlite_path
from monitor.store.faults import FAULTS, place, translate
from monitor.store.inserts import one_at_a_time

SCRIPTS = Path(__file__).parent
APPLICATION_ID = 0x4D4F4E49  # "MONI", in the file's header (SQLite's PRAGMA application_id)
_UPGRADE = 0x75706772
_APPLIED_TABLE = "alembic_version"  # where Alembic keeps what it applied
_APPLIED: Select[Any] = select(column("version_num")).select_from(table(_APPLIED_TABLE))


@dataclass(frozen=True, slots=True)
class Schema:
    """A database's schema version, and the one this program works with."""

    found: str | None  # None: no tables yet
    known: str

    @property
    def is_current(self) -> bool:
        """Whether the database can be used as it is."""
        return self.found == self.known


def known_version() -> str:
    """The schema version this program works with."""
    versions = _versions()
    if not versions:
        raise StoreError("the installation is broken: it holds no schema")
    return versions[-1]


def _versions() -> list[str]:
    """Every version's number, ascending, as the names of the scripts have it."""
    return sorted(script.name[1:5] for script in (SCRIPTS / "versions").glob("v*.py"))


def check(url: str) -> Schema:
    """Tell a database's schema version without changing anything.

    Raises:
        StoreError: it is missing or unreadable, not Monitor's, or newer than this program.
    """
    parsed = parse_url(url)
    _require_file(parsed)
    engine = make_engine(parsed, Role.READER)
    try:
        with engine.begin() as connection:
            return _schema(connection, parsed)
    except FAULTS as error:
        raise translate(error, parsed) from error
    finally:
        engine.dispose()


def require_current(url: str) -> None:
    """Refuse a database whose schema is not this program's.

    Raises:
        StoreError: see `check`; or the database has no schema yet, or an older one.
    """
    schema = check(url)
    if schema.is_current:
        return
    where = place(parse_url(url))
    if schema.found is None:
        raise StoreError(f"{where} is empty; 'monitor db upgrade' makes its tables")
    raise StoreError(
        f"{where} has schema {schema.found}, this Monitor works with {schema.known}; "
        "'monitor db upgrade' brings it up to date"
    )


def upgrade(url: str) -> Schema:
    """Bring a database to this program's schema, creating it when there is none; the old version.

    Raises:
        StoreError: it cannot be created, opened or changed, or is newer than this program.
    """
    parsed = parse_url(url)
    _create_file(parsed)
    before = check(url)
    if before.is_current:
        return before
    import_module("alembic.command")  # takes a while, and others wait once the database is ours
    path = sqlite_path(parsed)
    if path is not None and before.found is not None:
        copy_whole(url, path.with_name(f"{path.name}.before-{before.known}"))
    engine = make_engine(parsed, Role.COMMAND)
    try:
        with engine.begin() as connection:
            _to_head(connection)
    except FAULTS as error:
        raise translate(error, parsed) from error
    finally:
        engine.dispose()
    return before


def _to_head(connection: Connection) -> None:
    """Run what is missing, inside the transaction that is already open."""
    from alembic import command  # noqa: PLC0415  see above
    from alembic.config import Config  # noqa: PLC0415

    one_at_a_time(connection, _UPGRADE)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def _schema(connection: Connection, url: URL) -> Schema:
    known = known_version()
    tables = inspect(connection).get_table_names()
    heads = list(connection.execute(_APPLIED).scalars()) if _APPLIED_TABLE in tables else []
    if not heads:
        if tables:
            raise StoreError(f"{place(url)} holds another program's tables ({tables[0]}, ...)")
        return Schema(None, known)
    found = ", ".join(heads)
    if found not in _versions():
        raise StoreError(
            f"{place(url)} has schema {found}, this Monitor works with {known}: "
            "it was used by a newer Monitor; install that one, or restore an older backup"
        )
    return Schema(found, known)


def _require_file(url: URL) -> None:
    """A missing SQLite file is the operator's mistake, not a reason to start from nothing."""
    path = sqlite_path(url)
    if path is None:
        return
    if path.is_dir():
        raise StoreError(f"{place(url)} is a folder; give the path of a file in it")
    if not path.exists():
        raise StoreError(f"{place(url)} does not exist; 'monitor db upgrade' creates it")
    if not os.access(path, os.R_OK):
        raise StoreError(f"{place(url)} cannot be read; check its owner and mode")


def _create_file(url: URL) -> None:
    """Make an empty SQLite file that only its owner can read: it holds recipients' addresses."""
    path = sqlite_path(url)
    if path is None or path.exists():
        return
    if not path.parent.is_dir():
        raise StoreError(f"{place(url)} cannot be created: there is no folder {path.parent}")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))
    except FileExistsError:
        return  # another process was quicker, and is as good
    except OSError as error:
        raise StoreError(f"{place(url)} cannot be created: {error.strerror}") from error
