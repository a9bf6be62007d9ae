"""How HttpFetch treats hosts: validators, redirects, pauses, gaps, robots.txt (R1-R4, R8-R11, R16-R21, R26)."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import pytest

from monitor.fetch.policy import Robots
from monitor.model import (
    Failure,
    Fetched,
    FetchFailed,
    HostPause,
    NotModified,
    Validators,
)
from tests.fetching import NOW, Clock, fetcher
from tests.servers import Reply, Site, hang, raw, redirect

FEED = b"<rss/>"


@pytest.fixture
def site():
    with Site() as running:
        yield running


@pytest.fixture
def other():
    with Site("127.0.0.2") as running:
        yield running


async def test_a_feed_in_its_whole_life_is_asked_once_without_conditions(site):
    """R1: as far as the fetcher goes: who brings validators back asks conditionally."""
    site.answer("/feed", Reply(body=FEED, headers={"ETag": '"1"'}), Reply(304))
    validators = None
    for _life in range(3):
        async with fetcher(site) as fetch:
            for _poll in range(5):
                answer = await fetch.feed(site.url("/feed"), validators)
                validators = answer.validators or validators
    bare = [r for r in site.requests if not r.header_names & {"if-none-match", "if-modified-since"}]
    assert len(site.requests) == 15
    assert len(bare) == 1


@pytest.mark.parametrize("etag", [b'W/"a,b\\"-\xc3\xa9"', b'W/"a,b\\"-\xe9"', b"unquoted", b'"\xff\xfe\x80"', b'""'])  # fmt: skip
@pytest.mark.parametrize(
    "modified", [b"Thu, 1 Jan 1970 00:00:00 +0000", b"thu, 01 jan  1970", b"\xe9t\xe9 2026", b"0"]
)
async def test_validators_go_back_byte_for_byte(site, etag, modified):
    """R2: UTF-8, latin-1 and what is neither."""
    site.answer("/feed", Reply(body=FEED, headers={"ETag": etag, "Last-Modified": modified}))
    async with fetcher(site) as fetch:
        first = await fetch.feed(site.url("/feed"), None)
        await fetch.feed(site.url("/feed"), first.validators)
    assert site.requests[1].header("If-None-Match") == etag
    assert site.requests[1].header("If-Modified-Since") == modified


@pytest.mark.parametrize(("etag", "modified"), [('"1"', "then"), ('"1"', None), (None, "then"), (None, None)])  # fmt: skip
async def test_what_is_known_is_sent_and_nothing_is_made_up(site, etag, modified):
    """R3."""
    async with fetcher(site) as fetch:
        await fetch.feed(site.url("/feed"), Validators(site.url("/feed"), etag, modified))
    request = site.requests[0]
    assert request.header("If-None-Match") == (etag and etag.encode())
    assert request.header("If-Modified-Since") == (modified and modified.encode())


async def test_the_newest_validators_replace_the_old_ones(site):
    """R4: a 304's too; a 200 without any leaves none."""
    site.answer(
        "/feed",
        Reply(body=FEED, headers={"ETag": '"1"', "Last-Modified": "one"}),
        Reply(304, headers={"ETag": '"2"'}),
        Reply(304),
        Reply(body=FEED, headers={"Last-Modified": "three"}),
        Reply(body=FEED),
    )
    url, known = site.url("/feed"), []
    async with fetcher(site) as fetch:
        validators = None
        for _ in range(5):
            answer = await fetch.feed(url, validators)
            keeps_old = isinstance(answer, NotModified) and answer.validators is None
            validators = validators if keeps_old else answer.validators
            known.append(validators)
    assert known == [
        Validators(url, '"1"', "one"),
        Validators(url, '"2"', "one"),
        Validators(url, '"2"', "one"),
        Validators(url, None, "three"),
        None,
    ]


async def test_a_304_to_an_unconditional_request_is_a_failure(site):
    site.answer("/feed", Reply(304))
    async with fetcher(site) as fetch:
        elsewhere = Validators(site.url("/other"), '"1"')
        for validators in (None, elsewhere):
            assert (await fetch.feed(site.url("/feed"), validators)).failure is Failure.PROTOCOL


