"""The map of a sheet inside its window: areas, layers, names, drawings, each as on the screen."""

import numpy as np
import pandas as pd
import shapely
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from layers.looks.colours import ramp
from layers.reports import colours
from layers.reports.map_layout import Crowd, View, drawn_shapes, largest_part, room_of
from layers.reports.typeface import PLAIN, plain_text
from layers.sheets.content import Drawn, SheetLayer, kept_apart, point_places
from layers.sheets.pen import SheetPen
from layers.words import Words

SELECTED = "#111827"
_PX = 0.75
_HEAT_PT, _HEAT_SPREAD, _CLUSTER_PT = 1.0, 6.0, 40.0
_LEAST_APART_PT = 0.5


def size_factor(scale: int) -> float:
    """How large symbols are: full at 1:10,000 and above, less where a city is a thumbnail."""
    return float(np.interp(np.log10(scale), [4.0, 5.7], [0.8, 0.3]))


def draw_layer(pen: SheetPen, layer: SheetLayer, drawn: Drawn, view: View, words: Words) -> None:
    """One layer; its classes in the order of the legend, so that a rare one is not buried at random."""
    if not len(drawn.shapes):
        return
    pen.canv.saveState()
    pen.alpha(
        layer.opacity * layer.style.get("opacity", 1) if layer.kind == "area" else layer.opacity
    )
    if layer.kind == "point" and layer.look.kind == "heat":
        _heat(pen, drawn, view, layer)
    elif layer.kind == "point" and layer.look.kind == "cluster":
        _clusters(pen, drawn, view, layer, words)
    else:
        for group in layer.groups:
            rows = drawn.group == group.id
            if rows.any() and not group.hidden:
                _PAINTERS[layer.kind](pen, layer, group.colour, drawn, rows, view)
    pen.alpha(1.0)
    pen.canv.restoreState()
    _mark_picked(pen, layer, drawn, view)


def _areas(pen: SheetPen, layer, colour, drawn: Drawn, rows: np.ndarray, view: View) -> None:
    style = layer.style
    fill = colour or style.get("fill")
    edge = style.get("color") or colours.EDGE
    thin = shapely.make_valid(shapely.simplify(drawn.shapes[rows], 0.2 / view.scale))
    near = shapely.buffer(view.box, 6 / view.scale, join_style="mitre")
    for shape in shapely.intersection(thin, near):
        filled = None if fill == "none" else fill
        pen.canv.setDash(*([[0.6 * s for s in style["dash"]]] if style.get("dash") else []))
        pen._area(shape, view, filled, edge=edge, line=style.get("weight", 0.8) * 0.7)
    pen.canv.setDash()


def _lines(pen: SheetPen, layer, colour, drawn: Drawn, rows: np.ndarray, view: View) -> None:
    style = layer.style
    width = style.get("weight", 2) * _PX * (0.35 + 0.75 * size_factor(scale_of(view)))
    for factor in np.unique(drawn.factor[rows]):
        here = rows & (drawn.factor == factor)
        pen.lines(
            drawn.shapes[here],
            view,
            colour=colour or style["color"],
            width=width * factor,
            dash=style.get("dash"),
            casing=style.get("casing"),
        )


def _points(pen: SheetPen, layer, colour, drawn: Drawn, rows: np.ndarray, view: View) -> None:
    for factor in sorted(np.unique(drawn.factor[rows]), reverse=True):
        metres, _ = point_places(drawn.shapes[rows & (drawn.factor == factor)])
        places = view.place(metres)
        places = places[kept_apart(places, _LEAST_APART_PT)]
        radius = symbol_radius(layer, view) * factor
        pen.symbols(places, layer.style, colour or layer.style["fill"], radius)


_PAINTERS = {"area": _areas, "line": _lines, "point": _points}


def symbol_radius(layer: SheetLayer, view: View) -> float:
    """Radius of a symbol in points, at the scale of a view."""
    return layer.style.get("radius", 4) * _PX * size_factor(scale_of(view))


def scale_of(view: View) -> int:
    """The n of 1:n."""
    return round(72 / 0.0254 / view.scale)


def heat_ramp(layer: SheetLayer) -> list[str]:
    """The colours of a look of density, from thin to dense."""
    palette = layer.look.palette if layer.look.palette in ("teal", "blue", "amber") else "amber"
    return ramp(7, palette)


