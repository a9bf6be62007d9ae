"""What each operator means: one function per kind of plan, and the table that finds it.

A part of a rule yields hits: stretches of words with the words that made them. Positions combine by
interval reasoning: NEAR joins two stretches that do not share words into the stretch that covers
both; SENTENCE asks for every part inside one sentence, and so judges AND and NOT there as well.
All pairs are considered, never just the nearest, so that nothing depends on the order of parts; a
step budget keeps a rule that multiplies out of hand from holding up the article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any as _Any

from monitor.matching import plan as plans
from monitor.matching.folding import fold
from monitor.matching.plan import Plan
from monitor.matching.scan import Hit, Leaf, Scan
from monitor.matching.text import TokenStream

# One step is about a microsecond, so that one rule cannot use up an article's 250 ms.
MAX_STEPS = 40_000
_PAIR_STEPS = 3
_MOST_LEAVES = 60


class OverBudget(Exception):
    """A rule used up its steps, or the article its time."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a part is looked for: words [start, end) of one zone."""

    start: int
    end: int
    zone: str = ""  # "", "quote" or "furniture"


@dataclass(slots=True)
class Evaluation:
    """One rule's walk over one scanned article."""

    scan: Scan
    masked: frozenset[int] = frozenset()  # words that an exclusion has taken out
    steps: int = MAX_STEPS
    check_time: Callable[[], None] | None = None
    _passed: int = field(default=0)

    @property
    def stream(self) -> TokenStream:
        """The article's words."""
        return self.scan.stream

    def afresh(self) -> Evaluation:
        """Return the same walk with its whole budget before it."""
        return Evaluation(self.scan, self.masked, MAX_STEPS, self.check_time)

    def spend(self, steps: int) -> None:
        """Count steps; refuse to go on when the rule's or the article's budget is used up."""
        self.steps -= steps
        self._passed += steps
        if self.steps < 0:
            raise OverBudget
        if self._passed > 2_000 and self.check_time is not None:
            self._passed = 0
            self.check_time()

    def hits(self, plan: Plan, scope: Scope) -> list[Hit]:
        """Return the hits of a plan inside a scope; an empty list when it does not hold."""
        return OPERATORS[type(plan)](self, plan, scope)


def whole(stream: TokenStream) -> Scope:
    """Return the scope of a rule: title and text, furniture apart."""
    return Scope(0, len(stream))


