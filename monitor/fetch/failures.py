"""From what aiohttp, the sockets and the guard raise to a `FetchFailed` an operator can read."""

from __future__ import annotations

import os
import ssl
from datetime import timedelta
from typing import Final

import aiohttp

from monitor.fetch.addresses import Target
from monitor.fetch.coding import BodyTooLargeError, CodingError, UnknownCodingError
from monitor.fetch.connect import BrokenConnectionError, UnsafeAddressError
from monitor.model import Failure, FetchFailed

EXPECTED: Final = (aiohttp.ClientError, OSError, UnsafeAddressError, CodingError, ValueError)
"""What one exchange may raise; TimeoutError and ssl.SSLError are OSErrors, UnicodeError and
aiohttp's InvalidURL are ValueErrors."""

_KINDS: Final[tuple[tuple[tuple[type[Exception], ...], Failure, str], ...]] = (
    ((UnsafeAddressError,), Failure.UNSAFE, "not asked: {error}"),
    ((BodyTooLargeError,), Failure.TOO_LARGE, "{error}"),
    ((UnknownCodingError,), Failure.PROTOCOL, "{error}"),
    ((CodingError,), Failure.BROKEN_BODY, "{error}"),
    ((aiohttp.ClientPayloadError,), Failure.BROKEN_BODY, "the body was cut short"),
    ((aiohttp.ClientConnectorDNSError,), Failure.DNS, "no address found for {host}"),
    (
        (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError, ssl.SSLError),
        Failure.TLS,
        "no safe connection to {host}: {error}",
    ),
    ((TimeoutError,), Failure.TIMEOUT, "{host} did not finish within {seconds:g} s"),
    (
        (aiohttp.ClientResponseError,),
        Failure.PROTOCOL,
        "{host} does not speak proper HTTP: {error}",
    ),
    (
        (BrokenConnectionError, aiohttp.ServerDisconnectedError),
        Failure.CONNECTION,
        "{host} hung up without an answer",
    ),
    ((OSError,), Failure.CONNECTION, "no connection to {host}: {error}"),
    ((aiohttp.ClientConnectionError,), Failure.CONNECTION, "the connection to {host} broke"),
    ((Exception,), Failure.PROTOCOL, "the exchange with {host} failed: {error}"),
)


def failed(error: Exception, target: Target, deadline: timedelta) -> FetchFailed:
    """The failure `error` stands for; the first kind that fits."""
    kinds = (kind for kind in _KINDS if isinstance(error, kind[0]))
    _, failure, sentence = next(kinds)
    detail = sentence.format(
        error=_plain(error), host=target.host, seconds=deadline.total_seconds()
    )
    return FetchFailed(failure, detail)


def _plain(error: Exception) -> str:
    """The heart of an error's message in one line: without addresses, layers and raw bytes."""
    cause: BaseException = error
    if isinstance(error, aiohttp.ClientResponseError):
        return (
            error.message.split(":", 1)[0].splitlines()[0][:200] if error.message else "no reason"
        )
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        cause = error.certificate_error
    elif isinstance(error, aiohttp.ClientConnectorError):
        cause = error.os_error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is refused: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError) and cause.reason:
        return cause.reason.replace("_", " ").lower()
    if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
        return os.strerror(cause.errno)
    text = str(cause) or type(cause).__name__
    return text.splitlines()[0][:200]
