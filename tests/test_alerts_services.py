"""What chat services really receive: apprise's own payloads, caught on the way to their hosts.

The services' hosts are fixed in apprise, so its requests are led through a proxy of ours, which
answers for every host. An apprise that changes its escaping or its fields shows here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from alert_samples import alert, delivery, match, quote
from servers import Reply, Site, make_certificates, openssl_is_here

from monitor.alerts.channels import Channels, ChannelSpec
from monitor.alerts.render import message
from monitor.model import Sent

pytestmark = [
    pytest.mark.skipif(not openssl_is_here(), reason="the openssl command makes the certificates"),
    pytest.mark.filterwarnings("ignore:Unverified HTTPS request"),
]

CASES = Path(__file__).parent / "cases" / "services"
REGENERATE = "MONITOR_REGENERATE" in os.environ  # set it, run, and review the difference

HOSTILE = (
    "@everyone @here <@123> <@!123> <@&9> <!channel> <!here|here> @channel @all "
    "[bank](http://evil.example) <http://evil.example|bank> <b>bold</b> <a href='http://evil.example'>x</a> "
    "*star* _under_ `code` ```block``` ~~gone~~ | > # &amp; \u202eexe"
)
SERVICES = {
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
    "telegram": "tgram://123456789:abcdefg_hijklmnopqrstuvwxyz01234/4242",
    "teams": "workflows://host.example/643c4e63a09a4f6c8d2d7d2b9d9f4a9e/a3f",
    "mattermost": "mmosts://chat.example/3ccdd113474722377935511f",
    "rocketchat": "rockets://a%2F3ccdd113474722377935511f@chat.example/%23ops",
    "googlechat": "gchat://workspace/key/token",
    "ntfy": "ntfys://ntfy.example/topic",
    "matrix": "matrixs://3ccdd113474722377935511f@chat.example?mode=slack",
}
PLEASED = {"slack": "ok"}  # the answers that mean yes, where it is not JSON
# What would ping somebody or hide where a link leads, in the tongue of any of them.
ACTING = [
    "@everyone", "@here", "@channel", "@all", "<@123", "<@!", "<@&", "<!channel", "<!here",
    "](http", "<http://evil.example|",
]  # fmt: skip


@dataclass
class Proxy:
    """Takes every CONNECT, whatever the host, to one server on loopback."""

    target: tuple[str, int]
    port: int = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there_reader, there_writer = await asyncio.open_connection(*self.target)
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))

    async def _listen(self, started: threading.Event) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await server.serve_forever()

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        loop, started = asyncio.new_event_loop(), threading.Event()
        task = loop.create_task(self._listen(started))
        thread = threading.Thread(target=_until_cancelled, args=(loop, task), daemon=True)
        thread.start()
        started.wait(10)
        yield f"http://127.0.0.1:{self.port}"
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)


def _until_cancelled(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    for left in asyncio.all_tasks(loop):
        left.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.CancelledError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def world(certificates, monkeypatch) -> Iterator[Site]:
    """A server that is every host there is."""
    with Site(tls=certificates.server("good")) as site, Proxy(site.place).running() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("NO_PROXY", "")
        yield site


async def sent_to(world: Site, name: str, told) -> str:
    """What the service got, as one text."""
    url = SERVICES[name]
    channels = Channels([ChannelSpec(name, f"{url}{'&' if '?' in url else '?'}verify=no")])
    await channels.send(name, "", message(delivery(told), ()))  # learns the path: 404
    for request in list(world.requests):
        world.answer(request.path, Reply(200, PLEASED.get(name, '{"ok": true, "result": {}}')))
    world.requests.clear()
    result = await channels.send(name, "", message(delivery(told), ("wire.example",)))
    assert isinstance(result, Sent), result
    (request,) = world.requests
    return request.body.decode()


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_receives_what_it_always_did(world, name):
    body = await sent_to(world, name, alert())
    fields = json.loads(body)
    for attachment in fields.get("attachments", ()):
        attachment.pop("ts", None)  # the time of sending
    body = json.dumps(fields, indent=1, ensure_ascii=False, sort_keys=True)
    golden = CASES / f"{name}.txt"
    if REGENERATE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(body + "\n", encoding="utf-8")
    assert body + "\n" == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SERVICES)
async def test_hostile_text_pings_nobody_and_hides_no_link(world, name):
    evil = match(quote=quote(HOSTILE, "bank"), topics=(HOSTILE[:40],), rule_id="@everyone")
    body = await sent_to(world, name, alert(headline=HOSTILE, source="@here", matches=(evil,)))
    body = json.dumps(json.loads(body), ensure_ascii=False)
    body = body.replace("[Read at news.example.org](http", "")  # our own, in Markdown
    assert [token for token in ACTING if token in body] == []
    assert "\u202e" not in body
    if name == "telegram":  # speaks HTML: a tag of the text must come as text
        assert "<b>bold" not in body
        assert "<a href='http://evil" not in body


@pytest.mark.parametrize("name", SERVICES)
async def test_a_text_that_swells_by_escaping_still_arrives_within_the_limit(world, name):
    evil = match(quote=quote("&*<_>" * 400))
    body = await sent_to(world, name, alert(headline="&*" * 150, matches=(evil,)))
    assert "https://news.example.org/2026/11/20/drones?page=1" in body
    limit = {"discord": 2000, "telegram": 4096, "teams": 1000, "rocketchat": 1000}.get(name, 4000)
    longest = max(len(text) for text in _texts(json.loads(body)))
    assert longest <= limit


def _texts(value) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", SERVICES)
async def test_no_service_is_told_to_fetch_a_picture(world, name):
    body = await sent_to(world, name, alert())
    assert "github" not in body
    assert ".png" not in body
