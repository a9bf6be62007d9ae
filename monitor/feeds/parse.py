"""Bytes to entries: RSS, Atom, RDF by feedparser; JSON Feed, sitemaps by our own. In a child.

feedparser gets clean UTF-8 in memory, so that it opens no file and no address, guesses no charset
and meets no entity declarations; its HTML cleaning stays off, because only plain text leaves this
module. What "bozo" means is decided here, once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import feedparser

from monitor.feeds import delta
from monitor.feeds.delta import Cut
from monitor.feeds.entries import MOST_ENTRIES, RawEntry, entry, language, settled, too_many
from monitor.feeds.hints import poll_hints
from monitor.feeds.jsonfeed import parse_json_feed
from monitor.feeds.prepare import page_title, prepared, root_element
from monitor.feeds.sitemap import ROOTS as _SITEMAP_ROOTS
from monitor.feeds.sitemap import parse_sitemap
from monitor.formats.addresses import resolve, url_key
from monitor.formats.charsets import Decoded, decode
from monitor.formats.dates import parse_date
from monitor.formats.markup import looks_like_markup, plain_line, plain_text, tidy
from monitor.model import ParsedFeed, ParseFailed

_HEAD = 64 * 1024
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_LINK = re.compile(
    r"<(?:link|guid|id)\b(?:[^<>]*?\bhref=[\"']([^\"'>]*)|[^<>]*>\s*(?:<!\[CDATA\[)?([^<\]]*))"
)
_PAGE_ROOTS = frozenset({"html", "head", "title", "meta", "body", "script", "div", "p", "h1"})
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "rdf:rdf", "channel"})


@dataclass(frozen=True, slots=True)
class _Source:
    """A feed's text and what is known about it before its items are read."""

    text: str
    url: str
    now: datetime
    root: str
    warnings: tuple[str, ...]


def parse_feed(
    body: bytes, content_type: str, url: str, now: datetime, seen: bytes = b""
) -> ParsedFeed | ParseFailed:
    """Return the feed in `body`, or what the bytes seem to be instead.

    Entries are plain text with absolute links, in the feed's order, at most a thousand. A feed that
    is broken or cut short gives the entries that can be read, with a warning, and is `complete`
    only when its end was there. With `seen`, the `items` of the last parse, items that have not
    changed a byte since are left out and counted as `skipped`.
    """
    decoded = decode(body, content_type, url)
    text = decoded.text.lstrip("\ufeff \t\r\n\x00")
    if not text:
        return ParseFailed("an empty answer")
    if text.startswith(("{", "[")):
        return parse_json_feed(text, url, now)
    root = root_element(text)
    if root is None or root in _PAGE_ROOTS:
        return ParseFailed(_no_feed(text, root))
    if root in _SITEMAP_ROOTS:
        return parse_sitemap(prepared(text), url, now)
    source = _Source(prepared(text), url, now, root, _charset_warnings(decoded))
    pieces = delta.cut(source.text, root)
    if pieces is None:
        return _parse(source)
    return _parse_pieces(source, pieces, seen)


def _no_feed(text: str, root: str | None) -> str:
    """Return what a text without a feed's root seems to be."""
    if root is None:
        return f"no feed: it begins with {plain_line(text[:80])[:40]!r}"
    return f"an HTML page{page_title(text)}, not a feed"


def _parse_pieces(source: _Source, pieces: Cut, seen: bytes) -> ParsedFeed | ParseFailed:
    """Read a feed by its items: the unknown ones, and of too many the newest."""
    kept = delta.newest(pieces.items, MOST_ENTRIES, source.now)
    warnings = source.warnings
    if len(kept) < len(pieces.items):
        warnings += (too_many(len(pieces.items)),)
    items = delta.item_hashes(kept)
    fresh = delta.unknown(kept, seen)
    if len(fresh) < len(kept):
        part = replace(source, text=replace(pieces, items=fresh).text(), warnings=warnings)
        parsed = _parse(part)
        if isinstance(parsed, ParsedFeed) and _adds_up(parsed, source.url, fresh, kept):
            return replace(parsed, items=items, skipped=len(kept) - len(fresh))
    whole = replace(source, text=replace(pieces, items=kept).text(), warnings=warnings)
    parsed = _parse(whole)
    if isinstance(parsed, ParseFailed) and len(kept) > 1:
        parsed = _one_by_one(whole, pieces, kept) or parsed
    return replace(parsed, items=items) if isinstance(parsed, ParsedFeed) else parsed


