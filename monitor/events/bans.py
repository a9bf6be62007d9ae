"""Who bans arms to whom: the patterns of embargoes, export bans, refused and withdrawn licences.

B1  A bans, lifts, suspends ...            subject of the verb
B2  A's embargo, EU export ban             possessor or demonym of the noun
B3  ban ... on / against / to / for B      target
B4  exports, sales, licences to B          target
B5  in A's capital, parliament, ministry   the state that speaks for the decision
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.events import grammar
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.cues import BAN, PAST, TRADE
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model.events import MentionKind, Via

IMPOSER, TARGET = "imposer", "target"
_NOUNS = words(
    """
    ban bans embargo embargoes prohibition restriction restrictions suspension freeze moratorium
    veto block sanctions curbs controls policy
    """
)
_BUYERS = frozenset(
    [
        "importers",
        "buyers",
        "customers",
        "user",
        "users",
        "destined",
        "recipient",
        "buyer",
        "customer",
    ]
)
_ASKING = words(
    """
    calls called calling urges urged asks asked urging presses pressed
    """
)
_BLOCS = frozenset({"UN", "EU"})  # they impose embargoes, nobody imposes one on them
_BE = words(
    """
    be been being is are was were
    """
)


_COUNCIL_DEPTH = 2
_MINISTERS = words("ministers members leaders council commission ambassadors envoys states")
_NOT = words("not longer no never")
# What is kept and is no ban, and what a back is when nobody backs anything.
_KEPT = words("silent quiet mum watch pace up away going asking saying secret calm faith track")
_HEADS = words(
    """
    president premier minister government parliament king chancellor ministry cabinet senate
    congress court leader authorities emir
    """
)
_ENVOYS = words("ambassador embassy envoy diplomat diplomats consul")
_INVASION = words("march marched invasion incursion offensive attack attacked invaded advance raid")
_NOTHING = words("nothing none")
_LEAVING = words("leave go sent sold delivered exported supplied shipped")
_DEALINGS = words("cooperation trade dealings business contracts ties contacts links deals")
_BACK = words("the a his her its their come came go went bring brought get got way on look step")
_SAYING = words("said says announced announces confirmed told decided ruled explained")
_LET = words("let allow permit approve sell supply export issue grant deliver clear license")
_SUPPLYING = words(
    """
    let allow permit
    buy issue grant export ship deliver supply sell arm give send deny denied equip supplying
    selling arming
    """
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One sentence: where it speaks of banning and of trading, and how much its word counts."""

    ballot: Ballot
    number: int
    bans: list[int]
    trades: list[int]
    scale: float

    @property
    def reading(self) -> Reading:
        """The article."""
        return self.ballot.reading

    def cast(self, role: str, actor: Actor, prior: float, pattern: str) -> None:
        """Vote for an actor with this sentence's weight."""
        self.ballot.cast(self.number, role, actor, prior * self.scale, pattern)

    def follows(self, actor: Actor, places: list[int], reach: int) -> bool:
        """Say whether an actor stands at most so many words after one of some places."""
        return any(0 <= actor.start - word <= reach for word in places)


def vote(ballot: Ballot) -> None:
    """Cast the votes for imposer and target in every sentence."""
    for number in ballot.reading.body:
        scene = _scene(ballot, number)
        for actor in ballot.reading.actors(number):
            if actor.state == "NATO":
                continue
            if actor.kind is MentionKind.ORGANISATION:
                if actor.relation is Relation.TO:  # sales to a company are sales to its state
                    scene.cast(TARGET, actor, 0.4, "B4 sales to a company")
            else:
                _state(scene, actor)
        _bound_for(scene)
    ballot.votes = [
        vote for vote in ballot.votes if vote.role != TARGET or vote.actor.state not in _BLOCS
    ]


