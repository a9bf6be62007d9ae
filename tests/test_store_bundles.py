"""A digest holds what waited for it, is sent once, survives a crash, and loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from stores import NOON, Desk, article, match

from monitor.alerts.delivery import DeliveryPolicy, after_attempt
from monitor.alerts.render import message
from monitor.model import (
    AlertId,
    Delivery,
    DeliveryId,
    DeliveryState,
    MatchResult,
    Refused,
    RetryLater,
    Route,
    SendResult,
    Sent,
    Severity,
)
from monitor.model.timetables import Timetable
from monitor.store.alerts import save_matches
from monitor.store.deliveries import (
    begin_delivery,
    recover_after_crash,
    resend_delivery,
    save_attempt,
)
from monitor.store.queues import Job, due, give_up_on
from monitor.store.schema import deliveries

EVENING = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
DAILY = Timetable(digest_at=(time(18),))
AYSE, OMAR = Route("mail", "ayse@example.org", DAILY), Route("mail", "omar@example.org", DAILY)


def told(desk: Desk, name: str, *routes: Route, severity: Severity = Severity.LOW) -> AlertId:
    saved = desk.article(article(name))
    found = match("ship-visits", severity=severity)
    alert = desk.write(
        save_matches,
        saved.id,
        MatchResult((found,)),
        lambda _matches: routes or (AYSE,),
        now=NOON,
        message_domain="d.example",
    )
    assert alert is not None
    return alert


def due_at(desk: Desk, now: datetime) -> list[DeliveryId]:
    return [DeliveryId(one.id) for one in desk.read(due, Job.SEND, now, 100)]


def begun(desk: Desk, now: datetime = EVENING) -> Delivery:
    return desk.write(begin_delivery, due_at(desk, now)[0], now)


def ended(desk: Desk, delivery: Delivery, result: SendResult, now: datetime = EVENING) -> None:
    desk.write(save_attempt, after_attempt(delivery, result, DeliveryPolicy(), now))


def states(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        query = select(deliveries.c.state).order_by(deliveries.c.id)
        return list(connection.execute(query).scalars())


def test_what_is_not_grave_waits_for_the_digest_and_goes_in_one_message(desk: Desk):
    alerts = [told(desk, name) for name in ("one", "two", "three")]
    assert due_at(desk, NOON) == []
    carrier = begun(desk)
    assert [alert.id for alert in carrier.digest] == alerts
    assert states(desk) == ["sending", "bundled", "bundled"]
    assert due_at(desk, EVENING) == []
    ended(desk, carrier, Sent())
    assert states(desk) == ["sent", "sent", "sent"]
    assert due_at(desk, EVENING + timedelta(days=3)) == []


def test_what_is_grave_goes_by_itself_at_once(desk: Desk):
    told(desk, "one", severity=Severity.HIGH)
    delivery = begun(desk, NOON)
    assert delivery.digest == ()
    assert message(delivery, ()).alert is not None


def test_each_recipient_has_a_digest_of_his_own(desk: Desk):
    told(desk, "one", AYSE, OMAR)
    told(desk, "two", AYSE)
    digests = [begun(desk), begun(desk)]
    assert [(one.recipient, len(one.digest)) for one in digests] == [
        ("ayse@example.org", 2),
        ("omar@example.org", 1),
    ]


def test_a_digest_that_is_tried_again_is_the_same_and_what_came_later_waits(desk: Desk):
    told(desk, "one")
    told(desk, "two")
    first = begun(desk)
    ended(desk, first, RetryLater("busy"))
    assert states(desk) == ["pending", "bundled"]
    late = desk.article(article("late"))
    later = EVENING + timedelta(minutes=1)
    desk.write(
        save_matches,
        late.id,
        MatchResult((match("ship-visits", severity=Severity.LOW),)),
        lambda _matches: (AYSE,),
        now=later,
        message_domain="d.example",
    )
    again = begun(desk, later)
    assert (again.message_id, again.digest) == (first.message_id, first.digest)
    ended(desk, again, Sent(), later)
    assert due_at(desk, later + timedelta(hours=1)) == []
    assert len(due_at(desk, EVENING + timedelta(days=1))) == 1


def test_a_crash_in_the_middle_sends_the_same_digest_again_as_a_possible_repeat(desk: Desk):
    told(desk, "one")
    told(desk, "two")
    first = begun(desk)
    desk.write(recover_after_crash, EVENING)
    again = begun(desk)
    assert (again.message_id, again.digest) == (first.message_id, first.digest)
    assert again.possible_repeat
    assert "may be a repeat" in message(again, ()).text


def test_a_refused_digest_is_dead_whole_and_each_alert_can_be_resent(desk: Desk):
    told(desk, "one")
    told(desk, "two")
    carrier = begun(desk)
    ended(desk, carrier, Refused("no such mailbox"))
    assert states(desk) == ["dead", "dead"]
    with desk.database.reading() as connection:
        ids = list(connection.execute(select(deliveries.c.id).order_by(deliveries.c.id)).scalars())
    for one in ids:
        assert desk.write(resend_delivery, DeliveryId(one), EVENING) is DeliveryState.DEAD
    assert [begun(desk).digest, begun(desk).digest] == [(), ()]


def test_a_digest_that_our_own_fault_put_aside_falls_into_its_alerts(desk: Desk):
    told(desk, "one")
    told(desk, "two")
    carrier = begun(desk)
    desk.write(give_up_on, Job.SEND, carrier.id, "broken", EVENING)
    assert states(desk) == ["dead", "pending"]
    assert begun(desk).digest == ()


def test_the_message_counts_every_alert_and_shows_the_gravest_first(desk: Desk):
    every = Timetable(digest_at=(time(18),), digest_below=Severity.CRITICAL)
    route = Route("mail", "ayse@example.org", every)
    told(desk, "small", route)
    told(desk, "large", route, severity=Severity.HIGH)
    made = message(begun(desk), ())
    assert made.subject == "[digest] 2 alerts: ship-visits 2"
    assert made.text.index("Headline large") < made.text.index("Headline small")
    assert "Headline small" in made.html
    assert "Headline small" in made.chat
    assert (made.data["schema"], made.data["count"]) == ("monitor.digest/1", 2)
    assert made.headers == {"X-Monitor-Digest": "2"}
