"""Reading only what changed: a feed cut into its items without parsing it.

feedparser costs half a millisecond for each entry, and nearly all entries of a poll were there at
the last one. A scan cuts the text at the borders of its items; those whose bytes are known are left
out, and feedparser reads the rest inside the same head and tail, so that it makes of an item
what it would make of it in the whole. Where a cut does not add up there is none, and the whole
is parsed: items in items, borders that do not pair, content between items, other formats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from monitor.formats.dates import parse_date
from monitor.formats.markup import plain_line

_HASH_BYTES = 8
_ITEM_OF_ROOT = {"rss": "item", "feed": "entry"}
_BORDERS = {
    name: re.compile(
        rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?P<close>/?){name}(?=[\s/>])[^<>]*>",
        re.DOTALL,
    )
    for name in _ITEM_OF_ROOT.values()
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DATE = re.compile(r"<(pubDate|published|updated|dc:date)\b[^<>]*>([^<]*)</\1\s*>")


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed's text in pieces; head, the items and tail make up all of it but blank space."""

    head: str
    items: tuple[str, ...]
    tail: str

    def text(self) -> str:
        """Return the pieces as one feed."""
        return "".join((self.head, *self.items, self.tail))


def cut(text: str, root: str) -> Cut | None:
    """Return a feed's text cut at its items, or None where that cannot be done with certainty.

    `root` is the name of the root element, lower case. A character data section or a comment that
    holds the name of an item is no border.
    """
    name = _ITEM_OF_ROOT.get(root)
    if name is None:
        return None
    spans = _spans(_BORDERS[name], text)
    if not spans or f"</{root}" not in text[spans[-1][1] :].lower():
        return None
    ends = [spans[0][0], *(end for _, end in spans)]
    for end, (start, _) in zip(ends[1:], spans[1:], strict=False):
        between = text[end:start]
        if between.strip() and _COMMENT.sub("", between).strip():
            return None
    return Cut(
        head=text[: spans[0][0]],
        items=tuple(text[start:end] for start, end in spans),
        tail=text[spans[-1][1] :],
    )


def item_hashes(items: Sequence[str]) -> bytes:
    """Return eight bytes for each item, in the feed's order: what `FeedState.items` remembers."""
    return b"".join(_hash(item) for item in items)


def unknown(items: Sequence[str], seen: bytes) -> tuple[str, ...]:
    """Return the items whose bytes are not among those remembered."""
    known = {seen[start : start + _HASH_BYTES] for start in range(0, len(seen), _HASH_BYTES)}
    return tuple(item for item in items if _hash(item) not in known)


def newest(items: Sequence[str], most: int, now: datetime) -> tuple[str, ...]:
    """Return at most so many items: the newest if all have dates, else the first of the feed."""
    if len(items) <= most:
        return tuple(items)
    dates = [parse_date(_date(item), now) for item in items]
    if not all(dates):
        return tuple(items[:most])
    by_date = sorted(range(len(items)), key=lambda place: (dates[place] or now, -place))
    return tuple(items[place] for place in sorted(by_date[-most:]))


def _spans(borders: re.Pattern[str], text: str) -> list[tuple[int, int]] | None:
    """Return where each item begins and ends; None when the borders do not pair."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for found in borders.finditer(text):
        closes = found["close"]
        if closes is None:  # a character data section or a comment
            continue
        if closes and opened is not None:
            spans.append((opened, found.end()))
            opened = None
        elif not closes and opened is None and not found[0].endswith("/>"):
            opened = found.start()
        else:
            return None
    return spans if opened is None else None


def _date(item: str) -> str:
    found = _DATE.search(item)
    return plain_line(found[2]) if found else ""


def _hash(item: str) -> bytes:
    return blake2b(item.encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest()
