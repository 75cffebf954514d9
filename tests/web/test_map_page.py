"""The page of the map links nothing but our assets and is the same everywhere."""

import base64
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest

from web.map.assets import ASSETS, SCRIPTS, bundle, bundle_url, manifest
from web.map.page import ORIGIN, links, map_html

ROOT = Path(__file__).resolve().parents[2]


def test_every_link_is_an_asset_that_exists_with_its_hash():
    found = links(map_html())
    assert len(found) == 6  # leaflet, our scripts in one, four styles
    assert bundle_url() in found
    for link in [link for link in found if link != bundle_url()]:
        path, digest = re.fullmatch(r"/assets/([\w./-]+)\?v=([0-9a-f]{10})", link).groups()
        content = (ASSETS / path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == manifest()[path]["sha256"]
        assert manifest()[path]["sha256"].startswith(digest)


def test_the_bundle_holds_every_script_in_order():
    places = [bundle().index((ASSETS / path).read_bytes()) for path in SCRIPTS]
    assert places == sorted(places)
    assert bundle_url().endswith(hashlib.sha256(bundle()).hexdigest()[:10])


def test_no_outside_address_at_all():
    assert re.findall(r"https?://|[\"'(]//", map_html()) == []


def test_base_path_stands_before_every_link():
    assert all(link.startswith("/gis/assets/") for link in links(map_html("/gis")))
    assert '"/gis/assets/land/land.json?v=' in map_html("/gis")


def test_other_folium_maps_keep_their_links():
    map_html()
    assert any(url.startswith("https://") for _, url in folium.Map.default_js)


@pytest.mark.parametrize("tag", ["script", "style"])
def test_policy_knows_every_inline_block(tag):
    html = map_html()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "unsafe-inline" not in policy
    assert f"connect-src {ORIGIN};" in policy
    blocks = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
    assert blocks
    for block in blocks:
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_policy_lets_pictures_in_from_the_base_maps_alone():
    html = map_html("", ("https://tiles.example.vn",))
    assert f"img-src {ORIGIN} data: https://tiles.example.vn;" in html
    assert f"connect-src {ORIGIN};" in html
    assert f"img-src {ORIGIN} data:;" in map_html()
    with pytest.raises(ValueError, match="no origins"):
        map_html("", ("https://a.vn; script-src *",))


def test_two_processes_render_the_same_page():
    code = "import sys; from web.map.page import map_html; sys.stdout.write(map_html())"
    pages = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for seed in ("1", "2")
    ]
    assert pages[0] == pages[1] == map_html()


def test_the_page_may_be_enlarged():
    html = map_html()
    assert "width=device-width" in html
    assert "user-scalable" not in html
    assert "maximum-scale" not in html
