"""The layers of a map as its state tells them: how each usually looks, and how a visitor wants it."""

from layers import layer_names
from layers.atlas import Atlas, Snapshot
from layers.filters.columns import fields_of
from layers.looks.classed import UNKNOWN, Classed, classed
from layers.looks.legend import class_colours, class_label, usual_look
from layers.looks.look import Look
from layers.maps.packed import pack
from layers.maps.scope import counted, total_of
from layers.maps.view import LayerView, MapView
from layers.spec import FieldSpec
from layers.value_names import unit_text
from layers.words import Words
from web.map.style import MAST_CLASS_COLOURS, layer_style, ramp

# Points by the ten thousand say nothing from afar.
MIN_ZOOM = {"manhole": 13, "cable_pole": 14, "cabinet": 12, "bts_site": 11}
_CLASSED = {"antenna_mast": ("mast_class", MAST_CLASS_COLOURS)}
_CROWDS = ("heat", "cluster")
_CLASSES = ("categorical", "graduated")
_HEAT_STEPS = 6
_PLAIN_RING = "#2f3c48"


def layer_label(atlas: Atlas, layer_id: str, words: Words) -> str:
    """What a layer of the store is called."""
    return layer_names.layer_label(atlas.store.specs[layer_id], words)


def layer_state(atlas: Atlas, snapshot: Snapshot, layer_id: str, words: Words) -> dict:
    """A layer as it usually looks."""
    spec = atlas.store.specs[layer_id]
    quality = snapshot.versions[layer_id].provenance.quality
    flagged = quality in ("approximate", "synthetic", "mixed")
    return {
        "id": layer_id,
        "kind": spec.kind,
        "visible": True,
        "label": layer_label(atlas, layer_id, words),
        "min_zoom": MIN_ZOOM.get(layer_id, 0),
        "style": layer_style(layer_id, spec.kind),
        "by": _by(layer_id, words),
        "badge": quality if flagged else None,
        "badge_label": words(f"quality.{quality}") if flagged else "",
    }


def viewed_layers(
    atlas: Atlas, snapshot: Snapshot, view: MapView, words: Words, *, theme: str
) -> list[dict]:
    """The visible layers of a view from the lowest to the topmost, without the areas below them."""
    specs = atlas.store.specs
    drawn = [
        each
        for each in reversed(view.layers)
        if each.visible and each.layer != view.areas and snapshot.has(each.layer)
    ]
    return [
        _viewed(atlas, snapshot, view, each, words, theme)
        for each in drawn
        if each.layer in specs and not specs[each.layer].is_table
    ]


def wishes(each: LayerView) -> str | None:
    """What tiles of one layer are asked with, packed; None for the layer as it is.

    Colours are not part of it: the browser has them with the state and asks for no tile anew.
    """
    asked = {}
    if each.look is not None and (each.look.kind != "single" or each.look.size_by):
        held = each.look.to_json()
        asked["look"] = {name: held[name] for name in held if name not in ("colour", "palette")}
    if each.filter:
        asked["filter"] = each.filter.to_json()
    return pack({each.layer: asked}) if asked else None


def _viewed(
    atlas: Atlas, snapshot: Snapshot, view: MapView, each: LayerView, words: Words, theme: str
) -> dict:
    fields = fields_of(atlas, snapshot.versions[each.layer])
    look = each.look or usual_look(each.layer, fields)
    asked = counted(atlas, snapshot, view, each.layer, each.filter)
    found = classed(atlas, snapshot, each.layer, look, asked)
    state = layer_state(atlas, snapshot, each.layer, words) | {
        "by": None,
        "q": wishes(each),
        "opacity": each.opacity,
        "hidden": list(each.hidden),
        "count": found.shown,
        "total": total_of(atlas, snapshot, view, each.layer),
    }
    state["style"] = _styled(state["style"], state["kind"], each.look)
    if look.kind in _CROWDS and state["kind"] == "point":
        palette = "amber" if look.palette == "categories" else look.palette
        state |= {"mode": look.kind, "min_zoom": 0, "ramp": ramp(_HEAT_STEPS, palette, theme=theme)}
    if found.entries:
        state["classes"] = _classes(found, fields.get(look.field), words, theme)
    if found.sizes:
        state |= _sizes(found, fields.get(look.size_by), words)
    return state


def _styled(style: dict, kind: str, look: Look | None) -> dict:
    """The usual style with what a look changes of it: its own colour, or edges that go with any colour."""
    if look is None:
        return style
    own = {}
    if look.kind in _CLASSES or look.colour is not None:
        own = {"casing": None} if kind == "line" else {}
        own |= {"ring": _PLAIN_RING} if style.get("ring") else {}
    if look.colour is not None and look.kind in ("single", "cluster"):
        own["color" if kind == "line" else "fill"] = look.colour
    if kind == "area" and "fill" in own:
        own |= {"color": look.colour, "opacity": style["opacity"] if style["fill"] else 0.35}
    dark = {name: value for name, value in style.get("dark", {}).items() if name not in own}
    return style | own | {"dark": dark}


def _classes(found: Classed, field: FieldSpec | None, words: Words, theme: str) -> dict:
    """The legend of a look. `field` in it serves tiles that tell the value and no class."""
    colours = class_colours(found.look, found.entries, theme=theme)
    entries = [
        {
            "id": entry.id,
            "label": class_label(entry, field, words),
            "colour": colours[entry.id],
            "count": entry.count,
        }
        for entry in found.entries
    ]
    unknown = {
        "id": UNKNOWN,
        "label": words("legend.unknown"),
        "colour": colours[UNKNOWN],
        "count": found.unknown,
    }
    return {
        "title": _named(field, words),
        "field": found.look.field,
        "entries": entries,
        "unknown": unknown if found.unknown else None,
    }


def _sizes(found: Classed, field: FieldSpec | None, words: Words) -> dict:
    bounds = [bound for bound, _ in found.sizes]
    return {
        "sizes": [factor for _, factor in found.sizes],
        "sizes_title": words("map.sizes_by", field=_named(field, words)),
        "sizes_label": words("map.sizes_to", bound=float(bounds[-1])),
    }


def _named(field: FieldSpec | None, words: Words) -> str:
    """A field with its unit."""
    if field is None:
        return ""
    label = field.label(words.lang)
    return f"{label} ({unit_text(field.unit)})" if field.unit else label


def _by(layer_id: str, words: Words) -> dict | None:
    """The classes a layer is coloured by, each with its words."""
    if layer_id not in _CLASSED:
        return None
    field, colours = _CLASSED[layer_id]
    values = [[value, words(f"{field}.{value}"), colour] for value, colour in colours.items()]
    return {"field": field, "values": values}
