"""Make what a search needs before the first one: folded texts of every layer and of the lists of units."""

from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.search.features import folded_rows, searched_layers
from layers.search.units import former_units, heirs_of, units_of_today


def warm_up(atlas: Atlas, snapshot: Snapshot, *, user: User | None) -> None:
    """Fold what is not folded yet; what is kept stays as long as its version."""
    units_of_today(atlas, snapshot, user)
    former_units()
    heirs_of()
    for spec in searched_layers(atlas, snapshot, user):
        folded_rows(atlas, snapshot, spec)
