"""The walls around the process that opens what strangers hand in. Put up before any reader is loaded."""

import ctypes
import os
import signal
import sys
import sysconfig
from pathlib import Path

from layers.importing.limits import Limits
from layers.importing.worker.landlock import fence
from layers.settings import ROOT

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT = 1
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys/devices/system", "/dev/urandom")


def enclose(limits: Limits, *, skip: str, readable: list[Path], writable: Path) -> list[str]:
    """Put up what this system can; gives the names of the walls that stand.

    Parameters
    ----------
    skip : str
        Drivers that the reader's library must not load, comma separated.
    readable : list of Path
        What the task needs to read besides the program itself.
    writable : Path
        The one folder it may write to.
    """
    os.environ |= {
        "GDAL_SKIP": skip,
        "GDAL_HTTP_PROXY": "127.0.0.1:1",
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
        "SHAPE_RESTORE_SHX": "YES",
        "GDAL_PAM_ENABLED": "NO",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TMPDIR": str(writable),
        "NUMBA_CACHE_DIR": str(writable),
    }
    standing = {
        "limits": _limit(limits),
        "no network": _cut_off(),
        "files": fence(readable=[*_program(), *readable], writable=[writable, Path("/dev/null")]),
    }
    return [name for name, stands in standing.items() if stands]


def _limit(limits: Limits) -> bool:
    if os.name == "nt":
        return False
    import resource

    for what, value, most in (
        # The first ends it with a signal of its own, which tells it from a kill by somebody else.
        (resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + 5),
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size, limits.file_size),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 256, 256),
    ):
        try:
            resource.setrlimit(what, (value, most))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue
    # Too large a file then is an error to be told, not a death.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return True


def _cut_off() -> bool:
    """A network of our own that leads nowhere, and an end that comes with the parent's."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    return libc.unshare(_NEW_USER | _NEW_NET) == 0


def _program() -> list[Path]:
    """Python, its packages and our own rooms, but not the run-time store among them."""
    python = {Path(p) for p in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())}
    rooms = [ROOT / name for name in ("geo", "layers", "data/reference", "data/land")]
    return [*(Path(p) for p in _SYSTEM), *sorted(python), *rooms]
