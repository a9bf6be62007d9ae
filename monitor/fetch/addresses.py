"""Which addresses Monitor dials, and how an address is read so that nobody can disagree about it.

Everything that comes from a feed or a page is written by a stranger. An address is therefore read
by one strict reader into a spelling every other reader agrees on, or it is refused; and the network
address behind it is judged when it is about to be dialled (`refusal`), not when its name is looked
up, so that a name that changes its mind between the two gains nothing.

`ipaddress.is_global` is not enough: Python 3.11 calls NAT64, 6to4, IPv4-compatible and multicast
addresses global. The ranges below are IANA's special-purpose registries (RFC 6890 and its
updates), plus every form that carries an IPv4 address inside an IPv6 one.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes, urljoin

from yarl import URL

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_REFUSED_V4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
        "2001:db8::/32",
        "2002::/16",  # 6to4, withdrawn by RFC 7526; its relays dial any IPv4 address
        "3fff::/20",
    )
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_PARTS: Final = re.compile(r"//([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?\Z", re.DOTALL)
_AUTHORITY: Final = re.compile(r"(?:([^@]*)@)?(\[[^\[\]@]*\]|[^:@\[\]]*)(?::([0-9]*))?\Z")
# Control characters, and halves of UTF-16 pairs that do not stand for an undecoded byte.
_UNWRITABLE: Final = re.compile("[\x00-\x1f\x7f\ud800-\udc7f\udd00-\udfff]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?\Z")
_ENDS_IN_NUMBER: Final = re.compile(r"(?:\A|\.)(?:[0-9]+|0x[0-9a-f]*)\.?\Z")
_ESCAPE_IN_PATH: Final = re.compile(r"[^!$%&'()*+,\-./0-9:;=@A-Z_a-z~|\[\]]")
_ESCAPE_IN_QUERY: Final = re.compile(r"[^!$%&'()*+,\-./0-9:;=?@A-Z_a-z~|\[\]{}^`]")
_LONGEST_URL: Final = 8000  # RFC 9110, section 4.1, asks for 8000 octets to be supported


@dataclass(frozen=True, slots=True)
class Target:
    """One address in the only spelling Monitor uses: in requests, in checks and in the store."""

    url: str  # without credentials and fragment, ASCII only
    scheme: str
    host: str  # lower case, IDNA, an IPv6 address without its brackets
    port: int
    authorization: str | None = None  # a Basic header, from credentials in the address
    address: URL = field(init=False, compare=False, repr=False)  # the same, for the HTTP client

    def __post_init__(self) -> None:
        """Take the address apart once: a feed's is asked again and again."""
        object.__setattr__(self, "address", URL(self.url, encoded=True))

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port (RFC 6454): what credentials and robots.txt belong to."""
        return self.scheme, self.host, self.port

    @property
    def site(self) -> str:
        """The start of every address at this origin, without a closing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


@dataclass(frozen=True, slots=True)
class Refused:
    """An address that is not asked, and the operator's sentence saying why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Which ports may be dialled anywhere, and which private places are allowed by name.

    A private place is an address and a port together: to allow one service on this machine must not
    open its neighbours.
    """

    ports: frozenset[int] = frozenset({80, 443})
    private: frozenset[tuple[IPAddress, int]] = frozenset()
    askable_ports: frozenset[int] = frozenset({80, 443})  # those of `ports` and `private`

    @classmethod
    def of(cls, ports: frozenset[int], private: frozenset[tuple[str, int]]) -> Reach:
        """A reach from plain values; raises ValueError when an address is none."""
        places = frozenset((ipaddress.ip_address(address), port) for address, port in private)
        return cls(ports, places, ports | {port for _, port in places})


def refusal(address: str, port: int, reach: Reach) -> str | None:
    """Why `address` must not be dialled at `port`; None when it may.

    `address` is numeric, as a resolver or a socket gives it; a zone (`fe80::1%eth0`) is refused.
    """
    try:
        parsed = _parsed_address(address)
    except ValueError:
        return f"{address} is not a plain network address"
    if (parsed, port) in reach.private:
        return None
    if port not in reach.ports:
        return f"port {port} is not one Monitor asks"
    kind = _forbidden_kind(parsed)
    return None if kind is None else f"{address} is {kind}"


def read_url(text: str, reach: Reach) -> Target | Refused:
    """Read an absolute http or https address strictly.

    Surrounding white space goes, spaces and letters outside ASCII in path and query are escaped as
    browsers do (WHATWG URL), dot segments are resolved. Whatever two readers could read differently
    is refused: control characters, a backslash before the query, several `@`, an escaped host, a
    number in place of a host that is not a plain dotted quad.
    """
    text = text.strip(" \t\r\n\f")
    if _UNWRITABLE.search(text):
        return Refused("the address contains control characters")
    scheme_match = _SCHEME.match(text)
    scheme = scheme_match[1].lower() if scheme_match else ""
    if scheme_match is None or scheme not in DEFAULT_PORTS:
        return Refused(
            f"only http and https are asked, not {scheme[:20] or 'an address without one'}"
        )
    parts = _PARTS.match(text, scheme_match.end())
    if parts is None:
        return Refused("the address has no host")
    authority, path, query = parts[1], parts[2], parts[3] or ""
    if "\\" in authority or "\\" in path:
        return Refused("the address contains a backslash")
    return _target(scheme, authority, path, query, reach)


