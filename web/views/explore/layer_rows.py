"""What the list of layers shows of each: name, amount in the place, badge, symbol, where it comes from."""

import math

from geo.text import sort_key
from layers.atlas import BOUNDARIES, PROVINCES
from layers.cards import city_card
from layers.facts import ROUTES
from layers.looks.symbols import layer_style
from layers.maps.settle import may_see
from layers.store import Version
from web.map.state import layer_label
from web.views.explore.scene import Scene

FLAGGED = ("approximate", "synthetic", "mixed")
_FIRST_GROUPS = ("telecom", "services", "people")


def content(scene: Scene) -> dict:
    """What `web.layer_list.host.show_list` is given, but for the deeds."""
    rows = {layer_id: _row(scene, layer_id) for layer_id in catalogue(scene)}
    listed = [
        rows[held.layer]
        | {
            "visible": held.visible,
            "opacity": held.opacity,
            "filtered": bool(held.filter),
            "styled": held.look is not None,
            "swatch": _swatch(scene, held.layer, held.look.colour if held.look else None),
        }
        for held in scene.view.layers
        if held.layer in rows
    ]
    return {"listed": listed, "ground": _ground(scene), "groups": _groups(scene, rows)}


def catalogue(scene: Scene) -> list[str]:
    """The layers that can be put on the map."""
    specs, snapshot = scene.atlas.store.specs, scene.snapshot
    drawn = [i for i in snapshot.versions if i in specs and not specs[i].is_table]
    usable = [i for i in drawn if i not in (*BOUNDARIES, PROVINCES)]
    return [i for i in usable if may_see(scene.atlas, snapshot, scene.context.user, i)]


def _row(scene: Scene, layer_id: str) -> dict:
    version = scene.snapshot.versions[layer_id]
    return _known(scene, layer_id) | {
        "amount": _amount(scene, layer_id, version),
        "swatch": _swatch(scene, layer_id, None),
    }


def _known(scene: Scene, layer_id: str) -> dict:
    """What does not change with the place; made once a version and language."""
    words, version = scene.words, scene.snapshot.versions[layer_id]

    def make() -> dict:
        quality = version.provenance.quality
        return {
            "id": layer_id,
            "kind": scene.atlas.store.specs[layer_id].kind,
            "label": layer_label(scene.atlas, layer_id, words),
            "badge": quality if quality in FLAGGED else None,
            "badge_label": words(f"quality.{quality}"),
            "about": _about(scene, version),
        }

    return scene.atlas.answers.once(f"listed-{version.key}-{words.lang}", make)


def _about(scene: Scene, version: Version) -> list[list[str]]:
    words, origin = scene.words, version.provenance
    said = {
        "source": origin.source,
        "data": origin.title,
        "licence": origin.licence,
        "quality": words(f"quality.{origin.quality}"),
        "rows": words.number(version.rows),
        "version": words(
            "explore_shell.version",
            number=version.number,
            day=version.published_at.date(),
        ),
        "note": origin.note.get(words.lang, ""),
    }
    return [[words(f"explore_shell.about.{name}"), text] for name, text in said.items() if text]


def _amount(scene: Scene, layer_id: str, version: Version) -> str:
    """How much of a layer the place has; of layers that are not counted by place, of all."""
    view = scene.view
    place = city_card(scene.atlas, scene.snapshot, view.areas, view.city)
    amounts = place.counts | place.lengths
    if layer_id not in amounts:
        return scene.words.number(version.rows)
    value = amounts[layer_id]
    unit = " km" if layer_id in ROUTES and not math.isnan(value) else ""
    return scene.words.number(value) + unit


def _ground(scene: Scene) -> dict:
    """The areas, which lie below every layer, with what they are coloured by."""
    view, words = scene.view, scene.words
    known = _known(scene, view.areas)
    label = words(f"areas.{view.areas}")
    if view.indicator:
        label = f"{words(f'indicator.{view.indicator}')} · {label}"
    return known | {
        "label": label,
        "styles": view.indicator is not None,
        "swatch": _swatch(scene, view.areas, None),
    }


def _groups(scene: Scene, rows: dict[str, dict]) -> list[dict]:
    """The catalogue by theme, names in Vietnamese order; the first theme is unfolded."""
    specs, words = scene.atlas.store.specs, scene.words
    themes = list(dict.fromkeys(specs[layer_id].group for layer_id in rows))
    themes.sort(key=lambda t: (_FIRST_GROUPS.index(t) if t in _FIRST_GROUPS else 9, t))
    made = []
    for theme in themes:
        own = [row for layer_id, row in rows.items() if specs[layer_id].group == theme]
        key = f"explore_shell.group.{theme}"
        label = words(key) if key in words else theme
        own.sort(key=lambda row: sort_key(row["label"]))
        made.append({"id": theme, "label": label, "layers": own, "open": theme == themes[0]})
    return made


def _swatch(scene: Scene, layer_id: str, colour: str | None) -> list:
    """The symbol of a layer as parts of an SVG of 18 by 18."""
    kind = scene.atlas.store.specs[layer_id].kind
    style = layer_style(layer_id, kind)
    if scene.theme == "dark":
        style |= style.get("dark", {})
    if kind == "line":
        stroke = {"stroke": colour or style["color"], "stroke-width": "2.4", "fill": "none"}
        dash = {"stroke-dasharray": "3 2"} if style.get("dash") else {}
        return [
            ["path", {"d": "M2 13 L7 6 L11 11 L16 4", "stroke-linejoin": "round"} | stroke | dash]
        ]
    edge = style.get("color") or "#8a949c"
    fill = colour or style.get("fill") or "none"
    paint = {"fill": fill, "stroke": edge, "stroke-width": "1.2"}
    if kind == "area":
        return [["rect", {"x": "2", "y": "4", "width": "14", "height": "10", "rx": "2"} | paint]]
    if fill == "none":
        paint |= {"stroke": colour or edge, "stroke-width": "2"}
    shapes = {
        "square": ["rect", {"x": "4", "y": "4", "width": "10", "height": "10"}],
        "diamond": ["path", {"d": "M9 2.5 L15.5 9 L9 15.5 L2.5 9 Z"}],
        "triangle": ["path", {"d": "M9 3 L15.5 14.5 L2.5 14.5 Z"}],
    }
    tag, attributes = shapes.get(style.get("shape"), ["circle", {"cx": "9", "cy": "9", "r": "5.5"}])
    return [[tag, attributes | paint]]
