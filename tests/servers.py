"""A scripted HTTP server on loopback: it answers as told, misbehaves as told, and logs everything.

It runs in a thread with an event loop of its own, so sync and async tests use it the same way:

    from tests.servers import Reply, Site

    with Site() as site:
        site.answer("/feed", Reply(body=FEED, headers={"ETag": '"1"'}), Reply(304))
        ...                                  # replies are used one after another, the last repeats
        site.answer("/page", lambda request: Reply(body=request.header("User-Agent")))
        fetch(site.url("/feed"))
        assert [r.header("If-None-Match") for r in site.requests_to("/feed")] == [None, b'"1"']

What is not scripted is answered 404 (`/robots.txt` too, which means "all allowed").

Ways to misbehave, all of them a `Reply` or made by a function below:
    Reply(delay=2)                    think for two seconds before the first byte
    Reply(body=..., drip=(1, 0.5))    one byte every half second
    Reply(length=999)                 announce another length than is sent (None: announce none)
    Reply(then="reset")               end with a TCP reset; "close" ends politely; "hang" keeps silent
    hang()                            take the request and never answer
    reset()                           take the request and reset the connection
    raw(b"...")                       these very bytes
    redirect(url, status=301)         a redirect
    coded(body, "gzip", ...)          a body in content codings, in the order applied
    chunked([b"..", ..], end=False)   chunked framing, cut short when told
    endless(piece)                    chunked body that never ends
    bomb("gzip", 400)                 bytes for a body: 400 MB of zeros in a few hundred KB

`Site(address="127.0.0.2")` listens elsewhere on loopback; `Site(tls=certificates.server("expired"))`
speaks TLS with a certificate from `make_certificates(folder)`, which needs the openssl command.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

Headers = Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    method: str
    target: str  # path and query as sent
    headers: tuple[tuple[bytes, bytes], ...]  # in order, names and values as sent
    body: bytes
    at: float  # time.monotonic() when its head was complete
    connection: int  # counts connections from 1

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    def header(self, name: str) -> bytes | None:
        """The value of the first header of this name, as sent."""
        wanted = name.lower().encode()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def header_names(self) -> set[str]:
        return {key.decode("latin-1").lower() for key, _ in self.headers}


@dataclass(frozen=True)
class Reply:
    """One answer, well-behaved unless told otherwise."""

    status: int = 200
    body: bytes | str = b""
    headers: Headers = field(default_factory=dict)
    reason: str = "Scripted"
    delay: float = 0.0  # seconds before the first byte
    drip: tuple[int, float] | None = None  # so many bytes of the body, so many seconds apart
    length: int | Literal["true"] | None = "true"  # the Content-Length announced
    then: Literal["keep", "close", "reset", "hang"] = "keep"
    raw: bytes | None = None  # sent in place of everything else
    pieces: Callable[[], Iterable[bytes]] | None = None  # sent after the head in place of the body

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {self.reason}".encode("latin-1")]
        pairs = self.headers.items() if isinstance(self.headers, Mapping) else self.headers
        lines += [name.encode("latin-1") + b": " + _bytes(value) for name, value in pairs]
        length = len(_bytes(self.body)) if self.length == "true" else self.length
        bodiless = self.status in {204, 304} or self.status < 200
        if length is not None and self.pieces is None and not bodiless:
            lines.append(b"Content-Length: %d" % length)
        if self.then == "close":
            lines.append(b"Connection: close")
        return b"\r\n".join(lines) + b"\r\n\r\n"


Script = Reply | Callable[[Request], Reply]


def hang() -> Reply:
    """Take the request and never answer."""
    return Reply(raw=b"", then="hang")


def reset() -> Reply:
    """Take the request and reset the connection."""
    return Reply(raw=b"", then="reset")


def raw(data: bytes, then: Literal["keep", "close", "reset", "hang"] = "close") -> Reply:
    """Answer with these very bytes."""
    return Reply(raw=data, then=then)


def redirect(to: str, status: int = 302) -> Reply:
    """Send the asker on to `to`."""
    return Reply(status, headers={"Location": to})


def coded(body: bytes, /, *codings: str, **changes: object) -> Reply:
    """`body` in these content codings: "gzip", "deflate", "raw-deflate", "br", "zstd"."""
    for coding in codings:
        body = encode(body, coding)
    named = ", ".join(coding.removeprefix("raw-") for coding in codings)
    return replace(Reply(body=body, headers={"Content-Encoding": named}), **changes)


def encode(body: bytes, coding: str) -> bytes:
    """`body` in one content coding."""
    match coding:
        case "gzip":
            return gzip.compress(body, mtime=0)
        case "deflate":
            return zlib.compress(body)
        case "raw-deflate":
            packer = zlib.compressobj(wbits=-15)
            return packer.compress(body) + packer.flush()
        case "br":
            import brotli  # noqa: PLC0415

            return brotli.compress(body, quality=5)
        case "zstd":
            from backports import zstd  # noqa: PLC0415

            return zstd.compress(body)
    raise ValueError(coding)


def bomb(coding: str, megabytes: int) -> bytes:
    """So many megabytes of zeros in one content coding, made without holding them in memory."""
    zeros = bytes(1 << 20)
    if coding == "br":
        import brotli  # noqa: PLC0415

        packer = brotli.Compressor(quality=5)
        return b"".join(packer.process(zeros) for _ in range(megabytes)) + packer.finish()
    if coding == "zstd":
        from backports import zstd  # noqa: PLC0415

        packer = zstd.ZstdCompressor()
    else:
        packer = zlib.compressobj(wbits=31 if coding == "gzip" else 15)
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


def chunked(pieces: Iterable[bytes], *, end: bool = True) -> Reply:
    """A chunked body, without its last chunk when `end` is false."""
    framed = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
    framed += [b"0\r\n\r\n"] if end else []
    return Reply(
        headers={"Transfer-Encoding": "chunked"},
        pieces=lambda: framed,
        then="keep" if end else "close",
    )


def endless(piece: bytes = b"x" * 65536) -> Reply:
    """A chunked body that never ends."""

    def forever() -> Iterator[bytes]:
        while True:
            yield b"%x\r\n%b\r\n" % (len(piece), piece)

    return Reply(headers={"Transfer-Encoding": "chunked"}, pieces=forever)


class Site:
    """The server. Use as a context manager, or call `start` and `stop`."""

    def __init__(
        self, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.address = address
        self.port = port
        self.requests: list[Request] = []
        self.connections = 0
        self._tls = tls
        self._scripts: dict[str, list[Script]] = {}
        self._used: dict[str, int] = {}
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Listen; the port is known afterwards."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        return self

    def stop(self) -> None:
        """Drop all connections and stop listening."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def answer(self, path: str, *replies: Script) -> None:
        """Script `path` (a query matters only when given): one reply after another, the last stays.

        Replaces an earlier script for the same path.
        """
        self._scripts[path] = list(replies)
        self._used[path] = 0

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of `path` here, under another host name when given."""
        name = host or (f"[{self.address}]" if ":" in self.address else self.address)
        return f"{'https' if self._tls else 'http'}://{name}:{self.port}{path}"

    @property
    def place(self) -> tuple[str, int]:
        """Address and port, as an allow-list entry."""
        return self.address, self.port

    def requests_to(self, path: str) -> list[Request]:
        """The requests for `path`, with whatever query, in order of arrival."""
        return [request for request in self.requests if path in {request.path, request.target}]

    def wait_for(self, count: int, path: str | None = None, timeout: float = 10.0) -> list[Request]:
        """Block until `count` requests (to `path`) have arrived; AssertionError when they do not."""

        def seen() -> list[Request]:
            return self.requests if path is None else self.requests_to(path)

        with self._arrived:
            enough = self._arrived.wait_for(lambda: len(seen()) >= count, timeout)
        assert enough, f"{len(seen())} of {count} requests arrived within {timeout} s"
        return seen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._serve, self.address, self.port, ssl=self._tls, limit=1 << 20
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        self._server.close()
        tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                request = await _read_request(reader, number)
                if request is None:
                    writer.write(b"HTTP/1.1 400 This is no TLS port\r\nConnection: close\r\n\r\n")
                    break
                with self._arrived:
                    self.requests.append(request)
                    self._arrived.notify_all()
                reply = self._reply(request)
                await _send(reply, writer)
                if reply.then != "keep":
                    break
        writer.close()

    def _reply(self, request: Request) -> Reply:
        path = request.target if request.target in self._scripts else request.path
        scripts = self._scripts.get(path)
        if not scripts:
            return Reply(404, body=b"not scripted")
        script = scripts[min(self._used[path], len(scripts) - 1)]
        self._used[path] += 1
        return script if isinstance(script, Reply) else script(request)


async def _read_request(reader: asyncio.StreamReader, connection: int) -> Request | None:
    """The next request; None when the asker tries to speak TLS to a plain port."""
    begin = await reader.readexactly(1)
    if begin == b"\x16":
        return None
    head = begin + await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].split(b"\r\n")
    method, target, _ = first.decode("latin-1").split(" ", 2)
    pairs = (line.partition(b":") for line in lines)
    headers = tuple((name, value.removeprefix(b" ")) for name, _, value in pairs)
    length = next((int(v) for k, v in headers if k.lower() == b"content-length"), 0)
    body = await reader.readexactly(length) if length else b""
    return Request(method, target, headers, body, time.monotonic(), connection)


async def _send(reply: Reply, writer: asyncio.StreamWriter) -> None:
    if reply.delay:
        await asyncio.sleep(reply.delay)
    if reply.raw is not None:
        writer.write(reply.raw)
    elif reply.drip is not None:
        writer.write(reply.head())
        step, seconds = reply.drip
        body = _bytes(reply.body)
        for start in range(0, len(body), step):
            writer.write(body[start : start + step])
            await writer.drain()
            await asyncio.sleep(seconds)
    elif reply.pieces is not None:
        writer.write(reply.head())
        for piece in reply.pieces():
            writer.write(piece)
            await writer.drain()
    else:
        bodiless = reply.status in {204, 304}
        writer.write(reply.head() + (b"" if bodiless else _bytes(reply.body)))
    await writer.drain()
    if reply.then == "hang":
        await asyncio.sleep(3600)
    if reply.then == "reset":
        linger = struct.pack("ii", 1, 0)  # closing with unsent time zero sends RST, not FIN
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8")


# --- Certificates ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """A throw-away authority and server certificates, good and bad ones, for 127.0.0.1."""

    folder: Path
    authority: Path  # what a client must trust

    def server(
        self, kind: Literal["good", "expired", "self-signed", "wrong-host", "missing-chain"]
    ) -> ssl.SSLContext:
        """A server's TLS context with the certificate of this kind."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{kind}.pem", self.folder / f"{kind}.key")
        return context


