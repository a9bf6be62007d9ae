"""Telling an outage of our own network from hosts that fail."""

from __future__ import annotations

from fetching import Names, fetcher

from monitor.fetch.outage import FEW, MANY, OutageWatch
from monitor.model import Failure, Fetched, FetchFailed
from tests.servers import Reply, Site

HOSTS = [f"host{number}.example" for number in range(100)]


def test_hosts_that_fail_one_after_another_with_no_answer_between_are_our_own_fault():
    """R22: a local outage is recognised."""
    watch = OutageWatch()
    told = [watch.silent(host, at, Failure.DNS) for at, host in enumerate(HOSTS[:FEW])]
    assert told == [False] * (FEW - 1) + [True]
    assert watch.is_down


def test_one_dead_host_asked_again_and_again_is_no_outage():
    """R22."""
    watch = OutageWatch()
    assert not any(watch.silent("dead.example", at, Failure.TIMEOUT) for at in range(50))


def test_any_answer_shows_that_the_network_works():
    """R22: one success ends an outage."""
    watch = OutageWatch()
    for at, host in enumerate(HOSTS[:FEW]):
        watch.silent(host, at, Failure.CONNECTION)
    watch.heard("alive.example", 10)
    assert not watch.is_down
    assert not watch.silent(HOSTS[0], 11, Failure.CONNECTION)


def test_hosts_that_hang_while_others_answer_are_their_own_fault():
    """R22: their requests began before the last answer from elsewhere."""
    watch = OutageWatch()
    watch.heard("alive.example", 30)
    assert not any(watch.silent(host, 5, Failure.TIMEOUT) for host in HOSTS)


def test_among_many_hosts_more_must_fail():
    """R22."""
    watch = OutageWatch()
    for host in HOSTS:
        watch.heard(host, 0)
    told = [watch.silent(host, 1, Failure.DNS) for host in HOSTS[: MANY + 1]]
    assert told.index(True) == MANY - 1


def test_an_error_that_is_an_answer_says_nothing_of_the_network():
    watch = OutageWatch()
    assert not any(watch.silent(host, 1, Failure.TLS) for host in HOSTS)


async def test_the_fetcher_says_when_nothing_answers_anywhere_and_when_it_does_again():
    """R22: real requests; names that cannot be resolved, then a site that answers."""
    with Site() as site:
        site.answer("/feed", Reply(body=b"<rss/>"))
        async with fetcher(site, resolver=Names()) as fetch:
            results = [await fetch.feed(f"http://{host}/feed", None) for host in HOSTS[:4]]
            kinds = [result.failure for result in results if isinstance(result, FetchFailed)]
            assert kinds == [Failure.DNS, Failure.DNS, Failure.OFFLINE, Failure.OFFLINE]
            assert "no host answers any more" in results[3].detail
            assert fetch.is_offline
            assert isinstance(await fetch.feed(site.url("/feed"), None), Fetched)
            assert not fetch.is_offline
            again = await fetch.feed(f"http://{HOSTS[9]}/feed", None)
            assert again.failure is Failure.DNS
