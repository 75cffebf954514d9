"""What one server process holds, made once by ``app.py`` and shared by its routes and its views."""

import gc
import time
from dataclasses import dataclass
from functools import partial

from layers.access import LOCAL_USER, User
from layers.atlas import Atlas
from layers.errors import HatangError
from layers.jobs.desk import Desk
from layers.jobs.incoming import Incoming
from layers.maps.view import FIRST_CITY
from layers.prepare import Preparer, prepare_elsewhere
from layers.profiles.profile import profile_of_city
from layers.settings import Settings
from layers.store import open_store
from layers.store.duckdb_index import TileIndex

FIRST_AREAS = "admin_commune"
FIRST_LAYERS = ("antenna_mast", "duct_route")
QUIET_S = 10  # by then the first visitor has the map


@dataclass(frozen=True)
class Context:
    """Settings and the opened store, or the fault that kept it closed.

    Attributes
    ----------
    desk, incoming : Desk, Incoming
        Where imports are worked at, and where their files arrive.
    user : User
        Who everybody is while there are no accounts.
    """

    settings: Settings
    atlas: Atlas | None
    index: TileIndex | None
    desk: Desk | None = None
    incoming: Incoming | None = None
    fault: HatangError | None = None
    user: User = LOCAL_USER


def open_context(settings: Settings) -> Context:
    """Open the store. A store that cannot be used leaves a context that says why."""
    try:
        atlas = Atlas(
            open_store(settings.store), prepare=partial(prepare_elsewhere, settings.store)
        )
    except HatangError as fault:
        return Context(settings, None, None, fault=fault)
    desk = Desk(atlas.store, preparer=partial(Preparer, settings.store))
    incoming = Incoming(desk, most_bytes=settings.max_upload_mb * 2**20)
    return Context(settings, atlas, TileIndex(atlas), desk, incoming)


def warm_up(context: Context) -> None:
    """Load, beside the server's start, what the first visitor will ask for; later what others may."""
    if context.atlas is not None:
        _load_first_view(context)
    _settle()
    time.sleep(QUIET_S)
    if context.atlas is not None:
        _fold_names(context)
    import mapclassify  # noqa: F401

    from geo import reach

    reach.warm_up()
    _settle()


def _load_first_view(context: Context) -> None:
    """A store that cannot be read is not told here: whoever asks it is told."""
    try:
        snapshot = context.atlas.now()
        if snapshot.has(FIRST_AREAS):
            context.atlas.facts(snapshot, FIRST_AREAS)
        for layer_id in (FIRST_AREAS, *FIRST_LAYERS):
            if snapshot.has(layer_id):
                context.index.load(snapshot.versions[layer_id])
        if snapshot.has(FIRST_AREAS):
            profile_of_city(context.atlas, snapshot, FIRST_AREAS, FIRST_CITY, user=context.user)
    except HatangError:
        return


def _fold_names(context: Context) -> None:
    """What a search of the map walks through; whoever searches before waits for it."""
    from layers.search.warm import warm_up as warm_search

    try:
        warm_search(context.atlas, context.atlas.now(), user=context.user)
    except HatangError:
        return


def _settle() -> None:
    """Take what is loaded out of the sight of the garbage collector.

    Streamlit collects after every run of the page; going through all modules and layers each time
    costs five times what the page itself does.
    """
    gc.collect()
    gc.freeze()


_held: list[Context] = []


def install(context: Context) -> None:
    """Make `context` the one of this process; views are run as scripts and find it here."""
    _held[:] = [context]


def get_context() -> Context:
    """The context of this process."""
    return _held[0]
