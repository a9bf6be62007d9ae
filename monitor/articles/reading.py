"""What becomes of an announced article: which text it rests on, and when its page is read again.

Pure. The page's own text comes first, then the feed's, then the headline alone; the article says
which, and why, so that an analyst never mistakes a teaser for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from monitor.articles.identity import fingerprint
from monitor.formats.addresses import host_of, is_front_page, url_key
from monitor.model import (
    Article,
    Entry,
    ExtractedPage,
    ExtractionFailed,
    Failure,
    FetchFailed,
    TextSource,
)

# Answers that asking again will not change. 404 is not one of them: feeds are often written some
# minutes before the page they point to.
_PERMANENT = frozenset(
    {
        Failure.GONE,
        Failure.FORBIDDEN,
        Failure.CLIENT,
        Failure.REDIRECT,
        Failure.TOO_LARGE,
        Failure.UNSAFE,
        Failure.ROBOTS,
        Failure.PROTOCOL,
    }
)
_LONGEST_HEADLINE = 120
_FULLER = 1.5  # a feed's text this many times the page's is the whole, and the page's a remnant


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was had, and the address that answered."""

    url: str
    page: ExtractedPage


PageResult = ReadPage | ExtractionFailed | FetchFailed


@dataclass(frozen=True, slots=True)
class ReadPolicy:
    """When a page that could not be had is tried again, counted from each failed reading."""

    reread_after: tuple[timedelta, ...] = (
        timedelta(minutes=2),
        timedelta(minutes=15),
        timedelta(hours=2),
        timedelta(hours=12),
    )


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its origin and, when it is not the page's, the reason."""

    words: str
    source: TextSource
    note: str = ""


def article(entry: Entry, page: PageResult) -> Article:
    """Return the article an entry announces, resting on the best text to be had."""
    read = page if isinstance(page, ReadPage) and not _led_astray(entry, page) else None
    extracted = read.page if read else None
    chosen = _text(entry, page)
    title = _title(entry.title, extracted.title if extracted else "") or _first_words(chosen.words)
    url = (read.url if read else entry.url) or ""
    return Article(
        url=url,
        url_key=_key(entry, url),
        title=title,
        text=chosen.words,
        source=host_of(url),
        text_source=chosen.source,
        fingerprint=fingerprint(title, chosen.words),
        published=entry.published or (extracted.published if extracted else None),
        lang=(extracted.lang if extracted else None) or entry.lang,
        note=chosen.note,
    )


def next_reading(
    page: PageResult, attempts: int, policy: ReadPolicy, now: datetime
) -> datetime | None:
    """Return when to try the page again, or None: it was read, never will be, or was tried enough.

    `attempts` counts the readings finished before this one.
    """
    if isinstance(page, ReadPage) or attempts >= len(policy.reread_after):
        return None
    if isinstance(page, ExtractionFailed):
        return None if page.permanent else now + policy.reread_after[attempts]
    if page.failure in _PERMANENT:
        return None
    return now + max(policy.reread_after[attempts], page.retry_after or timedelta(0))


def readings_spent(page: PageResult) -> int:
    """Return how many of the readings that are tried this one was: none, if nothing answered us.

    While our own network is down a page is asked for again and again, and keeps its tries.
    """
    return 0 if isinstance(page, FetchFailed) and page.failure is Failure.OFFLINE else 1


def _text(entry: Entry, page: PageResult) -> _Text:
    """Choose the text: the page's, unless it was not had or the feed itself carries more."""
    note = _why_not(entry, page)
    if isinstance(page, ReadPage) and not note:
        return _Text(page.page.text, TextSource.PAGE)
    if entry.text.strip() and entry.text.strip() != entry.title.strip():
        return _Text(entry.text, TextSource.FEED, note)
    if isinstance(page, ReadPage) and not _led_astray(entry, page):
        return _Text(page.page.text, TextSource.PAGE)
    return _Text("", TextSource.TITLE, note)


def _why_not(entry: Entry, page: PageResult) -> str:
    """Return why the page's text is not used, "" when it is."""
    match page:
        case FetchFailed():
            return f"the page could not be had ({page.failure.value}: {page.detail})"
        case ExtractionFailed():
            return f"the page could not be read ({page.detail})"
        case ReadPage():
            if _led_astray(entry, page):
                return f"the link leads to the front page of {host_of(page.url)}"
            if len(entry.text) > _FULLER * len(page.page.text):
                return "the feed carries more of the text than the page"
            if entry.url is not None and entry.url_key is None and entry.text.strip():
                return "the feed gives one link for several entries"
    return ""


def _led_astray(entry: Entry, page: ReadPage) -> bool:
    """Tell whether a link to an article ended on a front page, as withdrawn articles do."""
    return is_front_page(page.url) and not is_front_page(entry.url or "")


def _title(announced: str, found: str) -> str:
    """Return the feed's headline, or the page's where the feed has none or cut it short."""
    if found and (not announced or announced.rstrip().endswith(("...", "…"))):
        return found
    return announced


def _first_words(text: str) -> str:
    """Return the first line of a text, cut between words: the headline of what has none."""
    line = text.strip().partition("\n")[0].strip()
    if len(line) <= _LONGEST_HEADLINE:
        return line
    return line[:_LONGEST_HEADLINE].rpartition(" ")[0] + " \u2026"


def _key(entry: Entry, url: str) -> str:
    """Return the entry's own key: what the next feed that announces this address will look for.

    Not the page's canonical address: many sites declare one and the same for all their pages, and
    every article after the first would pass for known. Entries without an address of their own get
    a key from what the feed says of them.
    """
    if entry.url_key is not None:
        return entry.url_key
    own = sha256(f"{entry.guid}\n{entry.title}".encode("utf-8", "replace")).hexdigest()[:24]
    return f"{url_key(url) or 'entry:'}#{own}"
