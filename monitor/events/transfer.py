"""Who supplies whom: the clause patterns of arms and drone deals.

    D1  A supplies X to B            D5  A signs a contract for X (with a maker of B)
    D2  A sends B X                  D6  B's purchase of X, A's sale to B; X by its maker's state
    D3  X supplied by A (to B)       D7  A-made X, and B operates, adds, receives it; X reaches B
    D4  B buys X from A              D8  A upgrades B's X, builds X for B's navy
                                     D9  the one other state of the headline or lead

The maker's state stands for the supplier, and counts less than a clause that says who supplies.
English clauses are read in `deal_clauses`; here stand the patterns that every language shares, and
the endings and particles of Turkish, Urdu, Hindi and Arabic.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.cues import GIVE, MADE, REACH, TAKE
from monitor.events.deal_clauses import CUED, GIVER, TAKER, vote_word
from monitor.events.goods import described_goods, describes, goods_of
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model.events import Mention, MentionKind, Via

_OTHER_GOODS = 0.25
_COMPARED = 0.35  # what counts the origin of a type that is named for comparison
_WITHOUT_GOODS = 0.55  # how much a sentence of the deal counts that does not name the goods
_SPEAKING = words("spokesperson spokesman spokeswoman said says official officials")


def vote(ballot: Ballot, categories: frozenset[str]) -> None:
    """Cast the votes of every sentence that speaks of the goods, or of the deal in them."""
    reading = ballot.reading
    leading = _leading(reading, categories)
    for number in reading.body:
        sentence = reading.sentence(number)
        goods = goods_of(reading, sentence.start, sentence.end, categories)
        _origins(ballot, number, goods, leading)
        _forces(ballot, number, goods)
        if reading.foreign:
            _foreign(ballot, number, goods)
            continue
        scale = 1.0 if goods else _scale_without(reading, number)
        for word in range(sentence.start, sentence.end):
            if reading.words[word] in CUED:
                vote_word(ballot, number, word, goods, scale)


def _origins(ballot: Ballot, number: int, goods: list[Mention], leading: frozenset[str]) -> None:
    """D6, D7: the goods are called by their maker, or by the state that made them.

    Types that the opening does not name are told for comparison, and count little.
    """
    reading = ballot.reading
    for actor in reading.actors(number):
        following = reading.words[actor.end] if actor.end < len(reading.words) else ""
        if actor.relation in {Relation.OWNER, Relation.FREE} and following in MADE:
            ballot.cast(number, GIVER, actor, 0.75, "D7 made by")
        elif described := described_goods(reading, actor, goods):
            ballot.cast(number, GIVER, actor, 0.75 * _known(described, leading), "D7 origin")
        elif actor.kind is MentionKind.ORGANISATION:
            ballot.cast(number, GIVER, actor, 0.5, "D6 maker")
    for mention in goods:
        if mention.state and not mention.generic:
            named = Actor(
                mention.state, mention.start, mention.end, Relation.OF, Via.OWNER, mention.kind
            )
            prior = 0.45 * _known(mention, leading)
            ballot.cast(number, GIVER, named, prior, "D6 maker of the system")


def _known(mention: Mention, leading: frozenset[str]) -> float:
    """Return how much a type's origin counts: little when the opening names other types only."""
    return 1.0 if not leading or mention.generic or mention.key in leading else _COMPARED


def _leading(reading: Reading, categories: frozenset[str]) -> frozenset[str]:
    """Return the types of the goods that the headline and first paragraph name."""
    return frozenset(
        mention.key
        for number in reading.body
        if reading.depth(number) <= 1
        for mention in goods_of(
            reading, reading.sentence(number).start, reading.sentence(number).end, categories
        )
        if not mention.generic
    )


def _forces(ballot: Ballot, number: int, goods: list[Mention]) -> None:
    """D7: armed forces named beside the goods are those who have or get them."""
    for actor in ballot.reading.actors(number):
        giving = actor.relation in {Relation.BY, Relation.FROM, Relation.AGAINST}
        speaking = not _SPEAKING.isdisjoint(ballot.reading.words[actor.end : actor.end + 3])
        if goods and actor.kind is MentionKind.FORCE and not giving and not speaking:
            ballot.cast(number, TAKER, actor, 0.5, "D7 force")


