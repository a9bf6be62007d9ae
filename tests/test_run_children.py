"""Children that may be killed: what befalls one comes back as a value, and costs nobody else."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import ExtractedPage, ExtractionFailed, Fetched, ParsedFeed, ParseFailed
from monitor.run.children import ChildFailed, ChildLimits, ChildPool, extract_in, parse_in

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOON = timedelta(seconds=5)
FEED = b"""<rss version="2.0"><channel><title>Desk</title>
<item><guid>1</guid><title>Frigate sails</title><link>https://desk.example/1</link></item>
</channel></rss>"""
PAGE = (
    "<html><head><title>Frigate sails</title></head><body><article>"
    + "".join(
        f"<p>Frigate {n} left the harbour on Monday to join the patrol.</p>" for n in range(9)
    )
    + "</article></body></html>"
).encode()


@pytest.fixture
async def pool():
    children = ChildPool(2, ChildLimits(memory_bytes=700 * 1024 * 1024))
    yield children
    await children.close(timedelta(seconds=1))


async def test_a_task_returns_what_its_function_returns(pool):
    assert await pool.run(SOON, divmod, 17, 5) == (3, 2)


async def test_a_feed_is_parsed_and_a_page_extracted_in_a_child(pool):
    parsed = await parse_in(pool, lambda: NOW)(Fetched("https://desk.example/feed", FEED, "", None))
    page = await extract_in(pool, lambda: NOW)(
        Fetched("https://desk.example/1", PAGE, "text/html", None)
    )
    assert isinstance(parsed, ParsedFeed)
    assert parsed.entries[0].title == "Frigate sails"
    assert isinstance(page, ExtractedPage)


async def test_items_seen_at_the_last_poll_are_not_parsed_again(pool):
    parse = parse_in(pool, lambda: NOW)
    fetched = Fetched("https://desk.example/feed", FEED, "", None)
    first = await parse(fetched)
    again = await parse(fetched, first.items)
    assert (len(again.entries), again.skipped) == (0, 1)


async def test_a_task_that_hangs_is_stopped_at_its_limit(pool):
    started = time.monotonic()
    result = await pool.run(timedelta(seconds=1), time.sleep, 60)
    assert isinstance(result, ChildFailed)
    assert "longer than 1 s" in result.detail
    assert time.monotonic() - started < 4


async def test_a_crash_costs_its_own_task_only(pool):
    crash = pool.run(SOON, signal.raise_signal, signal.SIGSEGV)
    neighbours = [pool.run(SOON, divmod, number, 7) for number in range(20)]
    crashed, *others = await asyncio.gather(crash, *neighbours)
    assert isinstance(crashed, ChildFailed)
    assert "SIGSEGV" in crashed.detail
    assert others == [divmod(number, 7) for number in range(20)]


async def test_memory_beyond_the_bound_is_refused_to_the_child(pool):
    result = await pool.run(SOON, bytearray, 2 * 1024**3)
    assert result == ChildFailed("needed more memory than a child may use")


async def test_an_exception_of_the_function_is_a_value_too(pool):
    result = await pool.run(SOON, int, "seven")
    assert isinstance(result, ChildFailed)
    assert result.detail.startswith("ValueError")


async def test_a_result_that_cannot_be_sent_back_is_a_failure(pool):
    assert isinstance(await pool.run(SOON, open, os.devnull), ChildFailed)


async def test_a_caller_that_is_cancelled_frees_its_child(pool):
    tasks = [asyncio.create_task(pool.run(timedelta(seconds=60), time.sleep, 60)) for _ in range(2)]
    await asyncio.sleep(0.5)
    for task in tasks:
        task.cancel()
    assert await asyncio.wait_for(pool.run(SOON, divmod, 9, 2), 4) == (4, 1)


async def test_a_hanging_parse_is_a_feed_that_could_not_be_read(pool):
    parse = parse_in(pool, lambda: NOW, limit=timedelta(microseconds=1))
    failed = await parse(Fetched("https://desk.example/feed", FEED * 2_000, "", None))
    assert isinstance(failed, ParseFailed)
    assert failed.detail.startswith("reading it failed: took longer")


async def test_a_page_that_kills_its_reader_is_stopped_and_told():
    hostile = b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">x</p></body>"
    children = ChildPool(1)
    extract = extract_in(children, lambda: NOW, limit=timedelta(seconds=1))
    failed = await extract(Fetched("https://desk.example/1", hostile, "text/html", None))
    fine = await extract_in(children, lambda: NOW)(
        Fetched("https://desk.example/2", PAGE, "text/html", None)
    )
    await children.close()
    assert isinstance(failed, ExtractionFailed)
    assert isinstance(fine, ExtractedPage)


async def test_children_are_prepared_before_their_first_task():
    children = ChildPool(1, prepare=os.umask, prepare_with=(0o077,))
    assert await children.run(SOON, os.umask, 0o077) == 0o077
    await children.close()


async def test_children_are_replaced_after_their_share_of_tasks():
    children = ChildPool(1, ChildLimits(tasks=3))
    pids = [await children.run(SOON, os.getpid) for _ in range(7)]
    await children.close()
    assert len(set(pids)) == 3


async def test_closing_does_not_wait_for_a_task_beyond_its_grace():
    children = ChildPool(1)
    task = asyncio.create_task(children.run(timedelta(seconds=60), time.sleep, 60))
    await asyncio.sleep(0.3)
    started = time.monotonic()
    await children.close(timedelta(seconds=0.5))
    assert time.monotonic() - started < 5
    assert isinstance(await task, ChildFailed)


async def test_a_task_no_child_has_taken_up_yet_ends_when_the_pool_closes():
    children = ChildPool(1)
    tasks = [
        asyncio.create_task(children.run(timedelta(seconds=60), time.sleep, 60)) for _ in range(4)
    ]
    await asyncio.sleep(0)
    await children.close(timedelta(seconds=0.1))
    assert all(isinstance(result, ChildFailed) for result in await asyncio.gather(*tasks))
