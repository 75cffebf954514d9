"""The vendored files are those of the manifest, and the scripts keep their promises."""

import hashlib
import re

import pytest

from web.map.assets import ASSETS, SCRIPTS, STYLES, asset_url, local_links, manifest
from web.map.host import HOST_SCRIPTS
from web.map.style import PALETTES
from web.map.words import map_words

OWN_SCRIPTS = sorted((ASSETS / "app").glob("*.js"))


def test_manifest_lists_every_file_with_its_hash():
    files = {
        path.relative_to(ASSETS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in ASSETS.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert files == {name: entry["sha256"] for name, entry in manifest().items()}


def test_every_vendored_folder_carries_a_licence():
    vendored = {name.split("/")[0] for name, e in manifest().items() if e["source"] != "hatang"}
    assert vendored == {"leaflet", "vectorgrid", "fonts", "land"}
    for folder in vendored:
        assert (ASSETS / folder / "LICENSE").stat().st_size > 300
        assert all(manifest()[n]["licence"] for n in manifest() if n.startswith(f"{folder}/"))


def test_vectorgrid_licence_names_what_the_bundle_holds():
    text = (ASSETS / "vectorgrid" / "LICENSE").read_text("utf-8")
    for package in ("BEER-WARE", "pbf", "vector-tile", "geojson-vt", "topojson-client"):
        assert package in text


def test_page_loads_every_script_of_ours_except_the_host():
    linked = {path for path in SCRIPTS if path.startswith("app/")}
    assert linked == {f"app/{path.name}" for path in OWN_SCRIPTS} - {
        f"app/{name}" for name in HOST_SCRIPTS
    }
    assert set(STYLES) <= set(manifest())


def test_fonts_css_names_only_files_that_are_here():
    names = re.findall(r"url\(([^)]+)\)", (ASSETS / "fonts" / "fonts.css").read_text("utf-8"))
    assert len(names) == 15
    assert all((ASSETS / "fonts" / name).is_file() for name in names)


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_no_html_and_name_no_host(path):
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    found = re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)
    assert found == []
    assert re.findall(r"https?:|[\"']//", text) == []


def test_words_and_colours_asked_for_exist():
    text = "".join(path.read_text("utf-8") for path in OWN_SCRIPTS)
    css = (ASSETS / "app" / "map.css").read_text("utf-8")
    words = set(re.findall(r"hatang\.word\(\"(\w+)\"", text))
    colours = set(re.findall(r"hatang\.colour\(\"(\w+)\"", text))
    colours |= {name.replace("-", "_") for name in re.findall(r"var\(--([\w-]+)", css)}
    assert len(words) > 5
    assert words <= set(map_words("vi"))
    assert set(map_words("vi")) <= set(map_words("en"))
    assert len(colours) > 10
    assert colours <= set(PALETTES["light"])
    assert set(PALETTES["light"]) == set(PALETTES["dark"])


def test_archipelagos_are_named_in_vietnamese_in_every_language():
    for words in (map_words("vi"), map_words("en")):
        assert words["hoang_sa"] == "Quần đảo Hoàng Sa"
        assert words["hoang_sa_unit"] == "(Đà Nẵng)"
        assert words["truong_sa"] == "Quần đảo Trường Sa"
        assert words["truong_sa_unit"] == "(Khánh Hòa)"


def test_unknown_link_of_folium_raises():
    with pytest.raises(LookupError, match="surprise"):
        local_links([("leaflet", "x"), ("surprise", "y")])


def test_asset_url_carries_base_and_hash():
    url = asset_url("leaflet/leaflet.js", base="/gis")
    digest = manifest()["leaflet/leaflet.js"]["sha256"]
    assert url == f"/gis/assets/leaflet/leaflet.js?v={digest[:10]}"
    with pytest.raises(KeyError):
        asset_url("leaflet/none.js")
