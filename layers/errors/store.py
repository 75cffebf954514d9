"""What can go wrong where layers are kept, and with what is fetched for them."""

from layers.errors.base import HatangError


class StoreDamaged(HatangError):
    code = "store_damaged"


class StoreFull(HatangError):
    code = "store_full"


class StoreBusy(HatangError):
    code = "store_busy"


class QueryStopped(HatangError):
    """A question to the data took longer than one may take."""

    code = "query_stopped"


class StoreUnsupported(HatangError):
    code = "store_unsupported"


class VersionConflict(HatangError):
    """Someone published a version after the one the editor saw."""

    code = "version_conflict"


class NoNetwork(HatangError):
    code = "no_network"


class BadChecksum(HatangError):
    code = "bad_checksum"


class PortInUse(HatangError):
    code = "port_in_use"