async def test_a_429_is_waited_out_across_a_restart(site):
    """R8, R9: not one request before the time, whoever asks."""
    clock, remembered = Clock(), []
    site.answer("/feed", Reply(429, headers={"Retry-After": "120"}), Reply(body=FEED))

    async def remember(pause: HostPause) -> None:
        remembered.append(pause)

    async with fetcher(site, now=clock, remember_pause=remember) as fetch:
        first = await fetch.feed(site.url("/feed"), None)
        assert (first.failure, first.retry_after) == (Failure.THROTTLED, timedelta(seconds=120))
        assert fetch.pauses == tuple(remembered)
    clock.forward(seconds=119)
    async with fetcher(site, now=clock, pauses=remembered) as fetch:
        early = await fetch.feed(site.url("/feed"), None)
        assert (early.failure, early.status) == (Failure.THROTTLED, None)
        assert early.retry_after == timedelta(seconds=1)
        assert "left alone until 2026-03-04 05:08:07 UTC" in early.detail
        assert len(site.requests) == 1
        clock.forward(seconds=1)
        assert isinstance(await fetch.feed(site.url("/feed"), None), Fetched)
        assert fetch.pauses == ()


async def test_a_429_for_one_feed_pauses_all_of_its_host_and_no_other(site, other):
    """R10: feeds and pages alike."""
    site.answer("/1", Reply(429))
    async with fetcher(site, other) as fetch:
        await fetch.feed(site.url("/1"), None)
        for answer in [await fetch.feed(site.url(f"/{n}"), None) for n in range(2, 6)]:
            assert answer.failure is Failure.THROTTLED
        assert (await fetch.page(site.url("/page"))).failure is Failure.THROTTLED
        for n in range(5):
            other.answer(f"/{n}", Reply(body=FEED))
            assert isinstance(await fetch.feed(other.url(f"/{n}"), None), Fetched)
    assert len(site.requests) == 1


async def test_those_waiting_for_a_host_that_says_429_are_sent_away(site):
    """R10."""
    site.answer("/1", Reply(429, delay=0.1))
    async with fetcher(site, feed_gap=timedelta(seconds=5)) as fetch:
        asked = [fetch.feed(site.url("/1"), None), *(fetch.feed(site.url("/2"), None) for _ in range(5))]  # fmt: skip
        answers = await asyncio.wait_for(asyncio.gather(*asked), 2)
    assert {answer.failure for answer in answers} == {Failure.THROTTLED}
    assert len(site.requests) == 1


async def test_a_503_without_a_time_pauses_nobody(site):
    site.answer("/1", Reply(503))
    async with fetcher(site) as fetch:
        assert (await fetch.feed(site.url("/1"), None)).failure is Failure.SERVER
        assert fetch.pauses == ()


async def test_freshness_comes_with_200_and_304(site):
    """R11."""
    site.answer(
        "/feed",
        Reply(body=FEED, headers={"ETag": '"1"', "Cache-Control": "max-age=600", "Age": "60"}),
        Reply(304, headers={"Cache-Control": "max-age=900"}),
    )
    async with fetcher(site) as fetch:
        first = await fetch.feed(site.url("/feed"), None)
        second = await fetch.feed(site.url("/feed"), first.validators)
    assert (first.fresh_for.seconds, second.fresh_for.seconds) == (540, 900)


async def test_a_request_carries_these_headers_and_no_others(site):
    """R16: no cookie, no referer, nothing to defeat a cache; cookies set are not kept."""
    cookie = {"Set-Cookie": "id=1; Path=/", "ETag": '"1"', "Last-Modified": "then"}
    site.answer("/feed", Reply(body=FEED, headers=cookie))
    site.answer("/page", redirect("/feed"))
    async with fetcher(site, user_agent="Monitor/1 (+https://example.org/contact)") as fetch:
        first = await fetch.feed(site.url("/feed"), None)
        await fetch.feed(site.url("/feed"), first.validators)
        await fetch.page(site.url("/page"))
    usual = {"host", "user-agent", "accept", "accept-encoding"}
    conditions = {"if-none-match", "if-modified-since"}
    for request in site.requests:
        assert request.method == "GET"
        assert request.header_names - conditions == usual
        assert request.header("User-Agent") == b"Monitor/1 (+https://example.org/contact)"
        assert request.header("Accept-Encoding") == b"gzip, deflate, br, zstd"
    assert b"application/atom+xml" in site.requests[0].header("Accept")
    assert [r.path for r in site.requests] == ["/feed", "/feed", "/robots.txt", "/page", "/feed"]


