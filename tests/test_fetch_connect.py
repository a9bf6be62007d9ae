"""Connections go only where they may, whatever names, redirects and surroundings say (R32, R33, R36)."""

from __future__ import annotations

import pytest

from monitor.fetch.http import HttpFetch
from monitor.fetch.policy import FetchPolicy
from monitor.model import Failure, Fetched
from tests.fetching import QUICK, Clock, Names, fetcher
from tests.servers import Reply, Site, redirect

BODY = b"<rss/>"


@pytest.fixture
def inner():
    """A place on this machine that nobody allowed."""
    with Site("127.0.0.3") as running:
        running.answer("/secret", Reply(body=b"secret"))
        yield running


@pytest.fixture
def outer():
    """A place that stands for the public network: it is on the allow list."""
    with Site("127.0.0.2") as running:
        yield running


async def test_without_an_allow_list_no_place_on_this_machine_is_reached(inner):
    """R30: the default policy."""
    fetch = HttpFetch(FetchPolicy(allowed_ports=frozenset({80, 443, inner.port})), Clock())
    for host in ("127.0.0.3", "[::ffff:127.0.0.3]", "localhost", "127.0.0.3.", "[64:ff9b::7f00:3]", "0.0.0.0"):  # fmt: skip
        answer = await fetch.feed(inner.url("/secret", host=host), None)
        assert answer.failure is Failure.UNSAFE, host
    await fetch.close()
    assert inner.connections == 0


async def test_an_allowed_place_does_not_open_its_neighbours(inner, outer):
    """The allow list holds addresses and ports together."""
    async with fetcher(outer) as fetch:
        other_port = await fetch.feed(f"http://127.0.0.2:{inner.port}/", None)
        other_address = await fetch.feed(f"http://127.0.0.3:{outer.port}/", None)
    assert {other_port.failure, other_address.failure} == {Failure.UNSAFE}
    assert (inner.connections, outer.connections) == (0, 0)


async def test_a_name_that_leads_inside_is_not_dialled(inner):
    """R32."""
    names = Names(evil_example=[["127.0.0.3"]], mapped_example=[["::ffff:127.0.0.3"]])
    changes = {"allowed_ports": frozenset({inner.port}), "resolver": names}
    async with fetcher(**changes) as fetch:
        for name in ("evil.example", "mapped.example"):
            answer = await fetch.feed(f"http://{name}:{inner.port}/secret", None)
            assert answer.failure is Failure.UNSAFE
            assert name in answer.detail
    assert inner.connections == 0


async def test_one_bad_address_among_good_ones_refuses_the_name(inner, outer):
    """R32: mixed answers are how an attacker gets a second try."""
    names = Names(mixed_example=[[outer.address, inner.address]])
    async with fetcher(outer, resolver=names) as fetch:
        answer = await fetch.feed(f"http://mixed.example:{outer.port}/", None)
    assert answer.failure is Failure.UNSAFE
    assert (inner.connections, outer.connections) == (0, 0)


async def test_a_name_that_changes_its_mind_is_judged_again_at_each_connection(inner, outer):
    """R32: public when first asked, inside when asked again; what was judged is what is dialled."""
    names = Names(flips_example=[[outer.address], [inner.address]])
    outer.answer("/feed", Reply(body=BODY, then="close"))
    url = f"http://flips.example:{outer.port}/feed"
    async with fetcher(outer, resolver=names) as fetch:
        assert isinstance(await fetch.feed(url, None), Fetched)
        fetch._wire._session.connector.clear_dns_cache()
        assert (await fetch.feed(url, None)).failure is Failure.UNSAFE
    assert names.asked == ["flips.example"] * 2
    assert outer.requests[0].header("Host") == f"flips.example:{outer.port}".encode()
    assert inner.connections == 0


async def test_a_resolver_that_is_fooled_is_not_the_last_guard(inner, monkeypatch):
    """R32: the socket itself refuses, and so does a look at who answered."""
    names = Names(evil_example=[["127.0.0.3"]])
    async with fetcher(resolver=names, allowed_ports=frozenset({inner.port})) as fetch:

        async def trusting(host, port=0, family=0):
            return await names.resolve(host, port, family)

        monkeypatch.setattr(fetch._wire._resolver, "resolve", trusting)
        answer = await fetch.feed(f"http://evil.example:{inner.port}/secret", None)
        assert answer.failure is Failure.UNSAFE
        assert inner.connections == 0
        monkeypatch.setattr(fetch._wire._session.connector, "_socket_factory", None)
        answer = await fetch.feed(f"http://evil.example:{inner.port}/secret", None)
    assert answer.failure is Failure.UNSAFE
    assert "wrong place" in answer.detail
    assert not inner.requests


