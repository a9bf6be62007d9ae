"""A fast server of many feeds on loopback, for measuring.

    python tools/feed_farm.py PORT HOSTS HANGING

It serves on so many addresses from 127.0.1.1 on, and hangs on so many from 127.0.2.1 on.

/tagged/N.xml    fifty entries with an ETag; 304 to whoever offers it
/plain/N.xml     fifty entries without validators, the same bytes every time
/busy/N.xml      ten entries; at one request in twenty there is a new one on top
/live.xml        ten entries; POST /publish puts a new one on top
/page/...        an article's page
POST /hook       takes what is told
GET /log         when each path was asked for, as JSON; forgotten afterwards
GET /published   the first and the last version of each busy feed that was asked for, as JSON
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from functools import cache

WORDS = (
    "The ministry said on Monday that the tender for the new harbour had been put off until the "
    "spring, and that the committee would be heard before the budget is settled. "
)
FEW, MANY = 10, 50


def item(name: str, length: int) -> str:
    """An entry whose page is on this farm."""
    return (
        f"<item><title>Report {name} on drones delivered</title><guid>{name}</guid>"
        f"<link>{{site}}/page/{name}</link><pubDate>Sat, 21 Nov 2026 07:00:00 GMT</pubDate>"
        f"<description>{(WORDS * 8)[:length]}</description></item>"
    )


def rss(items: str) -> str:
    """A feed of these items."""
    return f'<rss version="2.0"><channel><title>A feed</title>{items}</channel></rss>'


@cache
def fifty(number: str) -> bytes:
    """A feed of about 53 kB."""
    return rss("".join(item(f"{number}-{n}", 900) for n in range(MANY))).encode()


def ten(number: str, version: int) -> bytes:
    """A feed of the ten newest reports, the newest on top."""
    names = (f"{number}-{n}" for n in range(version, version - FEW, -1))
    return rss("".join(item(name, 200) for name in names)).encode()


def page(name: str) -> bytes:
    """An article's page with its furniture; no two tell the same, or they would be one story."""
    chosen = random.Random(name)
    said = [" ".join(chosen.choices(WORDS.split(), k=40)) for _ in range(18)]
    menu = "".join(f"<li class='menu-item'><a href='/s{n}'>Section {n}</a></li>" for n in range(40))
    text = "".join(f"<p>{words} Report {name}.</p>" for words in said)
    return (
        f"<html><head><title>Report {name}</title></head><body><nav><ul>{menu}</ul></nav><article>"
        f"<h1>Report {name}</h1><p>Drones were delivered to a base on Monday, in report {name}.</p>"
        f"{text}</article><footer>{menu}</footer></body></html>"
    ).encode()


class Farm:
    """What is asked, and what is answered."""

    def __init__(self) -> None:
        self.log: defaultdict[str, list[float]] = defaultdict(list)
        self.asked: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()
        self.first: dict[str, int] = {}

    def answer(  # noqa: PLR0911  a table of paths
        self, method: str, path: str, tag: str, host: str
    ) -> bytes:
        """Return the whole response."""
        self.log[path].append(time.time())
        kind, _, name = path.strip("/").partition("/")
        number = name.removesuffix(".xml")
        site = f"http://{host}".encode()
        match kind:
            case "tagged":
                return found(fifty(number).replace(b"{site}", site), '"1"', tag)
            case "plain":
                return found(fifty(number).replace(b"{site}", site))
            case "busy":
                self.asked[number] += 1
                self.versions[number] += (self.asked[number] + int(number)) % 20 == 0
                self.first.setdefault(number, self.versions[number])
                return self._versioned(number, site, tag)
            case "live.xml":
                return self._versioned("live", site, tag)
            case "publish":
                self.versions["live"] += 1
                return found(b"published")
            case "page":
                return found(page(name), kind="text/html")
            case "hook" if method == "POST":
                return found(b"{}")
            case "published":
                spans = {one: (first, self.versions[one]) for one, first in self.first.items()}
                return found(json.dumps(spans).encode())
            case "log":
                log, self.log = self.log, defaultdict(list)
                return found(json.dumps(log).encode())
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def _versioned(self, number: str, site: bytes, tag: str) -> bytes:
        version = self.versions[number]
        body = b"" if tag == f'"{version}"' else ten(number, version).replace(b"{site}", site)
        return found(body, f'"{version}"', tag)


def found(body: bytes, own: str = "", offered: str = "", kind: str = "text/xml") -> bytes:
    """Return a 200, or a 304 to whoever has this version."""
    etag = f"ETag: {own}\r\n" if own else ""
    if own and own == offered:
        return f"HTTP/1.1 304 Not Modified\r\n{etag}\r\n".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{etag}\r\n"
    return head.encode() + body


class Connection(asyncio.Protocol):
    """One connection, kept alive."""

    def __init__(self, farm: Farm) -> None:
        self.farm = farm
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            length = int(fields.get("content-length", 0))
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            method, path, _ = lines[0].split(" ")
            tag, host = fields.get("if-none-match", ""), fields.get("host", "")
            self.transport.write(self.farm.answer(method, path, tag, host))


class Hanging(asyncio.Protocol):
    """A connection that is taken, and never answered."""

    def __init__(self, farm: Farm) -> None:
        self.farm = farm

    def data_received(self, data: bytes) -> None:
        """Remember that somebody asked."""
        del data
        self.farm.log["hanging"].append(time.time())


async def serve(port: int, hosts: int, hanging: int) -> None:
    """Serve on so many loopback addresses, and hang on others, until killed."""
    farm = Farm()
    loop = asyncio.get_running_loop()
    addresses = [f"127.0.1.{number}" for number in range(1, hosts + 1)]
    server = await loop.create_server(lambda: Connection(farm), addresses, port, backlog=2048)
    if hanging:
        silent = [f"127.0.2.{number}" for number in range(1, hanging + 1)]
        await loop.create_server(lambda: Hanging(farm), silent, port)
    print("serving", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*(int(argument) for argument in sys.argv[1:4])))
