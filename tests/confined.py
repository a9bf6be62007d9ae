"""Run a command under the unit's own limits: its system calls, and no memory both written and executed.

`python confined.py COMMAND...` reads SystemCallFilter= and MemoryDenyWriteExecute= from the unit,
asks systemd-analyze what the groups mean, builds the same seccomp filter (seccomp(2)) by hand and
becomes the command. Exit code 99: this machine cannot (the reason is on standard error).
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import struct
import subprocess
import sys
from pathlib import Path

UNIT = Path(__file__).parent.parent / "systemd" / "monitor.service"
HEADERS = (
    Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    Path("/usr/include/asm/unistd_64.h"),
)
CANNOT = 99

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_SET_MDWE = 22, 38, 65  # prctl(2)
SECCOMP_MODE_FILTER, REFUSE_EXECUTABLE_GAIN = 2, 1
X86_64 = 0xC000003E  # AUDIT_ARCH_X86_64
NUMBER_AT, ARCHITECTURE_AT = 0, 4  # in struct seccomp_data
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # classic BPF, linux/filter.h
ALLOW, FAIL_WITH_EPERM = 0x7FFF0000, 0x00050000 | 1


def main() -> None:
    allowed = numbers(filtered_calls())
    confine(program(allowed))
    os.execv(sys.argv[1], sys.argv[1:])


def cannot(reason: str) -> SystemExit:
    print(f"cannot confine: {reason}", file=sys.stderr)
    return SystemExit(CANNOT)


def filtered_calls() -> set[str]:
    """The system calls the unit allows, by name."""
    allowed: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)", UNIT.read_text(), re.MULTILINE):
        names = {name for group in line.removeprefix("~").split() for name in members(group)}
        allowed = allowed - names if line.startswith("~") else allowed | names
    return allowed


def members(group: str) -> set[str]:
    """What a name in a filter stands for."""
    if not group.startswith("@"):
        return {group}
    try:
        done = subprocess.run(
            ["systemd-analyze", "--no-pager", "syscall-filter", group],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise cannot(f"systemd-analyze: {error}") from error
    words = (line.strip() for line in done.stdout.splitlines()[1:])
    found = [word for word in words if word and not word.startswith("#")]
    return {name for word in found for name in members(word)}


def numbers(names: set[str]) -> list[int]:
    if platform.machine() != "x86_64":
        raise cannot("only x86_64 is spelled out here")
    header = next((path for path in HEADERS if path.exists()), None)
    if header is None:
        raise cannot("the kernel's headers are not installed")
    known = dict(re.findall(r"#define __NR_(\w+) (\d+)", header.read_text()))
    return sorted(int(known[name]) for name in names if name in known)


def program(allowed: list[int]) -> bytes:
    """A filter that lets these calls through and fails all others with EPERM."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    steps = [
        step(LOAD, ARCHITECTURE_AT),
        step(JUMP_IF_EQUAL, X86_64, 1, 0),
        step(RETURN, FAIL_WITH_EPERM),
        step(LOAD, NUMBER_AT),
    ]
    for number in allowed:
        steps += [step(JUMP_IF_EQUAL, number, 0, 1), step(RETURN, ALLOW)]
    return b"".join([*steps, step(RETURN, FAIL_WITH_EPERM)])


def confine(filter_: bytes) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if "MemoryDenyWriteExecute=yes" not in UNIT.read_text().splitlines():
        raise SystemExit("the unit no longer says MemoryDenyWriteExecute=yes")
    if libc.prctl(PR_SET_MDWE, REFUSE_EXECUTABLE_GAIN, 0, 0, 0):
        raise cannot("the kernel has no PR_SET_MDWE (Linux 6.3)")
    code = ctypes.create_string_buffer(filter_, len(filter_))
    # struct sock_fprog: a count, and the address of the program
    fprog = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(filter_) // 8, ctypes.addressof(code))
    )
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, fprog, 0, 0
    ):
        raise cannot(f"seccomp: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
