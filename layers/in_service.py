"""Which version of a layer is in service: who may publish one, go back to an earlier one, or take all away."""

from layers.access import Action, User, can, needs_second, require
from layers.errors import SecondPersonNeeded
from layers.spec import LayerSpec, get_spec
from layers.store import Store, Version


def require_publisher(user: User | None, spec: LayerSpec, *, second: User | None = None) -> None:
    """Raise where `user` may not publish a version of a layer, alone or together with `second`.

    Raises
    ------
    NotAllowed, SecondPersonNeeded
    """
    require(user, Action.PUBLISH, spec)
    agreed = second is not None and second.id != user.id and can(second, Action.APPROVE, spec)
    if needs_second(user, spec) and not agreed:
        raise SecondPersonNeeded(layer=spec.id)


def restore(store: Store, layer_id: str, number: int, *, user: User | None) -> Version:
    """Point a layer at an earlier version; `NotAllowed` where `user` may not."""
    require(user, Action.RESTORE, get_spec(store.specs, layer_id))
    return store.restore(layer_id, number, user=user.id)


def withdraw(store: Store, layer_id: str, *, user: User | None) -> None:
    """Take a layer out of service; `NotAllowed` where `user` may not."""
    require(user, Action.RESTORE, get_spec(store.specs, layer_id))
    store.withdraw(layer_id, user=user.id)