def _heat(pen: SheetPen, drawn: Drawn, view: View, layer: SheetLayer) -> None:
    """How dense points lie: counted in cells, smoothed, coloured by the root of their number, as one picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from scipy.ndimage import gaussian_filter

    metres, _ = point_places(drawn.shapes)
    places = (view.place(metres) - view.corner) / _HEAT_PT
    wide, high = (int(np.ceil(side / _HEAT_PT)) for side in view.size)
    counts, _, _ = np.histogram2d(*places.T, bins=(wide, high), range=((0, wide), (0, high)))
    share = np.sqrt(gaussian_filter(counts, _HEAT_SPREAD))
    if not share.max():
        return
    share = (share / share.max()).T[::-1]
    scale = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in heat_ramp(layer)])
    at = np.linspace(0, 1, len(scale))
    bands = [np.interp(share, at, scale[:, band]) for band in range(3)]
    cover = np.clip(share * 3, 0, 0.85) * layer.opacity * 255
    pixels = np.dstack([*bands, cover]).round().astype(np.uint8)
    size = (wide * _HEAT_PT, high * _HEAT_PT)
    pen.alpha(1.0)
    pen.canv.drawImage(
        ImageReader(Image.fromarray(pixels, "RGBA")), *view.corner, *size, mask="auto"
    )


def _clusters(pen: SheetPen, drawn: Drawn, view: View, layer: SheetLayer, words: Words) -> None:
    """Points that lie close as one disc with their number, at the mean of their places."""
    metres, _ = point_places(drawn.shapes)
    places = view.place(metres)
    cells = np.floor((places - view.corner) / _CLUSTER_PT).astype(int)
    frame = pd.DataFrame({"c": cells[:, 0], "r": cells[:, 1], "x": places[:, 0], "y": places[:, 1]})
    found = frame.groupby(["c", "r"]).agg(x=("x", "mean"), y=("y", "mean"), n=("x", "size"))
    fill = layer.style["fill"]
    for x, y, count in found.itertuples(index=False):
        if count == 1:
            pen.symbols(np.array([[x, y]]), layer.style, fill, symbol_radius(layer, view))
            continue
        radius = min(5 + 2.6 * np.log10(count), 0.45 * _CLUSTER_PT)
        pen.canv.setFillColor(HexColor(fill))
        pen.canv.setStrokeColor(HexColor(colours.PAPER))
        pen.canv.setLineWidth(0.8)
        pen.canv.circle(x, y, radius, stroke=1, fill=1)
        pen._text(x, y - 2.0, words.number(int(count)), 5.6, bold=True)


def _mark_picked(pen: SheetPen, layer: SheetLayer, drawn: Drawn, view: View) -> None:
    if not drawn.picked.any():
        return
    shapes = drawn.shapes[drawn.picked]
    if layer.kind == "point":
        pen.canv.setStrokeColor(HexColor(SELECTED))
        pen.canv.setLineWidth(1.1)
        for x, y in view.place(point_places(shapes)[0]):
            pen.canv.circle(x, y, symbol_radius(layer, view) + 2.2, stroke=1, fill=0)
    elif layer.kind == "line":
        pen.lines(shapes, view, colour=SELECTED, width=1.8)
    else:
        for shape in shapes:
            pen._area(shape, view, None, edge=SELECTED, line=1.4)


def draw_areas(
    pen: SheetPen, shapes: np.ndarray, asked: np.ndarray, fills: list, view: View, *, opacity=1.0
):
    """The boundary layer: neighbours pale, the place in its classes, what is unknown hatched.

    `fills` has a colour for each area that is asked about, None for unknown, ``""`` for no class.
    """  # fmt: skip
    cut = drawn_shapes(shapes, view)
    own, fills = (
        cut[asked],
        np.array(["?" if fill is None else fill for fill in fills], dtype=object),
    )
    there = ~shapely.is_empty(own)
    # Where areas are a few points wide, edges of full width would be all one sees.
    size = np.sqrt(shapely.area(own[there])).mean() * view.scale if there.any() else 1.0
    fine = float(np.clip(size / 40, 0.12, 1.0))
    pen._area(_together(cut[~asked]), view, colours.NEIGHBOUR, edge=colours.RULE, line=0.25)
    for fill in dict.fromkeys(fills):
        shape = _together(own[fills == fill])
        plain = colours.UNKNOWN if fill == "?" else fill or "#fbfaf7"
        pen._area(shape, view, plain, edge=colours.EDGE, line=0.4 * fine)
        if fill == "?":
            pen._hatch(shape, view)
    whole = shapely.union_all(own[there], grid_size=0.1)
    pen._area(whole, view, None, edge=colours.OUTLINE, line=0.9 * max(fine, 0.4))
    return cut


def _together(shapes: np.ndarray):
    """Areas as one shape, their borders kept."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return shapely.multipolygons(
        parts[(shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)]
    )


def draw_names(
    pen: SheetPen, shapes: np.ndarray, names: list[str], view: View, *, large: bool
) -> int:
    """Names where they fit inside their area on this sheet; gives how many did not."""
    crowd, left_out = Crowd(), 0
    inside = shapely.intersection(shapes, view.box)
    for row in np.argsort(-shapely.area(inside)):
        shape = inside[row]
        if shapely.is_empty(shape) or not shapely.area(shape):
            continue
        wide, high = room_of(shape, view)
        middle = shapely.get_coordinates(shapely.point_on_surface(largest_part(shape)))
        x, y = view.place(middle)[0]
        name = plain_text(names[row])
        for size in (11.0, 9.0, 7.4, 6.2, 5.2) if large else (9.0, 7.4, 6.2, 5.2):
            length = stringWidth(name, PLAIN, size)
            # Large letters only where they leave most of their area free.
            fits = (
                length < (0.94 if size < 7 else 0.5) * wide
                and high > (1.3 if size < 7 else 3) * size
            )
            if fits and crowd.take(x, y, length + 2, size + 1.5):
                pen.name_at(x, y - 0.35 * size, name, size)
                break
        else:
            left_out += 1
    return left_out
