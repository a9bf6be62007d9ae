# ruff: noqa: E501
"""The frames beside deals, visits and bans: flights, exercises, pacts, incursions, cyber.

Flights and incursions have a side that acts and a side it happens to; exercises, pacts and cyber
cooperation have parties of equal standing, so no direction is claimed for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.events import grammar
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model.events import MentionKind, Via


@dataclass(frozen=True, slots=True)
class Pairing:
    """A frame with two sides: the words it is told with, and the things the acting side is known by."""

    acting: str
    suffering: str
    moves: tuple[str, ...]  # stems of the verbs
    things: tuple[str, ...]  # stems of the nouns a demonym stands before
    grounds: tuple[str, ...]  # stems of the nouns that belong to the other side


FLIGHT = Pairing(
    "operator", "destination",
    ("land", "arriv", "fl", "touch", "enter", "reach", "deploy", "violat", "cross", "overfl", "indi", "gel", "ulas",
     "وصل", "هبط", "پهنچ", "اتر", "उतर", "पहुंच", "पहुंच"),
    ("air", "plane", "jet", "fighter", "bomber", "transport", "helicopter", "a400m", "hercules",
     "ucag", "طاير", "طيار", "विमान"),
    ("airspace", "base", "airport", "airfield", "territory", "air", "hava", "اجوا", "हवाई"),
)  # fmt: skip
INCURSION = Pairing(
    "actor", "target",
    ("cross", "enter", "strik", "struck", "hit", "attack", "violat", "fell", "crash", "shot", "down", "intercept", "launch",
     "stray", "explod", "fir", "found", "saldir", "girdi", "dusur", "حمل", "گرا", "گهس", "घुस", "गिरा", "हमल", "اعتراض", "هجوم", "اسقط", "سقط"),
    ("drone", "uav", "shahed", "munition", "aircraft", "iha", "siha", "ڈرون", "ड्रोन", "مسير", "طاير"),
    ("airspace", "territory", "border", "soil", "hava", "sinir", "سرحد", "सीमा", "اجوا", "حدود"),
)  # fmt: skip

# A port's name is its city's as well, and cities have airports.
_GROUNDS = frozenset({MentionKind.AIRBASE, MentionKind.PORT})

PARTY_CUES = {
    "exercise": ("exercise", "drill", "manoeuv", "maneuv", "war", "train", "tatbikat", "مشق", "अभ्यास", "तمرين", "تمرين", "مناور", "تدريب"),
    "pact": ("agree", "pact", "memorandum", "mou", "treaty", "accord", "sign", "talk", "visit", "cooperat", "dialogue", "minister", "alliance",
             "anlasma", "is", "imza", "معاهد", "دفاع", "समझौत", "रक्षा", "اتفاق", "مذكر", "تعاون"),
    "cyber": ("cyber", "siber", "ساييبر", "साइबर", "سيبران", "الامن", "hack", "information"),
}  # fmt: skip


def vote_pair(ballot: Ballot, pairing: Pairing) -> None:
    """Cast the votes for the two sides of a flight or an incursion."""
    reading = ballot.reading
    for number in reading.body:
        sentence = reading.sentence(number)
        words = reading.words[sentence.start : sentence.end]
        moving = any(word.startswith(pairing.moves) for word in words)
        scale = 1.0 if moving else 0.4
        for actor in reading.actors(number):
            if actor.kind is MentionKind.ORGANISATION:
                continue
            role, prior, pattern = _side(reading, actor, pairing)
            ballot.cast(number, role, actor, prior * scale, pattern)
        for mention in reading.mentions(sentence.start, sentence.end):
            if mention.kind in _GROUNDS and mention.state and moving:
                ground = Actor(
                    mention.state, mention.start, mention.end, Relation.IN, Via.OWNER, mention.kind
                )
                ballot.cast(number, pairing.suffering, ground, 0.8, "F2 ground")


#: Verbs by which a subject acts (sends, fires), or defends what is its own (shoots down).
_DEEDS = {
    **dict.fromkeys(
        words(
            """
            sent sends launched launches fired fires flew flies used uses attacked attacks struck
            strikes deployed deploys directed violated violates entered crossed landed lands
            dispatched
            """
        ),
        True,
    ),
    **dict.fromkeys(
        words("shot shoots downed intercepted intercepts scrambled closed protested summoned"),
        False,
    ),
}
_BY_RELATION = {
    Relation.FROM: (True, 0.6, "F1 from"),
    Relation.BY: (True, 0.6, "F1 by"),
    Relation.IN: (False, 0.65, "F2 in"),
    Relation.TO: (False, 0.65, "F2 to"),
    Relation.ON: (False, 0.65, "F2 on"),
    Relation.AGAINST: (False, 0.65, "F2 against"),
    Relation.OWNER: (False, 0.15, "F2 described"),
}


def _side(reading: Reading, actor: Actor, pairing: Pairing) -> tuple[str, float, str]:
    """Say which side an actor stands on, and how surely."""
    following = reading.words[actor.end : actor.end + 4]
    nearest = next(
        (word for word in following if word.startswith((*pairing.things, *pairing.grounds))),
        "",
    )
    blocked = any(word in grammar.PREPOSITIONS for word in following[:1])
    if (
        nearest
        and not blocked
        and (actor.relation is Relation.OWNER or actor.via is Via.DEMONYM or actor.possessive)
    ):
        if (
            nearest.startswith(pairing.grounds)
            and not nearest.startswith(("aircraft", "airlift"))
            and nearest != "air"
        ):
            return pairing.suffering, 0.8, "F2 its ground"
        return pairing.acting, 0.85, "F1 its craft"
    if actor.relation is Relation.FREE:
        deed = next(
            (word for word in reading.words[actor.end : actor.end + 7] if word in _DEEDS), ""
        )
        if deed:
            acts = _DEEDS[deed]
            return (pairing.acting if acts else pairing.suffering), 0.6, "F1 subject"
        if actor.kind is MentionKind.FORCE:
            return pairing.acting, 0.35, "F1 force"
    acts, prior, pattern = _BY_RELATION.get(actor.relation, (False, 0.2, "F2 named"))
    return pairing.acting if acts else pairing.suffering, prior, pattern


def parties(reading: Reading, frame: str) -> list[Actor]:
    """Return one actor per state that takes part: named in the title or beside the frame's words."""
    cues = PARTY_CUES[frame]
    weights: dict[str, float] = {}
    first: dict[str, Actor] = {}
    ballot = Ballot(reading)
    for number in reading.body:
        sentence = reading.sentence(number)
        spoken = any(word.startswith(cues) for word in reading.words[sentence.start : sentence.end])
        if not spoken and number != 0:
            continue
        for actor in reading.actors(number):
            if actor.relation is Relation.AGAINST or actor.state == "NATO":
                continue
            weights[actor.state] = weights.get(actor.state, 0.0) + ballot.sentence_weight(number)
            first.setdefault(actor.state, actor)
    return [first[state] for state in _strongest(weights)]


def _strongest(weights: dict[str, float]) -> Iterable[str]:
    ranked = sorted(weights, key=lambda state: -weights[state])
    if len(ranked) < 2:
        return ranked
    bar = 0.4 * weights[ranked[1]]
    return [
        state for place, state in enumerate(ranked) if place < 2 or weights[state] > max(bar, 1.0)
    ]