# What an ending or particle tells, given the deeds its sentence speaks of.
_FOREIGN: tuple[tuple[Relation, set[str], str, float, str], ...] = (
    (Relation.TO, {"give", "reach"}, TAKER, 0.85, "D1 to"),
    (Relation.FOR, set(), TAKER, 0.6, "D8 for"),
    (Relation.FROM, {"give", "take", "reach"}, GIVER, 0.8, "D4 from"),
    (Relation.BY, set(), GIVER, 0.8, "D3 by"),
    (Relation.OWNER, {"take", "reach"}, TAKER, 0.4, "D7 holder"),
    (Relation.IN, {"take", "reach"}, TAKER, 0.4, "D7 holder"),
)
_ACTING = (
    "ordu", "hukumet", "bakan", "silahli", "donanma", "kara", "hava", "deniz", "polis", "jandarma",
    "devlet", "cumhurbaskan", "basbakan", "makam", "savunma", "disisleri",
)  # fmt: skip
_DEEDS = (("give", GIVE), ("take", TAKE), ("reach", REACH))
_SUBJECTS = {"take": (TAKER, 0.7, "D4 subject"), "give": (GIVER, 0.5, "D1 subject")}
# Arabic nouns of doing, and the part of the name that follows them: `providing Russia with ...`.
_MASDARS = {
    **dict.fromkeys(
        words("تزويد بتزويد لتزويد امداد تسليح تجهيز بامداد"), (TAKER, 0.9, "D2 gives B")
    ),
    **dict.fromkeys(
        words("شرا لشرا اقتنا استلام تسلم حصول استيراد"), (TAKER, 0.8, "D6 purchase of")
    ),
    **dict.fromkeys(words("بيع تصدير توريد ببيع"), (GIVER, 0.7, "D6 sale of")),
}


def _foreign(ballot: Ballot, number: int, goods: list[Mention]) -> None:
    """The same by endings, postpositions and particles, whatever the order of words."""
    reading = ballot.reading
    told = _told(reading, number)
    if not goods and set(told) <= {"reach"}:
        return
    scale = 1.0 if goods else 0.6
    for actor in reading.actors(number):
        if not describes(reading, actor, goods):
            for role, prior, pattern in _parts(reading, number, actor, told):
                ballot.cast(number, role, actor, prior * scale, pattern)


def _parts(
    reading: Reading, number: int, actor: Actor, told: list[str]
) -> list[tuple[str, float, str]]:
    """Return the parts that an ending, a particle or a place gives an actor."""
    if actor.relation is Relation.FREE:
        masdar = _MASDARS.get(reading.words[actor.start - 1]) if actor.start else None
        return [masdar] if masdar is not None else _subject(reading, told)
    if actor.relation is Relation.OWNER and reading.article.lang == "tr":
        if actor.via is Via.DEMONYM and not _acts(reading, actor):
            return []
        doing = _subject(reading, _told(reading, number, actor.end)[:1])
        if doing and actor.via is Via.NAME:  # the doer of what follows: what Algeria bought
            return doing
    return next(
        (
            [(role, prior, pattern)]
            for relation, needed, role, prior, pattern in _FOREIGN
            if actor.relation is relation and (not needed or not needed.isdisjoint(told))
        ),
        [],
    )


def _acts(reading: Reading, actor: Actor) -> bool:
    """Say whether a Turkish demonym stands before its army or government, not before a thing."""
    return any(word.startswith(_ACTING) for word in reading.words[actor.end : actor.end + 2])


def _told(reading: Reading, number: int, start: int = 0) -> list[str]:
    """Return the deeds that a sentence's words from a word on tell, in their order."""
    sentence = reading.sentence(number)
    said = reading.words[max(start, sentence.start) : sentence.end]
    if reading.article.lang == "tr":
        return _told_in_turkish(said)
    return [name for word in said for name, cue in _DEEDS if cue.form(word) == "stem"]


def _told_in_turkish(said: Sequence[str]) -> list[str]:
    """Do the same in Turkish, where `teslim aldi` takes and `teslim etti` gives."""
    told: list[str] = []
    for at, word in enumerate(said):
        taking = said[at + 1 : at + 2] and said[at + 1].startswith("al")
        if word.startswith("satin") or (word.startswith("teslim") and taking):
            told.append("take")
        else:
            told += [name for name, cue in _DEEDS if cue.latin(word)]
    return told


def _subject(reading: Reading, told: list[str]) -> list[tuple[str, float, str]]:
    """Return what a free name is: the last verb's subject, in Arabic the first verb's."""
    deeds = [deed for deed in told if deed in _SUBJECTS]
    if not deeds:
        return []
    return [_SUBJECTS[deeds[0] if reading.article.lang == "ar" else deeds[-1]]]


def _scale_without(reading: Reading, number: int) -> float:
    """Return how much a sentence counts that does not name the goods: little if it names others."""
    sentence = reading.sentence(number)
    others = any(
        mention.kind is MentionKind.SYSTEM
        for mention in reading.mentions(sentence.start, sentence.end)
    )
    return _OTHER_GOODS if others else _WITHOUT_GOODS


def vote_lead(ballot: Ballot) -> None:
    """D9: a state of the headline or first paragraph is a party, and receives unless it gives."""
    reading = ballot.reading
    for number in reading.body:
        if reading.depth(number) > 1:
            break
        for actor in reading.actors(number):
            if actor.kind is MentionKind.STATE and actor.relation not in {
                Relation.AGAINST,
                Relation.FROM,
                Relation.BY,
                Relation.WITH,
            }:
                ballot.cast(number, TAKER, actor, 0.28, "D9 named in the lead")
