"""Leases: a row is one worker's until it is done, given back, or lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import MINUTE, NOON, Desk, article

from monitor.model import DeliveryId, DeliveryState
from monitor.store.deliveries import begin_delivery
from monitor.store.leases import claim, end_turns, forget_turns, held, release
from monitor.store.queries import list_deliveries
from monitor.store.queues import Job

UNTIL = NOON + 5 * MINUTE


def take(desk: Desk, job: Job, now=NOON, limit=100, per_lane=None) -> list[int]:
    until = now + 5 * MINUTE
    return [row.id for row in desk.write(claim, job, now, until, limit=limit, per_lane=per_lane)]


def test_a_row_is_claimed_by_one_and_due_again_when_the_lease_ends(desk: Desk):
    feed = desk.feed()
    assert take(desk, Job.POLL) == [feed]
    assert take(desk, Job.POLL) == []
    assert desk.read(held, Job.POLL, [feed], UNTIL) == {feed}
    assert take(desk, Job.POLL, UNTIL) == [feed]
    assert desk.read(held, Job.POLL, [feed], UNTIL) == set(), "the first one's lease is over"


def test_what_is_done_is_not_held_any_more(desk: Desk):
    feed = desk.feed()
    take(desk, Job.POLL)
    desk.announce(feed, at=NOON)
    assert desk.read(held, Job.POLL, [feed], UNTIL) == set()
    assert desk.write(release, Job.POLL, [feed], UNTIL, NOON) == 0


def test_what_is_given_back_is_due_at_once(desk: Desk):
    first, second = desk.feed(), desk.feed("http://other.example/feed")
    take(desk, Job.POLL)
    assert desk.write(release, Job.POLL, [first], UNTIL, NOON + MINUTE) == 1
    assert take(desk, Job.POLL, NOON + MINUTE) == [first]
    assert desk.read(held, Job.POLL, [first, second], UNTIL) == {second}


def test_a_lane_is_one_claims_until_its_turn_ends(desk: Desk):
    for number in range(3):
        desk.feed(f"http://news.example/{number}")
    elsewhere = desk.feed("http://other.example/feed")
    assert take(desk, Job.POLL, limit=2, per_lane=1) == [1, elsewhere]
    assert take(desk, Job.POLL, per_lane=1) == []
    desk.write(end_turns, Job.POLL, {"news.example": NOON + timedelta(seconds=3)}, UNTIL)
    assert take(desk, Job.POLL, NOON + timedelta(seconds=2), per_lane=1) == []
    assert take(desk, Job.POLL, NOON + timedelta(seconds=3), per_lane=2) == [2, 3]


def test_polls_and_pages_of_one_host_take_turns(desk: Desk):
    entry = desk.pending_entry()
    assert take(desk, Job.READ, per_lane=5) == [entry]
    desk.feed("http://news.example/another")
    assert take(desk, Job.POLL, per_lane=5) == []
    assert take(desk, Job.POLL, NOON + 5 * MINUTE, per_lane=5) != []


def test_who_was_taken_for_lost_ends_nobody_elses_turn(desk: Desk):
    desk.feed()
    desk.feed("http://news.example/another")
    take(desk, Job.POLL, limit=1, per_lane=1)
    take(desk, Job.POLL, UNTIL, limit=1, per_lane=1)
    desk.write(end_turns, Job.POLL, {"news.example": UNTIL}, UNTIL)
    assert take(desk, Job.POLL, UNTIL + MINUTE, per_lane=1) == []


def test_turns_of_yesterday_are_forgotten(desk: Desk):
    desk.feed()
    take(desk, Job.POLL, per_lane=1)
    assert desk.write(forget_turns, NOON) == 0
    assert desk.write(forget_turns, NOON + timedelta(days=1)) == 1


def test_a_send_given_back_before_it_began_is_no_repeat(desk: Desk):
    delivery = desk.delivery()
    both = take(desk, Job.SEND)
    desk.write(release, Job.SEND, both, UNTIL, NOON)
    begun = desk.write(begin_delivery, delivery, NOON)
    assert not begun.possible_repeat


def test_a_send_that_its_worker_did_not_end_is_due_as_a_possible_repeat(desk: Desk):
    desk.delivery()
    ids = take(desk, Job.SEND)
    desk.write(begin_delivery, DeliveryId(ids[0]), NOON + MINUTE)
    assert desk.write(release, Job.SEND, ids, UNTIL, NOON + 2 * MINUTE) == len(ids)
    begun = [desk.write(begin_delivery, DeliveryId(one), NOON + 2 * MINUTE) for one in ids]
    assert [one.possible_repeat for one in begun] == [True, False]


def test_a_dead_workers_word_does_not_touch_what_another_sends(desk: Desk):
    desk.delivery()
    ids = take(desk, Job.SEND)
    take(desk, Job.SEND, UNTIL)
    desk.write(begin_delivery, DeliveryId(ids[0]), UNTIL + MINUTE)
    assert desk.write(release, Job.SEND, ids, UNTIL, UNTIL + 2 * MINUTE) == 0
    states = {row.id: row.state for row in desk.read(list_deliveries)}
    assert states[DeliveryId(ids[0])] is DeliveryState.SENDING


def test_a_send_whose_time_ran_out_is_claimed_as_a_possible_repeat(desk: Desk):
    delivery = desk.delivery()
    desk.write(begin_delivery, delivery, NOON)
    later = NOON + timedelta(minutes=10)
    assert delivery in take(desk, Job.SEND, later)
    assert desk.write(begin_delivery, delivery, later).possible_repeat


@pytest.mark.parametrize("job", [Job.READ, Job.MATCH])
def test_each_kind_of_work_can_be_held(desk: Desk, job: Job):
    if job is Job.READ:
        desk.pending_entry()
    else:
        desk.article(article("one"))
    assert len(take(desk, job)) >= 1
    assert take(desk, job) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hosts=st.lists(st.sampled_from("abc"), min_size=1, max_size=12),
    limit=st.integers(1, 6),
    per_lane=st.integers(1, 3),
)
def test_claims_share_everything_out_once(sqlite_file_url: str, hosts, limit, per_lane):
    with Desk(sqlite_file_url) as desk:
        known = {row.id for row in desk.due(Job.POLL, NOON + timedelta(days=99), 1000)}
        at = NOON + timedelta(days=1)
        desk.write(forget_turns, NOON + timedelta(days=99))
        feeds = {
            desk.feed(f"http://{host}.example/{len(known)}/{number}"): host
            for number, host in enumerate(hosts)
        }
        got: list[int] = []
        for _ in range(100):
            now, until = at, at + 5 * MINUTE
            rows = desk.write(claim, Job.POLL, now, until, limit=limit, per_lane=per_lane)
            mine = [row.id for row in rows if row.id in feeds]
            got += mine
            lanes = [row.lane for row in rows]
            assert all(lanes.count(lane) <= per_lane for lane in lanes)
            desk.write(end_turns, Job.POLL, dict.fromkeys(lanes, now), until)
            if not rows:
                break
        assert sorted(got) == sorted(feeds)
