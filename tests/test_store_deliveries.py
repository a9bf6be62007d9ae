"""Deliveries: begun before the send, marked after it, and honest about what may be a repeat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stores import MINUTE, NOON, Desk

from monitor.errors import NotFound
from monitor.model import Attempt, DeliveryId, DeliveryState
from monitor.store.deliveries import (
    ATTEMPT_LOST_AFTER,
    begin_delivery,
    recover_after_crash,
    resend_delivery,
    save_attempt,
)
from monitor.store.faults import AlreadySettled
from monitor.store.queries import list_deliveries
from monitor.store.queues import Job


def begin(desk: Desk, delivery_id: DeliveryId, now=NOON):
    return desk.write(begin_delivery, delivery_id, now)


def end(desk: Desk, delivery_id: DeliveryId, state: DeliveryState, at=NOON, next_due=None):
    known = desk.read(list_deliveries, limit=1_000)
    number = next((one.attempts for one in known if one.id == delivery_id), 1)
    attempt = Attempt(delivery_id, at, state, f"it is {state}", next_due, number)
    desk.write(save_attempt, attempt)


def row(desk: Desk, delivery_id: DeliveryId):
    return next(one for one in desk.read(list_deliveries, limit=1_000) if one.id == delivery_id)


def is_due(desk: Desk, delivery_id: DeliveryId, now=NOON) -> bool:
    return delivery_id in {one.id for one in desk.due(Job.SEND, now)}


def test_a_delivery_in_work_is_not_due(desk: Desk):
    delivery_id = desk.delivery()
    assert is_due(desk, delivery_id)
    begin(desk, delivery_id)
    assert row(desk, delivery_id).state is DeliveryState.SENDING
    assert not is_due(desk, delivery_id, NOON + MINUTE)


def test_a_first_attempt_is_no_repeat(desk: Desk):
    delivery = begin(desk, desk.delivery())
    assert (delivery.attempts, delivery.first_tried, delivery.possible_repeat) == (0, NOON, False)
    assert delivery.alert.matches


def test_a_sent_delivery_is_never_begun_again(desk: Desk):
    delivery_id = desk.delivery()
    begin(desk, delivery_id)
    end(desk, delivery_id, DeliveryState.SENT)
    assert not is_due(desk, delivery_id, NOON + timedelta(days=900))
    assert row(desk, delivery_id).sent_at == NOON
    with pytest.raises(AlreadySettled, match=f"delivery {delivery_id} is sent"):
        begin(desk, delivery_id)


def test_a_failed_attempt_is_tried_again_with_the_same_message_id(desk: Desk):
    delivery_id = desk.delivery()
    first = begin(desk, delivery_id)
    end(desk, delivery_id, DeliveryState.PENDING, next_due=NOON + MINUTE)
    assert not is_due(desk, delivery_id)
    assert is_due(desk, delivery_id, NOON + MINUTE)
    second = begin(desk, delivery_id, NOON + MINUTE)
    assert second.message_id == first.message_id
    assert (second.attempts, second.first_tried) == (1, NOON)
    assert not second.possible_repeat  # we know that it did not arrive


def test_a_delivery_on_its_way_is_begun_by_nobody_else(desk: Desk):
    """R90."""
    delivery_id = desk.delivery()
    begin(desk, delivery_id)
    with pytest.raises(AlreadySettled, match=f"delivery {delivery_id} is being sent"):
        begin(desk, delivery_id, NOON + MINUTE)


def test_who_was_taken_for_lost_and_fails_has_no_say_over_a_later_attempt(desk: Desk):
    """R90."""
    delivery_id = desk.delivery()
    begin(desk, delivery_id)
    later = NOON + ATTEMPT_LOST_AFTER
    begin(desk, delivery_id, later)
    failed = Attempt(delivery_id, later, DeliveryState.PENDING, "timed out", later + MINUTE, 1)
    desk.write(save_attempt, failed)
    assert row(desk, delivery_id).state is DeliveryState.SENDING
    desk.write(save_attempt, Attempt(delivery_id, later, DeliveryState.SENT, "250", None, 1))
    assert row(desk, delivery_id).state is DeliveryState.SENT


def test_an_attempt_without_an_end_is_begun_again_as_a_possible_repeat(desk: Desk):
    delivery_id = desk.delivery()
    first = begin(desk, delivery_id)
    later = NOON + ATTEMPT_LOST_AFTER
    assert is_due(desk, delivery_id, later)
    second = begin(desk, delivery_id, later)
    assert second.possible_repeat
    assert second.message_id == first.message_id
    end(desk, delivery_id, DeliveryState.PENDING, next_due=later)
    assert begin(desk, delivery_id, later).possible_repeat  # and so it stays


def test_after_a_crash_open_attempts_are_due_at_once_as_possible_repeats(desk: Desk):
    open_one, sent, waiting = desk.delivery(), desk.delivery(), desk.delivery()
    begin(desk, open_one)
    begin(desk, sent)
    end(desk, sent, DeliveryState.SENT)
    assert desk.write(recover_after_crash, NOON + MINUTE) == 1
    assert is_due(desk, open_one, NOON + MINUTE)
    assert begin(desk, open_one, NOON + MINUTE).possible_repeat
    assert not begin(desk, waiting, NOON + MINUTE).possible_repeat
    assert desk.write(recover_after_crash, NOON + MINUTE) == 2  # those two, begun since


def test_a_late_answer_does_not_undo_what_is_sent(desk: Desk):
    delivery_id = desk.delivery()
    begin(desk, delivery_id)
    begin(desk, delivery_id, NOON + ATTEMPT_LOST_AFTER)
    end(desk, delivery_id, DeliveryState.SENT)
    end(desk, delivery_id, DeliveryState.PENDING, next_due=NOON + MINUTE)
    assert row(desk, delivery_id).state is DeliveryState.SENT
    assert not is_due(desk, delivery_id, NOON + timedelta(days=1))


def test_a_dead_delivery_is_listed_with_its_reason_and_resent_by_hand(desk: Desk):
    delivery_id = desk.delivery()
    first = begin(desk, delivery_id)
    end(desk, delivery_id, DeliveryState.DEAD)
    dead = desk.read(list_deliveries, DeliveryState.DEAD)
    assert [(one.id, one.detail) for one in dead] == [(delivery_id, "it is dead")]
    assert not is_due(desk, delivery_id, NOON + timedelta(days=900))
    later = NOON + timedelta(days=4)
    assert desk.write(resend_delivery, delivery_id, later) is DeliveryState.DEAD
    again = begin(desk, delivery_id, later)
    assert again.possible_repeat
    assert again.message_id == first.message_id
    assert (again.attempts, again.first_tried) == (0, later)  # its days of grace begin anew


def test_a_delivery_on_its_way_is_not_resent(desk: Desk):
    delivery_id = desk.delivery()
    assert desk.write(resend_delivery, delivery_id, NOON) is DeliveryState.PENDING
    begin(desk, delivery_id)
    assert desk.write(resend_delivery, delivery_id, NOON) is DeliveryState.SENDING
    assert not row(desk, delivery_id).possible_repeat


@pytest.mark.parametrize("verb", [begin_delivery, resend_delivery])
def test_an_unknown_delivery_is_named(desk: Desk, verb):
    with pytest.raises(NotFound, match="there is no delivery 77"):
        desk.write(verb, DeliveryId(77), NOON)


def test_an_attempt_of_an_unknown_delivery_is_named(desk: Desk):
    with pytest.raises(NotFound, match="there is no delivery 77"):
        end(desk, DeliveryId(77), DeliveryState.SENT)
