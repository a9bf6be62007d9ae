"""Sitemaps as sources: the protocol of sitemaps.org, with Google's news extension where given.

A news sitemap lists a site's articles of the last two days with headline and date, which is all a
feed does. In a plain sitemap the words of the address stand in for the headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote, urlsplit

from lxml import etree

from monitor.feeds.entries import RawEntry, entry, language, settled
from monitor.formats.addresses import host_of, resolve
from monitor.formats.dates import parse_date
from monitor.formats.markup import plain_line
from monitor.model import ParsedFeed, ParseFailed

ROOTS = frozenset({"urlset", "sitemapindex"})
_MOST_READ = 50_000  # what the protocol allows in one file
_ENDING = re.compile(r"\.\w{2,5}$|[-_]?\d{5,}$")
_BETWEEN_WORDS = re.compile(r"[-_+\s]+")


def parse_sitemap(text: str, url: str, now: datetime) -> ParsedFeed | ParseFailed:
    """Return a sitemap's addresses as entries, the newest thousand, or why there are none.

    `text` must be XML without a document type. An index of sitemaps is no source: which of its
    maps holds the news is for the operator to choose.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(text.encode("utf-8"), parser)
    if root is None:
        return ParseFailed("a sitemap that cannot be read as XML")
    if _name(root) == "sitemapindex":
        maps = [_text(each, "loc") for each in _children(root, "sitemap")]
        listed = ", ".join(maps[:3]) or "none"
        return ParseFailed(f"an index of sitemaps; follow one of them instead ({listed})")
    items = [
        _raw(each, url, now)
        for each, _ in zip(_children(root, "url"), range(_MOST_READ), strict=False)
    ]
    usable = [entry(item) for item in items if item is not None]
    entries, warnings = settled(usable)
    if len(usable) < len(items):
        warnings += (f"{len(items) - len(usable)} places have no usable address",)
    return ParsedFeed(
        title=f"{host_of(url)} (sitemap)",
        entries=entries,
        site_url=resolve("/", url),
        warnings=warnings,
        complete=text.rstrip().endswith("urlset>"),
    )


def _raw(place: etree._Element, base: str, now: datetime) -> RawEntry | None:
    """Read one place; None when it has no address of the web."""
    url = resolve(_text(place, "loc"), base)
    if url is None:
        return None
    news = next(_children(place, "news"), None)
    title = date = lang = ""
    if news is not None:
        title, date = _text(news, "title"), _text(news, "publication_date")
        publication = next(_children(news, "publication"), None)
        lang = "" if publication is None else _text(publication, "language")
    own = language(lang)
    return RawEntry(
        guid="",
        url=url,
        title=plain_line(title) or _words_of(url),
        text="",
        published=parse_date(date or _text(place, "lastmod") or None, now, own),
        lang=own,
    )


def _words_of(url: str) -> str:
    """Return the words at the end of an address: `/2026/navy-visits-port-12345.html`."""
    path = unquote(urlsplit(url).path).rstrip("/")
    last = path.rpartition("/")[2]
    while (shorter := _ENDING.sub("", last)) != last:
        last = shorter
    return _BETWEEN_WORDS.sub(" ", last).strip()


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace, whichever the publisher made up."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _text(element: etree._Element, name: str) -> str:
    found = next(_children(element, name), None)
    return "" if found is None else "".join(map(str, found.itertext())).strip()
