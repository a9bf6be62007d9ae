"""A page without a feed as a source: the links that a CSS selector chooses are its entries.

When a site is rebuilt the selector finds nothing; that is a failure which the operator sees, for a
source that falls silent without a word is worse than none.
"""

from __future__ import annotations

from datetime import datetime

from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

from monitor.feeds.entries import RawEntry, entry, settled
from monitor.formats.addresses import resolve
from monitor.formats.charsets import decode
from monitor.formats.dates import parse_date
from monitor.formats.markup import plain_line
from monitor.model import ParsedFeed, ParseFailed

_NEAR = 3  # so many elements up, a date may belong to the link
_LONGEST_TITLE = 300


def selector_problem(selector: str) -> str:
    """Return what is wrong with a selector, "" when it can be used."""
    try:
        CSSSelector(selector, translator="html")
    except SelectorError as error:
        return str(error)
    return ""


def parse_links(
    body: bytes, content_type: str, url: str, selector: str, now: datetime
) -> ParsedFeed | ParseFailed:
    """Return the links that `selector` chooses on a page as entries, or why there are none.

    A chosen element that is no link stands for the first link in it, or around it. The link's words
    are the headline; a `time` element close by gives the date.
    """
    text = decode(body, content_type, url).text.strip()
    if not text:
        return ParseFailed("an empty answer")
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return ParseFailed("a page without one element in it")
    bases = [resolve(base.get("href", ""), url) for base in root.iter("base")]
    links = _links(root, selector, next(filter(None, bases), url), now)
    if not links:
        return ParseFailed(f"the selector {selector!r} finds no link: has the page changed?")
    entries, warnings = settled([entry(link) for link in links])
    titles = [plain_line("".join(map(str, title.itertext()))) for title in root.iter("title")]
    return ParsedFeed(
        title=next(iter(titles), "")[:_LONGEST_TITLE],
        entries=entries,
        site_url=url,
        warnings=warnings,
    )


def _links(root: html.HtmlElement, selector: str, base: str, now: datetime) -> list[RawEntry]:
    """Return each address chosen once, with the longest words that link to it.

    The picture of an article links to it too, without a word.
    """
    found: dict[str, RawEntry] = {}
    for chosen in root.cssselect(selector, translator="html"):
        link = _link(chosen)
        address = None if link is None else resolve(link.get("href", ""), base)
        if link is None or address is None:
            continue
        title = " ".join(link.text_content().split())[:_LONGEST_TITLE]
        if address not in found or len(title) > len(found[address].title):
            found[address] = RawEntry("", address, title, "", _date(link, now), None)
    return list(found.values())


def _link(chosen: html.HtmlElement) -> html.HtmlElement | None:
    """Return the link an element is, holds or is part of."""
    if chosen.tag == "a":
        return chosen
    inside = chosen.find(".//a[@href]")
    if inside is not None:
        return inside
    return next(chosen.iterancestors("a"), None)


def _date(link: html.HtmlElement, now: datetime) -> datetime | None:
    """Return the date of the only `time` element close to a link."""
    near = link
    for _ in range(_NEAR):
        times = near.findall(".//time[@datetime]")
        if len(times) == 1:
            return parse_date(times[0].get("datetime"), now, None)
        parent = near.getparent()
        if times or parent is None:
            return None
        near = parent
    return None
