"""Make the project's own environment: `python3 tools/setup_environment.py .venv`.

Needs Python 3.11 or newer with either ensurepip (Debian: python3-venv) or pip (Debian:
python3-pip), and a package index. What is installed is pinned by version and hash in
requirements/dev.txt. It can be run again at any time. Kept to what any Python 3.6 can read, so that
an old one is told what is wrong.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Make the environment named on the command line, with everything in it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the place that finds out
        sys.exit(
            "setup: Python {}.{} is too old: Monitor needs 3.11 or newer"
            " (try: make setup PYTHON=python3.12)".format(*sys.version_info)
        )
    folder = Path(sys.argv[1])
    pip = make_environment(folder)
    print(f"setup: installing the pinned dependencies into {folder} (a minute or two)", flush=True)
    run(*pip, "install", "--quiet", "--require-hashes", "--requirement", "requirements/dev.txt")
    run(*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    print(f"setup: ready; the command is {folder / 'bin' / 'monitor'}")


def make_environment(folder: Path) -> "tuple[str, ...]":
    """Make an empty environment and return the command that installs into it."""
    python = str(folder / "bin" / "python")
    if importlib.util.find_spec("ensurepip"):
        run(sys.executable, "-m", "venv", str(folder))
        return (python, "-m", "pip")
    if importlib.util.find_spec("pip"):  # Debian without python3-venv: borrow the system's pip
        run(sys.executable, "-m", "venv", "--without-pip", str(folder))
        return (sys.executable, "-m", "pip", "--python", python)
    sys.exit(
        "setup: this Python has neither ensurepip nor pip; on Debian or Ubuntu install one of"
        " them first: apt install python3-venv"
    )


def run(*command: str) -> None:
    """Run a command in the project's folder; end with its name if it fails."""
    finished = subprocess.run(command, cwd=str(ROOT), check=False)
    if finished.returncode != 0:
        sys.exit("setup: this failed, see above: " + " ".join(command))


if __name__ == "__main__":
    main()
