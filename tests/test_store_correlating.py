"""Events that come together are told in an alert of their own, once, with the events it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select
from stores import NOON, TO_TWO, Desk, article, match
from story_samples import visit

from monitor.alerts.render import message
from monitor.model import Alert, AlertId, DeliveryId, Match, MatchResult, Severity, Zone
from monitor.model.correlations import EVENT, SOURCES, Grouping, Kind, Pattern
from monitor.model.events import EventDate, EventRecord, Party, Prominence, Stance
from monitor.model.stories import News, Novelty
from monitor.store.alerts import load_alert, save_matches
from monitor.store.deliveries import begin_delivery
from monitor.store.queues import Job
from monitor.store.schema import alerts, deliveries
from monitor.stories.correlate import correlate
from monitor.stories.story import place
from monitor.stories.telling import tells_again

NEWS = News(place, tells_again, correlate)
DAY = date(2026, 11, 20)
BOTH = Pattern(
    "both",
    "Ship and aircraft at one host",
    Kind.TEMPORAL,
    ("ship-visits", "flights"),
    timedelta(days=14),
    by=(Grouping("host", ()),),
    severity=Severity.CRITICAL,
    repeat=timedelta(days=14),
)


def record(host: str, frame: str = "ship_visit", when: date = DAY) -> EventRecord:
    return EventRecord(
        frame=frame,
        roles=(("host", (Party(host, host, Zone.TEXT, 0, 2),)),),
        status="occurred",
        phase=None,
        stance=Stance.ASSERTED,
        confidence=0.9,
        prominence=Prominence.MAIN,
        when=EventDate(when, when, "day", "stated"),
    )


def seen(
    desk: Desk, name: str, rule: str, host: str, *patterns: Pattern, **facts
) -> AlertId | None:
    """Save an article that one rule fires on; the alert on the article itself."""
    saved = desk.article(article(name, source=f"{name}.example"))
    found = match(rule, topics=(rule,), event=record(host))
    own = facts.pop("ship", name)
    told = visit(host=(host,), source=f"{name}.example", ship=(own,), port=(own,), **facts)
    kept = replace(told, day=NOON.date(), keys=(f"ship-visits:{host}",))
    result = MatchResult((found,), facts=kept, patterns=patterns or (BOTH,))
    return desk.write(
        save_matches,
        saved.id,
        result,
        lambda _matches: TO_TWO,
        now=NOON,
        message_domain="d.example",
        news=NEWS,
    )


def together(desk: Desk) -> list[Alert]:
    query = select(alerts.c.id).where(alerts.c.novelty == "correlated").order_by(alerts.c.id)
    with desk.database.reading() as connection:
        ids = [AlertId(one) for one in connection.execute(query).scalars()]
    return [desk.read(load_alert, one) for one in ids]


def test_two_events_that_come_together_are_told_with_both_named(desk: Desk):
    seen(desk, "frigate", "ship-visits", "PK")
    assert together(desk) == []
    seen(desk, "airlift", "flights", "PK")
    [alert] = together(desk)
    assert (alert.headline, alert.severity) == (BOTH.title, Severity.CRITICAL)
    assert (alert.novelty, alert.follows) == (Novelty.CORRELATED, None)
    assert alert.topics == ("flights", "ship-visits")
    [told] = alert.matches
    assert (told.rule_id, told.reason) == ("both", "2 events on one day; host PK")
    assert "ship-visits 2026-11-20, Headline frigate (event 1, alert 1)" in alert.change
    assert "flights 2026-11-20, Headline airlift (event 2, alert 2)" in alert.change


def test_it_reaches_every_recipient_and_says_what_it_is(desk: Desk):
    seen(desk, "frigate", "ship-visits", "PK")
    seen(desk, "airlift", "flights", "PK")
    [alert] = together(desk)
    count = select(func.count()).where(deliveries.c.alert_id == alert.id)
    assert desk.scalar(count) == len(TO_TWO)
    sent = [desk.write(begin_delivery, DeliveryId(due.id), NOON) for due in desk.due(Job.SEND)]
    made = next(message(one, ()) for one in sent if one.alert.id == alert.id)
    assert made.subject.startswith("TOGETHER: [critical]")
    text = " ".join(made.text.split())
    assert "Headline frigate (event 1, alert 1)" in text
    assert "Headline airlift (event 2, alert 2)" in text


def test_events_at_two_places_are_no_pattern(desk: Desk):
    seen(desk, "frigate", "ship-visits", "PK")
    seen(desk, "airlift", "flights", "IN")
    assert together(desk) == []


def test_the_same_pattern_keeps_silent_for_its_time(desk: Desk):
    seen(desk, "frigate", "ship-visits", "PK")
    seen(desk, "airlift", "flights", "PK")
    seen(desk, "second", "flights", "PK")
    assert len(together(desk)) == 1
    seen(desk, "elsewhere", "ship-visits", "IN")
    seen(desk, "there", "flights", "IN")
    assert len(together(desk)) == 2


def test_one_event_told_by_enough_sources_is_told_once_more(desk: Desk):
    three = Pattern(
        "three",
        "Three sources",
        Kind.VALUE_COUNT,
        ("ship-visits",),
        timedelta(days=7),
        by=(Grouping(EVENT, ()),),
        count_of=SOURCES,
        at_least=3,
    )
    told = [seen(desk, name, "ship-visits", "PK", three, ship="x") for name in ("a", "b", "c", "d")]
    assert [one is not None for one in told] == [True, False, False, False]
    [alert] = together(desk)
    assert alert.severity is Severity.CRITICAL  # high, raised by one
    assert alert.matches[0].reason == "one event told by 3 independent sources"


def test_matching_again_tells_nothing_a_second_time(desk: Desk):
    seen(desk, "frigate", "ship-visits", "PK")
    saved = desk.article(article("airlift"))
    found: Match = match("flights", topics=("flights",), event=record("PK"))
    result = MatchResult((found,), facts=visit(host=("PK",), ship=("y",)), patterns=(BOTH,))
    for _ in range(2):
        desk.write(
            save_matches,
            saved.id,
            result,
            lambda _matches: TO_TWO,
            now=NOON,
            message_domain="d.example",
            news=NEWS,
        )
    assert len(together(desk)) == 1
