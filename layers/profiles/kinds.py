"""By which field the features of a layer are told apart, and what its values are called."""

from layers.spec import LayerSpec
from layers.value_names import value_name
from layers.words import Words

KIND_FIELD = {
    "antenna_mast": "mast_class",
    "bts_site": "site_type",
    "public_service_point": "place_kind",
    "service_point": "point_kind",
    "manhole": "pit_type",
    "cable_pole": "pole_class",
    "cabinet": "cabinet_type",
    "duct_route": "construction",
    "aerial_cable_route": "undergrounding_plan",
    "fibre_cable": "carrier",
}


def kind_word(kind: str | None, spec: LayerSpec, words: Words) -> str:
    """A kind in words; none recorded is said, one that nobody named stands for itself."""
    if kind is None:
        return words("profile.not_recorded")
    field = spec.field(KIND_FIELD.get(spec.id, "kind"))
    return kind if field is None else value_name(kind, field, words)
