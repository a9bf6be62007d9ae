"""Articles: read once per address, told apart from copies, and filed under a story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from monitor.errors import NotFound
from monitor.model import (
    Article,
    ArticleId,
    ArticleToMatch,
    Entry,
    EntryId,
    EntryToRead,
    FeedId,
    Fingerprint,
    KnownArticle,
    SavedArticle,
    StoryId,
    TextSource,
)
from monitor.store.inserts import insert_new, one_at_a_time
from monitor.store.schema import (
    article_addresses,
    article_sketches,
    articles,
    digest,
    entries,
    stories,
    story_rules,
)

StoryOf = Callable[[Article, Sequence[KnownArticle]], StoryId | None]

# So many of a sketch's smallest values are indexed. Texts of likeness s share none of them with a
# chance of about (1 - s)^16: a copy is as good as never missed.
LOOKUP_KEYS = 16
COPIES_WITHIN = timedelta(days=14)
MOST_CANDIDATES = 12
# Two copies that arrive at once must not each begin a story, nor two articles on one event. One key
# for both: transactions that file and place in different orders would wait for each other.
FILING = 0x66696C65

# Statements of the path that every article takes are built once: that costs more than running them.
_LOAD_ENTRY = select(entries).where(entries.c.id == bindparam("this_entry"))
_LOAD_ARTICLE = select(articles).where(articles.c.id == bindparam("this_article"))
_ARTICLE_AT = select(article_addresses.c.article_id).where(
    article_addresses.c.url_digest == bindparam("this_address")
)
NEW_STORY = insert(stories).returning(stories.c.id)
NEW_ARTICLE = insert(articles).returning(articles.c.id)
_INDEX_SKETCH = insert(article_sketches)
# Those that share most come first: a phrase that a whole feed repeats makes many share a little.
ALIKE = (
    select(article_sketches.c.article_id)
    .where(article_sketches.c.key.in_(bindparam("keys", expanding=True)))
    .group_by(article_sketches.c.article_id)
    .order_by(func.count().desc(), article_sketches.c.article_id.desc())
    .limit(MOST_CANDIDATES)
)
KNOWN: Select[Any] = select(  # what `known_from` reads
    articles.c.story_id,
    articles.c.url_key,
    articles.c.exact,
    articles.c.sketch,
    articles.c.figures,
)
_CANDIDATES = (
    KNOWN.where(
        or_(articles.c.exact == bindparam("same"), articles.c.id.in_(ALIKE)),
        articles.c.fetched_at >= bindparam("since"),
    )
    .order_by(articles.c.id)
    .limit(MOST_CANDIDATES)
)
_FINISH_READING = (
    update(entries)
    .where(entries.c.id == bindparam("this_entry"))
    .values(attempts=entries.c.attempts + bindparam("spent"))
)
# The entry's own text is kept only as long as its article may need it.
_FINISH_LAST = _FINISH_READING.values(text="")


def load_entry_to_read(connection: Connection, entry_id: EntryId) -> EntryToRead:
    """An entry to read, or to read again.

    Raises:
        NotFound: there is no such entry, its feed having been removed perhaps.
    """
    row = _entry(connection, entry_id)
    entry = Entry(row.guid, row.url, row.url_key, row.title, row.text, row.published, row.lang)
    reread_of = None if row.article_id is None else ArticleId(row.article_id)
    known_at = None if row.url_key is None else article_at(connection, row.url_key)
    feed_id = FeedId(row.feed_id)
    return EntryToRead(EntryId(row.id), feed_id, entry, row.attempts, reread_of, known_at)


def article_at(connection: Connection, url_key: str) -> ArticleId | None:
    """The article read from an address, if one was."""
    address = {"this_address": digest(url_key)}
    found = connection.execute(_ARTICLE_AT, address).scalar_one_or_none()
    return None if found is None else ArticleId(found)


def link_entry(connection: Connection, entry_id: EntryId, article_id: ArticleId) -> None:
    """An entry announces an article that was read before: nothing is left to do for it."""
    _finish_reading(connection, entry_id, article_id, None)


def save_article(
    connection: Connection,
    entry_id: EntryId,
    article: Article,
    story_of: StoryOf,
    *,
    reread_at: datetime | None,
    now: datetime,
    spent: int = 1,
) -> SavedArticle:
    """File what an entry's reading brought, and plan another reading if there is to be one.

    An article known at this address, or read before for this entry, is not filed again; it takes
    the new text when that is the page's and its own was not, and the rules see it again.

    Raises:
        NotFound: the entry was removed meanwhile.
    """
    one_at_a_time(connection, FILING)
    entry = _entry(connection, entry_id)
    known = article_at(connection, article.url_key) or entry.article_id
    if known is None:
        saved = _file(connection, article, story_of, now)
    else:
        saved = _read_again(connection, known, article, story_of, now)
    addresses = {digest(article.url_key)} | ({entry.url_digest} - {None})
    aliases = [{"url_digest": address, "article_id": saved.id} for address in sorted(addresses)]
    insert_new(connection, article_addresses, aliases, article_addresses.c.article_id)
    _finish_reading(connection, entry_id, saved.id, reread_at, spent)
    return saved


def load_article_to_match(connection: Connection, article_id: ArticleId) -> ArticleToMatch:
    """A stored article, for the rules to see.

    Raises:
        NotFound: there is no such article.
    """
    row = _row(connection, article_id)
    return ArticleToMatch(ArticleId(row.id), StoryId(row.story_id), article_from(row), row.failures)


def article_from(row: Row[Any]) -> Article:
    """A row of `articles` as what the article says."""
    return Article(
        url=row.url,
        url_key=row.url_key,
        title=row.title,
        text=row.text,
        source=row.source,
        text_source=TextSource(row.text_source),
        fingerprint=_fingerprint(row),
        published=row.published,
        lang=row.lang,
        note=row.note,
    )


def known_from(row: Row[Any]) -> KnownArticle:
    """A row of `articles` as what tells a copy of it."""
    return KnownArticle(StoryId(row.story_id), row.url_key, _fingerprint(row))


def _fingerprint(row: Row[Any]) -> Fingerprint:
    return Fingerprint(row.exact, row.sketch, row.figures)


def _finish_reading(
    connection: Connection,
    entry_id: EntryId,
    article_id: ArticleId,
    reread_at: datetime | None,
    spent: int = 1,
) -> None:
    done = {
        "this_entry": entry_id,
        "spent": spent,
        "article_id": article_id,
        "state": "read" if reread_at is None else "to_read",
        "next_due": reread_at,
        "failures": 0,
        "detail": "",
    }
    connection.execute(_FINISH_LAST if reread_at is None else _FINISH_READING, done)


def _file(
    connection: Connection, article: Article, story_of: StoryOf, now: datetime
) -> SavedArticle:
    """Insert an article under the story it copies, or under a new one."""
    story_id = story_of(article, _candidates(connection, article, now))
    is_copy = story_id is not None
    if story_id is None:
        story_id = StoryId(connection.execute(NEW_STORY, {"first_seen": now}).scalar_one())
    values = columns_of(article) | {
        "story_id": story_id,
        "fetched_at": now,
        "failures": 0,
        "over_budget": [],
    }
    row = connection.execute(NEW_ARTICLE, values | _to_match(now))
    article_id = ArticleId(row.scalar_one())
    index_sketch(connection, article_id, article.fingerprint)
    return SavedArticle(article_id, story_id, is_copy)


def _read_again(
    connection: Connection, known: ArticleId, article: Article, story_of: StoryOf, now: datetime
) -> SavedArticle:
    """Give a known article the page's own text if it has none yet; else leave it as it is."""
    row = _row(connection, known)
    saved = SavedArticle(known, StoryId(row.story_id), is_copy=True)
    improves = article.text_source is TextSource.PAGE and row.text_source != TextSource.PAGE.value
    if not improves:
        return saved
    story_id = _story_on_reading_again(connection, row, article, story_of, now)
    values = columns_of(article) | _to_match(now) | {"story_id": story_id}
    connection.execute(update(articles).where(articles.c.id == known).values(values))
    connection.execute(delete(article_sketches).where(article_sketches.c.article_id == known))
    index_sketch(connection, known, article.fingerprint)
    return SavedArticle(known, story_id, is_copy=True)


