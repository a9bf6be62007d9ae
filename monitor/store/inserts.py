"""Inserting what may be there already: the gates behind everything that must happen once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

T = TypeVar("T")

_ROWS = 500  # a statement's worth, well under every limit on bound values


def insert_new(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *returning: Column[Any],
) -> list[Row[Any]]:
    """Insert rows and return the named columns of those that were not there before."""
    if not rows:
        return []
    statement = _insert_new(connection.dialect.name, table, returning)
    return list(connection.execute(statement, [dict(row) for row in rows]))


@cache
def _insert_new(
    dialect: str, table: Table, returning: tuple[Column[Any], ...]
) -> ReturningInsert[tuple[Any, ...]]:
    """Built once: building a statement costs more than running it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().returning(*returning)


def one_at_a_time(connection: Connection, key: int) -> None:
    """Wait until no other transaction has passed here with this key, and hold others up likewise.

    For decisions that look for what is not there yet, which no unique key can guard. On SQLite one
    transaction writes at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def batches(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """The same things, in the same order, as many at a time as one statement may hold."""
    all_of_them = tuple(things)
    for start in range(0, len(all_of_them), _ROWS):
        yield all_of_them[start : start + _ROWS]
