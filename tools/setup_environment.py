"""Make the project's own environment: `python3 tools/setup_environment.py .venv`.

Needs Python 3.11 or newer with either ensurepip (Debian: python3-venv) or pip (Debian: python3-pip), and a
package index. What is installed is pinned by version and hash in requirements/dev.txt. It can be run
again at any time. Written for any Python 3, so that an old one is told what is wrong.
"""

import importlib.util
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "setup: Python %d.%d is too old: Monitor needs %d.%d or newer"
            " (try: make setup PYTHON=python3.12)" % (sys.version_info[:2] + OLDEST)
        )
    folder = sys.argv[1]
    pip = make_environment(folder)
    print("setup: installing the pinned dependencies into " + folder + " (a minute or two)")
    run(*pip, "install", "--quiet", "--require-hashes", "--requirement", "requirements/dev.txt")
    run(*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    print("setup: ready; the command is " + os.path.join(folder, "bin", "monitor"))  # noqa: PTH118


def make_environment(folder):
    """Make an empty environment and return the command that installs into it."""
    python = os.path.join(folder, "bin", "python")  # noqa: PTH118
    if has("ensurepip"):
        run(sys.executable, "-m", "venv", folder)
        return [python, "-m", "pip"]
    if has("pip"):  # Debian's python3 without python3-venv: borrow the system's pip
        run(sys.executable, "-m", "venv", "--without-pip", folder)
        return [sys.executable, "-m", "pip", "--python", python]
    sys.exit(
        "setup: this Python has neither ensurepip nor pip; on Debian or Ubuntu install one of"
        " them first: apt install python3-venv"
    )


def has(module):
    return importlib.util.find_spec(module) is not None


def run(*command):
    finished = subprocess.run(command, cwd=ROOT, check=False)
    if finished.returncode != 0:
        sys.exit("setup: this failed, see above: " + " ".join(command))


if __name__ == "__main__":
    main()
