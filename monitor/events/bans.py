"""Who bans arms to whom: the patterns of embargoes, export bans, refused and withdrawn licences.

    B1  A bans, lifts, suspends ...            subject of the verb
    B2  A's embargo, EU export ban             possessor or demonym of the noun
    B3  ban ... on / against / to / for B      target
    B4  exports, sales, licences to B          target
    B5  in A's capital, parliament, ministry   the state that speaks for the decision
"""

from __future__ import annotations

from dataclasses import replace

from monitor.events import grammar
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.cues import BAN, PAST, TRADE
from monitor.events.votes import Ballot
from monitor.model.events import MentionKind, Via

IMPOSER, TARGET = "imposer", "target"
_AGAINST = {Relation.ON, Relation.AGAINST, Relation.TO, Relation.FOR}
_NOUNS = frozenset(
    "ban bans embargo embargoes prohibition restriction restrictions suspension freeze moratorium veto block sanctions curbs controls policy".split()
)
_BUYERS = frozenset("importers buyers customers users buyer customer".split())
_ASKING = frozenset("calls called calling urges urged asks asked urging presses pressed".split())
_BLOCS = frozenset({"UN", "EU"})  # they impose embargoes, nobody imposes one on them
_BE = frozenset("be been being is are was were".split())


def vote(ballot: Ballot) -> None:
    """Cast the votes for imposer and target in every sentence that speaks of a ban or of the trade."""
    reading = ballot.reading
    turkish = reading.article.lang == "tr"
    for number in reading.body:
        sentence = reading.sentence(number)
        words = reading.words[sentence.start : sentence.end]
        bans = [
            sentence.start + at
            for at, word in enumerate(words)
            if (BAN.form(word) or (turkish and BAN.latin(word)))
            and not (word.startswith("refus") and words[at + 1 : at + 2] == ("to",))
        ]
        trades = [sentence.start + at for at, word in enumerate(words) if word in TRADE]
        scale = 1.0 if bans else 0.8 if number == 0 else 0.45 if trades else 0.2
        for actor in reading.actors(number):
            if actor.state == "NATO":
                continue
            if actor.kind is MentionKind.ORGANISATION:
                _company(ballot, number, actor, scale)
            else:
                _state(ballot, number, actor, bans, trades, scale)
    ballot.votes = [v for v in ballot.votes if v.role != TARGET or v.actor.state not in _BLOCS]


def _company(ballot: Ballot, number: int, actor: Actor, scale: float) -> None:
    """A company is neither imposer nor, as a rule, target: but sales to it are sales to its state."""
    if actor.relation is Relation.TO:
        ballot.cast(number, TARGET, actor, 0.4 * scale, "B4 sales to a company")


def _state(
    ballot: Ballot, number: int, actor: Actor, bans: list[int], trades: list[int], scale: float
) -> None:
    reading = ballot.reading
    near_ban = any(0 <= actor.start - word <= 14 for word in bans)
    near_trade = any(0 <= actor.start - word <= 8 for word in trades)
    noun_before = any(reading.words[word] in _NOUNS and 0 < actor.start - word <= 10 for word in bans)
    before = reading.words[max(0, actor.start - 3) : actor.start]
    if not _ASKING.isdisjoint(before):
        ballot.cast(number, IMPOSER, actor, 0.6 * scale, "B5 asked to ban")
        return
    match actor.relation:
        case Relation.ON | Relation.AGAINST:
            ballot.cast(number, TARGET, actor, (0.9 if near_ban or reading.foreign else 0.4) * scale, "B3 ban on")
        case Relation.TO:
            prior = 0.85 if near_ban or near_trade or reading.foreign else 0.35
            ballot.cast(number, TARGET, actor, prior * scale, "B4 exports to")
        case Relation.FOR:
            prior = 0.7 if near_ban or near_trade else 0.35
            ballot.cast(number, TARGET, actor, prior * scale, "B3 ban for")
        case Relation.FROM if any(other.relation is Relation.TO for other in reading.actors(number)):
            ballot.cast(number, IMPOSER, actor, 0.4 * scale, "B4 exports from")
        case Relation.WITH | Relation.FROM:
            prior = 0.55 if near_trade and not reading.foreign else 0.15
            ballot.cast(number, TARGET, actor, prior * scale, "B4 trade with")
        case Relation.BY:
            ballot.cast(number, IMPOSER, actor, 0.9 * scale, "B1 banned by")
        case Relation.IN:
            _ground(ballot, number, actor, noun_before=noun_before, scale=scale)
        case Relation.OWNER:
            _owner(ballot, number, actor, bans, trades, scale)
        case Relation.FREE | Relation.OF:
            _free(ballot, number, actor, bans, scale)


