"""The seed items as a news site: outlets, their feeds, and pages with all the furniture of one.

Pure: an address in, bytes out. `monitor.demo.server` puts it on a socket.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from monitor.demo.items import Item

RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he"})
RELATED = 5
RSS = "application/rss+xml"
ATOM = "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented news outlet, on a host name of its own."""

    key: str  # the first label of its host name
    name: str
    media_type: str  # of its feed
    items: tuple[Item, ...]  # newest first

    @property
    def host(self) -> str:
        """Its host name, loopback by definition (RFC 6761, section 6.3)."""
        return f"{self.key}.localhost"

    @property
    def path(self) -> str:
        """Where its feed is served."""
        return "/rss.xml" if self.media_type == RSS else "/atom.xml"


@dataclass(frozen=True, slots=True)
class Document:
    """What a path answers with."""

    content_type: str
    body: bytes


def outlets(items: Sequence[Item]) -> tuple[Outlet, ...]:
    """Group items by their outlet; every second outlet speaks Atom, the others RSS."""
    by_source: dict[str, list[Item]] = {}
    for item in items:
        by_source.setdefault(item.source, []).append(item)
    return tuple(
        Outlet(
            key=source.removesuffix(".example").replace(".", "-").lower(),
            name=_name(source),
            media_type=ATOM if number % 2 else RSS,
            items=tuple(by_source[source]),
        )
        for number, source in enumerate(sorted(by_source))
    )


def _name(source: str) -> str:
    return source.removesuffix(".example").replace("-", " ").replace(".", " ").title()


def documents(outlet: Outlet, base: str, elsewhere: Sequence[Item] = ()) -> dict[str, Document]:
    """Return all documents of an outlet by path.

    Args:
        outlet: whose site it is.
        base: the site's address without a slash at the end, such as "http://wire.localhost:8080".
        elsewhere: headlines for the related links besides its own, as any site has them.
    """
    environment = _environment()
    template = "rss.xml" if outlet.media_type == RSS else "atom.xml"
    feed = environment.get_template(template).render(
        outlet=outlet, items=outlet.items, base=base, rfc822=format_datetime
    )
    pages = {outlet.path: Document(f"{outlet.media_type}; charset=utf-8", feed.encode())}
    render: Callable[..., str] = environment.get_template("page.html").render
    for item in outlet.items:
        related = [other for other in (*outlet.items, *elsewhere) if other.slug != item.slug]
        html = render(
            item=item,
            outlet=outlet,
            base=base,
            related=related[:RELATED],
            right_to_left=RIGHT_TO_LEFT,
            linked_data=_linked_data(item, outlet, base),
        )
        pages[item.path] = Document("text/html; charset=utf-8", html.encode())
    return pages


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("monitor.demo"),
        autoescape=select_autoescape(["html", "xml"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _linked_data(item: Item, outlet: Outlet, base: str) -> Markup:
    """The article's schema.org description; `</script>` cannot occur in it."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "datePublished": item.published.isoformat(),
        "mainEntityOfPage": f"{base}{item.path}",
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704
