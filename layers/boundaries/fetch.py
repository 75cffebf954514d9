"""Fetch files into a folder, checked and resumable: what is there with the right checksum is not fetched again."""

import hashlib
import http.client
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from layers.boundaries.manifest import BoundaryFile
from layers.errors import BadChecksum, BadOption, NoNetwork
from layers.store.files import disk_faults

AT_ONCE = 6
TRIES = 3
TIMEOUT_S = 20
_PAUSE_S = 0.5
_ASK_AGAIN = (408, 429)


def fetch(
    files: list[BoundaryFile],
    folder: Path,
    *,
    source: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Path]:
    """Bring `files` into `folder` under their checksums.

    Parameters
    ----------
    source : str
        An ``http://`` or ``https://`` address, or a folder laid out like it (for closed networks).
    progress : callable
        Told how many of how many files are there, from the thread of the caller.

    Returns
    -------
    dict
        Path of each file by unit code.

    Raises
    ------
    BadOption
        If `source` is an address of another kind.
    NoNetwork
        If the source cannot be reached. What came before stays for the next try.
    BadChecksum
        If a file is not the pinned one, even after trying again; it is not kept.
    StoreFull
        If the disk cannot hold the files.
    """
    _check_source(source)
    with disk_faults(folder.parent):
        folder.mkdir(parents=True, exist_ok=True)
    places = {file.code: folder / f"{file.sha256}.geojson" for file in files}
    missing = [file for file in files if not _is_there(file, places[file.code])]
    done = len(files) - len(missing)
    progress(done, len(files))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(_bring, file, places[file.code], source) for file in missing]
        try:
            for task in as_completed(waiting):
                task.result()
                done += 1
                progress(done, len(files))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return places


def _check_source(source: str) -> None:
    if "://" not in source:
        return
    try:
        address = urllib.parse.urlsplit(source)
        known = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError as fault:
        raise BadOption(option="--from", value=source) from fault
    if not known:
        raise BadOption(option="--from", value=source)


def _is_there(file: BoundaryFile, place: Path) -> bool:
    return place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == file.sha256


def _bring(file: BoundaryFile, place: Path, source: str) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            content = _read(source, file)
        except (OSError, http.client.HTTPException) as fault:
            if attempt == TRIES or _is_final(fault):
                raise NoNetwork(address=_address(source, file), fault=_reason(fault)) from fault
        else:
            if hashlib.sha256(content).hexdigest() == file.sha256:
                return _put(content, place)
            if attempt == TRIES:
                raise BadChecksum(file=file.path)
        time.sleep(_PAUSE_S * attempt)
    return None


def _read(source: str, file: BoundaryFile) -> bytes:
    if "://" not in source:
        return (Path(source) / file.path).read_bytes()
    with urllib.request.urlopen(_address(source, file), timeout=TIMEOUT_S) as answer:
        # One byte more than promised is enough to see that it is not the pinned file.
        content = answer.read(file.bytes + 1)
        if answer.length and len(content) <= file.bytes:
            raise ConnectionError("the answer broke off")
    return content


def _address(source: str, file: BoundaryFile) -> str:
    return f"{source.rstrip('/')}/{file.path}"


def _is_final(fault: Exception) -> bool:
    """A plain "no" is not asked again."""
    if isinstance(fault, urllib.error.HTTPError):
        return 400 <= fault.code < 500 and fault.code not in _ASK_AGAIN
    return isinstance(fault, FileNotFoundError | NotADirectoryError)


def _reason(fault: Exception) -> str:
    """What went wrong, without the wrapping: "Connection refused", "HTTP 404 Not Found"."""
    if isinstance(fault, urllib.error.HTTPError):
        return f"HTTP {fault.code} {fault.reason}"
    inner = getattr(fault, "reason", fault)
    return str(getattr(inner, "strerror", None) or inner or type(inner).__name__)


def _put(content: bytes, place: Path) -> None:
    """Under its name at once or not at all; two who fetch the same file do not meet."""
    passing = place.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
    with disk_faults(place.parent):
        try:
            passing.write_bytes(content)
            passing.replace(place)
        finally:
            passing.unlink(missing_ok=True)
