"""The areas that a grant names: which there are, and what they are called."""

from collections.abc import Iterable

from layers.errors import BadGrant
from layers.store import Store

# From the widest to the narrowest, as somebody looks for one.
LAYERS = ("admin_province", "admin_district", "admin_commune", "admin_commune_former")


def layers_of_areas(store: Store) -> list[str]:
    """The boundary layers in service."""
    current = store.current()
    return [layer_id for layer_id in LAYERS if layer_id in current]


def names_of(store: Store, layer_id: str) -> dict[str, str]:
    """Code to full name, of one boundary layer in service."""
    found = store.read(layer_id, columns=["code", "full_name"])
    named = found["full_name"].fillna(found["code"])
    return dict(zip(found["code"].astype(str), named.astype(str), strict=True))


def area_names(store: Store, areas: Iterable[str]) -> dict[str, str]:
    """What areas ``<boundary layer>:<code>`` are called; those that are there no more keep their code."""
    wanted = [area.partition(":") for area in areas]
    there = set(layers_of_areas(store))
    names = {i: names_of(store, i) for i in dict.fromkeys(w[0] for w in wanted) if i in there}
    return {f"{i}:{code}": names.get(i, {}).get(code, f"{i}:{code}") for i, _, code in wanted}


def require_areas(store: Store, areas: Iterable[str]) -> None:
    """Raise `BadGrant` for an area that is not there: a grant for it would open nothing, and say nothing."""
    there = set(layers_of_areas(store))
    for area in areas:
        layer_id, _, code = area.partition(":")
        if layer_id not in there or code not in names_of(store, layer_id):
            raise BadGrant("area", area=area[:40])
