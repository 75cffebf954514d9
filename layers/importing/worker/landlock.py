"""Landlock: the Linux kernel's own fence around the files a process may open. Needs no rights to put up."""

import ctypes
import os
import platform
import sys
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every processor since Linux 5.13
_PATH_BENEATH = 1
_NO_NEW_PRIVS = 38
_EXECUTE, _WRITE, _READ, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
# All file rights of the first version of the interface, and by version what came later: REFER,
# TRUNCATE, IOCTL_DEV.
_FIRST = (1 << 13) - 1
_LATER = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_TCP = 0b11  # bind and connect, since version 4
_FILE_RIGHTS = _EXECUTE | _WRITE | _READ | _LATER[3]


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def fence(*, readable: list[Path], writable: list[Path]) -> bool:
    """Let this process open only what lies under these paths, and no TCP connection; for good.

    Returns
    -------
    bool
        False where the kernel does not know Landlock; nothing is restricted then.
    """
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64", "riscv64"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    handled = _FIRST | sum(bit for since, bit in _LATER.items() if since <= version)
    rules = _Ruleset(handled, _TCP if version >= 4 else 0)
    ruleset = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if ruleset < 0:
        return False
    for path in readable:
        _allow(libc, ruleset, path, (_EXECUTE | _READ | _READ_DIR) & handled)
    for path in writable:
        _allow(libc, ruleset, path, handled)
    done = libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return done


def _allow(libc, ruleset: int, path: Path, rights: int) -> None:
    """Paths that are not there need no right."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not path.is_dir():
        rights &= _FILE_RIGHTS
    beneath = _PathBeneath(rights, place)
    libc.syscall(_ADD, ruleset, _PATH_BENEATH, ctypes.byref(beneath), 0)
    os.close(place)