def openssl_is_here() -> bool:
    """Whether certificates can be made; tests that need them skip otherwise."""
    return shutil.which("openssl") is not None


def make_certificates(folder: Path) -> Certificates:
    """Make an authority and one certificate of each kind in `folder` (takes about a second)."""
    _authority(folder, "authority", None)
    _authority(folder, "intermediate", "authority")
    _signed(folder, "good", "authority", "IP:127.0.0.1,DNS:localhost,DNS:good.example")
    _signed(
        folder, "expired", "authority", "IP:127.0.0.1", dates=("200101000000Z", "200201000000Z")
    )
    _signed(folder, "wrong-host", "authority", "DNS:elsewhere.example")
    _signed(folder, "missing-chain", "intermediate", "IP:127.0.0.1")
    _openssl(
        folder, "req", "-x509", *_KEY, "-keyout", "self-signed.key", "-out", "self-signed.pem",
        "-subj", "/CN=self", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "30",
    )  # fmt: skip
    return Certificates(folder, folder / "authority.pem")


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _authority(folder: Path, name: str, parent: str | None) -> None:
    common = ("-keyout", f"{name}.key", "-subj", f"/CN=Test {name}")
    if parent is None:
        _openssl(folder, "req", "-x509", *_KEY, *common, "-out", f"{name}.pem", "-days", "30")
        return
    _openssl(folder, "req", *_KEY, *common, "-out", f"{name}.csr")
    _sign(folder, name, parent, "basicConstraints=critical,CA:TRUE")


def _signed(
    folder: Path, name: str, parent: str, names: str, dates: tuple[str, str] | None = None
) -> None:
    _openssl(
        folder, "req", *_KEY, "-keyout", f"{name}.key", "-subj", "/CN=x", "-out", f"{name}.csr"
    )
    _sign(folder, name, parent, f"subjectAltName={names}", dates)


def _sign(
    folder: Path, name: str, parent: str, extension: str, dates: tuple[str, str] | None = None
) -> None:
    """Sign `name`.csr; `openssl ca` is the one command that takes dates in the past."""
    (folder / "index.txt").write_text("")
    (folder / "serial").write_text("01")
    (folder / f"{name}.cnf").write_text(
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\n"
        "default_md=sha256\npolicy=p\nx509_extensions=e\nunique_subject=no\n"
        f"[p]\ncommonName=supplied\n[e]\n{extension}\n"
    )
    span = ("-startdate", dates[0], "-enddate", dates[1]) if dates else ("-days", "30")
    _openssl(
        folder, "ca", "-batch", "-notext", "-config", f"{name}.cnf", "-cert", f"{parent}.pem",
        "-keyfile", f"{parent}.key", "-in", f"{name}.csr", "-out", f"{name}.pem", *span,
    )  # fmt: skip


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