@pytest.mark.parametrize("hops", range(5))
async def test_a_redirect_inside_is_not_followed_at_any_hop(inner, outer, hops):
    """R33."""
    for hop in range(hops):
        outer.answer(f"/{hop}", redirect(f"/{hop + 1}"))
    outer.answer(f"/{hops}", redirect(inner.url("/secret")))
    async with fetcher(outer, allowed_ports=frozenset({inner.port})) as fetch:
        for answer in (await fetch.feed(outer.url("/0"), None), await fetch.page(outer.url("/0"))):
            assert answer.failure is Failure.UNSAFE
    assert inner.connections == 0


async def test_a_redirect_by_name_inside_is_not_followed(inner, outer):
    """R33."""
    names = Names(evil_example=[["127.0.0.3"]])
    outer.answer("/", redirect(f"http://evil.example:{inner.port}/secret"))
    changes = {"allowed_ports": frozenset({inner.port}), "resolver": names}
    async with fetcher(outer, **changes) as fetch:
        assert (await fetch.feed(outer.url("/"), None)).failure is Failure.UNSAFE
    assert inner.connections == 0


async def test_a_name_nobody_knows_is_a_dns_failure():
    names = Names(empty_example=[[]])
    async with fetcher(resolver=names) as fetch:
        for name in ("unknown.example", "empty.example"):
            answer = await fetch.feed(f"http://{name}/", None)
            assert answer.failure is Failure.DNS
            assert answer.detail == f"no address found for {name}"


async def test_proxies_and_passwords_in_the_surroundings_are_ignored(
    outer, inner, monkeypatch, tmp_path
):
    """R36."""
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine {outer.address} login someone password secret\n")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, inner.url("/"))
    monkeypatch.setenv("NETRC", str(netrc))
    outer.answer("/feed", Reply(body=BODY))
    async with fetcher(outer) as fetch:
        assert isinstance(await fetch.feed(outer.url("/feed"), None), Fetched)
    assert outer.requests[0].header("Authorization") is None
    assert inner.connections == 0


async def test_a_configured_proxy_is_trusted_and_the_targets_are_judged_all_the_same(inner):
    """R36: the proxy's own credentials go to the proxy alone."""
    names = Names(public_example=[["93.184.215.14"]], evil_example=[["10.0.0.1"]])
    inner.answer("/feed", redirect("http://public.example/new"))
    inner.answer("/new", Reply(body=BODY))
    proxy = inner.url("/", host=f"who:secret@{inner.address}")
    async with fetcher(proxy=proxy, resolver=names) as fetch:
        assert isinstance(await fetch.feed("http://public.example/feed", None), Fetched)
        for url in ("http://evil.example/", "http://10.0.0.1/", "http://127.0.0.3/"):
            assert (await fetch.feed(url, None)).failure is Failure.UNSAFE
    assert [r.target for r in inner.requests] == [
        "http://public.example/feed",
        "http://public.example/new",
    ]
    assert all(r.header("Authorization") is None for r in inner.requests)


async def test_an_ipv6_place_is_dialled_by_the_same_rules():
    try:
        site = Site("::1").start()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    site.answer("/feed", Reply(body=BODY))
    async with fetcher() as fetch:
        assert (await fetch.feed(site.url("/feed"), None)).failure is Failure.UNSAFE
    async with fetcher(site) as fetch:
        answer = await fetch.feed(site.url("/feed", host="[0:0:0:0:0:0:0:1]"), None)
    assert (answer.body, answer.url) == (BODY, site.url("/feed"))
    site.stop()


async def test_idle_connections_are_bounded(monkeypatch):
    """Ten thousand hosts must not cost ten thousand open files."""
    sites = [Site(f"127.0.1.{number}").start() for number in range(1, 9)]
    try:
        async with fetcher(*sites, idle=3) as fetch:
            for site in sites:
                site.answer("/feed", Reply(body=BODY))
                await fetch.feed(site.url("/feed"), None)
            assert len(fetch._wire._session.connector._conns) <= 3
    finally:
        for site in sites:
            site.stop()


def test_the_defaults_are_the_safe_ones():
    assert FetchPolicy().allowed_ports == {80, 443}
    assert FetchPolicy().allowed_private == frozenset()
    assert FetchPolicy().proxy is None
    assert FetchPolicy().page_gap.total_seconds() >= 5
    assert QUICK.reach.private == frozenset()