def _ground(ballot: Ballot, number: int, actor: Actor, *, noun_before: bool, scale: float) -> None:
    if actor.via in {Via.CAPITAL, Via.SEAT}:
        prior = 0.4 if actor.state != "EU" else 0.15  # much is said in Brussels
        ballot.cast(number, IMPOSER, actor, prior * scale, "B5 decided in")
    elif noun_before:
        ballot.cast(number, TARGET, actor, 0.15 * scale, "B3 in")


def _owner(
    ballot: Ballot, number: int, actor: Actor, bans: list[int], trades: list[int], scale: float
) -> None:
    """B2: `Britain's embargo`, `EU's export ban`; `Turkish importers` are the target's."""
    words = ballot.reading.words
    following = words[actor.end : actor.end + 4]
    if _BUYERS & set(following[:2]):
        ballot.cast(number, TARGET, actor, 0.6 * scale, "B4 buyers")
    elif any(word in range(actor.end, actor.end + 5) for word in bans) and not (
        grammar.PREPOSITIONS & set(following)
    ):
        named = actor.via is Via.NAME and not actor.possessive
        ballot.cast(number, IMPOSER, actor, (0.5 if named else 0.6) * scale, "B2 owner of the ban")
    elif ballot.reading.article.lang in {"ur", "hi"} and actor.via is Via.NAME:
        ballot.cast(number, TARGET, actor, 0.4 * scale, "B3 of")
    elif any(word in range(actor.end, actor.end + 4) for word in trades):
        ballot.cast(number, IMPOSER, actor, (0.5 if actor.possessive else 0.35) * scale, "B2 owner of the goods")
    else:
        ballot.cast(number, IMPOSER, actor, 0.15 * scale, "B2 described")


def _free(ballot: Ballot, number: int, actor: Actor, bans: list[int], scale: float) -> None:
    """B1: the subject before the verb of banning; a free name after it says little."""
    reading = ballot.reading
    start, end = reading.clause(number, actor.start)
    after = [word for word in bans if actor.end <= word < end]
    before = [word for word in bans if start <= word < actor.start]
    if reading.foreign:
        ballot.cast(number, IMPOSER, actor, 0.6 * scale, "B1 subject")
    elif actor.relation is Relation.OF:
        prior = 0.25 if actor.describes in grammar.AGENT_NOUNS else 0.15
        ballot.cast(number, IMPOSER, actor, prior * scale, "B5 of")
    elif after and not before:
        verb = BAN.form(reading.words[after[0]])
        passive = verb == PAST and not _BE.isdisjoint(reading.words[max(actor.end, after[0] - 3) : after[0]])
        passive = passive or reading.words[after[0] + 1 : after[0] + 2] in {("under",), ("off",)}
        role = TARGET if passive and after[0] - actor.end <= 4 else IMPOSER
        ballot.cast(number, role, actor, (0.5 if passive else 0.8) * scale, "B1 subject bans")
    elif any(other.start < actor.start and other.relation is Relation.FREE for other in reading.actors(number)) and _supplied(reading, actor):
        ballot.cast(number, TARGET, actor, 0.6 * scale, "B3 not supplied")
    elif before and actor.start - before[-1] <= 2:
        ballot.cast(number, TARGET, actor, 0.4 * scale, "B3 object of the ban")
    else:
        prior = 0.45 if number == 0 else 0.25
        ballot.cast(number, IMPOSER, actor, prior * scale, "B1 subject")


def _supplied(reading: Reading, actor: Actor) -> bool:
    """Say whether a verb of supplying stands right before: `will not supply Saudi Arabia`."""
    first = actor.start if actor.group < 0 else actor.group
    before = reading.words[max(0, first - 2) : first]
    return any(word in {"supply", "sell", "arm", "give", "send", "deny", "denied", "equip", "supplying", "selling", "arming"} for word in before)


def vote_floor(ballot: Ballot) -> None:
    """B6: where one part has no votes, those for the other say at least who takes part."""
    for vote in tuple(ballot.votes):
        other = TARGET if vote.role == IMPOSER else IMPOSER
        if other == TARGET and vote.actor.state in _BLOCS:
            continue
        ballot.votes.append(replace(vote, role=other, weight=0.2 * vote.weight, pattern="B6 named"))
