"""Who supplies whom, by one English verb or noun and the actors around it.

D1  A supplies X to B            D5  A signs a contract for X (with a maker of B)
D2  A sends B X                  D6  B's purchase of X, A's sale to B
D3  X supplied by A (to B)       D7  X reaches B
D4  B buys X from A              D8  A upgrades B's X, builds X for B's navy
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from monitor.events import grammar, number_words
from monitor.events.clauses import Actor, Reading, Relation
from monitor.events.cues import BUILD, DROP, GIVE, PAST, PRESENT, REACH, SIGN, TAKE, Cue
from monitor.events.goods import describes
from monitor.events.vocabulary import words
from monitor.events.votes import Ballot
from monitor.model.events import Mention, MentionKind

GIVER, TAKER = "supplier", "recipient"
_BE = words("be been being is are was were get gets got gotten")
_HAVE = frozenset(["has", "have", "had", "having"])
_NOUN_REACH = 12
_ARTICLES = words(
    "a an the its their his her this that new first second large big biggest drone arms"
)
_PLANTS = words(
    "plant plants factory factories facility facilities line lines venture assembly unit units "
    "works hall"
)
#: The words that may cast a vote.
CUED = frozenset().union(_PLANTS, *(cue.known for cue in (GIVE, TAKE, SIGN, BUILD, REACH, DROP)))
# Drones that are sent, and to nobody, are flown against someone.
_SENDING = words(
    "send sends sent sending dispatch dispatched deploy deploys deployed release released"
)
_EQUIPPED = words("equipped supplied provided armed outfitted furnished presented")
_LICENCE = words("licence license licences licenses")
# Who sends workers, or aid, gives no drones.
_NOT_GOODS = words(
    """
    workers soldiers troops pilots crews engineers experts instructors advisers money aid food fuel
    delegation letter note officers technicians mercenaries volunteers
    """
)
_FLYING = words("fly flies flew flown flying")
_TO_OR_FOR = {Relation.TO, Relation.FOR}


def vote_word(ballot: Ballot, number: int, word: int, goods: list[Mention], scale: float) -> None:
    """Cast the votes of one verb or noun of giving, taking, signing, building or arriving."""
    text = ballot.reading.words[word]
    if form := _form(GIVE, ballot.reading, word):
        clause = _Clause(ballot, number, word, form, goods, scale=scale)
        clause.noun_gives() if form == "noun" else clause.gives()
    if form := _form(TAKE, ballot.reading, word):
        clause = _Clause(ballot, number, word, form, goods, scale=scale)
        clause.noun_takes() if form == "noun" else clause.takes()
    elif form := DROP.form(text):
        _Clause(ballot, number, word, form, goods, scale=scale).drops()
    elif form := SIGN.form(text):
        _Clause(ballot, number, word, form, goods, scale=scale).signs()
    elif form := BUILD.form(text):
        _Clause(ballot, number, word, form, goods, scale=scale).builds()
    elif text in _PLANTS:
        _Clause(ballot, number, word, "noun", goods, scale=scale).houses()
    elif (form := REACH.form(text)) and goods:
        _Clause(ballot, number, word, form, goods, scale=scale).reaches()


def _form(cue: Cue, reading: Reading, word: int) -> str:
    """Return a word's form; what may be verb or noun is a noun after an article or possessive."""
    text = reading.words[word]
    form = cue.form(text)
    if form != PRESENT or word == 0:
        return form
    before = reading.words[word - 1]
    if before in _ARTICLES or reading.article.endings[word - 1] == "s":
        return "noun" if text in cue.nouns else ""
    return form


def _is_number(reading: Reading, word: int) -> bool:
    """Say whether a word is a number, in digits or letters."""
    text = reading.words[word] if word < len(reading.words) else ""
    return text.isdigit() or text in number_words.WORDS


