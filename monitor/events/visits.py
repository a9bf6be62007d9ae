"""Whose ship calls at whose port: the patterns of ship visits.

The visitor is told by the ship's prefix or class, by a navy, or by the state whose name, possessive
or demonym stands right before a ship noun; the host by the port beside a word of arriving, staying
or leaving, or by the state visited. Roles never flip: a ship visits, a port is visited.
"""

from __future__ import annotations

from collections import defaultdict

from monitor.events import grammar
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.cues import LEAVE, VISIT
from monitor.events.ship_names import SHIP_NOUNS
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot, Decision
from monitor.model.events import Mention, MentionKind, Party, Sentence, Via

VISITOR, HOST = "visitor", "host"
_BEFORE_PORT = {Relation.IN, Relation.TO, Relation.FREE, Relation.OF, Relation.FOR, Relation.ON}
_FROM = frozenset({"from", "left", "off", "near", "leaving"})
_PORT_REACH = 4
_DOES = 3  # words from a navy to what its ship does
_OPENING = 1  # how deep a port is the ship's without a word of coming or going
_COMPANY = 0.6  # what share of the winner's vote a second visitor needs
_FLAGS = ("V1", "V2", "V3")
_BETWEEN_FLAGS = 8
_LET_WITHIN = 7
# Lists of harbours whose names are often people's or other places'.
_LESSER_PORTS = frozenset({"seaports"})
_LESSER_REACH, _REACH = 4, 12  # words from a word of coming or going
_CALLED_AT = frozenset({"at", "in", "on", "to", "there", "here", "again", "by"})
_TURKISH_FROM = words("dan den tan ten ndan nden")
_SPEAKERS = words(
    "spokesman spokeswoman spokesperson official officials embassy consulate office said"
)
#: Verbs of letting a ship in or keeping her out, whose subject is the host.
_LETTING = words(
    """
    gave gives given granted grants grant allowed allows permitted permits authorised authorized
    admitted admits refused refuses denied denies barred bars rejected rejects closed closes
    welcomed welcomes hosted hosts received receives turned invited invites cleared
    """
)


def vote(ballot: Ballot) -> None:
    """Cast the votes for visitor and host in every sentence of the article."""
    reading = ballot.reading
    for number in reading.body:
        sentence = reading.sentence(number)
        mentions = reading.mentions(sentence.start, sentence.end)
        ships = [m for m in mentions if m.kind is MentionKind.SHIP]
        moving = visit_words(reading, sentence.start, sentence.end)
        _ships(ballot, number, ships)
        _forces(ballot, number, moving)
        _flags(ballot, number, ships)
        _homes(ballot, number)
        told = bool(moving or number == 0 or ships)
        if told or reading.depth(number) <= _OPENING:
            _ports(ballot, number, moving, scale=1.0 if told else 0.6)
        if told:
            _host_states(ballot, number, moving, aboard=bool(ships))


def visit_words(reading: Reading, start: int, end: int) -> list[int]:
    """Return the words of arriving, staying, calling and leaving among words [start, end)."""
    turkish = reading.article.lang == "tr"
    return [
        word
        for word in range(start, end)
        if (VISIT.form(reading.words[word]) or LEAVE.form(reading.words[word])
            or (turkish and (VISIT.latin(reading.words[word]) or LEAVE.latin(reading.words[word]))))
        and not _names_something(reading, word)
    ]  # fmt: skip


def _names_something(reading: Reading, word: int) -> bool:
    """Say whether `called` is said of something else than a ship: called the decision wrong."""
    if reading.words[word] not in {"called", "calls", "calling"}:
        return False
    following = reading.words[word + 1] if word + 1 < len(reading.words) else ""
    before = reading.words[word - 1] if word else ""
    return following not in _CALLED_AT and before not in {"port", "the", "such", "courtesy"}


def _standing(mention: Mention, state: str) -> Actor:
    return Actor(
        state,
        mention.start,
        mention.end,
        Relation.FREE,
        Via.OWNER,
        mention.kind,
        group=mention.start,
    )


def _ships(ballot: Ballot, number: int, ships: list[Mention]) -> None:
    for ship in ships:
        if ship.state:
            prior = 1.0 if ship.named else 0.8
            ballot.cast(number, VISITOR, _standing(ship, ship.state), prior, "V1 ship's flag")


