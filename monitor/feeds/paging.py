"""Walking back through a feed's older pages after its window rolled past us.

Pure but for its two arguments, which read a page and remember its entries. A feed that offers its
past does so by `prev-archive` links (RFC 5005, section 4) or, as a paged feed, by `next` (section
3; JSON Feed's `next_url`). The walk ends where a page holds something known, after so many pages,
in a circle, or at a page that cannot be read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from monitor.model import Entry, ParsedFeed, SavedPage

Read = Callable[[str], Awaitable[ParsedFeed | None]]
Save = Callable[[Sequence[Entry]], Awaitable[SavedPage]]

MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk back found, and whether it reached what is known: then nothing is lost."""

    pages: int
    found: int
    reached: bool


async def walk_back(first: str, read: Read, save: Save, most: int = MOST_PAGES) -> Walked:
    """Read older pages one after another, from `first` on; the fetcher sets the pace."""
    url: str | None = first
    seen: set[str] = set()
    pages = found = 0
    while url is not None and url not in seen and pages < most:
        seen.add(url)
        page = await read(url)
        if page is None:
            break
        saved = await save(page.entries)
        pages += 1
        found += saved.new_entries
        if saved.overlaps:
            return Walked(pages, found, reached=True)
        url = page.older_url
    return Walked(pages, found, reached=False)
