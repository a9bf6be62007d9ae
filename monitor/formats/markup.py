"""Markup to plain text, for the short pieces of HTML that feeds and page headers carry."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(
    r"<(script|style|template|noscript|svg|iframe)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|aside|header|footer|blockquote|h[1-6]|ul|ol|dl|table|tr|pre|figure"
    r"|figcaption|hr|main|nav|form)\b[^<>]*>",
    re.IGNORECASE,
)
_LINE = re.compile(r"<(?:br|/?li|/?dt|/?dd)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Control characters (not tab and newline), the byte order mark, lone surrogates and what can turn
# the direction of a line around: none is text, and some deceive the eye.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?(?:\n ?)+")


def looks_like_markup(text: str) -> bool:
    """Tell whether a text holds tags or character references."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def plain_text(source: str) -> str:
    """Return HTML as text: paragraphs separated by blank lines, no tags, references decoded."""
    text = _HIDDEN.sub(" ", source)
    text = text.replace("\r\n", "\n").replace("\n", " ") if _has_blocks(text) else text
    text = _BLOCK.sub("\n\n", text)
    text = _LINE.sub("\n", text)
    return tidy(html.unescape(_TAG.sub("", text)))


def plain_line(source: str) -> str:
    """Return HTML as one line of text, for titles."""
    return " ".join(plain_text(source).split())


def tidy(text: str) -> str:
    """Return a text with runs of spaces and of blank lines reduced, and nothing unprintable."""
    cleaned = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAKS.sub("\n\n", _SPACES.sub(" ", cleaned)).strip()


def without_controls(text: str) -> str:
    """Return a text without control characters, direction overrides and lone surrogates."""
    return _UNSEEN.sub("", text)


def _has_blocks(text: str) -> bool:
    return bool(_BLOCK.search(text) or _LINE.search(text))
