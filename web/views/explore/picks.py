"""What a click on the map means: it is taken before anything of a run is drawn."""

from layers.atlas import BOUNDARIES
from layers.maps.view import MOST_SELECTED
from web.context import Context
from web.map.host import taken_pick
from web.views.explore import drawing_panel, found, frame, state

MAP = "explore_map"
LEGEND, SEARCH, AREAS = "legend", "search", "areas"
_DRAWN = ("drawn", "drawing", "sketch")


def take(context: Context) -> None:
    """Let the pick that caused this run, if one did, change the view."""
    pick = taken_pick(MAP)
    if pick is None:
        return
    layer = pick["layer"]
    if layer is None:
        state.change(selected=None, picked=())
    elif layer == LEGEND:
        toggle_class(pick["id"], pick["name"], hidden=pick.get("hidden"))
    elif layer == SEARCH:
        _hand_to(found, context, pick)
    elif layer in _DRAWN:
        _hand_to(drawing_panel, context, pick)
    elif layer in BOUNDARIES:
        _take_area(pick)
    elif pick["id"]:
        _take_feature(pick["id"], add=bool(pick.get("add")))


def toggle_class(of: str | None, entry: str | None, *, hidden: list[str] | None = None) -> None:
    """Hide a class of the legend, or show it again. `of` is a layer, or ``areas`` for the indicator.

    `hidden` says all that are off after the click: a click that was lost is made good by the next.
    """
    if not of or entry is None:
        return
    held = state.view()
    if of == AREAS:
        state.change(hidden=_toggled(held.hidden, entry) if hidden is None else tuple(hidden))
    elif (layer := held.layer(of)) is not None:
        wanted = _toggled(layer.hidden, entry) if hidden is None else tuple(hidden)
        state.change_layer(of, hidden=wanted)


def _toggled(held: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(each for each in held if each != one) if one in held else (*held, one)


def _take_area(pick: dict) -> None:
    """With Ctrl or Shift an area is put beside those that are compared."""
    code, held = pick["code"], state.view()
    if not code:
        return
    if pick.get("add"):
        beside = held.compared or ((held.selected,) if held.selected else ())
        state.change(compared=_toggled(beside, code)[-5:], selected=held.selected or code)
    else:
        state.select(code)
    frame.set_card(True)


def _take_feature(feature: str, *, add: bool) -> None:
    held = state.view().picked
    picked = _toggled(held, feature)[-MOST_SELECTED:] if add else (feature,)
    state.change(picked=picked)
    frame.set_card(True)


def _hand_to(module, context: Context, pick: dict) -> None:
    """The module whose tool it was takes it."""
    if taken := getattr(module, "take", None):
        taken(context, pick)
