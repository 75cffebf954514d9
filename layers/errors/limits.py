"""What is too much of one visitor, so that the others are still served."""

from layers.errors.base import Because, HatangError


class UploadQuota(Because):
    """One account has sent too much: ``waiting`` before it is published, or in a ``day``."""

    code = "upload_quota"


class TooManyJobs(HatangError):
    code = "too_many_jobs"


class TooOften(HatangError):
    """More requests than the account or the address may send."""

    code = "too_often"


class BodyRefused(Because):
    """What a request carries is ``large``, ``slow``, or more than one may ``hold`` here."""

    code = "body_refused"


class WrongHost(HatangError):
    """The request names another host than the app is reached by."""

    code = "wrong_host"


class DiskLow(HatangError):
    code = "disk_low"
