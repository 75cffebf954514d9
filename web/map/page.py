"""The page inside the map frame: folium's HTML with our scripts, rendered once."""

import base64
import hashlib
import re
from functools import lru_cache

import folium
from branca.element import MacroElement
from folium.template import Template

from web.map.assets import STYLES, asset_url, bundle_url, local_links

MAP_NAME = "map_hatang"
ORIGIN = "__ORIGIN__"  # the host fills in its own origin, which Python does not know
MAX_ZOOM = 19
# folium forbids a reader to enlarge the page of the map.
_NO_ZOOM = re.compile(r",\s*maximum-scale=[0-9.]+,\s*user-scalable=no")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9*][A-Za-z0-9.-]*(:[0-9]{1,5})?")


class _Start(MacroElement):
    """Hand folium's map to our scripts."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "hatang.start({{ this._parent.get_name() }}, {{ this.options|tojavascript }});"
        "{% endmacro %}"
    )

    def __init__(self, **options: str) -> None:
        super().__init__()
        self.options = options


@lru_cache(maxsize=4)
def map_html(base: str = "", pictures: tuple[str, ...] = ()) -> str:
    """Return the page of the map.

    The text is the same in every process and on every rerun, so that a hash of it says whether
    the frame must be loaded again. It names no outside address, and its policy (with `ORIGIN`
    replaced) lets the frame load scripts, styles and fonts from our assets alone.

    Parameters
    ----------
    base : str
        ``server.baseUrlPath`` with a leading and no trailing slash, or nothing.
    pictures : tuple of str
        Origins that the pictures of base maps may come from, ``https://host``.

    Raises
    ------
    ValueError
        If one of `pictures` is no origin: it would be a rule of the policy.
    """
    if wrong := [host for host in pictures if not _ORIGIN.fullmatch(host)]:
        raise ValueError(f"no origins: {wrong}")
    page = _folium_map(base).get_root()
    html = _NO_ZOOM.sub("", page.render())
    foreign = [link for link in links(html) if not link.startswith(f"{base}/assets/")]
    if foreign:
        raise AssertionError(f"the map page links files that are not ours: {foreign}")
    return html.replace("<head>", f"<head>\n{_policy(html, pictures)}", 1)


def links(html: str) -> list[str]:
    """Return every ``src`` and ``href`` of a page."""
    return re.findall(r"""\b(?:src|href)\s*=\s*["']([^"']*)["']""", html)


def _folium_map(base: str) -> folium.Map:
    page = folium.Map(
        location=(16.2, 107.4),
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        attributionControl=False,
        maxZoom=MAX_ZOOM,
        minZoom=5,
        zoomSnap=0.25,
        wheelPxPerZoomLevel=90,
        fadeAnimation=False,
        worldCopyJump=False,
        maxBoundsViscosity=1.0,
    )
    page._id = MAP_NAME.removeprefix("map_")  # folium draws a random one
    # On the object, not the class: other folium maps in this process keep their links.
    page.default_js = local_links(folium.Map.default_js, base=base)
    page.default_js += [("map", bundle_url(base=base))]
    page.default_css = local_links(folium.Map.default_css, base=base)
    page.default_css += [(path, asset_url(path, base=base)) for path in STYLES]
    page.add_child(_Start(land=asset_url("land/land.json", base=base)), name="start")
    return page


def _policy(html: str, pictures: tuple[str, ...]) -> str:
    """Return a Content-Security-Policy that knows the inline blocks by hash.

    ``'self'`` means nothing in a sandboxed frame (its origin is opaque), so the origin is spelt
    out.
    """
    scripts = re.findall(r"<script>(.*?)</script>", html, re.S)
    styles = re.findall(r"<style>(.*?)</style>", html, re.S)
    rules = (
        "default-src 'none'",
        f"script-src {ORIGIN} {_hashes(scripts)}",
        f"style-src {ORIGIN} {_hashes(styles)}",
        f"font-src {ORIGIN}",
        " ".join(("img-src", ORIGIN, "data:", *pictures)),
        f"connect-src {ORIGIN}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def _hashes(blocks: list[str]) -> str:
    digests = (hashlib.sha256(block.encode()).digest() for block in blocks)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
