"""What can go wrong where a store is kept: upgrades, backups, retention."""

from layers.errors.base import Because, HatangError


class StoreNewer(HatangError):
    """A newer program wrote the store."""

    code = "store_newer"


class StoreReadOnly(HatangError):
    code = "store_read_only"


class StoreNotEmpty(HatangError):
    code = "store_not_empty"


class BadBackup(Because):
    """``not_one``, ``incomplete``, ``damaged``, ``unexpected``: a file that is no sound backup."""

    code = "bad_backup"


class VersionPruned(HatangError):
    """The file of the version was removed by retention."""

    code = "version_pruned"
