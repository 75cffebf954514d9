"""S-11: nothing but the map module makes markup of text, and what Streamlit takes as HTML has been escaped."""

import ast
import functools
from pathlib import Path

import pytest

from layers.settings import ROOT

MAPS = ("web/map/", "web/standalone/")
FOLIUM = ("Popup", "Tooltip", "DivIcon", "GeoJsonTooltip", "GeoJsonPopup", "explore")
# Files that hand markup to Streamlit; each escapes what comes from data with `esc` or shows words alone.
MARKUP = {
    "web/views/admin/dress.py",
    "web/views/admin/once.py",
    "web/views/admin/self_check.py",
    "web/views/admin/tables.py",
    "web/views/coverage/dress.py",
    "web/views/ducts/route.py",
    "web/views/ended.py",
    "web/views/explore/area_card.py",
    "web/views/explore/card_sections.py",
    "web/views/explore/compare.py",
    "web/views/explore/drawer.py",
    "web/views/explore/feature_card.py",
    "web/views/explore/frame.py",
    "web/views/explore/style_parts.py",
    "web/views/head.py",
    "web/views/imports/area_counts.py",
    "web/views/imports/dress.py",
    "web/views/services/dress.py",
    "web/views/trouble.py",
}
SOURCES = [p for room in ("geo", "layers", "web") for p in sorted((ROOT / room).rglob("*.py"))]
SOURCES = [p for p in SOURCES if "__pycache__" not in p.parts] + [ROOT / "app.py"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def faults(path: Path) -> list[str]:
    """What this file does that it may not."""
    found = []
    for call in calls(path):
        options = {word.arg: word.value for word in call.keywords}
        unsafe = options.get("unsafe_allow_html")
        constant = bool(call.args) and isinstance(call.args[0], ast.Constant)
        if unsafe is not None and getattr(unsafe, "value", True) is not False and not constant:
            found.append(f"line {call.lineno}: unsafe_allow_html with text that is not constant")
        if "parse_html" in options or "unsafe_allow_javascript" in options:
            found.append(f"line {call.lineno}: markup or script is let through")
        if called(call) in FOLIUM and not named(path).startswith(MAPS):
            found.append(f"line {call.lineno}: {called(call)} outside the map")
    return found


def test_s11_no_file_makes_markup_of_text():
    found = {named(path): told for path in SOURCES if (told := faults(path))}
    assert found == {}


def test_s11_markup_for_streamlit_is_made_in_a_known_list_of_files():
    """A file that is new here is read by a person first."""
    users = {
        named(path)
        for path in SOURCES
        for call in calls(path)
        if called(call) == "html" and ast.unparse(call.func) == "st.html"
    }
    assert users <= MARKUP, "escape with layers.esc, then list it"


@pytest.mark.parametrize(
    "text",
    [
        "st.markdown(name, unsafe_allow_html=True)",
        "st.markdown(f'<b>{name}</b>', unsafe_allow_html=True)",
        "st.markdown(name, unsafe_allow_html=flag)",
        "folium.Popup(name)",
        "Tooltip(name)",
        "DivIcon(html=name)",
        "frame.explore()",
        "Popup(name, parse_html=True)",
        "st.html(name, unsafe_allow_javascript=True)",
    ],
)
def test_s11_the_lint_would_find_it(tmp_path, monkeypatch, text):
    path = tmp_path / "a.py"
    path.write_text(text)
    monkeypatch.setattr("tests.trust.test_markup.ROOT", tmp_path)
    assert faults(path)
    sound = tmp_path / "b.py"
    sound.write_text("st.markdown('<b>x</b>', unsafe_allow_html=True)")
    assert faults(sound) == []
