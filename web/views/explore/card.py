"""What the card beside the map tells of: picked features, a drawn area, areas side by side, or one area."""

from layers.drawings.drawing import Feature
from layers.drawings.sentences import fault_text, title
from web.views.explore import area_card, compare, drawn, feature_card
from web.views.explore.scene import Scene

AREA = "area"


def show(scene: Scene) -> None:
    """The card of what is chosen; what was clicked last lies on top of what is compared."""
    if scene.view.picked:
        feature_card.show(scene)
    elif (shape := _drawn_area(scene)) is not None:
        name = title(shape, 1, scene.words)
        area_card.show_shape(scene, dict(shape.geometry), name, on_close=_leave_shape)
    elif len(scene.view.compared) > 1:
        compare.show(scene)
    else:
        area_card.show(scene)


def _drawn_area(scene: Scene) -> Feature | None:
    """The drawn area that is selected; one whose border crosses itself has no inside to tell of."""
    shape = drawn.selected_feature(scene)
    if shape is None or shape.kind != AREA or fault_text(shape, scene.words):
        return None
    return shape


def _leave_shape() -> None:
    drawn.select(None)
