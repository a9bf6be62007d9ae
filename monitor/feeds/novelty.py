"""Which entries of a feed were not there before. Pure; identity is guid and address, never a date.

    guid known, same address                     known (a headline may have been edited)
    guid known, other address, alike headline    known (the address was edited)
    guid known, other address, other headline    new   (the publisher reuses its guids)
    guid new, address known                      known (guids change, tracking came or went)
    guid new, address new or none                new

A feed that is emptied and filled again, or put in another order, brings nothing new.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from monitor.model import Entry, KnownEntry

_WORD = re.compile(r"[^\W_]+")
_ALIKE = 0.5  # share of common words above which two headlines are one, edited


def unseen(entries: Sequence[Entry], known: Sequence[KnownEntry]) -> tuple[Entry, ...]:
    """Return the entries that are not among `known`, each once, in the feed's order."""
    seen_keys = {entry.url_key for entry in known if entry.url_key is not None}
    by_guid: defaultdict[str, list[KnownEntry]] = defaultdict(list)
    for entry in known:
        by_guid[entry.guid].append(entry)
    fresh: list[Entry] = []
    for candidate in entries:
        if candidate.url_key is not None and candidate.url_key in seen_keys:
            continue
        if any(_same(candidate, entry) for entry in by_guid[candidate.guid]):
            continue
        fresh.append(candidate)
        if candidate.url_key is not None:
            seen_keys.add(candidate.url_key)
        by_guid[candidate.guid].append(
            KnownEntry(candidate.guid, candidate.url_key, candidate.title)
        )
    return tuple(fresh)


def _same(candidate: Entry, known: KnownEntry) -> bool:
    """Tell whether two entries of one guid are one; the addresses are known not to agree.

    Without an address on one side the headline decides as well: some feeds number their guids from
    one again with every issue.
    """
    return candidate.title == known.title or _likeness(candidate.title, known.title) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    """Return the share of words two headlines have in common (Jaccard)."""
    left = set(_WORD.findall(one.casefold()))
    right = set(_WORD.findall(other.casefold()))
    if not left or not right:
        return 1.0 if left == right else 0.0
    return len(left & right) / len(left | right)
