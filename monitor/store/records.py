"""Small things remembered by name: when retention last ran, what the operator was told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from monitor.store.inserts import insert_new
from monitor.store.schema import settings


def load_setting(connection: Connection, key: str) -> Any | None:
    """The value remembered under a name, made of JSON's types; None when there is none."""
    query = select(settings.c.value).where(settings.c.key == key)
    return connection.execute(query).scalar_one_or_none()


def save_setting(connection: Connection, key: str, value: Any) -> None:
    """Remember a value made of JSON's types under a name, in place of the former one."""
    if not insert_new(connection, settings, [{"key": key, "value": value}], settings.c.key):
        changed = update(settings).where(settings.c.key == key)
        connection.execute(changed.values(value=value))
