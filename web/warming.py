"""Making ready, beside the start of the server, what its visitors will ask for first."""

import gc
import time

from layers.access import LOCAL_USER, Role, User
from layers.errors import HatangError
from layers.maps.view import FIRST_AREAS, FIRST_CITY, FIRST_LAYERS
from layers.profiles.profile import profile_of_city
from web.context import Context
from web.tidying import keep_tidy

QUIET_S = 10  # by then the first visitor has the map


def warm_up(context: Context) -> None:
    """Load what the first visitor will ask for; later what others may."""
    _load_views()
    readers = [] if context.atlas is None else readers_of(context)
    for reader in readers:
        load_first_view(context, reader)
    _settle()
    time.sleep(QUIET_S)
    for reader in readers:
        fold_names(context, reader)
    import mapclassify  # noqa: F401

    from geo import reach

    reach.warm_up()
    _settle()
    keep_tidy()


def _load_views() -> None:
    """What the page is made of (`web.main`), which is a script and loaded when somebody comes."""
    import web.views.explore.page
    import web.views.imports.page
    import web.views.services.page  # noqa: F401


def readers_of(context: Context) -> list[User]:
    """One of each kind that may come: where people sign in, of each role that somebody has.

    What is cut out for a role is shared by all who have no more than it.
    """
    try:
        accounts = context.atlas.store.accounts.all()
    except HatangError:
        accounts = []
    roles = {each.role for each in accounts if each.disabled_at is None}
    return [User(f"any {role}", role=role) for role in Role if role in roles] or [LOCAL_USER]


def load_first_view(context: Context, reader: User) -> None:
    """A store that cannot be read is not told here: whoever asks it is told."""
    try:
        snapshot = context.atlas.now(reader)
        if snapshot.has(FIRST_AREAS):
            context.atlas.facts(snapshot, FIRST_AREAS)
        for layer_id in (FIRST_AREAS, *FIRST_LAYERS):
            if snapshot.has(layer_id):
                context.index.load(snapshot.versions[layer_id])
        if snapshot.has(FIRST_AREAS):
            profile_of_city(context.atlas, snapshot, FIRST_AREAS, FIRST_CITY, user=reader)
    except HatangError:
        return


def fold_names(context: Context, reader: User) -> None:
    """What a search of the map walks through; whoever searches before waits for it."""
    from layers.search.warm import warm_up as warm_search

    try:
        warm_search(context.atlas, context.atlas.now(reader), user=reader)
    except HatangError:
        return


def _settle() -> None:
    """Take what is loaded out of the sight of the garbage collector.

    It is held as long as the process lives; going through all modules and layers again and again
    costs more than the pages do.
    """
    gc.collect()
    gc.freeze()