def _bound_for(scene: _Scene) -> None:
    """B4: the port that a cargo may not leave for."""
    reading = scene.reading
    sentence = reading.sentence(scene.number)
    for mention in reading.mentions(sentence.start, sentence.end):
        bound = mention.kind is MentionKind.PORT and reading.words[mention.start - 1] in {
            "for",
            "to",
        }
        if bound and mention.state and scene.bans:
            port = Actor(
                mention.state, mention.start, mention.end, Relation.TO, Via.OWNER, mention.kind
            )
            scene.cast(TARGET, port, 0.5, "B4 bound for")


def vote_floor(ballot: Ballot) -> None:
    """B6: where one part has no votes, those for the other say at least who takes part."""
    for vote in tuple(ballot.votes):
        other = TARGET if vote.role == IMPOSER else IMPOSER
        if other == IMPOSER or vote.actor.state not in _BLOCS:
            ballot.votes.append(
                replace(vote, role=other, weight=0.2 * vote.weight, pattern="B6 named")
            )


def _scene(ballot: Ballot, number: int) -> _Scene:
    reading = ballot.reading
    turkish = reading.article.lang == "tr"
    sentence = reading.sentence(number)
    told = reading.words[sentence.start : sentence.end]
    bans = [
        sentence.start + at
        for at, word in enumerate(told)
        if (BAN.form(word) or (turkish and BAN.latin(word)) or _withholds(told, at))
        and not (
            word.startswith("refus")
            and told[at + 1 : at + 2] == ("to",)
            and _LET.isdisjoint(told[at + 2 : at + 4])
        )
        and not _means_another_thing(told, at)
    ]
    trades = [sentence.start + at for at, word in enumerate(told) if word in TRADE]
    scale = 1.0 if bans else 0.8 if number == 0 else 0.45 if trades else 0.2
    return _Scene(ballot, number, bans, trades, scale)


def _means_another_thing(told: tuple[str, ...], at: int) -> bool:
    """Say whether a word of banning is none here: kept silent, stabbed in the back."""
    if told[at] in {"keep", "keeps", "kept", "keeping"}:
        return not _KEPT.isdisjoint(told[at + 1 : at + 2])
    return told[at] == "back" and not _BACK.isdisjoint(told[max(0, at - 1) : at])


def _withholds(told: tuple[str, ...], at: int) -> bool:
    """Say whether a verb of supplying is denied: `will not supply`, `may no longer sell`."""
    if told[at] in _LEAVING and not _NOTHING.isdisjoint(told[max(0, at - 8) : at]):
        return True
    if told[at] not in _SUPPLYING:
        return False
    return told[at + 1 : at + 2] == ("no",) or not _NOT.isdisjoint(told[max(0, at - 3) : at])


def _state(scene: _Scene, actor: Actor) -> None:
    """Cast the vote that an actor's place in the sentence calls for."""
    before = scene.reading.words[max(0, actor.start - 3) : actor.start]
    following = scene.reading.words[actor.end : actor.end + 2]
    deciding = actor.state == "UN" or (
        actor.state in _BLOCS and not _MINISTERS.isdisjoint(following)
    )
    if deciding and scene.reading.depth(scene.number) <= _COUNCIL_DEPTH:
        scene.ballot.cast(scene.number, IMPOSER, actor, 0.6, "B5 the council")
    if not _BUYERS.isdisjoint(before):
        scene.cast(TARGET, actor, 0.6, "B4 buyers")
        return
    if not _ASKING.isdisjoint(before):
        scene.cast(IMPOSER, actor, 0.6, "B5 asked to ban")
        return
    match actor.relation:
        case Relation.BY:
            scene.cast(IMPOSER, actor, 0.9, "B1 banned by")
        case Relation.IN:
            _ground(scene, actor)
        case Relation.OWNER:
            _owner(scene, actor)
        case Relation.FREE | Relation.OF:
            _free(scene, actor)
        case _:
            _tied(scene, actor)


