"""The map of a report, drawn with lines and areas of its own: sharp at any size, small, without a network."""

import numpy as np
import pandas as pd
import shapely
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from geo.crs import metric_crs, to_metric
from layers.reports import colours
from layers.reports.map_layout import (
    Crowd,
    View,
    crowded,
    drawn_shapes,
    fit,
    free_corner,
    largest_part,
    main_and_insets,
    room_of,
)
from layers.reports.pdf_legend import LEGEND_PT, MapLegend
from layers.reports.report import ReportMap
from layers.reports.typeface import BOLD, PLAIN, plain_text
from layers.words import Words

_INSET_PT = 84.0
_NAME_PT, _NUMBER_PT = 5.4, 5.0
_DOT_PT = 1.0
_MANY = 800
_LEAST = 0.62
_CLOSE_PT, _ZOOM_PT, _MOST_HIDDEN = 42.0, (170.0, 150.0, 130.0, 110.0), 0.004


class MapDrawing(MapLegend):
    """A choropleth with sites, gaps, legend, scale bar and north arrow.

    Parameters
    ----------
    content : ReportMap
    width, most_height : float
        Of the whole, legend included, in points; it is as high as its ground needs.
    """

    def __init__(self, content: ReportMap, words: Words, *, width: float, most_height: float):
        super().__init__()
        self.content, self.words = content, words
        asked = content.areas[content.areas["asked"]]
        self.crs = metric_crs(asked)
        self.main, self.far = main_and_insets(to_metric(asked, crs=self.crs))
        west, south, east, north = self.main
        high = width * max(north - south, 1.0) / max(east - west, 1.0)
        self.width = width
        self.height = min(max(high, _LEAST * width) + LEGEND_PT, most_height)

    def wrap(self, _wide, _high):
        return self.width, self.height

    def draw(self):
        size = (self.width, self.height - LEGEND_PT)
        areas = to_metric(self.content.areas, crs=self.crs)
        view = fit(self.main, (0, LEGEND_PT), size)
        drawn = self._picture(areas, view, labels=True)
        enlarged = self._insets(areas, view, drawn)
        self._window_edge(view)
        self._legend(view, enlarged=enlarged)

    def _picture(self, areas, view: View, *, labels: bool) -> np.ndarray:
        """One window: areas, gaps, sites, labels, all cut at its edge. Gives the areas as drawn."""
        pen = self.canv
        pen.saveState()
        window = pen.beginPath()
        window.rect(*view.corner, *view.size)
        pen.clipPath(window, stroke=0, fill=0)
        self._fill_box(view, colours.AROUND)
        shapes = drawn_shapes(areas.geometry.to_numpy(), view)
        asked = areas["asked"].to_numpy(bool)
        for shape in shapes[~asked]:
            self._area(shape, view, colours.NEIGHBOUR, edge=colours.RULE, line=0.3)
        for shape, share in zip(shapes[asked], areas["share"].to_numpy(float)[asked], strict=True):
            fill = colours.ramp_colour(share)
            self._area(shape, view, fill or colours.UNKNOWN, edge=colours.EDGE, line=0.35)
            if fill is None:
                self._hatch(shape, view)
        self._outline(shapes[asked], view)
        self._gap_shapes(view)
        self._points(self.content.sites, view, colours.SITE, _DOT_PT)
        self._points(self.content.planned, view, colours.PLANNED, 1.6, square=True)
        if labels:
            self._labels(areas[asked], shapes[asked], view)
        pen.restoreState()
        return shapes[asked]

    def _insets(self, areas, view: View, drawn: np.ndarray) -> bool:
        """Islands far out, each group in a box with its name; a crowd of small areas in one, larger.

        Gives whether there is such an enlarged part.
        """
        taken = ()
        if self.far:
            size = (_INSET_PT * len(self.far), _INSET_PT)
            corner = free_corner(drawn, view, size)
            taken = ((*corner, corner[0] + size[0], corner[1] + size[1]),)
            for place, bounds in enumerate(self.far):
                self._island(areas, bounds, (corner[0] + place * _INSET_PT, corner[1]))
        close = crowded(drawn, view, _CLOSE_PT)
        if close is None:
            return False
        for side in _ZOOM_PT:
            corner = free_corner(drawn, view, (side, side), taken, most_hidden=_MOST_HIDDEN)
            if corner is not None:
                break
        else:
            return False
        inner = fit(close, corner, (side, side), margin=0.0)
        self._picture(areas, inner, labels=True)
        self._window_edge(inner)
        low, high = view.place(np.reshape(close, (2, 2)))
        self.canv.setLineWidth(1.3)
        self.canv.setStrokeColor(HexColor(colours.PAPER))
        self.canv.rect(*low, *(high - low), stroke=1, fill=0)
        self._window_edge_style()
        self.canv.setDash(2.5, 1.5)
        self.canv.rect(*low, *(high - low), stroke=1, fill=0)
        self.canv.setDash()
        return True

    def _island(self, areas, bounds, corner: tuple[float, float]) -> None:
        inner = fit(bounds, corner, (_INSET_PT, _INSET_PT), margin=0.24)
        self._picture(areas, inner, labels=False)
        self._window_edge(inner)
        names = areas.loc[areas["asked"] & areas.intersects(inner.box), "full_name"]
        middle = corner[0] + _INSET_PT / 2
        self._text(middle, corner[1] + 4, " · ".join(map(plain_text, names)), 5.6, bold=True)

    def _labels(self, areas, shapes: np.ndarray, view: View) -> None:
        """Marks of gaps first, then names where they fit inside their area, else the row's number."""
        crowd = Crowd()
        self._marks(view, crowd)
        numbers, shares = areas["number"].tolist(), areas["share"].to_numpy(float)
        order = np.argsort(-shapely.area(shapes))
        for row in order:
            shape = shapes[row]
            if shapely.is_empty(shape):
                continue
            middle = shapely.get_coordinates(shapely.point_on_surface(largest_part(shape)))
            x, y = view.place(middle)[0]
            wide, high = room_of(shape, view)
            name = plain_text(areas["name"].iloc[row])
            length = stringWidth(name, PLAIN, _NAME_PT)
            if length < 0.92 * wide and high > 7 and crowd.take(x, y, length + 2, 7):
                self._text(x, y - 2, name, _NAME_PT, share=shares[row])
            elif numbers[row] is not pd.NA:
                text = str(numbers[row])
                length = stringWidth(text, PLAIN, _NUMBER_PT)
                if length < wide and high > 5 and crowd.take(x, y, length + 1, 5.5):
                    self._text(x, y - 1.8, text, _NUMBER_PT, share=shares[row])

    def _marks(self, view: View, crowd: Crowd) -> None:
        """Numbered rings at the largest gaps."""
        if self.content.marks is None:
            return
        pen = self.canv
        numbers, places = self._placed(self.content.marks, view)
        for number, (x, y) in zip(numbers + 1, places, strict=True):
            crowd.take(x, y, 10, 10)
            pen.setFillColor(HexColor(colours.PAPER))
            pen.setStrokeColor(HexColor(colours.MARK))
            pen.setLineWidth(0.9)
            pen.circle(x, y, 4.6, stroke=1, fill=1)
            pen.setFillColor(HexColor(colours.MARK))
            pen.setFont(BOLD, 5.4)
            pen.drawCentredString(x, y - 1.9, str(number))

    def _gap_shapes(self, view: View) -> None:
        if self.content.gaps is None or self.content.gaps.empty:
            return
        for shape in drawn_loose(to_metric(self.content.gaps, crs=self.crs).to_numpy(), view):
            self._hatch(shape, view, colour=colours.GAP, step=4.5, line=0.22)
            self._area(shape, view, None, edge=colours.GAP, line=0.5)

    def _points(self, points, view: View, colour: str, radius: float, *, square=False) -> None:
        if points is None or points.empty:
            return
        pen, places = self.canv, self._placed(points, view)[1]
        pen.setFillColor(HexColor(colour))
        pen.setStrokeColor(HexColor(colours.PAPER if square else colours.INK))
        pen.setLineWidth(0.25 if square else 0.12)
        if len(places) > _MANY:
            radius *= 0.65
        for x, y in places:
            if square:
                pen.rect(x - radius, y - radius, 2 * radius, 2 * radius, stroke=1, fill=1)
            else:
                pen.circle(x, y, radius, stroke=1, fill=1)

    def _placed(self, points, view: View) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the points that are seen, and where they are on the page (n, 2)."""
        there = np.flatnonzero((points.notna() & ~points.is_empty).to_numpy())
        metres = to_metric(points.iloc[there], crs=self.crs).to_numpy()
        xy = view.place(shapely.get_coordinates(metres))
        low = np.array(view.corner)
        seen = ((xy >= low - 2) & (xy <= low + np.array(view.size) + 2)).all(axis=1)
        return there[seen], xy[seen]

    def _outline(self, shapes: np.ndarray, view: View) -> None:
        """The border of all areas asked about, once, above their own."""
        whole = shapely.union_all(shapes[~shapely.is_empty(shapes)], grid_size=0.1)
        self._area(whole, view, None, edge=colours.OUTLINE, line=0.8)


def drawn_loose(shapes: np.ndarray, view: View) -> np.ndarray:
    """Shapes that share no borders, cut to the view and without what is finer than a pen."""
    thin = shapely.make_valid(shapely.simplify(shapes, 0.25 / view.scale))
    return shapely.intersection(thin, view.box)
