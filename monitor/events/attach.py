"""Which sum, number and date belong to the event, and which only stand near it.

A sum is the deal's when its clause speaks of the deal's worth, price or contract; totals of
exports, budgets, trade goals, shares and other goods' prices are not. A number counts the goods
only when it stands right before them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitor.events import amounts, cues, dates, grammar
from monitor.events.amounts import Amount, Number
from monitor.events.clauses import Reading
from monitor.events.dates import Dated
from monitor.events.rates import OWN_CURRENCY
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model import Evidence
from monitor.model.events import EventDate, Mention, MentionKind, Money, Phase, Quantity

_WORTH = words(
    """
    worth value valued price priced cost costs costing deal contract order purchase sale sum
    agreement package bill paid pay put sum sums price bought sold leasing lease award
    bedel bedeli degerinde tutar ماليت
    قيمت مالييت कीमत लागत मूल्य قيمه قيمته قيمتها بقيمه مقابل تبلغ
    """
)
_TRAPS = words(
    """
    exports budget budgets spending trade gdp revenue revenues turnover shares profit profits
    aid economy annual annually year's record total totalled goal target reach receipts
    additional fund loan loans debt market investment per cent percent damage
    fine assistance ihracati butce برامدات بجٹ بجت निर्यात बजट صادرات ميزانيه
    """
)
_GOODS_NOUNS = words(
    """
    aircraft drones drone uavs uav airframes machines planes munitions systems units jets
    vehicles examples helicopters
    """
)
_ALLOWED_BETWEEN = words(
    """
    armed turkish new more of the its large small combat attack reconnaissance surveillance
    military unmanned aerial israeli chinese american iranian used second-hand heavier heavy
    type long range medium strike ve adet bayraktar such additional further other tactical
    kamikaze exploding loitering naval maritime weaponised weaponized modern advanced them
    """
)
_FAR = 99
_COLLECTIVES = words("pair couple dozen dozens scores hundreds trio quartet")
_OF_THEM = {("of", "them"), ("of", "which")}
_ORDINALS = {("st",), ("nd",), ("rd",), ("th",)}
_LABELS = {
    ("block",),
    ("type",),
    ("mark",),
    ("fiscal",),
    ("no",),
    ("group",),
    ("class",),
    ("phase",),
    ("number",),
}
_NOT_COUNTED = words(
    """
    hours hour years year months month days day km kilometres miles metres per percent cent %
    people soldiers o'clock
    """
)


@dataclass(frozen=True, slots=True)
class Attached:
    """Something read from the text that belongs to the event, with the words that say it."""

    value: Money | None = None
    quantity: Quantity | None = None
    when: EventDate | None = None
    evidence: tuple[Evidence, ...] = ()


def value_of(
    ballot: Ballot, relevant: frozenset[int], wanted: frozenset[str], states: frozenset[str]
) -> tuple[Money, Evidence] | None:
    """Return the sum that the deal is worth, or None."""
    reading = ballot.reading
    best: tuple[float, Amount] | None = None
    for number in reading.body:
        sentence = reading.sentence(number)
        for amount in amounts.amounts(reading.article, sentence.start, sentence.end):
            score = _worth(ballot, number, amount, wanted)
            if number not in relevant:
                score -= 0.3
            if _another_case(reading, number, amount.start, states):
                score -= 0.8
            if score > 0.35 and (best is None or score > best[0]):
                best = (score, amount)
    if best is None:
        return None
    amount = best[1]
    money = amount.money
    if not money.currency:
        own = {OWN_CURRENCY[state] for state in states if state in OWN_CURRENCY}
        if len(own) == 1:  # kroner in a deal of Norway's, rupees in one of India's
            money = amounts.priced(money.minimum, money.maximum, own.pop())
    return money, reading.article.evidence("value", amount.start, amount.end)


def _worth(ballot: Ballot, number: int, amount: Amount, wanted: frozenset[str]) -> float:
    """Score how surely a sum is the deal's own."""
    reading = ballot.reading
    start, end = reading.clause(number, amount.start)
    worth = _nearest(
        reading, amount, _WORTH, (max(start, amount.start - 8), min(end, amount.end + 6))
    )
    trap = _nearest(
        reading, amount, _TRAPS, (max(start, amount.start - 10), min(end, amount.end + 8))
    )
    score = 0.9 if worth < _FAR else 0.0
    if trap < _FAR:
        score -= 0.8 if trap <= worth + 3 else 0.4
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


def _nearest(
    reading: Reading, amount: Amount, wanted: frozenset[str], within: tuple[int, int]
) -> int:
    """Return how many words off a sum the nearest of some words stands, `_FAR` if none."""
    first, last = within
    return min(
        (
            amount.start - at if at < amount.start else at - amount.end + 1
            for at in range(first, last)
            if reading.words[at] in wanted and not amount.start <= at < amount.end
        ),
        default=_FAR,
    )


def quantity_of(
    ballot: Ballot, goods: tuple[Mention, ...], states: frozenset[str]
) -> tuple[Quantity, Evidence] | None:
    """Return how many of the goods the deal is about, or None.

    Two types counted side by side ("up to 60 TB3s and nine Akincis") are added.
    """
    reading = ballot.reading
    starts = {mention.start: mention for mention in goods}
    best: tuple[float, int, Number, str] | None = None
    for number in reading.body:
        sentence = reading.sentence(number)
        if reading.depth(number) > 4:
            break
        for count in amounts.numbers(reading.article, sentence.start, sentence.end):
            score, key = _counts(reading, count, sentence.end, starts)
            score *= ballot.sentence_weight(number)
            if score > 0.4 and _another_case(reading, number, count.start, states):
                score *= 0.3
            if score > 0.4 and (best is None or score > best[0] + 0.05):
                best = (score, number, count, key)
    if best is None:
        return None
    _, number, count, key = best
    total = _added(reading, number, count, key, starts)
    return total, reading.article.evidence("quantity", count.start, count.end)


