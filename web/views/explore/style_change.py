"""What a choice in the style panel makes of a look."""

from dataclasses import replace

from layers.errors import BadLook, HatangError
from layers.filters.columns import NUMBER, kind_of
from layers.filters.suggest import field_names
from layers.looks.breaks import read_breaks
from layers.looks.classed import classed
from layers.looks.look import MOST_BREAKS, Look
from layers.maps.view import EVERYTHING
from web.views.explore.scene import Scene


def changed(scene: Scene, layer_id: str, look: Look, name: str, value: object) -> Look:
    """The look with one thing changed; what no longer fits it is dropped."""
    if name == "kind":
        return _of_kind(scene, layer_id, look, str(value))
    if name == "breaks":
        return replace(look, breaks=read_breaks(str(value), scene.words.lang))
    if name == "scheme" and value == "own":
        return replace(look, scheme="own", breaks=_breaks_now(scene, layer_id, look))
    if name == "size_by":
        return replace(look, size_by=value or None)
    if name == "field":
        scheme = "quantile" if look.scheme == "own" else look.scheme
        return replace(look, field=value, scheme=scheme, breaks=())
    return replace(look, **{name: value})


def _of_kind(scene: Scene, layer_id: str, look: Look, kind: str) -> Look:
    """Another kind of look, with the first field that serves it."""
    if kind not in ("categorical", "graduated"):
        palette = "amber" if kind == "heat" else look.palette
        size = look.size_by if kind == "single" else None
        return Look(kind=kind, colour=look.colour, palette=palette, size_by=size)
    fields = field_names(scene.atlas, scene.snapshot, layer_id)
    if kind == "graduated":
        numbers = [f for f in fields if kind_of(f) == NUMBER]
        # A quantity says more in classes than a year does.
        numbers.sort(key=lambda field: (not field.unit, field.name.endswith("_year")))
        fitting = [field.name for field in numbers]
    else:
        fitting = [f.name for f in fields if f.allowed] or [f.name for f in fields if f.name]
    if not fitting:
        raise BadLook(part=kind)
    palette = "categories" if kind == "categorical" else "teal"
    return Look(kind=kind, field=fitting[0], palette=palette, size_by=look.size_by)


def _breaks_now(scene: Scene, layer_id: str, look: Look) -> tuple[float, ...]:
    """The breaks of the classes there are, to begin from."""
    try:
        made = classed(scene.atlas, scene.snapshot, layer_id, look, EVERYTHING)
    except HatangError as fault:
        raise BadLook(part=look.scheme) from fault
    breaks = sorted({e.high for e in made.entries if e.high is not None})
    return tuple(breaks[:MOST_BREAKS]) or (0.0,)