def redirect_target(base: Target, location: str, reach: Reach) -> Target | Refused:
    """The address a Location header leads to; credentials in it are refused.

    The header is resolved against `base` (RFC 9110, section 10.2.2). Credentials of `base` go along
    only within the same origin.
    """
    location = location.strip(" \t")
    if not location or location.startswith("///") or _UNWRITABLE.search(location):
        return Refused("the redirect names no new address, or one that cannot be read")
    try:
        joined = urljoin(base.url, location)
    except ValueError as error:
        return Refused(f"the new address cannot be read: {error}")
    target = read_url(joined, reach)
    if isinstance(target, Target) and target.authorization is not None:
        return Refused("the new address carries credentials")
    if isinstance(target, Target) and target.origin == base.origin:
        return replace(target, authorization=base.authorization)
    return target


def _target(scheme: str, authority: str, path: str, query: str, reach: Reach) -> Target | Refused:
    parts = _AUTHORITY.match(authority)
    if parts is None:
        return Refused("host, port or credentials cannot be told apart")
    host = _host(parts[2])
    if isinstance(host, Refused):
        return host
    digits = (parts[3] or "").lstrip("0")[:6]
    port = int(digits or "0") if parts[3] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536 or port not in reach.askable_ports:
        return Refused(f"port {port} is not one Monitor asks")
    authorization = None if parts[1] is None else _basic(parts[1])
    target = Target("", scheme, host, port, authorization)
    path = _without_dot_segments(_ESCAPE_IN_PATH.sub(_escaped, path)) or "/"
    url = f"{target.site}{path}{_ESCAPE_IN_QUERY.sub(_escaped, query)}"
    if len(url) > _LONGEST_URL:
        return Refused(f"the address is longer than {_LONGEST_URL} characters")
    return Target(url, scheme, host, port, authorization)


def _host(written: str) -> str | Refused:
    """The host in its one spelling, or why it has none."""
    if not written:
        return Refused("the address has no host")
    if written.startswith("["):
        return _bracketed(written[1:-1])
    host = written.lower()
    if not host.isascii():
        encoded = _idna(written)
        if encoded is None:
            return Refused(f"{written[:80]!r} is not a host name")
        host = encoded
    if _ENDS_IN_NUMBER.search(host):
        return _dotted_quad(host)
    name = host.removesuffix(".")
    if len(name) > 253 or not all(_LABEL.match(label) for label in name.split(".")):
        return Refused(f"{written[:80]!r} is not a host name")
    return name


def _bracketed(inside: str) -> str | Refused:
    try:
        return ipaddress.IPv6Address(inside if "%" not in inside else "").compressed
    except ValueError:
        return Refused(f"{inside[:80]!r} is not an IPv6 address")


def _dotted_quad(host: str) -> str | Refused:
    """`host` when it is four plain decimal numbers: 127.1, 0x7f.1 and the like are tricks."""
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        return Refused(f"{host[:80]!r} is a number dressed up as a host")


def _idna(host: str) -> str | None:
    """The ASCII form (UTS 46) by the library that also writes the request."""
    try:
        return URL.build(scheme="http", host=host).raw_host
    except ValueError:
        return None


def _basic(credentials: str) -> str:
    """A Basic authorization header (RFC 7617) from the address's escaped `user:password`."""
    raw = unquote_to_bytes(credentials)
    return "Basic " + base64.b64encode(raw if b":" in raw else raw + b":").decode("ascii")


def _escaped(match: re.Match[str]) -> str:
    """Percent-encoded UTF-8; bytes that came undecoded (surrogates) go out as they were."""
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))


def _without_dot_segments(path: str) -> str:
    """`path` with `.` and `..` resolved, escaped dots too (RFC 3986, section 5.2.4; WHATWG)."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain not in {".", ".."}:
            kept.append(segment)
            continue
        if plain == ".." and kept:
            kept.pop()
        if position == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=4096)
def _parsed_address(address: str) -> IPAddress:
    if "%" in address:
        raise ValueError(address)
    return ipaddress.ip_address(address)


@lru_cache(maxsize=4096)
def _forbidden_kind(address: IPAddress) -> str | None:
    """What `address` is, when it is not an ordinary public one."""
    if isinstance(address, ipaddress.IPv4Address):
        refused = any(address in network for network in _REFUSED_V4)
        return "a private, local or reserved address" if refused else None
    if address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        kind = _forbidden_kind(inner)
        return None if kind is None else f"{kind} ({inner}) behind NAT64"
    if address not in _GLOBAL_UNICAST or any(address in network for network in _REFUSED_V6):
        return "a private, local or reserved address"
    return None
