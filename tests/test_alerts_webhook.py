"""The webhook against a real receiver that redirects, throttles, drips and hangs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from alert_samples import alert, delivery
from servers import Reply, Site, endless, hang, redirect, reset

from monitor.alerts.channels import Channels, ChannelSpec
from monitor.alerts.render import message
from monitor.model import Refused, RetryLater, Sent

MESSAGE = message(delivery(), ("wire.example",))


def hook(site: Site, path: str = "/in", deadline: float = 10) -> Channels:
    url = f"json://127.0.0.1:{site.port}{path}"
    return Channels([ChannelSpec("hook", url, deadline=timedelta(seconds=deadline))])


async def test_a_receiver_gets_the_whole_alert_and_its_key():
    with Site() as site:
        site.answer("/in", Reply(204))
        result = await hook(site).send("hook", "", MESSAGE)
        (request,) = site.requests_to("/in")
    assert result == Sent("answered 204")
    assert request.method == "POST"
    assert request.header("Content-Type") == b"application/json"
    assert request.header("Idempotency-Key") == MESSAGE.message_id.encode()
    body = json.loads(request.body)
    assert body["idempotency_key"] == MESSAGE.message_id
    assert body["title"] == MESSAGE.subject
    assert body["message"] == MESSAGE.text
    assert body["type"] == "warning"
    for name, value in MESSAGE.data.items():
        assert body[name] == json.loads(json.dumps(value))


async def test_fields_can_be_added_renamed_and_left_out_and_headers_added():
    path = "/in?:team=night&:title=subject&:message=&%2BAuthorization=Bearer%20t0k3n"
    with Site() as site:
        site.answer("/in", Reply(200))
        await hook(site, path).send("hook", "", MESSAGE)
        (request,) = site.requests_to("/in")
    body = json.loads(request.body)
    assert body["team"] == "night"
    assert body["subject"] == MESSAGE.subject
    assert not {"title", "message"} & set(body)
    assert request.header("Authorization") == b"Bearer t0k3n"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_busy_receiver_is_asked_again(status):
    with Site() as site:
        site.answer("/in", Reply(status))
        result = await hook(site).send("hook", "", MESSAGE)
    assert isinstance(result, RetryLater)
    assert str(status) in result.detail


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
async def test_a_receiver_that_wants_none_of_it_is_not_asked_again(status):
    with Site() as site:
        words = Reply(status, body="field  'x'\nunknown", headers={"Content-Type": "text/plain"})
        site.answer("/in", words)
        result = await hook(site).send("hook", "", MESSAGE)
    assert result == Refused(f"answered {status}: field 'x' unknown")


async def test_a_redirect_is_a_failure_and_is_not_followed():
    with Site() as site:
        site.answer("/in", redirect("/elsewhere", 302))
        site.answer("/elsewhere", Reply(200))
        result = await hook(site).send("hook", "", MESSAGE)
        assert site.requests_to("/elsewhere") == []
    assert isinstance(result, RetryLater)
    assert "redirect" in result.detail


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        (
            {
                "Retry-After": "Sat, 21 Nov 2026 12:10:00 GMT",
                "Date": "Sat, 21 Nov 2026 12:00:00 GMT",
            },
            timedelta(minutes=10),
        ),
        ({"Retry-After": "Sat, 21 Nov 2026 12:10:00 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "9" * 400}, timedelta(seconds=10**9)),
        ({}, None),
    ],
)
async def test_the_receivers_own_word_on_when_to_come_back_is_kept(headers, wait):
    with Site() as site:
        site.answer("/in", Reply(429, headers=headers))
        result = await hook(site).send("hook", "", MESSAGE)
    assert result.retry_after == wait


async def test_a_receiver_that_breaks_off_is_asked_again():
    with Site() as site:
        site.answer("/in", reset())
        assert isinstance(await hook(site).send("hook", "", MESSAGE), RetryLater)


@pytest.mark.parametrize("reply", [hang(), Reply(500, body="x" * 99, drip=(1, 0.2))])
async def test_a_receiver_that_hangs_or_drips_holds_nothing_up(reply):
    with Site() as site:
        site.answer("/in", reply)
        result = await hook(site, deadline=0.5).send("hook", "", MESSAGE)
    assert isinstance(result, RetryLater)


async def test_an_endless_answer_is_not_read():
    with Site() as site:
        site.answer("/in", endless())
        assert isinstance(await hook(site).send("hook", "", MESSAGE), Sent)


async def test_a_bare_web_address_is_a_webhook():
    with Site() as site:
        site.answer("/in", Reply(200))
        channels = Channels([ChannelSpec("hook", site.url("/in"))])
        assert isinstance(await channels.send("hook", "", MESSAGE), Sent)


async def test_hostile_text_stays_text_in_json():
    made = message(delivery(alert(headline='"},{"x":"\u202e\ud800')), ())
    with Site() as site:
        site.answer("/in", Reply(200))
        assert isinstance(await hook(site).send("hook", "", made), Sent)
        (request,) = site.requests_to("/in")
    assert json.loads(request.body)["headline"] == '"},{"x":"\u202e\ufffd'
