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

#: How much a sentence's word counts by its depth: title, first paragraph, second and so on.
_DEPTH_WEIGHT = (1.3, 1.25, 1.0, 0.65, 0.45)
_BACKGROUND_WEIGHT = 0.55
#: Words that tell of another time or another case.
_ASIDE = frozenset(
    """already previously earlier elsewhere meanwhile separately too likewise other another
    neighbouring neighbour neighbours rival also since ago before formerly once similar last""".split()
)


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of one clause: this actor plays this part."""

    role: str
    actor: Actor
    weight: float
    pattern: str


class Ballot:
    """The votes of one article for one frame."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.votes: list[Vote] = []
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
        self.votes.append(Vote(role, actor, weight, pattern))
        for other in self.reading.actors(number):
            beside = other.group == actor.group and other.relation == actor.relation
            if beside and other.start != actor.start and actor.group >= 0:
                self.votes.append(Vote(role, other, weight, pattern))

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
            if vote.role == role and vote.weight > (found[vote.actor.state].weight if vote.actor.state in found else 0):
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

    A state goes where it has more votes; of those on a side the one with most wins, together with
    those enumerated beside it.
    """
    givers, takers = ballot.scores(first), ballot.scores(second)
    net = {state: givers.get(state, 0.0) - takers.get(state, 0.0) for state in {*givers, *takers}}
    ones = _winners(ballot, first, {s: givers[s] for s in givers if net[s] > 0}, least)
    others = _winners(
        ballot, second, {s: takers[s] for s in takers if net[s] <= 0 and s not in ones}, least
    )
    held = ballot.best(first, ones) + ballot.best(second, others)
    if not held:
        return Decision((), (), "", 0.0)
    deciding = max(held, key=lambda vote: vote.weight)
    margin = min(
        (abs(net[state]) / max(givers.get(state, 0.0), takers.get(state, 0.0)) for state in (*ones, *others)),
        default=1.0,
    )
    confidence = round(min(0.98, 0.45 + 0.25 * margin + 0.2 * min(1.0, deciding.weight)), 2)
    alternatives: tuple[tuple[tuple[str, str], ...], ...] = ()
    if margin < 0.35 and ones and others:
        alternatives = (((first, others[0]), (second, ones[0])),)
        confidence = min(confidence, 0.59)
    return Decision(ones, others, deciding.pattern, confidence, alternatives)


def _winners(ballot: Ballot, role: str, scores: dict[str, float], least: float) -> tuple[str, ...]:
    """Return the state with most votes for a part, and those enumerated with it."""
    if not scores:
        return ()
    top = max(scores, key=lambda state: scores[state])
    if scores[top] < least:
        return ()
    beside = {
        other.actor.state
        for vote in ballot.best(role, [top])
        for other in ballot.votes
        if other.role == role
        and other.actor.group == vote.actor.group
        and other.actor.relation == vote.actor.relation
        and other.pattern == vote.pattern
    }
    ranked = sorted(beside - {top}, key=lambda state: -scores.get(state, 0.0))
    return (top, *(state for state in ranked if state in scores))
