from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alert_samples import delivery
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.delivery import DeliveryPolicy, after_attempt, backoff
from monitor.model import DeliveryId, DeliveryState, Refused, RetryLater, Sent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
POLICY = DeliveryPolicy()


def test_an_accepted_message_is_sent_and_not_tried_again():
    attempt = after_attempt(delivery(), Sent("250 queued"), POLICY, NOW)
    assert (attempt.state, attempt.next_due, attempt.detail) == (
        DeliveryState.SENT,
        None,
        "250 queued",
    )


def test_a_refused_message_is_dead_with_the_channels_own_words():
    attempt = after_attempt(delivery(), Refused("550 no such user"), POLICY, NOW)
    assert attempt.state is DeliveryState.DEAD
    assert attempt.next_due is None
    assert "550 no such user" in attempt.detail


def test_a_temporary_failure_is_tried_again_within_the_first_minute():
    attempt = after_attempt(delivery(), RetryLater("451"), POLICY, NOW)
    assert attempt.state is DeliveryState.PENDING
    assert timedelta(seconds=15) <= attempt.next_due - NOW <= timedelta(seconds=30)


@given(st.integers(0, 10_000), st.integers(1, 10**9))
def test_the_wait_doubles_up_to_an_hour_and_never_vanishes(attempts, number):
    wait = backoff(delivery(attempts=attempts, id=DeliveryId(number)), POLICY)
    step = min(30 * 2 ** min(attempts, 20), 3600)
    assert step / 2 <= wait.total_seconds() <= step
    assert wait == backoff(delivery(attempts=attempts, id=DeliveryId(number)), POLICY)


def test_messages_that_failed_together_come_back_apart():
    waits = {backoff(delivery(id=DeliveryId(number)), POLICY) for number in range(50)}
    assert len(waits) == 50


def test_a_channel_that_names_a_time_is_not_asked_before_it():
    result = RetryLater("429", timedelta(minutes=20))
    attempt = after_attempt(delivery(), result, POLICY, NOW)
    assert attempt.next_due == NOW + timedelta(minutes=20)


def test_a_channel_cannot_park_a_message_for_years():
    result = RetryLater("503", timedelta(days=3650))
    attempt = after_attempt(delivery(), result, POLICY, NOW)
    assert attempt.next_due == NOW + timedelta(hours=24)


def test_what_was_not_tried_does_not_lengthen_the_wait():
    result = RetryLater("paced", timedelta(seconds=12), tried=False)
    attempt = after_attempt(delivery(attempts=30, first_tried=NOW), result, POLICY, NOW)
    assert attempt.next_due == NOW + timedelta(seconds=12)


def test_the_last_attempt_comes_at_the_end_of_the_three_days():
    begun = NOW - timedelta(hours=71, minutes=50)
    attempt = after_attempt(
        delivery(attempts=80, first_tried=begun), RetryLater("451"), POLICY, NOW
    )
    assert attempt.next_due == begun + timedelta(hours=72)


def test_after_three_days_a_delivery_is_dead_and_says_why():
    begun = NOW - timedelta(hours=72)
    attempt = after_attempt(
        delivery(attempts=80, first_tried=begun), RetryLater("451 greylisted"), POLICY, NOW
    )
    assert attempt.state is DeliveryState.DEAD
    assert attempt.detail == "given up after 72 h and 81 attempts: 451 greylisted"
