from __future__ import annotations

import io
import logging

import pytest

from monitor.alerts.masking import mask, secrets_of, tame

ADDRESSES = [
    ("mailtos://user:hunter2@smtp.example.org?from=m@example.org", ["hunter2"]),
    ("mailtos://user:p%40ss@smtp.example.org", ["p%40ss", "p@ss"]),
    ("tgram://123456789:AbCdEfGhIj/4242424242", ["123456789:AbCdEfGhIj", "4242424242"]),
    ("slack://TokenAAAA/TokenBBBB/TokenCCCC/#alerts", ["TokenAAAA", "TokenBBBB", "TokenCCCC"]),
    ("jsons://hooks.example.org/s3cr3tpath?+Authorization=Bearer%20t0k3n", ["s3cr3tpath", "Bearer t0k3n"]),
    ("https://hooks.example.org/services/T0001/B0002/xyzxyz", ["T0001", "B0002", "xyzxyz"]),
]  # fmt: skip


@pytest.mark.parametrize(("url", "secrets"), ADDRESSES)
def test_every_secret_of_an_address_is_masked_in_every_sentence(url, secrets):
    for secret in secrets:
        said = mask(f"POST {url} failed near {secret}!", secrets_of(url))
        assert secret not in said
        assert "***" in said


def test_a_mail_servers_name_and_the_sender_stay_readable():
    url = "mailtos://user:hunter2@smtp.example.org?from=monitor@example.org"
    said = mask("mail server smtp.example.org: timed out", secrets_of(url))
    assert said == "mail server smtp.example.org: timed out"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("see https://user:pw@a.example/x", "see https://***@a.example/x"),
        ("GET /x?token=abc&b=c", "GET /x?token=***&b=***"),
    ],
)
def test_what_looks_like_a_secret_is_masked_without_knowing_it(text, masked):
    assert mask(text) == masked


def test_the_libraries_below_say_nothing_at_any_level(monkeypatch):
    """A handler of our own: pytest hangs its handlers on loggers that do not propagate, too."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    tame()
    logging.getLogger("apprise").error("Could not load slack://TokenAAAA")
    logging.getLogger("urllib3.connectionpool").debug("POST /s3cr3tpath")
    logging.getLogger("another").debug("heard")
    assert said.getvalue() == "heard\n"
