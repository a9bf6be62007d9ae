"""One exchange with a server that is broken, hostile or slow (R6, R37-R40)."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
import tracemalloc

import pytest

from monitor.fetch.answers import Moved
from monitor.model import Failure, Fetched, FetchFailed
from tests.fetching import Clock, fetcher, timedelta
from tests.servers import (
    Reply,
    Site,
    bomb,
    chunked,
    coded,
    encode,
    endless,
    hang,
    make_certificates,
    openssl_is_here,
    raw,
    redirect,
    reset,
)

BODY = b"<rss>" + b"The ministers met. " * 500 + b"</rss>"


@pytest.fixture
def site():
    with Site() as running:
        yield running


async def failure_of(site, reply, **changes):
    site.answer("/feed", reply)
    async with fetcher(site, **changes) as fetch:
        answer = await fetch.feed(site.url("/feed"), None)
    assert isinstance(answer, FetchFailed), answer
    assert answer.detail
    assert "\n" not in answer.detail
    return answer.failure


@pytest.mark.parametrize("codings", [(), ("gzip",), ("deflate",), ("raw-deflate",), ("br",), ("zstd",), ("gzip", "br")])  # fmt: skip
async def test_a_body_arrives_decoded_from_its_coding(site, codings):
    site.answer("/feed", coded(BODY, *codings, headers=_coding_header(codings)))
    async with fetcher(site) as fetch:
        answer = await fetch.feed(site.url("/feed"), None)
    assert (answer.body, answer.content_type) == (BODY, "application/rss+xml")


def _coding_header(codings):
    named = ", ".join(coding.removeprefix("raw-") for coding in codings)
    return {"Content-Type": "application/rss+xml", **({"Content-Encoding": named} if named else {})}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=BODY, length=len(BODY) + 1, then="close"),
        Reply(body=BODY, length=len(BODY) + 1, then="reset"),
        chunked([BODY], end=False),
        coded(BODY, "gzip", length=None, then="close", body=coded(BODY, "gzip").body[:-9]),
        coded(BODY, "gzip", body=coded(BODY, "gzip").body[:-8] + b"\0" * 8),
        coded(BODY, "gzip", body=BODY),
        coded(BODY, "br", body=BODY),
        coded(BODY, "zstd", body=BODY),
    ],
    ids=["short", "reset", "unended", "cut-gzip", "bad-crc", "no-gzip", "no-br", "no-zstd"],
)  # fmt: skip
async def test_a_broken_body_is_no_body_and_has_no_validators(site, reply):
    """R6."""
    assert await failure_of(site, reply) is Failure.BROKEN_BODY


@pytest.mark.parametrize("chunks", [b"zzz\r\nabc\r\n", b"3\r\nabcdef\r\n", b"-1\r\na\r\n", b"3abc"])
async def test_broken_chunks_are_no_body(site, chunks):
    """R6: they are no HTTP at all when they come along with the head."""
    reply = raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert await failure_of(site, reply) in {Failure.BROKEN_BODY, Failure.PROTOCOL}


async def test_more_than_was_announced_is_not_taken_for_the_next_answer(site):
    """R38: a length that lies short must not let a server answer a request we did not make."""
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    site.answer("/feed", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood" + smuggled, then="keep"))  # fmt: skip
    site.answer("/next", Reply(body=b"next"))
    async with fetcher(site) as fetch:
        first = await fetch.feed(site.url("/feed"), None)
        second = await fetch.feed(site.url("/next"), None)
    assert isinstance(first, FetchFailed) or first.body == b"good"
    assert second.body == b"next"


@pytest.mark.parametrize("codings", [("gzip",), ("deflate",), ("br",), ("zstd",), ("gzip", "gzip")])
async def test_a_bomb_ends_at_the_cap_without_filling_memory(site, codings):
    """R37: 400 MB of zeros in a few KB; memory holds the 10 MB allowed, joined once."""
    inner, *outer = codings
    packed = bomb(inner, 400)
    for coding in outer:
        packed = encode(packed, coding)
    site.answer("/feed", Reply(body=packed, headers={"Content-Encoding": ", ".join(codings)}))
    async with fetcher(site) as fetch:
        tracemalloc.start()
        answer = await fetch.feed(site.url("/feed"), None)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert answer.failure is Failure.TOO_LARGE
    assert peak < 64 << 20


async def test_a_bomb_on_a_redirect_is_never_unpacked(site):
    """R37: the body of a redirect is not read at all."""
    bomb = coded(bytes(50_000_000), "gzip")
    site.answer("/feed", Reply(302, bomb.body, {"Location": "/new", "Content-Encoding": "gzip"}))
    site.answer("/new", Reply(body=BODY))
    async with fetcher(site) as fetch:
        assert (await fetch.feed(site.url("/feed"), None)).body == BODY


async def test_codings_upon_codings_and_unknown_ones_are_refused(site):
    """R37."""
    assert await failure_of(site, coded(BODY, *["gzip"] * 5)) is Failure.PROTOCOL
    assert await failure_of(site, Reply(body=BODY, headers={"Content-Encoding": "compress"})) is Failure.PROTOCOL  # fmt: skip


async def test_each_kind_has_its_own_cap(site):
    site.answer("/x", Reply(body=b"x" * 2000))
    async with fetcher(site, max_feed_bytes=2000, max_page_bytes=1999) as fetch:
        assert isinstance(await fetch.feed(site.url("/x"), None), Fetched)
        assert (await fetch.page(site.url("/x"))).failure is Failure.TOO_LARGE


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(body=b"x", length=20_000_000_000), Failure.TOO_LARGE),
        (endless(), Failure.TOO_LARGE),
        (Reply(body=b"x" * 100_000, drip=(1, 0.1)), Failure.TIMEOUT),
        (hang(), Failure.TIMEOUT),
        (Reply(body=b"x", length=10, then="hang"), Failure.TIMEOUT),
        (raw(b"HTTP/1.1 200 OK\r\nA: b", then="hang"), Failure.TIMEOUT),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 1_000_000 + b"\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 200 " + b"b" * 1_000_000 + b"\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, then="hang"), Failure.TIMEOUT),
        (raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), Failure.PROTOCOL),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), Failure.PROTOCOL),
        (raw(b""), Failure.CONNECTION),
        (reset(), Failure.CONNECTION),
    ],
    ids=["20-gb", "endless", "drip", "hang", "stall", "no-head-end", "headers", "header", "status", "1xx", "101",
         "ssh", "silence", "reset"],
)  # fmt: skip
async def test_no_server_keeps_us_beyond_the_deadline(site, reply, failure):
    """R38: the deadline is for the whole exchange, not for each read."""
    begun = time.monotonic()
    assert await failure_of(site, reply, deadline=timedelta(seconds=1)) is failure
    assert time.monotonic() - begun < 2


async def test_the_deadline_counts_all_hops_together(site):
    """R38."""
    for hop in range(5):
        site.answer(f"/{hop}", Reply(302, headers={"Location": f"/{hop + 1}"}, delay=0.3))
    async with fetcher(site, deadline=timedelta(seconds=1)) as fetch:
        begun = time.monotonic()
        assert (await fetch.feed(site.url("/0"), None)).failure is Failure.TIMEOUT
        assert time.monotonic() - begun < 1.5


async def test_a_name_service_that_hangs_meets_the_deadline():
    """R38."""

    class Hanging:
        async def resolve(self, *_asked):
            await asyncio.sleep(60)

        async def close(self):
            pass

    async with fetcher(resolver=Hanging(), deadline=timedelta(seconds=0.3)) as fetch:
        answer = await fetch.feed("http://slow.example/", None)
    assert answer == FetchFailed(Failure.TIMEOUT, "slow.example did not finish within 0.3 s")


async def test_hanging_hosts_do_not_delay_the_healthy_ones():
    """R39: 200 silent hosts, and 50 feeds that come in at once all the same."""
    healthy = [f"127.0.3.{number}" for number in range(1, 51)]
    silent = [f"127.0.2.{number}" for number in range(1, 201)]
    with Site("0.0.0.0") as site:
        site.answer("/hang", hang())
        site.answer("/feed", Reply(body=BODY))
        places = frozenset((address, site.port) for address in silent + healthy)
        async with fetcher(allowed_private=places, deadline=timedelta(seconds=3)) as fetch:
            slow = [
                asyncio.create_task(fetch.feed(site.url("/hang", host=h), None)) for h in silent
            ]
            await asyncio.sleep(0.2)
            begun = time.monotonic()
            quick = await asyncio.gather(*(fetch.feed(site.url("/feed", host=h), None) for h in healthy))  # fmt: skip
            assert all(isinstance(answer, Fetched) for answer in quick)
            assert time.monotonic() - begun < 2
            assert {answer.failure for answer in await asyncio.gather(*slow)} == {Failure.TIMEOUT}


async def test_waiting_for_a_connection_does_not_count_against_the_deadline(site):
    """R39: with two connections for four slow hosts, all four are read."""
    with Site("0.0.0.0") as everywhere:
        everywhere.answer("/feed", Reply(body=BODY, delay=0.3))
        hosts = [f"127.0.4.{number}" for number in range(1, 5)]
        places = frozenset((host, everywhere.port) for host in hosts)
        changes = {"connections": 2, "deadline": timedelta(seconds=0.5)}
        async with fetcher(allowed_private=places, **changes) as fetch:
            answers = await asyncio.gather(*(fetch.feed(everywhere.url("/feed", host=h), None) for h in hosts))  # fmt: skip
    assert all(isinstance(answer, Fetched) for answer in answers)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    if not openssl_is_here():
        pytest.skip("certificates are made with the openssl command, which is not here")
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize(("kind", "says"), [
    ("expired", "expired"), ("self-signed", "self-signed"), ("wrong-host", "not valid for"), ("missing-chain", "issuer"),
])  # fmt: skip
async def test_a_bad_certificate_is_refused_with_a_plain_word(certificates, kind, says):
    """R40: and nothing is sent, nor asked again without TLS."""
    with Site(tls=certificates.server(kind)) as site:
        site.answer("/feed", Reply(body=BODY))
        async with fetcher(site, ca_file=str(certificates.authority)) as fetch:
            answer = await fetch.feed(site.url("/feed"), None)
        assert (answer.failure, says in answer.detail) == (Failure.TLS, True)
        assert not site.requests


async def test_a_good_certificate_passes_and_an_exception_must_be_named(certificates):
    """R40: the operator's exception is for one host, not for all."""
    with Site(tls=certificates.server("good")) as good, Site(tls=certificates.server("expired")) as bad:  # fmt: skip
        for site in (good, bad):
            site.answer("/feed", Reply(body=BODY))
        trust = {"ca_file": str(certificates.authority)}
        async with fetcher(good, bad, **trust) as fetch:
            assert isinstance(await fetch.feed(good.url("/feed"), None), Fetched)
            assert (await fetch.feed(bad.url("/feed"), None)).failure is Failure.TLS
        for named, expected in (("elsewhere.example", FetchFailed), ("127.0.0.1", Fetched)):
            hosts = frozenset({named})
            async with fetcher(good, bad, unverified_tls_hosts=hosts, **trust) as fetch:
                assert isinstance(await fetch.feed(bad.url("/feed"), None), expected)


