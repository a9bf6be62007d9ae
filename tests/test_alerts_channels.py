"""Channels: one recipient a call, a deadline, a pace, a rest, and no secret in any word."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace
from datetime import timedelta
from mailbox import Mailbox

import pytest
from alert_samples import alert, delivery
from servers import Reply, Site, hang

from monitor.alerts.channels import Channels, ChannelSpec
from monitor.alerts.pacing import Breaker
from monitor.alerts.render import channel_test, message
from monitor.errors import ConfigError
from monitor.model import Message, Refused, RetryLater, Sent, Severity

MESSAGE = message(delivery(), ())
TOKEN = "3ccdd113474722377935511f"


def numbered(number: int) -> Message:
    return replace(MESSAGE, message_id=f"<{number}@monitor.localhost>")


def hooks(site: Site, path: str = "/in", **limits) -> Channels:
    url = f"json://127.0.0.1:{site.port}{path}"
    return Channels([ChannelSpec("hook", url, **limits)])


def chat(site: Site) -> Channels:
    return Channels([ChannelSpec("chat", f"mmost://127.0.0.1:{site.port}/{TOKEN}")])


async def test_a_channel_that_is_not_configured_refuses():
    result = await Channels([]).send("gone", "", MESSAGE)
    assert result == Refused("no channel named gone is configured")


async def test_a_channel_that_stays_the_same_keeps_its_rest_over_a_reload():
    """R101."""
    with Site() as site:
        site.answer("/in", Reply(500))
        channels = hooks(site, per_minute=6000)
        for number in range(5):
            await channels.send("hook", "", numbered(number))
        url = f"json://127.0.0.1:{site.port}/in"
        same = channels.changed([ChannelSpec("hook", url, per_minute=6000)])
        other = channels.changed([ChannelSpec("hook", url, per_minute=600)])
    assert [one.states()[0].is_resting for one in (channels, same, other)] == [True, True, False]


async def test_the_terminal_shows_the_alert(capsys):
    channels = Channels([ChannelSpec("terminal", "terminal:")])
    assert await channels.send("terminal", "", MESSAGE) == Sent("printed")
    shown = capsys.readouterr().out
    assert "Türkiye to sell 40 drones to Azerbaijan" in shown
    assert "https://news.example.org/2026/11/20/drones?page=1&from=feed" in shown
    assert channels.describe("terminal") == "terminal"


async def test_a_test_message_takes_the_same_way(capsys):
    made = channel_test("terminal", "<t@monitor.localhost>")
    channels = Channels([ChannelSpec("terminal", "terminal:")])
    assert await channels.send("terminal", "", made) == Sent("printed")
    assert "test of the channel terminal" in capsys.readouterr().out


# --- A service spoken to by apprise alone ---------------------------------------------------------


async def test_a_chat_gets_the_short_text_with_nothing_to_act_on():
    told = alert(headline="@all <!channel> [x](http://evil.example)")
    with Site() as site:
        result = await chat(site).send("chat", "", message(delivery(told), ()))
        site.answer(f"/hooks/{TOKEN}", Reply(200))
        assert isinstance(result, Refused)  # nothing was scripted yet: 404
        result = await chat(site).send("chat", "", message(delivery(told), ()))
        request = site.requests_to(f"/hooks/{TOKEN}")[-1]
    assert result == Sent("accepted")
    sent = json.loads(request.body)
    for token in ("@all", "<!channel>", "]("):
        assert token not in json.dumps(sent, ensure_ascii=False)
    assert "https://news.example.org/2026/11/20/drones?page=1&from=feed" in sent["text"]
    assert "github" not in json.dumps(sent)  # no picture fetched from somebody else's site


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, RetryLater), (500, RetryLater), (503, RetryLater), (302, RetryLater), (400, Refused), (401, Refused), (404, Refused)],
)  # fmt: skip
async def test_what_a_service_answers_decides_whether_it_is_asked_again(status, kind):
    with Site() as site:
        site.answer(f"/hooks/{TOKEN}", Reply(status, headers={"Location": "/ok"}))
        site.answer("/ok", Reply(200))
        result = await chat(site).send("chat", "", MESSAGE)
        assert site.requests_to("/ok") == []
    assert isinstance(result, kind), result
    assert str(status) in result.detail


async def test_messages_to_one_service_do_not_sleep_between_each_other():
    with Site() as site:
        site.answer(f"/hooks/{TOKEN}", Reply(200))
        channels, begun = chat(site), time.monotonic()
        for number in range(4):
            await channels.send("chat", "", numbered(number))
    assert time.monotonic() - begun < 2  # apprise's own pace would take over four seconds


async def test_a_text_over_a_services_limit_is_cut_and_keeps_its_link():
    told = alert(headline="Word " * 60, url="https://a.example/the/link")
    long = message(delivery(told), tuple(f"site{n}.example" for n in range(12)))
    long = replace(long, chat=long.chat.replace("Alert 12.", "Alert 12. " + "more " * 2000))
    with Site() as site:
        site.answer(f"/hooks/{TOKEN}", Reply(200))
        assert isinstance(await chat(site).send("chat", "", long), Sent)
        (request,) = site.requests_to(f"/hooks/{TOKEN}")
    text = json.loads(request.body)["text"]
    assert len(text) <= 4000
    assert text.rstrip().endswith("…\nhttps://a.example/the/link")


# --- Deadlines ------------------------------------------------------------------------------------


async def test_a_hanging_channel_is_left_at_its_deadline_and_others_do_not_wait():
    with Site() as site:
        site.answer("/hang", hang())
        site.answer("/good", Reply(200))
        specs = [
            ChannelSpec("bad", f"json://127.0.0.1:{site.port}/hang", deadline=timedelta(seconds=1)),
            ChannelSpec("good", f"json://127.0.0.1:{site.port}/good"),
        ]
        channels, begun = Channels(specs), time.monotonic()
        hanging = [asyncio.create_task(channels.send("bad", "", numbered(n))) for n in range(4)]
        for number in range(5):
            assert isinstance(await channels.send("good", "", numbered(number)), Sent)
        assert time.monotonic() - begun < 0.9
        results = await asyncio.gather(*hanging)
        assert time.monotonic() - begun < 2
        assert all(result == RetryLater("no answer within 1 s") for result in results)
        stuck = await channels.send("bad", "", numbered(99))
        assert stuck.tried is False
        assert "stuck" in stuck.detail
        assert channels.states()[0].stuck == 4


async def test_a_success_after_the_deadline_is_not_sent_twice():
    with Site() as site:
        site.answer("/in", Reply(200, delay=0.6))
        channels = hooks(site, deadline=timedelta(seconds=0.3))
        first = await channels.send("hook", "", MESSAGE)
        while_running = await channels.send("hook", "", MESSAGE)
        await asyncio.sleep(0.6)
        later = await channels.send("hook", "", MESSAGE)
        assert len(site.requests_to("/in")) == 1
    assert first == RetryLater("no answer within 0.3 s")
    assert while_running.tried is False
    assert later == Sent("accepted by an earlier attempt, after its deadline")


# --- Pace and rest --------------------------------------------------------------------------------


async def test_beyond_its_pace_a_channel_sends_messages_back_untried():
    with Site() as site:
        site.answer("/in", Reply(200))
        channels = Channels(
            [ChannelSpec("hook", f"json://127.0.0.1:{site.port}/in", per_minute=2)], lambda: 100.0
        )
        results = [await channels.send("hook", "", numbered(n)) for n in range(3)]
        assert len(site.requests_to("/in")) == 2
    assert results[2] == RetryLater(
        "paced to 2 messages a minute", timedelta(seconds=30), tried=False
    )


async def test_a_channel_that_is_down_rests_and_says_so_then_comes_back():
    now = 100.0
    with Site() as site:
        site.answer("/in", Reply(503))
        channels = Channels([ChannelSpec("hook", f"json://127.0.0.1:{site.port}/in")], lambda: now)
        for number in range(Breaker().allowed):
            await channels.send("hook", "", numbered(number))
        resting = await channels.send("hook", "", numbered(50))
        assert (resting.tried, resting.retry_after) == (False, timedelta(seconds=30))
        assert "503" in resting.detail
        assert channels.states()[0].is_resting
        assert len(site.requests_to("/in")) == 5
        site.answer("/in", Reply(200))
        now += 30
        assert isinstance(await channels.send("hook", "", numbered(51)), Sent)
        assert not channels.states()[0].is_resting


async def test_a_refused_message_does_not_rest_the_channel_for_the_others():
    with Site() as site:
        site.answer("/in", Reply(400))
        channels = hooks(site)
        for number in range(8):
            assert isinstance(await channels.send("hook", "", numbered(number)), Refused)
        assert not channels.states()[0].is_resting


# --- Addresses and secrets ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "to", "said"),
    [
        ("nonsense://s3cr3tword", (), "cannot read"),
        ("slack://s3cr3tword", (), "channel desk"),
        ("mailto://user:s3cr3tword@example.org", ("a@b.example", "no address"), "mail address"),
        ("mailto://user:s3cr3tword@example.org?to=a@b.example,c@d.example", (), "several"),
        ("mailto://user:s3cr3tword@example.org?cc=a@b.example", (), "cc"),
        ("mailto://user:s3cr3tword@example.org?pgp=sign", (), "channel desk"),
        ("json://example.org/s3cr3tword", ("a@b.example",), "one fixed place"),
        ("tgram://123456789:s3cr3tword_abcdefghijklmnopqrst/1/2", (), "several"),
    ],
)
def test_an_address_of_no_use_is_refused_by_the_channels_name_alone(url, to, said, caplog, capsys):
    with pytest.raises(ConfigError) as caught:
        Channels([ChannelSpec("desk", url, recipients=to)])
    assert "channel desk" in str(caught.value)
    assert said in str(caught.value)
    assert "s3cr3tword" not in f"{caught.value} {caplog.text} {capsys.readouterr()}"


@pytest.mark.parametrize(
    ("url", "described"),
    [
        ("mailtos://user:s3cr3tword@smtp.example.org?from=m@example.org", "mail by smtp.example.org:587 from m@example.org"),
        ("jsons://hooks.example.org/s3cr3tword", "webhook at hooks.example.org/***"),
        ("https://hooks.example.org/s3cr3tword", "webhook at hooks.example.org/***"),
        ("tgram://123456789:s3cr3tword_abcdefghijklmnopqrst/1", "Telegram by apprise (tgram://***)"),
    ],
)  # fmt: skip
def test_a_channel_is_described_without_its_secrets(url, described):
    spec = ChannelSpec("desk", url)
    assert Channels([spec]).describe("desk") == described
    assert "s3cr3tword" not in repr(spec)


async def test_no_secret_reaches_a_log_a_result_or_a_state_at_any_level(caplog, capsys):
    caplog.set_level(logging.DEBUG)
    secret = "s3cr3tword"
    with Site() as site, Mailbox(login=("user", "other")) as mailbox:
        echo = Reply(500, body=f"bad {secret}", headers={"Content-Type": "text/plain"})
        site.answer(f"/{secret}", echo)
        here = f"127.0.0.1:{site.port}"
        specs = [
            ChannelSpec("hook", f"json://user:{secret}@{here}/{secret}?%2BX-Auth={secret}"),
            ChannelSpec("chat", f"mmost://{here}/{secret}{secret}abcd"),
            ChannelSpec("down", f"json://127.0.0.1:1/{secret}"),
            ChannelSpec(
                "mail", f"mailto://user:{secret}@127.0.0.1:{mailbox.port}?from=a@b.example"
            ),
        ]
        channels = Channels(specs)
        results = [await channels.send(spec.name, "", MESSAGE) for spec in specs]
    assert not any(isinstance(result, Sent) for result in results)
    said = f"{results} {channels.states()} {specs} {caplog.text} {capsys.readouterr()}"
    assert secret not in said


async def test_the_tone_follows_the_severity():
    with Site() as site:
        site.answer("/in", Reply(200))
        channels = hooks(site)
        for severity in Severity:
            told = alert(matches=(replace(alert().matches[0], severity=severity),))
            await channels.send("hook", "", message(delivery(told), ()))
        tones = [json.loads(request.body)["type"] for request in site.requests_to("/in")]
    assert tones == ["info", "info", "warning", "failure"]
