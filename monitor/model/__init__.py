"""The nouns that flow through Monitor, in the order in which they appear.

    Feed --fetch--> FetchResult --parse--> Entry --fetch, extract--> Article --match--> Match
         --decide--> Alert --route--> Delivery --render, send--> SendResult

All are frozen: a stage takes one noun and returns the next, and nothing is edited on the way. Times
are aware UTC datetimes. Spans are half-open code-point offsets into the text they belong to.
"""

from monitor.model.alerts import (
    Alert,
    Attempt,
    Delivery,
    DeliveryState,
    Message,
    Refused,
    RetryLater,
    Route,
    SendResult,
    Sent,
)
from monitor.model.articles import (
    Article,
    ArticleToMatch,
    EntryToRead,
    ExtractedPage,
    ExtractionFailed,
    Fingerprint,
    KnownArticle,
    SavedArticle,
    TextSource,
)
from monitor.model.evidence import Evidence, Zone
from monitor.model.feeds import (
    Entry,
    Feed,
    FeedState,
    FeedStatus,
    FirstPoll,
    Hub,
    KnownEntry,
    ParsedFeed,
    ParseFailed,
    Poll,
    PollHints,
    PollOutcome,
    SavedPage,
    SavedPoll,
)
from monitor.model.fetching import (
    Failure,
    Fetched,
    FetchFailed,
    FetchResult,
    HostPause,
    NotModified,
    Validators,
)
from monitor.model.health import Verdict, judge
from monitor.model.ids import (
    AlertId,
    ArticleId,
    DeliveryId,
    EntryId,
    FeedId,
    StoryId,
)
from monitor.model.learnt import Health, Learnt, Move
from monitor.model.matches import (
    Match,
    MatchResult,
    Quote,
    Severity,
)
from monitor.model.notices import Notice, NoticeKind

__all__ = [
    "Alert",
    "AlertId",
    "Article",
    "ArticleId",
    "ArticleToMatch",
    "Attempt",
    "Delivery",
    "DeliveryId",
    "DeliveryState",
    "Entry",
    "EntryId",
    "EntryToRead",
    "Evidence",
    "ExtractedPage",
    "ExtractionFailed",
    "Failure",
    "Feed",
    "FeedId",
    "FeedState",
    "FeedStatus",
    "FetchFailed",
    "FetchResult",
    "Fetched",
    "Fingerprint",
    "FirstPoll",
    "Health",
    "HostPause",
    "Hub",
    "KnownArticle",
    "KnownEntry",
    "Learnt",
    "Match",
    "MatchResult",
    "Message",
    "Move",
    "NotModified",
    "Notice",
    "NoticeKind",
    "ParseFailed",
    "ParsedFeed",
    "Poll",
    "PollHints",
    "PollOutcome",
    "Quote",
    "Refused",
    "RetryLater",
    "Route",
    "SavedArticle",
    "SavedPage",
    "SavedPoll",
    "SendResult",
    "Sent",
    "Severity",
    "StoryId",
    "TextSource",
    "Validators",
    "Verdict",
    "Zone",
    "judge",
]