async def test_tls_of_the_last_century_is_refused(certificates):
    """R40."""
    old = certificates.server("good")
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with Site(tls=old) as site:
        async with fetcher(site, ca_file=str(certificates.authority)) as fetch:
            answer = await fetch.feed(site.url("/feed"), None)
        assert answer.failure in {Failure.TLS, Failure.CONNECTION}, "an alert, or just hung up"
        assert not site.requests


async def test_plain_http_on_a_tls_port_is_refused_without_a_downgrade(certificates, site):
    """R40."""
    async with fetcher(site) as fetch:
        answer = await fetch.feed(site.url("/feed").replace("http:", "https:"), None)
    assert answer.failure is Failure.TLS
    assert not site.requests


async def test_a_redirect_from_https_to_http_is_followed_but_never_told_as_a_move(certificates, site):  # fmt: skip
    """R18."""
    site.answer("/feed", Reply(body=BODY))
    with Site(tls=certificates.server("good")) as safe:
        safe.answer("/feed", redirect(site.url("/feed"), 301))
        async with fetcher(site, safe, ca_file=str(certificates.authority)) as fetch:
            answer = await fetch.feed(safe.url("/feed"), None)
    assert (answer.url, answer.moved_to) == (site.url("/feed"), None)


async def test_nobody_listening_is_a_failure_that_says_so(site):
    async with fetcher(site) as fetch:
        site._loop.call_soon_threadsafe(site._server.close)
        await asyncio.sleep(0.05)
        answer = await fetch.feed(site.url("/feed"), None)
    assert answer == FetchFailed(Failure.CONNECTION, "no connection to 127.0.0.1: Connection refused")  # fmt: skip


