"""Clause patterns vote for who plays which part; the count decides, and keeps what it beat.

One sentence seldom tells a whole event, and no pattern is right every time. So each pattern that
finds an actor in a part casts a vote with the weight of its prior, more in the headline than deep
in the text. A state plays the part it has most votes for; a tie is shown, never guessed away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.events.clauses import Actor, Reading
from monitor.events.vocabulary import words
from monitor.model.events import MentionKind

#: How much a sentence's word counts by its depth: title, first paragraph, second and so on.
_DEPTH_WEIGHT = (1.3, 1.25, 1.0, 0.65, 0.45)
_BACKGROUND_WEIGHT = 0.55
_AGAINST = 0.5  # how much a vote for the opposite part counts against a state
_CLEAR = 0.25  # a smaller lead over the reversed reading is shown as a tie
_DOMESTIC = 0.8
_PAIR_AGAINST_ONE = 0.5  # a pair that scores less than this share of one state's votes is none
_MOST_PAIRS = 200
#: Words that tell of another time or another case.
_ASIDE = words(
    """
    already previously earlier elsewhere meanwhile separately too likewise other another
    neighbouring neighbour neighbours rival also since ago before formerly once similar last
    """
)


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of one clause: this actor plays this part."""

    role: str
    actor: Actor
    weight: float
    pattern: str


def another_case(reading: Reading, number: int, word: int, states: frozenset[str]) -> bool:
    """Say whether a clause speaks of other states than the event's: "Niger received six in May"."""
    start, end = reading.clause(number, word)
    actors = [actor for actor in reading.actors(number) if start <= actor.start < end]
    others = any(actor.kind is not MentionKind.ORGANISATION for actor in actors)
    return others and bool(states) and states.isdisjoint(actor.state for actor in actors)


class Ballot:
    """The votes of one article for one frame."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.votes: list[Vote] = []
        self._cast: set[tuple[str, int, str, str]] = set()
        self._weights: dict[int, float] = {}

    def sentence_weight(self, number: int) -> float:
        """Return how much a sentence's word counts."""
        known = self._weights.get(number)
        if known is None:
            depth = self.reading.depth(number)
            known = _DEPTH_WEIGHT[min(depth, len(_DEPTH_WEIGHT) - 1)]
            sentence = self.reading.sentence(number)
            words = self.reading.words[sentence.start : sentence.end]
            if depth > 1 and not _ASIDE.isdisjoint(words):
                known *= _BACKGROUND_WEIGHT
            self._weights[number] = known
        return known

    def cast(self, number: int, role: str, actor: Actor, prior: float, pattern: str) -> None:
        """Vote for an actor, and for those enumerated with it."""
        weight = prior * self.sentence_weight(number)
        self._add(Vote(role, actor, weight, pattern))
        for other in self.reading.actors(number):
            beside = other.group == actor.group and other.relation == actor.relation
            if beside and other.start != actor.start and actor.group >= 0:
                self._add(Vote(role, other, weight, pattern))

    def _add(self, vote: Vote) -> None:
        """Count a vote; the same pattern over the same word counts once."""
        key = (vote.role, vote.actor.start, vote.actor.state, vote.pattern)
        if key not in self._cast:
            self._cast.add(key)
            self.votes.append(vote)

    def scores(self, role: str) -> dict[str, float]:
        """Return each state's votes for a part: the best in full, further ones at half."""
        by_state: defaultdict[str, list[float]] = defaultdict(list)
        for vote in self.votes:
            if vote.role == role:
                by_state[vote.actor.state].append(vote.weight)
        return {state: _total(weights) for state, weights in by_state.items()}

    def best(self, role: str, states: Iterable[str]) -> list[Vote]:
        """Return the heaviest vote of each of some states for a part."""
        found: dict[str, Vote] = {}
        for vote in self.votes:
            if vote.role == role and vote.weight > (
                found[vote.actor.state].weight if vote.actor.state in found else 0
            ):
                found[vote.actor.state] = vote
        return [found[state] for state in states if state in found]


