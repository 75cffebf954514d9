"""Drawings of their own, and changes as a browser tells them."""

import itertools

import pytest

from layers.access import LOCAL_USER
from layers.drawings.book import DrawingBook
from layers.drawings.change import Change

# 0.01 degrees of longitude and latitude at 16 degrees north.
SQUARE = [[108.2, 16.0], [108.21, 16.0], [108.21, 16.01], [108.2, 16.01], [108.2, 16.0]]
BOW_TIE = [[108.2, 16.0], [108.21, 16.01], [108.21, 16.0], [108.2, 16.01], [108.2, 16.0]]


def area(ring) -> dict:
    return {"kind": "area", "geometry": {"type": "Polygon", "coordinates": [ring]}}


def line(path) -> dict:
    return {"kind": "line", "geometry": {"type": "LineString", "coordinates": path}}


def point(lon=108.2, lat=16.0, kind="point") -> dict:
    return {"kind": kind, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def change(op, change_id, **content) -> Change:
    return Change.from_json({"id": change_id, "op": op, **content})


@pytest.fixture
def book(store):
    return DrawingBook(store, LOCAL_USER)


@pytest.fixture
def drawing(book):
    return book.create("Tuyến Bạch Đằng")


@pytest.fixture
def add(book, drawing):
    """Add a feature to the drawing: ``add("f1", point())``."""
    numbers = itertools.count(1)

    def add(feature_id, shape, **more):
        content = {"id": feature_id, **shape, **more}
        return book.apply(drawing.id, change("add", f"c{next(numbers)}", feature=content))

    return add
