"""What `pip install` gives: a wheel that carries rules, seeds and units, and works anywhere."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from commands import Finished

import monitor

ROOT = Path(__file__).parent.parent


def built(folder: Path) -> Path:
    """Build the wheel into a folder."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel unpacked in it, and the dependencies of the Python we run on."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    [site] = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # A .pth line adds a folder, and the .pth files in that folder (our own checkout) stay unread.
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "bin" / "python"


def run(python: Path, *arguments: str, cwd: Path) -> Finished:
    done = subprocess.run(
        [python, "-m", "monitor", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(cwd), "PATH": "/usr/bin:/bin"},
        timeout=120,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def test_the_wheel_carries_what_operators_need(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        [entry_points] = [name for name in names if name.endswith("entry_points.txt")]
        assert "monitor = monitor.cli:main" in archive.read(entry_points).decode()
    assert "monitor/_data/systemd/monitor.service" in names
    assert "monitor/_data/rules/lists/states.yml" in names
    assert "monitor/_data/seeds/feeds.opml" in names
    assert any(name.startswith("monitor/_data/seeds/items/") for name in names)
    assert {"monitor/demo/templates/page.html", "monitor/py.typed"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert [name for name in names if name.startswith(("tests/", "tools/"))] == []


def test_the_same_source_gives_the_same_wheel(wheel, tmp_path):
    """R118."""
    assert built(tmp_path).read_bytes() == wheel.read_bytes()


def test_an_installed_monitor_starts_from_an_empty_folder(installed, tmp_path):
    assert run(installed, "--version", cwd=tmp_path).out == f"monitor {monitor.__version__}\n"
    begun = run(installed, "init", cwd=tmp_path)
    assert begun.code == 0, begun.err
    judged = run(installed, "check", cwd=tmp_path)
    assert judged.code == 0, judged.out + judged.err
    assert run(installed, "feeds", "import", "feeds.opml", cwd=tmp_path).code == 0


def test_an_installed_monitor_uses_its_own_files(installed, tmp_path):
    code = "import monitor; print(monitor.__file__)"
    done = subprocess.run(
        [installed, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert Path(done.stdout.strip()).is_relative_to(installed.parent.parent)
