"""Page to text by trafilatura, from bytes already fetched. Runs in a child.

Settings were chosen on sixty real pages with segments that the text must and must not hold: F1, and
the milliseconds a page takes with all that this module does (trafilatura alone: 13.4 by default).

    default                       0.909           precise, no second opinion        0.912    9.8
    generous, no comments         0.912           precise, with one                 0.920   12.6
                                                  precise, with one when in doubt   0.920   10.5

Precision matters most here: a headline out of "also read" would raise a false alert. A second
opinion, that of the algorithms trafilatura compares its own with, costs a third and is asked where
the first has found little. Where precision leaves almost nothing, recall is tried, then the article
body that JSON-LD may carry.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime

import trafilatura
from lxml import etree
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HTMLParser,
    HtmlProcessingInstruction,
    document_fromstring,
)
from trafilatura.settings import Extractor

from monitor.articles.metadata import PageFacts, page_facts
from monitor.formats.addresses import host_of
from monitor.formats.charsets import decode
from monitor.formats.markup import tidy, without_controls
from monitor.formats.scripts import language_fits
from monitor.model import ExtractedPage, ExtractionFailed

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it has to say is our result

_PRECISE = Extractor(precision=True, fast=True, comments=False)
_COMPARED = Extractor(precision=True, comments=False)
_GENEROUS = Extractor(recall=True, comments=False)
_FEWEST = 140  # characters: the shortest notice worth more than the feed's own words
_ENOUGH = 300  # characters below which a second reading is worth its time
_SHORT = 1_200  # characters: walls and challenges never say more
_PLENTY = 1_000  # characters of a first reading that need no second opinion
_MAJORITY = 0.5  # of the words in paragraphs, which a first reading must hold as well
_LOOSE = 60  # characters: bare text shorter than this is a credit or a caption
_INLINE = frozenset(("a", "abbr", "b", "br", "cite", "em", "font", "i", "q", "span", "strong", "u"))
_WORDS_PER_ASKING = 25  # a wall speaks of cookies more often than this, an article does not
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
# All elements but those that carry an article's text and a page's own words on itself.
_WRAPPER = re.compile(
    r"</?(?!(?:p|br|h[1-6]|html|head|body|title|meta|link|script|style)\b)[a-z][^<>]*>",
    re.IGNORECASE,
)
# What trafilatura drops wherever it stands. Dropped first, nothing that follows walks over it.
_FURNITURE = (
    "applet", "area", "aside", "audio", "button", "canvas", "datalist", "dialog", "embed",
    "fieldset", "footer", "iframe", "input", "label", "legend", "link", "map", "math", "menu",
    "nav", "noscript", "object", "optgroup", "option", "script", "select", "style", "svg",
    "template", "textarea", "video",
)  # fmt: skip
# lxml.html chooses a class for each element by a function in Python, and spends a tenth of an
# extraction there; forms and inputs need no class of their own here.
_ONE_CLASS = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)
_NOT_PAGES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an archive or office file"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"ID3", "a sound file"),
)
_PAGE_TYPES = ("html", "xml", "text/plain")
_CONSENT = re.compile(
    r"cookie|consent|gdpr|privacy (?:policy|choices)|our partners|datenschutz|einwilligung|zustimm"
    r"|\u00e7erez|\bkvkk\b|gizlilik|confidentialit\u00e9|privacidad",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|verify (?:that )?you are (?:a )?human|are you a robot"
    r"|enable javascript|javascript is (?:disabled|required)|attention required|captcha"
    r"|access denied|request (?:was )?blocked",
    re.IGNORECASE,
)


def extract_page(
    body: bytes, content_type: str, url: str, now: datetime
) -> ExtractedPage | ExtractionFailed:
    """Return the article on a page, or why there is none to be had.

    Text comes as paragraphs separated by blank lines. A PDF, an image or a consent wall is a
    permanent failure; a thin page or a challenge may be read better later.
    """
    other = _not_a_page(body, content_type)
    if other:
        return ExtractionFailed(f"{other}, not a page", permanent=True)
    source = without_controls(_DECLARATION.sub("", decode(body, content_type, url).text))
    if "text/plain" in content_type.lower() and "<html" not in source[:1_000].lower():
        return _plain(source)
    tree = _tree(source)
    if tree is None:
        return ExtractionFailed("the page is empty")
    facts = page_facts(tree, url, now)
    etree.strip_elements(tree, *_FURNITURE, with_tail=False)
    _name_paragraphs(tree)
    text = _without_headline(_article_text(tree, facts), facts.title)
    wall = _wall(url, facts.title, text)
    if wall:
        return wall
    if len(text) < _FEWEST:
        return ExtractionFailed(f"only {len(text)} characters of text on the page")
    return ExtractedPage(
        title=facts.title,
        text=text,
        published=facts.published,
        lang=facts.lang if facts.lang and language_fits(facts.lang, text) else None,
        canonical_url=facts.canonical_url,
    )


def _tree(source: str) -> HtmlElement | None:
    """Return the page's tree; where elements nest too deep, that of the text without wrappers.

    libxml2 drops all that lies deeper than 256 elements. It could be told not to, but extraction
    takes a minute for some trees that deep.
    """
    tree, too_deep = _parsed(source)
    return _parsed(_WRAPPER.sub(" ", source))[0] if too_deep else tree


def _parsed(source: str) -> tuple[HtmlElement | None, bool]:
    """Return a page's tree, and whether part of it was dropped for its depth."""
    if not source.strip():
        return None, False
    parser = HTMLParser()
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = document_fromstring(source, parser=parser)
    except (etree.ParserError, ValueError):
        return None, False
    last = parser.error_log.last_error
    return tree, last is not None and last.type_name == "ERR_RESOURCE_LIMIT"