def _one_by_one(source: _Source, pieces: Cut, kept: Sequence[str]) -> ParsedFeed | None:
    """Read the items of a feed that cannot be read in one, leaving out those that are the cause."""
    texts = (replace(pieces, items=(item,)).text() for item in kept)
    results = [_parse(replace(source, text=text)) for text in texts]
    read = [result for result in results if isinstance(result, ParsedFeed)]
    if not read:
        return None
    entries, _ = settled([one for result in read for one in result.entries])
    unreadable = f"{len(kept) - len(read)} of {len(kept)} entries cannot be read"
    return replace(read[0], entries=entries, warnings=(*source.warnings, unreadable))


def _adds_up(
    parsed: ParsedFeed, parsed_from: str, fresh: Sequence[str], kept: Sequence[str]
) -> bool:
    """Tell whether a part tells the same of its entries as the whole would.

    It does not where XML was broken, or where an entry's link is also that of an item left out:
    whether a link is shared shows only in the whole.
    """
    if len(parsed.entries) != len(fresh) or any("broken XML" in one for one in parsed.warnings):
        return False
    new = set(fresh)
    known = "".join(item for item in kept if item not in new)
    links = {entry.url_key: urlsplit(entry.url).path for entry in parsed.entries if entry.url}
    if not any(path in known for path in links.values()):
        return True
    given = (first or second for first, second in _LINK.findall(known))
    addresses = (resolve(unescape(link), parsed_from) for link in given)
    return not any(address and url_key(address) in links for address in addresses)


