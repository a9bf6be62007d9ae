"""The service unit says what systemd understands, and locks the daemon in."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parent.parent / "systemd"
UNIT = UNITS / "monitor.service"
WORKER = UNITS / "monitor-worker@.service"
DROP_IN = UNITS / "monitor.service.d" / "private-networks.conf"
WORST_EXPOSURE = "15"  # tenths: 1.5 of 10

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, check=False
    )


def installed(folder: Path, *drop_ins: str, source: Path = UNIT) -> Path:
    """The unit as an operator would install it, with a command that exists on this machine."""
    unit = folder / source.name.replace("@.", "@1.")
    unit.write_text(source.read_text().replace("/opt/monitor/bin/monitor", "/bin/true"))
    for number, text in enumerate(drop_ins):
        place = folder / f"{source.name}.d" / f"{number}.conf"
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    return unit


both = pytest.mark.parametrize("unit", [UNIT, WORKER], ids=["daemon", "worker"])


@needs_systemd
@both
def test_the_unit_is_exposed_no_more_than_fifteen_tenths(unit: Path, tmp_path: Path):
    """R109."""
    place = str(installed(tmp_path, source=unit))
    report = analyze("security", "--offline=true", f"--threshold={WORST_EXPOSURE}", place)
    assert report.returncode == 0, report.stdout[-2000:] + report.stderr


@needs_systemd
@both
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path, tmp_path: Path):
    """R109."""
    report = analyze("verify", str(installed(tmp_path, source=unit)))
    assert report.returncode == 0, report.stderr
    assert report.stderr == ""


@needs_systemd
def test_the_private_networks_drop_in_still_verifies_when_it_is_uncommented(tmp_path):
    """R113."""
    text = DROP_IN.read_text().replace("\n#IPAddress", "\nIPAddress")
    assert "\nIPAddressDeny" in text
    report = analyze("verify", str(installed(tmp_path, text)))
    assert report.returncode == 0, report.stderr
    assert report.stderr == ""


def test_the_drop_in_changes_nothing_until_the_operator_says_so():
    lines = [line for line in DROP_IN.read_text().splitlines() if line.strip()]
    assert [line for line in lines if not line.startswith("#")] == ["[Service]"]


@both
def test_no_secret_travels_by_environment_or_command_line(unit: Path):
    """R112: credentials are files handed over by systemd."""
    lines = unit.read_text().splitlines()
    assert "Environment=PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1" in lines
    assert [line for line in lines if line.startswith("EnvironmentFile")] == []
    assert any(line.startswith("#LoadCredential=") for line in lines)


@both
def test_what_the_operator_must_mend_is_not_restarted_in_a_loop(unit: Path):
    """Exit codes 2, 3 and 4: usage, configuration, rules."""
    assert "RestartPreventExitStatus=2 3 4" in unit.read_text().splitlines()


def test_a_worker_is_confined_as_the_daemon_is():
    """R110: the two units differ in who they are and what they run, in nothing else."""
    confined = [line for line in UNIT.read_text().splitlines() if "=" in line and line[0] != "#"]
    own = ("Description=", "ExecStart=", "StateDirectory=")
    shared = [line for line in confined if not line.startswith(own)]
    assert [line for line in WORKER.read_text().splitlines() if line in shared] == shared


def test_commands_run_as_the_service_does_with_every_secret(tmp_path):
    """`monitorctl` with a systemd-run that only says how it was called."""
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "systemd-run"
    fake.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    fake.chmod(0o755)
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "mail-url").write_text("")
    (secrets / "chat url").write_text("")
    called = subprocess.run(
        [UNITS / "monitorctl", "feeds", "add", "a b"],
        env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "SECRETS": str(secrets)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert f"--property=LoadCredential=mail-url:{secrets}/mail-url" in called
    assert f"--property=LoadCredential=chat url:{secrets}/chat url" in called
    assert "--property=DynamicUser=yes" in called
    command = ["/opt/monitor/bin/monitor", "--config", "/etc/monitor/monitor.toml"]
    assert called[-6:] == [*command, "feeds", "add", "a b"]
    unit = UNIT.read_text()
    for shared in ("User=monitor", "DynamicUser=yes", "StateDirectory=monitor", "UMask=0077"):
        assert shared in unit
        assert f"--property={shared}" in called