def _inside(evaluation: Evaluation, hits: list[Hit], scope: Scope) -> list[Hit]:
    """Keep the hits inside a scope that no mask touches."""
    stream, masked = evaluation.stream, evaluation.masked
    evaluation.spend(len(hits) // 8 + 1)
    if scope.start > 0 or scope.end < len(stream):
        first = bisect_left(hits, (scope.start,))
        hits = [
            hit for hit in hits[first : bisect_left(hits, (scope.end,))] if hit.end <= scope.end
        ]
    if scope.zone == "quote":
        hits = [hit for hit in hits if stream.in_quotation(hit.start, hit.end)]
    if masked:
        hits = [hit for hit in hits if masked.isdisjoint(range(hit.start, hit.end))]
    return hits


def terms(evaluation: Evaluation, plan: plans.Terms, scope: Scope) -> list[Hit]:
    """Every place where one of the patterns stands."""
    hits = evaluation.scan.term_hits(plan, furniture=scope.zone == "furniture")
    return _inside(evaluation, hits, scope)


def mentions(evaluation: Evaluation, plan: plans.Mentions, scope: Scope) -> list[Hit]:
    """Every mention of the list's items."""
    hits = evaluation.scan.mention_hits(plan, furniture=scope.zone == "furniture")
    return _inside(evaluation, hits, scope)


def _cover(hits: Iterable[Hit]) -> Hit:
    """Return one stretch over several hits; facts, which have no place, do not stretch it."""
    leaves = sorted({leaf for hit in hits for leaf in hit.leaves})
    if not leaves:
        return Hit(-1, -1, ())
    end = max(leaf.end for leaf in leaves)
    return Hit(leaves[0].start, end, tuple(leaves[:_MOST_LEAVES]))


def all_of(evaluation: Evaluation, plan: plans.All, scope: Scope) -> list[Hit]:
    """AND: one hit made of everything that holds, if every part does and no barred part does."""
    found: list[Hit] = []
    for part in plan.required:
        hits = evaluation.hits(part, scope)
        if not hits:
            return []
        found += hits[:_MOST_LEAVES]
    for part in plan.barred:
        if evaluation.hits(part, scope):
            return []
    return [_cover(found)]


def any_of(evaluation: Evaluation, plan: plans.Any, scope: Scope) -> list[Hit]:
    """OR: the hits of all parts."""
    found = {hit for part in plan.parts for hit in evaluation.hits(part, scope)}
    return sorted(found)


def _share_words(first: Hit, second: Hit) -> bool:
    if first.end <= second.start or second.end <= first.start:
        return False
    return any(
        one.start < other.end and other.start < one.end
        for one in first.leaves
        for other in second.leaves
    )


def distance(stream: TokenStream, first: Hit, second: Hit) -> int:
    """Return how many words stand between two stretches, 0 when they touch or cross."""
    if first.start > second.start:
        first, second = second, first
    numbers = stream.word_numbers
    return max(0, numbers[second.start] - numbers[first.end - 1] - 1)


def _pairs(
    evaluation: Evaluation, left: Sequence[Hit], right: Sequence[Hit], most: int
) -> Iterable[tuple[Hit, Hit]]:
    """Yield all pairs of one paragraph at most `most` words apart that share no word."""
    stream = evaluation.stream
    numbers = stream.word_numbers
    longest = max((numbers[hit.end - 1] - numbers[hit.start] for hit in right), default=0)
    for one in left:
        start, end = stream.paragraph_range(stream.paragraph_of(one.start))
        # Words are numbered in order: nothing that starts before this can reach close enough.
        reach = bisect_left(numbers, numbers[one.start] - most - 1 - longest)
        last = numbers[one.end - 1] + most + 1
        for at in range(bisect_left(right, (max(start, reach),)), len(right)):
            other = right[at]
            if other.start >= end or numbers[other.start] > last:
                break
            evaluation.spend(1)
            if distance(stream, one, other) <= most and not _share_words(one, other):
                evaluation.spend(_PAIR_STEPS)
                yield one, other


def _placed(hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.leaves]


def near(evaluation: Evaluation, plan: plans.Near, scope: Scope) -> list[Hit]:
    """NEAR/n and THEN/n: each part close to the stretch of those before it, in one paragraph."""
    found = _placed(evaluation.hits(plan.parts[0], scope))
    for part in plan.parts[1:]:
        if not found:
            return []
        right = _placed(evaluation.hits(part, scope))
        found = sorted(
            {
                _cover(pair)
                for pair in _pairs(evaluation, found, right, plan.distance)
                if not plan.ordered or pair[0].end <= pair[1].start
            }
        )
    return found


def not_near(evaluation: Evaluation, plan: plans.NotNear, scope: Scope) -> list[Hit]:
    """NOTNEAR/n: the hits of the first part that have none of the second close by."""
    stream = evaluation.stream
    others = _placed(evaluation.hits(plan.other, scope))
    kept = []
    for hit in _placed(evaluation.hits(plan.part, scope)):
        start, end = stream.paragraph_range(stream.paragraph_of(hit.start))
        evaluation.spend(len(others) + 1)
        close = any(
            start <= other.start < end and distance(stream, hit, other) <= plan.distance
            for other in others
        )
        if not close:
            kept.append(hit)
    return kept


def together(evaluation: Evaluation, plan: plans.Together, scope: Scope) -> list[Hit]:
    """AND inside NEAR: a stretch of one paragraph that covers a hit of each part."""
    found = _placed(evaluation.hits(plan.parts[0], scope))
    for part in plan.parts[1:]:
        right = _placed(evaluation.hits(part, scope)) if found else []
        found = sorted(
            {_cover(pair) for pair in _pairs(evaluation, found, right, len(evaluation.stream))}
        )
    return found


def within(evaluation: Evaluation, plan: plans.Within, scope: Scope) -> list[Hit]:
    """SENTENCE and PARAGRAPH: for each unit in which every part holds, one hit over all of them."""
    stream = evaluation.stream
    unit_of = stream.paragraph_of if plan.paragraph else stream.sentence_of
    unit_range = stream.paragraph_range if plan.paragraph else stream.sentence_range
    by_unit: dict[int, list[Hit]] | None = None
    for part in plan.plain:
        mine: dict[int, list[Hit]] = {}
        for hit in _placed(evaluation.hits(part, scope)):
            unit = unit_of(hit.start)
            if unit == unit_of(hit.end - 1):
                mine.setdefault(unit, []).append(hit)
        by_unit = mine if by_unit is None else _join(by_unit, mine)
        if not by_unit:
            return []
    if by_unit is None:
        first, last = unit_of(scope.start), unit_of(max(scope.start, scope.end - 1))
        by_unit = {unit: [] for unit in range(first, last + 1)} if scope.start < scope.end else {}
    for part in plan.alone:
        by_unit = _judge(evaluation, part, scope, by_unit, unit_range)
    return [_cover(hits) for _, hits in sorted(by_unit.items())]


def _join(left: dict[int, list[Hit]], right: dict[int, list[Hit]]) -> dict[int, list[Hit]]:
    return {unit: hits + right[unit] for unit, hits in left.items() if unit in right}


def _judge(
    evaluation: Evaluation,
    part: Plan,
    scope: Scope,
    by_unit: dict[int, list[Hit]],
    unit_range: Callable[[int], tuple[int, int]],
) -> dict[int, list[Hit]]:
    """Keep the units in which a part holds when it may look at nothing else."""
    kept = {}
    for unit, hits in by_unit.items():
        start, end = unit_range(unit)
        inner = Scope(max(start, scope.start), min(end, scope.end), scope.zone)
        evaluation.spend(1)
        if found := evaluation.hits(part, inner):
            kept[unit] = hits + found[:_MOST_LEAVES]
    return kept


def at_least(evaluation: Evaluation, plan: plans.AtLeast, scope: Scope) -> list[Hit]:
    """ATLEAST/n: the hits, if at least n of them do not overlap."""
    hits = _placed(evaluation.hits(plan.part, scope))
    separate, reached = 0, -1
    for hit in sorted(hits, key=lambda hit: hit.end):
        if hit.start >= reached:
            separate += 1
            reached = hit.end
    return hits if separate >= plan.count else []


def first(evaluation: Evaluation, plan: plans.First, scope: Scope) -> list[Hit]:
    """FIRST/n: the hits among the first n words of the text; the title is not counted."""
    stream = evaluation.stream
    if stream.title_end >= len(stream):
        return []
    numbers = stream.word_numbers
    last = numbers[stream.title_end] + plan.count
    hits = evaluation.hits(plan.part, scope)
    return [
        hit
        for hit in _placed(hits)
        if hit.start >= stream.title_end and numbers[hit.end - 1] < last
    ]


def in_zone(evaluation: Evaluation, plan: plans.InZone, scope: Scope) -> list[Hit]:
    """A field: the part, looked for in one zone only."""
    stream = evaluation.stream
    start, end, zone = {
        "title": (0, stream.title_end, scope.zone),
        "lead": (stream.title_end, stream.lead_end, scope.zone),
        "head": (0, stream.lead_end, scope.zone),
        "body": (stream.title_end, len(stream), scope.zone),
        "quote": (0, len(stream), "quote"),
        "furniture": (0, len(stream), "furniture"),
    }[plan.zone]
    start, end = max(start, scope.start), min(end, scope.end)
    if start >= end:
        return []
    return evaluation.hits(plan.part, Scope(start, end, zone))


_NOWHERE = [Hit(-1, -1, ())]


def fact(evaluation: Evaluation, plan: plans.Fact, scope: Scope) -> list[Hit]:  # noqa: ARG001
    """url:, source: and lang:, which hold for the whole article."""
    facts = evaluation.scan.facts
    if plan.field == "lang":
        holds = facts.lang.lower().split("-")[0] == "".join(plan.value)
    elif plan.field == "source":
        wanted = ".".join(plan.value)
        source = facts.source.lower().removeprefix("www.")
        holds = source == wanted or source.endswith("." + wanted)
    else:
        size = len(plan.value)
        words = fold(facts.url)
        holds = any(words[at : at + size] == plan.value for at in range(len(words) - size + 1))
    return _NOWHERE if holds else []


#: The table of operators: a new one is a plan, a function and a line here.
OPERATORS: dict[type, Callable[[Evaluation, _Any, Scope], list[Hit]]] = {
    plans.Terms: terms,
    plans.Mentions: mentions,
    plans.All: all_of,
    plans.Any: any_of,
    plans.Near: near,
    plans.NotNear: not_near,
    plans.Together: together,
    plans.Within: within,
    plans.AtLeast: at_least,
    plans.First: first,
    plans.InZone: in_zone,
    plans.Fact: fact,
}


def leaves_of(hits: Iterable[Hit]) -> list[Leaf]:
    """Return the words of several hits, each once, in order."""
    return sorted({leaf for hit in hits for leaf in hit.leaves})


def evaluate(scan: Scan, plan: Plan) -> list[Hit]:
    """Evaluate a plan over a whole article, unmasked; what guards of list items use."""
    return Evaluation(scan).hits(plan, whole(scan.stream))
