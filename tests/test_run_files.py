"""As many files as a crowd of feeds needs, where the system allows it."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import pytest

from monitor.run.files import allow_open_files


@pytest.fixture
def few_files() -> Iterator[int]:
    """A soft limit as many systems set it; the limit of this system beyond it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, soft), hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_low_limit_is_raised_as_far_as_needed(few_files: int):
    wanted = min(700, few_files)
    assert allow_open_files(wanted) == wanted
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (wanted, few_files)


def test_no_more_is_asked_than_the_system_allows(few_files: int):
    if few_files == resource.RLIM_INFINITY:
        pytest.skip("this system sets no limit")
    assert allow_open_files(few_files + 1) == few_files


def test_a_limit_that_is_high_enough_is_left_alone(few_files: int):
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert allow_open_files(soft - 1) == soft
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (soft, few_files)
