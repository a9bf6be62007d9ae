"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from monitor.feeds.entries import RawEntry, entry, language, settled
from monitor.formats.addresses import resolve
from monitor.formats.dates import parse_date
from monitor.formats.markup import plain_line, plain_text, tidy
from monitor.model import ParsedFeed, ParseFailed

_VERSION = "jsonfeed.org/version/"


def parse_json_feed(text: str, url: str, now: datetime) -> ParsedFeed | ParseFailed:
    """Read a JSON Feed; what it leaves out stays out, what has the wrong type is ignored."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        return ParseFailed(f"broken JSON: {error}")
    if not isinstance(feed, dict) or _VERSION not in _string(feed, "version"):
        return ParseFailed("JSON, but not a JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        return ParseFailed("a JSON Feed without items")
    lang = language(_string(feed, "language"))
    usable = [item for item in items if isinstance(item, dict)]
    entries, warnings = settled([entry(_raw(item, url, lang, now)) for item in usable])
    if len(usable) < len(items):
        warnings += (f"{len(items) - len(usable)} items are no objects",)
    return ParsedFeed(
        title=plain_line(_string(feed, "title")),
        entries=entries,
        lang=lang,
        site_url=resolve(_string(feed, "home_page_url"), url),
        warnings=warnings,
        older_url=resolve(_string(feed, "next_url"), url),
        hub_url=_hub(feed, url),
        self_url=resolve(_string(feed, "feed_url"), url),
    )


def _hub(feed: dict[str, Any], url: str) -> str | None:
    """Return the first WebSub hub of `hubs` (JSON Feed 1.1, "Subscribing to real-time")."""
    hubs = feed.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and _string(hub, "type").lower() == "websub":
            return resolve(_string(hub, "url"), url)
    return None


def _raw(item: dict[str, Any], url: str, lang: str | None, now: datetime) -> RawEntry:
    said = [
        plain_text(_string(item, "content_html")),
        tidy(_string(item, "content_text")),
        tidy(_string(item, "summary")),
    ]
    own = language(_string(item, "language")) or lang
    date = _string(item, "date_published") or _string(item, "date_modified")
    return RawEntry(
        guid=_id(item.get("id")),
        url=resolve(_string(item, "url") or _string(item, "external_url"), url),
        title=plain_line(_string(item, "title")),
        text=max(said, key=len),
        published=parse_date(date, now, own),
        lang=own,
    )


def _id(value: object) -> str:
    """Ids are strings, but version 1 has readers take numbers as well."""
    return str(value) if isinstance(value, str | int | float) else ""


def _string(source: dict[str, Any], key: str) -> str:
    value = source.get(key)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