async def test_nothing_is_asked_that_nobody_asked_for(site):
    """R17: a feed is one request; no icon, no home page, no robots.txt."""
    site.answer("/feed", Reply(body=b"<rss><image><url>/favicon.ico</url></image></rss>"))
    async with fetcher(site) as fetch:
        await fetch.feed(site.url("/feed"), None)
    assert [request.target for request in site.requests] == ["/feed"]


@pytest.mark.parametrize(("statuses", "moved"), [
    ([301], True), ([308], True), ([301, 308], True), ([302], False), ([303], False), ([307], False),
    ([301, 302], False), ([302, 301], False),
])  # fmt: skip
@pytest.mark.parametrize("status", [200, 304])
async def test_a_move_is_told_when_every_hop_was_for_good(site, statuses, moved, status):
    """R18, R19: in a 304 as well, since a feed that moved may send nothing else."""
    for hop, code in enumerate(statuses):
        site.answer(f"/{hop}", redirect(f"/{hop + 1}", code))
    new = site.url(f"/{len(statuses)}")
    site.answer(f"/{len(statuses)}", Reply(status, body=FEED, headers={"ETag": '"1"'}))
    async with fetcher(site) as fetch:
        answer = await fetch.feed(site.url("/0"), Validators(new, '"1"'))
    assert answer.status == status
    assert answer.moved_to == (new if moved else None)
    assert site.requests[-1].header("If-None-Match") == b'"1"'


async def test_validators_are_shown_only_to_the_address_that_gave_them(site, other):
    """R19."""
    site.answer("/feed", redirect(other.url("/feed"), 301))
    other.answer("/feed", Reply(body=FEED, headers={"ETag": '"theirs"'}))
    async with fetcher(site, other) as fetch:
        first = await fetch.feed(site.url("/feed"), Validators(site.url("/feed"), '"ours"'))
        assert first.url == first.validators.url == other.url("/feed")
        await fetch.feed(site.url("/feed"), first.validators)
    assert [r.header("If-None-Match") for r in site.requests] == [b'"ours"', None]
    assert [r.header("If-None-Match") for r in other.requests] == [None, b'"theirs"']


async def test_credentials_in_an_address_are_shown_to_its_origin_only(site, other):
    """R19: and an address that needs them is never replaced by one without."""
    site.answer("/feed", redirect("/new", 301))
    site.answer("/new", redirect(other.url("/feed"), 301))
    other.answer("/feed", Reply(body=FEED))
    async with fetcher(site, other) as fetch:
        answer = await fetch.feed(site.url("/feed", host=f"user:pass@{site.address}"), None)
    assert [r.header("Authorization") for r in site.requests] == [b"Basic dXNlcjpwYXNz"] * 2
    assert other.requests[0].header("Authorization") is None
    assert (answer.url, answer.moved_to) == (other.url("/feed"), None)
    assert "pass" not in repr(answer)


async def test_five_redirects_are_followed_and_six_are_not(site):
    """R20."""
    for hop in range(6):
        site.answer(f"/{hop}", redirect(f"/{hop + 1}"))
    site.answer("/6", Reply(body=FEED))
    async with fetcher(site) as fetch:
        assert isinstance(await fetch.feed(site.url("/1"), None), Fetched)
        failed = await fetch.feed(site.url("/0"), None)
    assert failed.failure is Failure.REDIRECT
    assert "more than 5" in failed.detail
    assert len(site.requests_to("/6")) == 1


