"""What can go wrong while a file is handed in."""

from layers.errors.base import Because, HatangError


class UnreadableFile(Because):
    """The file cannot be opened as what it is."""

    code = "unreadable"


class ImportStopped(Because):
    """The worker reached a limit or died."""

    code = "import_stopped"


class UnknownJob(HatangError):
    code = "unknown_job"


class NotYours(HatangError):
    """The job was begun by somebody else."""

    code = "not_yours"


class OwnImport(HatangError):
    """What one handed in oneself waits for somebody else."""

    code = "own_import"


class JobChanged(HatangError):
    """The job is no more what somebody looked at."""

    code = "job_changed"


class ReasonNeeded(HatangError):
    """Who sends something back says why."""

    code = "reason_needed"


class SecondPersonNeeded(HatangError):
    """Versions of the layer wait for a second person, and none agreed."""

    code = "second_person_needed"


class WouldRemove(Because):
    """A file would empty what its reader does not see: named ``fields``, or ``more`` columns that no spec knows."""

    code = "would_remove"


class UnknownUpload(HatangError):
    """A set of uploaded files that is not there, or somebody else's."""

    code = "unknown_upload"


class UploadTooLarge(HatangError):
    code = "upload_too_large"


class BadUpload(Because):
    """Files that cannot be taken in as they are sent."""

    code = "bad_upload"
