"""How much one visitor may ask, send and keep, so that everybody else is still served."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from layers.errors import BadOption

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """Each is set by the environment name in `NAMES`; where 0 is allowed, it lifts the limit.

    Attributes
    ----------
    body_kb : int
        What a request may carry that is no upload.
    waiting_mb, day_mb : int
        What one account may have on this disk before it is published, and send in 24 hours.
    form_mb : int
        What one account may hold in memory by the small uploads of views.
    upload_s : int
        A body of which less than `LEAST_BYTES` come in so many seconds is given up.
    jobs, exports, sessions : int
        What one account may have at the same time; a session more ends the oldest one.
    reads_s, writes_min : int
        Requests of one account, all at once or in that time; an address may five times as many.
    sign_ins_min : int
        Attempts to sign in from one address.
    disk_mb, disk_percent : int
        Below the larger of them the store is said to be short of room.
    """

    body_kb: int = 512
    waiting_mb: int = 8_192
    day_mb: int = 20_480
    form_mb: int = 16
    upload_s: int = 60
    jobs: int = 5
    exports: int = 3
    sessions: int = 20
    reads_s: int = 120
    writes_min: int = 240
    sign_ins_min: int = 60
    disk_mb: int = 500
    disk_percent: int = 5

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Limits":
        """Take what the environment sets and the defaults for the rest."""
        return cls(
            **{
                each.name: _number(environment, NAMES[each.name], each.default)
                for each in fields(cls)
            }
        )


# One name a line, so that whoever looks for one finds it.
NAMES = {
    "body_kb": "HATANG_MAX_BODY_KB",
    "waiting_mb": "HATANG_MAX_WAITING_MB",
    "day_mb": "HATANG_MAX_UPLOAD_MB_A_DAY",
    "form_mb": "HATANG_MAX_FORM_MB",
    "upload_s": "HATANG_UPLOAD_SECONDS",
    "jobs": "HATANG_MAX_JOBS",
    "exports": "HATANG_MAX_EXPORTS",
    "sessions": "HATANG_MAX_SESSIONS",
    "reads_s": "HATANG_READS_PER_SECOND",
    "writes_min": "HATANG_WRITES_PER_MINUTE",
    "sign_ins_min": "HATANG_SIGN_INS_PER_MINUTE",
    "disk_mb": "HATANG_DISK_MB",
    "disk_percent": "HATANG_DISK_PERCENT",
}
LEAST_BYTES = 32_768
_MAY_BE_0 = ("reads_s", "writes_min", "sign_ins_min", "disk_mb", "disk_percent")


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    least = 0 if name in [NAMES[each] for each in _MAY_BE_0] else 1
    most = 100 if name == NAMES["disk_percent"] else 100_000_000
    if not text.isdecimal() or not least <= int(text) <= most:
        raise BadOption(option=name, value=text)
    return int(text)
