"""Tables of another library that live in our PostgreSQL database, brought to its version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from monitor.store.engines import Role, make_engine, parse_url
from monitor.store.faults import FAULTS, translate
from monitor.store.inserts import one_at_a_time
from monitor.store.records import load_setting, save_setting

_SCRIPTS = 0x73637274

Wanted = Callable[[str | None], Sequence[str]]


def script_version(connection: Connection, name: str) -> str | None:
    """The version of a library whose tables are there; None when they are not."""
    found = load_setting(connection, _key(name))
    return None if found is None else str(found)


def apply_scripts(url: str, name: str, version: str, wanted: Wanted) -> str | None:
    """Run what `wanted` says is missing since the version found, in one transaction; that version.

    Monitor's own tables must be there.

    Raises:
        StoreError: the database cannot be reached, or a script cannot be run; nothing was changed.
    """
    parsed = parse_url(url)
    engine = make_engine(parsed, Role.COMMAND)
    try:
        with engine.begin() as connection:
            one_at_a_time(connection, _SCRIPTS)
            found = script_version(connection, name)
            if found != version:
                for script in wanted(found):
                    _run(connection, script)
                save_setting(connection, _key(name), version)
            return found
    except FAULTS as error:
        raise translate(error, parsed) from error
    finally:
        engine.dispose()


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, for a library that writes in our open transaction."""
    return connection.connection.driver_connection


def _key(name: str) -> str:
    return f"tables of {name}"


def _run(connection: Connection, script: str) -> None:
    """Run a script of many statements: without parameters, or the driver takes one only."""
    driver_of(connection).execute(script)
