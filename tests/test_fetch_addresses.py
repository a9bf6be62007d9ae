"""Which addresses are read, in which spelling, and which are never dialled (R28, R30, R31, R34, R35)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from monitor.fetch.addresses import Reach, Refused, Target, read_url, redirect_target, refusal

ANYWHERE = Reach()
PRIVATE_V4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
PRIVATE_V6 = [
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "172.32.0.1",
    "192.88.98.1",
    "2606:4700::1111",
    "2a00:1450::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE_V4 + PRIVATE_V6)
def test_an_address_that_is_not_public_is_never_dialled(address):
    """R30, R31: private, local, reserved, and IPv4 hidden inside IPv6."""
    assert refusal(address, 80, ANYWHERE) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_dialled(address):
    assert refusal(address, 443, ANYWHERE) is None


@given(st.ip_addresses(v=4))
def test_no_way_of_wrapping_a_private_ipv4_address_gets_it_dialled(address):
    """R31: whatever carries it, a refused IPv4 address stays refused."""
    number = int(address)
    wrapped = [
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x0064FF9B << 96) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        ipaddress.IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
    ]
    if refusal(str(address), 80, ANYWHERE) is not None:
        assert all(refusal(str(outer), 80, ANYWHERE) is not None for outer in wrapped)


def test_an_allowed_place_is_an_address_and_a_port_together():
    reach = Reach.of(frozenset({80}), frozenset({("127.0.0.1", 8080), ("::1", 9000)}))
    assert refusal("127.0.0.1", 8080, reach) is None
    assert refusal("::1", 9000, reach) is None
    assert refusal("127.0.0.1", 80, reach) is not None
    assert refusal("127.0.0.2", 8080, reach) is not None
    assert refusal("8.8.8.8", 8080, reach) is not None, "the port is allowed there only"


def test_an_allow_list_that_names_no_address_is_an_error_at_once():
    with pytest.raises(ValueError, match="localhost"):
        Reach.of(frozenset({80}), frozenset({("localhost", 80)}))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "gopher://example.org/",
        "data:text/html,x",
        "jar:http://example.org!/a",
        "feed:http://example.org/",
        "feed://example.org/",
        "javascript:alert(1)",
        "FILE:///etc/passwd",
        "/etc/passwd",
        "//example.org/",
        "example.org",
        "",
        "http:example.org",
        "http:/example.org",
        "http:///example.org",
        "http://",
        "http://#",
        "://example.org/",
    ],
)
def test_only_absolute_http_and_https_addresses_are_asked(url):
    """R28."""
    assert isinstance(read_url(url, ANYWHERE), Refused)


def test_the_case_of_the_scheme_hides_nothing():
    """R28: HTTP: is http, and judged like it."""
    assert read_url("HTTP://Example.ORG", ANYWHERE) == read_url("http://example.org/", ANYWHERE)


@pytest.mark.parametrize(
    "host",
    [
        "0",
        "127.1",
        "0177.0.0.1",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "127.0.0.01",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "127.0.0.1.",
        "a.0x",
        "１２７.1",
        "[::1%25lo]",
        "[fe80::1%eth0]",
        "[127.0.0.1]",
        "[::1",
        "::1",
        "[v1.x]",
        "a..b",
        ".a",
        "-a.example",
        "a b",
        "a%2eb",
        "%31%32%37.0.0.1",
        "a<b",
        "a_b\u2028c.example",
        "x" * 64 + ".example",
        ".".join(["x" * 60] * 5),
    ],
)
def test_a_host_that_can_be_read_in_two_ways_is_refused(host):
    """R30, R35."""
    assert isinstance(read_url(f"http://{host}/", ANYWHERE), Refused)


@pytest.mark.parametrize("host", ["127.0.0.1", "１２７.０.０.１", "127。0。0。1", "[::ffff:127.0.0.1]", "[::1]"])  # fmt: skip
def test_a_plain_loopback_address_is_read_and_then_not_dialled(host):
    """R30: full-width digits and dots are digits and dots."""
    target = read_url(f"http://{host}/", ANYWHERE)
    assert isinstance(target, Target)
    assert refusal(target.host, target.port, ANYWHERE) is not None


@pytest.mark.parametrize(
    "port", ["22", "25", "6379", "0", "65535", "65536", "99999999999999999999", "8080", "00", "٨٠"]
)
def test_a_port_that_is_not_listed_is_not_asked(port):
    """R34."""
    assert isinstance(read_url(f"http://example.org:{port}/", ANYWHERE), Refused)


@pytest.mark.parametrize(("url", "read"), [
    ("http://example.org:/", "http://example.org/"),
    ("http://example.org:80/", "http://example.org/"),
    ("http://example.org:0000080/", "http://example.org/"),
    ("https://example.org:443", "https://example.org/"),
    ("http://example.org:443/", "http://example.org:443/"),
])  # fmt: skip
def test_a_default_port_is_not_spelled_out(url, read):
    """R34: an empty port is the default one (RFC 3986, section 3.2.3)."""
    assert read_url(url, ANYWHERE).url == read


@pytest.mark.parametrize(
    "url",
    [
        "http://a\\@b/",
        "http://a\\b/",
        "http://a/x\\..\\y",
        "http://u:p@a:80@b/",
        "http://a@b@c/",
        "http://a#@b\\@c",
        "http://exa\tmple.org/",
        "http://exa\nmple.org/",
        "http://example.org/a\nb",
        "http://example.org/\x00",
        "http://example.org/\x7f",
        "http://[::1]x/",
        "http://a:80:80/",
        "http://a:8o/",
        "http://a:-80/",
        "http://a:+80/",
        "http://\ud800/",
        "http://example.org/\ud800",
        "http://example.org/" + "a" * 9000,
    ],
)
def test_an_address_that_readers_disagree_about_is_refused(url):
    """R35."""
    target = read_url(url, ANYWHERE)
    if "#" in url:
        assert target.host == "a", "a fragment begins at the first #"
    else:
        assert isinstance(target, Refused)


@pytest.mark.parametrize(("url", "read"), [
    ("  http://example.org/a b\n", "http://example.org/a%20b"),
    ("http://example.org/ü?q=ü#x", "http://example.org/%C3%BC?q=%C3%BC"),
    ("http://EXAMPLE.org./%7Euser/%zz", "http://example.org/%7Euser/%zz"),
    ("http://example.org/a/./b/../c", "http://example.org/a/c"),
    ("http://example.org/../../a/%2e%2E/b/.", "http://example.org/b/"),
    ("http://example.org/..", "http://example.org/"),
    ("http://example.org/.well-known/x", "http://example.org/.well-known/x"),
    ("http://example.org?q=a\\b|{}", "http://example.org/?q=a%5Cb|{}"),
    ("http://[2606:4700:0:0::1111]/", "http://[2606:4700::1111]/"),
    ("http://exаmple.org/", "http://xn--exmple-4nf.org/"),
    ("http://my_site.example.org/", "http://my_site.example.org/"),
    ("http://example.org/a;b,c:d@e'(f)*!$&+=~", "http://example.org/a;b,c:d@e'(f)*!$&+=~"),
    ("http://example.org/caf\udce9", "http://example.org/caf%E9"),
])  # fmt: skip
def test_an_address_has_one_spelling(url, read):
    """R35: what is checked, what is sent and what is stored are the same string."""
    assert read_url(url, ANYWHERE).url == read


@given(st.text(alphabet="htps:/@\\#?%[]. 017fFax-_\t\n１。ü", max_size=40) | st.text(max_size=40))
@example("a@b:80")
@example("[::1]")
@example("a#@b")
def test_every_reader_finds_the_same_host_in_what_we_accept(rest):
    """R35: the spelling we send on is read alike by the standard library and the HTTP client."""
    target = read_url("http://" + rest, ANYWHERE)
    if isinstance(target, Target):
        standard, client = urlsplit(target.url), URL(target.url, encoded=True)
        assert target.url.isascii()
        assert standard.hostname == client.raw_host == target.host
        assert (standard.port or 80) == client.port == target.port
        assert not standard.username
        assert not client.user
        assert read_url(target.url, ANYWHERE).url == target.url, "reading is done once and for all"


def test_credentials_leave_the_address_and_become_a_header():
    target = read_url("https://user:p%40ss@example.org/feed", ANYWHERE)
    assert target.url == "https://example.org/feed"
    assert target.authorization == "Basic dXNlcjpwQHNz"


BASE = Target("https://example.org/a/feed?x=1", "https", "example.org", 443)


@pytest.mark.parametrize(("location", "leads_to"), [
    ("/b", "https://example.org/b"),
    ("b", "https://example.org/a/b"),
    ("../b c", "https://example.org/b%20c"),
    ("?y=2", "https://example.org/a/feed?y=2"),
    ("//other.example/x", "https://other.example/x"),
    ("http://other.example", "http://other.example/"),
    ("HTTPS://OTHER.example/#frag", "https://other.example/"),
    ("caf\udcc3\udca9", "https://example.org/a/caf%C3%A9"),
])  # fmt: skip
def test_a_location_is_resolved_against_the_address_that_sent_it(location, leads_to):
    """R20."""
    assert redirect_target(BASE, location, ANYWHERE).url == leads_to


@pytest.mark.parametrize(
    "location",
    ["", "  ", "javascript:alert(1)", "file:///etc/passwd", "http://u:p@other.example/", "https://[::1", "ht\ntp://a/",
     "\\\\other.example\\x", "https://example.org:22/", "http://0x7f.1/", "///x", "mailto:a@b"],
)  # fmt: skip
def test_a_location_that_leads_nowhere_good_is_refused(location):
    """R20, R28, R33."""
    assert isinstance(redirect_target(BASE, location, ANYWHERE), Refused)


def test_credentials_go_along_only_within_their_origin():
    """R19."""
    base = read_url("https://user:pass@example.org/feed", ANYWHERE)
    assert redirect_target(base, "/new", ANYWHERE).authorization == base.authorization
    for elsewhere in ("https://other.example/", "http://example.org/", "https://example.org:80/"):
        assert redirect_target(base, elsewhere, ANYWHERE).authorization is None
