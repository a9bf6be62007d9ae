"""Which sum, number and date belong to the event, and which only stand near it.

A sum is the deal's when its clause speaks of the deal's worth, price or contract; totals of exports,
budgets, trade goals, shares and other goods' prices are not. A number counts the goods only when it
stands right before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.events import amounts, cues, dates
from monitor.events.amounts import Amount, Number
from monitor.events.clauses import Reading
from monitor.events.dates import Dated
from monitor.events.votes import Ballot
from monitor.model import Evidence
from monitor.model.events import EventDate, Mention, MentionKind, Money, Phase, Quantity

_WORTH = frozenset(
    """worth value valued price priced cost costs costing deal contract order purchase sale sum agreement
    package bill paid pay put leasing lease award award bedel bedeli degerinde tutar ماليت قيمت مالييت
    कीमत लागत मूल्य قيمه قيمته قيمتها بقيمه مقابل تبلغ""".split()
)
_TRAPS = frozenset(
    """exports budget budgets spending trade gdp revenue revenues turnover shares profit profits aid
    economy annual annually year's record total totalled goal target reach receipts additional
    fund loan loans debt market investment per cent percent sector industry damage fine assistance
    ihracati butce برامدات بجٹ بجت निर्यात बजट صادرات ميزانيه""".split()
)
_GOODS_NOUNS = frozenset(
    """aircraft drones drone uavs uav airframes machines planes munitions systems units jets vehicles
    examples helicopters""".split()
)
_ALLOWED_BETWEEN = frozenset(
    """armed turkish new more of the its large small combat attack reconnaissance surveillance military
    unmanned aerial israeli chinese american iranian used second-hand heavier heavy type long range
    medium strike ve adet bayraktar such additional further other tactical kamikaze exploding
    loitering naval maritime weaponised weaponized modern advanced them""".split()
)
_NOT_COUNTED = frozenset("hours hour years year months month days day km kilometres miles metres per percent cent % people soldiers o'clock".split())


@dataclass(frozen=True, slots=True)
class Attached:
    """Something read from the text that belongs to the event, with the words that say it."""

    value: Money | None = None
    quantity: Quantity | None = None
    when: EventDate | None = None
    evidence: tuple[Evidence, ...] = ()


def value_of(ballot: Ballot, relevant: frozenset[int], wanted: frozenset[str]) -> tuple[Money, Evidence] | None:
    """Return the sum that the deal is worth, or None."""
    reading = ballot.reading
    best: tuple[float, Amount] | None = None
    for number in reading.body:
        sentence = reading.sentence(number)
        for amount in amounts.amounts(reading.article, sentence.start, sentence.end):
            score = _worth(ballot, number, amount, wanted)
            if number not in relevant:
                score -= 0.3
            if score > 0.35 and (best is None or score > best[0]):
                best = (score, amount)
    if best is None:
        return None
    amount = best[1]
    return amount.money, reading.article.evidence("value", amount.start, amount.end)


def _worth(ballot: Ballot, number: int, amount: Amount, wanted: frozenset[str]) -> float:
    """Score how surely a sum is the deal's own."""
    reading = ballot.reading
    start, end = reading.clause(number, amount.start)
    near = reading.words[max(start, amount.start - 8) : min(end, amount.end + 6)]
    score = 0.9 if not _WORTH.isdisjoint(near) else 0.0
    wide = reading.words[max(start, amount.start - 10) : min(end, amount.end + 8)]
    score -= 0.8 * (not _TRAPS.isdisjoint(wide))
    after = reading.words[amount.end : amount.end + 2]
    if number == 0 or after[:1] in {("for",), ("of",)} or "worth" in after:
        score += 0.5
    around = reading.mentions(max(start, amount.start - 8), min(end, amount.end + 8))
    systems = [m for m in around if m.kind is MentionKind.SYSTEM]
    if any(m.category in wanted for m in systems):
        score += 0.5
    elif systems:
        score -= 0.9
    return score * min(1.2, ballot.sentence_weight(number))


def quantity_of(ballot: Ballot, goods: tuple[Mention, ...]) -> tuple[Quantity, Evidence] | None:
    """Return how many of the goods the deal is about, or None."""
    reading = ballot.reading
    ends = {mention.start: mention for mention in goods}
    best: tuple[float, Number] | None = None
    for number in reading.body:
        sentence = reading.sentence(number)
        if reading.depth(number) > 3:
            break
        for count in amounts.numbers(reading.article, sentence.start, sentence.end):
            score = _counts(reading, count, sentence.end, ends) * ballot.sentence_weight(number)
            if score > 0.4 and (best is None or score > best[0] + 0.05):
                best = (score, count)
    if best is None:
        return None
    count = best[1]
    return amounts.quantity(count), reading.article.evidence("quantity", count.start, count.end)


def _counts(reading: Reading, count: Number, end: int, goods: dict[int, Mention]) -> float:
    """Score how surely a number counts the goods: it stands right before them."""
    largest = count.maximum if count.maximum is not None else count.minimum
    if largest is None or not 1 <= largest <= 1e6 or largest != int(largest):
        return 0.0
    if largest == 1 and reading.words[count.start] == "one":
        return 0.0
    before = reading.words[max(0, count.start - 1) : count.start]
    gap = reading.article.between[count.start]
    if gap in {"-", "\u2011"} or before in {("block",), ("type",), ("mark",), ("fiscal",), ("no",)}:
        return 0.0
    if any(mention.start < count.start < mention.end or mention.start == count.start for mention in reading.mentions(max(0, count.start - 4), count.end)):
        return 0.0
    year = reading.words[count.start].isdigit() and len(reading.words[count.start]) == 4 and 1900 <= largest <= 2100
    for at in range(count.end, min(end, count.end + 6)):
        if at in goods:
            sure = 1.0 if not goods[at].generic else 0.85
            return sure * (0.5 if year else 1.0)
        word = reading.words[at]
        if word in _GOODS_NOUNS:
            return 0.3 if year else 0.75
        if word in _NOT_COUNTED or word not in _ALLOWED_BETWEEN or reading.article.between[at].strip():
            return 0.0
    return 0.0


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
    for dated in dates.dates(reading.article, sentence.start, sentence.end, published, ahead=phase in _AHEAD):
        gap = min((abs(word - dated.start) for word in telling), default=40)
        score = ballot.sentence_weight(number) * _PRECISION[dated.when.precision]
        score *= 1.2 if gap <= 6 else 1.0 if gap <= 12 else 0.5
        if said & set(reading.words[max(sentence.start, dated.start - 3) : dated.start]):
            score *= 0.5
        before = reading.words[max(sentence.start, dated.start - 1) : dated.start]
        if before in {("since",), ("until",), ("for",)}:
            score *= 0.4
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
