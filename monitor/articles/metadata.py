"""What a page says of itself: headline, date, language and canonical address.

Read from JSON-LD (schema.org), Open Graph, meta elements and the markup, in this order of trust.
trafilatura's own metadata costs half an extraction again, and finds no time of day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from monitor.formats.addresses import host_of, is_front_page, resolve, url_key
from monitor.formats.dates import parse_date
from monitor.formats.markup import plain_line, plain_text

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting)$")
_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "dcterms.date", "pubdate", "publish-date", "publishdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00bb\u2022\u00b7:-]+\s+")
_MOST_NODES = 2_000


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page declares about itself; "" or None where it declares nothing."""

    title: str
    published: datetime | None
    lang: str | None
    canonical_url: str | None
    body: str  # the article's text, where JSON-LD carries it


def page_facts(tree: HtmlElement, url: str, now: datetime) -> PageFacts:
    """Return what the page at `url` declares about its article."""
    meta = _meta(tree)
    declared = _article_declared(tree)
    lang = _language(tree, meta)
    return PageFacts(
        title=_title(tree, meta, declared, url),
        published=_published(tree, meta, declared, url, now),
        lang=lang,
        canonical_url=_canonical(tree, meta, url),
        body=plain_text(_text(declared, "articleBody")),
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """Return the page's meta elements by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        names = (element.get("property"), element.get("name"), element.get("itemprop"))
        content = (element.get("content") or "").strip()
        for name in names:
            if name and content:
                found.setdefault(name.strip().lower(), content)
    return found


def _article_declared(tree: HtmlElement) -> dict[str, Any]:
    """Return the first JSON-LD node that describes an article, {} when there is none."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            data = json.loads(script.text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE.search(name) for name in names):
                return node
    return {}


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD document that may be its subject, outermost first."""
    waiting = [data]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)


def _title(tree: HtmlElement, meta: dict[str, str], declared: dict[str, Any], url: str) -> str:
    """Return the headline without the site's name."""
    site = plain_line(meta.get("og:site_name", ""))
    headings = [heading for heading in (_content(node) for node in tree.iter("h1")) if heading]
    candidates = [
        plain_line(_text(declared, "headline")),
        plain_line(meta.get("og:title", "") or meta.get("twitter:title", "")),
        headings[0] if len(headings) == 1 else "",
        next((_content(node) for node in tree.iter("title")), ""),
        headings[0] if headings else "",
    ]
    chosen = next((candidate for candidate in candidates if candidate), "")
    return _without_site(chosen, site, host_of(url))


def _without_site(title: str, site: str, host: str) -> str:
    """Drop a closing or opening part of a title that is the site's name or its host's."""
    names = {_squeezed(name) for name in (site, host, host.partition(".")[0]) if name}
    parts = [(found.start(), found.end()) for found in _SEPARATOR.finditer(title)]
    for start, end in reversed(parts):
        if _squeezed(title[end:]) in names:
            return title[:start]
    for start, end in parts[:1]:
        if _squeezed(title[:start]) in names:
            return title[end:]
    return title


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _published(
    tree: HtmlElement, meta: dict[str, str], declared: dict[str, Any], url: str, now: datetime
) -> datetime | None:
    """Return the first date in the order of trust that is one."""
    candidates = [_text(declared, "datePublished")]
    candidates += [meta[name] for name in _DATE_NAMES if name in meta]
    candidates += [element.get("datetime") or "" for element in list(tree.iter("time"))[:1]]
    in_path = _DATE_IN_PATH.search(url)
    if in_path:
        candidates.append(f"{in_path[1]}-{in_path[2]:0>2}-{in_path[3]:0>2}")
    found = (parse_date(candidate, now) for candidate in candidates if candidate)
    return next((moment for moment in found if moment), None)


def _language(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    """Return the declared base language, None when it is no language tag."""
    declared = tree.get("lang") or tree.get("xml:lang") or meta.get("og:locale") or ""
    base = re.split(r"[-_]", declared.strip().lower())[0]
    return base if re.fullmatch(r"[a-z]{2,3}", base) else None


def _canonical(tree: HtmlElement, meta: dict[str, str], url: str) -> str | None:
    """Return the canonical address, when it is on the same site and not its front page."""
    links = (
        node.get("href") or ""
        for node in tree.iter("link")
        if "canonical" in (node.get("rel") or "").lower().split()
    )
    declared = next(links, "") or meta.get("og:url", "")
    address = resolve(declared, url) if declared else None
    if address is None or is_front_page(address):
        return None
    return address if _site(address) == _site(url) else None


def _site(url: str) -> str:
    """Return the host of an address's key: without www., mobile and AMP prefixes."""
    return host_of(url_key(url) or "")


def _content(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _text(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""
