"""What a status line and headers mean (R2, R4, R21)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from multidict import CIMultiDict

from monitor.fetch.answers import Moved, meaning, validators
from monitor.model import Failure, NotModified, Validators
from tests.fetching import NOW

OLD = Validators("https://example.org/feed", '"old"', "Wed, 04 Mar 2026 10:00:00 GMT")


@pytest.mark.parametrize(("status", "failure"), [
    (404, Failure.NOT_FOUND),
    (410, Failure.GONE),
    (401, Failure.FORBIDDEN),
    (403, Failure.FORBIDDEN),
    (451, Failure.FORBIDDEN),
    (429, Failure.THROTTLED),
    (400, Failure.CLIENT),
    (418, Failure.CLIENT),
    (500, Failure.SERVER),
    (503, Failure.SERVER),
    (599, Failure.SERVER),
    (300, Failure.REDIRECT),
    (301, Failure.REDIRECT),
    (305, Failure.REDIRECT),
    (201, Failure.PROTOCOL),
    (204, Failure.PROTOCOL),
    (206, Failure.PROTOCOL),
    (304, Failure.PROTOCOL),
    (999, Failure.PROTOCOL),
])  # fmt: skip
def test_every_status_without_a_document_has_its_failure_and_its_sentence(status, failure):
    """R21."""
    found = meaning(status, CIMultiDict(), None, NOW)
    assert (found.failure, found.status) == (failure, status)
    assert str(status) in found.detail


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_only_301_and_308_are_for_good(status):
    """R18, R19."""
    found = meaning(status, CIMultiDict(Location="/b"), None, NOW)
    assert found == Moved("/b", permanent=status in {301, 308})


def test_a_503_with_a_time_is_a_wish_and_without_one_a_fault():
    """R8."""
    asked = meaning(503, CIMultiDict({"Retry-After": "120"}), None, NOW)
    assert (asked.failure, asked.retry_after) == (Failure.THROTTLED, timedelta(seconds=120))
    assert meaning(503, CIMultiDict({"Retry-After": "soon"}), None, NOW).failure is Failure.SERVER


@pytest.mark.parametrize(("headers", "expected"), [
    ({}, None),
    ({"ETag": '"new"'}, Validators(OLD.url, '"new"', OLD.last_modified)),
    ({"Last-Modified": "later"}, Validators(OLD.url, '"old"', "later")),
    ({"ETag": '"new"', "Last-Modified": "later"}, Validators(OLD.url, '"new"', "later")),
])  # fmt: skip
def test_a_304_replaces_the_validators_it_carries(headers, expected):
    """R4."""
    found = meaning(304, CIMultiDict(headers), OLD, NOW)
    assert found == NotModified(expected)


@pytest.mark.parametrize("value", ['W/"a,b\\"-é"', '"x"', "no quotes", "thu, 1 Jan  1970 00:00:00 +0000", "0"])  # fmt: skip
def test_validators_are_kept_as_sent(value):
    """R2: é arrives as two bytes of UTF-8 and is kept as two characters."""
    kept = validators("u", CIMultiDict({"ETag": value, "Last-Modified": value}))
    assert kept.etag.encode("latin-1") == kept.last_modified.encode("latin-1") == value.encode()


@pytest.mark.parametrize("value", ["", "a\nb", "a\x00b", "a\x7f"])
def test_a_validator_that_cannot_be_sent_back_is_none(value):
    assert validators("u", CIMultiDict({"ETag": value})) is None
