"""A chat text within a service's limit and in its markup. Pure.

A text over the limit is cut before it is sent: a service that refuses it for its length would
refuse the alert. What counts is the length after escaping, so that a text full of `&` or `*` fits
too. The link, when there is one, is the last line, and is kept whole or left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

from monitor.alerts.wording import cut

# What could hide, link or strike out a word within a line (CommonMark 0.31, section 2.4). Stars are
# left to act: those around what fired are ours, and more emphasis deceives nobody.
_MARKUP = re.compile(r"([\\`_\[\]<>#~&])")
_LINE_BREAK = 6  # characters a line break may take as a tag
_WORDS = 20  # characters of text without which a link alone says too little


def fitted(body: str, room: int, length: Callable[[str], int] = len) -> str:
    """Return the text cut until its length, as the service counts it, is within `room`.

    The link stays whole if it leaves room for a few words, and is left out otherwise.
    """
    if length(body) <= room:
        return body
    rest, address = _parted(body)
    tail = f"\n{address}" if address and length(f"\n{address}") + _WORDS <= room else ""
    limit = min(len(rest), max(room, 0))
    while length(f"{cut(rest, limit)}{tail}") > room and limit > 0:
        limit -= 1
    return f"{cut(rest, limit)}{tail}"


def length_as_html(text: str) -> int:
    """Return at most how long the text becomes as HTML."""
    return len(escape(text)) + _LINE_BREAK * text.count("\n")


def length_as_markdown(text: str) -> int:
    """Return how long the text becomes as Markdown."""
    return len(as_markdown(text))


def as_markdown(body: str) -> str:
    """Return a plain chat text as Markdown that shows it literally, its link made to be followed.

    Written out here, since a converter that escapes a bare address breaks it.
    """
    rest, address = _parted(body)
    lines = [_MARKUP.sub(r"\\\1", row) for row in rest.splitlines()]
    if address:
        href = address.replace("(", "%28").replace(")", "%29")
        lines.append(f"[Read at {urlsplit(address).netloc}]({href})")
    return "\n\n".join(lines)


def _parted(body: str) -> tuple[str, str]:
    """Return the text and the address on its last line, or "" when there is none."""
    rest, _, last = body.rpartition("\n")
    is_address = last.startswith(("http://", "https://")) and " " not in last
    return (rest, last) if is_address else (body, "")