def _another_case(reading: Reading, number: int, word: int, states: frozenset[str]) -> bool:
    """Say whether a clause speaks of other states than the event's: "Niger received six in May"."""
    start, end = reading.clause(number, word)
    named = {
        actor.state
        for actor in reading.actors(number)
        if start <= actor.start < end and actor.kind is not MentionKind.ORGANISATION
    }
    return bool(named) and bool(states) and named.isdisjoint(states)


def _added(
    reading: Reading, number: int, count: Number, key: str, starts: dict[int, Mention]
) -> Quantity:
    """Add the count of a second type that stands beside the first in its sentence."""
    sentence = reading.sentence(number)
    for other in amounts.numbers(reading.article, sentence.start, sentence.end):
        score, second = _counts(reading, other, sentence.end, starts)
        if other.start == count.start or score < 0.8 or not key or not second or second == key:
            continue
        low = (
            None
            if None in {count.minimum, other.minimum}
            else (count.minimum or 0) + (other.minimum or 0)
        )
        high = (
            None
            if None in {count.maximum, other.maximum}
            else (count.maximum or 0) + (other.maximum or 0)
        )
        return Quantity(low, high, count.approximate or other.approximate)
    return amounts.quantity(count)


def _counts(
    reading: Reading, count: Number, end: int, starts: dict[int, Mention]
) -> tuple[float, str]:
    """Score how surely a number counts the goods, and return the type it counts, if named."""
    largest = count.maximum if count.maximum is not None else count.minimum
    if largest is None or not _is_count(reading, count, largest):
        return 0.0, ""
    text = reading.words[count.start]
    sure = 0.4 if text.isdigit() and len(text) == 4 and 1900 <= largest <= 2100 else 1.0
    at = count.end
    if text in _COLLECTIVES and reading.words[at : at + 1] == ("of",):
        at += 1
    if reading.words[at : at + 2] in _OF_THEM and reading.depth(_sentence_at(reading, at)) <= 2:
        return 0.6 * sure, ""
    if reading.words[at : at + 2] in {("of", "the"), ("of", "its"), ("of", "these")}:
        at += 2
    if at < end and _is_given(reading, at):
        return 0.55 * sure, ""
    score, key = _counted(reading, at, end, starts)
    return score * sure, key


def _counted(reading: Reading, at: int, end: int, starts: dict[int, Mention]) -> tuple[float, str]:
    """Return how surely the goods follow a number, and which type of them."""
    for place in range(at, min(end, at + 6)):
        if place in starts:
            mention = starts[place]
            return (1.0, mention.key) if not mention.generic else (0.85, "")
        word = reading.words[place]
        if word in _GOODS_NOUNS:
            return 0.75, ""
        capital = reading.article.written[place][:1].isupper()
        broken = reading.article.between[place].strip(" -\u2011")
        if broken or not _may_describe(word, capital=capital):
            break
    return 0.0, ""


def _is_given(reading: Reading, place: int) -> bool:
    """Say whether a number stands for the goods: `part of 291 sold by the United States`."""
    word = reading.words[place]
    given = cues.PAST in {cues.GIVE.verbs.get(word), cues.TAKE.verbs.get(word)}
    return given and reading.depth(_sentence_at(reading, place)) <= 2


def _is_count(reading: Reading, count: Number, largest: float) -> bool:
    """Say whether a number can count things: whole, not huge, and no part of a name."""
    if not 1 <= largest <= 1e6 or largest != int(largest):
        return False
    return reading.words[count.start] != "one" and not _is_a_label(reading, count)


def _sentence_at(reading: Reading, word: int) -> int:
    """Return the sentence a word stands in."""
    starts = [sentence.start for sentence in reading.article.sentences]
    return bisect_right(starts, word) - 1


def _is_a_label(reading: Reading, count: Number) -> bool:
    """Say whether a number is part of a name or a label: block 50, TB2, MQ-9, the 12th base."""
    first = count.start
    following = reading.words[count.end : count.end + 1]
    if following in _ORDINALS and not reading.article.between[count.end]:
        return True
    if reading.article.between[first] in {"-", "\u2011", ""} and first:
        return True
    if reading.words[first - 1 : first] in _LABELS:
        return True
    return any(
        mention.start <= first < mention.end
        for mention in reading.mentions(max(0, first - 4), count.end)
    )


def _may_describe(word: str, *, capital: bool) -> bool:
    """Say whether a word may stand between a number and the goods: no verb or preposition.

    A name may end in s (`twelve Hermes drones`), another word that does is a noun of its own.
    """
    if word in _ALLOWED_BETWEEN:
        return True
    if (
        word in grammar.PREPOSITIONS
        or word in grammar.BREAKS
        or word in _NOT_COUNTED
        or word in grammar.AGENT_NOUNS
    ):
        return False
    if word[:1].isdigit() or cues.GIVE.form(word):
        return False
    return capital or not word.endswith("s")


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