def _story_on_reading_again(
    connection: Connection, row: Row[Any], article: Article, story_of: StoryOf, now: datetime
) -> StoryId:
    """The whole text may show a copy where the headline did not; what was told stays put."""
    own = StoryId(row.story_id)
    told = select(exists().where(story_rules.c.story_id == own))
    if connection.execute(told).scalar_one():
        return own
    others = tuple(
        known for known in _candidates(connection, article, now) if known.story_id != own
    )
    return story_of(article, others) or own


def _candidates(
    connection: Connection, article: Article, now: datetime
) -> tuple[KnownArticle, ...]:
    """The recent articles that this one might copy, the oldest first."""
    wanted = {
        "same": article.fingerprint.exact,
        "keys": article.fingerprint.sketch[:LOOKUP_KEYS],
        "since": now - COPIES_WITHIN,
    }
    return tuple(known_from(row) for row in connection.execute(_CANDIDATES, wanted))


def index_sketch(connection: Connection, article_id: ArticleId, fingerprint: Fingerprint) -> None:
    """Make an article findable by its likeness."""
    keys = dict.fromkeys(fingerprint.sketch[:LOOKUP_KEYS])
    if keys:
        rows = [{"key": key, "article_id": article_id} for key in keys]
        connection.execute(_INDEX_SKETCH, rows)


def columns_of(article: Article) -> dict[str, Any]:
    """What the article says, as a row of `articles` holds it."""
    return {
        "url": article.url,
        "url_key": article.url_key,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "text_source": article.text_source.value,
        "exact": article.fingerprint.exact,
        "sketch": article.fingerprint.sketch,
        "figures": article.fingerprint.figures,
        "published": article.published,
        "lang": article.lang,
        "note": article.note,
    }


def _to_match(now: datetime) -> dict[str, Any]:
    return {"state": "to_match", "next_due": now, "detail": "", "text_dropped_at": None}


def _row(connection: Connection, article_id: ArticleId) -> Row[Any]:
    row = connection.execute(_LOAD_ARTICLE, {"this_article": article_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no article {article_id}")
    return row


def _entry(connection: Connection, entry_id: EntryId) -> Row[Any]:
    row = connection.execute(_LOAD_ENTRY, {"this_entry": entry_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no entry {entry_id}")
    return row
