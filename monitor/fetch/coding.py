"""Content codings: from the bytes on the wire to the bytes the publisher meant, never too many.

The limit counts decoded bytes and holds at every layer, so a bomb is noticed while it unfolds and
costs no more memory than an honest body of the greatest size allowed.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Final, Protocol

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

ACCEPTED: Final = "gzip, deflate, br, zstd"

_MOST_CODINGS: Final = 2
_MOST_MEMBERS: Final = 1024  # gzip members or zstd frames in one body
_PIECE: Final = 1 << 16  # how much one layer hands to the next at once
_ZSTD_WINDOW_LOG: Final = 23  # 8 MiB, the most RFC 9659 lets a server use


class CodingError(Exception):
    """The body cannot be decoded; the message is a sentence for the operator."""


class BodyTooLargeError(CodingError):
    """The decoded body passes the limit."""


class UnknownCodingError(CodingError):
    """The server used a coding nobody asked for and nobody here reads."""


class _Layer(Protocol):
    """One coding's stream decoder: at most `room` bytes a call, more on a call with b""."""

    def decode(self, data: bytes, room: int) -> bytes: ...

    def starved(self) -> bool:
        """Whether more output needs more input."""
        ...

    def complete(self) -> bool:
        """Whether the stream may end here."""
        ...


class Body:
    """Collects one body: `feed` what arrives, `finish` when the message is complete."""

    __slots__ = ("_chunks", "_layers", "_limit", "_received", "_size", "_sizes")

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._layers = _layers(content_encoding)
        self._sizes = [0] * len(self._layers)
        self._limit = limit
        self._size = 0
        self._received = 0
        self._chunks: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take the next bytes off the wire; raises CodingError."""
        self._received += len(data)
        self._push(data, 0)

    def finish(self) -> bytes:
        """The decoded body; raises CodingError when a coding was cut short.

        An empty message is an empty body whatever coding its header announces, as servers in the
        field send it.
        """
        if self._received and not all(layer.complete() for layer in self._layers):
            raise CodingError("the compressed body ends too early")
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)

    def _push(self, data: bytes, depth: int) -> None:
        if depth == len(self._layers):
            self._size += len(data)
            if self._size > self._limit:
                raise BodyTooLargeError(f"the body is larger than {self._limit:,} bytes")
            if data:
                self._chunks.append(data)
            return
        layer = self._layers[depth]
        while True:
            piece = layer.decode(data, _PIECE)
            data = b""
            if piece:
                self._sizes[depth] += len(piece)
                if self._sizes[depth] > self._limit:
                    raise BodyTooLargeError(f"the body unfolds to over {self._limit:,} bytes")
                self._push(piece, depth + 1)
            if layer.starved():
                return


def _layers(content_encoding: str) -> list[_Layer]:
    """Decoders in the order in which they apply: the coding named last comes off first."""
    if not content_encoding:
        return []
    names = [name.strip().lower() for name in content_encoding.split(",")]
    names = [name for name in names if name not in {"", "identity"}]
    if len(names) > _MOST_CODINGS:
        raise UnknownCodingError(f"the body is packed {len(names)} times over")
    for name in names:
        if name not in _DECODERS:
            raise UnknownCodingError(
                f"the body has the content coding {name[:40]!r}, not asked for"
            )
    return [_DECODERS[name]() for name in reversed(names)]


class _Gzip:
    """RFC 1952, several members allowed; zlib checks each member's length and CRC."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)
        self._rest = b""
        self._members = 1
        self._full = False
        self._littered = False

    def decode(self, data: bytes, room: int) -> bytes:
        data = self._rest + data
        self._rest = b""
        self._full = False
        if self._stream.eof:
            # What follows is another member, or padding and litter, which every client ignores.
            if self._littered or not data.startswith(b"\x1f"):
                self._littered = self._littered or bool(data)
                return b""
            self._next_member()
        try:
            piece = self._stream.decompress(data, room)
        except zlib.error as error:
            raise CodingError(f"the gzip body is broken: {error}") from error
        self._rest = self._stream.unused_data or self._stream.unconsumed_tail
        self._full = len(piece) >= room
        return piece

    def _next_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise CodingError("the gzip body has too many members")
        self._stream = zlib.decompressobj(wbits=31)

    def starved(self) -> bool:
        return not self._rest and not self._full

    def complete(self) -> bool:
        return self._stream.eof and not self._rest


class _Deflate:
    """Deflate as sent in the field: inside zlib (RFC 1950) as the standard says, or bare."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._rest = b""
        self._full = False

    def decode(self, data: bytes, room: int) -> bytes:
        data = self._rest + data
        self._rest = b""
        self._full = False
        if not data and self._stream is None:
            return b""
        if self._stream is None:
            # A zlib header is divisible by 31 with compression method 8; one byte does not tell.
            if len(data) < 2:
                self._rest = data
                return b""
            wrapped = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if wrapped else -15)
        if self._stream.eof:
            return b""  # whatever follows the end is no part of the body
        try:
            piece = self._stream.decompress(data, room)
        except zlib.error as error:
            raise CodingError(f"the deflate body is broken: {error}") from error
        self._rest = self._stream.unconsumed_tail
        self._full = len(piece) >= room
        return piece

    def starved(self) -> bool:
        return self._stream is None or (not self._rest and not self._full)

    def complete(self) -> bool:
        return self._stream is not None and self._stream.eof


class _Brotli:
    """RFC 7932; the decoder never opens the large windows of later drafts."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._starved = False

    def decode(self, data: bytes, room: int) -> bytes:
        if self._stream.is_finished():
            self._starved = True
            return b""
        try:
            piece: bytes = self._stream.process(data, output_buffer_limit=room)
        except brotli.error as error:
            raise CodingError("the brotli body is broken") from error
        # All input may be taken in while output still waits: only an empty answer means "no more".
        self._starved = not piece and bool(self._stream.can_accept_more_data())
        return piece

    def starved(self) -> bool:
        return self._starved or bool(self._stream.is_finished())

    def complete(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    """RFC 8878, several frames allowed, with the window RFC 9659 grants to HTTP."""

    def __init__(self) -> None:
        self._frames = 0
        self._rest = b""
        self._stream = self._next_frame()

    def decode(self, data: bytes, room: int) -> bytes:
        data = self._rest + data
        self._rest = b""
        if self._stream.eof:
            if not data:
                return b""
            self._stream = self._next_frame()
        try:
            piece = self._stream.decompress(data, room)
        except ZstdError as error:
            raise CodingError(f"the zstd body is broken: {error}") from error
        if self._stream.eof:
            self._rest = self._stream.unused_data
        return piece

    def _next_frame(self) -> ZstdDecompressor:
        self._frames += 1
        if self._frames > _MOST_MEMBERS:
            raise CodingError("the zstd body has too many frames")
        return ZstdDecompressor(options={DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})

    def starved(self) -> bool:
        if self._stream.eof:
            return not self._rest
        return self._stream.needs_input

    def complete(self) -> bool:
        return self._stream.eof and not self._rest


_DECODERS: Final[dict[str, Callable[[], _Layer]]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
