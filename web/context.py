"""What one server process holds, made once by ``app.py`` and shared by its routes and its views."""

from dataclasses import dataclass
from functools import partial

from layers.access import User, refusals
from layers.accounts.book import AccountBook
from layers.atlas import Atlas, Snapshot
from layers.audit import RefusalLog
from layers.errors import HatangError
from layers.jobs.desk import Desk
from layers.jobs.incoming import Incoming
from layers.prepare import Preparer, prepare_elsewhere
from layers.settings import Settings
from layers.store import open_store
from layers.store.duckdb_index import TileIndex
from web.sign_in.identity import NOBODY, Visitor, visitor_now


@dataclass(frozen=True)
class Context:
    """Settings and the opened store, or the fault that kept it closed.

    Attributes
    ----------
    desk, incoming : Desk, Incoming
        Where imports are worked at, and where their files arrive.
    """

    settings: Settings
    atlas: Atlas | None
    index: TileIndex | None
    desk: Desk | None = None
    incoming: Incoming | None = None
    fault: HatangError | None = None

    @property
    def visitor(self) -> Visitor:
        """Who is at the door at this moment: of a route, or of a run of the page."""
        return NOBODY if self.atlas is None else visitor_now(self.atlas.store)

    @property
    def user(self) -> User | None:
        """Their user; None is nobody, who may nothing."""
        return self.visitor.user

    @property
    def accounts(self) -> AccountBook:
        """The accounts of the store."""
        return AccountBook(self.atlas.store, most_sessions=self.settings.limits.sessions)

    def now(self) -> Snapshot:
        """What they may see of the store as it stands."""
        return self.atlas.now(self.user)


def open_context(settings: Settings) -> Context:
    """Open the store. A store that cannot be used leaves a context that says why."""
    try:
        atlas = Atlas(
            open_store(settings.store), prepare=partial(prepare_elsewhere, settings.store)
        )
    except HatangError as fault:
        return Context(settings, None, None, fault=fault)
    desk = Desk(
        atlas.store, preparer=partial(Preparer, settings.store), most_jobs=settings.limits.jobs
    )
    incoming = Incoming(desk, most_bytes=settings.max_upload_mb * 2**20, limits=settings.limits)
    index = TileIndex(atlas, query_s=settings.query_s)
    return Context(settings, atlas, index, desk, incoming)


_held: list[Context] = []


def install(context: Context) -> None:
    """Make `context` the one of this process; views are run as scripts and find it here."""
    _held[:] = [context]
    if context.atlas is not None:
        refusals.listen(RefusalLog(context.atlas.store))


def get_context() -> Context:
    """The context of this process."""
    return _held[0]