def _tied(scene: _Scene, actor: Actor) -> None:
    """B3, B4: a ban on, against or for B; exports to B, trade with B, sales from A to B."""
    foreign = scene.reading.foreign
    near_ban = scene.follows(actor, scene.bans, 14)
    near_trade = scene.follows(actor, scene.trades, 8)
    others = scene.reading.actors(scene.number)
    match actor.relation:
        case Relation.ON | Relation.AGAINST:
            banned = scene.follows(actor, [at for at in scene.bans if _imposes(scene, at)], 14)
            scene.cast(TARGET, actor, 0.9 if banned or foreign else 0.4, "B3 ban on")
        case Relation.TO if not _INVASION.isdisjoint(
            scene.reading.words[max(0, actor.start - 4) : actor.start]
        ):
            scene.cast(TARGET, actor, 0.15, "B4 marched to")
        case Relation.TO:
            near = near_ban or near_trade or foreign
            scene.cast(TARGET, actor, 0.85 if near else 0.35, "B4 exports to")
        case Relation.FOR:
            scene.cast(TARGET, actor, 0.7 if near_ban or near_trade else 0.35, "B3 ban for")
        case Relation.FROM if scene.follows(actor, scene.bans, 10) and _buys(scene):
            scene.cast(TARGET, actor, 0.6, "B4 buys no more from")
        case Relation.FROM if any(other.relation is Relation.TO for other in others):
            scene.cast(IMPOSER, actor, 0.4, "B4 exports from")
        case Relation.WITH if scene.bans and not _DEALINGS.isdisjoint(
            scene.reading.words[max(0, actor.start - 3) : actor.start]
        ):
            scene.cast(TARGET, actor, 0.7, "B3 no dealings with")
        case _:
            prior = 0.55 if near_trade and not foreign else 0.15
            scene.cast(TARGET, actor, prior, "B4 trade with")


def _buys(scene: _Scene) -> bool:
    """Say whether what is banned is buying: the seller is hit."""
    return any(scene.reading.words[at] in {"buy", "buying", "buys"} for at in scene.bans)


def _imposes(scene: _Scene, word: int) -> bool:
    """Say whether a word of banning takes `on`: to impose on; bombs are dropped on too."""
    text = scene.reading.words[word]
    return text in _NOUNS or text.startswith(("impos", "clamp", "slap", "put", "extend", "renew"))


def _ground(scene: _Scene, actor: Actor) -> None:
    """B5: decided in a capital; a state after "in" may be the target, but seldom is."""
    if actor.state == "EU" and any(
        other.state == "BE" for other in scene.reading.actors(scene.number)
    ):
        return  # a court in Brussels, of Belgium
    if actor.via in {Via.CAPITAL, Via.SEAT}:
        prior = 0.4 if actor.state != "EU" else 0.15  # much is said in Brussels
        before = scene.reading.words[max(0, actor.start - 3) : actor.start - 1]
        if not _ENVOYS.isdisjoint(before):
            prior = 0.1  # India's ambassador in Baku
        elif not grammar.AGENT_NOUNS.isdisjoint(before):  # the ministry in Rome
            prior = 0.6
        elif scene.reading.foreign or scene.number == 0:
            prior = 0.25  # a headline's place is as often the target
        scene.cast(IMPOSER, actor, prior, "B5 decided in")
    elif any(
        scene.reading.words[word] in _NOUNS and 0 < actor.start - word <= 10 for word in scene.bans
    ):
        scene.cast(TARGET, actor, 0.15, "B3 in")


