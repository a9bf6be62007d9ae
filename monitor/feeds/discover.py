"""Which feeds a site has: those its page announces, else the usual places of feeds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html

from monitor.formats.addresses import resolve
from monitor.formats.charsets import decode
from monitor.formats.markup import plain_line

MOST = 12  # candidates of one page
_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)
_ENDINGS = (".rss", ".atom", "rss.xml", "atom.xml", "feed.xml", "/feed", "/feed/", "/rss", "/rss/")
# In the order of how often they are found.
_USUAL = ("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json",
          "/news-sitemap.xml", "/sitemap-news.xml")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address where a feed may be."""

    url: str
    title: str  # as the page calls it, "" when it does not


def announced(body: bytes, content_type: str, url: str) -> tuple[Candidate, ...]:
    """Return the feeds a page announces: by `link rel=alternate`, then by links that look it."""
    text = decode(body, content_type, url).text.strip()
    if not text:
        return ()
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:  # not one element in it
        return ()
    found: dict[str, Candidate] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES:
            _note(found, link.get("href"), link.get("title") or "", url)
    for link in root.iter("a"):
        href = (link.get("href") or "").partition("?")[0].lower()
        if href.endswith(_ENDINGS):
            _note(found, link.get("href"), "".join(map(str, link.itertext())), url)
    return tuple(found.values())[:MOST]


def usual_places(url: str) -> tuple[Candidate, ...]:
    """Return where the feed of a site usually is, when its page announces none."""
    return tuple(Candidate(urljoin(url, place), "") for place in _USUAL)


def _note(found: dict[str, Candidate], href: str | None, title: str, base: str) -> None:
    address = resolve(href, base) if href else None
    if address is not None and address != base:
        found.setdefault(address, Candidate(address, plain_line(title)[:120]))
