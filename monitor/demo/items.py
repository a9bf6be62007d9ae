"""The seed items: news written for this project, as data (seeds/items/*.yml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from monitor.errors import MonitorError

_SIDE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One article of an invented outlet."""

    slug: str  # the file's name
    title: str
    published: datetime
    source: str  # the outlet, under .example
    lang: str
    paragraphs: tuple[str, ...]
    copy_of: str | None = None  # the slug of the story it retells
    must: tuple[str, ...] = ()  # topics it has to raise
    must_not: tuple[str, ...] = ()  # topics it looks like, and is not
    because: str = ""  # why it is not

    @property
    def path(self) -> str:
        """Where the demo site serves it."""
        return f"/{self.published:%Y/%m}/{self.slug}"


def read_items(folder: Path) -> tuple[Item, ...]:
    """Return all items of a folder, newest first.

    Raises:
        MonitorError: a file is not an item; the message names it and what is missing.
    """
    items = [_item(path) for path in sorted(folder.glob("*.yml"))]
    if not items:
        raise MonitorError(f"{folder}: there are no seed items (*.yml) here")
    return tuple(sorted(items, key=lambda item: (item.published, item.slug), reverse=True))


def _item(path: Path) -> Item:
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        expect = data.get("expect") or {}
        return Item(
            slug=_SIDE.sub("-", path.stem.lower()).strip("-"),
            title=data["title"].strip(),
            published=_moment(data["published"]),
            source=data["source"],
            lang=data.get("lang", "en"),
            paragraphs=tuple(" ".join(paragraph.split()) for paragraph in data["paragraphs"]),
            copy_of=data.get("copy_of"),
            must=tuple(expect.get("must") or ()),
            must_not=tuple(expect.get("must_not") or ()),
            because=expect.get("because") or "",
        )
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise MonitorError(f"{path}: not a seed item: {error}") from error


def _moment(value: object) -> datetime:
    """Read a YAML date or time, or a string in ISO 8601; without a zone it is UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            raise TypeError(f"published: {value!r} is not a date")
        value = datetime(value.year, value.month, value.day, 9, tzinfo=UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