def _forces(ballot: Ballot, number: int, moving: list[int]) -> None:
    """A navy that sails or stands before her ship; the host's navy greets, and counts less."""
    reading = ballot.reading
    for actor in reading.actors(number):
        if actor.kind is not MentionKind.FORCE:
            continue
        following = reading.words[actor.end : actor.end + 3]
        belongs = _belongs(reading, actor)
        owns = (
            bool(SHIP_NOUNS & set(following))
            or actor.relation is Relation.OF
            or actor.possessive
            or belongs
        )
        host = actor.relation in {Relation.BY, Relation.WITH, Relation.TO} and not belongs
        prior = 0.8 if owns and not host else 0.35 if moving and not host else 0.1
        if actor.relation is Relation.OF and any(0 < at - actor.end <= _DOES for at in moving):
            prior = 0.95  # the Etajima of the navy came alongside
        ballot.cast(number, VISITOR, actor, prior, "V2 navy")


def _belongs(reading: Reading, actor: Actor) -> bool:
    """Say whether an Arabic navy is whose the ships are: belonging to the navy."""
    before = reading.words[max(0, actor.start - 2) : actor.start]
    return any(word.removeprefix("ال").startswith("تابع") for word in before)


def _flags(ballot: Ballot, number: int, ships: list[Mention]) -> None:
    """A state's name right before or, in Arabic, right after a ship noun."""
    reading = ballot.reading
    starts = [ship.start for ship in ships] + [
        word
        for word in range(reading.sentence(number).start, reading.sentence(number).end)
        if reading.words[word] in SHIP_NOUNS
    ]
    for actor in reading.actors(number):
        if actor.kind is not MentionKind.STATE:
            continue
        describes = any(
            0 <= start - actor.end <= 3
            and not any(
                reading.words[at] in grammar.PREPOSITIONS or reading.words[at] in grammar.BREAKS
                for at in range(actor.end, start)
            )
            and not any(";" in reading.article.between[at] for at in range(actor.end, start + 1))
            for start in starts
        )
        behind = reading.article.lang == "ar" and any(
            0 <= actor.start - ship.end <= 1 for ship in ships
        )
        if describes or (behind and actor.via is Via.DEMONYM):
            prior = 0.85 if actor.via is Via.DEMONYM or actor.possessive or reading.foreign else 0.5
            ballot.cast(number, VISITOR, actor, prior, "V3 flag before the ship")


def _homes(ballot: Ballot, number: int) -> None:
    """V4: the home port of the ships: three corvettes from Vladivostok, based in Yokosuka."""
    reading = ballot.reading
    if reading.foreign:
        return
    sentence = reading.sentence(number)
    for mention in reading.mentions(sentence.start, sentence.end):
        if mention.kind is not MentionKind.PORT or not mention.state:
            continue
        before = reading.words[max(sentence.start, mention.start - 3) : mention.start]
        home = before[-1:] == ("from",) and (
            before[-2:-1] == ("all",) or not SHIP_NOUNS.isdisjoint(before[-2:-1])
        )
        if home or (before[-2:-1] == ("based",) and before[-1] in {"in", "at"}):
            ballot.cast(number, VISITOR, _standing(mention, mention.state), 0.6, "V4 home port")


def _ports(ballot: Ballot, number: int, moving: list[int], *, scale: float) -> None:
    """H1: the port's state, when the port is where the ship arrives, lies or leaves."""
    for mention in ports_of(ballot.reading, number):
        if mention.state:
            lesser = mention.list_name in _LESSER_PORTS
            reach = _LESSER_REACH if lesser else _REACH
            near = any(abs(word - mention.start) <= reach for word in moving)
            prior = 0.9 if near else 0.2 if lesser else 0.5
            standing = _standing(mention, mention.state)
            ballot.cast(number, HOST, standing, prior * scale, "H1 port's state")


def ports_of(reading: Reading, number: int) -> list[Mention]:
    """Return the ports of a sentence, without those a ship only comes from."""
    sentence = reading.sentence(number)
    found = []
    for mention in reading.mentions(sentence.start, sentence.end):
        if mention.kind is not MentionKind.PORT:
            continue
        before = reading.words[max(sentence.start, mention.start - 3) : mention.start]
        ending = reading.article.endings[mention.end - 1]
        left = any(LEAVE.form(word) for word in before[:-1])
        away = bool(before) and (
            (before[-1] == "from" and not left)
            or (before[-1] == "for" and _leaves(reading, sentence.start, mention.start))
            or before[-1:] == ("من",)
            or "based" in before
        )
        spoken = not _SPEAKERS.isdisjoint(before[-2:])
        from_there = ending in _TURKISH_FROM and "son" not in before
        if spoken or away or (from_there and not _leaves_in_turkish(reading, sentence)):
            continue
        found.append(mention)
    return found


def _leaves_in_turkish(reading: Reading, sentence: Sentence) -> bool:
    """Say whether a Turkish sentence tells of leaving: the port it is from is the one visited."""
    return any(LEAVE.latin(word) for word in reading.words[sentence.start : sentence.end])


def _leaves(reading: Reading, start: int, end: int) -> bool:
    """Say whether a ship is said to leave: the port she leaves for is her next."""
    return any(LEAVE.form(reading.words[at]) for at in range(start, end))