class _Clause:
    """One verb or noun in its clause, and the actors around it."""

    def __init__(
        self,
        ballot: Ballot,
        number: int,
        word: int,
        form: str,
        goods: list[Mention],
        *,
        scale: float,
    ) -> None:
        self.ballot = ballot
        self.number = number
        self.word = word
        self.form = form
        self.goods = goods
        self.scale = scale
        self.reading = ballot.reading
        start, end = self.reading.clause(number, word)
        actors = self.reading.actors(number)
        self.left = [actor for actor in actors if start <= actor.start and actor.end <= word]
        self.right = [actor for actor in actors if word < actor.start < min(end, word + 18)]
        self.start, self.end = start, end

    def cast(self, role: str, actor: Actor | None, prior: float, pattern: str) -> None:
        if actor is not None:
            self.ballot.cast(self.number, role, actor, prior * self.scale, pattern)

    def after(self, *relations: Relation) -> Actor | None:
        """Return the first actor to the right that is tied in one of some ways."""
        return next((actor for actor in self.right if actor.relation in relations), None)

    @property
    def subject(self) -> Actor | None:
        """The free actor nearest to the left: the subject of an active verb."""
        for actor in reversed(self.left):
            if actor.relation is Relation.FREE and not (
                self._object_of_another(actor) or describes(self.reading, actor, self.goods)
            ):
                return actor
        return None

    def _object_of_another(self, actor: Actor) -> bool:
        """Say whether a verb stands right before an actor, so that it is that verb's object."""
        before = self.reading.words[actor.start - 1] if actor.start > self.start else ""
        return bool(GIVE.verbs.get(before) or TAKE.verbs.get(before)) and before not in {
            "order",
            "offer",
        }

    @property
    def passive(self) -> bool:
        """Whether the verb is a passive: a form of be before it, or a bare participle."""
        if self.form != PAST:
            return False
        before = self.reading.words[max(self.start, self.word - 3) : self.word]
        if not _BE.isdisjoint(before) and not (before and before[-1] in _HAVE):
            return True
        if not _HAVE.isdisjoint(before):
            return False
        following = self.reading.words[self.word + 1] if self.word + 1 < self.end else ""
        if following in {"by", "under"}:
            return True
        held = any(
            actor.end == self.word and actor.relation is Relation.FREE for actor in self.left
        )
        return (
            not held
            and following in {"to", "from", "over", "for", "in", "with"}
            and self.subject is None
        )

    def gives(self) -> None:
        """D1, D2, D3."""
        following = self.reading.words[self.word + 1 : self.word + 4]
        if not _NOT_GOODS.isdisjoint(
            takewhile(lambda word: word not in grammar.PREPOSITIONS, following)
        ):
            return
        if self.passive or (self.form == PAST and self.after(Relation.BY)):
            self.cast(GIVER, self.after(Relation.BY), 0.95, "D3 given by")
            self.cast(GIVER, self.after(Relation.FROM), 0.8, "D3 given from")
            self.cast(TAKER, self.after(*_TO_OR_FOR), 0.9, "D3 given to")
            behind = self.reading.words[self.word + 1] if self.word + 1 < self.end else ""
            if behind == "with" and self.reading.words[self.word] in _EQUIPPED:
                self.cast(TAKER, self.subject, 0.8, "D3 supplied with")
            return
        taker = self.after(*_TO_OR_FOR)
        first = self.right[0] if self.right else None
        dative = (
            first is not None and first.start - self.word <= 2 and first.relation is Relation.FREE
        )
        sent = self.reading.words[self.word] in _SENDING and taker is None and not dative
        self.cast(GIVER, self.subject, 0.3 if sent else 0.85, "D1 subject gives")
        if first is not None and first.start - self.word <= 2 and first.relation is Relation.FREE:
            self.cast(TAKER, first, 0.9, "D2 gives B")
        else:
            self.cast(
                TAKER,
                taker,
                0.95 if taker and taker.relation is Relation.TO else 0.7,
                "D1 gives to",
            )

    def noun_gives(self) -> None:
        """D6: a sale, delivery, shipment to B, from A, of A's."""
        near = [actor for actor in self.right if actor.start - self.word <= _NOUN_REACH]
        self.right = near
        self.cast(TAKER, self.after(Relation.TO, Relation.FOR), 0.85, "D6 sale to")
        self.cast(GIVER, self.after(Relation.FROM, Relation.BY), 0.75, "D6 delivery from")
        owner = self._owner()
        if owner is not None and owner.describes not in grammar.AGENT_NOUNS:
            self.cast(GIVER, owner, 0.5, "D6 owner of the sale")

    def _owner(self) -> Actor | None:
        """Return the possessor or demonym at most four words before a noun."""
        for actor in reversed(self.left):
            if self.word - actor.end <= 4 and (
                actor.relation is Relation.OWNER or actor.possessive
            ):
                return actor
        return None

    def takes(self) -> None:
        """D4: B buys X from A; X bought by B."""
        if self.passive:
            self.cast(TAKER, self.after(Relation.BY), 0.95, "D4 bought by")
            self.cast(GIVER, self.after(Relation.FROM), 0.95, "D4 bought from")
            self.cast(TAKER, self.after(Relation.FOR), 0.6, "D4 bought for")
            return
        following = self.reading.words[self.word + 1 : self.word + 6]
        if self.reading.words[self.word].startswith("ask") and "for" not in following:
            return  # a question
        if self.reading.words[self.word] in _FLYING and self.after(Relation.TO):
            self.gives()  # has flown drones to
            return
        subject = self.subject or self._for_subject()
        self.cast(TAKER, subject, 0.85, "D4 subject takes")
        self.cast(GIVER, self.after(Relation.FROM), 0.95, "D4 takes from")
        if subject is not None and _is_number(self.reading, self.word + 1):
            self._shares(subject)

    def _shares(self, subject: Actor) -> None:
        """D4: those whose share follows without a verb: A gets twelve, B and C eight each."""
        groups = {
            actor.group
            for actor in self.right
            if actor.relation is Relation.FREE and _is_number(self.reading, actor.end)
        }
        for actor in self.right:
            if actor.group in groups:
                beside = replace(actor, group=subject.group, relation=subject.relation)
                self.cast(TAKER, beside, 0.85, "D4 subject takes")

    def _for_subject(self) -> Actor | None:
        """`clears the way for Qatar to buy`: the actor before `to` and the verb."""
        if self.word > self.start and self.reading.words[self.word - 1] == "to":
            for actor in reversed(self.left):
                if actor.relation is Relation.FOR and self.word - actor.end <= 2:
                    return actor
        return None

    def noun_takes(self) -> None:
        """D6: B's purchase, B's fleet, an order to A."""
        if self.reading.words[self.word + 1 : self.word + 2] in {("book",), ("books",)}:
            self.cast(GIVER, self._owner(), 0.6, "D6 owner of the order book")
            return
        text = self.reading.words[self.word]
        owner = self._owner()
        if owner is not None and not self._made_by(owner):
            self.cast(TAKER, owner, 0.75, "D6 owner of the purchase")
        by = self.after(Relation.BY)
        self.cast(TAKER, by, 0.85, "D6 purchase by")
        if text.startswith(("order", "purchase")):
            self.cast(GIVER, self.after(Relation.TO, Relation.WITH), 0.6, "D6 order to")
        if not text.startswith("order"):
            self.cast(GIVER, self.after(Relation.FROM), 0.8, "D6 purchase from")

    def _made_by(self, owner: Actor) -> bool:
        """Say whether a demonym tells the maker: `Canada shelves American drone purchase`."""
        return self.subject is not None and describes(self.reading, owner, self.goods)

    def signs(self) -> None:
        """D5: who signs for goods takes them; who clears a sale lets them go."""
        text = self.reading.words[self.word]
        if text.startswith(("approv", "clear", "authori")):
            self.cast(GIVER, self.subject, 0.45, "D5 clears the sale")
            return
        if self.form == "noun":
            owner = self._owner()
            if owner is not None and owner.kind is not MentionKind.ORGANISATION:
                self.cast(TAKER, owner, 0.35, "D5 owner of the contract")
            if not any(one.kind is MentionKind.ORGANISATION for one in self.left):
                self.cast(GIVER, self.after(Relation.WITH), 0.3, "D5 contract with")
            near = self.after(Relation.TO, Relation.FROM)
            if near is not None and near.relation is Relation.FROM:
                self.cast(TAKER, near, 0.4, "D5 contract from")
            return
        subject = self.subject
        if subject is not None and subject.kind is not MentionKind.ORGANISATION:
            self.cast(TAKER, subject, 0.45, "D5 signs")
            self.cast(GIVER, self.after(Relation.WITH, Relation.FROM), 0.5, "D5 signs with")

    def drops(self) -> None:
        """D5: who cancels an order was to take; what is called off `with A` was to come from A."""
        if self.passive:
            self.cast(TAKER, self.after(Relation.BY), 0.7, "D5 cancelled by")
            return
        self.cast(TAKER, self.subject, 0.6, "D5 cancels")
        self.cast(GIVER, self.after(Relation.WITH, Relation.FROM), 0.5, "D5 cancels with")

    def builds(self) -> None:
        """D8: A builds X for B, upgrades B's X; X built by A. Who builds under licence takes."""
        words_ = self.reading.words[self.start : self.end]
        if not _LICENCE.isdisjoint(words_):
            return
        if self.passive or self.form == PAST:
            self.cast(GIVER, self.after(Relation.BY), 0.7, "D8 built by")
        elif self.form != PAST or self.subject is not None:
            self.cast(GIVER, self.subject, 0.4, "D8 builds")
        self.cast(TAKER, self.after(Relation.FOR), 0.7, "D8 built for")
        self.cast(TAKER, self.after(Relation.IN, Relation.ON), 0.6, "D8 built in")

    def houses(self) -> None:
        """D8: a plant, a production line, a joint venture in B."""
        near = [actor for actor in self.right if actor.start - self.word <= 4]
        ground = next((one for one in near if one.relation in {Relation.IN, Relation.ON}), None)
        self.cast(TAKER, ground, 0.85, "D8 plant in")
        self.cast(GIVER, self.after(Relation.WITH), 0.5, "D8 plant with")
        if ground is None:
            self.cast(TAKER, self._owner(), 0.5, "D8 owner of the plant")

    def reaches(self) -> None:
        """D7: the goods land in B, reach B, are on their way to B."""
        first = self.right[0] if self.right else None
        if first is not None and first.start - self.word <= 2 and first.relation is Relation.FREE:
            self.cast(TAKER, first, 0.8, "D7 reaches")
            self.cast(GIVER, self.after(Relation.FROM), 0.8, "D7 comes from")
            return
        taker = self.after(Relation.IN, Relation.TO, Relation.FOR)
        if taker is not None and self.reading.words[self.word] != "turn":
            self.cast(TAKER, taker, 0.7, "D7 arrives in")
        self.cast(GIVER, self.after(Relation.FROM), 0.7, "D7 comes from")
