"""The part of a long article that tells of something else than its opening. Pure.

A report on one event often ends with others: sales of years ago, a ban elsewhere. Read with the
opening, such a passage would lend its event the opening's states and date, so it is read alone.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Quote, Zone
from monitor.model.events import Annotated, EventRecord, Prominence

_OPENING_PARAGRAPHS = 3
_OPENING_CHARACTERS = 600  # of short paragraphs, more than three are still the opening


def opening_of(article: Annotated) -> str:
    """Return the text of the opening: what the news itself is told in."""
    body = [one for one in article.sentences if one.zone is Zone.TEXT and not one.furniture]
    ends = [
        article.ends[one.end - 1]
        for one in body
        if one.paragraph - body[0].paragraph < _OPENING_PARAGRAPHS
        or article.starts[one.start] < _OPENING_CHARACTERS
    ]
    return article.text[: max(ends, default=0) + 1]


def passage_of(article: Annotated, quote: Quote) -> int | None:
    """Return the paragraph that a rule's quote stands in, None when that is in the opening."""
    if quote.zone is Zone.TITLE or quote.start < _OPENING_CHARACTERS:
        return None
    body = [one for one in article.sentences if one.zone is Zone.TEXT and not one.furniture]
    for sentence in body:
        if article.starts[sentence.start] <= quote.start < article.ends[sentence.end - 1]:
            deep = sentence.paragraph - body[0].paragraph >= _OPENING_PARAGRAPHS
            return sentence.paragraph if deep else None
    return None


def only(article: Annotated, paragraph: int) -> Annotated:
    """Return the article as if one paragraph were all of it."""
    sentences = tuple(
        one for one in article.sentences if one.zone is Zone.TEXT and one.paragraph == paragraph
    )
    if not sentences:
        return article
    start, end = sentences[0].start, sentences[-1].end
    return replace(
        article,
        sentences=sentences,
        mentions=tuple(one for one in article.mentions if start <= one.start < end),
        quoted=tuple(pair for pair in article.quoted if start <= pair[0] < end),
    )


def beside_the_news(record: EventRecord | None) -> EventRecord | None:
    """Return a passage's event as what it is to the article: not its news."""
    if record is None or record.prominence is not Prominence.MAIN:
        return record
    return replace(record, prominence=Prominence.SECONDARY)
