"""Lists of feeds as OPML 2.0 (opml.org): folders are tags, nested folders are several tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from monitor.errors import UsageError
from monitor.formats.addresses import resolve

_DEEPEST = 20
_LINKS = "{urn:event-monitor:opml}links"  # an attribute of our own, as OPML 2.0 allows


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of a list."""

    url: str
    title: str
    tags: tuple[str, ...] = ()
    links: str = ""  # a page, not a feed: the selector of its links


def read_opml(body: bytes) -> tuple[OpmlFeed, ...]:
    """Return the feeds of an OPML file, each address once, with the tags of all its places.

    Raises UsageError, naming the fault, when the bytes are no OPML or hold no feed. No entity is
    expanded and no address asked.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"the feed list is no readable OPML: {error}") from error
    if etree.QName(root).localname.lower() != "opml":
        raise UsageError(f"the feed list is no OPML: its root element is <{root.tag}>")
    found: dict[str, OpmlFeed] = {}
    for feed in _feeds(root, ()):
        known = found.get(feed.url)
        tags = tuple(dict.fromkeys((*known.tags, *feed.tags))) if known else feed.tags
        found[feed.url] = replace(known or feed, tags=tags)
    if not found:
        raise UsageError("the feed list holds no feed: no outline has an xmlUrl of http or https")
    return tuple(found.values())


def write_opml(feeds: Iterable[OpmlFeed], title: str = "Feeds") -> bytes:
    """Return feeds as an OPML file that `read_opml` and other feed readers take back."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _xml(title)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        place = _folder(folders, feed.tags)
        name = _xml(feed.title or feed.url)
        outline = etree.SubElement(
            place, "outline", type="rss", text=name, title=name, xmlUrl=_xml(feed.url)
        )
        if feed.links:
            outline.set(_LINKS, _xml(feed.links))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _feeds(element: etree._Element, tags: tuple[str, ...]) -> Iterator[OpmlFeed]:
    """Yield the feeds below an element, with the names of the folders above them."""
    for outline in element:
        if not isinstance(outline.tag, str):  # a comment
            continue
        attributes = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        name = " ".join((attributes.get("title") or attributes.get("text") or "").split())
        address = attributes.get("xmlurl", "")
        url = resolve(address, "") if address else None
        if url is not None:
            yield OpmlFeed(url=url, title=name or url, tags=tags, links=attributes.get(_LINKS, ""))
            continue
        is_folder = outline.tag.lower() == "outline" and bool(name) and not address
        inner = (*tags, name) if is_folder and name not in tags else tags
        if len(inner) <= _DEEPEST:
            yield from _feeds(outline, inner)


def _folder(
    folders: dict[tuple[str, ...], etree._Element], tags: tuple[str, ...]
) -> etree._Element:
    """Return the folder for these tags, made where it is missing."""
    for depth in range(1, len(tags) + 1):
        path = tags[:depth]
        if path not in folders:
            name = _xml(tags[depth - 1])
            folders[path] = etree.SubElement(folders[path[:-1]], "outline", text=name, title=name)
    return folders[tags]


def _xml(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\t\n ")
