"""What a choice in the style panel makes of a look."""

import pytest

from layers.looks.look import Look
from layers.maps.view import LayerView, MapView
from layers.spec import FieldSpec
from web.views.explore import style_change
from web.views.explore.scene import Scene
from web.words import web_words

MAST = "antenna_mast"


@pytest.fixture
def scene(context) -> Scene:
    view = MapView(layers=(LayerView(MAST),))
    return Scene(context, context.atlas.now(), view, web_words("en"), "light")


def test_classes_begin_with_a_quantity_and_not_with_a_year(scene, monkeypatch):
    fields = [
        FieldSpec(name=name, vi=name, en=name, type="integer", unit=unit)
        for name, unit in (("planned_year", None), ("storeys", None), ("height_m", "m"))
    ]
    for left, first in (
        (fields, "height_m"),
        (fields[:2], "storeys"),
        (fields[:1], "planned_year"),
    ):
        monkeypatch.setattr(style_change, "field_names", lambda *_, left=left: left)
        look = style_change.changed(scene, MAST, Look(), "kind", "graduated")
        assert (look.kind, look.field) == ("graduated", first)
