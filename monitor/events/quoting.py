"""The sentence an analyst is shown: one that tells the event, not merely one that fired. Pure."""

from __future__ import annotations

from monitor.model import Evidence, Quote
from monitor.model.events import Annotated, EventRecord, Sentence

MAX_QUOTE = 400
_LEAST = 2  # fields of the event a sentence must tell to take the place of the rule's own


def telling_quote(article: Annotated, record: EventRecord | None, quote: Quote) -> Quote:
    """Return the sentence that tells most fields of the event; the rule's own quote otherwise.

    A sentence of the text goes before the title, which the alert shows anyway, and an earlier one
    before a later. A sentence longer than 400 characters does not take the rule's quote's place:
    that one is cut around its words already.
    """
    if record is None:
        return quote
    told = {
        number: [piece for piece in record.evidence if _holds(article, sentence, piece)]
        for number, sentence in enumerate(article.sentences)
        if not sentence.furniture and sentence.start >= article.title_end
    }
    best = max(told, key=lambda number: (_fields(told[number]), -number), default=None)
    if best is None or _fields(told[best]) < max(_LEAST, _fields_in(record, quote) + 1):
        return quote
    return _quoted(article, article.sentences[best], told[best]) or quote


def _fields(pieces: list[Evidence]) -> int:
    return len({piece.field for piece in pieces})


def _fields_in(record: EventRecord, quote: Quote) -> int:
    return _fields(
        [
            piece
            for piece in record.evidence
            if piece.zone is quote.zone and quote.start <= piece.start and piece.end <= quote.end
        ]
    )


def _holds(article: Annotated, sentence: Sentence, piece: Evidence) -> bool:
    first, last = _span(article, sentence)
    return piece.zone is sentence.zone and first <= piece.start and piece.end <= last


def _span(article: Annotated, sentence: Sentence) -> tuple[int, int]:
    return article.starts[sentence.start], article.ends[sentence.end - 1]


def _quoted(article: Annotated, sentence: Sentence, pieces: list[Evidence]) -> Quote | None:
    start, end = _span(article, sentence)
    while (
        end < len(article.text)
        and article.text[end] in ".!?\u2026\u0964\u06d4\u061f\"'\u201d\u2019)"
    ):
        end += 1
    if end - start > MAX_QUOTE:
        return None
    marks = sorted({(piece.start - start, piece.end - start) for piece in pieces})
    apart = [
        mark for at, mark in enumerate(marks) if not at or mark[0] >= max(m[1] for m in marks[:at])
    ]
    return Quote(sentence.zone, start, end, article.text[start:end], tuple(apart))
