"""What can go wrong with keeping the app itself."""

from layers.errors.base import HatangError


class NotAdministrator(HatangError):
    """Somebody asked for what only administrators may."""

    code = "not_administrator"


class AuditBroken(HatangError):
    """A line of the log does not fit the one before it."""

    code = "audit_broken"
    exit_status = 1