def _owner(scene: _Scene, actor: Actor) -> None:
    """B2: `Britain's embargo`, `EU's export ban`; `Turkish importers` are the target's."""
    following = scene.reading.words[actor.end : actor.end + 4]
    reach = 9 if scene.reading.article.lang == "tr" else 5
    owns_ban = any(actor.end <= word < actor.end + reach for word in scene.bans)
    if not _BUYERS.isdisjoint(following[:2]):
        scene.cast(TARGET, actor, 0.6, "B4 buyers")
    elif owns_ban and grammar.PREPOSITIONS.isdisjoint(following):
        turkish = scene.reading.article.lang == "tr"
        named = actor.via is Via.NAME and not actor.possessive and not turkish
        scene.cast(IMPOSER, actor, 0.5 if named else 0.6, "B2 owner of the ban")
    elif scene.reading.article.lang in {"ur", "hi"} and actor.via is Via.NAME:
        scene.cast(TARGET, actor, 0.4, "B3 of")
    elif any(actor.end <= word < actor.end + 4 for word in scene.trades):
        scene.cast(IMPOSER, actor, 0.5 if actor.possessive else 0.35, "B2 owner of the goods")
    elif actor.possessive and not _SAYING.isdisjoint(
        scene.reading.words[actor.end : actor.end + 8]
    ):
        scene.cast(IMPOSER, actor, 0.5, "B5 speaks for the decision")
    else:
        scene.cast(IMPOSER, actor, 0.15, "B2 described")


def _free(scene: _Scene, actor: Actor) -> None:
    """B1: the subject before the verb of banning; a free name after it says little."""
    reading = scene.reading
    start, end = reading.clause(scene.number, actor.start)
    after = [word for word in scene.bans if actor.end <= word < end]
    before = [word for word in scene.bans if start <= word < actor.start]
    if reading.foreign:
        scene.cast(IMPOSER, actor, 0.6, "B1 subject")
    elif actor.relation is Relation.OF:
        prior = 0.25 if actor.describes in grammar.AGENT_NOUNS else 0.15
        if _speaks_for(reading, actor) and scene.bans:
            prior = 0.6  # the president of Serbia said that everything is stopped
        scene.cast(IMPOSER, actor, prior, "B5 of")
    elif _is_supplied(scene, actor):
        scene.cast(TARGET, actor, 0.6, "B3 not supplied")
    elif after and not before:
        passive = _is_passive(reading, actor, after[0])
        role = TARGET if passive and after[0] - actor.end <= 4 else IMPOSER
        nearer = _another_subject(scene, actor.end, after[0])
        scene.cast(role, actor, 0.5 if passive else 0.4 if nearer else 0.8, "B1 subject bans")
    elif before and actor.start - before[-1] <= 2:
        scene.cast(TARGET, actor, 0.4, "B3 object of the ban")
    else:
        scene.cast(IMPOSER, actor, 0.45 if scene.number == 0 else 0.25, "B1 subject")


def _speaks_for(reading: Reading, actor: Actor) -> bool:
    """Say whether a head of state or a government is named by its state: president of Serbia."""
    before = reading.words[max(0, actor.start - 3) : actor.start]
    return "of" in before[-2:] and not _HEADS.isdisjoint(before)


def _another_subject(scene: _Scene, start: int, end: int) -> bool:
    """Say whether another free name stands nearer: `Cambodia answered Washington, which ...`."""
    return any(
        start <= other.start < end and other.relation is Relation.FREE
        for other in scene.reading.actors(scene.number)
    )


def _is_passive(reading: Reading, actor: Actor, verb: int) -> bool:
    """Say whether the actor is what a ban is put on: `was banned`, `put under an embargo`."""
    if reading.words[verb + 1 : verb + 2] in {("under",), ("off",)}:
        return True
    between = reading.words[max(actor.end, verb - 3) : verb]
    return BAN.form(reading.words[verb]) == PAST and not _BE.isdisjoint(between)


def _is_supplied(scene: _Scene, actor: Actor) -> bool:
    """Say whether a verb of supplying stands right before: `Italy will not supply Saudi Arabia`."""
    first = actor.start if actor.group < 0 else actor.group
    before = scene.reading.words[max(0, first - 2) : first]
    subject = any(
        other.start < actor.start and other.relation is Relation.FREE
        for other in scene.reading.actors(scene.number)
    )
    return subject and not _SUPPLYING.isdisjoint(before)