async def test_a_circle_of_redirects_is_left_at_once(site):
    """R20."""
    site.answer("/a", redirect("/b"))
    site.answer("/b", redirect("/a"))
    site.answer("/self", redirect("/self"))
    async with fetcher(site) as fetch:
        for path in ("/a", "/self"):
            failed = await fetch.feed(site.url(path), None)
            assert (failed.failure, "circle" in failed.detail) == (Failure.REDIRECT, True)
    assert len(site.requests) == 3


@pytest.mark.parametrize(
    "location", [None, "", "javascript:alert(1)", "http://u:p@127.0.0.1/", "ftp://a/b", "http://[::1", "http://"]
)  # fmt: skip
async def test_a_redirect_that_leads_nowhere_is_a_failure(site, location):
    """R20."""
    site.answer("/feed", Reply(302, headers={} if location is None else {"Location": location}))
    async with fetcher(site) as fetch:
        assert (await fetch.feed(site.url("/feed"), None)).failure is Failure.REDIRECT


async def test_a_location_with_spaces_and_foreign_letters_is_followed(site):
    """R20."""
    site.answer("/feed", Reply(302, headers={"Location": "sub dir/caf\u00e9?q=\u00fc"}))
    site.answer("/sub%20dir/caf%C3%A9?q=%C3%BC", Reply(body=FEED))
    async with fetcher(site) as fetch:
        assert isinstance(await fetch.feed(site.url("/feed"), None), Fetched)


async def test_one_host_is_asked_by_one_at_a_time_with_a_gap(site):
    """R14."""
    site.answer("/feed", Reply(body=FEED, delay=0.05))
    async with fetcher(site, feed_gap=timedelta(seconds=0.1)) as fetch:
        await asyncio.gather(*(fetch.feed(site.url("/feed"), None) for _ in range(4)))
    times = [request.at for request in site.requests]
    assert all(later - earlier >= 0.14 for earlier, later in itertools.pairwise(times))


async def test_errands_that_redirect_into_each_others_hosts_do_not_block(site, other):
    site.answer("/a", Reply(302, headers={"Location": other.url("/b")}, delay=0.05))
    other.answer("/a", Reply(302, headers={"Location": site.url("/b")}, delay=0.05))
    for here in (site, other):
        here.answer("/b", Reply(body=FEED))
    async with fetcher(site, other, connections=1) as fetch:
        both = asyncio.gather(fetch.feed(site.url("/a"), None), fetch.feed(other.url("/a"), None))
        assert all(isinstance(answer, Fetched) for answer in await asyncio.wait_for(both, 2))


async def test_robots_txt_is_read_once_before_pages_and_obeyed(site):
    """R26."""
    site.answer("/robots.txt", Reply(body=b"User-agent: Monitor\nDisallow: /private\n"))
    site.answer("/news", Reply(body=b"<p>news</p>"))
    site.answer("/tricky", redirect("/private/news"))
    async with fetcher(site) as fetch:
        for _ in range(2):
            assert isinstance(await fetch.page(site.url("/news")), Fetched)
        for path in ("/private/news", "/x/../private/news", "/tricky"):
            assert (await fetch.page(site.url(path))).failure is Failure.ROBOTS
    assert len(site.requests_to("/robots.txt")) == 1
    assert not site.requests_to("/private/news")


async def test_robots_txt_is_asked_for_again_after_a_day(site):
    clock = Clock()
    async with fetcher(site, now=clock) as fetch:
        for hours in (0, 23, 1):
            clock.forward(hours=hours)
            await fetch.page(site.url("/news"))
    assert len(site.requests_to("/robots.txt")) == 2


async def test_a_server_that_fails_on_robots_txt_keeps_its_pages_to_itself(site):
    """R26: 5xx means wait, and half an hour later it is asked again."""
    clock = Clock()
    site.answer("/robots.txt", Reply(500), Reply(404))
    site.answer("/news", Reply(body=b"<p>news</p>"))
    async with fetcher(site, now=clock) as fetch:
        for _ in range(2):
            failed = await fetch.page(site.url("/news"))
            assert (failed.failure, failed.status) == (Failure.ROBOTS, 500)
        clock.forward(minutes=30)
        assert isinstance(await fetch.page(site.url("/news")), Fetched)
    assert len(site.requests_to("/robots.txt")) == 2


