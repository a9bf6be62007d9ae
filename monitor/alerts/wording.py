"""Text from strangers made fit to show: cleaned, cut, marked, linked. Pure.

Every word of a feed, a page and a rule file may be hostile. What is shown goes through `clean`,
what a chat service would act on through `defused`, what a reader may follow through `link`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

ELLIPSIS = "\u2026"
_WORD_GAP = "\u200b"  # zero-width space: seen by no reader, ends a mention or a markup token
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Embeddings, overrides and isolates can reorder a sentence or disguise an address (Unicode TR 36);
# the joiners that Urdu and Hindi need, and the harmless direction marks, stay.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\ufeff\u2060-\u2064\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MENTION = re.compile(r"@(?=\w)|<(?=\S)|\](?=\()")
# What an address may hold unescaped (RFC 3986), and the percent sign of what is escaped already.
_ADDRESS_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


def clean(text: str) -> str:
    """Return the text without anything that could act instead of being read.

    Control characters become spaces (line breaks stay), reordering and invisible characters go,
    broken surrogates are replaced, so that the result can always be encoded as UTF-8.
    """
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _INVISIBLE.sub("", _REORDERING.sub("", text))
    return _SURROGATE.sub("\ufffd", text)


def line(text: str) -> str:
    """Return the cleaned text as one line, with runs of white space made one space."""
    return " ".join(clean(text).split())


def cut(text: str, limit: int) -> str:
    """Return the text within `limit` code points, ending in an ellipsis when it was longer.

    A letter is never parted from the marks, joiners and selectors that follow it.
    """
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    while end > 0 and _continues(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _continues(text: str, at: int) -> bool:
    """Whether the character at an offset belongs to the one before it."""
    here, before = text[at], text[at - 1]
    return (
        unicodedata.category(here) in {"Mn", "Mc", "Me"}
        or here in "\u200c\u200d"
        or before == "\u200d"
        or "\U0001f3fb" <= here <= "\U0001f3ff"
        or ("\U0001f1e6" <= here <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")
    )


def defused(text: str) -> str:
    """Return the text so that no chat service finds a mention or a disguised link in it.

    `@everyone`, `<!channel>`, `<@123>`, `<http://a|b>` and `[a](b)` keep their looks and lose
    their meaning by a zero-width space in the middle.
    """
    return _MENTION.sub(lambda found: found.group() + _WORD_GAP, text)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that is safe to follow, and the host it really leads to."""

    href: str
    host: str


def link(url: str) -> Link | None:
    """Return the address if it is a plain web address, else None.

    A name and password before the host, the usual disguise of a false one, are taken out. A host
    in other letters is shown in its encoded form as well (`xn--...`), which betrays look-alikes.
    """
    url = _SURROGATE.sub("", url.strip())
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        encoded = host.encode("idna").decode("ascii") if host and not host.isascii() else host
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or not encoded:
        return None
    if _CONTROL.search(url) or re.search(r"[\s<>\"\\^`{|}]", encoded):
        return None
    place = f"[{encoded}]" if ":" in encoded else encoded
    place = place if port is None else f"{place}:{port}"
    rest = parts._replace(scheme="", netloc="").geturl()
    href = f"{parts.scheme.lower()}://{place}{quote(rest, safe=_ADDRESS_SAFE)}"
    shown = host if host == encoded else f"{clean(host)} ({encoded})"
    return Link(href, shown.removeprefix("www."))


def moment(when: datetime) -> str:
    """Return a time for readers everywhere: `21 November 2026, 23:38 UTC`."""
    utc = when.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"


def direction(text: str) -> str:
    """Return `rtl` when the first letter with a direction runs from right to left, else `ltr`.

    Said outright in mails, since some mail programs do not know `dir="auto"`.
    """
    for character in text:
        strong = unicodedata.bidirectional(character)
        if strong in {"L", "R", "AL"}:
            return "ltr" if strong == "L" else "rtl"
    return "ltr"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quote, marked when a rule fired on it."""

    text: str
    marked: bool


def pieces(text: str, highlights: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return the text cut at its highlights, each piece cleaned, nothing lost between them.

    Overlapping and touching highlights become one; what lies outside the text is ignored.
    """
    found: list[Piece] = []
    at = 0
    for start, end in _merged(highlights, len(text)):
        found += [Piece(clean(text[at:start]), marked=False)] if start > at else []
        found.append(Piece(clean(text[start:end]), marked=True))
        at = end
    found += [Piece(clean(text[at:]), marked=False)] if at < len(text) else []
    return tuple(found)


def _merged(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
