"""What a page says, and how a text is recognised again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.feeds import Entry
from monitor.model.ids import ArticleId, EntryId, FeedId, StoryId


class TextSource(StrEnum):
    """Which text an article, and so a match, rests on."""

    PAGE = "page"  # extracted from the article's page
    FEED = "feed"  # the feed's own text; the page could not be had
    TITLE = "title"  # nothing but the headline


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What a page says, freed from its furniture."""

    title: str
    text: str  # paragraphs separated by blank lines
    published: datetime | None = None
    lang: str | None = None
    canonical_url: str | None = None  # as the page declares it, resolved; only on the same site


@dataclass(frozen=True, slots=True)
class ExtractionFailed:
    """No article text could be had from a page; `detail` says why."""

    detail: str
    permanent: bool = False  # reading the page again would bring nothing else


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a text is recognised again: exactly, and when lightly edited.

    `sketch` is a bottom-k sketch of hashed word shingles (Broder 1997), ascending, at most 128
    values; empty when the text is too short to compare by likeness.
    """

    exact: str  # hex sha256 of the folded words of title and text
    sketch: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()  # the numbers of the text: what a daily bulletin changes


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says: read once, kept with its source."""

    url: str
    url_key: str  # canonical address, the first identity
    title: str
    text: str
    source: str  # host name of the publisher
    text_source: TextSource
    fingerprint: Fingerprint
    published: datetime | None = None
    lang: str | None = None
    note: str = ""  # why the text is not the page's, when it is not


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article we remember, as far as telling copies apart needs it."""

    story_id: StoryId
    url_key: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """An article as stored, and the story it belongs to."""

    id: ArticleId
    story_id: StoryId
    is_copy: bool  # the story was known before


@dataclass(frozen=True, slots=True)
class EntryToRead:
    """An entry whose article has not been read yet."""

    id: EntryId
    feed_id: FeedId
    entry: Entry
    attempts: int  # readings finished before this one
    reread_of: ArticleId | None = None  # read before, from the feed's own text only
    known_at: ArticleId | None = None  # the article read from the same address, if one was


@dataclass(frozen=True, slots=True)
class ArticleToMatch:
    """A stored article that the rules have not seen yet."""

    id: ArticleId
    story_id: StoryId
    article: Article
    attempts: int