def _parse(source: _Source) -> ParsedFeed | ParseFailed:
    """Read the prepared text with feedparser, and judge what came out."""
    try:
        found = feedparser.parse(
            BytesIO(source.text.encode("utf-8")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # noqa: BLE001  its loose reading breaks on some broken markup
        return ParseFailed(
            f"a broken feed: {type(error).__name__} while reading it ({error})"[:200]
        )
    problem = _problem(found)
    items = list(found["entries"])
    if not items and (problem or (not found["version"] and source.root not in _FEED_ROOTS)):
        return ParseFailed(_nothing_read(source, problem))
    complete = not problem or _ends(source)
    warnings = source.warnings
    if problem:
        warnings += (f"broken XML, read in part: {problem}",)
    if not complete:
        items = _without_the_cut_one(items, source.text)
        warnings += ("the feed is cut short",)
        if not items:
            return ParseFailed("a feed that is cut short before its first entry ends")
    return _parsed(source, found["feed"], items, warnings, complete=complete)


def _parsed(
    source: _Source,
    feed: Mapping[str, Any],
    items: list[Mapping[str, Any]],
    warnings: tuple[str, ...],
    *,
    complete: bool,
) -> ParsedFeed:
    """Turn feedparser's words into ours."""
    lang = language(feed.get("language"))
    hints, doubts = poll_hints(_before_items(source.text))
    entries, cut = settled([entry(_raw(item, source, lang)) for item in items])
    return ParsedFeed(
        title=_line(feed, "title"),
        entries=entries,
        lang=lang,
        site_url=resolve(str(feed.get("link") or ""), source.url),
        hints=hints,
        warnings=(*warnings, *doubts, *cut),
        complete=complete,
        older_url=_older(feed, source.url),
        hub_url=_link_to(feed, "hub", source.url),
        self_url=_link_to(feed, "self", source.url),
    )


def _older(feed: Mapping[str, Any], base: str) -> str | None:
    """Return where a feed's older entries are: an archive (RFC 5005), else its next page."""
    links = {link.get("rel"): link.get("href") for link in reversed(feed.get("links") or ())}
    link = links.get("prev-archive") or links.get("next")
    return resolve(str(link), base) if link else None


def _link_to(feed: Mapping[str, Any], relation: str, base: str) -> str | None:
    """Return the first of the feed's own links of a relation."""
    for link in feed.get("links") or ():
        if link.get("rel") == relation and link.get("href"):
            return resolve(str(link["href"]), base)
    return None


def _raw(item: Mapping[str, Any], source: _Source, lang: str | None) -> RawEntry:
    """Read one item. Dates are read from the raw words: feedparser takes PKT for UTC."""
    detail = item.get("title_detail") or {}
    own = language(detail.get("language")) or lang
    dates = (item[key] for key in ("published", "updated", "created") if key in item)
    return RawEntry(
        guid=str(item.get("id") or ""),
        url=_link(item, source.url),
        title=_line(item, "title"),
        text=_longest_text(item),
        published=parse_date(next(filter(None, dates), None), source.now, own),
        lang=own,
    )


def _link(item: Mapping[str, Any], base: str) -> str | None:
    """Return the item's own address: where a distributor's link hides one, the publisher's.

    A guid that stands in for a link must be a whole address: many are bare numbers.
    """
    link = item.get("link")
    if link == item.get("id") and not str(link).lower().startswith(("http://", "https://")):
        link = None
    candidates = [item.get("feedburner_origlink"), link]
    candidates += [
        other.get("href")
        for other in item.get("links") or ()
        if other.get("rel", "alternate") == "alternate" and other.get("href") != item.get("id")
    ]
    for candidate in candidates:
        if isinstance(candidate, str) and candidate.strip():
            resolved = resolve(candidate, base)
            if resolved:
                return resolved
    return None


def _longest_text(item: Mapping[str, Any]) -> str:
    """Return the longest text the item carries: its content or its summary."""
    details = [*(item.get("content") or ()), item.get("summary_detail") or {}]
    longest = max(details, key=lambda detail: len(detail.get("value") or ""))
    value = str(longest.get("value") or "")
    if longest.get("type") == "text/plain" and not looks_like_markup(value):
        return tidy(value)
    return plain_text(value)


def _line(source: Mapping[str, Any], key: str) -> str:
    """Return a title as one line. Many are escaped once too often, so markup goes from all."""
    value = str(source.get(key) or "")
    return plain_line(plain_line(value)) if looks_like_markup(value) else " ".join(value.split())


def _charset_warnings(decoded: Decoded) -> tuple[str, ...]:
    return (decoded.warning,) if decoded.warning else ()


def _problem(found: Mapping[str, Any]) -> str:
    """Return what broke the XML, "" when nothing did."""
    if not found.get("bozo"):
        return ""
    error = found.get("bozo_exception")
    message = getattr(error, "getMessage", None)
    line = getattr(error, "getLineNumber", None)
    if message is None:
        return type(error).__name__
    return f"{message()} in line {line()}" if line else str(message())


def _nothing_read(source: _Source, problem: str) -> str:
    if source.root in _FEED_ROOTS:
        return f"a broken feed: {problem}"
    return f"no feed: its root element is <{source.root}>"


def _ends(source: _Source) -> bool:
    """Tell whether the text closes its root element near its end."""
    return f"</{source.root}" in source.text[-1_000:].lower()


def _without_the_cut_one(items: list[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Drop the last item when its end is missing: half a link is a wrong link."""
    return items[: len(_ITEM_END.findall(text))]


def _before_items(text: str) -> str:
    found = _ITEM.search(text)
    return text[: found.start()] if found else text[-_HEAD:] + text[:_HEAD]