def _total(weights: list[float]) -> float:
    ranked = sorted(weights, reverse=True)
    return sum(weight * 0.5**place for place, weight in enumerate(ranked[:6]))


@dataclass(frozen=True, slots=True)
class Decision:
    """Which states play two opposite parts, by which pattern, and how surely."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    pattern: str
    confidence: float
    alternatives: tuple[tuple[tuple[str, str], ...], ...] = ()


def decide(ballot: Ballot, first: str, second: str, least: float = 0.3) -> Decision:
    """Divide the states between two opposite parts (supplier and recipient, imposer and target).

    Of all pairs of states the one with most votes wins, votes for the other part counted against
    it; those enumerated beside a winner go with it. A state alone takes the part it has most
    votes for, and both when it deals with its own industry.
    """
    givers, takers = ballot.scores(first), ballot.scores(second)
    ranked = sorted(
        (
            (
                givers[one]
                + takers[other]
                - _AGAINST * (takers.get(one, 0.0) + givers.get(other, 0.0)),
                one,
                other,
            )
            for one in givers
            for other in takers
            if one != other and givers[one] >= least and takers[other] >= least
        ),
        reverse=True,
    )[:_MOST_PAIRS]
    alone = max([*givers.values(), *takers.values()], default=0.0)
    if not ranked or ranked[0][0] < _PAIR_AGAINST_ONE * alone:
        return _one_sided(ballot, (first, givers), (second, takers), least)
    score, one, other = ranked[0]
    ones = (one, *(state for state in _beside(ballot, first, one) if state != other))
    others = (other, *(state for state in _beside(ballot, second, other) if state not in ones))
    deciding = max(
        ballot.best(first, [one]) + ballot.best(second, [other]), key=lambda vote: vote.weight
    )
    turned = next((pair for pair in ranked if pair[1:] == (other, one)), None)
    margin = 1.0 if turned is None else (score - turned[0]) / max(score, 0.01)
    confidence = round(
        min(0.98, 0.45 + 0.25 * min(1.0, margin) + 0.2 * min(1.0, deciding.weight)), 2
    )
    if turned is None or margin >= _CLEAR:
        return Decision(ones, others, deciding.pattern, confidence)
    return Decision(
        ones, others, deciding.pattern, min(confidence, 0.59), (((first, other), (second, one)),)
    )


def _one_sided(
    ballot: Ballot,
    first: tuple[str, dict[str, float]],
    second: tuple[str, dict[str, float]],
    least: float,
) -> Decision:
    """Decide where only one state has votes enough."""
    best = max(
        (
            (score, role, state)
            for role, scores in (first, second)
            for state, score in scores.items()
        ),
        default=(0.0, "", ""),
    )
    score, role, state = best
    if score < least:
        return Decision((), (), "", 0.0)
    deciding = ballot.best(role, [state])[0]
    confidence = round(min(0.8, 0.4 + 0.3 * min(1.0, score)), 2)
    held = (state, *_beside(ballot, role, state))
    ones = held if role == first[0] else ()
    others = held if role == second[0] else ()
    if first[1].get(state, 0.0) >= _DOMESTIC and second[1].get(state, 0.0) >= _DOMESTIC:
        ones = others = (state,)
    return Decision(ones, others, deciding.pattern, confidence)


def _beside(ballot: Ballot, role: str, state: str) -> tuple[str, ...]:
    """Return the states enumerated with a winner in the clause that decided for it."""
    found: dict[str, None] = {}
    for vote in ballot.best(role, [state]):
        if vote.actor.group < 0:
            continue
        for other in ballot.votes:
            same = other.role == role and other.pattern == vote.pattern
            tied = (
                other.actor.group == vote.actor.group
                and other.actor.relation == vote.actor.relation
            )
            if same and tied and other.actor.state != state:
                found[other.actor.state] = None
    return tuple(found)