async def test_answers_of_an_older_protocol_are_read(site):
    site.answer("/feed", raw(b"HTTP/1.0 200 OK\nContent-Type: text/xml\n\n" + BODY))
    site.answer("/bare", raw(b"HTTP/1.1 200\r\n\r\n" + BODY))
    async with fetcher(site) as fetch:
        assert (await fetch.feed(site.url("/feed"), None)).body == BODY
        assert (await fetch.feed(site.url("/bare"), None)).body == BODY


async def test_headers_as_long_as_real_sites_send_them_are_taken(site):
    site.answer("/feed", Reply(body=BODY, headers={"Content-Security-Policy": "x" * 20_000}))
    async with fetcher(site) as fetch:
        assert isinstance(await fetch.feed(site.url("/feed"), None), Fetched)


async def test_a_connection_is_kept_for_the_next_request_to_the_host(site):
    site.answer("/feed", Reply(body=BODY, headers={"ETag": '"1"'}), Reply(304), Reply(404, b"no"), redirect("/feed2"))  # fmt: skip
    site.answer("/feed2", coded(BODY, "gzip"))
    async with fetcher(site) as fetch:
        first = await fetch.feed(site.url("/feed"), None)
        for _ in range(3):
            await fetch.feed(site.url("/feed"), first.validators)
    assert (len(site.requests), site.connections) == (5, 1)


