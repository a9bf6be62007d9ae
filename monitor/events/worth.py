"""Which sum of money is the deal's own, and which only stands near it.

A sum is the deal's when its clause speaks of the deal's worth, price or contract; totals of
exports, budgets, trade goals, prices of one piece and those of other goods are not.
"""

from __future__ import annotations

from monitor.events import amounts
from monitor.events.amounts import Amount
from monitor.events.clauses import Reading
from monitor.events.rates import OWN_CURRENCY
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot, another_case
from monitor.model import Evidence
from monitor.model.events import MentionKind, Money

_WORTH = words(
    """
    worth value valued price priced cost costs costing deal contract order purchase sale sum
    agreement package bill paid pay put sum sums price bought sold leasing lease award
    receive receives received earn earns ordered reserved earmarked aside
    bedel bedeli bedelle degerinde degerindeki tutar
    tutarinda tutarindaki karsiliginda sozlesme anlasma सौदा सौदे करार अनुबंध سودا سودے معاهده
    صفقه الصفقه العقد aldi satti ماليت قيمت مالييت कीमत लागत मूल्य قيمه
    قيمته قيمتها بقيمه مقابل تبلغ
    """
)
_TRAPS = words(
    """
    exports budget budgets spending trade gdp revenue revenues turnover shares profit
    profits aid economy annual annually year's record total totalled goal target reach
    receipts additional fund loan loans debt market investment per cent percent damage each
    apiece per piece tanesi प्रति fine
    assistance lend lends lent credit ihracati butce برامدات بجٹ بجت निर्यात बजट
    صادرات ميزانيه
    """
)
_APIECE = words("apiece each per tanesi")
_AFTER = 9  # `four billion is what the Royal Thai Navy will pay`
_PRICED = words("price cost costs worth value valued contract bill tag")
_NEAR = 3
_LEADING = 4  # sentences in which a sum behind `for` is the price of the goods
_SHORT = 14  # words of a sentence that tells a sum and little else
_SAID = words("say says said according reportedly")
_FAR = 99


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
            if number not in relevant and not _is_priced(ballot, amount):
                score -= 0.3
            if another_case(reading, number, amount.start, states):
                score -= 0.8
            if score > 0.35 and (best is None or score > best[0]):
                best = (score, amount)
    if best is None:
        return None
    amount = best[1]
    money = amount.money
    family = OWN_CURRENCY.get(amount.family, {})
    own = {family[state] for state in states if state in family}
    if len(own) == 1:  # kroner in a deal of Norway's, rupees in one of India's
        money = amounts.priced(money.minimum, money.maximum, own.pop())
    return money, reading.article.evidence("value", amount.start, amount.end)


def _worth(ballot: Ballot, number: int, amount: Amount, wanted: frozenset[str]) -> float:
    """Score how surely a sum is the deal's own."""
    reading = ballot.reading
    start, end = reading.clause(number, amount.start)
    worth = _nearest(
        reading, amount, _WORTH, (max(start, amount.start - 8), min(end, amount.end + _AFTER))
    )
    trap = _nearest(
        reading, amount, _TRAPS, (max(start, amount.start - 10), min(end, amount.end + 8))
    )
    if not _APIECE.isdisjoint(reading.words[amount.end : amount.end + 3]):
        return 0.0
    score = 0.9 if worth < _FAR else 0.0
    if trap < _FAR:
        beyond = _is_priced(ballot, amount) and trap > _NEAR
        score -= 0.8 if trap <= worth + 3 and not beyond else 0.1 if beyond else 0.4
    after = reading.words[amount.end : amount.end + 2]
    if number == 0 or after[:1] in {("for",), ("of",)} or "worth" in after:
        score += 0.5
    sentence = reading.sentence(number)
    told = reading.words[amount.end : sentence.end]
    alone = amount.start == sentence.start and sentence.end - sentence.start <= _SHORT
    if alone and trap == _FAR and not _SAID.isdisjoint(told):
        score += 0.6  # `Twelve million euros, people in the committee say`
    around = reading.mentions(max(start, amount.start - 8), min(end, amount.end + 8))
    systems = [m for m in around if m.kind is MentionKind.SYSTEM]
    before = reading.words[max(start, amount.start - 3) : amount.start]
    paid_for = {"for", "at"}.intersection(before)
    clause = reading.mentions(start, amount.start)
    if paid_for and any(m.category in wanted for m in clause) and number <= _LEADING:
        score += 0.5  # four drones for Norway for an estimated 600 million dollars
    if any(m.category in wanted for m in systems):
        score += 0.5
    elif systems:
        score -= 0.9
    return score * min(1.2, ballot.sentence_weight(number))


def _is_priced(ballot: Ballot, amount: Amount) -> bool:
    """Say whether a word for the price stands right before a sum: `the price, nine million`."""
    before = ballot.reading.words[max(0, amount.start - _NEAR) : amount.start]
    return not _PRICED.isdisjoint(before)


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