def _host_states(ballot: Ballot, number: int, moving: list[int], *, aboard: bool) -> None:
    """H2: the state visited: in Vanuatu, visit to Fiji, Cambodia's port, a Japanese port call."""
    reading = ballot.reading
    for actor in reading.actors(number):
        if actor.kind is MentionKind.ORGANISATION:
            continue
        near = any(abs(word - actor.start) <= 8 for word in moving)
        following = set(reading.words[actor.end : actor.end + 3])
        if actor.relation is Relation.FREE and _lets_in(reading, actor):
            prior = 0.8
        elif following & {
            "port",
            "ports",
            "harbour",
            "harbor",
            "waters",
            "base",
            "quay",
            "navy",
            "naval",
            "capital",
            "coast",
        } and (actor.relation is Relation.OWNER or actor.kind is MentionKind.FORCE):
            prior = 0.6 if "capital" in following and near else 0.4
        elif near and (actor.relation in {Relation.IN, Relation.TO} or _left(reading, actor)):
            prior = 0.6
        elif aboard and actor.relation is Relation.IN and actor.via is Via.NAME:
            prior = 0.35  # the frigate is at the cruise terminal in Lithuania
        elif actor.kind is MentionKind.FORCE and actor.relation in {
            Relation.BY,
            Relation.WITH,
            Relation.TO,
        }:
            prior = 0.35
        elif actor.relation is Relation.FREE and near:
            prior = 0.3
        else:
            prior = 0.12
        ballot.cast(number, HOST, actor, prior, "H2 state visited")


def _left(reading: Reading, actor: Actor) -> bool:
    """Say whether a state is left: `sailed from Auckland`."""
    before = reading.words[max(0, actor.start - 3) : actor.start]
    return actor.relation is Relation.FROM and any(LEAVE.form(word) for word in before)


def _lets_in(reading: Reading, actor: Actor) -> bool:
    """Say whether a state is said to let ships in or keep them out: `the Maldives gave consent`."""
    following = reading.words[actor.end : actor.end + _LET_WITHIN]
    told = next((word for word in following if word in _LETTING), "")
    if told in {"gave", "gives", "given", "had", "has"}:
        return not {"consent", "permission", "leave", "approval", "clearance"}.isdisjoint(following)
    return bool(told)


def in_company(ballot: Ballot, decision: Decision) -> tuple[str, ...]:
    """Return who visits beside the visitor: `the American cutter and the Spey of the Royal Navy`.

    Both fly their flags in one clause, joined by `and`, and neither is the host.
    """
    reading = ballot.reading
    leading = ballot.best(VISITOR, decision.first[:1])
    if reading.foreign or not leading or not leading[0].pattern.startswith(_FLAGS):
        return ()
    best = leading[0]
    known = {*decision.first, *decision.second}
    found: dict[str, None] = {}
    for vote in ballot.votes:
        if vote.role != VISITOR or vote.actor.state in known or vote.pattern[:2] not in _FLAGS:
            continue
        first, last = sorted((best.actor, vote.actor), key=lambda actor: actor.start)
        between = reading.words[first.end : last.start]
        flags = 0 < len(between) <= _BETWEEN_FLAGS and "and" in between
        if flags and vote.weight >= _COMPANY * best.weight and _one_sentence(reading, first, last):
            found[vote.actor.state] = None
    return tuple(found)


def _one_sentence(reading: Reading, first: Actor, last: Actor) -> bool:
    """Say whether two actors stand in one clause, with no verb of coming or going between them."""
    number = next(one for one in reading.body if first.start < reading.sentence(one).end)
    start, end = reading.clause(number, first.start)
    return start <= last.start < end and not visit_words(reading, first.end, last.start)


def port_parties(reading: Reading, ballot: Ballot, hosts: tuple[str, ...]) -> tuple[Party, ...]:
    """Return the ports of the host states that are visited, the most spoken of first."""
    weights: defaultdict[str, float] = defaultdict(float)
    first: dict[str, Mention] = {}
    for number in reading.body:
        for mention in ports_of(reading, number):
            if mention.state in hosts or not hosts:
                weights[mention.key] += ballot.sentence_weight(number)
                first.setdefault(mention.key, mention)
    if not weights:
        return ()
    top = max(weights.values())
    chosen = [
        key
        for key, weight in weights.items()
        if weight >= (0.95 if len(hosts) == 1 else 0.45) * top
    ]
    return tuple(_party(reading, key, first[key].start, first[key].end) for key in chosen)


def _party(reading: Reading, key: str, start: int, end: int) -> Party:
    article = reading.article
    evidence = article.evidence("port", start, end)
    return Party(key, evidence.exact, evidence.zone, evidence.start, evidence.end, Via.NAME)
