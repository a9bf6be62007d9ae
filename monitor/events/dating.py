"""Which of an article's dates is the event's: beside the deed, not the announcement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from monitor.events import cues, dates
from monitor.events.clauses import Reading
from monitor.events.dates import Dated
from monitor.events.votes import Ballot
from monitor.model import Evidence
from monitor.model.events import EventDate, Phase

_AHEAD = frozenset({Phase.PLANNED, Phase.CONSIDERED, Phase.NEGOTIATING})
_PRECISION = {"day": 1.0, "range": 0.5, "month": 0.7, "year": 0.3}


def date_of(
    ballot: Ballot, frame: str, relevant: frozenset[int], phase: Phase | None, published: date
) -> tuple[EventDate, Evidence] | None:
    """Return when the event happened or will, or None when the text does not say."""
    reading = ballot.reading
    best: tuple[float, Dated] | None = None
    for number in reading.body:
        if number not in relevant and number != 0:
            continue
        for dated, score in _dated(ballot, number, frame, phase, published):
            if best is None or score > best[0] + 0.01:
                best = (score, dated)
    if best is None or best[0] < 0.3:
        return None
    dated = best[1]
    return dated.when, reading.article.evidence("date", dated.start, dated.end)


def _dated(
    ballot: Ballot, number: int, frame: str, phase: Phase | None, published: date
) -> Iterator[tuple[Dated, float]]:
    reading = ballot.reading
    sentence = reading.sentence(number)
    telling = _telling(reading, frame, phase, sentence.start, sentence.end)
    said = {"said", "says", "told", "announced", "reported", "confirmed", "according"}
    for dated in dates.dates(
        reading.article, sentence.start, sentence.end, published, ahead=phase in _AHEAD
    ):
        gap = min((abs(word - dated.start) for word in telling), default=40)
        score = ballot.sentence_weight(number) * _PRECISION[dated.when.precision]
        score *= 1.2 if gap <= 6 else 1.0 if gap <= 12 else 0.5
        if said & set(reading.words[max(sentence.start, dated.start - 3) : dated.start]):
            score *= 0.5
        before = reading.words[max(sentence.start, dated.start - 1) : dated.start]
        if before in {("since",), ("until",), ("for",)}:
            score *= 0.4
        if "had" in reading.words[dated.end : min(sentence.end, dated.end + 7)]:
            score *= 0.4  # in September another had been turned down
        if (dated.when.end - published).days < -300:
            score *= 0.3
        yield dated, score


def _telling(reading: Reading, frame: str, phase: Phase | None, start: int, end: int) -> list[int]:
    """Return the words of the event's own deed: the arrival, not the dinner."""
    cue = cues.LEAVE if phase is Phase.DEPARTED else cues.VISIT
    if frame != "ship_visit":
        cue = cues.BAN if frame == "arms_ban" else cues.GIVE
    turkish = reading.article.lang == "tr"
    return [
        word
        for word in range(start, end)
        if cue.form(reading.words[word]) or (turkish and cue.latin(reading.words[word]))
    ]
