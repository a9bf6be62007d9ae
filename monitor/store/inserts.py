"""Inserting what may be there already: the gate behind everything that must happen once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

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
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing().returning(*returning)
    return list(connection.execute(statement, [dict(row) for row in rows]))


def batches(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """The same things, in the same order, as many at a time as one statement may hold."""
    all_of_them = tuple(things)
    for start in range(0, len(all_of_them), _ROWS):
        yield all_of_them[start : start + _ROWS]
