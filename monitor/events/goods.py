"""The goods of a deal: which systems an article names, and what stands right before them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.events import grammar
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.cues import BUILD, DROP, GIVE, REACH, SIGN, TAKE
from monitor.events.votes import Ballot
from monitor.model.events import Mention, MentionKind, Via

_VERBS = frozenset().union(*(cue.verbs for cue in (GIVE, TAKE, SIGN, BUILD, REACH, DROP)))


def goods_of(reading: Reading, start: int, end: int, categories: frozenset[str]) -> list[Mention]:
    """Return the systems of the wanted sort that are named among words [start, end)."""
    return [
        mention
        for mention in reading.mentions(start, end)
        if (mention.kind is MentionKind.SYSTEM and mention.category in categories)
        or (mention.kind is MentionKind.SHIP and "ship" in categories)
    ]


def describes(reading: Reading, actor: Actor, goods: list[Mention]) -> bool:
    """Say whether a demonym or name stands right before the goods: `armed Turkish drones`."""
    return described_goods(reading, actor, goods) is not None


def described_goods(reading: Reading, actor: Actor, goods: list[Mention]) -> Mention | None:
    """Return the goods that a demonym or name stands right before, None when there are none."""
    arabic = reading.article.lang == "ar"
    if actor.possessive or actor.kind is not MentionKind.STATE or arabic:
        before = (m for m in goods if 0 <= actor.start - m.end <= 1)
        return next(before, None) if arabic and actor.via is Via.DEMONYM else None
    demonym = actor.via is Via.DEMONYM
    if reading.foreign:
        fits = actor.relation is Relation.OWNER
    else:
        fits = demonym or actor.relation in {Relation.OWNER, Relation.FREE}
    reach = 4 if demonym else 2
    return next(
        (
            mention
            for mention in goods
            if fits
            and 0 <= mention.start - actor.end <= reach
            and not _parts(reading.words[actor.end : mention.start])
        ),
        None,
    )


def _parts(between: Sequence[str]) -> bool:
    """Say whether words part a state from the goods: a verb, a preposition, an agent."""
    return any(
        word in grammar.PREPOSITIONS
        or word in grammar.BREAKS
        or word in grammar.AGENT_NOUNS
        or word in _VERBS
        for word in between
    )


def all_goods(ballot: Ballot, categories: frozenset[str]) -> tuple[Mention, ...]:
    """Return every mention of the goods in the article."""
    return tuple(
        mention
        for number in ballot.reading.body
        for mention in goods_of(
            ballot.reading,
            ballot.reading.sentence(number).start,
            ballot.reading.sentence(number).end,
            categories,
        )
    )


def main_goods(ballot: Ballot, categories: frozenset[str]) -> list[Mention]:
    """Return the systems the deal is about, once each, the most prominent first."""
    weights: dict[str, float] = {}
    first: dict[str, Mention] = {}
    for number in ballot.reading.body:
        sentence = ballot.reading.sentence(number)
        for mention in goods_of(ballot.reading, sentence.start, sentence.end, categories):
            weights[mention.key] = weights.get(mention.key, 0.0) + ballot.sentence_weight(number)
            first.setdefault(mention.key, mention)
    named = [key for key in weights if not first[key].generic]
    top = max((weights[key] for key in named), default=0.0)
    return [
        first[key]
        for key in sorted(named, key=lambda key: -weights[key])
        if weights[key] >= 0.6 * top
    ]
