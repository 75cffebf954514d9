"""Ramps keep their order and stay apart from what surrounds them."""

import re

import pytest

from web.map.style import LAYER_STYLES, PALETTES, RAMPS, layer_style, ramp


def _light(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["teal", "blue"])
@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_amounts_run_from_pale_to_deep_and_the_other_way_in_the_dark(name, n):
    light = [_light(c) for c in ramp(n, name)]
    dark = [_light(c) for c in ramp(n, name, theme="dark")]
    assert light == sorted(light, reverse=True)
    assert dark == sorted(dark)
    assert len(set(light)) == n


def test_ramp_of_anchors_and_between():
    assert ramp(5) == list(RAMPS["teal"]["light"])
    assert ramp(1) == ["#67b7b4"]
    assert ramp(3, "diverging") == ["#8c510a", "#f2efe6", "#01665e"]
    with pytest.raises(ValueError, match="not 0"):
        ramp(0)


def test_styles_hold_colours_only():
    for style in LAYER_STYLES.values():
        for key in ("fill", "color", "ring", "casing"):
            value = style.get(key)
            assert value in (None, "none") or re.fullmatch(r"#[0-9a-f]{6}", value)


def test_unknown_layer_gets_the_style_of_its_kind_as_a_copy():
    style = layer_style("uploaded", "line")
    style["color"] = "#000000"
    assert layer_style("uploaded", "line")["color"] != "#000000"


def test_text_on_panels_is_readable():
    for palette in PALETTES.values():
        for ink in ("ink", "muted", "accent"):
            high, low = sorted((_luminance(palette["panel"]), _luminance(palette[ink])))[::-1]
            assert (high + 0.05) / (low + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
