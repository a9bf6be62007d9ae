"""From an annotated article to the record of the event it reports: the stage's door.

    record = extract(annotated, topic, published)

Every field carries the words it was read from; a field the article does not fill stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.events import (
    bans,
    counting,
    dating,
    deal_clauses,
    encounters,
    goods,
    ship_names,
    status,
    transfer,
    visits,
    worth,
)
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.votes import Ballot, Decision, Vote, decide
from monitor.model import Evidence
from monitor.model.events import (
    Annotated,
    Direction,
    EventDate,
    EventRecord,
    Mention,
    MentionKind,
    Money,
    Party,
    Prominence,
    Quantity,
)

#: Which frame each topic is told in.
FRAMES = {
    "drone-deals": "transfer",
    "arms-deals": "transfer",
    "ship-visits": "ship_visit",
    "arms-bans": "arms_ban",
    "military-flights": "military_flight",
    "joint-exercises": "exercise",
    "defence-pacts": "pact",
    "drone-incursions": "incursion",
    "cyber-cooperation": "cyber",
}
_GOODS = {
    "drone-deals": frozenset({"uav"}),
    "arms-deals": frozenset({"weapon", "aircraft", "helicopter", "ship", ""}),
}
#: How far down the opening goes when the second part is looked for among the states named.
_FALLBACK_DEPTH = {
    deal_clauses.TAKER: 2,
    bans.TARGET: 1,
    bans.IMPOSER: 1,
    visits.HOST: 2,
    visits.VISITOR: 2,
}
_BLOCS = frozenset({"EU", "UN", "NATO"})
_BACKGROUND_AFTER = timedelta(days=180)


def extract(article: Annotated, topic: str, published: date | None) -> EventRecord | None:
    """Return what an article reports on a topic, or None when it has no frame or no party is found.

    `published` is the day that relative dates count from; without it no date is given.
    """
    return extract_from(Reading(article), topic, published)


def extract_from(reading: Reading, topic: str, published: date | None) -> EventRecord | None:
    """Do the same on an article that is read once for several topics."""
    frame = FRAMES.get(topic)
    if frame is None or not reading.article.sentences:
        return None
    ballot = Ballot(reading)
    found = _roles(ballot, frame, topic)
    if found is None:
        return None
    return _record(ballot, frame, topic, found, published)


@dataclass(frozen=True, slots=True)
class _Found:
    """The roles of an event, the decision behind them, and its goods."""

    roles: tuple[tuple[str, tuple[Party, ...]], ...]
    decision: Decision
    goods: tuple[Mention, ...] = ()


def _roles(ballot: Ballot, frame: str, topic: str) -> _Found | None:
    match frame:
        case "transfer":
            return _transfer(ballot, _GOODS[topic])
        case "ship_visit":
            return _visit(ballot)
        case "arms_ban":
            bans.vote(ballot)
            bans.vote_floor(ballot)
            return _two_sided(ballot, bans.IMPOSER, bans.TARGET, least=0.15)
        case "military_flight":
            encounters.vote_pair(ballot, encounters.FLIGHT)
            return _two_sided(ballot, "operator", "destination")
        case "incursion":
            encounters.vote_pair(ballot, encounters.INCURSION)
            return _two_sided(ballot, "actor", "target")
        case _:
            return _parties(ballot, frame)


def _two_sided(ballot: Ballot, first: str, second: str, least: float = 0.3) -> _Found | None:
    decision = decide(ballot, first, second, least)
    for role, held in ((first, decision.first), (second, decision.second)):
        if not held and role in _FALLBACK_DEPTH:
            decision = _filled(ballot, decision, role, second)
    if not decision.first and not decision.second:
        return None
    roles = (
        (first, _voted(ballot, first, decision.first)),
        (second, _voted(ballot, second, decision.second)),
    )
    return _Found(tuple((name, held) for name, held in roles if held), decision)


def _filled(ballot: Ballot, decision: Decision, role: str, second: str) -> Decision:
    """D9: one part is known, and the opening names one other state most: it plays the other part.

    Shown with little confidence, since no clause says so.
    """
    known = {*decision.first, *decision.second}
    named: dict[str, float] = {}
    actors: dict[str, Actor] = {}
    for number in ballot.reading.body:
        if ballot.reading.depth(number) > _FALLBACK_DEPTH[role]:
            break
        for actor in ballot.reading.actors(number):
            acting = actor.kind in {MentionKind.STATE, MentionKind.FORCE}
            if acting and actor.state not in known | _BLOCS:
                weight = ballot.sentence_weight(number)
                named[actor.state] = named.get(actor.state, 0.0) + weight
                actors.setdefault(actor.state, actor)
    if not named or not known:
        return decision
    state = max(named, key=lambda one: named[one])
    ballot.votes.append(Vote(role, actors[state], named[state], "D9 named in the opening"))
    confidence = min(0.5, decision.confidence)
    if role == second:
        return replace(decision, second=(state,), confidence=confidence)
    return replace(decision, first=(state,), confidence=confidence)


def _transfer(ballot: Ballot, categories: frozenset[str]) -> _Found | None:
    transfer.vote(ballot, categories)
    transfer.vote_lead(ballot)
    found = _two_sided(ballot, deal_clauses.GIVER, deal_clauses.TAKER) or _partners(ballot)
    if found is None:
        return None
    named = goods.main_goods(ballot, categories)
    held = tuple(_system(ballot.reading, mention) for mention in named)
    everything = goods.all_goods(ballot, categories)
    roles = found.roles
    if held:
        roles = (*roles, ("system", held))
    elif everything:  # "drones": told, but no type by its name
        roles = (*roles, ("object", (_system(ballot.reading, everything[0]),)))
    return replace(found, roles=roles, goods=everything)


def _partners(ballot: Ballot) -> _Found | None:
    """D9: a deal between two states, of whom no clause says which supplies the other."""
    for number in ballot.reading.body[:2]:
        actors = [one for one in ballot.reading.actors(number) if one.relation is Relation.WITH]
        first = {actor.state: actor for actor in reversed(actors)}
        if len(first) == 2:
            held = tuple(_party(ballot.reading, "partners", one) for one in first.values())
            decision = Decision(tuple(first), (), "D9 parties", 0.5)
            return _Found((("partners", held),), decision)
    return None


def _system(reading: Reading, mention: Mention) -> Party:
    role = "object" if mention.generic else "system"
    evidence = reading.article.evidence(role, mention.start, mention.end)
    return Party(mention.key, evidence.exact, evidence.zone, evidence.start, evidence.end)


def _visit(ballot: Ballot) -> _Found | None:
    visits.vote(ballot)
    found = _two_sided(ballot, visits.VISITOR, visits.HOST)
    if found is None:
        return None
    company = visits.in_company(ballot, found.decision)
    if company:
        decision = replace(found.decision, first=(*found.decision.first, *company))
        rest = tuple(held for held in found.roles if held[0] != visits.VISITOR)
        visiting = (visits.VISITOR, _voted(ballot, visits.VISITOR, decision.first))
        found = replace(found, roles=(visiting, *rest), decision=decision)
    reading = ballot.reading
    ports = visits.port_parties(reading, ballot, found.decision.second)
    ships = ship_names.ship_parties(reading, ballot, found.decision.first)
    extra = tuple((name, held) for name, held in (("port", ports), ("ship", ships)) if held)
    return replace(found, roles=(*found.roles, *extra))


def _parties(ballot: Ballot, frame: str) -> _Found | None:
    actors = encounters.parties(ballot.reading, frame)
    if len(actors) < 2:
        return None
    role = "participants" if frame == "exercise" else "parties"
    held = tuple(_party(ballot.reading, role, actor) for actor in actors)
    decision = Decision(tuple(party.key for party in held), (), "D9 parties", 0.5)
    return _Found(((role, held),), decision)


def _voted(ballot: Ballot, role: str, states: Iterable[str]) -> tuple[Party, ...]:
    return tuple(_party(ballot.reading, role, vote.actor) for vote in ballot.best(role, states))


def _party(reading: Reading, role: str, actor: Actor) -> Party:
    evidence = reading.article.evidence(role, actor.start, actor.end)
    return Party(
        actor.state, evidence.exact, evidence.zone, evidence.start, evidence.end, actor.via
    )


def _record(
    ballot: Ballot, frame: str, topic: str, found: _Found, published: date | None
) -> EventRecord:
    """Fill the rest of the record around its roles."""
    relevant = _relevant(ballot, frame, found)
    standing = status.standing(
        ballot,
        frame,
        relevant,
        published,
        status.Matter(
            frozenset(one.start for one in found.goods), frozenset(found.decision.second)
        ),
    )
    value: tuple[Money, Evidence] | None = None
    count: tuple[Quantity, Evidence] | None = None
    if frame == "transfer":
        states = frozenset({*found.decision.first, *found.decision.second})
        value = worth.value_of(ballot, relevant, _GOODS[topic], states)
        count = counting.quantity_of(ballot, found.goods, states)
    when: tuple[EventDate, Evidence] | None = None
    if published is not None:
        when = dating.date_of(ballot, frame, relevant, standing.phase, published)
    decision = found.decision
    evidence = [
        Evidence(name, p.zone, p.start, p.end, p.text) for name, held in found.roles for p in held
    ]
    evidence += standing.evidence
    evidence += [claim.evidence for claim in standing.claims]
    evidence += [one[1] for one in (value, count, when) if one is not None]
    return EventRecord(
        frame=frame,
        roles=found.roles,
        status=standing.status,
        phase=standing.phase,
        stance=standing.stance,
        confidence=round(decision.confidence * (0.95 if standing.phase else 0.8), 2),
        prominence=_prominence(ballot, found, when, published),
        direction=Direction(decision.pattern, decision.confidence, decision.alternatives),
        quantity=count[0] if count else None,
        value=value[0] if value else None,
        when=when[0] if when else None,
        claims=standing.claims,
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _relevant(ballot: Ballot, frame: str, found: _Found) -> frozenset[int]:
    """Return the sentences that tell of the event: those with its goods, ships, or both sides."""
    reading = ballot.reading
    states = {*found.decision.first, *found.decision.second}
    goods = {mention.start for mention in found.goods}
    relevant = set()
    for number in reading.body:
        sentence = reading.sentence(number)
        depth = reading.depth(number)
        named = {actor.state for actor in reading.actors(number)} & states
        mentions = reading.mentions(sentence.start, sentence.end)
        kinds = {m.kind for m in mentions}
        if frame == "transfer":
            telling = not goods.isdisjoint(m.start for m in mentions) and (bool(named) or depth < 3)
        elif frame == "ship_visit":
            spoken = ship_names.SHIP_NOUNS.intersection(
                reading.words[sentence.start : sentence.end]
            )
            telling = bool(kinds & {MentionKind.SHIP, MentionKind.PORT}) or bool(spoken)
        else:
            telling = bool(named)
        if depth <= 1 or telling or (depth == 2 and named):
            relevant.add(number)
    return frozenset(relevant)


def _prominence(
    ballot: Ballot,
    found: _Found,
    when: tuple[EventDate, Evidence] | None,
    published: date | None,
) -> Prominence:
    """Say whether the event is the article's news, or recalled in it.

    An old date deep in a report whose opening names the parties is that of an earlier step.
    """
    spans = [party for _, held in found.roles for party in held]
    opening = min((_depth_of(ballot.reading, party) for party in spans), default=9) <= 1
    if when is None or published is None or when[0].end >= published - _BACKGROUND_AFTER:
        return Prominence.MAIN if opening else Prominence.SECONDARY
    earlier_step = opening and _depth_of(ballot.reading, when[1]) > 1
    return Prominence.MAIN if earlier_step else Prominence.BACKGROUND


def _depth_of(reading: Reading, party: Party | Evidence) -> int:
    article = reading.article
    for number in reading.body:
        sentence = reading.sentence(number)
        if sentence.zone is party.zone and article.ends[sentence.end - 1] >= party.end:
            return reading.depth(number)
    return 9


__all__ = ["FRAMES", "extract", "extract_from"]