async def test_robots_txt_behind_a_redirect_counts(site, other):
    site.answer("/robots.txt", redirect(other.url("/rules")))
    other.answer("/rules", Reply(body=b"User-agent: *\nDisallow: /"))
    async with fetcher(site, other) as fetch:
        assert (await fetch.page(site.url("/news"))).failure is Failure.ROBOTS
    assert not site.requests_to("/news")


async def test_a_429_on_robots_txt_is_a_pause(site):
    site.answer("/robots.txt", Reply(429, headers={"Retry-After": "60"}))
    async with fetcher(site) as fetch:
        assert (await fetch.page(site.url("/news"))).failure is Failure.THROTTLED
        assert [pause.until for pause in fetch.pauses] == [NOW + timedelta(seconds=60)]
    assert len(site.requests) == 1


async def test_the_operator_may_leave_robots_txt_unread(site):
    site.answer("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /"))
    site.answer("/news", Reply(body=b"<p>news</p>"))
    async with fetcher(site, robots=Robots.IGNORE) as fetch:
        assert isinstance(await fetch.page(site.url("/news")), Fetched)
    assert not site.requests_to("/robots.txt")


async def test_a_crawl_delay_longer_than_our_gap_is_kept(site):
    """R26."""
    site.answer("/robots.txt", Reply(body=b"User-agent: *\nCrawl-delay: 0.3"))
    async with fetcher(site) as fetch:
        for _ in range(3):
            await fetch.page(site.url("/news"))
    times = [request.at for request in site.requests_to("/news")]
    assert all(later - earlier >= 0.29 for earlier, later in itertools.pairwise(times))


async def test_a_page_waits_its_gap_and_the_wait_can_be_told(site):
    """R26."""
    async with fetcher(site, page_gap=timedelta(seconds=0.3)) as fetch:
        assert fetch.wait_for_page(site.url("/news")) == 0.0
        assert fetch.wait_for_page("no address") == 0.0
        await fetch.page(site.url("/news"))
        assert 0.1 < fetch.wait_for_page(site.url("/news")) <= 0.3
        await fetch.page(site.url("/news"))
    first, second = site.requests_to("/news")
    assert second.at - first.at >= 0.29
    assert first.at - site.requests_to("/robots.txt")[0].at < 0.2, "robots.txt is part of the visit"


@pytest.mark.parametrize("url", ["", "x", "file:///etc/passwd", "http://127.0.0.1:99999/", "http://\ud800/"])  # fmt: skip
async def test_an_address_we_do_not_ask_is_a_failure_with_a_reason(url):
    async with fetcher() as fetch:
        for answer in (await fetch.feed(url, None), await fetch.page(url)):
            assert answer.failure is Failure.UNSAFE
            assert answer.detail.startswith("not asked: ")


async def test_a_fetch_that_is_cancelled_gives_its_turn_back(site):
    site.answer("/slow", hang())
    site.answer("/feed", Reply(body=FEED))
    async with fetcher(site) as fetch:
        slow = asyncio.create_task(fetch.feed(site.url("/slow"), None))
        await asyncio.to_thread(site.wait_for, 1, "/slow")
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert isinstance(await asyncio.wait_for(fetch.feed(site.url("/feed"), None), 1), Fetched)


async def test_a_kept_connection_that_died_meanwhile_is_replaced_without_a_word(site):
    site.answer("/feed", Reply(body=FEED), raw(b"", then="close"), Reply(body=FEED))
    async with fetcher(site) as fetch:
        for _ in range(2):
            assert isinstance(await fetch.feed(site.url("/feed"), None), Fetched)
    assert len(site.requests) == 3


async def test_a_server_that_breaks_a_new_connection_is_not_asked_twice(site):
    site.answer("/feed", raw(b"", then="reset"))
    async with fetcher(site) as fetch:
        answer = await fetch.feed(site.url("/feed"), None)
    assert answer == FetchFailed(Failure.CONNECTION, "127.0.0.1 hung up without an answer")
    assert len(site.requests) == 1
