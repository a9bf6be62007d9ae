"""What an article reports: who did what to whom, how much, when, and who vouches for it.

    Article --annotate--> Annotated --extract--> EventRecord

An `Annotated` article is its words with the named things among them; the matching stage makes it,
because only that stage knows the lists, and the event stage reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.model.evidence import Evidence, Zone


class MentionKind(StrEnum):
    """What sort of thing a list names: the lists' `type`."""

    STATE = "state"
    FORCE = "force"
    ORGANISATION = "organisation"
    SYSTEM = "system"
    SHIP = "ship"
    PORT = "port"
    AIRBASE = "airbase"
    EXERCISE = "exercise"


class Via(StrEnum):
    """By which of its names a thing is called, or through what a state is reached."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    METONYM = "metonym"
    SEAT = "seat"  # a capital as the place where something is decided or happens
    OWNER = "of"  # a force, company, ship or port stands for its state


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing of a list at words [start, end)."""

    start: int
    end: int
    kind: MentionKind
    list_name: str
    key: str
    state: str = ""  # ISO 3166-1 alpha-2 code or bloc it counts for; "" when unknown
    via: Via = Via.NAME
    category: str = ""  # the list's or item's `class`: uav, weapon, aircraft
    generic: bool = False  # "drone" rather than a type's name
    prefix: str = ""  # an Arabic particle written onto the name
    named: bool = False  # a ship's prefix with the name that follows it


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words [start, end) between two stops; the title is one sentence."""

    start: int
    end: int
    zone: Zone
    paragraph: int
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article's words, sentences, quotations and the named things in it, in order.

    Words are numbered from 0 over title and text; `starts` and `ends` are code points in the zone
    (title or text) the word stands in, and `between[i]` is what stands before word i.
    """

    title: str
    text: str
    lang: str
    written: tuple[str, ...]
    folded: tuple[str, ...]
    endings: tuple[str, ...]  # folded, what an apostrophe hangs on a word: "s", "ye"; "" for none
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    between: tuple[str, ...]
    title_end: int
    sentences: tuple[Sentence, ...]
    quoted: tuple[tuple[int, int], ...]  # words between quotation marks
    mentions: tuple[Mention, ...]

    def zone_of(self, word: int) -> Zone:
        """Return which string a word stands in."""
        return Zone.TITLE if word < self.title_end else Zone.TEXT

    def evidence(self, field: str, start: int, end: int) -> Evidence:
        """Return words [start, end) as evidence for a field."""
        zone = self.zone_of(start)
        source = self.title if zone is Zone.TITLE else self.text
        left, right = self.starts[start], self.ends[end - 1]
        return Evidence(field, zone, left, right, source[left:right])


class Phase(StrEnum):
    """How far an event has got."""

    CONSIDERED = "considered"
    NEGOTIATING = "negotiating"
    PLANNED = "planned"
    AGREED = "agreed"
    SIGNED = "signed"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    DEPARTED = "departed"
    USED = "used"
    IN_SERVICE = "in_service"
    IN_FORCE = "in_force"
    EXTENDED = "extended"
    LIFTED = "lifted"
    RECURRING = "recurring"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Stance(StrEnum):
    """Who vouches for an event."""

    ASSERTED = "asserted"
    OFFICIAL_CLAIM = "official_claim"
    ATTRIBUTED = "attributed"
    REPORTED = "reported"
    ALLEGED = "alleged"
    DISPUTED = "disputed"
    DENIED = "denied"
    CONDITIONAL = "conditional"


class Prominence(StrEnum):
    """What part an event plays in its article."""

    MAIN = "main"
    SECONDARY = "secondary"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Party:
    """A thing in a role: its key (a state's code, a list item, or a name as written).

    `text` is what the article calls it, `name` what the lists do, "" when they do not know it.
    """

    key: str
    text: str
    zone: Zone
    start: int
    end: int
    via: Via = Via.NAME
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of the object; an open bound is None."""

    minimum: float | None
    maximum: float | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """What the deal itself is worth; an open bound is None, `usd` is for comparison only."""

    minimum: float | None
    maximum: float | None
    currency: str  # ISO 4217; "" when the text does not tell which dollar, rupee or krone
    usd: float | None = None
    rate_date: str = ""


@dataclass(frozen=True, slots=True)
class EventDate:
    """When an event happened or will: the first and last day it may be."""

    start: date
    end: date
    precision: str  # day, month, year, or range
    basis: str  # stated, or relative (to the day of publication)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that say whether an event is true, and whose words they are."""

    stance: Stance
    claimant: str  # a state's code, or ""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Direction:
    """Which clause pattern decided the roles, how surely, and the readings it beat."""

    pattern: str
    confidence: float
    alternatives: tuple[tuple[tuple[str, str], ...], ...] = ()  # (role, key) pairs of each reading


@dataclass(frozen=True, slots=True)
class EventRecord:
    """What an article reports of one event; what it does not say stays empty."""

    frame: str
    roles: tuple[tuple[str, tuple[Party, ...]], ...]
    status: str
    phase: Phase | None
    stance: Stance
    confidence: float
    prominence: Prominence
    direction: Direction | None = None
    quantity: Quantity | None = None
    value: Money | None = None
    when: EventDate | None = None
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def keys(self, role: str) -> tuple[str, ...]:
        """Return the keys that fill a role, in the order of their weight."""
        return tuple(party.key for name, held in self.roles if name == role for party in held)
