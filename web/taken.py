"""What a button of a page gives away: asked for again when it is pressed, and with its line in the log."""

from collections.abc import Callable, Iterable
from functools import wraps

from layers.access import LOCAL_USER, Action, User, refusals
from layers.audit import noted
from layers.masks.doors import may_see, may_take
from layers.store.whence import address_now, speaking_from
from web.context import Context
from web.sign_in.identity import Visitor


def taken(
    context: Context,
    make: Callable[[], bytes],
    layers: Iterable[str],
    *,
    kind: str,
    what: str = "table",
    rows: int | None = None,
    filtered: bool = False,
) -> Callable[[], bytes]:
    """`make` for a button; each file it makes is written down, as `layers.audit.note_export` says."""
    about = {"what": what, "kind": kind, "rows": rows, "filtered": filtered}
    named = tuple(layers)
    told = noted(make, context.atlas.store, context.user, context.now(), named, **about)
    return still(context, told, named)


def still(
    context: Context,
    make: Callable[[], bytes],
    layers: Iterable[str],
    *,
    require: Callable[[User | None], object] | None = None,
) -> Callable[[], bytes]:
    """`make` for a button, as long as its visitor is there and may all of these layers that they may now.

    A button stands for as long as its page does, and what it gives was made of what could be seen then.

    Parameters
    ----------
    require : callable, optional
        Asked with the user of that moment; raises where they may not.

    Raises
    ------
    NotAllowed
        By what is given, where a right was lost or narrowed since.
    """
    visitor, address, named = context.visitor, address_now(), tuple(layers)
    before = _rights(context, visitor.user, named)

    @wraps(make)
    def made() -> bytes:
        context.atlas.store.rules.refresh()
        user = _who(context, visitor)
        now = _rights(context, user, named)
        lost = [layer for layer in before if not _stands(before[layer], now[layer])]
        with speaking_from(address):
            if lost or user is None:
                raise refusals.refusal(visitor.user, Action.EXPORT, lost[0] if lost else None)
            if require is not None:
                require(user)
        return make()

    return made


def _who(context: Context, visitor: Visitor) -> User | None:
    """The user of a visitor as their account is now."""
    if visitor.key is not None:
        found = context.accounts.who_has(visitor.key)
        return found.user if found else None
    if visitor.user == LOCAL_USER and context.atlas.store.accounts.any():
        return None
    return visitor.user


def _rights(context: Context, user: User | None, layers: tuple[str, ...]) -> dict[str, tuple]:
    """Of each layer: whether it is seen, taken and added up, and what of it is hidden."""
    snapshot, specs = context.atlas.now(user), context.atlas.store.specs
    return {
        layer: (
            may_see(user, specs[layer], snapshot),
            may_take(user, specs[layer], snapshot),
            layer in snapshot.sums,
            snapshot.masks.get(layer),
        )
        for layer in layers
        if layer in specs
    }


def _stands(before: tuple, now: tuple) -> bool:
    """Whether nothing was lost; another mask may hide what the one before did not."""
    kept = all(later or not earlier for earlier, later in zip(before[:3], now[:3], strict=True))
    return kept and (not now[3] or now[3] == before[3])
