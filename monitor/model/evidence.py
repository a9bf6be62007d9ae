"""Words of an article that made something true, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Zone(StrEnum):
    """Which string a span points into."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the article that made something true."""

    field: str  # "match", or the record's field they fill
    zone: Zone
    start: int
    end: int
    exact: str  # the words as written
