"""A look on what is there today: what fits nothing any more is taken out, and told."""

from dataclasses import replace

from layers.atlas import Atlas, Snapshot
from layers.filters.columns import NUMBER, fields_of, kind_of
from layers.looks.look import Look


def settle_look(
    atlas: Atlas, snapshot: Snapshot, layer_id: str, look: Look | None, *, lang: str = "vi"
) -> tuple[Look | None, list[tuple[str, dict]]]:
    """What of a look can be drawn of the current version of a layer; None where nothing of it can.

    Returns
    -------
    Look or None
    list of (str, dict)
        What was dropped and why: a key of the words and what is filled in, names in `lang`.
    """
    if look is None:
        return None, []
    spec = atlas.store.specs[layer_id]
    fields = fields_of(atlas, snapshot.versions[layer_id])
    told = {"layer": spec.label(lang)}
    if look.kind in ("heat", "cluster") and spec.kind != "point":
        return None, [("look.no_points", told)]
    if look.kind in ("categorical", "graduated"):
        field = fields.get(look.field)
        if field is None:
            return None, [("look.no_column", told | {"field": look.field[:60]})]
        if look.kind == "graduated" and kind_of(field) != NUMBER:
            return None, [("look.no_number", told | {"field": field.label(lang)})]
    if look.size_by is None:
        return look, []
    sized = fields.get(look.size_by)
    if sized is None or kind_of(sized) != NUMBER:
        name = look.size_by[:60] if sized is None else sized.label(lang)
        return replace(look, size_by=None), [("look.no_size", told | {"field": name})]
    return look, []
