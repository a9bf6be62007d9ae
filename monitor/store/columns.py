"""How the nouns' values lie in columns, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from array import array
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Float, TypeDecorator

# SQLite counts rows by itself only in a column declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC; a naive datetime is refused, because nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no zone; store the rest in UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime; SQLite forgets the zone, which is always UTC."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Seconds(TypeDecorator[timedelta]):
    """A length of time, kept as seconds."""

    impl = Float(53)
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> float | None:
        """Store the seconds."""
        del dialect
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> timedelta | None:
        """Give back the length of time."""
        del dialect
        return None if value is None else timedelta(seconds=value)


class Words(TypeDecorator[str]):
    """Text from the world: what no database can hold becomes U+FFFD, one for one.

    NUL cannot be stored by PostgreSQL, a lone surrogate by neither. The length stays, so spans into
    the text stay right.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Store the text, storable."""
        del dialect
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


class Figures(TypeDecorator[tuple[str, ...]]):
    """A fingerprint's figures: digits, a space between two numbers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Join the numbers."""
        del dialect
        return None if value is None else " ".join(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Part the numbers."""
        del dialect
        return None if value is None else tuple(value.split())


class Sketch(TypeDecorator[tuple[int, ...]]):
    """A fingerprint's sketch: signed 64-bit numbers, packed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes | None:
        """Pack the numbers, eight bytes each."""
        del dialect
        return None if value is None else array("q", value).tobytes()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[int, ...] | None:
        """Unpack the numbers."""
        del dialect
        if value is None:
            return None
        numbers = array("q")
        numbers.frombytes(bytes(value))
        return tuple(numbers)
