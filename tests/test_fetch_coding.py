"""Bodies come out of their codings whole, bounded, or not at all (R6, R37)."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.fetch.coding import Body, BodyTooLargeError, CodingError, UnknownCodingError
from tests.servers import encode

CODINGS = ["gzip", "deflate", "raw-deflate", "br", "zstd"]
TEXT = b"".join(b"Minister %d signed agreement %d on Tuesday. " % (n, n * n) for n in range(3000))


def decoded(codings: str, data: bytes, limit: int = 10 << 20, step: int = 1 << 14) -> bytes:
    body = Body(codings, limit)
    for start in range(0, len(data), step):
        body.feed(data[start : start + step])
    return body.finish()


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=3000) | st.just(TEXT),
    st.lists(st.sampled_from(CODINGS), max_size=2),
    st.sampled_from([1, 7, 1000, 1 << 20]),
)
def test_what_was_coded_comes_out_as_it_went_in_however_it_arrives(data, codings, step):
    coded = data
    for coding in codings:
        coded = encode(coded, coding)
    header = ", ".join(coding.removeprefix("raw-") for coding in codings)
    assert decoded(header, coded, step=max(step, len(coded) // 2000)) == data


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("missing", [1, 3, 8, 100])
def test_a_coded_body_cut_short_is_an_error(coding, missing):
    """R6."""
    with pytest.raises(CodingError):
        decoded(coding.removeprefix("raw-"), encode(TEXT, coding)[:-missing])


def test_a_wrong_gzip_checksum_is_an_error():
    """R6."""
    body = bytearray(encode(TEXT, "gzip"))
    body[-8] ^= 1
    with pytest.raises(CodingError, match="gzip"):
        decoded("gzip", bytes(body))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
@settings(max_examples=50, deadline=None)
@given(data=st.binary(min_size=1, max_size=300))
def test_nonsense_is_an_error_and_nothing_else(coding, data):
    try:
        decoded(coding, data)
    except CodingError as error:
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize("coding", CODINGS)
def test_a_bomb_stops_at_the_limit_of_decoded_bytes(coding):
    """R37: 60 MB of nothing in a few KB; memory stays near the limit."""
    bomb = encode(bytes(60_000_000), coding)
    tracemalloc.start()
    with pytest.raises(BodyTooLargeError):
        decoded(coding.removeprefix("raw-"), bomb, limit=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_bomb_inside_a_bomb_stops_at_the_limit_too():
    """R37: the limit holds at each layer."""
    inner = encode(bytes(60_000_000), "gzip")
    with pytest.raises(BodyTooLargeError):
        decoded("gzip, gzip", encode(inner, "gzip"), limit=1 << 20)


@pytest.mark.parametrize(
    "header", ["gzip, gzip, gzip", ", ".join(["gzip"] * 5), "compress", "aes128gcm", "utf-8"]
)
def test_a_coding_we_did_not_ask_for_is_refused(header):
    """R37: and so are more than two at once."""
    with pytest.raises(UnknownCodingError):
        Body(header, 1 << 20)


def test_names_of_codings_are_read_generously():
    assert decoded(" X-GZip , identity,", encode(TEXT, "gzip")) == TEXT
    assert decoded("identity", TEXT) == TEXT


def test_several_members_with_padding_are_one_body():
    two = encode(b"one ", "gzip") + encode(b"two", "gzip") + bytes(7)
    for step in (1, 5, 1000):
        assert decoded("gzip", two, step=step) == b"one two"
    assert decoded("zstd", encode(b"one ", "zstd") + encode(b"two", "zstd"), step=3) == b"one two"


def test_litter_after_a_whole_gzip_body_is_ignored():
    body = encode(TEXT, "gzip") + b"\0\0<!-- 0.2 seconds -->" + encode(b"no", "gzip")
    for step in (1 << 20, 1000):
        assert decoded("gzip", body, step=step) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_body_of_endless_empty_members_is_an_error(coding):
    """R37: work is bounded, not only size."""
    with pytest.raises(CodingError):
        decoded(coding, encode(b"", coding) * 5000)


def test_an_empty_body_is_empty_whatever_its_header_says():
    assert decoded("gzip", b"") == b""


def test_a_body_of_exactly_the_limit_passes():
    for codings in ("", "gzip"):
        data = encode(TEXT, "gzip") if codings else TEXT
        assert decoded(codings, data, limit=len(TEXT)) == TEXT
        with pytest.raises(BodyTooLargeError):
            decoded(codings, data, limit=len(TEXT) - 1)