def _article_text(tree: HtmlElement, facts: PageFacts) -> str:
    """Return the best of up to four readings: precise, compared, generous, declared."""
    text = _reading(tree, _PRECISE)
    if len(text) < _PLENTY or len(text) < _MAJORITY * _words_in_paragraphs(tree):
        text = _reading(tree, _COMPARED)
    if len(text) < _ENOUGH:
        text = max(text, _reading(tree, _GENEROUS), key=len)
    if len(text) < _ENOUGH:
        text = max(text, facts.body, key=len)
    return text


def _name_paragraphs(tree: HtmlElement) -> None:
    """Make paragraphs of bare text among paragraphs and below headings: trafilatura drops it."""
    for block in tree.iter("div"):
        if any(child.tag not in _INLINE for child in block):
            continue
        neighbours = (block.getprevious(), block.getnext())
        if not any(other is not None and other.tag == "p" for other in neighbours):
            continue
        if len(block.text_content().strip()) >= _LOOSE:
            block.tag = "p"
    for heading in list(tree.iter("h2", "h3", "h4")):
        loose = heading.tail or ""
        following = heading.getnext()
        if len(loose.strip()) >= _LOOSE and (following is None or following.tag not in _INLINE):
            paragraph = tree.makeelement("p")
            paragraph.text, heading.tail = loose, None
            heading.addnext(paragraph)


def _without_headline(text: str, title: str) -> str:
    """Drop a first paragraph that only repeats the headline: copies differ there, and quotes."""
    first, _, rest = text.partition("\n\n")
    return rest if title and " ".join(first.split()).casefold() == title.casefold() else text


def _words_in_paragraphs(tree: HtmlElement) -> int:
    """Return how many characters stand in paragraphs: what an article could hold at most."""
    return sum(len(paragraph.text_content()) for paragraph in tree.iter("p"))


def _reading(tree: HtmlElement, manner: Extractor) -> str:
    """Return trafilatura's text of a tree, a blank line between paragraphs."""
    found = trafilatura.extract(tree, options=manner)
    return tidy((found or "").replace("\n", "\n\n"))


def _plain(source: str) -> ExtractedPage | ExtractionFailed:
    """A text file is its own article; its first line is the headline."""
    text = tidy(source)
    if len(text) < _FEWEST:
        return ExtractionFailed(f"only {len(text)} characters of text")
    return ExtractedPage(title=text.partition("\n")[0][:300], text=text)


def _not_a_page(body: bytes, content_type: str) -> str:
    """Return what the bytes are when they are no page, "" otherwise."""
    for start, name in _NOT_PAGES:
        if body.startswith(start):
            return name
    kind = content_type.partition(";")[0].strip().lower()
    known = not kind or any(part in kind for part in _PAGE_TYPES)
    if known or body[:512].lstrip().startswith(b"<"):
        return ""
    return f"a file of type {kind}"


def _wall(url: str, title: str, text: str) -> ExtractionFailed | None:
    """Recognise a page that stands in front of the article."""
    if host_of(url).startswith(("consent.", "cookie", "privacy-mgmt.")):
        return ExtractionFailed("a consent wall", permanent=True)
    if len(text) > _SHORT:
        return None
    if _CHALLENGE.search(title) or (len(text) < _ENOUGH and _CHALLENGE.search(text)):
        return ExtractionFailed("a challenge for browsers instead of the article")
    asked = len(_CONSENT.findall(text))
    if asked > 3 and asked * _WORDS_PER_ASKING > len(text.split()):
        return ExtractionFailed("a consent wall", permanent=True)
    return None
