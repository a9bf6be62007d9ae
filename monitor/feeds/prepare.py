"""A feed's text made ready for feedparser: what it may meet is XML without traps.

Every pattern here takes time in proportion to the text, whatever a hostile feed repeats.
"""

from __future__ import annotations

import re

from monitor.formats.markup import plain_line

_HEAD = 64 * 1024
# Control characters that XML 1.0 forbids; feedparser's strict reading stops at the first.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"<\?xml\b[^<>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_DOCTYPE_END = re.compile(r"[^\[>]*(?:\[[^\]]*\]\s*)?>")
_ROOT = re.compile(r"<(?![?!])([\w.:-]+)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.{0,300}?)</title>", re.DOTALL | re.IGNORECASE)
# feedparser looks for a mail address in an author's name in quadratic time; nobody's is so long.
_LONG_AUTHOR = re.compile(
    r"(<(?:author|name|email|(?:dc:)?creator|managingEditor|webMaster|itunes:author)\b[^<>]{0,200}>"
    r"\s*(?:<!\[CDATA\[)?[^<]{500})[^<]+"
)
# Never used here, and hundreds of them make a feed slow to read.
_CATEGORY = re.compile(
    r"<category\b[^<>]*(?:/>|(?<!/)>(?:\s*<!\[CDATA\[[^\]<]*\]\]>\s*|[^<]*)</category\s*>)"
)
# References to what no character is; feedparser's loose reading breaks on some.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_LONGEST_REFERENCE = 8


def prepared(text: str) -> str:
    """Return the text as XML that says what it is: UTF-8, without entity declarations."""
    text = _REFERENCE.sub(_kept_reference, _FORBIDDEN.sub("", text))
    start = _DECLARATION.search(text[:_HEAD])
    body = text[start.end() :] if start and not text[: start.start()].strip() else text
    body = _without_doctype(body)
    body = _CATEGORY.sub("", _LONG_AUTHOR.sub(r"\1", body))
    return '<?xml version="1.0" encoding="utf-8"?>' + body.lstrip()


def root_element(text: str) -> str | None:
    """Return the name of the root element, lower case; None when there is no element at all."""
    found = _ROOT.search(_COMMENT.sub("", text[:_HEAD]))
    return found[1].lower() if found else None


def page_title(text: str) -> str:
    """Return the title of an HTML page in parentheses, to tell the operator; "" without one."""
    found = _TITLE.search(text[:_HEAD])
    title = plain_line(found[1]) if found else ""
    return f" ({title[:80]!r})" if title else ""


def _kept_reference(found: re.Match[str]) -> str:
    """Return a character reference, or nothing where XML 1.0 knows no such character."""
    digits = (found[1] or found[2]).lstrip("0") or "0"
    if len(digits) > _LONGEST_REFERENCE:
        return ""
    code = int(digits, 16 if found[1] else 10)
    if code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE:
        return found[0]
    return found[0] if 0x10000 <= code <= 0x10FFFF else ""


def _without_doctype(text: str) -> str:
    """Return the text without its document type, and so without the entities it declares."""
    start = _DOCTYPE.search(text[:_HEAD])
    end = _DOCTYPE_END.match(text, start.end()) if start else None
    return text[: start.start()] + text[end.end() :] if start and end else text
