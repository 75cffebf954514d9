"""Links to our own copies of scripts and styles, and the table that replaces folium's."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[1] / "assets"

DROPPED = None

# folium's link name -> our file. Bootstrap, jQuery, Font Awesome and the marker plugin serve
# markers and popups; this map draws from tiles and shows text by textContent, so they stay out.
FOLIUM_LINKS: dict[str, str | None] = {
    "leaflet": "leaflet/leaflet.js",
    "leaflet_css": "leaflet/leaflet.css",
    "jquery": DROPPED,
    "bootstrap": DROPPED,
    "bootstrap_css": DROPPED,
    "awesome_markers": DROPPED,
    "awesome_markers_css": DROPPED,
    "awesome_markers_font_css": DROPPED,
    "awesome_rotate_css": DROPPED,
    "glyphicons_css": DROPPED,
}

BUNDLE = "map.js"

STYLES = ("fonts/fonts.css", "app/map.css", "app/search.css")

# In this order: each file adds to the names of those before it.
SCRIPTS = (
    "vectorgrid/leaflet.vectorgrid.js",
    "app/hatang.js",
    "app/token.js",
    "land/vietnam.js",
    "app/format.js",
    "app/values.js",
    "app/classes.js",
    "app/symbols.js",
    "app/stamps.js",
    "app/paint.js",
    "app/decode.js",
    "app/grid.js",
    "app/heat.js",
    "app/marks.js",
    "app/hit.js",
    "app/overlay.js",
    "app/highlight.js",
    "app/shapes.js",
    "app/preview.js",
    "app/sketch.js",
    "app/handle.js",
    "app/handles.js",
    "app/draw_ground.js",
    "app/draw_book.js",
    "app/draw_paint.js",
    "app/draw_pen.js",
    "app/draw_keys.js",
    "app/draw_corners.js",
    "app/search.js",
    "app/tool.js",
    "app/places.js",
    "app/labels.js",
    "app/base.js",
    "app/surround.js",
    "app/controls.js",
    "app/draw_bar.js",
    "app/inset.js",
    "app/legend_pens.js",
    "app/legend.js",
    "app/tooltip.js",
    "app/room.js",
    "app/view.js",
    "app/centre.js",
    "app/app.js",
    "app/bridge.js",
)


@lru_cache(maxsize=1)
def manifest() -> dict[str, dict]:
    """Return path -> ``{sha256, bytes, source, licence}`` of every file under ``web/assets``."""
    return json.loads((ASSETS / "manifest.json").read_text("utf-8"))["files"]


def asset_url(path: str, *, base: str = "") -> str:
    """Return the address of an asset, with the head of its hash so that it may be cached for ever.

    Parameters
    ----------
    path : str
        Below ``web/assets``, as in the manifest.
    base : str
        ``server.baseUrlPath`` with a leading and no trailing slash, or nothing.

    Raises
    ------
    KeyError
        The manifest does not list the file.
    """
    return f"{base}/assets/{path}?v={manifest()[path]['sha256'][:10]}"


@lru_cache(maxsize=1)
def bundle() -> bytes:
    """Return all of `SCRIPTS` as one script: one after the other they take a second to come."""
    return b"\n;\n".join((ASSETS / path).read_bytes() for path in SCRIPTS)


@lru_cache(maxsize=1)
def bundle_hash() -> str:
    """Return the SHA-256 of `bundle`, hex."""
    return hashlib.sha256(bundle()).hexdigest()


def bundle_url(*, base: str = "") -> str:
    """Return the address of `bundle`; `base` as in `asset_url`."""
    return f"{base}/assets/{BUNDLE}?v={bundle_hash()[:10]}"


def local_links(links: list[tuple[str, str]], *, base: str = "") -> list[tuple[str, str]]:
    """Point folium's links at our files and drop those that this map can do without.

    Raises
    ------
    LookupError
        folium links a file that `FOLIUM_LINKS` does not decide on, for example after an upgrade.
    """
    unknown = [name for name, _ in links if name not in FOLIUM_LINKS]
    if unknown:
        raise LookupError(f"folium links files that FOLIUM_LINKS does not know: {unknown}")
    kept = [(name, FOLIUM_LINKS[name]) for name, _ in links]
    return [(name, asset_url(path, base=base)) for name, path in kept if path is not DROPPED]