async def test_no_answer_whatever_raises(site):
    """Five hundred mangled answers: each is a result, and none takes long."""
    chance = random.Random(20260304)
    whole = [
        b'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: "1"\r\nContent-Length: 6\r\n\r\n<rss/>',
        b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n",
        b"HTTP/1.1 429 No\r\nRetry-After: 0\r\nDate: Wed, 04 Mar 2026 12:02:00 GMT\r\n\r\n",
    ]  # fmt: skip
    site.answer("/feed", lambda _request: raw(_mangled(chance, chance.choice(whole))))
    clock = Clock()
    async with fetcher(site, now=clock, deadline=timedelta(seconds=1)) as fetch:
        for _ in range(500):
            clock.forward(days=32)  # beyond any pause
            answer = await fetch.feed(site.url("/feed"), None)
            assert not isinstance(answer, Moved)
            assert isinstance(answer, FetchFailed) or answer.status in {200, 203}
    assert len(site.requests) >= 500


def _mangled(chance, data):
    data = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randint(1, 8)]
            case 2:
                data[place:place] = bytes(
                    chance.randrange(256) for _ in range(chance.randint(1, 8))
                )
            case 3:
                data[place:place] = data[max(0, place - 12) : place]
        if not data:
            return b""
    return bytes(data)
