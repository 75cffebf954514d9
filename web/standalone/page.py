"""One HTML file: folium's map with Leaflet, fonts, styles and data inside it."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache

import folium
import numpy as np
import shapely

from layers.access import User
from layers.atlas import Atlas, Snapshot
from layers.demo.land import read_land
from layers.drawings.drawing import Drawing
from layers.esc import esc
from layers.maps.view import MapView
from layers.masks.doors import require_seen
from layers.sheets.content import SheetLayer, sheet_layers
from layers.sheets.ground import ground_of
from layers.sheets.sources import source_sentences
from layers.spec import get_spec
from layers.words import Words
from web.map.assets import ASSETS
from web.standalone.content import (
    MOST_BYTES,
    MOST_FEATURES,
    archipelagos,
    area_features,
    drawing_features,
    layer_features,
)

_HEAD, _DATA = "<!--hatang:head-->", "<!--hatang:data-->"
_FONTS = ("400-normal", "600-normal")
# What would end a script in HTML, or a line in JavaScript, as JSON may write it.
_SAFE = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Standalone:
    """The file, and a sentence for each thing that it could not take along."""

    html: bytes
    left_out: tuple[str, ...]


def make_standalone(
    atlas: Atlas,
    snapshot: Snapshot,
    view: MapView,
    *,
    words: Words,
    user: User,
    title: str = "",
    drawing: Drawing | None = None,
    tell=lambda share: None,
) -> Standalone:
    """The map of a view as one HTML file that needs no network.

    At most `MOST_FEATURES` features and about `MOST_BYTES` go along; of a layer with more, an even
    share. What is left out stands in the file itself and in the answer. Text of the data reaches the
    page as text alone: it is carried as JSON and shown by ``textContent``.

    Raises
    ------
    NotAllowed
        If `user` may not see the areas. Layers that `user` may not see are left out.
    """
    require_seen(user, get_spec(atlas.store.specs, view.areas), snapshot)
    ground = ground_of(atlas, snapshot, view)
    areas, legend = area_features(atlas, snapshot, view, ground, words)
    layers = sheet_layers(atlas, snapshot, view, words, user)
    parts, left_out = [], []
    features, room = MOST_FEATURES, MOST_BYTES - sum(map(len, areas))
    for place, layer in enumerate(reversed(layers)):
        rest = len(layers) - place
        held = view.layer(layer.id)
        taken, fields = layer_features(
            atlas, snapshot, layer, held, ground, words,
            most=features // rest, most_bytes=room // rest,
        )  # fmt: skip
        features -= len(taken.features)
        room -= sum(map(len, taken.features))
        if len(taken.features) < taken.there:
            shown = {"shown": len(taken.features), "total": taken.there}
            left_out.append(words("standalone.left_out", layer=layer.label, **shown))
        parts.append(_layer(layer, fields, taken.features, words))
        tell((place + 1) / len(layers))
    if view.base is not None:
        left_out.append(words("standalone.no_base"))
    heading = title or (
        words(f"indicator.{view.indicator}") if view.indicator else words("sheet.title")
    )
    head = {
        "lang": words.lang,
        "title": heading,
        "at": [view.at.lat, view.at.lon, view.at.zoom] if view.at else None,
        "legend": legend,
        "drawing": drawing_features(drawing),
        "drawing_name": drawing.name if drawing else "",
        "archipelagos": archipelagos(words),
        "country": _country(),
        "sources": source_sentences(
            atlas, snapshot, dict.fromkeys([view.areas, *(layer.id for layer in layers)]), words
        ),
        "left_out": left_out,
        "words": {key: words(f"standalone.{key}") for key in _WORDS},
        "unknown": {"fill": "#ebe8e2", "line": "#a9a398"},
    }
    data = json.dumps(head, ensure_ascii=False)[:-1]
    data += f',"areas":[{",".join(areas)}],"layers":[{",".join(parts)}]}}'
    return Standalone(_page(heading, data, words), tuple(left_out))


_WORDS = (
    "sources", "left_out_title", "fold",
)  # fmt: skip


def _layer(layer: SheetLayer, fields: list[str], features: list[str], words: Words) -> str:
    notes = []
    if layer.filtered:
        notes.append(words("sheet.legend.filtered", shown=layer.shown, total=layer.total))
    if layer.look.kind in ("heat", "cluster"):
        notes.append(words("standalone.single_points"))
    label = layer.label
    if layer.badge:
        label = words("sheet.badge", layer=label, quality=words(f"quality.{layer.badge}"))
    head = {
        "id": layer.id,
        "label": label,
        "kind": layer.kind,
        "style": layer.style,
        "opacity": layer.opacity,
        "notes": notes,
        "fields": fields,
        "count": words.number(layer.shown),
        "groups": [
            {"id": g.id, "label": g.label, "colour": g.colour, "count": words.number(g.count)}
            for g in layer.groups
            if not g.hidden
        ],
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]},"features":[{",".join(features)}]}}'


@lru_cache(maxsize=1)
def _country() -> list[list[list[float]]]:
    """The outline of the country for the small map, as rings in degrees."""
    parts = shapely.get_parts(shapely.simplify(read_land(), 0.06))
    large = parts[shapely.area(parts) > 0.02]
    rings = shapely.get_exterior_ring(large)
    return [np.round(shapely.get_coordinates(ring), 2).tolist() for ring in rings]


def _page(title: str, data: str, words: Words) -> bytes:
    page = folium.Map(
        location=(16.2, 107.4),
        zoom_start=6,
        tiles=None,
        prefer_canvas=True,
        zoom_control=True,
        attributionControl=False,
        maxZoom=19,
        minZoom=4,
        zoomSnap=0.25,
    )
    page._id = "hatang"  # folium draws a random one
    page.default_js, page.default_css = [], []
    root = page.get_root()
    root.html.add_child(folium.Element(_DATA), name="data")
    html = root.render()
    # Ours comes last, so that nothing of it is read as a template.
    style, script = _styles(), _leaflet()
    html = html.replace("<head>", f"<head>\n{_HEAD}", 1)
    html = html.replace("<html>", f'<html lang="{words.lang}">', 1)
    body = f'<script type="application/json" id="hatang-data">{data.translate(_SAFE)}</script>'
    body += f"<noscript>{esc(words('standalone.no_script'))}</noscript>"
    html = html.replace(_DATA, body, 1)
    start = f"<script>{_script('alone/alone.js')}</script>"
    place = html.rindex("</html>")
    html = html[:place] + start + "\n" + html[place:]
    policy = _policy(html, [style], [script])
    head = (
        f"{policy}\n<title>{esc(title)}</title>\n<style>{style}</style>\n<script>{script}</script>"
    )
    return html.replace(_HEAD, head, 1).encode()


@lru_cache(maxsize=1)
def _leaflet() -> str:
    return _script("leaflet/leaflet.js")


def _script(path: str) -> str:
    text = (ASSETS / path).read_text("utf-8")
    return text.replace("</script", "<\\/script")


@lru_cache(maxsize=1)
def _styles() -> str:
    """Leaflet's style and ours, with fonts inside; pictures that Leaflet names are not used."""
    leaflet = (ASSETS / "leaflet" / "leaflet.css").read_text("utf-8")
    leaflet = re.sub(r"background-image:\s*url\([^)]*\);?", "", leaflet)
    leaflet = re.sub(r"behavior:\s*url\([^)]*\);?", "", leaflet)
    fonts = (ASSETS / "fonts" / "fonts.css").read_text("utf-8")
    blocks = [b for b in fonts.split("/* ") if any(f"{weight} */" in b for weight in _FONTS)]
    faces = "".join("/* " + re.sub(r"url\(([^)]+)\)", _inside, block) for block in blocks)
    return leaflet + faces + (ASSETS / "alone" / "alone.css").read_text("utf-8")


def _inside(found: re.Match) -> str:
    content = base64.b64encode((ASSETS / "fonts" / found[1]).read_bytes()).decode()
    return f"url(data:font/woff2;base64,{content})"


def _policy(html: str, styles: list[str], scripts: list[str]) -> str:
    """Nothing may be fetched, and nothing may run or be styled but the blocks that are in the file."""
    scripts = scripts + re.findall(r"<script>(.*?)</script>", html, re.S)
    styles = styles + re.findall(r"<style>(.*?)</style>", html, re.S)
    rules = (
        "default-src 'none'",
        f"script-src {_hashes(scripts)}",
        f"style-src {_hashes(styles)}",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def _hashes(blocks: list[str]) -> str:
    digests = (hashlib.sha256(block.encode()).digest() for block in blocks)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
