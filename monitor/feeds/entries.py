"""What all feed formats share: making entries out of what a format gives, whole and in bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from monitor.formats.addresses import url_key
from monitor.formats.markup import without_controls
from monitor.model import Entry

MOST_ENTRIES = 1_000
_LONGEST_TITLE = 1_000
_LONGEST_TEXT = 200_000
_LONGEST_GUID = 500


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item as its format gives it: plain text, an absolute link or none."""

    guid: str
    url: str | None
    title: str
    text: str
    published: datetime | None
    lang: str | None


def entry(raw: RawEntry) -> Entry:
    """Return an item as an entry: with a guid, whatever the feed left out, and of bounded size."""
    title = raw.title[:_LONGEST_TITLE]
    return Entry(
        guid=_guid(raw),
        url=raw.url,
        url_key=url_key(raw.url) if raw.url else None,
        title=title,
        text=raw.text[:_LONGEST_TEXT],
        published=raw.published,
        lang=raw.lang,
    )


def settled(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return a feed's entries at most a thousand, the newest, with shared links seen through.

    A link given by entries of different guid and headline (the site's front page, say) identifies
    none of them, so they lose their key.
    """
    kept, warnings = _newest(entries)
    users: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in kept:
        if one.url_key is not None:
            users[one.url_key].add((one.guid, one.title))
    shared = {
        key
        for key, names in users.items()
        if len({guid for guid, _ in names}) > 1 and len({title for _, title in names}) > 1
    }
    if shared:
        kept = [replace(one, url_key=None) if one.url_key in shared else one for one in kept]
    return tuple(kept), warnings


def language(label: str | None) -> str | None:
    """Return the base language of a tag such as `tr-TR` (BCP 47); None when unusable."""
    base = (label or "").strip().lower().replace("_", "-").partition("-")[0]
    return base if base.isascii() and base.isalpha() and 2 <= len(base) <= 3 else None


def _newest(entries: Sequence[Entry]) -> tuple[list[Entry], tuple[str, ...]]:
    """Keep the newest by date when all have one, else the first: feeds begin with the newest."""
    if len(entries) <= MOST_ENTRIES:
        return list(entries), ()
    dated = [(one.published, -place) for place, one in enumerate(entries) if one.published]
    places = list(range(MOST_ENTRIES))
    if len(dated) == len(entries):
        places = sorted(-place for _, place in sorted(dated, reverse=True)[:MOST_ENTRIES])
    return [entries[place] for place in places], (too_many(len(entries)),)


def too_many(count: int) -> str:
    """Return the warning for a feed of more entries than are taken from it."""
    return f"{count} entries: only the newest {MOST_ENTRIES} were taken"


def _guid(raw: RawEntry) -> str:
    """Return the publisher's id, else the link, else a hash of what the item says."""
    given = without_controls(raw.guid).strip() or raw.url or ""
    if given and len(given) <= _LONGEST_GUID:
        return given
    said = given or f"{raw.title}\n{raw.text}"
    return "sha256:" + sha256(said.encode("utf-8", "replace")).hexdigest()
