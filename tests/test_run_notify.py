"""The service manager hears what it must, and nothing breaks where there is none."""

import os
import socket

import pytest

from monitor.run.notify import ServiceManager


@pytest.fixture
def manager(tmp_path):
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(path)
        listening.settimeout(5)
        yield path, lambda: listening.recv(4096).decode()


def test_ready_watchdog_reload_and_stop_reach_the_socket(manager):
    path, heard = manager
    service = ServiceManager.from_environment({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "30000000"})
    assert service.watchdog_seconds == 30
    service.ready("9 rules, 3 feeds")
    assert heard() == "READY=1\nSTATUS=9 rules, 3 feeds"
    service.alive()
    assert heard() == "WATCHDOG=1"
    service.reloading()
    assert heard().startswith("RELOADING=1\nMONOTONIC_USEC=")
    service.stopping()
    assert heard().startswith("STOPPING=1")


def test_an_abstract_socket_is_reached():
    name = f"monitor-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name)
        listening.settimeout(5)
        ServiceManager.from_environment({"NOTIFY_SOCKET": "@" + name}).alive()
        assert listening.recv(64) == b"WATCHDOG=1"


def test_a_watchdog_meant_for_another_process_is_not_ours():
    environ = {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}
    assert ServiceManager.from_environment(environ).watchdog_seconds is None


def test_without_a_service_manager_nothing_is_sent_and_nothing_fails(tmp_path):
    ServiceManager.from_environment({}).ready("fine")
    ServiceManager(str(tmp_path / "gone"), None).alive()
